"""Points and criteria of one person, line by line: what was asked, what was known of him, what it gave. The lines add up to the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from payung.programmes.rules.settings import FIELDS, Condition, Kind, ScoreTerm, Settings
from payung.selection.rules.criteria import meets, points_of
from payung.selection.rules.facts import PEOPLE

_TYPES: dict[str, Any] = {**PEOPLE, "age": pl.Int64}


@dataclass(frozen=True, slots=True)
class PointLine:
    """One line of points: `most` is the weight (the highest that anybody gets), `points` what this person got for `value` (null: not known)."""

    term: ScoreTerm
    value: Any
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion, what was known of the person, and whether he meets it."""

    reason: str
    says: str
    condition: Condition
    value: Any
    met: bool


def asked_fields(settings: Settings) -> list[str]:
    """The fields that criteria, points and set-asides ask about, each once, in the order of `FIELDS`."""
    asked = {each.condition.field for each in settings.criteria} | {each.condition.field for each in settings.set_asides}
    asked |= {each.field for each in settings.score}
    return [field for field in FIELDS if field in asked]


def asked_facts(settings: Settings) -> pl.Expr:
    """What a run keeps of everybody: the values of `asked_fields` as JSON text."""
    fields = asked_fields(settings)
    return pl.struct(fields).struct.json_encode() if fields else pl.lit("{}")


def point_lines(settings: Settings, facts: Mapping[str, Any]) -> list[PointLine]:
    """The lines of points of a person with these facts, as the run worked them out. `settings` without names of law parameters."""
    frame, known = _frame(facts), read_facts(facts)
    if not settings.score or any(each.field not in facts for each in settings.score):
        return []
    given = frame.select(points_of(each).alias(str(place)) for place, each in enumerate(settings.score)).row(0)
    return [PointLine(each, known.get(each.field), got, _most(each)) for each, got in zip(settings.score, given, strict=True)]


def criterion_lines(settings: Settings, facts: Mapping[str, Any]) -> list[CriterionLine]:
    """The criteria in order with this person's values; none when the run kept no facts."""
    asked = [each for each in settings.criteria if each.condition.field in facts]
    if not asked:
        return []
    frame, known = _frame(facts), read_facts(facts)
    met = frame.select(meets(each.condition).alias(str(place)) for place, each in enumerate(asked)).row(0)
    return [
        CriterionLine(each.reason, each.says, each.condition, known[each.condition.field], yes)
        for each, yes in zip(asked, met, strict=True)
    ]


def read_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Kept facts with days as days."""
    return {
        field: date.fromisoformat(value) if value is not None and FIELDS.get(field) is Kind.DAY else value for field, value in facts.items()
    }


def _frame(facts: Mapping[str, Any]) -> pl.DataFrame:
    known = read_facts(facts)
    return pl.DataFrame({field: pl.Series([value], dtype=_TYPES[field]) for field, value in known.items()})


def _most(term: ScoreTerm) -> int:
    return term.worth if term.condition is not None else max([term.unknown, *(worth for _value, worth in term.points)])
