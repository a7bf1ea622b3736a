"""How chosen people are put into batches: one for each regency, in the order of the list."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

REGENCY_DIGITS = 4


@dataclass(frozen=True)
class Group:
    """The people of one regency, in the order of the list, each with his line from 1."""

    regency: str
    people: pl.DataFrame


def grouped_by_regency(people: pl.DataFrame) -> list[Group]:
    """Groups in the order of the regency codes; `people` needs village_code and rank, and gets the column line."""
    ordered = people.with_columns(pl.col("village_code").str.head(REGENCY_DIGITS).alias("regency")).sort("regency", "rank")
    groups = ordered.partition_by("regency", maintain_order=True)
    return [Group(group["regency"][0], group.with_row_index("line", offset=1)) for group in groups]


def without_duplicates(people: pl.DataFrame, survivors: dict[int, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who stays and who is closed as a duplicate: of entries that are one person by now, the one of the lower rank stays."""
    person = pl.col("worker").replace_strict(survivors, default=pl.col("worker"), return_dtype=pl.Int64).alias("person")
    first = people.with_columns(person).sort("rank").with_columns(pl.col("person").is_first_distinct().alias("stays"))
    return first.filter("stays").drop("person", "stays"), first.filter(~pl.col("stays")).drop("person", "stays")
