"""The scholarship year by year: which school years of a child are due, and of whom to remind. Pure; terms are data (schooling.yaml)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from payung.core.calendar import age_on
from payung.core.strict_yaml import read_yaml


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year of a child, named by the calendar year in which it begins. `state`: too-young, due, late or claimed; `by`: claim it until then."""

    year: int
    state: str
    by: date


@cache
def _terms() -> Mapping[str, Any]:
    held: Mapping[str, Any] = read_yaml(files(__package__).joinpath("schooling.yaml").read_text(encoding="utf-8"))
    return held


def school_years(
    born_on: date, event_on: date, on: date, *, claimed: Collection[int] = (), ended_on: date | None = None
) -> list[SchoolYear]:
    """The school years since the event that concern a child on the day, oldest first.

    A child below school age is shown once, with the year in which it will begin; after marriage, work or the age limit there is none.
    """
    month, school_age, last_age = (_terms()[name] for name in ("starts_month", "school_age", "ends_at_age"))
    current = on.year if on.month >= month else on.year - 1
    first = event_on.year if event_on.month >= month else event_on.year - 1
    years = []
    for year in range(first, current + 1):
        begins = date(year, month, 1)
        if not school_age <= age_on(born_on, begins) < last_age or (ended_on is not None and ended_on <= begins):
            continue
        by = date(year, _terms()["claim_by_month"], 31)
        years.append(SchoolYear(year, "claimed" if year in claimed else "late" if on > by else "due", by))
    if not years and age_on(born_on, date(current, month, 1)) < school_age:
        begin = next(year for year in range(current, current + school_age + 2) if age_on(born_on, date(year, month, 1)) >= school_age)
        years.append(SchoolYear(begin, "too-young", date(begin, _terms()["claim_by_month"], 31)))
    return years
