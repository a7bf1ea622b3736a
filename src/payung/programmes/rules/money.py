"""What a person costs by law, and how many people an amount of money buys."""

from __future__ import annotations

from collections.abc import Mapping

from payung.core.calendar import Month, months_between
from payung.law.contribution import cost
from payung.law.dated import Parameters
from payung.programmes.rules.settings import Settings


def insurance_prices(parameters: Parameters, settings: Settings, payer_kind: str, first: Month, last: Month) -> dict[str, int]:
    """Insurance -> rupiah for one person over all months from `first` to `last`, both counted, in the order of the settings.

    Each insurance is priced by itself, since each has an account of its own. Raises `Refusal` as `law.contribution` does.
    """
    months = months_between(first, last)
    return {
        insurance: cost(
            parameters, first, months, 1, payer_kind, (insurance,), declared_income_idr=settings.declared_income_idr
        ).per_person_idr
        for insurance in settings.insurance
    }


def people_for(available_idr: Mapping[str, int], prices_idr: Mapping[str, int], most: int) -> int:
    """How many people, at most `most`, the money of every account buys."""
    bought = [available_idr.get(insurance, 0) // price for insurance, price in prices_idr.items() if price > 0]
    return max(0, min([most, *bought]))
