"""Writing merges: shared by linkage, clerks and corrections. One writer at a time, so that no two build on the same survivor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl
from django.db import connection

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.bulk import load, update
from payung.governance.queries.accounts import installation
from payung.governance.queries.frames import read_frame
from payung.governance.rules.actors import Actor
from payung.registry.queries.coverage import fallen_workers
from payung.registry.queries.persons import with_person
from payung.registry.rules.areas import shared_area
from payung.registry.rules.statuses import Basis, PairStatus

_MERGES_LOCK = 0x5041_5247  # one writer of merges at a time


def one_writer_at_a_time() -> None:
    """Wait until no other transaction writes merges; theirs are seen from here on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MERGES_LOCK])


def with_shared_area(frame: pl.DataFrame, one: str, other: str) -> pl.DataFrame:
    """`frame` with `area`: the deepest that holds the workers in its columns `one` and `other`.

    Raises `Refusal` outside-area when the present scope does not hold all of them.
    """
    wanted = pl.concat([frame[one], frame[other]]).unique().to_list()
    areas = read_frame("SELECT id, area FROM registry_worker WHERE id = ANY(%s)", {"id": pl.Int64, "at": pl.String}, [wanted])
    for column in (one, other):
        frame = frame.join(areas.rename({"id": column, "at": f"{column}_area"}), on=column, how="left", maintain_order="left")
    if frame[f"{one}_area"].null_count() or frame[f"{other}_area"].null_count():
        raise Refusal(
            "outside-area", gettext_noop("One of these two people is registered outside the area of your posting. The province decides.")
        )
    shared = shared_area(pl.col(f"{one}_area"), pl.col(f"{other}_area"), installation().province)
    return frame.with_columns(shared.alias("area")).drop(f"{one}_area", f"{other}_area")


def write_merges(joins: pl.DataFrame, *, basis: Basis, by: Actor, at: datetime) -> list[list[object]]:
    """Point `merged` to `survivor` for every row of `joins` [merged, survivor, pair (may be null)], in its order.

    Pairs that so became one person are no question any more: they are the answer, each with its status before.
    """
    if joins.is_empty():
        return []
    facts = with_shared_area(joins, "merged", "survivor").select(
        "area",
        pl.col("merged").alias("merged_id"),
        pl.col("survivor").alias("survivor_id"),
        pl.lit(basis.value).alias("basis"),
        pl.col("pair").cast(pl.Int64).alias("pair_id"),
        pl.lit(by.user_id).alias("merged_by_id"),
        pl.lit(at).alias("merged_at"),
    )
    load("registry_merge", facts)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_worker AS w SET survivor_id = m.survivor_id, version = w.version + 1 FROM registry_merge AS m "
            "WHERE m.merged_id = w.id AND m.undone_at IS NULL AND w.survivor_id IS NULL AND w.id = ANY(%s)",
            [joins["merged"].to_list()],
        )
    settle_persons(joins["merged"])
    return settle_joined_pairs()


def settle_joined_pairs() -> list[list[object]]:
    """Close undecided pairs whose two sides are one person by now; [pair, status before] of each."""
    sql = "SELECT id, status, low_id, high_id FROM registry_candidatepair WHERE status IN (%s, %s)"
    columns = {"id": pl.Int64, "status": pl.String, "low": pl.Int64, "high": pl.Int64}
    pairs = read_frame(sql, columns, [PairStatus.OPEN, PairStatus.UNSURE])
    pairs = with_person(with_person(pairs, "low", "one"), "high", "other")
    joined = pairs.filter(pl.col("one") == pl.col("other"))
    update("registry_candidatepair", joined.select("id", pl.lit(PairStatus.JOINED.value).alias("status")))
    return [list(each) for each in joined.select("id", "status").iter_rows()]


def settle_persons(workers: Iterable[int]) -> None:
    """Say anew of everybody who is one with any of these workers who he is known as, and which record tells of him.

    Follows every change of a survivor, and of what stands. The only writer of the columns `person` and `tells`.
    """
    fallen = fallen_workers()["worker"].to_list()
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_settle_persons(%s, %s)", [list(workers), fallen])
