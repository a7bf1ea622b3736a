"""What became of everybody in a run, person by person and without any identifier: what recapitulations count."""

from __future__ import annotations

import polars as pl

from payung.core.calendar import Month
from payung.governance.queries.frames import read_frame
from payung.registry.queries.persons import with_person
from payung.registry.queries.workers import population
from payung.selection.queries.runs import run_with_people
from payung.selection.rules.criteria import age_expression
from payung.selection.rules.statuses import EntryState, Verdict

_OUTCOME = {
    "worker": pl.Int64,
    "area": pl.String,
    "state": pl.String,
    "reason": pl.String,
    "frozen": pl.Boolean,
    "sex": pl.String,
    "birth_date": pl.Date,
    "occupation": pl.String,
}
_BEST_FIRST = [state.value for state in (Verdict.CHOSEN, Verdict.RESERVE, Verdict.OUTSIDE_QUOTA, Verdict.NOT_ELIGIBLE)]
_FROZEN = ("sex", "birth_date", "occupation")


def outcomes(run: int) -> pl.DataFrame:
    """Everybody whom a run assessed inside the present scope, each person of today once, by worker.

    worker, area, state (chosen, reserve, outside-quota, not-eligible: as its list stands now), reason (the first), sex,
    age (on the day cover starts), occupation, decile, disability, nik_state; null where unknown. Sex, birth date and
    occupation of an entry are those frozen in it, everything else is the registry's. Raises `Refusal` no-such-run,
    run-incomplete or run-purged.
    """
    held = run_with_people(run)
    told = read_frame(
        "SELECT a.worker_id, a.area, coalesce(e.state, a.verdict), a.reasons[1], e.id IS NOT NULL, e.sex, e.birth_date, e.occupation"
        " FROM selection_assessment a LEFT JOIN selection_entry e ON e.run_id = a.run_id AND e.worker_id = a.worker_id WHERE a.run_id = %s",
        _OUTCOME,
        [run],
    )
    standing = with_person(told.filter(pl.col("state") != EntryState.DUPLICATE.value))
    once = standing.sort(pl.col("state").cast(pl.Enum(_BEST_FIRST)), "worker").unique("person", keep="first", maintain_order=True)
    now = population(held.on).select("worker", *_FROZEN, "decile", "disability", "nik_state")
    known = once.join(now, left_on="person", right_on="worker", how="left", suffix="_now").with_columns(
        pl.when("frozen").then(name).otherwise(f"{name}_now").alias(name) for name in _FROZEN
    )
    starts_on = Month.parse(held.tranche.first_month).first_day
    return known.select(
        pl.col("person").alias("worker"),
        "area",
        "state",
        "reason",
        _or_null("sex"),
        age_expression(starts_on).alias("age"),
        _or_null("occupation"),
        "decile",
        "disability",
        "nik_state",
    ).sort("worker")


def _or_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
