"""What the worker does: jobs that were asked for, those whose worker died, and sealing the audit trail.

The clock is read here, at the door of the background, and handed on.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from payung.core.refusals import Refusal
from payung.governance.actions.audit import record, seal
from payung.governance.actions.jobs import JobRun, SupersededError, job_kind, run_job
from payung.governance.actions.once import forget_answers
from payung.governance.queries.audit import verify_trail
from payung.governance.queries.jobs import VERIFY_JOB, running_jobs_not_seen_since

logger = logging.getLogger(__name__)

SEAL_EVERY_S = 10
STALLED_AFTER = timedelta(minutes=5)


@app.task(name="governance.work", queue="payung")
def work(job_id: int) -> None:
    """One attempt at a job. A refusal is its recorded outcome, not a failure of the worker."""
    try:
        run_job(job_id=job_id, at=datetime.now(UTC))
    except Refusal as refusal:
        logger.warning("job %s refused: %s", job_id, refusal.code)
    except SupersededError:
        logger.warning("job %s was taken over by a later attempt", job_id)


def queue_job(job_id: int) -> None:
    """Hand a job that was asked for to the worker, when the present transaction ends well; one that waits already stays where it is."""
    try:
        with transaction.atomic():
            work.configure(queueing_lock=f"job-{job_id}").defer(job_id=job_id)
    except AlreadyEnqueued:
        logger.info("job %s waits already", job_id)


@job_kind(VERIFY_JOB, whole_province=True)
def verify_now(run: JobRun) -> None:
    """Check the whole audit trail; what was found stays with the job."""
    verdict = verify_trail()
    found: dict[str, Any] = {
        "events": verdict.events,
        "sealed": verdict.sealed,
        "fault": asdict(verdict.first_bad) if verdict.first_bad else None,
    }
    with run.chunk(done=verdict.sealed, total=verdict.sealed, **found):
        record(by=run.by, at=run.at, action="verify_trail", kind="trail", change={"ok": verdict.ok, "sealed": verdict.sealed})


@app.periodic(cron="* * * * *")
@app.task(name="governance.queue_stalled", queue="payung", queueing_lock="governance.queue_stalled")
def queue_stalled(timestamp: int) -> None:
    """Queue again the jobs that nobody has worked on for five minutes: their worker died."""
    for job_id in running_jobs_not_seen_since(datetime.fromtimestamp(timestamp, UTC) - STALLED_AFTER):
        queue_job(job_id)


@app.periodic(cron="17 2 * * *")
@app.task(name="governance.forget_answers", queue="payung", queueing_lock="governance.forget_answers")
def forget_old_answers(timestamp: int) -> None:
    """Drop the keys of forms that nobody sends again."""
    forget_answers(at=datetime.fromtimestamp(timestamp, UTC))


def seal_now() -> None:
    """Seal the audit rows whose transactions are over."""
    seal(at=datetime.now(UTC))
