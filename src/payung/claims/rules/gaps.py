"""Of whom a death tells among people who were covered that day: the same engine as everywhere. Frames in, frames out; no Django."""

from __future__ import annotations

import polars as pl

from payung.linkage import link

MATCHED = {"death": pl.Int64, "worker": pl.Int64, "weight": pl.Float64, "sure": pl.Boolean}
_FIELDS = ("nik", "name", "sex", "birth_date", "village", "mother", "phone")
_ACCEPT = "accept"


def match_deaths(deaths: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """[death, worker, weight, sure]: of whom each death tells, at most one person a death, the strongest.

    deaths: id, nik, name, sex, birth_date, village, mother, phone (any but id may be missing); people: worker and the same, one or more
    rows a person with `person` (who the worker is known as). `sure` is the engine's own acceptance; else a human looks first.
    """
    if deaths.is_empty() or people.is_empty():
        return pl.DataFrame(schema=MATCHED)
    linked = link(_named(deaths, "id", "d"), _named(people, "worker", "w"))
    told = linked.pairs.filter(pl.col("kind") == "participant").select(
        pl.col("left_id").str.strip_prefix("d").cast(pl.Int64).alias("death"),
        pl.col("right_id").str.strip_prefix("w").cast(pl.Int64).alias("worker"),
        "weight",
        (pl.col("decision") == _ACCEPT).alias("sure"),
    )
    known = told.join(people.select("worker", "person").unique("worker"), on="worker")
    strongest = known.sort("sure", "weight", "person", descending=[True, True, False]).unique("death", keep="first", maintain_order=True)
    return strongest.select("death", pl.col("person").alias("worker"), "weight", "sure").cast(MATCHED).sort("death")  # type: ignore[arg-type]


def under_cover(matched: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Matched deaths (+ died_on) on a day inside a span of cover [worker, starts_on, ends_on], with `covered_since`, the earliest such start."""
    inside = (pl.col("starts_on") <= pl.col("died_on")) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > pl.col("died_on")))
    held = matched.join(spans.select("worker", "starts_on", "ends_on"), on="worker").filter(inside)
    return held.sort("starts_on").unique("death", keep="first", maintain_order=True).rename({"starts_on": "covered_since"}).drop("ends_on")


def one_a_person(found: pl.DataFrame) -> pl.DataFrame:
    """Deaths told of one person by several, once: [worker, died_on, covered_since, weight, sure, sources]; the surest day, then the earliest."""
    ordered = found.sort("sure", "weight", "died_on", descending=[True, True, False])
    return ordered.group_by("worker", maintain_order=True).agg(
        pl.col("died_on").first(),
        pl.col("covered_since").first(),
        pl.col("weight").first(),
        pl.col("sure").first(),
        pl.col("source").unique().sort().alias("sources"),
    )


def _named(rows: pl.DataFrame, key: str, letter: str) -> pl.DataFrame:
    """As linkage wants them: text, null where nothing is told."""
    text = [
        pl.col(name).cast(pl.String).replace("", None) if name in rows.columns else pl.lit(None, pl.String).alias(name) for name in _FIELDS
    ]
    return rows.select((pl.lit(letter) + pl.col(key).cast(pl.String)).alias("id"), *text)
