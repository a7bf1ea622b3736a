"""A decision on a list or an amended decree that an official took on paper: recorded with the signed page by somebody who is neither maker nor decider."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.files import store_file
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.approval import Paper
from payung.selection.actions.amendments import AMENDMENT, approve_amendment, return_amendment
from payung.selection.actions.lists import LIST, approve_list, return_list

RECORD = "approvals.record"


@transaction.atomic
def record_paper_decision(
    *,
    kind: str,
    object_id: int,
    approved: bool,
    decider: int,
    signed_at: datetime,
    digest: str,
    page: Path,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> str:
    """Record what `decider` decided on paper of a list or an amended decree (`kind`), with the scan of the signed page; the status after it.

    `digest`: what stands at the foot of the page. Raises `Refusal` not-allowed, page-missing, and those of approving or returning with a paper.
    """
    check_may(by, RECORD)
    if not page.is_file():
        raise Refusal("page-missing", gettext_noop("Attach the scan of the signed page."))
    stored = store_file(source=page, name=page.name, area=by.home_area, file_class="decision", by=by, at=at)
    paper = Paper(decider, signed_at, stored.pk, digest)
    if kind == AMENDMENT:
        if approved:
            return approve_amendment(amendment_id=object_id, paper=paper, by=by, at=at)
        return_amendment(amendment_id=object_id, reason=reason, paper=paper, by=by, at=at)
        return "returned"
    if kind != LIST:
        raise ValueError(f"nothing of the kind {kind} is decided here")
    if approved:
        return approve_list(list_id=object_id, paper=paper, by=by, at=at)
    return_list(list_id=object_id, reason=reason, paper=paper, by=by, at=at)
    return "returned"
