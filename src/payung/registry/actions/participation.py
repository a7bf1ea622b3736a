"""Writing down who is covered where."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.db import transaction

from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load
from payung.governance.queries.frames import read_frame
from payung.governance.rules.actors import Actor
from payung.registry.queries.persons import not_all_here

_TOLD_AGAIN = (
    "(worker_id, segment, payer_kind, starts_on, source) DO UPDATE SET ends_on = EXCLUDED.ends_on, source_on = EXCLUDED.source_on, "
    "recorded_at = EXCLUDED.recorded_at WHERE registry_participation.source_on <= EXCLUDED.source_on "
    "AND registry_participation.ends_on IS DISTINCT FROM EXCLUDED.ends_on"
)


@transaction.atomic
def record_participation(*, spans: pl.DataFrame, source: str, on: date, by: Actor, at: datetime) -> int:
    """Write down spans of cover [worker, segment, payer_kind, starts_on, ends_on (half-open; null: open)]; how many are new or changed.

    `on` is the day for which `source` tells them. A span that the same source told before with another end gets the new
    end, unless what is held is newer. Called by imports and by the room in which cover opens and closes, which have
    checked what their user may do. Raises `Refusal` no-such-object when a worker is not there.
    """
    workers = spans["worker"].unique().to_list()
    areas = read_frame("SELECT id, area FROM registry_worker WHERE id = ANY(%s)", {"worker": pl.Int64, "area": pl.String}, [workers])
    if areas.height < len(workers):
        raise not_all_here()
    facts = spans.join(areas, on="worker").select(
        "area",
        pl.col("worker").alias("worker_id"),
        "segment",
        "payer_kind",
        "starts_on",
        "ends_on",
        pl.lit(source).alias("source"),
        pl.lit(on).alias("source_on"),
        pl.lit(at).alias("recorded_at"),
    )
    once = facts.unique(["worker_id", "segment", "payer_kind", "starts_on"], keep="last", maintain_order=True)
    written = load("registry_participation", once, on_conflict=_TOLD_AGAIN)
    record(by=by, at=at, action="record_participation", kind="worker", subjects=workers, change={"source": source, "on": on})
    return written
