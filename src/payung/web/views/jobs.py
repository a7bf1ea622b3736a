"""Work in the background: what runs, how far, how long still; cancelling, and letting it go on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.governance.actions.jobs import cancel_job, resume_job
from payung.governance.jobs import queue_job
from payung.governance.queries.jobs import JobView, job_of, jobs
from payung.governance.rules.statuses import JobStatus
from payung.web.acting import acting, done
from payung.web.doors import SignedInRequest, requires
from payung.web.job_words import job_state, job_title, progress_of
from payung.web.parts import Column, Empty, Filter, Lines, Row, Table
from payung.web.views.paging import page_number


@requires("jobs.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The jobs of the reader's area, newest first."""
    status = request.GET.get("status", "")
    status = status if status in list(JobStatus) else ""
    found = jobs(request.actor, status=status, page=page_number(request))
    table = Table(
        caption=_("Work in the background"),
        columns=[
            Column("what", _("Work")),
            Column("state", _("State"), "status"),
            Column("percent", _("Done"), "share"),
            Column("asked", _("Asked"), "moment", off_phone=True),
            Column("finished", _("Ended"), "moment", off_phone=True),
        ],
        rows=[_row(job) for job in found.rows],
        total=found.total,
        page=found.page,
        pages=found.pages,
        empty=Empty(_("No work in the background"), _("Reading files, matching and selecting show here how far they are.")),
    )
    states = [(each.value, job_state(each).words) for each in JobStatus]
    running = [progress_of(job, request.actor) for job in found.rows if job.status in (JobStatus.RUNNING, JobStatus.QUEUED)]
    return render(
        request, "web/jobs/index.html", {"table": table, "running": running, "filters": [Filter("status", _("State"), status, states)]}
    )


@requires("jobs.read")
@require_GET
def show(request: SignedInRequest, job: int) -> HttpResponse:
    """One job."""
    held = job_of(request.actor, job)
    return render(request, "web/jobs/show.html", {"job": held, "title": job_title(held.kind), "progress": progress_of(held, request.actor)})


@requires("jobs.read")
@require_GET
def bar(request: SignedInRequest, job: int) -> HttpResponse:
    """The bar of a job alone, for a page that renews it; once the work is done the page is renewed as a whole, with what came of it."""
    held = job_of(request.actor, job)
    if held.status is JobStatus.DONE and "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "web/parts/progress.html", {"job": progress_of(held, request.actor)})


@requires("jobs.read")
@acting(back=show)
def cancel(request: SignedInRequest, job: int) -> HttpResponse:
    """Stop a job."""
    cancel_job(job_id=job_of(request.actor, job).id, by=request.actor, at=timezone.now())
    return done(request, _("Work cancelled. What was finished is kept."), "job", job)


@requires("jobs.read")
@acting(back=show)
def resume(request: SignedInRequest, job: int) -> HttpResponse:
    """Let a job go on where it stopped."""
    resume_job(job_id=job_of(request.actor, job).id, by=request.actor, at=timezone.now())
    queue_job(job)
    return done(request, _("The work goes on."), "job", job)


def _row(job: JobView) -> Row:
    what = Lines(job_title(job.kind), job.asker)
    cells = {"what": what, "state": job_state(job.status), "percent": job.percent, "asked": job.asked_at, "finished": job.finished_at}
    return Row(job.id, cells, reverse("job", args=[job.id]))


urlpatterns = [
    path("jobs/", index, name="jobs"),
    path("jobs/<int:job>/", show, name="job"),
    path("jobs/<int:job>/bar", bar, name="job-bar"),
    path("jobs/<int:job>/cancel", cancel, name="job-cancel"),
    path("jobs/<int:job>/resume", resume, name="job-resume"),
]
