"""What answers change in the registry: deaths, cover elsewhere, confirmed NIKs. They outrank what linkage guessed; what it guessed stays told.

Everything else that an answer tells is read where it stands (`queries.answers.told_facts`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl
from django.db import connection

from payung.governance.actions.bulk import update
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.governance.rules.actors import Actor
from payung.registry.actions.participation import record_participation
from payung.registry.queries.answers import told_lives
from payung.registry.queries.persons import records_of, with_person
from payung.registry.queries.rounds import sound_niks
from payung.registry.queries.workers import TABLE
from payung.registry.rules.lists import member_fault, spans_of_members
from payung.registry.rules.rounds import Kind, segment_of

_SPAN = {
    "worker": pl.Int64, "segment": pl.String, "payer_kind": pl.String, "starts_on": pl.Date, "ends_on": pl.Date,
}  # fmt: skip


def apply_answers(newest: pl.DataFrame, *, kind: Kind, round_id: int, on: date, by: Actor, at: datetime) -> None:
    """Let follow what follows from answers that came to stand: person, worker, record, before and state, facts, nik_key and nik_asked."""
    _settle_lives(newest, kind)
    if kind.states_with("covered"):
        _settle_cover(newest, kind, f"{kind.title} {round_id}", on, by, at)
    if kind.states_with("verifies"):
        _settle_niks(newest, kind)


def _settle_lives(newest: pl.DataFrame, kind: Kind) -> None:
    """Only those are looked at whom an answer calls or called dead, or whom a death list was taken to name."""
    dead = [code for code, state in kind.states.items() if state.life == "dead"]
    sql = f"SELECT id FROM {TABLE} WHERE died_on IS NOT NULL UNION SELECT worker_id FROM registry_deathnotice WHERE worker_id IS NOT NULL"
    marked = with_person(read_frame(sql, {"record": pl.Int64}), "record", "worker").join(newest, on="worker", how="semi")
    told_dead = newest.filter(pl.col("state").is_in(dead) | pl.col("before").is_in(dead))
    settle_lives(sorted({*marked["worker"], *told_dead["worker"]}))


def settle_lives(workers: Sequence[int]) -> None:
    """Who is dead by the newest answer is dead here, who lives is not, whatever death list was thought to name him.

    Where no answer says it any more, the lists hold again.
    """
    if not workers:
        return
    groups = records_of(workers)
    held = pl.DataFrame({"record": list(groups), "person": list(groups.values())}, schema={"record": pl.Int64, "person": pl.Int64})
    told = held.join(told_lives(list(groups)), on="person", how="left").join(_notices(list(groups)), on="record", how="left")
    # A death is read as the earliest day of any record: all records that carry one carry what was answered.
    carries = (pl.col("record") == pl.col("person")) | pl.col("noticed_on").is_not_null()
    said_dead = pl.col("dead").fill_null(False) & carries
    facts = told.select(
        pl.col("record").alias("id"),
        pl.when(said_dead).then("died_on").when(pl.col("dead").is_null()).then("noticed_on").alias("died_on"),
        pl.when(said_dead).then("source").when(pl.col("dead").is_null()).then("noticed_by").fill_null("").alias("died_source"),
    )
    _let_no_two_living_share_a_nik(facts.filter(pl.col("died_on").is_null())["id"].to_list())
    update(TABLE, facts)


def settle_answered(workers: Sequence[int]) -> None:
    """The same for those of these workers of whom an answer says whether they live: it outranks what linkage made of a list."""
    groups = records_of(workers)
    settle_lives(told_lives(list(groups))["person"].to_list())


def _notices(records: list[int]) -> pl.DataFrame:
    """[record, noticed_on, noticed_by] of the earliest row of a death list that linkage took for each record."""
    sql = (
        "SELECT DISTINCT ON (worker_id) worker_id, died_on, source FROM registry_deathnotice WHERE worker_id = ANY(%s)"
        " ORDER BY worker_id, died_on, id"
    )
    return read_frame(sql, {"record": pl.Int64, "noticed_on": pl.Date, "noticed_by": pl.String}, [records])


def _let_no_two_living_share_a_nik(records: list[int]) -> None:
    """Whoever is found alive keeps his confirmed NIK only if no other living one has it by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} AS w SET verified_nik_mac = NULL WHERE w.id = ANY(%s) AND w.died_on IS NOT NULL AND w.verified_nik_mac IS NOT NULL"
            f" AND EXISTS (SELECT 1 FROM {TABLE} AS o WHERE o.verified_nik_mac = w.verified_nik_mac AND o.id <> w.id"
            " AND o.died_on IS NULL AND o.survivor_id IS NULL)",
            [records],
        )


def _settle_cover(newest: pl.DataFrame, kind: Kind, source: str, on: date, by: Actor, at: datetime) -> None:
    """Cover that is told is cover; what the same round told before and tells no more ended on the day of the newer answer."""
    covered = kind.states_with("covered")
    spans = _spans(newest.filter(pl.col("state").is_in(covered)), on)
    before = newest.filter(pl.col("before").is_in(covered))["worker"].to_list()
    sql = "SELECT worker_id, segment, payer_kind, starts_on, ends_on FROM registry_participation WHERE source = %s AND worker_id = ANY(%s)"
    earlier = read_frame(sql, _SPAN, [source, before])
    gone = earlier.join(spans, on=["worker", "segment", "payer_kind", "starts_on"], how="anti").with_columns(
        pl.min_horizontal("ends_on", pl.max_horizontal(pl.lit(on), pl.col("starts_on") + timedelta(days=1))).alias("ends_on")
    )
    told = pl.concat([gone, spans])
    if told.height:
        record_participation(spans=told, source=source, on=on, by=by, at=at)


def _spans(active: pl.DataFrame, on: date) -> pl.DataFrame:
    """The cover that answers tell; the last day of it is still covered, spans end on the day after."""
    facts = [json.loads(each) for each in active["facts"]]
    days = {name: pl.Series(name, [each.get(name) for each in facts], dtype=pl.String).str.to_date() for name in ("from", "to")}
    segments = pl.Series("segment", [segment_of(each.get("segment", "")) for each in facts], dtype=pl.String)
    members = active.select("worker").with_columns(segments, days["from"], days["to"] + timedelta(days=1))
    spans = spans_of_members(members, on).with_columns(member_fault().alias("fault"))
    # A last day before the first says only that he is covered now.
    doubted = pl.col("fault").is_not_null()
    return spans.with_columns(pl.when(~doubted).then("ends_on").alias("ends_on")).select(*_SPAN)


def _settle_niks(newest: pl.DataFrame, kind: Kind) -> None:
    """A NIK that the civil registry confirmed is verified: of two living people with one the first that was confirmed keeps it."""
    verifies = kind.states_with("verifies")
    fallen = newest.filter(pl.col("before").is_in(verifies), ~pl.col("state").is_in(verifies))["worker"]
    update(TABLE, fallen.to_frame("id").with_columns(pl.lit(None, pl.Binary).alias("verified_nik_mac")))
    # Another NIK in the row than the one that was asked about was confirmed, if any.
    asked = pl.col("nik_key").is_null() | (pl.col("nik_key") == pl.col("nik_asked"))
    matched = newest.filter(pl.col("state").is_in(verifies), asked).select("worker", "record").sort("worker")
    niks = matched.join(sound_niks(matched["record"].to_list()), on="record", maintain_order="left")
    keep_verified(niks.select("worker", "nik"))


def keep_verified(niks: pl.DataFrame) -> int:
    """Say of these people [worker, nik] that their NIK is verified, unless another living one has it already; how many are new."""
    keys = keyring()
    macs = pl.Series("mac", [keys.digest("verified-nik", nik.encode()) for nik in niks["nik"]], dtype=pl.Binary)
    held = read_frame(
        f"SELECT id, encode(verified_nik_mac, 'hex') FROM {TABLE} WHERE verified_nik_mac IS NOT NULL AND died_on IS NULL AND survivor_id IS NULL",
        {"holder": pl.Int64, "mac": pl.Binary},
    )
    new = niks.with_columns(macs).unique("mac", keep="first", maintain_order=True).join(held, on="mac", how="anti")
    return update(TABLE, new.select(pl.col("worker").alias("id"), pl.col("mac").alias("verified_nik_mac")))
