"""The frame that criteria, scores and quotas read: one row a person, with what is known of cover elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from payung.core.calendar import Month

# What a person brings from the registry, in the order in which equals are told apart; `worker` is the last resort.
CONTENT: dict[str, Any] = {
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "village_code": pl.String,
    "birth_place": pl.String,
    "nik_state": pl.String,
    "occupation": pl.String,
    "workplace": pl.String,
    "hours": pl.String,
    "income_idr": pl.Int64,
    "disability": pl.Boolean,
    "decile": pl.Int64,
    "village_order": pl.Int64,
    "died_on": pl.Date,
    "under_review": pl.Boolean,
}
DERIVED: dict[str, Any] = {
    "covered_months": pl.Int64,
    "continues": pl.Boolean,
    "exclusions": pl.List(pl.String),  # kinds that hold on a day of the period, in alphabetical order
    "on_list": pl.Boolean,
    "decision": pl.String,  # add | remove: what an official decided of him for these months
}
PEOPLE: dict[str, Any] = {"worker": pl.Int64, "area": pl.String} | CONTENT | DERIVED


@dataclass(frozen=True, slots=True)
class Period:
    """The months a tranche pays, both counted; `gap_months`: unpaid months after which cover has ended by law."""

    first: Month
    last: Month
    gap_months: int

    @property
    def starts_on(self) -> date:
        """The day cover starts."""
        return self.first.first_day

    @property
    def ends_on(self) -> date:
        """The first day after cover."""
        return self.last.plus(1).first_day

    @property
    def asked_from(self) -> date:
        """The first day on which earlier cover still matters."""
        return self.first.plus(-self.gap_months).first_day - timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """What is known of people besides themselves.

    spans: their cover from `Period.asked_from` on (worker, payer_kind, starts_on, ends_on). exclusions: what lists of exclusions say
    of them in the period (worker, kind). listed: workers on a binding list for these months. decisions: worker -> add or remove.
    """

    spans: pl.DataFrame
    exclusions: pl.DataFrame
    listed: Iterable[int]
    decisions: Mapping[int, str]


def people_frame(population: pl.DataFrame, known: Known, *, period: Period, payer_kind: str) -> pl.DataFrame:
    """The people of `PEOPLE` (and whatever else `population` holds behind it).

    `population`: registry's people, with `under_review`; empty texts count as unknown.
    """
    texts = [name for name, kind in CONTENT.items() if kind == pl.String]
    people = population.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in texts)
    spans = known.spans
    cover = _months_covered(spans, period).join(_continuing(spans, period, payer_kind), on="worker", how="full", coalesce=True)
    kinds = known.exclusions.group_by("worker").agg(pl.col("kind").unique().sort().alias("exclusions"))
    told = people
    for facts in (cover, kinds):
        told = told.join(facts, on="worker", how="left", maintain_order="left")
    told = told.with_columns(
        pl.col("covered_months").fill_null(0),
        pl.col("continues").fill_null(False),
        pl.col("exclusions").fill_null(pl.lit([], pl.List(pl.String))),
        on_list=pl.col("worker").is_in(list(known.listed)),
        decision=pl.col("worker").replace_strict(dict(known.decisions), default=None, return_dtype=pl.String),
    )
    return told.select([*PEOPLE, *(name for name in population.columns if name not in PEOPLE)]).cast(pl.Schema(PEOPLE))


def _months_covered(spans: pl.DataFrame, period: Period) -> pl.DataFrame:
    """[worker, covered_months]: in how many months of the period a person has cover on any day."""
    inside = spans.filter((pl.col("starts_on") < period.ends_on) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > period.starts_on)))
    first = pl.max_horizontal(pl.col("starts_on"), pl.lit(period.starts_on))
    last = pl.min_horizontal(pl.col("ends_on").fill_null(period.ends_on), pl.lit(period.ends_on)).dt.offset_by("-1d")
    index = [each.dt.year().cast(pl.Int64) * 12 + each.dt.month() for each in (first, last)]
    months = inside.select("worker", month=pl.int_ranges(index[0], index[1] + 1))
    return (
        months.explode("month", empty_as_null=True)
        .group_by("worker")
        .agg(pl.col("month").n_unique().cast(pl.Int64).alias("covered_months"))
    )


def _continuing(spans: pl.DataFrame, period: Period, payer_kind: str) -> pl.DataFrame:
    """[worker, continues]: whose cover by the same kind of payer ended so lately that the law counts it as unbroken."""
    earliest = period.first.plus(-period.gap_months).first_day
    ended = spans.filter(pl.col("payer_kind") == payer_kind, pl.col("ends_on").is_between(earliest, period.starts_on))
    return ended.select("worker").unique().with_columns(continues=pl.lit(True))
