"""Work in the background in words: what it is, how far, how long still, and why it stopped."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from payung.governance.queries.jobs import JobView
from payung.governance.rules.actors import Actor
from payung.governance.rules.jobs import MISTAKE, may_cancel, may_resume, may_steer
from payung.governance.rules.statuses import JobStatus
from payung.reports.rules import words
from payung.web.parts import Progress, Status, Tint

STATES: dict[JobStatus, tuple[str, Tint, str]] = {
    JobStatus.QUEUED: ("empty", "", gettext_noop("Waits")),
    JobStatus.RUNNING: ("half", "info", gettext_noop("Runs")),
    JobStatus.DONE: ("full", "good", gettext_noop("Done")),
    JobStatus.FAILED: ("barred", "bad", gettext_noop("Stopped")),
    JobStatus.CANCELLED: ("barred", "", gettext_noop("Cancelled")),
}


def job_title(kind: str) -> str:
    """What a kind of work does."""
    return _(words.JOBS.get(kind, kind))


def job_state(status: JobStatus) -> Status:
    """Where a job stands."""
    state, tint, said = STATES[status]
    return Status(state, _(said), tint)


def progress_of(job: JobView, actor: Actor) -> Progress:
    """A job as a bar that renews itself, with what the reader may do with it."""
    steers = may_steer(actor, job.asked_by)
    return Progress(
        title=job_title(job.kind),
        state=job_state(job.status),
        percent=job.percent,
        step=job.step,
        left=_left(job),
        url=reverse("job-bar", args=[job.id]),
        running=job.status in (JobStatus.QUEUED, JobStatus.RUNNING),
        fault=_fault(job.error) if job.status is JobStatus.FAILED else "",
        cancel_url=reverse("job-cancel", args=[job.id]) if steers and may_cancel(job.status) else "",
        resume_url=reverse("job-resume", args=[job.id]) if steers and may_resume(job.status) else "",
    )


def _left(job: JobView) -> str:
    left = job.time_left(timezone.now())
    if left is None:
        return _("waits for its turn") if job.status is JobStatus.QUEUED else ""
    return span(left)


def span(left: timedelta) -> str:
    """A time that is left, in round words."""
    seconds = max(1, round(left.total_seconds()))
    if seconds < 90:
        return ngettext("about %(count)s second left", "about %(count)s seconds left", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    return ngettext("about %(count)s hour left", "about %(count)s hours left", hours) % {"count": hours}


def _fault(code: str) -> str:
    if code == MISTAKE:
        return _(
            "A mistake of ours stopped this work. What was finished is kept. Let it go on; if it stops again, tell whoever runs the server."
        )
    return _("It stopped because of what it met (%(code)s). What was finished is kept. Put that right, then let it go on.") % {"code": code}
