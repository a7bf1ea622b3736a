"""Linkage in the background: rows are admitted block by block, then one pass is written whole."""

from __future__ import annotations

from payung.governance.actions.bulk import refresh_statistics
from payung.governance.actions.jobs import JobRun, job_kind
from payung.intake.queries import rows_to_admit
from payung.registry.actions.admission import admit_rows
from payung.registry.actions.linking import LINK_JOB, link_workers
from payung.registry.queries.linking import is_whole, one_pass
from payung.registry.queries.workers import admitted_rows

ROWS_AT_ONCE = 20_000


@job_kind(LINK_JOB, whole_province=True)
def link_everything(job: JobRun) -> None:
    """Admit what came in, then link. Killed at any moment it goes on with the first row or pass that was not written."""
    run = job.arguments["run"]
    blocks = list(rows_to_admit(admitted_rows()).iter_slices(ROWS_AT_ONCE))
    for done, rows in enumerate(blocks, 1):
        with job.chunk(done=done, total=len(blocks) + 1, step="admit"):
            admit_rows(rows=rows, run=run, by=job.by, at=job.at)
    if is_whole(run):
        return
    refresh_statistics("registry_worker", "registry_workerrow", "registry_registrykey", "registry_deathnotice")
    work = one_pass(run)
    with job.chunk(done=len(blocks) + 1, total=len(blocks) + 1, step="link"):
        link_workers(run=run, work=work, by=job.by, at=job.at)
