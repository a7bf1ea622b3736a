"""What waits for a decision, whose turn it is, and the chains that decisions pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from payung.core.refusals import Refusal
from payung.governance.models import Approval, ApprovalDecision, ApprovalStage, ChainStage, Posting
from payung.governance.queries.accounts import OPERATOR, offices_held
from payung.governance.queries.audit import editors
from payung.governance.rules.access import access
from payung.governance.rules.actors import Actor
from payung.governance.rules.approval import Stage, check_decide, check_stage, default_chain, is_stage_of
from payung.governance.rules.statuses import ApprovalStatus, Verdict


@dataclass(frozen=True)
class Chain:
    """The chain of a kind: its stages, and who set it when (nobody: the one that is shipped)."""

    kind: str
    stages: tuple[Stage, ...]
    set_by: str
    set_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """An approval that waits: at stage `stage` of `stages`, handed in by whom and when, to be decided until."""

    kind: str
    object_id: int
    stage: int
    stages: int
    maker: str
    submitted_at: datetime
    due_on: date | None

    def late(self, on: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < on


@dataclass(frozen=True)
class Step:
    """A stage as a panel shows it. `recorder` is named when the decision was taken on paper, with the stored page."""

    stage: int
    roles: tuple[str, ...]
    office: str
    due_on: date | None
    decider: str
    decided_at: datetime | None
    verdict: Verdict | None
    reason: str
    recorder: str
    page: int | None
    page_name: str = ""


@dataclass(frozen=True)
class Panel:
    """Where an approval stands for one reader: `refusal` says why he may not decide now, None when he may."""

    kind: str
    object_id: int
    status: ApprovalStatus
    digest: str
    maker: str
    submitted_at: datetime
    current: int
    steps: tuple[Step, ...]
    refusal: Refusal | None


def chain_of(kind: str, *, at_least: int = 1) -> tuple[Stage, ...]:
    """The chain that the office set for `kind`, else the shipped one; for a kind without one, or when more stages are asked for, plain stages."""
    own = _own_chain(kind)
    if own:
        return own.stages
    shipped = default_chain(kind)
    return shipped if len(shipped) >= at_least else tuple(Stage() for _ in range(at_least))


def chains() -> list[Chain]:
    """Every kind's chain, the office's own or the shipped one, by kind."""
    kinds = sorted({*access().chains, *ChainStage.objects.values_list("kind", flat=True).distinct()})
    return [_own_chain(kind) or Chain(kind, default_chain(kind), "", None) for kind in kinds]


def waiting_for(actor: Actor, kinds: Iterable[str] | None = None) -> list[Waiting]:
    """The approvals (of `kinds`) whose present stage the actor may decide, those due first. The owning room filters by its own scope."""
    held = Approval.objects.filter(status=ApprovalStatus.WAITING).select_related("maker").order_by("submitted_at", "id")
    if kinds is not None:
        held = held.filter(kind__in=list(kinds))
    approvals = list(held)
    decided: dict[int, list[int]] = defaultdict(list)
    for held_id, user in ApprovalDecision.objects.filter(approval__in=approvals).values_list("approval_id", "decided_by_id"):
        decided[held_id].append(user)
    stages = {(each.approval_id, each.stage): each for each in ApprovalStage.objects.filter(approval__in=approvals)}
    posting = [(actor.role, offices_held([actor.posting_id]).get(actor.posting_id, ""))]
    found = []
    for approval in approvals:
        number = len(decided[approval.pk]) + 1
        stage = stages.get((approval.pk, number))
        if stage and not is_stage_of(Stage(tuple(stage.roles), stage.office), posting):
            continue
        if actor.user_id in decided[approval.pk] or actor.user_id in editors(approval.kind, approval.object_id) | {approval.maker_id}:
            continue
        due_on = stage.due_on if stage else None
        found.append(
            Waiting(approval.kind, approval.object_id, number, approval.stages, approval.maker.full_name, approval.submitted_at, due_on)
        )
    return sorted(found, key=lambda each: (each.due_on is None, each.due_on, each.submitted_at))


def approval_panel(kind: str, object_id: int, actor: Actor) -> Panel | None:
    """The newest approval of an object as `actor` sees it, None when it was never submitted."""
    approval = Approval.objects.filter(kind=kind, object_id=object_id).select_related("maker").order_by("-id").first()
    if approval is None:
        return None
    decisions = {
        each.stage: each for each in ApprovalDecision.objects.filter(approval=approval).select_related("decided_by", "recorded_by")
    }
    stages = {each.stage: each for each in ApprovalStage.objects.filter(approval=approval)}
    steps = tuple(_step(number, stages.get(number), decisions.get(number)) for number in range(1, approval.stages + 1))
    return Panel(
        kind=kind,
        object_id=object_id,
        status=ApprovalStatus(approval.status),
        digest=bytes(approval.digest).hex(),
        maker=approval.maker.full_name,
        submitted_at=approval.submitted_at,
        current=len(decisions) + 1 if approval.status == ApprovalStatus.WAITING else 0,
        steps=steps,
        refusal=_why_not(approval, steps, [each.decided_by_id for each in decisions.values()], actor),
    )


def officials(stage_roles: Iterable[str]) -> list[tuple[int, str]]:
    """(user, name) of those who could have signed a stage of these roles on paper; all who hold a posting when no role is named."""
    roles = list(stage_roles)
    held = Posting.objects.filter(user__is_active=True).exclude(user__login=OPERATOR)
    if roles:
        held = held.filter(role__in=roles)
    return list(held.order_by("user__full_name").values_list("user_id", "user__full_name").distinct())


def _own_chain(kind: str) -> Chain | None:
    newest = ChainStage.objects.filter(kind=kind).order_by("-set_at").select_related("set_by").first()
    if newest is None:
        return None
    rows = ChainStage.objects.filter(kind=kind, set_at=newest.set_at).order_by("stage")
    stages = tuple(Stage(tuple(row.roles), row.office, row.least_idr, row.days) for row in rows)
    return Chain(kind, stages, newest.set_by.full_name, newest.set_at)


def _step(number: int, stage: ApprovalStage | None, decision: ApprovalDecision | None) -> Step:
    return Step(
        stage=number,
        roles=tuple(stage.roles) if stage else (),
        office=stage.office if stage else "",
        due_on=stage.due_on if stage else None,
        decider=decision.decided_by.full_name if decision else "",
        decided_at=decision.decided_at if decision else None,
        verdict=Verdict(decision.verdict) if decision else None,
        reason=decision.reason if decision else "",
        recorder=decision.recorded_by.full_name if decision and decision.recorded_by else "",
        page=decision.page_id if decision else None,
        page_name=decision.page.name if decision and decision.page else "",
    )


def _why_not(approval: Approval, steps: tuple[Step, ...], earlier: list[int], actor: Actor) -> Refusal | None:
    if approval.status != ApprovalStatus.WAITING:
        return None
    step = steps[len(earlier)]
    try:
        check_decide(actor.user_id, editors(approval.kind, approval.object_id) | {approval.maker_id}, earlier)
        check_stage(Stage(step.roles, step.office), [(actor.role, offices_held([actor.posting_id]).get(actor.posting_id, ""))])
    except Refusal as refusal:
        return refusal
    return None
