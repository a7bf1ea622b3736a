"""What pages show of uploads: a page of them, one with its files, how columns were read, what is wrong and with how many rows, rows one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from payung.core.refusals import Refusal
from payung.exchange.workbooks import Cell, unpack_cells
from payung.governance.queries.jobs import place_in_queue
from payung.governance.queries.keys import keyring
from payung.governance.rules.statuses import JobStatus
from payung.intake.models import IntakeRow, SourceFile, Upload
from payung.intake.queries.rows import check_may_be_undone, no_such_upload
from payung.intake.rules.envelopes import FILE_TABLE, PREVIEW, RAW, ROW_TABLE
from payung.intake.rules.findings import FINDINGS, Finding, Severity, in_order
from payung.intake.rules.masks import masked
from payung.intake.rules.preview import PreviewSheet, read_preview
from payung.intake.rules.returned import COLUMNS_OF
from payung.intake.rules.statuses import UPLOADS, Outcome, UploadStatus
from payung.places.queries import places

_ERRORS = [finding.code for finding in FINDINGS.values() if finding.severity is Severity.ERROR]
_WITHOUT_EXAMPLE = {"name"}  # fields whose value is somebody's name
_UNDER_WAY = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True)
class Reading:
    """Where the reading of an upload stands: `ahead` jobs before it, the share that is read in percent, the code of its refusal."""

    job: int | None
    status: str
    ahead: int
    percent: int
    error: str


@dataclass(frozen=True)
class UploadRow:
    """One upload in a page of them. `place`: whose list it is, in words."""

    id: int
    source: str
    door: str
    way: str
    status: UploadStatus
    place: str
    received_at: datetime
    received_by: str
    files: int
    refused: int
    people: int
    reading: Reading


@dataclass(frozen=True)
class UploadPage:
    """A page of uploads, newest first, and how many there are."""

    rows: tuple[UploadRow, ...]
    total: int


@dataclass(frozen=True)
class FileRow:
    """One file of an upload; `guesses`: columns whose meaning was guessed and not confirmed."""

    id: int
    path: str
    outcome: str
    code: str
    rows: int
    people: int


@dataclass(frozen=True)
class UploadDetail:
    """One upload with its files. `undoable` is empty when it may be taken back, else the refusal that says why not."""

    id: int
    source: str
    door: str
    way: str
    status: UploadStatus
    programme: str
    area: str
    of_area: str
    place: str
    brought_by: str
    received_at: datetime
    received_by: str
    returned_at: datetime | None
    withdrawn_because: str
    replaces: int | None
    replaced_by: int | None
    has_scan: bool
    people: int
    safe: int
    reading: Reading
    files: tuple[FileRow, ...]
    undo_refusal: Refusal | None


@dataclass(frozen=True)
class Cause:
    """One kind of finding on an upload's rows: how many, and what stands in one of them, without anything that identifies somebody."""

    finding: Finding
    rows: int
    example: str


@dataclass(frozen=True)
class RowShown:
    """One row of an upload: where it stands, who it is about, and what was found."""

    id: int
    file: str
    sheet: str
    row_number: int
    name: str
    birth_date: date | None
    village: str
    occupation: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class RowPage:
    """A page of rows, in the order of the files, and how many there are."""

    rows: tuple[RowShown, ...]
    total: int


def upload_page(*, search: str = "", status: str = "", way: str = "", number: int = 1, size: int = 25) -> UploadPage:
    """Uploads of the present scope: by sender or place, status, way; page `number` from 1."""
    held = Upload.objects.all()
    if search:
        named = pl.col("name").str.to_lowercase().str.contains(search.lower(), literal=True)
        held = held.filter(Q(source__icontains=search) | Q(of_area__in=places().filter(named)["code"].to_list()))
    if status:
        held = held.filter(status=status)
    if way:
        held = held.filter(way=way)
    shown = list(held.select_related("received_by", "job").order_by("-pk")[(number - 1) * size : number * size])
    counts = _counts(SourceFile.objects.filter(upload__in=[each.pk for each in shown]))
    names = _names(each.of_area or each.area for each in shown)
    rows = (
        UploadRow(
            id=each.pk,
            source=each.source,
            door=each.door,
            way=each.way,
            status=UploadStatus(each.status),
            place=names[each.of_area or each.area],
            received_at=each.received_at,
            received_by=each.received_by.full_name,
            files=counts.get(each.pk, _NONE)["files"],
            refused=counts.get(each.pk, _NONE)["refused"],
            people=counts.get(each.pk, _NONE)["found"],
            reading=_reading(each),
        )
        for each in shown
    )
    return UploadPage(tuple(rows), held.count())


_NONE = {"files": 0, "refused": 0, "found": 0}


def _counts(files: QuerySet[SourceFile]) -> dict[int, dict[str, int]]:
    told = files.values("upload").annotate(
        files=Count("id"), refused=Count("id", filter=Q(outcome=Outcome.REFUSED)), found=Sum("people")
    )  # fmt: skip
    return {each["upload"]: {"files": each["files"], "refused": each["refused"], "found": each["found"] or 0} for each in told}


def _names(codes) -> dict[str, str]:  # type: ignore[no-untyped-def]
    names = dict(places().select("code", "name").iter_rows())
    return {code: names.get(code, code) for code in codes}


def _reading(held: Upload) -> Reading:
    job = held.job
    if job is None:
        return Reading(None, "", 0, 0, "")
    ahead = place_in_queue(job.pk) if job.status == JobStatus.QUEUED else 0
    percent = round(100 * job.done / job.total) if job.total else 100 if job.status == JobStatus.DONE else 0
    return Reading(job.pk, job.status, ahead, percent, job.error)


def upload_detail(upload: int) -> UploadDetail:
    """One upload. Raises `Refusal` no-such-object."""
    held = Upload.objects.select_related("received_by", "job", "programme").filter(pk=upload).first()
    if held is None:
        raise no_such_upload()
    files = SourceFile.objects.filter(upload=held).order_by("place").values_list("pk", "path", "outcome", "code", "rows", "people")
    later = Upload.objects.filter(replaces=held, status__in=(UploadStatus.READ, UploadStatus.READING)).values_list("pk", flat=True)
    people, safe = _people_and_safe(upload)
    return UploadDetail(
        id=held.pk,
        source=held.source,
        door=held.door,
        way=held.way,
        status=UploadStatus(held.status),
        programme=held.programme.code,
        area=held.area,
        of_area=held.of_area,
        place=_names([held.of_area or held.area])[held.of_area or held.area],
        brought_by=held.brought_by,
        received_at=held.received_at,
        received_by=held.received_by.full_name,
        returned_at=held.returned_at,
        withdrawn_because=held.withdrawn_because,
        replaces=held.replaces_id,
        replaced_by=later.order_by("-pk").first(),
        has_scan=held.scan_id is not None,
        people=people,
        safe=safe,
        reading=_reading(held),
        files=tuple(FileRow(*each) for each in files),
        undo_refusal=_undo_refusal(held),
    )


def _people_and_safe(upload: int) -> tuple[int, int]:
    """Rows that hold a person, and those of them without an error."""
    rows = IntakeRow.objects.filter(file__upload=upload, file__complete=True)
    told = rows.aggregate(people=Count("id"), safe=Count("id", filter=~Q(findings__overlap=_ERRORS)))
    return told["people"], told["safe"]


def _undo_refusal(held: Upload) -> Refusal | None:
    try:
        UPLOADS.check("withdraw", held.status)
        check_may_be_undone(held.pk)
    except Refusal as refusal:
        return refusal
    return None


def file_preview(upload: int, file: int) -> tuple[PreviewSheet, ...]:
    """How the columns of a file were read, sheet by sheet; empty before it is read or where it was refused. Raises `Refusal` no-such-object."""
    held = SourceFile.objects.filter(pk=file, upload=upload).values_list("preview", flat=True)
    found = list(held[:1])
    if not found:
        raise no_such_upload()
    return _previews({file: found[0]}).get(file, ())


def _previews(sealed: Mapping[int, bytes | memoryview | None]) -> dict[int, tuple[PreviewSheet, ...]]:
    keys = keyring()
    return {
        file: read_preview(keys.open(FILE_TABLE, file, bytes(envelope))[PREVIEW])
        for file, envelope in sealed.items()
        if envelope is not None
    }


def causes(upload: int) -> list[Cause]:
    """What is wrong with the rows of an upload, by cause: errors first, then the most frequent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cause, count(*), min(r.id) FROM intake_intakerow r JOIN intake_sourcefile f ON f.id = r.file_id"
            " CROSS JOIN unnest(r.findings) AS cause WHERE f.upload_id = %s AND f.complete GROUP BY cause",
            [upload],
        )
        counted = [(FINDINGS[code], rows, row) for code, rows, row in cursor.fetchall()]
    examples = _examples([(row, finding) for finding, _, row in counted if _has_example(finding)])
    held = [Cause(finding, rows, examples.get((row, finding.code), "")) for finding, rows, row in counted]
    return sorted(held, key=lambda each: (each.finding.severity is not Severity.ERROR, -each.rows, each.finding.code))


def _has_example(finding: Finding) -> bool:
    return finding.field not in _WITHOUT_EXAMPLE and not finding.code.endswith("absent")


def _examples(asked: Sequence[tuple[int, Finding]]) -> dict[tuple[int, str], str]:
    """(row, code) -> the masked cell that a finding points at."""
    rows = (
        IntakeRow.objects.filter(pk__in={row for row, _ in asked}).select_related("file").only("pk", "sheet", "envelope", "file__preview")
    )
    held = {row.pk: row for row in rows if row.envelope is not None}
    previews = _previews({row.file_id: row.file.preview for row in held.values()})
    keys = keyring()
    shown: dict[tuple[int, str], str] = {}
    for number, finding in asked:
        row = held.get(number)
        if row is not None and (sheets := previews.get(row.file_id)):
            cells = unpack_cells(keys.open(ROW_TABLE, row.pk, bytes(row.envelope or b""))[RAW])
            shown[number, finding.code] = _cell_of(finding.field, row.sheet, sheets, cells)
    return shown


def _cell_of(field: str, sheet: str, sheets: Sequence[PreviewSheet], cells: Sequence[Cell]) -> str:
    fields = set(COLUMNS_OF.get(field, (field,)))
    for column in next((each.columns for each in sheets if each.name == sheet), ()):
        if fields & set(column.field.split("+")) and column.index < len(cells) and cells[column.index] is not None:
            return masked(column.field, cells[column.index])
    return ""


def upload_rows(upload: int, *, finding: str = "", file: int | None = None, number: int = 1, size: int = 50) -> RowPage:
    """The rows of an upload that hold a person: those with a finding, of one file, or all. Raises `Refusal` no-such-object."""
    if not Upload.objects.filter(pk=upload).exists():
        raise no_such_upload()
    held = IntakeRow.objects.filter(file__upload=upload, file__complete=True)
    if finding:
        held = held.filter(findings__contains=[finding])
    if file is not None:
        held = held.filter(file=file)
    names = dict(places().select("code", "name").iter_rows())
    columns = ("pk", "file__path", "sheet", "row_number", "name", "birth_date", "village_code", "occupation", "findings")
    shown = held.order_by("file", "sheet", "row_number").values_list(*columns)[(number - 1) * size : number * size]
    rows = (
        RowShown(pk, path, sheet, row_number, name, born, names.get(village, ""), work, tuple(FINDINGS[code] for code in in_order(codes)))
        for pk, path, sheet, row_number, name, born, village, work, codes in shown
    )
    return RowPage(tuple(rows), held.count())
