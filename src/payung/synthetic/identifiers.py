"""NIK, KK, KPJ and telephone numbers, issued the way the offices issue them and belonging to nobody.

NIK: kecamatan of first issue, DDMMYY with 40 added to a woman's day, serial from 0001 inside kecamatan, date and sex
(core.nik). KK: kecamatan, date of issue, serial from 0001. KPJ: eleven digits, the first may be 0 (domain facts, confidence M).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from payung.core.nik import FEMALE_DAY_OFFSET
from payung.synthetic.streams import Bools, Ints

_OPERATORS = (811, 812, 813, 821, 822, 823, 852, 853, 851, 857, 896, 878)
_DAY_ZERO = np.datetime64("1970-01-01")


def issue_niks(rng: np.random.Generator, area: Ints, born: Ints, woman: Bools) -> Ints:
    """One NIK each, as whole numbers. `area`: six-digit kecamatan codes; `born`: days since 1970."""
    day, month, year = date_parts(born)
    ddmmyy = (day + FEMALE_DAY_OFFSET * woman) * 10_000 + month * 100 + year % 100
    return _numbered(rng, area * 1_000_000 + ddmmyy, gap=0.25)


def issue_kks(rng: np.random.Generator, area: Ints, issued: Ints) -> Ints:
    """One KK number each, as whole numbers. `issued`: the day, since 1970, on which the family card was printed."""
    day, month, year = date_parts(issued)
    return _numbered(rng, area * 1_000_000 + day * 10_000 + month * 100 + year % 100, gap=3.0)


def _numbered(rng: np.random.Generator, head: Ints, gap: float) -> Ints:
    """Twelve digits and a serial counted from 0001 among equal heads; on average `gap` numbers went to people outside the province in between."""
    order = np.lexsort((rng.random(len(head)), head))
    steps = 1 + rng.poisson(gap * rng.exponential(1.0, len(head)))
    running = np.cumsum(steps)
    first = np.r_[True, head[order][1:] != head[order][:-1]]
    before = np.maximum.accumulate(np.where(first, running - steps, 0))
    serial = np.empty(len(head), dtype=np.int64)
    serial[order] = running - before
    return head * 10_000 + np.minimum(serial, 9_999)


def date_parts(days: Ints) -> tuple[Ints, Ints, Ints]:
    """Day of the month, month and year of days since 1970."""
    dates = _DAY_ZERO + days
    months = dates.astype("datetime64[M]")
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    return day, months.astype(np.int64) % 12 + 1, months.astype("datetime64[Y]").astype(np.int64) + 1970


def days_of(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970 of calendar dates; a day past the end of its month runs on into the next."""
    months = (year - 1970) * 12 + month - 1
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + day - 1


def phones(rng: np.random.Generator, size: int) -> Ints:
    """Mobile numbers without the leading 0: three digits of the operator, then eight."""
    return rng.choice(np.array(_OPERATORS), size) * 100_000_000 + rng.integers(0, 100_000_000, size)


def kpjs(rng: np.random.Generator, size: int) -> pl.Series:
    """Distinct participant numbers of eleven digits, as text because some begin with 0."""
    spread = 99_999_999_999 // max(size, 1)
    numbers = np.arange(size) * spread + rng.integers(0, max(spread, 1), size)
    rng.shuffle(numbers)
    return pl.Series(numbers).cast(pl.String).str.zfill(11)
