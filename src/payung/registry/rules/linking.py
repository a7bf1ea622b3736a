"""One pass of linkage over everything that stands: which records are one person, and of whom rows of death lists and exclusions tell.

Pure: frames in, frames out. Rows of such lists go in as further registrations, so that one pass answers all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from payung.linkage import Linked, explain, link
from payung.registry.rules.statuses import Origin

PARTICIPANT = "participant"  # the kind of a pair whose right side is on a member list
TAKEN = "participant-taken"  # why an accepted pair waits for a clerk: it would make one of two who are members each

_DEATH, _EXCLUSION = "d", "x"  # before the ids of rows that are no records
_SILENT = "silent"  # the level of a field about which one side says nothing
_COLUMNS = ("nik", "name", "sex", "birth_date", "village", "mother", "phone", "source")
PAIRS = {
    "left": pl.Int64,
    "right": pl.Int64,
    "kind": pl.String,
    "weight": pl.Float64,
    "decision": pl.String,
    "reason": pl.String,
}


@dataclass(frozen=True)
class Found:
    """What one pass found, heaviest pairs first.

    pairs: left, right (records; right is the participant where kind says so), kind, weight, decision (accept, review),
    reason. told, excluded: notice, worker, weight, decision of the rows of death lists and of exclusions. model: the tables with the densities found in
    this data; tables: the same without what was found.
    """

    pairs: pl.DataFrame
    told: pl.DataFrame
    excluded: pl.DataFrame
    model: dict[str, Any]
    version: str
    _linked: Linked

    def grounds(self, left: int, right: int, kind: str) -> list[tuple[str, dict[str, str], str, float]]:
        """What speaks for and against a pair, the heaviest first: sentences to translate, what stands in their places, the field and its bits.

        They hold no name, no date and no digit of a number.
        """
        lines = explain(self._linked, str(left), str(right), kind)
        return [(line.message, dict(line.data), line.field, line.bits) for line in lines if line.level not in (_SILENT, kind)]

    @property
    def tables(self) -> dict[str, Any]:
        """What was known beforehand."""
        return {name: value for name, value in self.model.items() if name != "density"}

    def decided(self, decision: str) -> pl.DataFrame:
        """The pairs of records that were decided so."""
        return self.pairs.filter(pl.col("decision") == decision)


def find_persons(records: pl.DataFrame, deaths: pl.DataFrame, exclusions: pl.DataFrame, decided: pl.DataFrame, *, seed: int) -> Found:
    """Link records (id, origin, name, sex, birth_date, village_code, nik, mother, phone, source), death notices and exclusions (the same, no origin).

    decided: low, high (records) and same: what clerks said of pairs, which linkage keeps and never asks again.
    """
    listed = _named(records.filter(pl.col("origin") == Origin.LISTED), "")
    participants = _named(records.filter(pl.col("origin") == Origin.PARTICIPANT), "")
    told = _decided(decided, records)
    linked = link(
        pl.concat([listed, _named(deaths, _DEATH), _named(exclusions, _EXCLUSION)]),
        participants,
        seed=seed,
        same=told.filter("same").drop("same"),
        apart=told.filter(~pl.col("same")).drop("same"),
    )
    by_weight = linked.pairs.sort("weight", "left_id", "right_id", descending=[True, False, False])
    pairs = _pairs(by_weight.filter(_is_record("left_id"), _is_record("right_id")))
    told, excluded = (_told(by_weight, prefix) for prefix in (_DEATH, _EXCLUSION))
    return Found(pairs, told, excluded, linked.model.as_json(), str(linked.report["version"]), linked)


def _decided(decided: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Decided pairs of records that stand, as linkage names them: left_id, right_id, kind, same. It knows none of two members."""
    origins = records.select("id", "origin")
    both = decided.join(origins, left_on="low", right_on="id").join(origins, left_on="high", right_on="id", suffix="_high")
    member, member_high = pl.col("origin") == Origin.PARTICIPANT, pl.col("origin_high") == Origin.PARTICIPANT
    low, high = pl.col("low").cast(pl.String), pl.col("high").cast(pl.String)
    return both.filter(~(member & member_high)).select(
        pl.when(member).then(high).otherwise(low).alias("left_id"),
        pl.when(member).then(low).otherwise(high).alias("right_id"),
        pl.when(member | member_high).then(pl.lit(PARTICIPANT)).otherwise(pl.lit("registration")).alias("kind"),
        "same",
    )


def _named(people: pl.DataFrame, prefix: str) -> pl.DataFrame:
    named = people.select(
        (pl.lit(prefix) + pl.col("id").cast(pl.String)).alias("id"),
        *(_text(people, name) for name in _COLUMNS),
    )
    return named.cast(pl.String)


def _text(people: pl.DataFrame, name: str) -> pl.Expr:
    """A column as linkage wants it: text, null where nothing is told."""
    held = {"village": "village_code"}.get(name, name)
    if held not in people.columns:
        return pl.lit(None, pl.String).alias(name)
    text = pl.col(held).cast(pl.String)
    return pl.when(text != "").then(text).alias(name)


def _pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select(
        pl.col("left_id").cast(pl.Int64).alias("left"),
        pl.col("right_id").cast(pl.Int64).alias("right"),
        "kind",
        "weight",
        "decision",
        "reason",
    ).cast(PAIRS)  # type: ignore[arg-type]


def _is_record(column: str) -> pl.Expr:
    return ~pl.col(column).str.contains(f"^[{_DEATH}{_EXCLUSION}]")


def _told(pairs: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """The pairs of one row of a list and one record; two rows of lists say nothing of anybody here."""
    left, right = pl.col("left_id"), pl.col("right_id")
    here, there = left.str.starts_with(prefix), right.str.starts_with(prefix)
    mixed = pairs.filter((here & _is_record("right_id")) | (there & _is_record("left_id")))
    return mixed.select(
        pl.when(here).then(left).otherwise(right).str.strip_prefix(prefix).cast(pl.Int64).alias("notice"),
        pl.when(here).then(right).otherwise(left).cast(pl.Int64).alias("worker"),
        "weight",
        "decision",
    )
