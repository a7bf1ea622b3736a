"""Facts downstream that rest on a person: what may not be undone any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import transaction

from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load
from payung.governance.queries.frames import read_frame
from payung.governance.rules.actors import Actor
from payung.intake.actions import pin as pin_rows
from payung.registry.queries.persons import not_all_here, records_of
from payung.registry.queries.workers import rows_of


@transaction.atomic
def pin(*, workers: Sequence[int], fact: str, by: Actor, at: datetime) -> None:
    """Say that `fact` ("list:12") rests on these workers: their merges and their rows stay from now on.

    Called by the room that keeps the fact, which has checked what its user may do. Pinning again adds nothing. Raises
    `Refusal` no-such-object when a worker is not there.
    """
    records = sorted(records_of(workers))
    if not set(workers) <= set(records):
        raise not_all_here()
    held = read_frame(
        "SELECT area, id FROM registry_worker WHERE id = ANY(%s) ORDER BY id", {"area": pl.String, "worker_id": pl.Int64}, [records]
    )
    load("registry_workerpin", held.with_columns(pl.lit(fact).alias("fact")), on_conflict="DO NOTHING")
    pin_rows(rows=rows_of(records), fact=fact, by=by, at=at)
    record(by=by, at=at, action="pin_workers", kind="worker", subjects=records, change={"fact": fact})
