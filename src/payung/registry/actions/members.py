"""What the agency's answer to a batch says of people: whose NIK it took with a number, and who was a member already."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.db import transaction

from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load
from payung.governance.queries.frames import read_frame
from payung.governance.rules.actors import Actor
from payung.registry.actions._told import keep_verified
from payung.registry.actions.participation import record_participation
from payung.registry.queries.candidates import hash_of_key
from payung.registry.queries.persons import same_person
from payung.registry.rules.lists import member_fault, spans_of_members
from payung.registry.rules.rounds import segment_of


@transaction.atomic
def confirm_members(*, members: pl.DataFrame, by: Actor, at: datetime) -> int:
    """The agency took these people with a number: [worker, nik (null: not what we sent), kpj]. Their NIK is verified; they are found by KPJ. How many NIKs are new.

    Of two living people with one NIK the first that was confirmed keeps it. Called by the room that keeps the reply, which has checked
    what its user may do.
    """
    person = same_person(members["worker"])
    known = members.with_columns(pl.col("worker").replace_strict(person, return_dtype=pl.Int64))
    verified = keep_verified(known.filter(pl.col("nik").is_not_null()).select("worker", "nik"))
    _keep_numbers(known.select("worker", "kpj"))
    record(by=by, at=at, action="confirm_members", kind="worker", subjects=sorted(set(known["worker"])), change={"verified": verified})
    return verified


@transaction.atomic
def record_members_told(*, members: pl.DataFrame, source: str, on: date, by: Actor, at: datetime) -> int:
    """The agency says that these people are members already: [worker, segment (as written, or null), from, to (last day, or null)]. How many facts are new.

    A day that cannot be right is left out; what stays is that he is covered on the day of the answer. Called by the room that keeps the
    reply, which has checked what its user may do.
    """
    if members.is_empty():
        return 0
    person = same_person(members["worker"])
    read = pl.Series("segment", [segment_of(each or "") for each in members["segment"]], dtype=pl.String)
    told = members.with_columns(pl.col("worker").replace_strict(person, return_dtype=pl.Int64), read, pl.col("to").dt.offset_by("1d"))
    spans = spans_of_members(told, on).with_columns(member_fault().alias("fault"))
    here = read_frame("SELECT id FROM registry_worker WHERE id = ANY(%s)", {"worker": pl.Int64}, [spans["worker"].unique().to_list()])
    sure = spans.join(here, on="worker", how="semi").with_columns(pl.when(pl.col("fault").is_null()).then("ends_on").alias("ends_on"))
    columns = ("worker", "segment", "payer_kind", "starts_on", "ends_on")
    return record_participation(spans=sure.select(columns), source=source, on=on, by=by, at=at)


def _keep_numbers(known: pl.DataFrame) -> None:
    """The look-up key of each number, under the area in which the worker is registered."""
    hashed = hash_of_key()
    keys = known.with_columns(pl.Series("key", [hashed(f"kpj:{kpj}") for kpj in known["kpj"]], dtype=pl.Int64))
    areas = read_frame(
        "SELECT id, area FROM registry_worker WHERE id = ANY(%s)", {"worker": pl.Int64, "area": pl.String}, [keys["worker"].to_list()]
    )
    held = read_frame(
        "SELECT key, worker_id FROM registry_registrykey WHERE key = ANY(%s)",
        {"key": pl.Int64, "worker": pl.Int64},
        [keys["key"].to_list()],
    )
    new = keys.join(held, on=["key", "worker"], how="anti").join(areas, on="worker").unique(["key", "worker"]).sort("key", "worker")
    load("registry_registrykey", new.select("key", pl.col("worker").alias("worker_id"), "area"))
