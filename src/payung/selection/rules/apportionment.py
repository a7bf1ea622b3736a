"""Places in proportion: exact shares within floors and ceilings, and whole places by a stated method.

All arithmetic is exact (fractions of whole numbers). Equals are told apart by place code.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from payung.core.refusals import Refusal, gettext_noop
from payung.programmes.rules.settings import Method

Whole = Mapping[str, int]
Weights = Mapping[str, Fraction]
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Bounds:
    """Per area: the least and the most places, and the places that others have given already (they count as received)."""

    floors: Whole
    ceilings: Whole
    given: Whole

    @classmethod
    def plain(cls, weights: Weights, total: int) -> Bounds:
        """No bounds at all."""
        return cls(dict.fromkeys(weights, 0), dict.fromkeys(weights, total), dict.fromkeys(weights, 0))


@dataclass(frozen=True)
class Shares:
    """The exact share of each area, and the multiplier of the weights where no bound holds (None: every weight is used up)."""

    exact: Mapping[str, Fraction]
    multiplier: Fraction | None


def apportion(total: int, weights: Weights, bounds: Bounds | None = None, method: Method = Method.LARGEST_REMAINDER) -> dict[str, int]:
    """Area -> whole places, `total` of them unless all ceilings are reached.

    Largest remainder: every area gets the whole part of its exact share or one more. Sainte-Laguë: with more places no
    area gets fewer. Areas without weight get places only when all others are full. Raises `Refusal` quota-floors-exceed.
    """
    bounds = bounds or Bounds.plain(weights, total)
    shares = fair_shares(total, weights, bounds)
    if method is Method.SAINTE_LAGUE:
        return _sainte_lague(shares, weights, bounds)
    return _largest_remainder(shares)


def fair_shares(total: int, weights: Weights, bounds: Bounds) -> Shares:
    """Exact shares that are proportional, net of what was given, wherever no bound holds. Raises `Refusal` quota-floors-exceed."""
    if sum(bounds.floors.values()) > total:
        message = gettext_noop("The floors of the quota ask for more places than the money buys (%(places)s). Lower the floor.")
        raise Refusal("quota-floors-exceed", message, places=total)
    left = min(total, sum(bounds.ceilings.values()))
    fixed: dict[str, Fraction] = {}
    free = dict(weights)
    multiplier: Fraction | None = Fraction(0)
    while free:
        if not any(free.values()):
            free = dict.fromkeys(free, Fraction(1))
            multiplier = None
        given = sum(bounds.given[area] for area in free)
        level = Fraction(left - sum(fixed.values()) + given) / sum(free.values())
        multiplier = level if multiplier is not None else None
        shares = {area: level * weight - bounds.given[area] for area, weight in free.items()}
        low = {area: bounds.floors[area] - share for area, share in shares.items() if share < bounds.floors[area]}
        high = {area: share - bounds.ceilings[area] for area, share in shares.items() if share > bounds.ceilings[area]}
        if not low and not high:
            return Shares({**fixed, **shares}, multiplier)
        # The side that is out by more is settled first: what is given back cannot bring it inside again.
        settled, limits = (low, bounds.floors) if sum(low.values()) >= sum(high.values()) else (high, bounds.ceilings)
        for area in settled:
            fixed[area] = Fraction(limits[area])
            del free[area]
    return Shares(fixed, multiplier)


def _largest_remainder(shares: Shares) -> dict[str, int]:
    places = {area: int(share) for area, share in shares.exact.items()}
    left = int(sum(shares.exact.values())) - sum(places.values())
    by_remainder = sorted(shares.exact, key=lambda area: (places[area] - shares.exact[area], area))
    for area in by_remainder[:left]:
        places[area] += 1
    return dict(sorted(places.items()))


def _sainte_lague(shares: Shares, weights: Weights, bounds: Bounds) -> dict[str, int]:
    """Place by place to the area with the greatest weight / (2 × places + 1), begun where nearly all places are given."""
    total = int(sum(shares.exact.values()))
    places = _begun(total, shares.multiplier, weights, bounds)
    left = total - sum(places.values())
    queue = [_turn(area, weights, places, bounds) for area in weights]
    heapq.heapify(queue)
    while left:
        area = heapq.heappop(queue)[-1]
        if places[area] < bounds.ceilings[area]:
            places[area] += 1
            left -= 1
            heapq.heappush(queue, _turn(area, weights, places, bounds))
    return dict(sorted(places.items()))


def _begun(total: int, multiplier: Fraction | None, weights: Weights, bounds: Bounds) -> dict[str, int]:
    """Places that place-by-place giving has passed through on its way to `total`."""
    if multiplier is None:
        return {area: bounds.ceilings[area] if weight else bounds.floors[area] for area, weight in weights.items()}
    step = Fraction(len(weights)) / (sum(weights.values()) or 1)
    while True:
        multiplier -= step
        places = {
            area: max(bounds.floors[area], min(bounds.ceilings[area], floor(multiplier * weight - bounds.given[area] + _HALF)))
            for area, weight in weights.items()
        }
        if sum(places.values()) <= total:
            return places


def _turn(area: str, weights: Weights, places: Whole, bounds: Bounds) -> tuple[Fraction, int, str]:
    received = places[area] + bounds.given[area]
    return -weights[area] / (2 * received + 1), received, area
