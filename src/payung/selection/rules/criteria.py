"""Criteria and scores over the frame of people: a reason for every criterion that is not met, whole points for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from payung.law.dated import Parameters
from payung.programmes.rules.settings import FIELDS, Condition, Kind, Operator, ScoreTerm, Settings
from payung.selection.rules.answers import comes_last, failures, unanswered
from payung.selection.rules.statuses import PersonAct

ALREADY_LISTED = "already-listed"
REMOVED = "removed-by-decision"


def with_law(settings: Settings, parameters: Parameters, starts_on: date) -> Settings:
    """The settings with the law's values of the day cover starts in place of the names of parameters.

    Raises `Refusal` law-unknown-parameter or law-no-value.
    """

    def filled(condition: Condition) -> Condition:
        return replace(condition, value=parameters.value(condition.law, starts_on), law="") if condition.law else condition

    return replace(
        settings,
        criteria=tuple(replace(each, condition=filled(each.condition)) for each in settings.criteria),
        score=tuple(replace(each, condition=filled(each.condition)) if each.condition else each for each in settings.score),
        set_asides=tuple(replace(each, condition=filled(each.condition)) for each in settings.set_asides),
    )


def assess(people: pl.DataFrame, settings: Settings, starts_on: date) -> pl.DataFrame:
    """The people with `age` on the day cover starts, `failed` (codes in the order of the criteria, empty when eligible) and `score`.

    `unanswered` names the demanded rounds without an answer that exclude nobody; `comes_last`: whether such a one waits at the end
    of the reserve.

    `settings` without names of law parameters (`with_law`). Who is on a binding list for these months fails whatever the
    programme says: a month is paid once. Nor is anybody eligible whom an official removed by decision.
    """
    aged = people.with_columns(age=age_expression(starts_on))
    failed: list[pl.Expr] = [pl.when(~meets(each.condition)).then(pl.lit(each.reason)) for each in settings.criteria]
    failed += failures(settings.rounds)
    failed.append(pl.when(pl.col("on_list")).then(pl.lit(ALREADY_LISTED)))
    failed.append(pl.when(pl.col("decision") == PersonAct.REMOVE.value).then(pl.lit(REMOVED)))
    reasons = pl.concat_list(failed).list.drop_nulls()
    return aged.with_columns(
        failed=reasons, score=score(settings.score), unanswered=unanswered(settings.rounds), comes_last=comes_last(settings.rounds)
    )


def age_expression(on: date) -> pl.Expr:
    """Completed years on the day; null without a birth date. As `core.calendar.age_on`."""
    born = pl.col("birth_date").dt
    birthday_to_come = born.month().cast(pl.Int64) * 100 + born.day() > on.month * 100 + on.day
    return pl.lit(on.year, pl.Int64) - born.year() - birthday_to_come.cast(pl.Int64)


def meets(condition: Condition) -> pl.Expr:
    """Whether a person meets the condition: true or false, never null."""
    column = pl.col(condition.field)
    if condition.operator is Operator.KNOWN:
        return column.is_not_null()
    if condition.operator is Operator.ABSENT:
        return column.is_null()
    return _compared(column, condition).fill_null(condition.unknown)


def score(terms: Sequence[ScoreTerm]) -> pl.Expr:
    """The sum of all terms, in whole points."""
    return pl.sum_horizontal([points_of(term) for term in terms], ignore_nulls=False) if terms else pl.lit(0, pl.Int64)


def points_of(term: ScoreTerm) -> pl.Expr:
    """What one line of points gives, in whole points."""
    if term.condition is not None:
        return pl.when(meets(term.condition)).then(pl.lit(term.worth, pl.Int64)).otherwise(pl.lit(0, pl.Int64))
    column = pl.col(term.field)
    worth = _folded(column.cast(pl.String)).replace_strict(dict(term.points), default=0, return_dtype=pl.Int64)
    return pl.when(column.is_null()).then(pl.lit(term.unknown, pl.Int64)).otherwise(worth)


def _compared(column: pl.Expr, condition: Condition) -> pl.Expr:
    value = condition.value
    if FIELDS[condition.field] in (Kind.TEXT, Kind.CODE):
        column = _folded(column)
        value = tuple(each.lower() for each in value) if isinstance(value, tuple) else value.lower()
    match condition.operator:
        case Operator.EQUALS:
            return column == value
        case Operator.IN:
            return column.is_in(list(value))
        case Operator.NOT_IN:
            return ~column.is_in(list(value))
        case Operator.AT_LEAST:
            return column >= value
        case Operator.AT_MOST:
            return column <= value
        case Operator.BELOW:
            return column < value
        case Operator.ABOVE:
            return column > value
        case Operator.HOLDS:
            return column.list.contains(value)
        case Operator.LACKS:
            return ~column.list.contains(value)
        case _:  # inside an area: its code begins with the area's
            return column.str.starts_with(value)


def _folded(column: pl.Expr) -> pl.Expr:
    return column.str.strip_chars().str.to_lowercase()
