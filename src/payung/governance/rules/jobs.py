"""Jobs: who may stop one and let it go on, and when it will be over."""

from __future__ import annotations

from datetime import datetime, timedelta

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.governance.rules.statuses import JOBS, JobStatus

MISTAKE = "mistake"
"""Error of a job that met a mistake of ours, not a refusal."""


def may_steer(actor: Actor, asked_by: int) -> bool:
    """Whether the actor may cancel and resume a job: his own, or everybody's where his role may."""
    return actor.user_id == asked_by or may(actor, "jobs.manage")


def check_steer(actor: Actor, asked_by: int) -> None:
    """Raises `Refusal` not-yours when the job is somebody else's and the role does not manage jobs."""
    if not may_steer(actor, asked_by):
        raise Refusal("not-yours", gettext_noop("Somebody else asked for this work. Ask him, or whoever looks after the office."))


def may_cancel(status: JobStatus) -> bool:
    """Whether there is anything left to stop."""
    return JOBS.may("cancel", status)


def may_resume(status: JobStatus) -> bool:
    """Whether it stopped before its end."""
    return JOBS.may("resume", status)


def percent(done: int, total: int, status: JobStatus) -> int:
    """How far a job is, 0 to 100; only a job that is done is at 100."""
    if status is JobStatus.DONE:
        return 100
    return min(99, 100 * done // total) if total else 0


def time_left(*, done: int, total: int, begun_done: int, begun_at: datetime | None, at: datetime) -> timedelta | None:
    """What the present attempt still needs at the pace it has had, None before there is a pace."""
    if begun_at is None or done <= begun_done or total < done or at <= begun_at:
        return None
    return (at - begun_at) * ((total - done) / (done - begun_done))
