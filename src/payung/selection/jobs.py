"""Selecting in the background: read and work out, then write everything in one transaction."""

from __future__ import annotations

from payung.governance.actions.jobs import JobRun, job_kind
from payung.selection.actions.runs import SELECT_JOB, keep_outcome
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
