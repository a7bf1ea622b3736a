"""Whether a person's age allows enrolment on the day cover starts (not the day the data was typed).

The upper limit is a law parameter; PP 44/2015 sets no lower limit, so a lower age is the programme's and given to these
functions.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from payung.law.dated import Parameters


class AgeVerdict(StrEnum):
    """What the age says."""

    OK = "ok"
    TOO_YOUNG = "too-young"
    TOO_OLD = "too-old"


def admitted_births(parameters: Parameters, cover_starts_on: date, *, lowest_age: int | None = None) -> tuple[date, date]:
    """The first and the last day of birth, both included, of people who may be enrolled: for whole frames at once.

    Without `lowest_age` the last day is the day cover starts. Raises `Refusal` law-no-value.
    """
    upper_age: int = parameters.value("upper-age", cover_starts_on)
    last = cover_starts_on if lowest_age is None else _years_before(cover_starts_on, lowest_age)
    return _years_before(cover_starts_on, upper_age) + timedelta(days=1), last


def age_verdict(parameters: Parameters, born_on: date, cover_starts_on: date, *, lowest_age: int | None = None) -> AgeVerdict:
    """The verdict for one person. Raises `Refusal` law-no-value."""
    first, last = admitted_births(parameters, cover_starts_on, lowest_age=lowest_age)
    if born_on < first:
        return AgeVerdict.TOO_OLD
    return AgeVerdict.TOO_YOUNG if born_on > last else AgeVerdict.OK


def _years_before(day: date, years: int) -> date:
    """The latest birth of people who have completed `years` years on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February, seen from a common year
        return day.replace(year=day.year - years, day=28)
