"""Rows that come back corrected: a returned workbook carries each row's id in a hidden column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl


def claimed_rows(typed: pl.DataFrame) -> pl.Series:
    """For each row the id of the row that it says it corrects; null when it says nothing."""
    return typed["row_id"].cast(pl.Int64, strict=False)


def corrected_rows(claims: pl.Series, first_versions: Mapping[int, int], taken: Iterable[int | None]) -> pl.Series:
    """For each row the first version of the row that it corrects.

    `first_versions` maps the ids that may be claimed to their first version; `taken` are those that the upload corrects
    already. Of several rows that claim one, the first gets it: somebody copied a line to add a person below.
    """
    seen = set(taken)
    corrects: list[int | None] = []
    for claim in claims:
        first = first_versions.get(claim)
        corrects.append(first if first not in seen else None)
        if first is not None:
            seen.add(first)
    return pl.Series("corrects_id", corrects, pl.Int64)
