"""The one approval mechanism. It never calls back: the owning room's action calls it inside its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.models import Approval, ApprovalDecision, ApprovalStage, ChainStage
from payung.governance.queries.accounts import offices_held, postings_of
from payung.governance.queries.approvals import chain_of
from payung.governance.queries.audit import editors
from payung.governance.queries.files import read_content, stored_file
from payung.governance.rules.access import check_may, may
from payung.governance.rules.actors import Actor
from payung.governance.rules.approval import Paper, Stage, check_chain, check_decide, check_digest, check_paper, check_stage, stages_for
from payung.governance.rules.statuses import APPROVALS, ApprovalStatus, Verdict


@dataclass(frozen=True)
class Outcome:
    """What a decision led to: `final` when no stage is left."""

    status: ApprovalStatus
    stage: int
    final: bool


@transaction.atomic
def set_chain(*, kind: str, stages: Sequence[Stage], by: Actor, at: datetime) -> None:
    """The chain that approvals of `kind` pass from now on; those that wait keep the one they were submitted under.

    Raises `Refusal` not-allowed, chain-length, chain-roles or unknown-role.
    """
    check_may(by, "chains.manage")
    check_chain(stages)
    ChainStage.objects.bulk_create(
        ChainStage(
            kind=kind, set_at=at, set_by_id=by.user_id, stage=place, roles=list(stage.roles), office=stage.office,
            least_idr=stage.least_idr, days=stage.days,
        )
        for place, stage in enumerate(stages, 1)
    )  # fmt: skip
    change = {"kind": kind, "stages": [[stage.roles, stage.office, stage.least_idr, stage.days] for stage in stages]}
    record(by=by, at=at, action="set_chain", kind="chain", change=change)


@transaction.atomic
def submit(*, kind: str, object_id: int, digest: bytes, by: Actor, at: datetime, stages: int = 1, amount_idr: int | None = None) -> int:
    """Hand in an object for decision as its digest; the approval's id. Raises `Refusal` already-submitted.

    It passes the chain of its kind; for a kind without one, or when its owner asks for more, `stages` decisions by whomever the
    owning room lets decide. `amount_idr` is what it binds, for stages that begin at a threshold.
    """
    if Approval.objects.filter(kind=kind, object_id=object_id, status=ApprovalStatus.WAITING).exists():
        raise Refusal("already-submitted", gettext_noop("This is waiting for a decision already."))
    chain = stages_for(chain_of(kind, at_least=stages), amount_idr)
    approval = Approval.objects.create(
        kind=kind,
        object_id=object_id,
        digest=digest,
        maker_id=by.user_id,
        submitted_at=at,
        stages=len(chain),
        status=ApprovalStatus.WAITING,
    )
    on = timezone.localdate(at)
    ApprovalStage.objects.bulk_create(
        ApprovalStage(
            approval=approval, stage=place, roles=list(stage.roles), office=stage.office, days=stage.days,
            due_on=stage.due_on(on) if place == 1 else None,
        )
        for place, stage in enumerate(chain, 1)
    )  # fmt: skip
    record(by=by, at=at, action=f"submit_{kind}", kind=kind, subjects=[object_id], change=digest)
    return approval.pk


@transaction.atomic
def decide(
    *,
    kind: str,
    object_id: int,
    digest: bytes,
    verdict: Verdict,
    reason: str = "",
    paper: Paper | None = None,
    act: str = "",
    by: Actor,
    at: datetime,
) -> Outcome:
    """Decide the waiting approval of an object at its next stage.

    `digest` is that of the object as it is now. With `paper` the decision was taken on paper: `by` only records it, and `act` is what
    the official who signed must be allowed. Raises `Refusal` nothing-waiting, maker-is-checker, already-decided, not-your-stage,
    changed-since, reason-missing (a return needs one); on paper also not-allowed, recorder-is-maker, recorder-is-decider,
    page-digest-short, page-of-another, signed-when, signer-has-no-posting or no-such-object (the page).
    """
    approval = Approval.objects.select_for_update().filter(kind=kind, object_id=object_id, status=ApprovalStatus.WAITING).first()
    if approval is None:
        raise Refusal("nothing-waiting", gettext_noop("This is not waiting for a decision. Reload the page to see its present state."))
    makers = editors(kind, object_id) | {approval.maker_id}
    earlier = list(ApprovalDecision.objects.filter(approval=approval).values_list("decided_by", flat=True))
    decider = paper.decider if paper else by.user_id
    if paper:
        _check_recorded(paper, approval, makers, by, at)
    check_decide(decider, makers, earlier)
    stage = len(earlier) + 1
    held = ApprovalStage.objects.filter(approval=approval, stage=stage).first()
    if held:
        postings = _on_paper(paper, act) if paper else [(by.role, offices_held([by.posting_id]).get(by.posting_id, ""))]
        check_stage(Stage(tuple(held.roles), held.office), postings)
    if verdict is Verdict.RETURN and not reason.strip():
        raise Refusal("reason-missing", gettext_noop("Say why you return it, so that the maker knows what to change."))
    if verdict is Verdict.APPROVE:
        check_digest(bytes(approval.digest), digest)
    ApprovalDecision.objects.create(
        approval=approval, stage=stage, verdict=verdict, reason=reason, maker_id=approval.maker_id, decided_by_id=decider,
        decided_at=paper.signed_at if paper else at,
        recorded_by_id=by.user_id if paper else None, recorded_at=at if paper else None, page_id=paper.page if paper else None,
    )  # fmt: skip
    final = verdict is Verdict.RETURN or stage == approval.stages
    if final:
        approval.status = APPROVALS.check(verdict, approval.status)
        approval.save(update_fields=["status"])
    else:
        _begin(approval, stage + 1, timezone.localdate(at))
    record(
        by=by,
        at=at,
        action=f"record_decision_{verdict}_{kind}" if paper else f"{verdict}_{kind}",
        kind=kind,
        subjects=[object_id],
        change=digest,
    )
    return Outcome(ApprovalStatus(approval.status), stage, final)


@transaction.atomic
def look_at_page(*, kind: str, object_id: int, page: int, by: Actor, at: datetime) -> bytes:
    """The signed page of a decision that was taken on paper; the look stays in the trail. Raises `Refusal` not-allowed or no-such-object."""
    check_may(by, "selection.read")
    content = read_content(stored_file(page).digest)
    record(by=by, at=at, action="look_at_scan", kind=kind, subjects=[object_id])
    return content


def _check_recorded(paper: Paper, approval: Approval, makers: set[int], by: Actor, at: datetime) -> None:
    check_may(by, "approvals.record")
    check_paper(paper, recorder=by.user_id, makers=makers, submitted=bytes(approval.digest), submitted_at=approval.submitted_at, at=at)
    stored_file(paper.page)


def _on_paper(paper: Paper, act: str) -> list[tuple[str, str]]:
    """The postings in which the official could sign on that day, each (role, office)."""
    held = [actor for actor in postings_of(paper.decider, timezone.localdate(paper.signed_at)) if not act or may(actor, act)]
    if not held:
        raise Refusal(
            "signer-has-no-posting",
            gettext_noop("Whoever signed had no posting on that day in which this may be decided. Check the name and the date."),
        )
    offices = offices_held([actor.posting_id for actor in held])
    return [(actor.role, offices.get(actor.posting_id, "")) for actor in held]


def _begin(approval: Approval, stage: int, on: date) -> None:
    held = ApprovalStage.objects.filter(approval=approval, stage=stage).first()
    if held and held.days:
        held.due_on = Stage(days=held.days).due_on(on)
        held.save(update_fields=["due_on"])
