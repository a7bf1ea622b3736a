"""Amendments of law parameters: prepared by one person, approved by another, then part of the province's law."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.approvals import decide, submit
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.approval import Paper
from payung.governance.rules.statuses import Verdict
from payung.law.units import plain
from payung.programmes.models import LawAmendment
from payung.programmes.queries.law import AmendmentRow, amendment, province_law, standing_amendments
from payung.programmes.rules.amendments import check_amendment, read_amendment
from payung.programmes.rules.edits import stale
from payung.programmes.rules.statuses import AMENDMENTS, AmendmentStatus

KIND = "law_amendment"


@transaction.atomic
def prepare_amendment(*, parameter: str, content: dict[str, Any], replaces: int | None = None, by: Actor, at: datetime) -> int:
    """A draft of an amendment; its id. `content` has the keys of the law's files: value, from, to, article, source, confidence, note.

    `replaces`: the standing amendment in whose place it is to stand. Raises `Refusal` as `read_amendment` and `check_amendment` do,
    or not-standing.
    """
    check_may(by, "law.amend")
    values = _checked(parameter, content, replaces)
    held = LawAmendment.objects.create(
        parameter=parameter, status=AmendmentStatus.DRAFT, prepared_by_id=by.user_id, prepared_at=at, **values
    )
    record(by=by, at=at, action="prepare_amendment", kind=KIND, subjects=[held.pk], change=amendment(held.pk).digest)
    return held.pk


@transaction.atomic
def edit_amendment(
    *, amendment_id: int, version: int, content: dict[str, Any], replaces: int | None = None, by: Actor, at: datetime
) -> None:
    """Change a draft, or one that was returned. Raises `Refusal` as `prepare_amendment`, and stale-edit or wrong-status."""
    check_may(by, "law.amend")
    held = _locked(amendment_id)
    if held.version != version:
        raise stale(version, held.version)
    status = AMENDMENTS.check("edit", held.status)
    values = _checked(held.parameter, content, replaces)
    LawAmendment.objects.filter(pk=held.pk).update(**values, status=status, version=held.version + 1)
    record(by=by, at=at, action="edit_amendment", kind=KIND, subjects=[held.pk], change=amendment(held.pk).digest)


@transaction.atomic
def submit_amendment(*, amendment_id: int, by: Actor, at: datetime) -> None:
    """Hand an amendment in for approval. Raises `Refusal` no-such-object, wrong-status, or what became wrong since it was prepared."""
    check_may(by, "law.amend")
    held = _locked(amendment_id)
    held.status = AMENDMENTS.check("submit", held.status)
    row = amendment(amendment_id)
    _check_against_the_law(row)
    held.save(update_fields=["status"])
    submit(kind=KIND, object_id=held.pk, digest=row.digest, by=by, at=at)


@transaction.atomic
def withdraw_amendment(*, amendment_id: int, by: Actor, at: datetime) -> None:
    """Drop a draft, or one that was returned. Raises `Refusal` no-such-object or wrong-status."""
    check_may(by, "law.amend")
    held = _locked(amendment_id)
    held.status = AMENDMENTS.check("withdraw", held.status)
    held.save(update_fields=["status"])
    record(by=by, at=at, action="withdraw_amendment", kind=KIND, subjects=[held.pk])


@transaction.atomic
def approve_amendment(*, amendment_id: int, paper: Paper | None = None, by: Actor, at: datetime) -> None:
    """Approve an amendment: after the last stage it is law from its first day, in place of the one it replaces.

    With `paper` the decision was taken on paper and `by` records it. Raises `Refusal` wrong-status, as `decide` does, or what became
    wrong since it was submitted.
    """
    row = _decided(amendment_id, Verdict.APPROVE, "", paper, by, at)
    if row is None:
        return
    _check_against_the_law(row)
    held = _locked(amendment_id)
    held.status, held.approved_at = AMENDMENTS.check("approve", held.status), at
    held.save(update_fields=["status", "approved_at"])
    if held.replaces_id:
        replaced = _locked(held.replaces_id)
        replaced.status = AMENDMENTS.check("replace", replaced.status)
        replaced.save(update_fields=["status"])
    record(by=by, at=at, action="approve_into_law", kind=KIND, subjects=[held.pk], change={"law": province_law().digest})


@transaction.atomic
def return_amendment(*, amendment_id: int, reason: str, paper: Paper | None = None, by: Actor, at: datetime) -> None:
    """Return an amendment to who prepared it, with the reason. Raises `Refusal` reason-missing, wrong-status, or as `decide` does."""
    _decided(amendment_id, Verdict.RETURN, reason, paper, by, at)
    held = _locked(amendment_id)
    held.status, held.returned_because = AMENDMENTS.check("return", held.status), reason.strip()
    held.save(update_fields=["status", "returned_because"])
    record(by=by, at=at, action="return_to_maker", kind=KIND, subjects=[held.pk])


def _decided(amendment_id: int, verdict: Verdict, reason: str, paper: Paper | None, by: Actor, at: datetime) -> AmendmentRow | None:
    """The amendment once its last stage is decided; None while stages are left."""
    if paper is None:
        check_may(by, "law.approve")
    AMENDMENTS.check(verdict.value, _locked(amendment_id).status)
    row = amendment(amendment_id)
    outcome = decide(
        kind=KIND, object_id=amendment_id, digest=row.digest, verdict=verdict, reason=reason, paper=paper, act="law.approve", by=by, at=at
    )
    return row if outcome.final else None


def _checked(parameter: str, content: dict[str, Any], replaces: int | None) -> dict[str, Any]:
    """The columns of an amendment that may be prepared."""
    law = province_law()
    amended = read_amendment(law, parameter, content)
    standing = standing_amendments()
    if replaces is not None and replaces not in [each.id for each in standing if each.parameter == parameter]:
        raise Refusal("not-standing", gettext_noop("The amendment to be replaced is not in force. Choose another."), field="replaces")
    check_amendment(law, amended, [each.dated() for each in standing if each.id != replaces])
    return {
        "value": plain(amended.value),
        "from_on": amended.from_on,
        "to_on": amended.to_on,
        "article": amended.article,
        "source": amended.source,
        "confidence": str(amended.confidence),
        "note": amended.note,
        "replaces_id": replaces,
    }


def _check_against_the_law(row: AmendmentRow) -> None:
    standing = standing_amendments()
    if row.replaces is not None and row.replaces not in [each.id for each in standing]:
        raise Refusal("not-standing", gettext_noop("The amendment to be replaced is not in force. Choose another."), field="replaces")
    check_amendment(province_law(), row.dated(), [each.dated() for each in standing if each.id != row.replaces])


def _locked(amendment_id: int) -> LawAmendment:
    held = LawAmendment.objects.select_for_update().filter(pk=amendment_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such amendment."))
    return held
