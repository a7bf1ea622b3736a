"""Claims by state and deadline, and one with its steps, checklist, heirs, money and timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from payung.claims.models import Claim, ClaimEvent, Evidence, Heir
from payung.claims.queries.cover import insured_on
from payung.claims.rules.checklists import Item, checklist
from payung.claims.rules.deadlines import Days, Deadline, escalation, lapse_is_near, next_deadline, right_lapses_on
from payung.claims.rules.heirs import entitled, parts, rank_of
from payung.claims.rules.owed import Owed, owed
from payung.claims.rules.schooling import SchoolYear, school_years
from payung.claims.rules.statuses import OPEN, AccountStep, Cause, ClaimKind, ClaimStatus
from payung.core.refusals import Refusal, gettext_noop
from payung.law.cases import calculate_case
from payung.law.loader import load_parameters
from payung.registry.queries.people import PersonView, person
from payung.registry.queries.persons import records_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim in a list: of whom, for what, where it stands, what deadline runs and whether it is late."""

    id: int
    worker: int
    name: str
    area: str
    kind: ClaimKind
    cause: Cause
    event_on: date
    status: ClaimStatus
    claim_no: str
    deadline: Deadline | None
    late: bool
    paid_idr: int | None
    paid_on: date | None


@dataclass(frozen=True)
class ClaimsPage:
    """A page of claims; `counts`: state -> how many in the present scope, `late` those past their deadline, `paid_idr` what was paid in all."""

    rows: tuple[ClaimRow, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]
    late: int
    paid_idr: int


@dataclass(frozen=True, slots=True)
class HeirLine:
    """One heir. `part_idr`: his equal part of what was decided or paid, where he is of the rank that takes part."""

    id: int
    name: str
    relation: str
    rank: int
    takes_part: bool
    born_on: date | None
    lives_at: str
    guardian: str
    receives: bool
    account: AccountStep
    level: str
    part_idr: int | None
    version: int


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One item of the checklist: how to get it is in `item`. `evidence` names the file to open; waived with its reason."""

    item: Item
    evidence: int | None
    file: int | None
    waived: bool
    note: str
    recorded_on: date | None
    recorded_by: str

    @property
    def there(self) -> bool:
        """Whether nothing is missing here."""
        return self.evidence is not None


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that was done or heard, with who told it and on what."""

    act: str
    status: str
    on: date
    amount_idr: int | None
    words: str
    told_by: str
    channel: str
    file: int | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ChildYears:
    """The school years of a child of the dead worker."""

    heir: int
    name: str
    born_on: date
    level: str
    years: tuple[SchoolYear, ...]


@dataclass(frozen=True)
class ClaimView:
    """One claim whole. `missing`: papers that are not there; `account`: how far the receiver's account is; `escalate_to`: who is asked next."""

    row: ClaimRow
    person: PersonView
    event_place: str
    chronology: str
    situation: tuple[str, ...]
    heard_on: date
    heard_from: str
    informant: str
    cause_by: str
    cause_by_id: int | None
    cause_confirmed_by: str
    papers: tuple[EvidenceLine, ...]
    heirs: tuple[HeirLine, ...]
    account: AccountStep
    owed: Owed | None
    covered: bool
    events: tuple[EventLine, ...]
    escalate_to: Mapping[str, str] | None
    lapses_on: date
    lapse_near: bool
    decided_idr: int | None
    refused_because: str
    reported_on: date | None
    filed_on: date | None
    parent: int | None
    children: tuple[ChildYears, ...]
    version: int

    @property
    def missing(self) -> tuple[Item, ...]:
        """Papers of the checklist that are neither there nor waived."""
        return tuple(each.item for each in self.papers if not each.there)


def claims_list(
    *,
    on: date,
    status: str = "open",
    kind: str = "",
    area: str = "",
    late: bool = False,
    waits: str = "",
    page: int = 1,
    size: int = PAGE,
) -> ClaimsPage:
    """Claims of the present scope, those due first on top. `status` may be `open`; `waits`: family, office or agency."""
    everything = Claim.objects.all()
    if area:
        everything = everything.filter(area__gte=area, area__lt=f"{area}:")
    counts = dict(everything.values_list("status").annotate(Count("pk")))
    overdue = Q(status__in=OPEN, due_on__lt=on)
    sums = everything.aggregate(paid=Sum("paid_idr"), late=Count("pk", filter=overdue))
    held = everything.filter(kind=kind) if kind else everything
    if late:
        held = held.filter(overdue)
    if waits:
        held = held.filter(status__in=_WAITS[waits])
    if status == "open":
        held = held.filter(status__in=OPEN)
    elif status:
        held = held.filter(status=status)
    total = held.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    rows = rows_of(held.order_by("due_on", "event_on", "pk")[(page - 1) * size : page * size], on)
    return ClaimsPage(tuple(rows), total, page, pages, counts, sums["late"], sums["paid"] or 0)


_WAITS = {
    "family": (ClaimStatus.INCIDENT, ClaimStatus.ASKED),
    "office": (ClaimStatus.COMPLETE,),
    "agency": (ClaimStatus.FILED, ClaimStatus.DECIDED, ClaimStatus.APPEALED),
}
WAITS = tuple(_WAITS)
"""For whom a claim may wait."""


def claims_of(worker: int, *, on: date) -> list[ClaimRow]:
    """The claims of a person, whichever of his records they were opened for, the newest first."""
    return rows_of(Claim.objects.filter(worker__in=list(records_of([worker]))).order_by("-event_on", "-pk"), on)


def rows_of(held: QuerySet[Claim], on: date) -> list[ClaimRow]:
    """Rows for lists."""
    return [_row(each, on) for each in held.select_related("worker")]


def claims_waiting(on: date) -> tuple[int, int]:
    """How many claims of the present scope are open, and how many of them are past their deadline."""
    found = Claim.objects.filter(status__in=OPEN).aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    return found["open"], found["late"]


def claim(claim_id: int, *, on: date) -> ClaimView:
    """One claim of the present scope. Raises `Refusal` no-such-object."""
    held = held_claim(claim_id)
    about = person(held.worker_id)
    heirs = list(Heir.objects.filter(claim=claim_id).order_by("pk"))
    row = _row(held, on)
    known = insured_on([(held.worker_id, held.event_on)]).get((held.worker_id, held.event_on))
    told = Claim.objects.select_related("cause_by", "cause_confirmed_by").get(pk=claim_id)
    estimate = None if known is None else _owed(held, known, heirs)
    receiver = next((each for each in heirs if each.receives), None)
    return ClaimView(
        row=row, person=about, event_place=held.event_place, chronology=held.chronology, situation=tuple(held.situation), heard_on=held.heard_on,
        heard_from=held.heard_from, informant=held.informant, cause_by=told.cause_by.full_name if told.cause_by else "", cause_by_id=held.cause_by_id,
        cause_confirmed_by=told.cause_confirmed_by.full_name if told.cause_confirmed_by else "", papers=tuple(papers_of(held)),
        heirs=tuple(_heir_lines(heirs, held)), account=AccountStep(receiver.account) if receiver else AccountStep.NONE, owed=estimate,
        covered=known is not None, events=tuple(_events(claim_id)), escalate_to=escalation(row.deadline, on), lapses_on=right_lapses_on(held.event_on),
        lapse_near=row.status in (ClaimStatus.INCIDENT, ClaimStatus.COMPLETE) and lapse_is_near(held.event_on, on), decided_idr=held.decided_idr,
        refused_because=held.refused_because, reported_on=held.reported_on, filed_on=held.filed_on, parent=held.parent_id,
        children=tuple(_children(held, heirs, on)), version=held.version,
    )  # fmt: skip


def held_claim(claim_id: int) -> Claim:
    """The claim itself, for this room. Raises `Refusal` no-such-object."""
    held = Claim.objects.select_related("worker").filter(pk=claim_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such claim, or it lies outside your area."))
    return held


def deadline_of(held: Claim) -> Deadline | None:
    """The deadline that a claim is under now."""
    events = dict(ClaimEvent.objects.filter(claim=held.pk, act__in=["ask", "appeal"]).order_by("pk").values_list("act", "on"))
    days = Days(
        event=held.event_on, heard=held.heard_on, reported=held.reported_on, completed=held.completed_on, filed=held.filed_on, decided=held.decided_on,
        asked=events.get("ask"), appealed=events.get("appeal"),
    )  # fmt: skip
    return next_deadline(held.kind, held.cause, held.status, days)


def papers_of(held: Claim) -> list[EvidenceLine]:
    """The checklist of a claim with what came in, the newest of each item."""
    came = {each.item: each for each in Evidence.objects.filter(claim=held.pk).select_related("recorded_by").order_by("pk")}
    return [_evidence_line(item, came.get(item.code)) for item in checklist(held.kind, held.cause, held.situation)]


def children_told(heirs: Sequence[Heir]) -> list[dict[str, Any]]:
    """Children as the calculators take them: those whose birth date is known, at most the level they are at."""
    return [
        {"born_on": each.born_on.isoformat(), "level": each.level or "sd"}
        for each in heirs
        if each.relation == "child" and each.born_on is not None and each.schooling_ended_on is None
    ]


def _owed(held: Claim, known: Any, heirs: Sequence[Heir]) -> Owed:
    return owed(
        partial(calculate_case, parameters=load_parameters()), kind=held.kind, cause=held.cause, confirmed=held.cause_confirmed_by_id is not None,
        event_on=held.event_on, insured=known, children=children_told(heirs), facts=held.facts,
    )  # fmt: skip


def _row(held: Claim, on: date) -> ClaimRow:
    deadline = deadline_of(held) if held.due_on is not None else None
    return ClaimRow(
        held.pk, held.worker_id, held.worker.name, held.area, ClaimKind(held.kind), Cause(held.cause), held.event_on, ClaimStatus(held.status),
        held.claim_no, deadline, held.due_on is not None and held.due_on < on, held.paid_idr, held.paid_on,
    )  # fmt: skip


def _heir_lines(heirs: Sequence[Heir], held: Claim) -> list[HeirLine]:
    taking = entitled({each.pk: each.relation for each in heirs})
    amount = held.paid_idr if held.paid_idr is not None else held.decided_idr
    shares = parts(amount, taking) if amount is not None else {}
    return [
        HeirLine(
            each.pk, each.name, each.relation, rank_of(each.relation), each.pk in taking, each.born_on, each.lives_at, each.guardian, each.receives,
            AccountStep(each.account), each.level, shares.get(each.pk), each.version,
        )
        for each in sorted(heirs, key=lambda one: (rank_of(one.relation), one.pk))
    ]  # fmt: skip


def _evidence_line(item: Item, came: Evidence | None) -> EvidenceLine:
    if came is None:
        return EvidenceLine(item, None, None, False, "", None, "")
    return EvidenceLine(item, came.pk, came.file_id, came.waived, came.note, came.recorded_at.date(), came.recorded_by.full_name)


def _events(claim_id: int) -> list[EventLine]:
    return [
        EventLine(
            each.act, each.status, each.on, each.amount_idr, each.words, each.told_by, each.channel, each.file_id, each.recorded_by.full_name,
            each.recorded_at,
        )
        for each in ClaimEvent.objects.filter(claim=claim_id).select_related("recorded_by").order_by("-pk")
    ]  # fmt: skip


def _children(held: Claim, heirs: Sequence[Heir], on: date) -> list[ChildYears]:
    children = [each for each in heirs if each.relation == "child" and each.born_on is not None]
    if not children or held.parent_id is not None or held.cause not in (Cause.NATURAL, Cause.WORK_DEATH, Cause.UNKNOWN):
        return []
    claimed: dict[int, set[int]] = {}
    made = Claim.objects.filter(child__in=[each.pk for each in children]).exclude(status=ClaimStatus.CLOSED)
    for child, year in made.values_list("child_id", "school_year"):
        claimed.setdefault(child or 0, set()).add(year or 0)
    return [
        ChildYears(
            each.pk, each.name, each.born_on, each.level,
            tuple(school_years(each.born_on, held.event_on, on, claimed=claimed.get(each.pk, ()), ended_on=each.schooling_ended_on)),
        )
        for each in children if each.born_on is not None
    ]  # fmt: skip
