"""What the rounds that a programme demands mean for a person: an answer that speaks against him, or no answer at all.

The frame of people has for each demanded kind the columns `round_KIND` (the state that an answer puts him in; null: none) and
`against_KIND`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from payung.programmes.rules.settings import RoundDemand, Unanswered

NO_ANSWER = "no-answer-"  # and the kind of round
SAYS = "-says-"  # between the kind and the state
_ROUND, _AGAINST = "round_", "against_"


def with_rounds(people: pl.DataFrame, states: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The people with what each kind of round says of them; `states`: kind -> worker, state, against."""
    for kind, told in states.items():
        named = told.select("worker", pl.col("state").alias(_ROUND + kind), pl.col("against").alias(_AGAINST + kind))
        people = people.join(named, on="worker", how="left", maintain_order="left")
    return people


def round_columns(names: Iterable[str]) -> list[str]:
    """Those of the names of columns that hold what rounds say."""
    return sorted(name for name in names if name.startswith((_ROUND, _AGAINST)))


def failures(demands: Sequence[RoundDemand]) -> list[pl.Expr]:
    """A reason for each demanded round that speaks against a person, or has no answer where the programme excludes such people."""
    found: list[pl.Expr] = []
    for each in demands:
        against = pl.col(_AGAINST + each.kind).fill_null(False)
        found.append(pl.when(against).then(pl.lit(each.kind + SAYS) + pl.col(_ROUND + each.kind)))
        if each.unanswered is Unanswered.EXCLUDE:
            found.append(_missing(each))
    return found


def unanswered(demands: Sequence[RoundDemand]) -> pl.Expr:
    """The codes of the demanded rounds without an answer, where this excludes nobody."""
    missing = [_missing(each) for each in demands if each.unanswered is not Unanswered.EXCLUDE]
    return pl.concat_list(missing).list.drop_nulls() if missing else pl.lit([], dtype=pl.List(pl.String))


def comes_last(demands: Sequence[RoundDemand]) -> pl.Expr:
    """Whether a person can only be the last of the reserve until an answer comes."""
    last = [pl.col(_ROUND + each.kind).is_null() for each in demands if each.unanswered is Unanswered.RESERVE_LAST]
    return pl.any_horizontal(last) if last else pl.lit(False)


def _missing(demand: RoundDemand) -> pl.Expr:
    return pl.when(pl.col(_ROUND + demand.kind).is_null()).then(pl.lit(NO_ANSWER + demand.kind))
