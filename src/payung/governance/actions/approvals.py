"""The one approval mechanism. It never calls back: the owning room's action calls it inside its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.models import Approval, ApprovalDecision
from payung.governance.queries.audit import editors
from payung.governance.rules.actors import Actor
from payung.governance.rules.approval import check_decide, check_digest
from payung.governance.rules.statuses import APPROVALS, ApprovalStatus, Verdict


@dataclass(frozen=True)
class Outcome:
    """What a decision led to: `final` when no stage is left."""

    status: ApprovalStatus
    stage: int
    final: bool


def submit(*, kind: str, object_id: int, digest: bytes, by: Actor, at: datetime, stages: int = 1) -> int:
    """Hand in an object for decision as its digest; the approval's id. Raises `Refusal` already-submitted."""
    if Approval.objects.filter(kind=kind, object_id=object_id, status=ApprovalStatus.WAITING).exists():
        raise Refusal("already-submitted", gettext_noop("This is waiting for a decision already."))
    approval = Approval.objects.create(
        kind=kind, object_id=object_id, digest=digest, maker_id=by.user_id, submitted_at=at, stages=stages, status=ApprovalStatus.WAITING
    )
    record(by=by, at=at, action=f"submit_{kind}", kind=kind, subjects=[object_id], change=digest)
    return approval.pk


@transaction.atomic
def decide(*, kind: str, object_id: int, digest: bytes, verdict: Verdict, reason: str = "", by: Actor, at: datetime) -> Outcome:
    """Decide the waiting approval of an object at its next stage.

    `digest` is that of the object as it is now. Raises `Refusal` nothing-waiting, maker-is-checker, already-decided,
    changed-since or reason-missing (a return needs one).
    """
    approval = Approval.objects.select_for_update().filter(kind=kind, object_id=object_id, status=ApprovalStatus.WAITING).first()
    if approval is None:
        raise Refusal("nothing-waiting", gettext_noop("This is not waiting for a decision. Reload the page to see its present state."))
    earlier = list(ApprovalDecision.objects.filter(approval=approval).values_list("decided_by", flat=True))
    check_decide(by.user_id, editors(kind, object_id) | {approval.maker_id}, earlier)
    if verdict is Verdict.RETURN and not reason.strip():
        raise Refusal("reason-missing", gettext_noop("Say why you return it, so that the maker knows what to change."))
    if verdict is Verdict.APPROVE:
        check_digest(bytes(approval.digest), digest)
    stage = len(earlier) + 1
    ApprovalDecision.objects.create(
        approval=approval, stage=stage, verdict=verdict, reason=reason, maker_id=approval.maker_id, decided_by_id=by.user_id, decided_at=at
    )
    final = verdict is Verdict.RETURN or stage == approval.stages
    if final:
        approval.status = APPROVALS.check(verdict, approval.status)
        approval.save(update_fields=["status"])
    record(by=by, at=at, action=f"{verdict}_{kind}", kind=kind, subjects=[object_id], change=digest)
    return Outcome(ApprovalStatus(approval.status), stage, final)
