"""Who was covered on a day, as claims ask it. One place, so that the source of the answer is changed here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from payung.claims.rules.owed import Insured
from payung.law.contribution import band_of
from payung.law.loader import load_parameters
from payung.registry.queries.coverage import covered
from payung.registry.queries.persons import with_person


def spans_of_cover(first: date, last: date) -> pl.DataFrame:
    """[worker (as known today), starts_on, ends_on] of the spans of cover that touch a day from `first` to `last`."""
    return covered(first, last).select("worker", "starts_on", "ends_on").unique(maintain_order=True)


def insured_on(days: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Insured]:
    """For each (worker, day) on which the worker was covered what is known of his cover; whoever was not covered is absent.

    How many months were paid is not known from membership alone.
    """
    asked = list(dict.fromkeys(days))
    if not asked:
        return {}
    wanted = pl.DataFrame(
        {"asked": [worker for worker, _ in asked], "on": [on for _, on in asked]}, schema={"asked": pl.Int64, "on": pl.Date}
    )
    wanted = with_person(wanted, "asked", "person")
    spans = spans_of_cover(wanted["on"].min(), wanted["on"].max())  # type: ignore[arg-type]
    inside = (pl.col("starts_on") <= pl.col("on")) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > pl.col("on")))
    held = wanted.join(spans, left_on="person", right_on="worker").filter(inside)
    since = held.group_by("asked", "on").agg(pl.col("starts_on").min())
    return {(worker, on): Insured(starts, None, _least_base(on), base_known=False) for worker, on, starts in since.iter_rows()}


def _least_base(on: date) -> int:
    """The base of the lowest income that can be declared; what a budget-paid member is insured for."""
    return band_of(load_parameters(), on=on, declared_income_idr=0).base_idr
