"""Jobs about one object of a room, for that object's page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from payung.governance.models import Job
from payung.governance.rules.statuses import JobStatus


def jobs_about(kinds: Collection[str], argument: str, value: int) -> list[int]:
    """Ids of the jobs of these kinds whose argument has the value: those that wait or run, and the newest of all when it stopped."""
    held = Job.objects.filter(kind__in=list(kinds), **{f"arguments__{argument}": value}).order_by("-id")
    newest = held.values_list("pk", "status").first()
    going = list(held.filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).values_list("pk", flat=True))
    return [newest[0], *going] if newest and newest[1] == JobStatus.FAILED else going


@dataclass(frozen=True, slots=True)
class DoneWork:
    """A job that was finished: when, and what it left in its state."""

    job: int
    finished_at: datetime | None
    state: dict[str, Any]


def newest_done(kind: str, argument: str, value: int) -> DoneWork | None:
    """The newest finished job of a kind whose argument has the value, None before the first."""
    held = Job.objects.filter(kind=kind, status=JobStatus.DONE, **{f"arguments__{argument}": value}).order_by("-id")
    found = held.values_list("pk", "finished_at", "state").first()
    return DoneWork(*found) if found else None
