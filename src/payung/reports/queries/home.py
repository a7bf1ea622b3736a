"""What a reader finds when he comes in: where the list of the year stands, what waits for him, what is due, what has happened to the list.

Codes and numbers only; the door puts them into words. Cheap enough for every visit: counts under an index, no frame of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from payung.enrolment.queries import batches
from payung.governance.queries.approvals import waiting_for as approvals_waiting
from payung.governance.queries.audit import Happening, history
from payung.governance.queries.documents import documents
from payung.governance.queries.inspections import findings_to_answer
from payung.governance.queries.jobs import JobView, jobs_under_way
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.grievances.queries.objections import objections_to_decide
from payung.intake.queries import RowCounts, refused_files, row_counts
from payung.programmes.queries import Programme, programme
from payung.programmes.queries.agreements import ending_soon
from payung.programmes.queries.meetings import open_decisions
from payung.registry.queries.review import waiting_count
from payung.registry.queries.round_pages import rounds_of
from payung.registry.queries.workers import counts, linked_rows
from payung.registry.rules.statuses import RoundState
from payung.reports.queries.kept import kept
from payung.reports.queries.thread import LAYOUT, StageFact, Waiting, exported_places, list_tasks, stages_of, tranche_of
from payung.selection.queries import ListView, RunReport, latest, lists, verdict_counts
from payung.selection.queries.entries import entry_counts
from payung.selection.queries.provisional import open_provisional
from payung.selection.rules.statuses import EntryState, ListStatus, Verdict

AHEAD = timedelta(days=90)
_MOST_DATES = 6
_MOST_HAPPENINGS = 6


@dataclass(frozen=True)
class DateFact:
    """A day that matters: `code` says what happens, `on` of which object, `name` in its own words."""

    day: date
    code: str
    on: int | str
    name: str


@dataclass(frozen=True)
class HomeFacts:
    """Everything Beranda tells a reader. `stages` is empty for whoever sees no figures."""

    programme: Programme
    as_at: date
    stages: tuple[StageFact, ...]
    waiting: tuple[Waiting, ...]
    jobs: tuple[JobView, ...]
    dates: tuple[DateFact, ...]
    happenings: tuple[Happening, ...]


def home(actor: Actor, code: str, *, on: date) -> HomeFacts:
    """The facts of Beranda for a reader and the programme `code`, today being `on`. Raises `Refusal` unknown-programme."""
    held = programme(code)
    report = latest(held.code)
    view = next((each for each in lists(code) if each.run == report.run), None) if report else None
    made = batches(view.id, LAYOUT) if view and may(actor, "enrolment.read") else []
    dates = tuple(_dates(actor, held, on))
    reads = may(actor, "reports.read")
    known = kept(f"home:{report.run if report else 0}", lambda: _known(report)) if reads or may(actor, "intake.add") else None
    waiting = [*_list_work(actor, held, report, view, known, len(made), on), *_decisions(actor), *_other_work(actor, on), *_due(dates, on)]
    return HomeFacts(
        programme=held,
        as_at=min(on, tranche_of(held, report).ends_on - timedelta(days=1)),
        stages=_stages(report, view, known, exported_places(made)) if reads and known else (),
        waiting=tuple(waiting),
        jobs=tuple(jobs_under_way(actor.posting_id)),
        dates=tuple(each for each in dates if each.day >= on)[:_MOST_DATES],
        happenings=tuple(history("list", view.id)[:_MOST_HAPPENINGS]) if view and may(actor, "selection.read") else (),
    )


@dataclass(frozen=True)
class _Known:
    """What is counted over everybody: the rows that came in, how many of them are linked, the verdicts of the latest run."""

    rows: RowCounts
    linked: int
    verdicts: Mapping[Verdict, int]


def _known(report: RunReport | None) -> _Known:
    return _Known(row_counts(report.ran_at if report else None), linked_rows(), verdict_counts(report.run) if report else {})


def _stages(report: RunReport | None, view: ListView | None, known: _Known, exported: int) -> tuple[StageFact, ...]:
    if report is None:
        return stages_of(known.rows, linked=known.linked, persons=counts().people)
    verdicts = known.verdicts
    states = {EntryState.CHOSEN: view.chosen, EntryState.RESERVE: view.reserve} if view else entry_counts(report.run)
    assessed = sum(verdicts.values())
    return stages_of(
        known.rows,
        linked=known.linked,
        persons=assessed,
        eligible=assessed - verdicts.get(Verdict.NOT_ELIGIBLE, 0),
        chosen=states[EntryState.CHOSEN],
        reserve=states[EntryState.RESERVE],
        view=view,
        exported=exported,
    )


def _list_work(
    actor: Actor, held: Programme, report: RunReport | None, view: ListView | None, known: _Known | None, made: int, on: date
) -> list[Waiting]:
    """What is to be done next with the list of the year."""
    return list_tasks(
        actor,
        rows=known.rows if known else None,
        refused=refused_files() if may(actor, "intake.add") else 0,
        linked=known.linked if known else 0,
        people=counts().people if report is None and may(actor, "selection.run") else 0,
        pairs=waiting_count(actor) if may(actor, "registry.review") else 0,
        run=report.run if report else None,
        chosen=entry_counts(report.run)[EntryState.CHOSEN] if report and view is None else 0,
        view=view,
        batches=made,
        missing=tuple(each.title for each in held.instruments if not each.in_force(on))
        if view and view.status is ListStatus.APPROVED
        else (),
    )


def _decisions(actor: Actor) -> list[Waiting]:
    """Approvals whose present stage is the reader's."""
    return [Waiting(f"approve-{each.kind}", 1, each.object_id, (each.maker,), each.due_on) for each in approvals_waiting(actor)]


def _other_work(actor: Actor, on: date) -> Iterator[Waiting]:
    if may(actor, "grievances.decide"):
        count, due_on = objections_to_decide()
        if count:
            yield Waiting("objections-to-decide", count, due_on=due_on)
    if may(actor, "documents.sign"):
        held_papers = documents(on=on, late=True)
        if held_papers.total:
            yield Waiting("papers-late", held_papers.total, due_on=min(each.due_on for each in held_papers.rows if each.due_on))
    if may(actor, "inspection.answer"):
        for found, people, body, due_on in findings_to_answer():
            yield Waiting("finding-to-answer", people, found, (body,), due_on)


def _dates(actor: Actor, held: Programme, on: date) -> list[DateFact]:
    """Days ahead, and those that have passed while something is still open."""
    found: list[DateFact] = []
    if may(actor, "registry.answers"):
        for each in rounds_of(actor.ranges, held.id):
            if each.view.due_on and each.view.state is RoundState.OPEN and each.answered < each.people:
                found.append(DateFact(each.view.due_on, f"round-{each.view.kind}", each.view.round, each.place))
    if may(actor, "agreements.read"):
        found += [
            DateFact(each.instrument.ends_on, "agreement-ends", each.code, each.instrument.title)
            for each in ending_soon(on)
            if each.instrument.ends_on
        ]
        found += [DateFact(each.due_on, "decision-due", each.meeting, each.text) for each in open_decisions(on + AHEAD)]
    if may(actor, "selection.read") and (shown := open_provisional(held.code)) is not None:
        found.append(DateFact(shown.objections_until, "objections-end", shown.run, held.name))
    return sorted(found, key=lambda each: (each.day, each.code))


def _due(dates: Iterable[DateFact], on: date) -> Iterator[Waiting]:
    """Days that have come, as work."""
    for each in dates:
        if each.day <= on + timedelta(days=7) and each.code != "objections-end":
            yield Waiting(each.code, 1, each.on, (each.name,), each.day)
