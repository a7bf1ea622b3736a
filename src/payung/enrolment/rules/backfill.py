"""Who of the reserve takes a freed place: the next in the order of the same quota area, within household cap and money. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Unfilled(StrEnum):
    """Why a freed place stays empty."""

    NOBODY_LEFT = "nobody-left"  # the reserve of the quota area is used up
    HOUSEHOLD_FULL = "household-full"  # those who are left have a household with its places already
    MONEY = "money"  # the freed money does not buy the months that are left
    WAITS = "waits"  # better data may still bring him in, and the office wants to wait


@dataclass(frozen=True, slots=True)
class Freed:
    """A place that became free. `rank`: of whoever had it; `idr`, `months`: what it holds by insurance, and for how many months."""

    entry: int
    rank: int
    quota_area: str
    household: str | None
    why: str
    idr: Mapping[str, int]
    months: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody of the reserve who may enter."""

    entry: int
    rank: int
    quota_area: str
    household: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A freed place and who takes it; without `enters` why nobody does."""

    leaves: int
    why: str
    enters: int | None
    unfilled: Unfilled | None


def offers(
    freed: Sequence[Freed],
    reserve: Sequence[Waiting],
    *,
    price_idr: Mapping[str, int],
    months: int,
    household_cap: int | None,
    households: Mapping[str, int],
) -> list[Offer]:
    """Each freed place with the next of the reserve, in the order of the list.

    `price_idr`, `months`: what one new person costs by insurance, and for how long. `households`: people who hold a place now, by household,
    those who leave still counted. Nobody costs more, of any account, or more months than the place that he takes.
    """
    standing = Counter(households)
    standing.subtract(each.household for each in freed if each.household is not None)
    waiting: dict[str, list[Waiting]] = {}
    for each in sorted(reserve, key=lambda each: (each.rank, each.entry)):
        waiting.setdefault(each.quota_area, []).append(each)
    found = []
    for place in sorted(freed, key=lambda place: (place.rank, place.entry)):
        affordable = place.months >= months and all(place.idr.get(insurance, 0) >= idr for insurance, idr in price_idr.items())
        queue = waiting.get(place.quota_area, [])
        chosen = next((each for each in queue if _fits(each, standing, household_cap)), None)
        if chosen is None or not affordable:
            why = Unfilled.MONEY if chosen is not None else Unfilled.HOUSEHOLD_FULL if queue else Unfilled.NOBODY_LEFT
            found.append(Offer(place.entry, place.why, None, why))
            continue
        queue.remove(chosen)
        if chosen.household is not None:
            standing[chosen.household] += 1
        found.append(Offer(place.entry, place.why, chosen.entry, None))
    return found


def _fits(each: Waiting, standing: Mapping[str, int], cap: int | None) -> bool:
    return cap is None or each.household is None or standing[each.household] < cap
