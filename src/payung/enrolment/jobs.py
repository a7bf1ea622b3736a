"""The long works of this room in the background, as the web asks for them. Files with people in them lie in memory meanwhile, not on a disk."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from payung.enrolment.actions import check_readiness, export_batches, record_reply
from payung.enrolment.actions.annexes import make_annex
from payung.enrolment.actions.background import EXPORT_JOB, READY_JOB, REPLY_JOB
from payung.enrolment.queries.annexes import ANNEX_JOB
from payung.exchange.lending import lend
from payung.governance.actions.jobs import JobRun, job_kind
from payung.governance.queries.files import read_content, stored_file
from payung.governance.rules.access import may_see
from payung.governance.rules.papers import paper_kind
from payung.places.queries import place_names
from payung.selection.queries.papers import ANNEXES, regencies_of_list

_MEMORY = Path("/dev/shm")


@job_kind(EXPORT_JOB, whole_province=True)
def run_export(run: JobRun) -> None:
    """Make the batches of a list and keep their files. Again, it gives the same ones."""
    with run.chunk(done=1, total=1, step="written"), tempfile.TemporaryDirectory(prefix="payung-", dir=_memory()) as folder:
        export_batches(
            list_id=int(run.arguments["list"]), layout_code=str(run.arguments["layout"]), out=Path(folder),
            on=date.fromisoformat(str(run.arguments["on"])), by=run.by, at=run.at,
        )  # fmt: skip


@job_kind(REPLY_JOB, whole_province=True)
def run_reply(run: JobRun) -> None:
    """Record the files of answers, one after another; an attempt that begins anew finds those that are here."""
    files = [int(each) for each in str(run.arguments["files"]).split(",")]
    with tempfile.TemporaryDirectory(prefix="payung-") as folder, ExitStack() as lent:
        for done, file in enumerate(files, 1):
            with run.chunk(done=done, total=len(files), step="read"):
                stored = stored_file(file)
                path = lend(read_content(stored.digest), Path(stored.name).name or "balasan", Path(folder), lent)
                record_reply(
                    list_id=int(run.arguments["list"]), files=[path], on=date.fromisoformat(str(run.arguments["on"])), by=run.by, at=run.at
                )


@job_kind(READY_JOB, whole_province=True)
def run_readiness(run: JobRun) -> None:
    """Look at everybody of a list."""
    with run.chunk(done=1, total=1, step="read"):
        check_readiness(list_id=int(run.arguments["list"]), layout_code=str(run.arguments["layout"]), by=run.by, at=run.at)


@job_kind(ANNEX_JOB)
def run_annexes(run: JobRun) -> None:
    """Make the annexes of a list, regency by regency in the area of who asked; an attempt that begins anew goes on after the last that stands."""
    list_id, on = int(run.arguments["list"]), date.fromisoformat(str(run.arguments["on"]))
    editions = [kind for kind in ANNEXES if all(may_see(run.by, field) for field in paper_kind(kind).identifiers)]
    with run.entered():
        wanted = [(regency, kind) for regency in regencies_of_list(list_id) for kind in editions]
        names = place_names({regency for regency, _ in wanted})
    files: list[list[int | str]] = list(run.state.get("files", []))
    for done, (regency, kind) in enumerate(wanted[len(files) :], len(files) + 1):
        files = [*files, []]
        with run.chunk(done=done, total=len(wanted), step=names[regency], files=files):
            files[-1].extend(make_annex(list_id=list_id, kind=kind, regency=regency, on=on, by=run.by, at=run.at))


def _memory() -> Path | None:
    return _MEMORY if _MEMORY.is_dir() else None
