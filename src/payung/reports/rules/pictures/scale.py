"""Five classes with round breaks: how a number becomes a shade."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from payung.core.figures import Language, Number, decimal

CLASSES = 5
USUAL = tuple(Decimal(limit) for limit in (20, 40, 60, 80))


def breaks(values: Iterable[Number | None]) -> tuple[Decimal, ...]:
    """The four round limits between five classes whose values lie closest together; the same values, the same limits.

    Steps are 1, 2 or 5 times a power of ten; for values up to 100 no limit lies above it. Without values above zero: 20, 40, 60, 80.
    To compare over time, keep the first answer.
    """
    known = sorted(Decimal(str(value)) for value in values if value is not None)
    if not known or known[-1] <= 0:
        return USUAL
    most = max(known[-1], Decimal(100))
    fitting = (limits for limits in _candidates(known[-1]) if limits[-1] <= most)
    return min(fitting, key=lambda limits: (_spread(known, limits), limits[0] - limits[1], limits[0]))


def class_of(value: Number | None, limits: Sequence[Number]) -> int:
    """The class of a value, 1 to 5, a limit belonging to the class above it; 0 when there is no value."""
    return 0 if value is None else bisect_right([Decimal(str(limit)) for limit in limits], Decimal(str(value))) + 1


def limit_text(limit: Number, language: Language) -> str:
    """A limit with no more decimals than it has."""
    exponent = Decimal(str(limit)).as_tuple().exponent
    return decimal(limit, max(0, -int(exponent)), language)


def _candidates(largest: Decimal) -> Iterator[tuple[Decimal, ...]]:
    for power in range(largest.adjusted() - 1, largest.adjusted() + 1):
        for multiple in (1, 2, 5):
            for first in range(1, int(largest.scaleb(-power) / multiple) + 2):
                yield tuple(Decimal(multiple * (first + place)) * Decimal(1).scaleb(power) for place in range(CLASSES - 1))


def _spread(known: Sequence[Decimal], limits: Sequence[Decimal]) -> Decimal:
    """How far the values lie from the mean of their class: the sum of squares."""
    cuts = [0, *(bisect_left(known, limit) for limit in limits), len(known)]
    return sum((_squares(known[low:high]) for low, high in pairwise(cuts) if high > low), Decimal(0))


def _squares(members: Sequence[Decimal]) -> Decimal:
    mean = sum(members, Decimal(0)) / len(members)
    return sum(((member - mean) ** 2 for member in members), Decimal(0))
