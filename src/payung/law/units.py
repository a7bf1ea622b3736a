"""What a law parameter may be: its unit, and the check that a value has the form of that unit.

Amounts and rates are whole numbers: no fraction decides money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Any


class Unit(StrEnum):
    """Form and meaning of a value."""

    IDR = "idr"
    PERCENT = "percent"
    PER_TEN_THOUSAND = "per-ten-thousand"
    YEARS = "years"
    MONTHS = "months"
    CODES = "codes"
    DUE_DAY = "due-day"
    BANDS = "bands"


def has_form(unit: Unit, value: object) -> bool:
    """Whether `value` may stand under `unit`."""
    return _FORMS[unit](value)


def freeze(value: Any) -> Any:
    """The same value with tuples for lists and read-only mappings for mappings."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(part) for key, part in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(part) for part in value)
    return value


def plain(value: Any) -> Any:
    """A frozen value as lists and dicts, for JSON."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def is_whole(value: object, *, lowest: int = 0, highest: int | None = None) -> bool:
    """Whether `value` is an integer (True is none) between both limits."""
    return type(value) is int and value >= lowest and (highest is None or value <= highest)


def _are_codes(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == len(set(value)) > 0 and all(isinstance(code, str) and code for code in value)


def _is_due_day(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and set(value) == {"day", "months_after"}
        and is_whole(value["day"], lowest=1, highest=28)
        and is_whole(value["months_after"])
    )


def _are_bands(value: object) -> bool:
    """Rows from 0 upwards, each beginning above the end of the one before, the last and only the last open."""
    if not isinstance(value, list | tuple) or not value or not all(_is_band(row) for row in value):
        return False
    steps_up = all(low["to_idr"] is not None and low["to_idr"] < high["from_idr"] for low, high in pairwise(value))
    bases_up = all(low["base_idr"] < high["base_idr"] for low, high in pairwise(value))
    return value[0]["from_idr"] == 0 and value[-1]["to_idr"] is None and steps_up and bases_up


def _is_band(row: object) -> bool:
    return (
        isinstance(row, Mapping)
        and set(row) == {"from_idr", "to_idr", "base_idr"}
        and is_whole(row["from_idr"])
        and (row["to_idr"] is None or is_whole(row["to_idr"], lowest=row["from_idr"]))
        and is_whole(row["base_idr"], lowest=1)
    )


_FORMS: Mapping[Unit, Callable[[object], bool]] = {
    Unit.IDR: is_whole,
    Unit.PERCENT: lambda value: is_whole(value, highest=100),
    Unit.PER_TEN_THOUSAND: lambda value: is_whole(value, highest=10_000),
    Unit.YEARS: is_whole,
    Unit.MONTHS: is_whole,
    Unit.CODES: _are_codes,
    Unit.DUE_DAY: _is_due_day,
    Unit.BANDS: _are_bands,
}
