"""From the typed frame to the columns of the table of rows: everything but what is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from payung.core.areas import AreaRange
from payung.exchange.workbooks import Workbook
from payung.intake.rules.repeats import reliable_nik

# Longest values that the table takes. The whole of a longer one is in the envelope.
_LONGEST = {"name": 300, "sex": 1, "birth_place": 120, "village_code": 10, "occupation": 120, "workplace": 200}
_AS_TYPED = ("file_id", "row_number", "nik_state", "birth_date", "income_idr", "disability", "decile")


def table_rows(typed: pl.DataFrame, ranges: Sequence[AreaRange], home: str) -> pl.DataFrame:
    """The rows to be loaded, in the order of `typed` (the frame of `rules.typing`, with a column `file_id`).

    A row belongs to its village; where that is unknown, or outside `ranges` (which is a finding), to `home`.
    """
    village = pl.col("village_code")
    inside = pl.any_horizontal([(village >= each.lo) & (village < each.hi) for each in ranges])
    outside = village.is_not_null() & ~inside
    texts = [_fit(name, longest) for name, longest in _LONGEST.items()]
    return typed.select(
        *_AS_TYPED,
        *texts,
        pl.when(inside).then(village).otherwise(pl.lit(home)).alias("area"),
        pl.col("sheet").str.replace_all("\0", "", literal=True),
        pl.col("hours").map_elements(lambda hours: f"{hours:g}", return_dtype=pl.String).fill_null(""),
        pl.when(outside).then(pl.col("findings").list.concat(pl.lit(["area-outside"]))).otherwise(pl.col("findings")).alias("findings"),
    )


def known_niks(typed: pl.DataFrame) -> pl.Series:
    """The NIK of each row where all its digits are known, else null."""
    return typed.select(pl.when(reliable_nik()).then(pl.col("nik")))["nik"]


def with_distinct_names(workbook: Workbook) -> Workbook:
    """The workbook with every sheet under a name of its own, as every spreadsheet program has it, but not every file."""
    names = [sheet.name for sheet in workbook.sheets]
    if len(set(names)) == len(names):
        return workbook
    return Workbook(tuple(replace(sheet, name=f"{sheet.name} ({place})") for place, sheet in enumerate(workbook.sheets, 1)))


def _fit(name: str, longest: int) -> pl.Expr:
    """Text that PostgreSQL takes: no NUL, not too long, never null."""
    return pl.col(name).fill_null("").str.replace_all("\0", "", literal=True).str.slice(0, longest)
