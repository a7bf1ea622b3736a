"""Deaths and accidents to be expected from exposure, beside what was claimed. Frames in, values out; rates are dated data (expected.yaml). No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Any

import polars as pl

from payung.core.strict_yaml import read_yaml

_Z = 1.959964  # two-sided 95 %
_YEAR = 365.25
_BAND, _USUAL_AGE = 5, 40


@dataclass(frozen=True, slots=True)
class Expected:
    """One regency: person-years under cover; deaths expected, and between which counts they lie in 95 of 100 such years; accidents from a low to a high rate."""

    area: str
    person_years: float
    deaths: float
    deaths_low: int
    deaths_high: int
    accidents_low: float
    accidents_high: float


@cache
def rates() -> Mapping[str, Any]:
    """The rates with their sources."""
    held: Mapping[str, Any] = read_yaml(files(__package__).joinpath("expected.yaml").read_text(encoding="utf-8"))
    return held


def expected(exposure: pl.DataFrame, told: Mapping[str, Any] | None = None) -> list[Expected]:
    """By area what to expect of exposure [area, sex (L, P or empty), age (completed years at the start), days]; `told`: rates as `rates()` gives them.

    Whose sex is not known counts with the mean of both; whose age is not known (null) as 40 to 44.
    """
    held = told or rates()
    bands = sorted(held["deaths_per_1000_a_year"]["bands"].items())
    table = pl.DataFrame(
        [(age, sex, rate) for age, (men, women) in bands for sex, rate in (("L", men), ("P", women), ("", (men + women) / 2))],
        {"band": pl.Int64, "sex": pl.String, "rate": pl.Float64},
        orient="row",
    )
    youngest, oldest = bands[0][0], bands[-1][0]
    band = ((pl.col("age").fill_null(_USUAL_AGE) // _BAND) * _BAND).clip(youngest, oldest)
    years = pl.col("days") / _YEAR
    rated = exposure.with_columns(band=band, years=years).join(table, on=["band", "sex"], how="left")
    summed = rated.group_by("area").agg(pl.col("years").sum(), (pl.col("years") * pl.col("rate") / 1000).sum().alias("deaths")).sort("area")
    low, high = (held["accidents_per_1000_a_year"][name] / 1000 for name in ("lowest", "highest"))
    return [Expected(area, years, deaths, *interval(deaths), years * low, years * high) for area, years, deaths in summed.iter_rows()]


def interval(mean: float) -> tuple[int, int]:
    """Between which counts a Poisson count of this mean lies in 95 of 100 cases (Wilson and Hilferty)."""
    low = mean * (1 - 1 / (9 * mean) - _Z / (3 * sqrt(mean))) ** 3 if mean > 0 else 0.0
    above = mean + 1
    high = above * (1 - 1 / (9 * above) + _Z / (3 * sqrt(above))) ** 3
    return max(0, round(low)), round(high) if mean > 0 else 0
