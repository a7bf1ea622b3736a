"""Rows become workers: every standing row of intake is one record of a person, sealed anew and found by its keys."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction
from django.db.models import F

from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.queries.accounts import installation
from payung.governance.queries.frames import read_frame
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.intake.queries import rows_to_admit
from payung.registry.actions._merging import one_writer_at_a_time, write_merges
from payung.registry.actions._records import load_records
from payung.registry.models import LinkRun
from payung.registry.queries.persons import same_person
from payung.registry.queries.workers import admitted_rows
from payung.registry.rules.areas import area_of
from payung.registry.rules.statuses import Basis, Origin


@transaction.atomic
def admit_rows(*, rows: pl.DataFrame | None = None, run: int | None = None, by: Actor, at: datetime) -> int:
    """Make a worker of every standing row that is not one yet; how many.

    `rows` are those to admit, when the caller read them already (`intake.queries.rows_to_admit`); `run` is the linkage run
    that counts them. A corrected row becomes a record of its own, merged into the person of the row that it corrects.
    """
    check_may(by, "registry.link")
    if rows is None:
        rows = rows_to_admit(admitted_rows())
    if rows.is_empty():
        return 0
    workers = rows.with_columns(
        pl.Series("worker", take_ids("registry_worker", rows.height), dtype=pl.Int64),
        area_of(pl.col("village_code"), pl.col("area"), installation().province).alias("area"),
        pl.coalesce("corrects", "id").alias("first"),
    )
    load_records(workers, Origin.LISTED)
    load(
        "registry_workerrow",
        workers.select("area", pl.col("worker").alias("worker_id"), pl.col("id").alias("row_id"), pl.col("first").alias("first_id")),
    )
    _merge_corrections(workers.filter(pl.col("corrects").is_not_null()), by, at)
    if run is not None:
        LinkRun.objects.filter(pk=run).update(admitted=F("admitted") + rows.height)
    record(by=by, at=at, action="admit_rows", kind="worker", subjects=workers["worker"].to_list(), run=run)
    return rows.height


def _merge_corrections(corrected: pl.DataFrame, by: Actor, at: datetime) -> None:
    """A corrected row tells of the same person as the versions before it, when one of them was admitted."""
    if corrected.is_empty():
        return
    one_writer_at_a_time()
    earlier = read_frame(
        "SELECT first_id, min(worker_id) FROM registry_workerrow WHERE first_id = ANY(%s) GROUP BY first_id",
        {"first": pl.Int64, "before": pl.Int64},
        [corrected["first"].to_list()],
    ).filter(~pl.col("before").is_in(corrected["worker"].implode()))
    joins = corrected.join(earlier, on="first").select("worker", "before")
    ends = same_person(joins["before"])
    survivors = pl.Series("survivor", [ends[each] for each in joins["before"]], dtype=pl.Int64)
    pairless = pl.lit(None, pl.Int64).alias("pair")
    write_merges(joins.select(pl.col("worker").alias("merged"), survivors, pairless), basis=Basis.CORRECTION, by=by, at=at)
