"""The page of matching: what came in from outside, the runs so far, and the one under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from payung.intake.queries import row_counts
from payung.registry.models import LinkRun, OutsideList
from payung.registry.queries.workers import linked_rows

SHOWN = 20


@dataclass(frozen=True)
class RunLine:
    """One run of matching and what it did; `ran_at` is None while it is under way."""

    run: int
    began_at: datetime
    ran_at: datetime | None
    job: int | None
    admitted: int
    merged: int
    queued: int
    died: int
    excluded: int


@dataclass(frozen=True)
class ListLine:
    """One list of members, deaths or exclusions: `tells` is participants, deaths or a kind of exclusion."""

    list_id: int
    tells: str
    source: str
    source_on: date
    rows: int
    refused: int
    taken_at: datetime


@dataclass(frozen=True)
class MatchingPage:
    """Rows that no run has admitted yet, runs and lists, newest first."""

    waiting: int
    runs: tuple[RunLine, ...]
    lists: tuple[ListLine, ...]


def matching_page() -> MatchingPage:
    """What the reader's area holds of each."""
    runs = LinkRun.objects.order_by("-id")[:SHOWN]
    lists = OutsideList.objects.order_by("-taken_at", "-id")[:SHOWN]
    return MatchingPage(
        max(0, row_counts().standing - linked_rows()),
        tuple(RunLine(r.pk, r.began_at, r.ran_at, r.job_id, r.admitted, r.merged, r.queued, r.died, r.excluded) for r in runs),
        tuple(ListLine(o.pk, o.kind, o.source, o.source_on, o.rows, o.refused, o.taken_at) for o in lists),
    )


def job_of_run(run: int) -> int:
    """The job that does a run."""
    return int(LinkRun.objects.values_list("job", flat=True).get(pk=run))
