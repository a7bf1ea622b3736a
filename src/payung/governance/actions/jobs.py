"""Running work that survives its worker.

Each attempt has a number; every chunk's transaction begins by raising the job's counter `WHERE attempt = mine`. An
attempt that was overtaken changes no row there and stops. Resume state is written with the chunk, the displayed
progress apart from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.models import Job
from payung.governance.queries.accounts import actor_of_posting
from payung.governance.queries.scope import scope
from payung.governance.rules.actors import Actor
from payung.governance.rules.jobs import MISTAKE, check_steer
from payung.governance.rules.statuses import JOBS, JobStatus

Progress = Callable[[int, int, str], None]
"""Told (done, total, step) after every chunk, for a bar on the screen."""


class SupersededError(Exception):
    """A later attempt has taken this job over; the present one must stop and has changed nothing since."""


@dataclass
class JobRun:
    """One attempt at a job, handed to the job's function."""

    job_id: int
    attempt: int
    by: Actor
    at: datetime
    arguments: dict[str, Any]
    state: dict[str, Any]
    whole_province: bool
    progress: Progress | None = None
    total: int = 0
    done: int = 0

    def entered(self) -> AbstractContextManager[Any]:
        """The transaction this job works in: the posting's scope, or the whole province for jobs declared so."""
        return transaction.atomic() if self.whole_province else scope(self.by)

    @contextmanager
    def chunk(self, *, done: int, total: int, step: str = "", **state: Any) -> Iterator[None]:
        """One transaction of work. `state` is what a later attempt needs to go on after it; `done` of `total` is for people."""
        with self.entered():
            self._fence()
            yield
            self.state = {**self.state, **state}
            Job.objects.filter(pk=self.job_id, attempt=self.attempt).update(state=self.state)
        self.done, self.total = done, total
        # The beat is only for finding dead workers, so it may be the database's clock.
        Job.objects.filter(pk=self.job_id, attempt=self.attempt).update(done=done, total=total, step=step, beat_at=Now())
        if self.progress:
            self.progress(done, total, step)

    def _fence(self) -> None:
        held = Job.objects.filter(pk=self.job_id, attempt=self.attempt, status=JobStatus.RUNNING)
        if not held.update(counter=F("counter") + 1):
            raise SupersededError(self.job_id)


@dataclass(frozen=True)
class JobKind:
    """A kind of job: its function and where it works."""

    run: Callable[[JobRun], None]
    whole_province: bool


JOB_KINDS: dict[str, JobKind] = {}


def job_kind(name: str, *, whole_province: bool = False) -> Callable[[Callable[[JobRun], None]], Callable[[JobRun], None]]:
    """Declare the function below as what a job of kind `name` does."""

    def declare(function: Callable[[JobRun], None]) -> Callable[[JobRun], None]:
        JOB_KINDS[name] = JobKind(function, whole_province)
        return function

    return declare


def ask(*, kind: str, arguments: dict[str, int | str], by: Actor, at: datetime) -> int:
    """Write down a job to be done; its id. The caller queues it (web) or runs it (`run_job`, commands)."""
    job = Job.objects.create(
        kind=kind, arguments=arguments, asked_by_id=by.user_id, posting_id=by.posting_id, asked_at=at, status=JobStatus.QUEUED
    )
    record(by=by, at=at, action="ask_job", kind="job", subjects=[job.pk])
    return job.pk


def run_job(*, job_id: int, at: datetime, progress: Progress | None = None) -> None:
    """Begin a new attempt at a job in this process and work until it is done.

    An earlier attempt that still lives is fenced out. Refusals mark the job failed with their code, bugs with `mistake`, and are
    raised again; a lost database leaves it running, to be begun again by whoever asks next.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise Refusal("no-such-object", gettext_noop("There is no such job."))
        if job.status == JobStatus.DONE:
            return
        job.status = JOBS.check("begin", job.status)
        job.attempt += 1
        job.begun_at = job.beat_at = at
        job.begun_done = job.done
        job.error = ""
        job.finished_at = None
        job.save(update_fields=["status", "attempt", "begun_at", "begun_done", "beat_at", "error", "finished_at"])
    kind = JOB_KINDS[job.kind]
    run = JobRun(
        job.pk,
        job.attempt,
        actor_of_posting(job.posting_id),
        at,
        job.arguments,
        job.state,
        kind.whole_province,
        progress,
        job.total,
        job.done,
    )
    try:
        kind.run(run)
    except Refusal as refusal:
        _end(run, "fail", refusal.code)
        raise
    except (SupersededError, OperationalError, InterfaceError):
        raise
    except Exception:
        _end(run, "fail", MISTAKE)
        raise
    _end(run, "finish", "")


@transaction.atomic
def cancel_job(*, job_id: int, by: Actor, at: datetime) -> None:
    """Stop a job: what its finished chunks wrote stays, the chunk under way is undone. Raises `Refusal` no-such-object, not-yours or wrong-status."""
    _steer(job_id, "cancel", by, at)


@transaction.atomic
def resume_job(*, job_id: int, by: Actor, at: datetime) -> None:
    """Let a job that failed or was cancelled go on where it stopped; the caller queues it. Refusals as `cancel_job`."""
    _steer(job_id, "resume", by, at)


def _steer(job_id: int, act: str, by: Actor, at: datetime) -> None:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise Refusal("no-such-object", gettext_noop("There is no such job."))
    check_steer(by, job.asked_by_id)
    job.status = JOBS.check(act, job.status)
    job.finished_at = at if act == "cancel" else None
    job.beat_at = None
    job.error = ""
    job.save(update_fields=["status", "finished_at", "beat_at", "error"])
    record(by=by, at=at, action=f"{act}_job", kind="job", subjects=[job.pk])


def _end(run: JobRun, act: str, error: str) -> None:
    with transaction.atomic():
        held = Job.objects.select_for_update().filter(pk=run.job_id, attempt=run.attempt).first()
        if held is None:
            raise SupersededError(run.job_id)
        held.status = JOBS.check(act, held.status)
        held.error = error
        held.finished_at = run.at
        held.save(update_fields=["status", "error", "finished_at"])
        record(by=run.by, at=run.at, action=f"{act}_job", kind="job", subjects=[run.job_id])
