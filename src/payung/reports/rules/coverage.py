"""The coverage rate: who is covered of a named denominator as of a day. Rates in tenths of a percent, no float."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Base:
    """What is divided by: `by_area` holds the parts that are known; `estimate` is shown wherever the figure is."""

    code: str
    definition: str
    source: str
    as_of: date
    estimate: bool
    by_area: Mapping[str, int]


@dataclass(frozen=True)
class AreaCoverage:
    """One area's line. `rate_pct` is None where there is no denominator, never 0."""

    code: str
    name: str
    covered: int
    denominator: int | None
    rate_pct: Decimal | None


def rate_pct(covered: int, denominator: int | None, digits: int = 1) -> Decimal | None:
    """Covered of denominator in percent with so many decimals, halves up; None without a denominator."""
    if not denominator:
        return None
    return (Decimal(covered) * 100 / Decimal(denominator)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def coverage_lines(areas: Sequence[tuple[str, str]], covered: Mapping[str, int], base: Base) -> list[AreaCoverage]:
    """One line for each (code, name), in their order; areas without anybody covered count 0."""
    return [
        AreaCoverage(code, name, covered.get(code, 0), base.by_area.get(code), rate_pct(covered.get(code, 0), base.by_area.get(code)))
        for code, name in areas
    ]
