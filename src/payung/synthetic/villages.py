"""Where the people of a province live, and which lists are drawn up there.

A small province has a few whole kecamatan spread over its regencies, one list for each; a large one has every village,
one list for each. Either way a list stays as long as real ones are: some twenty to a few hundred rows.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from payung.core import gazetteer
from payung.synthetic.names import DATA, TRADITIONS
from payung.synthetic.streams import Floats, Ints

PROVINCE = "53"
_ROWS_OF_A_DISTRICT_LIST = 80
_ROWS_OF_A_VILLAGE_LIST = 50  # with fewer than this on average, a list covers a whole kecamatan


@dataclass(frozen=True)
class Villages:
    """The villages of one province, in the order of their codes; every array has one entry a village."""

    code: pl.Series
    name: pl.Series
    district: Ints
    regency: Ints
    weight: Floats
    by_village: bool

    @property
    def area(self) -> pl.Series:
        """The area whose list a village's people stand in: the village itself or its kecamatan."""
        return self.code if self.by_village else self.code.str.head(6)


@cache
def regency_facts() -> pl.DataFrame:
    """code, population, capital, the shares of the traditions, old_code_share; own guesses but for the population (data/README.md)."""
    with (DATA / "regencies.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return pl.DataFrame(rows).with_columns(pl.col("population").cast(pl.Int64), pl.col(*TRADITIONS, "old_code_share").cast(pl.Float64))


def choose_villages(rng: np.random.Generator, workers: int, regencies: Sequence[str] | None) -> Villages:
    """Villages enough for lists of `workers` rows. Raises `Refusal` area-unknown for a regency the gazetteer does not hold."""
    wanted = sorted(regencies) if regencies else gazetteer.regencies(PROVINCE)["code"].to_list()
    for code in wanted:
        gazetteer.name_of(code)
    everywhere = pl.concat([gazetteer.villages(code).select("code", "name") for code in wanted])
    by_village = workers >= _ROWS_OF_A_VILLAGE_LIST * everywhere.height
    chosen = everywhere if by_village else _some_villages(rng, everywhere, workers)
    district, regency = (chosen["code"].str.head(length).cast(pl.Int64).to_numpy() for length in (6, 4))
    weight = _regency_weight(chosen["code"].str.head(4)) * rng.lognormal(0.0, 0.45, chosen.height)
    return Villages(chosen["code"], chosen["name"], district, regency, weight, by_village)


def _regency_weight(regency: pl.Series) -> Floats:
    """For each village the population of its regency divided by the villages taken there."""
    frame = pl.DataFrame({"code": regency}).join(regency_facts().select("code", "population"), on="code", how="left", maintain_order="left")
    return frame.select(pl.col("population").fill_null(250_000) / pl.len().over("code")).to_series().to_numpy()


def _some_villages(rng: np.random.Generator, everywhere: pl.DataFrame, workers: int) -> pl.DataFrame:
    """A systematic sample of kecamatan in proportion to population, and the first few villages of each."""
    districts = everywhere.select(pl.col("code").str.head(6)).unique(maintain_order=True).to_series()
    lists = int(np.clip(workers // _ROWS_OF_A_DISTRICT_LIST, min(3, len(districts)), len(districts)))
    along = np.cumsum(_regency_weight(districts.str.head(4)))
    marks = (np.arange(lists) + rng.random()) * along[-1] / lists
    taken = districts.gather(np.unique(np.searchsorted(along, marks, side="right")))
    villages_each = int(np.clip(workers // lists // 20, 2, 12))
    inside = everywhere.filter(pl.col("code").str.head(6).is_in(taken.implode()))
    return inside.filter(pl.int_range(pl.len()).over(pl.col("code").str.head(6)) < villages_each)
