"""The annexes of a list that were made together: which stand, and the work under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from payung.governance.queries.work import jobs_about, newest_done

ANNEX_JOB = "enrolment.annexes"


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """One annex: its document, kind (edition), regency, people in it, and the stored file of its PDF."""

    document: int
    kind: str
    regency: str
    people: int
    file: int

    @property
    def name(self) -> str:
        """Its name inside the archive."""
        return f"{self.kind}-{self.regency}.pdf"


@dataclass(frozen=True, slots=True)
class AnnexSet:
    """The annexes of a list as they were made last, and the jobs that wait, run or stopped."""

    made_at: datetime | None
    files: tuple[AnnexFile, ...]
    working: tuple[int, ...]


def annex_set(list_id: int) -> AnnexSet:
    """The annexes of a list that were made together last."""
    done = newest_done(ANNEX_JOB, "list", list_id)
    files = tuple(AnnexFile(*each) for each in done.state.get("files", [])) if done else ()
    return AnnexSet(done.finished_at if done else None, files, tuple(jobs_about((ANNEX_JOB,), "list", list_id)))
