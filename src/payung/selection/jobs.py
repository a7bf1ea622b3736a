"""Selecting in the background: read and work out, then write everything in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from payung.governance.actions.jobs import JobRun, job_kind
from payung.governance.queries.accounts import OPERATOR, actor_for
from payung.selection.actions.runs import SELECT_JOB, keep_outcome, purge_runs
from payung.selection.queries.inputs import work_out
from payung.selection.queries.runs import is_complete


@job_kind(SELECT_JOB, whole_province=True)
def run_selection(run: JobRun) -> None:
    """Do the run that the job names. One that is whole already is left as it is: its worker died after the last write."""
    selection = int(run.arguments["run"])
    with run.chunk(done=1, total=2, step="assessed"):
        outcome = None if is_complete(selection) else work_out(selection)
    if outcome is not None:
        with run.chunk(done=2, total=2, step="written"):
            keep_outcome(run=selection, outcome=outcome, by=run.by, at=run.at)


@app.periodic(cron="37 2 * * *")
@app.task(name="selection.purge_old_runs", queue="payung", queueing_lock="selection.purge_old_runs")
def purge_old_runs(timestamp: int) -> None:
    """Drop the people of runs that nobody handed in within 30 days, by night and by the operator."""
    at = datetime.fromtimestamp(timestamp, UTC)
    purge_runs(by=actor_for(OPERATOR, timezone.localdate(at)), at=at)
