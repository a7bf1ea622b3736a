"""Jobs as people and the worker see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.models import Job
from payung.governance.rules.actors import Actor
from payung.governance.rules.jobs import percent, time_left
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
    asked_by: int
    asker: str
    asked_at: datetime
    begun_at: datetime | None
    begun_done: int
    finished_at: datetime | None

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return percent(self.done, self.total, self.status)

    def time_left(self, at: datetime) -> timedelta | None:
        """What it still needs, None while nobody can tell."""
        if self.status is not JobStatus.RUNNING:
            return None
        return time_left(done=self.done, total=self.total, begun_done=self.begun_done, begun_at=self.begun_at, at=at)


@dataclass(frozen=True)
class JobPage:
    """A page of jobs, newest first, and how many there are in each state."""

    rows: tuple[JobView, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


A_PAGE = 25


def job_view(job_id: int) -> JobView:
    """One job. Raises `Refusal` no-such-object."""
    job = Job.objects.select_related("asked_by").filter(pk=job_id).first()
    if job is None:
        raise Refusal("no-such-object", gettext_noop("There is no such job."))
    return _view(job)


def job_of(actor: Actor, job_id: int) -> JobView:
    """One job that the actor may see: asked for in his area, or by himself. Raises `Refusal` no-such-object."""
    job = _inside(actor).filter(pk=job_id).first()
    if job is None:
        raise Refusal("no-such-object", gettext_noop("There is no such job."))
    return _view(job)


def jobs(actor: Actor, *, status: str = "", page: int = 1) -> JobPage:
    """The jobs asked for in the actor's area, newest first."""
    held = _inside(actor)
    counts = dict(held.order_by().values_list("status").annotate(Count("pk")))
    if status:
        held = held.filter(status=status)
    total = counts.get(status, 0) if status else sum(counts.values())
    pages = max(1, -(-total // A_PAGE))
    page = min(max(1, page), pages)
    rows = held.order_by("-id")[(page - 1) * A_PAGE : page * A_PAGE]
    return JobPage(tuple(_view(each) for each in rows), total, page, pages, counts)


def jobs_under_way(posting_id: int) -> list[JobView]:
    """The jobs asked for in a posting that wait or run, oldest first."""
    held = (
        Job.objects.select_related("asked_by")
        .filter(posting_id=posting_id, status__in=[JobStatus.QUEUED, JobStatus.RUNNING])
        .order_by("id")
    )
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


def _inside(actor: Actor) -> QuerySet[Job]:
    held = Job.objects.select_related("asked_by")
    if any(len(each.lo) == Level.PROVINCE for each in actor.ranges):
        return held
    mine = Q(asked_by_id=actor.user_id)
    for each in actor.ranges:
        mine |= Q(posting__range_lo__0__gte=each.lo, posting__range_lo__0__lt=each.hi)
    return held.filter(mine)


def _view(job: Job) -> JobView:
    return JobView(
        id=job.pk,
        kind=job.kind,
        status=JobStatus(job.status),
        step=job.step,
        done=job.done,
        total=job.total,
        error=job.error,
        asked_by=job.asked_by_id,
        asker=job.asked_by.full_name,
        asked_at=job.asked_at,
        begun_at=job.begun_at,
        begun_done=job.begun_done,
        finished_at=job.finished_at,
    )
