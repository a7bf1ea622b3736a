"""The area of a fact that touches two records."""

from __future__ import annotations

import polars as pl

from payung.core.areas import Level


def shared_area(one: pl.Expr, other: pl.Expr, otherwise: str) -> pl.Expr:
    """The deepest area that holds both codes; `otherwise` (the province) when they share none."""
    found: pl.Expr = pl.lit(otherwise)
    for level in sorted(Level):
        both = (one.str.len_bytes() >= int(level)) & (other.str.len_bytes() >= int(level))
        found = pl.when(both & (one.str.head(int(level)) == other.str.head(int(level)))).then(one.str.head(int(level))).otherwise(found)
    return found


def area_of(village_code: pl.Expr, otherwise: pl.Expr, province: str) -> pl.Expr:
    """Where a person is registered: his village when it is known and lies in the province, else the given area."""
    return (
        pl.when(village_code.str.starts_with(province) & (village_code.str.len_bytes() == int(Level.VILLAGE)))
        .then(village_code)
        .otherwise(otherwise)
    )
