"""Who is covered where: every answer reads participation only, and counts each person once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from payung.core.areas import Level
from payung.governance.queries.frames import read_frame
from payung.intake.queries import fallen_rows
from payung.registry.queries.answers import told_free
from payung.registry.queries.persons import with_person

_SPANS = {"worker": pl.Int64, "payer_kind": pl.String, "segment": pl.String, "starts_on": pl.Date, "ends_on": pl.Date}
_DEAD = "(SELECT coalesce(d.person_id, d.id) FROM registry_worker d WHERE d.died_on <= %(on)s)"
_COVERED_PEOPLE = """
    SELECT DISTINCT coalesce(r.person_id, r.id) AS person FROM registry_participation p JOIN registry_worker r ON r.id = p.worker_id
    WHERE p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on > %(on)s) AND %(payer)s IN ('', p.payer_kind)"""
_COVERED = f"""
    SELECT left(h.area, %(digits)s), count(*) FROM ({_COVERED_PEOPLE}) AS c JOIN registry_worker h ON h.id = c.person
    WHERE h.survivor_id IS NULL AND h.id NOT IN {_DEAD} GROUP BY 1 ORDER BY 1"""
_REGISTERED = f"""
    SELECT left(h.area, %(digits)s), count(*) FROM registry_worker h
    WHERE h.survivor_id IS NULL AND h.id NOT IN {_DEAD} AND h.id NOT IN (
        SELECT coalesce(r.person_id, r.id) FROM registry_worker r
        WHERE coalesce(r.person_id, r.id) IN (SELECT coalesce(f.person_id, f.id) FROM registry_worker f WHERE f.id = ANY(%(fallen)s))
        GROUP BY 1 HAVING bool_and(r.id = ANY(%(fallen)s))
    ) GROUP BY 1 ORDER BY 1"""


def covered(first: date, last: date) -> pl.DataFrame:
    """The spans of cover that touch a day from `first` to `last`: worker (as known today), payer_kind, segment, starts_on,
    ends_on (the first day without cover; null: none known).
    """
    spans = _with_answers(
        read_frame(
            "SELECT worker_id, payer_kind, segment, starts_on, ends_on, source_on FROM registry_participation "
            "WHERE starts_on <= %s AND (ends_on IS NULL OR ends_on > %s) ORDER BY worker_id, starts_on, id",
            _SPANS | {"source_on": pl.Date},
            [last, first],
        )
    )
    touching = spans.filter(pl.col("ends_on").is_null() | (pl.col("ends_on") > first))
    return touching.select(pl.col("person").alias("worker"), "payer_kind", "segment", "starts_on", "ends_on")


def covered_people(on: date) -> list[int]:
    """The people under cover on the day, the dead among them."""
    if not told_free().is_empty():
        return covered(on, on)["worker"].unique().to_list()
    return read_frame(_COVERED_PEOPLE, {"person": pl.Int64}, {"on": on, "payer": ""})["person"].to_list()


def _with_answers(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans with `person`; where a later answer of a round says that he has no cover, what was told before ends on its day."""
    free = told_free()
    known = with_person(spans)
    if free.is_empty():
        return known
    ends = pl.min_horizontal("ends_on", "free_on")
    cut = (pl.col("source_on") <= pl.col("free_on")) & (pl.col("starts_on") < pl.col("free_on"))
    told = known.join(free, on="person", how="left", maintain_order="left")
    return told.with_columns(pl.when(cut).then(ends).otherwise("ends_on").alias("ends_on")).drop("free_on")


def coverage_counts(on: date, level: Level, payer: str = "") -> pl.DataFrame:
    """[area, covered]: living people under cover on the day, by the area of `level` where they are registered.

    A code shorter than `level` stands for people whose place is known no closer. In a posting's scope the facts of its
    areas count and no others. `payer`: by this kind of payer only.
    """
    if told_free().is_empty():
        return _counted(_COVERED, level, "covered", {"on": on, "payer": payer})
    spans = covered(on, on)
    people = (
        spans.filter(pl.col("payer_kind") == payer if payer else pl.lit(True))
        .select(pl.col("worker").alias("person"))
        .unique()
        .join(deaths(on), on="person", how="anti")
    )
    return _by_area(people, level, "covered")


def covered_by_month(days: Sequence[date]) -> pl.DataFrame:
    """[on, payer_kind, people]: people under cover on each of the days, by who pays; who has two payers counts for each."""
    sql = """
        SELECT DISTINCT coalesce(r.person_id, r.id), p.payer_kind, p.starts_on, p.ends_on
        FROM registry_participation p JOIN registry_worker r ON r.id = p.worker_id
        WHERE p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on > %s)"""
    schema = {"person": pl.Int64, "payer_kind": pl.String, "starts_on": pl.Date, "ends_on": pl.Date}
    spans = read_frame(sql, schema, [max(days), min(days)])
    under_cover = [
        spans.filter((pl.col("starts_on") <= day) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > day)))
        .group_by(pl.lit(day).alias("on"), "payer_kind")
        .agg(pl.col("person").n_unique().cast(pl.Int64).alias("people"))
        for day in days
    ]
    return pl.concat(under_cover).sort("on", "payer_kind")


def registered_counts(level: Level, on: date | None = None) -> pl.DataFrame:
    """[area, registered]: living people with a record that stands, listed or member, each once, by area as `coverage_counts`.

    `on`: those known to have died by that day are left out; without it all known deaths.
    """
    return _counted(_REGISTERED, level, "registered", {"on": on or date.max, "fallen": fallen_workers()["worker"].to_list()})


def fallen_workers() -> pl.DataFrame:
    """[worker] of the records that stand no more: the row was withdrawn, replaced or corrected since, or a worker of his own was split off."""
    sql = (
        "SELECT worker_id FROM registry_workerrow WHERE row_id = ANY(%s)"
        " UNION SELECT split_from_id FROM registry_worker WHERE split_from_id IS NOT NULL"
    )
    return read_frame(sql, {"worker": pl.Int64}, [fallen_rows().to_list()])


def _counted(sql: str, level: Level, counted: str, values: dict[str, Any]) -> pl.DataFrame:
    """The answer of one of the counts below, by area."""
    return read_frame(sql, {"area": pl.String, counted: pl.Int64}, values | {"digits": int(level)})


def _by_area(people: pl.DataFrame, level: Level, counted: str) -> pl.DataFrame:
    homes = read_frame("SELECT id, area FROM registry_worker WHERE survivor_id IS NULL", {"person": pl.Int64, "area": pl.String})
    placed = people.join(homes, on="person")
    return placed.group_by(pl.col("area").str.head(int(level))).agg(pl.len().cast(pl.Int64).alias(counted)).sort("area")


def deaths(on: date) -> pl.DataFrame:
    """[person, died_on] of those known to have died on or before the day; the earliest day that any list tells."""
    told = read_frame("SELECT id, died_on FROM registry_worker WHERE died_on <= %s", {"worker": pl.Int64, "died_on": pl.Date}, [on])
    return with_person(told).group_by("person").agg(pl.col("died_on").min()).sort("person")
