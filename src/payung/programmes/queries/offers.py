"""What the money of a payer buys over how many months: from prices and accounts alone, before anybody is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payung.core.calendar import Month
from payung.law.dated import Parameters
from payung.programmes.queries.law import province_law
from payung.programmes.queries.years import Programme, TrancheRow, tranche_money
from payung.programmes.rules.money import people_for

_ALL_PEOPLE = 10**9


@dataclass(frozen=True, slots=True)
class Offer:
    """So many people for so many months. `planned`: the months of the tranche; `beyond_year`: the months run past the programme's year.

    `scarce`: the insurance whose account is used up first.
    """

    payer: str
    tranche: str
    months: int
    people: int
    person_idr: int
    cost_idr: int
    left_idr: int
    scarce: str
    planned: bool
    beyond_year: bool


def offers(held: Programme, months: Sequence[int]) -> list[Offer]:
    """For every tranche what its payer's money that is not bound yet buys, for each number of months."""
    law = province_law()
    return [_offer(held, tranche, count, law) for tranche in held.tranches for count in sorted({*months, tranche.months})]


def _offer(held: Programme, tranche: TrancheRow, months: int, law: Parameters) -> Offer:
    last = tranche.first_month.plus(months - 1)
    money = tranche_money(held, tranche, law, last_month=last)
    people = people_for(money.available_idr, money.prices_idr, _ALL_PEOPLE)
    cost = people * money.person_idr
    scarce = min(
        money.prices_idr, key=lambda each: money.available_idr.get(each, 0) // money.prices_idr[each] if money.prices_idr[each] else 0
    )
    return Offer(
        payer=tranche.payer,
        tranche=tranche.code,
        months=months,
        people=people,
        person_idr=money.person_idr,
        cost_idr=cost,
        left_idr=sum(money.available_idr.values()) - cost,
        scarce=scarce,
        planned=months == tranche.months,
        beyond_year=last > Month(held.year, 12),
    )
