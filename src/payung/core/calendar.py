"""Months and half-open periods: the units in which cover is bought."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month, written YYYY-MM."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read YYYY-MM; raises ValueError for anything else."""
        if not _WRITTEN.fullmatch(text):
            raise ValueError(f"not a month: {text!r}")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds `day`."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    def plus(self, months: int) -> Month:
        """The month `months` later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def through(self, last: Month) -> Iterator[Month]:
        """This month up to and including `last`."""
        month = self
        while month <= last:
            yield month
            month = month.plus(1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def months_between(first: Month, last: Month) -> int:
    """How many months from `first` to `last`, both counted; 0 when `last` is before `first`."""
    return max(0, (last.year - first.year) * 12 + last.month - first.month + 1)


def age_on(born_on: date, on: date) -> int:
    """Completed years of age on the day `on`. A person born on 29 February has the birthday on 1 March in common years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
