"""Entries that turned out to be one person before their list was handed in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from payung.selection.rules.statuses import EntryState


def without_duplicates(entries: pl.DataFrame, person_of: Mapping[int, int], level: int) -> pl.DataFrame:
    """[entry, state] of the entries whose state changes.

    Of several entries of one person the best stays (chosen before reserve, then by rank), the others are closed; a place
    that becomes free goes to the first of the reserve in the quota area (the first `level` digits of the village).
    """
    standing = entries.filter(pl.col("state") != EntryState.DUPLICATE.value).with_columns(
        person=pl.col("worker").replace_strict(dict(person_of), return_dtype=pl.Int64),
        chosen=pl.col("state") == EntryState.CHOSEN.value,
        quota_area=pl.col("village_code").str.head(level),
    )
    ordered = standing.sort(~pl.col("chosen"), "rank").with_columns(closed=~pl.col("person").is_first_distinct())
    freed = (pl.col("closed") & pl.col("chosen")).sum().over("quota_area")
    waiting = ~pl.col("chosen") & ~pl.col("closed")
    moves_up = waiting & (waiting.cast(pl.Int64).cum_sum().over("quota_area") <= freed)
    state = pl.when("closed").then(pl.lit(EntryState.DUPLICATE.value)).when(moves_up).then(pl.lit(EntryState.CHOSEN.value))
    return ordered.select("entry", state=state).filter(pl.col("state").is_not_null()).sort("entry")
