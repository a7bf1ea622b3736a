"""The page of coverage: figures, areas, months, and everything its numbers are of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from payung.core.areas import Level
from payung.core.calendar import Month
from payung.enrolment.queries.counts import accepted_counts
from payung.places.queries import Denominator, denominators
from payung.registry.queries.coverage import coverage_counts, covered_by_month
from payung.reports.queries.coverage import LEVELS, REGISTERED, Coverage, coverage, coverage_cells, coverage_shapes
from payung.reports.rules.coverage import rate_pct
from payung.reports.rules.pictures import Cell

MONTHS = 12
PAYERS = ("self", "apbd", "apbn", "employer", "unknown")
_ACROSS = 10  # tiles in a row where areas have no place on a grid


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One area: people under cover, what they are a share of, accepted by BPJS but not paid for yet, and points since the day compared with."""

    code: str
    name: str
    covered: int
    denominator: int | None
    rate_pct: Any
    accepted: int
    points: Any


@dataclass(frozen=True)
class MonthFact:
    """People under cover on the first day of a month, by kind of payer."""

    on: date
    people: tuple[int, ...]  # in the order of PAYERS


@dataclass(frozen=True)
class CoveragePage:
    """Coverage as of a day, of a named denominator, by one payer or all. `lines` lowest first; `since`: the day that points are counted from."""

    held: Coverage
    area: str
    level: str
    lines: tuple[CoverageLine, ...]
    accepted: int
    since: date
    points: Any
    rivals: tuple[Denominator, ...]
    cells: tuple[Cell, ...]
    shapes: dict[str, Any]
    months: tuple[MonthFact, ...]


def coverage_page(*, on: date, area: str = "", level: str = "regency", denominator: str = REGISTERED, payer: str = "") -> CoveragePage:
    """Everything the page shows, inside `area` where one is named. Raises `Refusal` denominator-unknown or area-unknown."""
    since = Month.of(on).plus(-3).first_day
    held = coverage(level=level, denominator=denominator, on=on, area=area, payer=payer)
    earlier = {code: people for code, people in coverage_counts(since, held.level, payer).iter_rows() if code.startswith(area)}
    accepted = {code: people for code, people in accepted_counts(LEVELS[level]).items() if code.startswith(area)}
    lines = [
        CoverageLine(
            line.code,
            line.name,
            line.covered,
            line.denominator,
            line.rate_pct,
            accepted.get(line.code, 0),
            _points(line.covered - earlier.get(line.code, 0), line.denominator),
        )
        for line in held.areas
    ]
    shapes = dict(coverage_shapes(held))
    return CoveragePage(
        held=held,
        area=area,
        level=level,
        lines=tuple(sorted(lines, key=lambda line: (line.rate_pct is None, line.rate_pct or 0, line.code))),
        accepted=sum(accepted.values()),
        since=since,
        points=_points(held.total.covered - sum(earlier.values()), held.total.denominator),
        rivals=tuple(denominators(on)),
        cells=tuple(_cells(held)),
        shapes=shapes if len(shapes) == len(held.areas) else {},
        months=tuple(_months(on)) if not area else (),
    )


def _points(people: int, denominator: int | None) -> Any:
    """The difference in points of a percentage, None without a denominator."""
    return rate_pct(people, denominator)


def _cells(held: Coverage) -> list[Cell]:
    """The tiles of regencies where they lie; of smaller areas one after another, in the order of their codes."""
    if held.level == Level.REGENCY:
        return coverage_cells(held)
    return [
        Cell(line.code, line.name[:7], place % _ACROSS, place // _ACROSS, line.name)
        for place, line in enumerate(sorted(held.areas, key=lambda line: line.code))
    ]


def _months(on: date) -> list[MonthFact]:
    days = [Month.of(on).plus(-back).first_day for back in range(MONTHS - 1, -1, -1)]
    told = {(day, payer): people for day, payer, people in covered_by_month(days).iter_rows()}
    return [MonthFact(day, tuple(told.get((day, payer), 0) for payer in PAYERS)) for day in days]
