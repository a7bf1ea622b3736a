"""Who is on a list of people who must not or need not be chosen: facts with their source and the days for which they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from payung.core.exclusions import ExclusionKind
from payung.governance.queries.frames import read_frame
from payung.registry.models import Exclusion
from payung.registry.queries.persons import records_of, with_person
from payung.registry.rules.statuses import NoticeStatus

_HITS = {"worker": pl.Int64, "kind": pl.String, "source": pl.String, "starts_on": pl.Date, "ends_on": pl.Date}


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """One hit: what the list says, who made it, for which day it was told, and the half-open days for which it holds."""

    kind: ExclusionKind
    source: str
    told_on: date
    starts_on: date
    ends_on: date | None


def excluded(first: date, last: date) -> pl.DataFrame:
    """The hits that hold on a day from `first` to `last`: worker (as known today), kind, source, starts_on, ends_on (null: until told otherwise)."""
    hits = read_frame(
        "SELECT worker_id, kind, source, starts_on, ends_on FROM registry_exclusion WHERE status = %s AND worker_id IS NOT NULL"
        " AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s) ORDER BY worker_id, kind, starts_on, id",
        _HITS,
        [NoticeStatus.MATCHED.value, last, first],
    )
    return with_person(hits).select(pl.col("person").alias("worker"), "kind", "source", "starts_on", "ends_on")


def exclusions_of(worker: int) -> list[ExclusionView]:
    """All hits on one person, whichever of his records they named, the oldest first."""
    held = Exclusion.objects.filter(status=NoticeStatus.MATCHED, worker_id__in=list(records_of([worker]))).select_related("outside_list")
    return [
        ExclusionView(ExclusionKind(each.kind), each.source, each.outside_list.source_on, each.starts_on, each.ends_on)
        for each in held.order_by("starts_on", "pk")
    ]
