"""The quota: from the places that the money buys to places of every regency and, where the programme says so, below.

Places that an area cannot fill flow on: first inside the area above it, then to the others, by the same basis and
method, until the places or the people are used up. No area that can fill its places loses one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from payung.programmes.rules.settings import Basis, QuotaStep
from payung.selection.rules.apportionment import Bounds, Whole, apportion

Figures = Mapping[str, Mapping[str, Fraction]]
"""Figure code -> place code -> value."""


@dataclass(frozen=True)
class Grounds:
    """What places are apportioned by: published figures, eligible people, and people whom other payers cover; per area of every level."""

    figures: Figures
    eligible: Mapping[str, int]
    covered: Mapping[str, int]


@dataclass(frozen=True)
class AreaPlaces:
    """Places of one area: by its share alone (`entitled`), and after those that cannot be filled have flowed on (`places`)."""

    entitled: int
    places: int
    supply: int


def allot(
    capacity: int, root: str, areas: Sequence[Sequence[str]], steps: Sequence[QuotaStep], grounds: Grounds, supply: Whole
) -> dict[str, AreaPlaces]:
    """Every area of every step -> its places.

    `areas`: for each step all place codes of its level inside `root`; `supply`: how many people can be chosen in each
    area of the last level. Raises `Refusal` quota-floors-exceed.
    """
    supplies = _supplies(areas, supply)
    entitled = _downwards(capacity, root, areas, steps, grounds, None, {})
    fillable = {area: min(places, supplies[area]) for area, places in entitled.items()}
    filled = _downwards(capacity, root, areas, steps, grounds, supplies, fillable)
    return {area: AreaPlaces(entitled[area], filled[area], supplies[area]) for area in sorted(entitled)}


def _downwards(
    capacity: int,
    root: str,
    areas: Sequence[Sequence[str]],
    steps: Sequence[QuotaStep],
    grounds: Grounds,
    supplies: Whole | None,
    kept: Whole,
) -> dict[str, int]:
    """Places of all areas, step by step. With `supplies` no area gets more than it can fill nor less than it has `kept`."""
    parents = {root: capacity}
    places: dict[str, int] = {}
    for step, codes in zip(steps, areas, strict=True):
        given: dict[str, int] = {}
        for parent, total in sorted(parents.items()):
            parts = [code for code in codes if code.startswith(parent)]
            given |= apportion(
                total, weights(step.basis, parts, grounds), _bounds(step, parts, total, grounds, supplies, kept), step.method
            )
        places |= given
        parents = given
    return places


def _bounds(step: QuotaStep, parts: Sequence[str], total: int, grounds: Grounds, supplies: Whole | None, kept: Whole) -> Bounds:
    ceilings = dict.fromkeys(parts, total if step.ceiling is None else step.ceiling)
    floors = dict.fromkeys(parts, step.floor)
    if supplies is not None:
        ceilings = {area: min(most, supplies[area]) for area, most in ceilings.items()}
        floors = {area: min(kept[area], ceilings[area]) for area in parts}
    given = {area: grounds.covered.get(area, 0) if step.net_of_covered else 0 for area in parts}
    return Bounds(floors, ceilings, given)


def weights(basis: Sequence[Basis], areas: Sequence[str], grounds: Grounds) -> dict[str, Fraction]:
    """The weight of each area: the sum over the parts of the basis, each part as shares of the whole times its share."""
    found = dict.fromkeys(areas, Fraction(0))
    for part in basis:
        values = {area: _value(part, area, grounds) for area in areas}
        whole = sum(values.values())
        if whole:
            for area, value in values.items():
                found[area] += part.share * value / whole
    return found


def _value(part: Basis, area: str, grounds: Grounds) -> Fraction:
    if part.of == "equal":
        value = Fraction(1)
    elif part.of == "eligible":
        value = Fraction(grounds.eligible.get(area, 0))
    else:
        value = grounds.figures[part.of].get(area, Fraction(0))
    return value * grounds.figures[part.times].get(area, Fraction(0)) if part.times else value


def _supplies(areas: Sequence[Sequence[str]], supply: Whole) -> dict[str, int]:
    """Supply of the areas of every level, summed up from the last."""
    found: dict[str, int] = {}
    for codes in areas:
        length = len(codes[0]) if codes else 0
        sums = dict.fromkeys(codes, 0)
        for area, people in supply.items():
            if area[:length] in sums:
                sums[area[:length]] += people
        found |= sums
    return found
