"""Jobs as people and the worker see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.models import Job
from payung.governance.rules.statuses import JobStatus

VERIFY_JOB = "governance.verify"


@dataclass(frozen=True)
class TrailCheck:
    """The last check of the audit trail: when, over how many sealed events, and the first fault (kind, number, object), None when whole."""

    at: datetime
    sealed: int
    fault: tuple[str, int, str] | None


def last_trail_check() -> TrailCheck | None:
    """The newest check that was finished, None before the first."""
    job = Job.objects.filter(kind=VERIFY_JOB, status=JobStatus.DONE).order_by("-id").first()
    if job is None:
        return None
    fault = job.state.get("fault")
    return TrailCheck(
        job.finished_at or job.asked_at, job.state["sealed"], (fault["kind"], fault["seq"], fault["object"]) if fault else None
    )


@dataclass(frozen=True)
class JobView:
    """Where a job stands: `done` of `total`, its step, and its refusal code when it failed."""

    id: int
    kind: str
    status: JobStatus
    step: str
    done: int
    total: int
    error: str


def job_view(job_id: int) -> JobView:
    """One job. Raises `Refusal` no-such-object."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise Refusal("no-such-object", gettext_noop("There is no such job."))
    return _view(job)


def jobs_under_way(posting_id: int) -> list[JobView]:
    """The jobs asked for in a posting that wait or run, oldest first."""
    held = Job.objects.filter(posting_id=posting_id, status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).order_by("id")
    return [_view(job) for job in held]


def place_in_queue(job_id: int) -> int:
    """How many jobs are done before a job that waits: those that run, and those that were asked for earlier."""
    return Job.objects.filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING], pk__lt=job_id).count()


def running_jobs_not_seen_since(moment: datetime) -> list[int]:
    """Jobs that an attempt began or touched last before `moment` and has not finished."""
    return list(
        Job.objects.filter(status__in=[JobStatus.RUNNING, JobStatus.QUEUED], beat_at__lt=moment).order_by("id").values_list("pk", flat=True)
    )


def worker_is_alive() -> bool:
    """Whether a worker of the queue has given a sign of life within half a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds')")
        return bool(cursor.fetchone()[0])


def _view(job: Job) -> JobView:
    return JobView(job.pk, job.kind, JobStatus(job.status), job.step, job.done, job.total, job.error)
