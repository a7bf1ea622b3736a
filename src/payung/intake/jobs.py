"""Reading an upload in the background: every file typed, its people sealed and loaded, then repeats found over all files.

Several small files go in one transaction, each complete with it; a large file takes several, and is complete with its
last. A later attempt begins after the last part that was written.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

import polars as pl
from django.db.models import Sum
from django.utils import timezone

from payung.core.areas import deepest_common
from payung.core.refusals import Refusal
from payung.exchange.readers import Read
from payung.exchange.workbooks import Workbook
from payung.governance.actions import bulk
from payung.governance.actions.audit import record
from payung.governance.actions.jobs import JobRun, job_kind
from payung.governance.queries.keys import keyring
from payung.governance.rules.actors import Actor
from payung.intake.actions import READ_JOB
from payung.intake.models import IntakeRow, SourceFile, Upload
from payung.intake.queries import Stored, check_may_be_undone, locked_upload, people_of, read_stored, stored_files
from payung.intake.rules.corrections import claimed_rows, corrected_rows
from payung.intake.rules.envelopes import FILE_TABLE, PREVIEW, ROW_TABLE, SEALED, payloads
from payung.intake.rules.listing import read_alike
from payung.intake.rules.preview import preview_of
from payung.intake.rules.repeats import find_repeats, mark_repeats
from payung.intake.rules.rows import known_niks, table_rows, with_distinct_names
from payung.intake.rules.statuses import UPLOADS, Outcome
from payung.intake.rules.typing import Typist
from payung.places.queries import code_history

_ROWS_AT_ONCE = 10_000
_FILES_AT_ONCE = 200
_MANY_PEOPLE = 1_000  # a load that the planner must be told of
_ROWS_OF_A_TYPIST = 200_000  # it remembers every different value that it met: now and then a new one begins


@job_kind(READ_JOB)
def read_upload(run: JobRun) -> None:
    """Read the files of an upload that were not read yet, then finish it.

    Raises `Refusal` wrong-status when it was withdrawn meanwhile, rows-pinned when a fact has come to rest on the upload
    that it replaces.
    """
    with run.entered():
        upload = Upload.objects.get(pk=run.arguments["upload"])
        reading = _Reading(run, upload, stored_files(upload.pk))
    reading.read_all()
    reading.finish()


@dataclass(frozen=True)
class _Part:
    """Rows of a file that are written together, and what is told of the file once all `found` people are written."""

    file: Stored
    outcome: Outcome
    code: str = ""
    rows: int = 0
    found: int = 0
    end: int = 0
    people: pl.DataFrame | None = None
    preview: str = ""

    @property
    def last(self) -> bool:
        """Whether the file is complete with this part."""
        return self.end >= self.found

    @property
    def size(self) -> int:
        """How many people are to be written."""
        return 0 if self.people is None else self.people.height


class _Reading:
    """One attempt at an upload."""

    def __init__(self, run: JobRun, upload: Upload, files: Sequence[Stored]) -> None:
        self._run = run
        self._upload = upload
        self._firsts: dict[tuple[str, str], Stored] = {}
        for file in files:
            self._firsts.setdefault(read_alike(file.digest, file.path), file)
        first_ids = {file.id for file in self._firsts.values()}
        self._twins = [file for file in files if not file.complete and file.id not in first_ids]
        self._total = sum(file.size_bytes for file in files)
        self._done = sum(file.size_bytes for file in files if file.complete)
        self._begun = dict(run.state)
        self._typist, self._typed = self._new_typist(), 0

    def _new_typist(self) -> Typist:
        known = self._upload.of_area or deepest_common(each.lo for each in self._run.by.ranges)
        return Typist(on=timezone.localdate(self._upload.received_at), known_area=known, hints=self._upload.mapping, history=code_history())

    def read_all(self) -> None:
        """Read, type and write every file that waits: the next rows are typed while the database takes the last."""
        with closing(self._batches()) as batches, ThreadPoolExecutor(1) as typing:
            ahead = typing.submit(next, batches, None)
            while (parts := ahead.result()) is not None:
                ahead = typing.submit(next, batches, None)
                self._write(parts)

    def _batches(self) -> Generator[list[_Part], None, None]:
        """The parts that are written together. Runs beside the writing, and without the database."""
        parts: list[_Part] = []
        people = 0
        for file, read in read_stored(file for file in self._firsts.values() if not file.complete):
            for part in self._parts_of(file, read):
                parts.append(part)
                people += part.size
                if len(parts) == _FILES_AT_ONCE or people >= _ROWS_AT_ONCE:
                    yield parts
                    parts, people = [], 0
        if parts:
            yield parts

    def _parts_of(self, file: Stored, read: Read) -> Iterator[_Part]:
        """What is to be written of a file; what an earlier attempt wrote of it is left out."""
        if isinstance(read, Refusal):
            yield _Part(file, Outcome.REFUSED, read.code)
            return
        people = self._type(read, file)
        rows = sum(len(sheet.rows) for sheet in read.sheets)
        preview = preview_of(with_distinct_names(read), self._upload.mapping)
        if people.is_empty():
            yield _Part(file, Outcome.NO_PEOPLE, "", rows, preview=preview)
        begun = self._begun["rows"] if self._begun.get("file") == file.id else 0
        for start in range(begun, people.height, _ROWS_AT_ONCE):
            end = start + _ROWS_AT_ONCE
            yield _Part(file, Outcome.READ, "", rows, people.height, end, people[start:end], preview)

    def _type(self, workbook: Workbook, file: Stored) -> pl.DataFrame:
        if self._typed > _ROWS_OF_A_TYPIST:
            self._typist, self._typed = self._new_typist(), 0
        people = self._typist.type_workbook(with_distinct_names(workbook), file.path)
        self._typed += people.height
        return people.with_columns(pl.lit(file.id, pl.Int64).alias("file_id"))

    def _write(self, parts: Sequence[_Part]) -> None:
        """One transaction: the rows of the parts, and what became of the files that are complete with them."""
        self._done += sum(part.file.size_bytes for part in parts if part.last)
        reached, written = (None, 0) if parts[-1].last else (parts[-1].file.id, parts[-1].end)
        with self._run.chunk(done=self._done, total=self._total, file=reached, rows=written):
            UPLOADS.check("finish", locked_upload(self._upload.pk).status)
            people = [part.people for part in parts if part.people is not None]
            if people:
                typed = pl.concat(people)
                bulk.load(ROW_TABLE, _sealed(typed, self._run.by, self._upload.area).with_columns(self._corrects(claimed_rows(typed))))
            _tell([part for part in parts if part.last])

    def _corrects(self, claims: pl.Series) -> pl.Series:
        """The first versions of the rows that these correct: rows that came through the same door of the programme."""
        claimed = claims.drop_nulls().to_list()
        if not claimed:
            return pl.Series("corrects_id", [None] * len(claims), pl.Int64)
        known = IntakeRow.objects.filter(
            pk__in=claimed, file__upload__programme=self._upload.programme_id, file__upload__door=self._upload.door
        ).values_list("pk", "corrects")
        firsts = {row: first or row for row, first in known}
        taken = IntakeRow.objects.filter(file__upload=self._upload, corrects__in=set(firsts.values())).values_list("corrects", flat=True)
        return corrected_rows(claims, firsts, taken)

    def finish(self) -> None:
        """The last transaction: repeats over all files, copies of one file, the upload that is replaced, the status."""
        with self._run.chunk(done=self._total, total=self._total):
            upload = locked_upload(self._upload.pk)
            upload.status = UPLOADS.check("finish", upload.status)
            self._tell_of_twins()
            if (SourceFile.objects.filter(upload=upload).aggregate(all=Sum("people"))["all"] or 0) > _MANY_PEOPLE:
                bulk.refresh_statistics(ROW_TABLE, FILE_TABLE)
            _mark_repeats(upload.pk)
            if upload.replaces_id is not None:
                replaced = locked_upload(upload.replaces_id)
                replaced.status = UPLOADS.check("replace", replaced.status)
                check_may_be_undone(replaced.pk)
                replaced.save(update_fields=["status"])
            upload.save(update_fields=["status"])
            record(by=self._run.by, at=self._run.at, action="read_upload", kind="upload", subjects=[upload.pk], run=self._run.job_id)

    def _tell_of_twins(self) -> None:
        """A second copy of a file adds nothing; where the first was refused, so is the second."""
        told = {file.pk: file for file in SourceFile.objects.filter(upload=self._upload)}
        parts = []
        for twin in self._twins:
            first = told[self._firsts[read_alike(twin.digest, twin.path)].id]
            here = first.outcome in {Outcome.READ, Outcome.ALREADY_HERE}
            parts.append(_Part(twin, Outcome.ALREADY_HERE) if here else _Part(twin, Outcome(first.outcome), first.code, first.rows))
        _tell(parts)


def _sealed(typed: pl.DataFrame, by: Actor, home: str) -> pl.DataFrame:
    """The typed rows as they are loaded: with ids, the sealed envelope, the digest of the raw row and the key of the NIK."""
    keys = keyring()
    ids = bulk.take_ids(ROW_TABLE, typed.height)
    sealed = [
        keys.seal(ROW_TABLE, row, payload) for row, payload in zip(ids, payloads(typed.select("raw", *SEALED).iter_rows()), strict=True)
    ]
    niks = [None if nik is None else keys.hash64("nik", nik) for nik in known_niks(typed)]
    return table_rows(typed, by.ranges, home).with_columns(
        pl.Series("id", ids, pl.Int64),
        pl.Series("envelope", sealed, pl.Binary),
        pl.Series("row_digest", [keys.digest("row", raw.encode()) for raw in typed["raw"]], pl.Binary),
        pl.Series("nik_key", niks, pl.Int64),
    )


def _tell(ended: Sequence[_Part]) -> None:
    """Write what became of files that are complete."""
    keys = keyring()
    previews = [keys.seal(FILE_TABLE, part.file.id, {PREVIEW: part.preview}) if part.preview else None for part in ended]
    told = {
        "id": [part.file.id for part in ended],
        "outcome": [part.outcome.value for part in ended],
        "code": [part.code for part in ended],
        "rows": [part.rows for part in ended],
        "people": [part.found for part in ended],
        "complete": [True] * len(ended),
        "preview": pl.Series(previews, dtype=pl.Binary),
    }
    bulk.update(FILE_TABLE, pl.DataFrame(told))


def _mark_repeats(upload: int) -> None:
    """Findings that only all rows of an upload show: one NIK, or one person, in more than one row."""
    people = people_of(upload)
    pairs = find_repeats(people)
    marked = mark_repeats(people, pairs).select("id", "findings")
    bulk.update(ROW_TABLE, marked.filter(marked["findings"] != people["findings"]))
