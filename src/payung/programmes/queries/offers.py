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


def offers(held: Programme, months: Sequence[int], *, whole: bool = False) -> list[Offer]:
    """For every tranche what its payer's money buys, for each number of months: what is not bound yet, or the `whole` newest budget."""
    law = province_law()
    return [_offer(held, tranche, count, law, whole=whole) for tranche in held.tranches for count in sorted({*months, tranche.months})]


def _offer(held: Programme, tranche: TrancheRow, months: int, law: Parameters, *, whole: bool) -> Offer:
    last = tranche.first_month.plus(months - 1)
    money = tranche_money(held, tranche, law, last_month=last)
    there = _whole_budget(held, tranche) if whole else money.available_idr
    people = people_for(there, money.prices_idr, _ALL_PEOPLE)
    cost = people * money.person_idr
    scarce = min(money.prices_idr, key=lambda each: there.get(each, 0) // money.prices_idr[each] if money.prices_idr[each] else 0)
    return Offer(
        payer=tranche.payer,
        tranche=tranche.code,
        months=months,
        people=people,
        person_idr=money.person_idr,
        cost_idr=cost,
        left_idr=sum(there.values()) - cost,
        scarce=scarce,
        planned=months == tranche.months,
        beyond_year=last > Month(held.year, 12),
    )


def _whole_budget(held: Programme, tranche: TrancheRow) -> dict[str, int]:
    lines = [line for line in held.budget if line.current and line.payer == tranche.payer]
    return {insurance: sum(line.amount_idr for line in lines if line.insurance == insurance) for insurance in held.settings.insurance}
