"""The papers of a claim by the documents mechanism, and evidence opened by whoever may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from payung.claims.actions._steps import CLAIM
from payung.claims.models import ClaimEvent, Evidence
from payung.claims.queries.papers import claim_paper
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.documents import prepare_document
from payung.governance.queries.files import read_content, stored_file
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor


@dataclass(frozen=True)
class OpenedFile:
    """A file as it leaves."""

    name: str
    content: bytes


@transaction.atomic
def prepare_claim_paper(*, claim_id: int, kind: str, on: date, by: Actor, at: datetime) -> int:
    """Make a paper of a claim with what is known frozen in it; its document. Raises `Refusal` not-allowed, no-such-object or wrong-paper."""
    check_may(by, "claims.read")
    document = prepare_document(paper=claim_paper(kind, claim_id, on), on=on, by=by, at=at)
    record(by=by, at=at, action="prepare_claim_paper", kind=CLAIM, subjects=[claim_id], change={"kind": kind, "document": document})
    return document


@transaction.atomic
def open_evidence(*, claim_id: int, file_id: int, by: Actor, at: datetime) -> OpenedFile:
    """A paper or slip of a claim, for who works with it; that it was opened is on record. Raises `Refusal` not-allowed, outside-area or no-such-object."""
    check_may(by, "claims.work")
    held = Evidence.objects.filter(claim=claim_id, file=file_id).first() or ClaimEvent.objects.filter(claim=claim_id, file=file_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such file, or it lies outside your area."))
    check_area(by, held.area)
    file = stored_file(file_id)
    record(by=by, at=at, action="open_evidence", kind=CLAIM, subjects=[claim_id], change={"file": file_id})
    return OpenedFile(file.name, read_content(file.digest))
