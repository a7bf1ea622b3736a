"""Law parameters: values with a first day, an article, a source and a confidence, and the immutable set of them.

A run, a bill or a decision is handed a `Parameters` value and stores its `digest`, so that what was true then can be
computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.law.units import Unit, has_form, plain


class Confidence(StrEnum):
    """How well a value is founded: H official text or several independent sources, M one good source, L a hint."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What a parameter is from `from_on` up to, not including, `to_on` (None: still in force), and who says so."""

    name: str
    value: Any
    from_on: date
    to_on: date | None
    article: str
    source: str
    confidence: Confidence
    note: str = ""
    disputed: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether this is the value of that day."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter and all its values, in order of time without gap or overlap.

    Raises `Refusal`: law-wrong-value, law-dates, law-gap, law-overlap.
    """

    name: str
    meaning: str
    unit: Unit
    values: tuple[DatedValue, ...]

    def __post_init__(self) -> None:
        for dated in self.values:
            _check_value(self.unit, dated)
        for earlier, later in pairwise(self.values):
            _check_neighbours(earlier, later)

    def on(self, day: date) -> DatedValue:
        """The value of that day. Raises `Refusal` law-no-value."""
        for dated in self.values:
            if dated.holds_on(day):
                return dated
        message = gettext_noop("The law parameter %(name)s has no value on %(on)s. Choose a later day, or enter the value with its source.")
        raise Refusal("law-no-value", message, name=self.name, on=day.isoformat())

    def amended(self, amendment: DatedValue) -> Parameter:
        """This parameter with the amendment in place of whatever was there on its days."""
        kept = [piece for dated in self.values for piece in _outside(dated, amendment)]
        return replace(self, values=tuple(sorted([*kept, amendment], key=lambda dated: dated.from_on)))


@dataclass(frozen=True, eq=False)
class Parameters:
    """An immutable set of law parameters. Build it with `payung.law.loader.load_parameters`."""

    by_name: Mapping[str, Parameter]

    def value(self, name: str, on: date) -> Any:
        """The value of a parameter on a day. Raises `Refusal` law-unknown-parameter, law-no-value."""
        return self.describe(name, on).value

    def describe(self, name: str, on: date) -> DatedValue:
        """The same with article, source, confidence and notes."""
        return self.parameter(name).on(on)

    def parameter(self, name: str) -> Parameter:
        """One parameter with all its values. Raises `Refusal` law-unknown-parameter."""
        try:
            return self.by_name[name]
        except KeyError:
            message = gettext_noop("There is no law parameter %(name)s. Known are: %(known)s.")
            raise Refusal("law-unknown-parameter", message, name=name, known=", ".join(sorted(self.by_name))) from None

    def overlay(self, amendments: Iterable[DatedValue]) -> Parameters:
        """A new set with a province's approved amendments laid over this one, in the order given.

        Raises `Refusal` law-unknown-parameter, law-wrong-value, law-dates, and law-gap where an amendment leaves days without a value.
        """
        by_name = dict(self.by_name)
        for amendment in amendments:
            by_name[amendment.name] = Parameters(by_name).parameter(amendment.name).amended(amendment)
        return Parameters(by_name)

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of all values with their days, articles, sources and notes in one canonical form."""
        content = {name: [parameter.unit, [_canonical(dated) for dated in parameter.values]] for name, parameter in self.by_name.items()}
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _canonical(dated: DatedValue) -> list[Any]:
    to_on = dated.to_on.isoformat() if dated.to_on else None
    facts = [plain(dated.value), dated.from_on.isoformat(), to_on]
    return [*facts, dated.article, dated.source, dated.confidence, dated.note, dated.disputed]


def _outside(dated: DatedValue, amendment: DatedValue) -> list[DatedValue]:
    """The parts of `dated` before and after the amendment."""
    pieces = []
    if dated.from_on < amendment.from_on:
        ends = [day for day in (dated.to_on, amendment.from_on) if day is not None]
        pieces.append(replace(dated, to_on=min(ends)))
    if amendment.to_on is not None and (dated.to_on is None or amendment.to_on < dated.to_on):
        pieces.append(replace(dated, from_on=max(dated.from_on, amendment.to_on)))
    return pieces


def _check_value(unit: Unit, dated: DatedValue) -> None:
    if not has_form(unit, dated.value):
        message = gettext_noop(
            "%(name)s from %(from)s: the value has not the form of its unit %(unit)s. Write whole numbers, no fractions."
        )
        raise Refusal("law-wrong-value", message, name=dated.name, unit=unit.value, **{"from": dated.from_on.isoformat()})
    if dated.to_on is not None and dated.to_on <= dated.from_on:
        message = gettext_noop("%(name)s: a value must end after it begins (from %(from)s to %(to)s; the last day is not included).")
        raise Refusal("law-dates", message, name=dated.name, **{"from": dated.from_on.isoformat(), "to": dated.to_on.isoformat()})


def _check_neighbours(earlier: DatedValue, later: DatedValue) -> None:
    begins = later.from_on.isoformat()
    if earlier.to_on is None or earlier.to_on > later.from_on:
        message = gettext_noop("%(name)s: two values hold on %(from)s. End the earlier one on that day (the last day is not included).")
        raise Refusal("law-overlap", message, name=later.name, **{"from": begins})
    if earlier.to_on < later.from_on:
        message = gettext_noop("%(name)s: no value holds from %(from)s to %(to)s. Close the gap.")
        raise Refusal("law-gap", message, name=later.name, **{"from": earlier.to_on.isoformat(), "to": begins})
