"""Working days of an office: Monday to Friday but holidays and joint leave, which are data by year with their source."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from payung.core.strict_yaml import read_yaml

_SATURDAY = 5


@cache
def closed_days() -> frozenset[date]:
    """Every known day on which offices are closed besides weekends."""
    held = read_yaml(files("payung.law").joinpath("working_days.yaml").read_text(encoding="utf-8"))["years"]
    return frozenset(day for year in held.values() for name in ("holidays", "joint_leave") for day in year[name])


def is_working_day(day: date) -> bool:
    """Whether offices work on a day. In a year whose holidays are not known yet only weekends are free."""
    return day.weekday() < _SATURDAY and day not in closed_days()


def add_working_days(start: date, days: int) -> date:
    """The day that is so many working days after `start`, which itself does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
