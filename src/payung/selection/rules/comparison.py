"""Two runs side by side: who entered, who left and why, whose cover lapses."""

from __future__ import annotations

import polars as pl

from payung.core.areas import Level
from payung.selection.rules.statuses import Verdict

ENTERED = "entered"
LEFT = "left"


def changes(first: pl.DataFrame, second: pl.DataFrame, *, follows: bool) -> pl.DataFrame:
    """Who is chosen in one run only: person, area, change, before, after (verdicts; null: not assessed), reasons (of the second run), lapses.

    Both frames: person, area, verdict, reasons; one row a person. `follows`: the months of the second run follow those of
    the first closely enough to be one cover, so that who left lapses.
    """
    both = first.select("person", "area", before="verdict").join(
        second.select("person", area_after="area", after="verdict", reasons="reasons"), on="person", how="full", coalesce=True
    )
    was, now = (pl.col(name).fill_null("") == Verdict.CHOSEN.value for name in ("before", "after"))
    moved = both.filter(was != now).with_columns(change=pl.when(now).then(pl.lit(ENTERED)).otherwise(pl.lit(LEFT)))
    return moved.select(
        "person",
        pl.coalesce("area_after", "area").alias("area"),
        "change",
        "before",
        "after",
        "reasons",
        lapses=(pl.col("change") == LEFT) & pl.lit(follows),
    ).sort("change", "area", "person")


def stayed(first: pl.DataFrame, second: pl.DataFrame) -> int:
    """How many are chosen in both."""
    chosen = [frame.filter(pl.col("verdict") == Verdict.CHOSEN.value).select("person") for frame in (first, second)]
    return chosen[0].join(chosen[1], on="person", how="semi").height


def by_regency(moved: pl.DataFrame) -> pl.DataFrame:
    """[area, entered, left, lapses] by regency."""
    return (
        moved.group_by(pl.col("area").str.head(int(Level.REGENCY)))
        .agg(
            (pl.col("change") == ENTERED).sum().cast(pl.Int64).alias("entered"),
            (pl.col("change") == LEFT).sum().cast(pl.Int64).alias("left"),
            pl.col("lapses").sum().cast(pl.Int64),
        )
        .sort("area")
    )
