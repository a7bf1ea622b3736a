"""Inspections with their samples and findings, and the matrix in which findings are followed until they are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.models import FindingStep, Inspection, InspectionFinding, InspectionSample, StandardTestRun
from payung.governance.rules.statuses import FindingStatus


@dataclass(frozen=True)
class InspectionLine:
    """One inspection with how many findings it has and how many are not closed."""

    id: int
    area: str
    body: str
    title: str
    opened_by: str
    opened_at: datetime
    findings: int
    unclosed: int


@dataclass(frozen=True)
class SampleLine:
    """A sample and the ids it holds, in the order in which they were drawn."""

    id: int
    object_kind: str
    object_id: int
    seed: int
    subjects: tuple[int, ...]
    drawn_by: str
    drawn_at: datetime


@dataclass(frozen=True)
class StepLine:
    """One step of a finding. `evidence`: id of the file, None without one."""

    act: str
    words: str
    evidence: int | None
    by: str
    at: datetime


@dataclass(frozen=True)
class FindingView:
    """A finding with all its steps, oldest first. `late`: not closed, and its day is over."""

    id: int
    inspection: int
    body: str
    number: int
    test: str
    condition: str
    rule: str
    recommendation: str
    people: int
    months: int
    amount_idr: int
    due_on: date
    late: bool
    status: FindingStatus
    recorded_by: str
    recorded_at: datetime
    steps: tuple[StepLine, ...]
    version: int


def inspections() -> list[InspectionLine]:
    """The inspections of the present scope, newest first."""
    held = Inspection.objects.select_related("opened_by").order_by("-pk")
    counted = {
        each["inspection"]: (each["all"], each["unclosed"])
        for each in InspectionFinding.objects.values("inspection").annotate(
            all=Count("pk"), unclosed=Count("pk", filter=~Q(status=FindingStatus.CLOSED))
        )
    }
    return [
        InspectionLine(each.pk, each.area, each.body, each.title, each.opened_by.full_name, each.opened_at, *counted.get(each.pk, (0, 0)))
        for each in held
    ]


@dataclass(frozen=True)
class TestsLine:
    """What the auditor's tests found over an object: code -> people, months, amount_idr, subjects."""

    id: int
    object_id: int
    on: date
    people: int
    months: int
    amount_idr: int
    outcomes: dict[str, dict[str, Any]]
    ran_by: str
    ran_at: datetime


def newest_tests(object_kind: str, object_id: int, area: str) -> TestsLine | None:
    """The newest run of the tests over an object for exactly this area, None when there is none yet."""
    held = (
        StandardTestRun.objects.filter(object_kind=object_kind, object_id=object_id, area=area)
        .select_related("ran_by")
        .order_by("-pk")
        .first()
    )
    if held is None:
        return None
    return TestsLine(
        held.pk, held.object_id, held.on, held.people, held.months, held.amount_idr, held.outcomes, held.ran_by.full_name, held.ran_at
    )


def samples(inspection: int) -> list[SampleLine]:
    """The samples of an inspection, newest first."""
    held = InspectionSample.objects.filter(inspection=inspection).select_related("drawn_by").order_by("-pk")
    return [
        SampleLine(each.pk, each.object_kind, each.object_id, each.seed, tuple(each.subjects), each.drawn_by.full_name, each.drawn_at)
        for each in held
    ]


def findings(*, on: date, inspection: int | None = None) -> list[FindingView]:
    """The findings of the present scope (of one inspection): those not closed first, the most urgent before."""
    held = InspectionFinding.objects.select_related("recorded_by", "inspection")
    if inspection is not None:
        held = held.filter(inspection=inspection)
    steps: dict[int, list[StepLine]] = {}
    for step in FindingStep.objects.filter(finding__in=held.values("pk")).select_related("done_by").order_by("pk"):
        steps.setdefault(step.finding_id, []).append(StepLine(step.act, step.words, step.evidence_id, step.done_by.full_name, step.done_at))
    views = [_view(each, tuple(steps.get(each.pk, ())), on) for each in held]
    return sorted(views, key=lambda each: (each.status is FindingStatus.CLOSED, each.due_on, each.id))


def findings_to_answer() -> list[tuple[int, int, str, date]]:
    """(finding, people, body, day) of what waits for an answer in the present scope, the most urgent first."""
    held = InspectionFinding.objects.filter(status=FindingStatus.OPEN).order_by("due_on", "pk")
    return list(held.values_list("pk", "people", "inspection__body", "due_on"))


def finding(finding_id: int, *, on: date) -> FindingView:
    """One finding with its steps. Raises `Refusal` no-such-object."""
    held = held_finding(finding_id)
    steps = FindingStep.objects.filter(finding=held).select_related("done_by").order_by("pk")
    return _view(held, tuple(StepLine(each.act, each.words, each.evidence_id, each.done_by.full_name, each.done_at) for each in steps), on)


def held_inspection(inspection_id: int, *, locked: bool = False) -> Inspection:
    """The inspection itself, for this room. Raises `Refusal` no-such-object."""
    chosen = Inspection.objects.select_for_update() if locked else Inspection.objects
    held = chosen.filter(pk=inspection_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such inspection, or it lies outside your area."))
    return held


def held_finding(finding_id: int, *, locked: bool = False) -> InspectionFinding:
    """The finding itself, for this room. Raises `Refusal` no-such-object."""
    chosen = InspectionFinding.objects.select_for_update(of=("self",)) if locked else InspectionFinding.objects
    held = chosen.select_related("recorded_by", "inspection").filter(pk=finding_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such finding, or it lies outside your area."))
    return held


def _view(held: InspectionFinding, steps: tuple[StepLine, ...], on: date) -> FindingView:
    status = FindingStatus(held.status)
    return FindingView(
        id=held.pk,
        inspection=held.inspection_id,
        body=held.inspection.body,
        number=held.number,
        test=held.test,
        condition=held.condition,
        rule=held.rule,
        recommendation=held.recommendation,
        people=held.people,
        months=held.months,
        amount_idr=held.amount_idr,
        due_on=held.due_on,
        late=status is not FindingStatus.CLOSED and held.due_on < on,
        status=status,
        recorded_by=held.recorded_by.full_name,
        recorded_at=held.recorded_at,
        steps=steps,
        version=held.version,
    )
