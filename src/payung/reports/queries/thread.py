"""The facts of the one page: a programme's list on its way, as far as the reader's posting reaches.

Codes and numbers only; doors put them into words. Everything is read through the rooms' queries inside the present scope.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.queries import BatchView, batches
from payung.governance.queries.approvals import waiting_for
from payung.governance.queries.audit import Happening, Seal, history, newest_seal
from payung.governance.queries.jobs import JobView, jobs_under_way
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.intake.queries import FileTaken, FindingCount, RowCounts, files_taken_in, rows_and_findings
from payung.places.queries import denominator, place_names
from payung.programmes.queries import (
    Programme,
    TrancheRow,
    programme,
    programme_codes,
    programme_years,
)
from payung.registry.queries.workers import Counts, counts
from payung.reports.queries.coverage import REGISTERED, Coverage, coverage, coverage_cells, coverage_shapes
from payung.reports.queries.kept import kept
from payung.reports.rules.coverage import rate_pct
from payung.reports.rules.pictures import Cell
from payung.reports.rules.words import short_name
from payung.selection.queries import ListView, RunReport, latest, lists, newest_programme, places_by_area, verdicts_and_reasons
from payung.selection.queries.entries import entries, entry_counts
from payung.selection.rules.statuses import EntryState, ListStatus, Verdict

RIVAL = "informal-programme"
"""The denominator that the province plans with, told beside that of the registry."""

LAYOUT = "bpu"
"""The layout of the batches that are told of."""

PAGE = 12
"""People on one page of the list."""

_FILES_SHOWN = 5


@dataclass(frozen=True)
class IntakeFacts:
    """What came in: files of the posting (those refused first, not all of them `shown`), rows of its area, and what is wrong with these."""

    files: int
    refused: int
    shown: tuple[FileTaken, ...]
    rows: RowCounts
    findings: tuple[FindingCount, ...]


@dataclass(frozen=True)
class StageFact:
    """One stage of the list: how many people (at first rows) reach it, and how many left before it for which reason."""

    code: str
    people: int
    left: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class RegencyFact:
    """Places of one regency. `quota` is its share; `cut_off` the rank of the last one chosen by order."""

    code: str
    name: str
    quota: int
    chosen: int
    reserve: int
    cut_off: int | None


@dataclass(frozen=True)
class PersonFact:
    """One entry of the list."""

    rank: int
    state: str
    name: str
    village: str
    regency: str
    occupation: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PeopleFact:
    """One page of the entries; `first` counts from 1."""

    shown: tuple[PersonFact, ...]
    first: int
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class RunFacts:
    """The latest run: its report for the whole province, and what it says of the posting's area."""

    report: RunReport
    assessed: int
    eligible: int
    chosen: int
    reserve: int
    reasons: tuple[tuple[str, int], ...]  # why people are not eligible; one person may have several
    regencies: tuple[RegencyFact, ...]
    people: PeopleFact


@dataclass(frozen=True)
class ListFacts:
    """The list made of that run: where it stands, its history (oldest first), and the people already in batches."""

    view: ListView
    history: tuple[Happening, ...]
    batches: int
    exported: int


@dataclass(frozen=True)
class Rival:
    """The same coverage of the denominator that the province plans with."""

    value: int
    speaker: str
    as_of: date
    rate_pct: Decimal | None


@dataclass(frozen=True)
class CoverageFacts:
    """Coverage of the registered, and of the province's own denominator where the posting sees the whole province."""

    held: Coverage
    cells: tuple[Cell, ...]
    shapes: Mapping[str, Mapping[str, Any]]  # of every area, or none: then the tiles stand alone
    rival: Rival | None


@dataclass(frozen=True)
class Waiting:
    """Something that the reader's role can do now: how many, on which object, and until when."""

    code: str
    count: int
    on: int | str = 0
    names: tuple[str, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True)
class ThreadFacts:
    """Everything the page tells."""

    programme: Programme
    tranche: TrancheRow
    line_idr: int
    today: date
    as_at: date
    intake: IntakeFacts
    registry: Counts
    stages: tuple[StageFact, ...]
    run: RunFacts | None
    list: ListFacts | None
    coverage: CoverageFacts | None
    waiting: tuple[Waiting, ...]
    jobs: tuple[JobView, ...]
    seal: Seal


def thread(actor: Actor, code: str | None, *, on: date, page: int = 1) -> ThreadFacts:
    """The facts for a reader; `code`: the programme, None for the one in hand; `on`: today. Raises `Refusal` unknown-programme."""
    held = programme(code or programme_in_hand(on))
    report = latest(held.code)
    tranche = tranche_of(held, report)
    listed = _list(held.code, report) if report else None
    at = _within(tranche, on)
    counted = kept(f"thread:{report.run if report else 0}:{at}", lambda: _counted(actor, report, at))
    run = _run(report, counted, listed.view if listed else None, page) if report else None
    files = files_taken_in(_FILES_SHOWN)
    intake = IntakeFacts(files.files, files.refused, files.shown, counted.rows, counted.findings)
    return ThreadFacts(
        programme=held,
        tranche=tranche,
        line_idr=sum(row.amount_idr for row in held.budget if row.current and row.payer == tranche.payer),
        today=on,
        as_at=at,
        intake=intake,
        registry=counted.registry,
        stages=_stages(intake.rows, counted.registry, run, listed),
        run=run,
        list=listed,
        coverage=counted.coverage,
        waiting=tuple(_waiting(actor, held, intake, counted.registry, run, listed, on)),
        jobs=tuple(jobs_under_way(actor.posting_id)),
        seal=newest_seal(),
    )


def as_at(held: Programme, on: date) -> date:
    """The day for which a programme's page speaks: today, after its end the last day of its cover."""
    return _within(tranche_of(held, latest(held.code)), on)


def programme_in_hand(on: date) -> str:
    """The programme that was selected for last, else that of the year, else the newest. Raises `Refusal` unknown-programme."""
    newest = newest_programme()
    if newest:
        return newest
    codes = programme_codes()
    if not codes:
        raise Refusal("unknown-programme", gettext_noop("No programme is loaded yet. Load one: payung db prepare loads those of NTT."))
    return next((code for code, year in programme_years() if year == on.year), codes[-1])


def tranche_of(held: Programme, report: RunReport | None) -> TrancheRow:
    """The tranche that a run was for, else the first."""
    return held.tranche(report.tranche) if report else held.tranches[0]


def _within(tranche: TrancheRow, on: date) -> date:
    return min(on, tranche.ends_on - timedelta(days=1))


@dataclass(frozen=True)
class _Counted:
    """What is counted over everybody: figures only."""

    rows: RowCounts
    findings: tuple[FindingCount, ...]
    registry: Counts
    verdicts: Mapping[Verdict, int]
    reasons: tuple[tuple[str, int], ...]  # why people are not eligible
    coverage: CoverageFacts | None


def _counted(actor: Actor, report: RunReport | None, at: date) -> _Counted:
    rows, findings = rows_and_findings(report.ran_at if report else None)
    verdicts, told = verdicts_and_reasons(report.run) if report else ({}, None)
    refused = told.filter(pl.col("verdict") == Verdict.NOT_ELIGIBLE).select("reason", "people").rows() if told is not None else []
    return _Counted(rows, tuple(findings), counts(), verdicts, tuple(refused), _coverage(actor, at))


def _run(report: RunReport, counted: _Counted, view: ListView | None, page: int) -> RunFacts:
    verdicts = counted.verdicts
    states = {EntryState.CHOSEN: view.chosen, EntryState.RESERVE: view.reserve} if view else entry_counts(report.run)
    total = states[EntryState.CHOSEN] + states[EntryState.RESERVE]
    page = min(max(1, page), _pages(total))
    quotas = places_by_area(report.run).select("area", "entitled", "chosen", "reserve", "cut_off")
    entered = entries(report.run, (page - 1) * PAGE, PAGE)
    villages = entered["village_code"]
    names = place_names({*quotas["area"], *villages, *villages.str.head(Level.REGENCY)})
    return RunFacts(
        report=report,
        assessed=sum(verdicts.values()),
        eligible=sum(people for verdict, people in verdicts.items() if verdict is not Verdict.NOT_ELIGIBLE),
        chosen=states[EntryState.CHOSEN],
        reserve=states[EntryState.RESERVE],
        reasons=counted.reasons,
        regencies=tuple(_regencies(quotas, names)),
        people=_people(entered, names, page, total),
    )


def _regencies(quotas: pl.DataFrame, names: Mapping[str, str]) -> list[RegencyFact]:
    return [
        RegencyFact(area, short_name(names[area]), quota, chosen or 0, reserve or 0, cut_off)
        for area, quota, chosen, reserve, cut_off in sorted(quotas.iter_rows(), key=lambda row: (-row[1], row[0]))
    ]


def _people(entered: pl.DataFrame, names: Mapping[str, str], page: int, total: int) -> PeopleFact:
    shown = tuple(
        PersonFact(
            rank=row["rank"],
            state=row["state"],
            name=row["name"],
            village=names[row["village_code"]],
            regency=short_name(names[row["village_code"][:4]]),
            occupation=row["occupation"] or "",
            score=row["score"],
            reasons=tuple(row["reasons"]),
        )
        for row in entered.iter_rows(named=True)
    )
    return PeopleFact(shown, (page - 1) * PAGE + 1, total, page, _pages(total))


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE))


def _list(code: str, report: RunReport) -> ListFacts | None:
    held = next((each for each in lists(code) if each.run == report.run), None)
    if held is None:
        return None
    made = batches(held.id, LAYOUT)
    return ListFacts(held, tuple(reversed(history("list", held.id))), len(made), exported_places(made))


def exported_places(made: Sequence[BatchView]) -> int:
    """Places of the list that are in a batch: whoever enters by an amended decree takes a place that was counted already."""
    return sum(batch.people for batch in made if not batch.number)


def _stages(rows: RowCounts, registry: Counts, run: RunFacts | None, listed: ListFacts | None) -> tuple[StageFact, ...]:
    if run is None:
        return stages_of(rows, linked=registry.rows, persons=registry.people)
    return stages_of(
        rows,
        linked=registry.rows,
        persons=run.assessed,
        eligible=run.eligible,
        chosen=run.chosen,
        reserve=run.reserve,
        view=listed.view if listed else None,
        exported=listed.exported if listed else 0,
    )


def stages_of(
    rows: RowCounts,
    *,
    linked: int,
    persons: int,
    eligible: int | None = None,
    chosen: int = 0,
    reserve: int = 0,
    view: ListView | None = None,
    exported: int = 0,
) -> tuple[StageFact, ...]:
    """The list on its way; `eligible` is None before the first run.

    Whoever came in after the run, or was withdrawn since, leaves by name: no stage outgrows the one before.
    """
    gone = [
        ("withdrawn", rows.came_in - rows.standing),
        ("since-run", rows.late),
        ("not-linked", rows.standing - rows.late - linked),
    ]
    stages = [StageFact("listed", rows.came_in), StageFact("persons", persons, _parts(rows.came_in - persons, gone, "same-person"))]
    if eligible is None:
        return tuple(stages)
    stages.append(StageFact("eligible", eligible, _parts(persons - eligible, [], "not-eligible")))
    stages.append(StageFact("chosen", chosen, _parts(eligible - chosen, [("in-reserve", reserve)], "outside-quota")))
    if view is None:
        return tuple(stages)
    decreed = chosen if view.status is ListStatus.DECREED else 0
    stages.append(StageFact("decreed", decreed, _parts(chosen - decreed, [], "not-decreed")))
    stages.append(StageFact("exported", exported, _parts(decreed - exported, [], "not-exported")))
    return tuple(stages)


def _parts(total: int, parts: Sequence[tuple[str, int]], rest: str) -> tuple[tuple[str, int], ...]:
    """`total` divided into the named parts, as far as it reaches, and what is left."""
    told = []
    for code, people in parts:
        people = min(max(0, people), total)
        total -= people
        told.append((code, people))
    return tuple((code, people) for code, people in [*told, (rest, total)] if people)


def _coverage(actor: Actor, on: date) -> CoverageFacts | None:
    held = coverage(level="regency", denominator=REGISTERED, on=on)
    if not held.total.denominator:
        return None
    shapes = coverage_shapes(held)
    rival = denominator(RIVAL, on) if actor.covers(held.total.code) else None
    return CoverageFacts(
        held=held,
        cells=tuple(coverage_cells(held)),
        shapes=shapes if len(shapes) == len(held.areas) else {},
        rival=Rival(rival.value, rival.speaker, rival.as_of, rate_pct(held.total.covered, rival.value, 2)) if rival else None,
    )


def _waiting(
    actor: Actor, held: Programme, intake: IntakeFacts, registry: Counts, run: RunFacts | None, listed: ListFacts | None, on: date
) -> list[Waiting]:
    """What the reader's role can do with the list, the decisions that are his turn first."""
    view = listed.view if listed else None
    turns = [each for each in waiting_for(actor, ["list"]) if view and each.object_id == view.id]
    return [Waiting("approve-list", view.chosen if view else 0, each.object_id, due_on=each.due_on) for each in turns] + list_tasks(
        actor,
        rows=intake.rows,
        refused=intake.refused,
        linked=registry.rows,
        people=registry.people,
        pairs=registry.waiting,
        run=run.report.run if run else None,
        chosen=run.chosen if run else 0,
        view=view,
        batches=listed.batches if listed else 0,
        missing=tuple(each.title for each in held.instruments if not each.in_force(on)) if view else (),
    )


def list_tasks(
    actor: Actor,
    *,
    rows: RowCounts | None,
    refused: int,
    linked: int,
    people: int,
    pairs: int,
    run: int | None,
    chosen: int,
    view: ListView | None,
    batches: int,
    missing: tuple[str, ...],
) -> list[Waiting]:
    """What the reader's role can do next with a list of which so much is known; decisions of a chain are not among it."""
    status = view.status if view else None
    about = (view.chosen, view.id) if view else (0, 0)
    approved = status is ListStatus.APPROVED
    unlinked = rows.standing - linked if rows else 0
    unsound = rows.standing - rows.sound if rows else 0
    cases = [
        ("selection.decree", Waiting("list-to-decree", *about, names=missing), approved),
        ("programmes.manage", Waiting("instruments-missing", len(missing), names=missing), approved and bool(missing)),
        ("selection.submit", Waiting("list-returned", *about), status is ListStatus.RETURNED),
        ("selection.submit", Waiting("run-to-submit", chosen, run or 0), run is not None and view is None),
        ("enrolment.export", Waiting("list-to-export", *about), status is ListStatus.DECREED and not batches),
        ("registry.link", Waiting("rows-to-link", unlinked), unlinked > 0),
        ("selection.run", Waiting("people-to-select", people), run is None and people > 0),
        ("registry.review", Waiting("pairs-to-review", pairs), pairs > 0),
        ("intake.add", Waiting("files-refused", refused), refused > 0),
        ("intake.add", Waiting("rows-to-return", unsound), unsound > 0),
    ]
    return [each for act, each, now in cases if now and may(actor, act)]
