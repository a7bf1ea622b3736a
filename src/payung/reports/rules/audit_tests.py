"""The standard tests of an auditor of the health twin, run before the auditor comes (users.md R9). Frames in, hits out; no Django.

A hit is a person-month that should not be paid: [entry, month, because]. `because` tells the fact with its day in words without an identifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from payung.core.calendar import Month
from payung.core.refusals import gettext_noop

HITS = {"entry": pl.Int64, "month": pl.Date, "because": pl.String}


@dataclass(frozen=True, slots=True)
class StandardTest:
    """One question that an auditor asks of every list: its code, its name, and what counts as a hit."""

    code: str
    name: str
    counts: str


TESTS = (
    StandardTest("dead", gettext_noop("Paid after death"), gettext_noop("Months that begin after the day of death.")),
    StandardTest("claimed", gettext_noop("Claimed and paid on"), gettext_noop("Months that begin after a death for which a claim was opened or paid.")),
    StandardTest("moved", gettext_noop("Paid after moving away"), gettext_noop("Months that begin after the day on which the village or the civil registry says so.")),
    StandardTest("twice", gettext_noop("Paid twice"), gettext_noop("Months of a person who stands in another decreed list, or twice in this one.")),
    StandardTest("covered", gettext_noop("Covered by somebody else"), gettext_noop("Months in which a member list, BPJS or the decreed list of another payer shows cover.")),
    StandardTest("nik", gettext_noop("NIK not matched"), gettext_noop("All months of people without a sound NIK, or whom the civil registry did not find.")),
    StandardTest("employed", gettext_noop("Civil servant, pensioner or wage earner"), gettext_noop("Months in which a list or the village says so, or an employer pays.")),
    StandardTest("over-age", gettext_noop("Over age at the start"), gettext_noop("All months of people who were too old on the day cover began.")),
    StandardTest("outside-decree", gettext_noop("Handed over without a decree"), gettext_noop("All months of people in a batch who are not in the decree.")),
    StandardTest("without-minutes", gettext_noop("Village without minutes"), gettext_noop("All months of people whose village has no signed minutes and statement on file.")),
    StandardTest("before-agreement", gettext_noop("Before the agreement"), gettext_noop("Months that begin before the programme's instruments were in force.")),
)  # fmt: skip
"""In the order in which findings are written."""


@dataclass(frozen=True)
class Outcome:
    """What a test found: people, person-months and rupiah (whole months at the price by law); 0 is an answer too."""

    test: StandardTest
    people: int
    months: int
    amount_idr: int
    entries: tuple[int, ...]


def person_months(people: pl.DataFrame) -> pl.DataFrame:
    """One row per person and paid month: `people` [entry, person, first, last (days of the first and last month)] -> + month (its first day)."""
    return people.with_columns(month=pl.date_ranges("first", "last", "1mo")).explode("month").filter(pl.col("month").is_not_null())


def after(paid: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Months that begin after a day that is told of a person: `told` [person, on, because]."""
    return _hits(paid.join(told, on="person").filter(pl.col("month") > pl.col("on")))


def during(paid: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Months that touch a half-open span told of a person: `spans` [person, starts_on, ends_on (null: open), because]."""
    month_ends = pl.col("month").dt.offset_by("1mo")
    touches = (pl.col("starts_on") < month_ends) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > pl.col("month")))
    return _hits(paid.join(spans, on="person").filter(touches))


def whole(paid: pl.DataFrame, told: pl.DataFrame, on: str = "person") -> pl.DataFrame:
    """All months of whoever is told: `told` [person or entry (`on`), because]."""
    return _hits(paid.join(told, on=on))


def more_than_once(paid: pl.DataFrame) -> pl.DataFrame:
    """Months for which one person is paid more than once in `paid`: all but the first entry."""
    later = paid.sort("person", "month", "entry").filter(pl.int_range(pl.len()).over("person", "month") > 0)
    return _hits(later.with_columns(because=pl.lit("another entry of the same person")))


def before(paid: pl.DataFrame, in_force_on: date | None, because: str) -> pl.DataFrame:
    """Months that begin before a day; all when it is None (nothing is in force)."""
    early = paid if in_force_on is None else paid.filter(pl.col("month") < in_force_on)
    return _hits(early.with_columns(because=pl.lit(because)))


def results(hits: Mapping[str, pl.DataFrame], prices_idr: Mapping[Month, int]) -> tuple[Outcome, ...]:
    """What each test found, priced; `hits` by code."""
    prices = pl.DataFrame(
        {"month": [month.first_day for month in prices_idr], "price_idr": list(prices_idr.values())},
        schema={"month": pl.Date, "price_idr": pl.Int64},
    )
    return tuple(_result(test, hits[test.code], prices) for test in TESTS)


def _result(test: StandardTest, hits: pl.DataFrame, prices: pl.DataFrame) -> Outcome:
    amount = hits.join(prices, on="month", how="left")["price_idr"].sum()
    entries = tuple(hits["entry"].unique().sort())
    return Outcome(test, len(entries), hits.height, int(amount or 0), entries)


def _hits(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(*HITS).sort(*HITS).unique(["entry", "month"], keep="first", maintain_order=True)


def sample(entries: pl.DataFrame, size: int, order: pl.Series) -> list[int]:
    """The `size` entries of [entry, area] that a keyed order (one number an entry) puts first in turn of their regencies.

    Regencies take turns from the smallest code, so that each is seen before one is seen twice.
    """
    ranked = entries.with_columns(order=order, regency=pl.col("area").str.head(4)).sort("order", "entry")
    turns = ranked.with_columns(turn=pl.int_range(pl.len()).over("regency")).sort("turn", "regency")
    return turns["entry"].head(size).to_list()
