"""Reading what came in: uploads and their files, rows for export and for the registry, findings by cause, stored files."""

from __future__ import annotations

import tempfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Case, Count, Q, Sum, When, Window

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.guards import MOST_UNPACKED, too_large
from payung.exchange.lending import lend
from payung.exchange.readers import Read, read_many
from payung.governance.queries.files import read_content
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.intake.models import IntakeRow, RowPin, SourceFile, Upload
from payung.intake.rules.envelopes import ROW_TABLE, SEALED
from payung.intake.rules.findings import FINDINGS, Finding, Severity, in_order
from payung.intake.rules.repeats import find_repeats
from payung.intake.rules.statuses import Outcome, UploadStatus

_OPENED_AT_ONCE = 20_000  # sealed rows in memory at a time

_ROWS = "FROM intake_intakerow r JOIN intake_sourcefile f ON f.id = r.file_id JOIN intake_upload u ON u.id = f.upload_id"
# The same, counted: whether a file stands is told also where its name, sender and area are not.
_COUNTED = (
    "FROM intake_intakerow r JOIN intake_files() f ON f.id = r.file_id CROSS JOIN LATERAL (SELECT f.upload AS id, f.status AS status) u"
)
# A row stands when its upload was read to its end and not taken back, and no later version of it stands. The earlier versions
# are few and form one set, looked up by index and then hashed: joined row by row they may take minutes where the planner
# does not know yet how few they are.
_CORRECTED = f"""
    WITH newest AS MATERIALIZED (
        SELECT later.corrects_id AS first, max(later.id) AS id FROM intake_intakerow later
        JOIN intake_files() lf ON lf.id = later.file_id
        WHERE later.corrects_id IS NOT NULL AND lf.status = '{UploadStatus.READ}' GROUP BY 1)
    SELECT first FROM newest
    UNION ALL SELECT earlier.id FROM newest JOIN intake_intakerow earlier ON earlier.corrects_id = newest.first AND earlier.id < newest.id"""
_STANDING = f"(f.complete AND u.status = '{UploadStatus.READ}' AND r.id NOT IN ({_CORRECTED}))"


# --- uploads ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileReport:
    """What became of one file; `rows` have anything in them, `people` hold a person."""

    file: str
    digest: str
    outcome: str
    code: str
    rows: int
    people: int


@dataclass(frozen=True)
class UploadReport:
    """What became of an upload, file by file in the order given."""

    upload: int
    status: UploadStatus
    files: tuple[FileReport, ...]

    @property
    def people(self) -> int:
        """Rows that hold a person, over all files."""
        return sum(file.people for file in self.files)


@dataclass(frozen=True)
class UploadView:
    """One upload in a list of them."""

    id: int
    area: str
    source: str
    door: str
    programme: str
    status: UploadStatus
    received_at: datetime
    received_by: str
    files: int
    refused: int
    people: int


def upload_report(upload: int) -> UploadReport:
    """What became of an upload. Raises `Refusal` no-such-object when there is none in the present scope."""
    held = Upload.objects.filter(pk=upload).first()
    if held is None:
        raise no_such_upload()
    columns = ("path", "digest", "outcome", "code", "rows", "people")
    files = SourceFile.objects.filter(upload=held).order_by("place").values_list(*columns)
    return UploadReport(held.pk, UploadStatus(held.status), tuple(FileReport(*each) for each in files))


def no_such_upload() -> Refusal:
    """There is no such upload in the present scope."""
    return Refusal("no-such-object", gettext_noop("There is no such upload, or it lies outside your area."))


def uploads() -> list[UploadView]:
    """All uploads of the present scope, newest first."""
    counts = {
        each["upload"]: each
        for each in SourceFile.objects.values("upload").annotate(
            files=Count("id"), refused=Count("id", filter=Q(outcome=Outcome.REFUSED)), found=Sum("people")
        )
    }
    none = {"files": 0, "refused": 0, "found": 0}
    return [
        UploadView(
            id=held.pk,
            area=held.area,
            source=held.source,
            door=held.door,
            programme=held.programme.code,
            status=UploadStatus(held.status),
            received_at=held.received_at,
            received_by=held.received_by.full_name,
            files=counts.get(held.pk, none)["files"],
            refused=counts.get(held.pk, none)["refused"],
            people=counts.get(held.pk, none)["found"],
        )
        for held in Upload.objects.select_related("programme", "received_by").order_by("-id")
    ]


@dataclass(frozen=True)
class FileTaken:
    """One file that came in. `people`: rows that hold a person."""

    name: str
    source: str
    received_at: datetime
    outcome: str
    code: str
    rows: int
    people: int


@dataclass(frozen=True)
class FilesTaken:
    """How many files are in uploads that stand or wait to be read, how many of them were refused, and the first of them."""

    files: int
    refused: int
    shown: tuple[FileTaken, ...]


def files_taken_in(most: int) -> FilesTaken:
    """The files of the present scope: those refused first, then those of the newest upload; at most so many `shown`."""
    held = SourceFile.objects.filter(upload__status__in=(UploadStatus.READING, UploadStatus.READ))
    counted = held.annotate(files=Window(Count("id")), refused=Window(Count("id", filter=Q(outcome=Outcome.REFUSED))))
    first = counted.order_by(Case(When(outcome=Outcome.REFUSED, then=0), default=1), "-upload_id", "place")[:most]
    columns = ("path", "upload__source", "upload__received_at", "outcome", "code", "rows", "people")
    rows = list(first.values_list("files", "refused", *columns))
    files, refused = rows[0][:2] if rows else (0, 0)
    return FilesTaken(files, refused, tuple(FileTaken(*each[2:]) for each in rows))


def locked_upload(upload: int) -> Upload:
    """An upload for this room's own acts, held until the end of the transaction. Raises `Refusal` no-such-object."""
    held = Upload.objects.select_for_update().filter(pk=upload).first()
    if held is None:
        raise no_such_upload()
    return held


def check_may_be_undone(upload: int) -> None:
    """Raises `Refusal` outside-area when the scope does not see all of an upload's rows (nor, then, all of their pins), and
    rows-pinned, naming the fact, when one rests on a row of it."""
    told = SourceFile.objects.filter(upload=upload).aggregate(people=Sum("people"))["people"] or 0
    if IntakeRow.objects.filter(file__upload=upload).count() < told:
        message = gettext_noop("Some rows of this upload lie outside the area of your posting. Ask a colleague of the province to do this.")
        raise Refusal("outside-area", message)
    fact = RowPin.objects.filter(row__file__upload=upload).order_by("pk").values_list("fact", flat=True).first()
    if fact is not None:
        message = gettext_noop("This upload cannot be taken back any more: %(fact)s rests on people of it. Send a corrected file instead.")
        raise Refusal("rows-pinned", message, fact=fact)


@dataclass(frozen=True)
class FindingCount:
    """How many standing rows have a finding; the finding says how much it matters and what to do."""

    finding: Finding
    rows: int


def findings_by_cause(upload: int | None = None) -> list[FindingCount]:
    """The findings on the standing rows of the present scope (of one upload, when named), the most frequent first."""
    return _by_cause(_tallies(None, upload))


@dataclass(frozen=True)
class RowCounts:
    """Rows that hold a person: all that came in whole, those that stand, those of them without an error, and those that came late.

    An upload that another took the place of (the same files read once more, or corrected as a whole) came in once.
    """

    came_in: int
    standing: int
    sound: int
    late: int


def refused_files() -> int:
    """How many files of the present scope could not be read, in uploads that stand."""
    return SourceFile.objects.filter(outcome=Outcome.REFUSED).exclude(upload__status=UploadStatus.WITHDRAWN).count()


def row_counts(after: datetime | None = None) -> RowCounts:
    """The rows of the present scope, counted; `after`: when a row that stands is late (None: never)."""
    return _counted(_tallies(after))


def rows_and_findings(after: datetime | None = None) -> tuple[RowCounts, list[FindingCount]]:
    """`row_counts` and `findings_by_cause` of the present scope by one look at its rows."""
    tallies = _tallies(after)
    return _counted(tallies), _by_cause(tallies)


@dataclass(frozen=True)
class _Tally:
    """Rows of files that came in whole, alike in what is wrong with them."""

    findings: tuple[str, ...]
    came_in: int
    standing: int
    late: int


def _tallies(after: datetime | None, upload: int | None = None) -> list[_Tally]:
    """The rows of the present scope by what is wrong with them: each row is looked at once, before anything is joined to it."""
    chosen = "WHERE r.file_id = ANY(ARRAY(SELECT c.id FROM intake_files() c WHERE c.upload = %(upload)s))" if upload is not None else ""
    stands = f"FILTER (WHERE f.status = '{UploadStatus.READ}')"
    late = f"FILTER (WHERE f.status = '{UploadStatus.READ}' AND f.received_at > %(after)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH tallied AS MATERIALIZED (
                SELECT r.file_id, r.findings, count(*) AS rows, count(*) FILTER (WHERE r.id NOT IN ({_CORRECTED})) AS standing
                FROM intake_intakerow r {chosen} GROUP BY r.file_id, r.findings)
            SELECT t.findings, sum(t.rows)::bigint, coalesce(sum(t.standing) {stands}, 0)::bigint, coalesce(sum(t.standing) {late}, 0)::bigint
            FROM tallied t JOIN intake_files() f ON f.id = t.file_id
            WHERE f.complete AND f.status <> '{UploadStatus.REPLACED}' GROUP BY t.findings""",
            {"after": after, "upload": upload},
        )
        return [_Tally(tuple(findings), *counts) for findings, *counts in cursor.fetchall()]


def _counted(tallies: Sequence[_Tally]) -> RowCounts:
    errors = {finding.code for finding in FINDINGS.values() if finding.severity is Severity.ERROR}
    return RowCounts(
        came_in=sum(each.came_in for each in tallies),
        standing=sum(each.standing for each in tallies),
        sound=sum(each.standing for each in tallies if errors.isdisjoint(each.findings)),
        late=sum(each.late for each in tallies),
    )


def _by_cause(tallies: Sequence[_Tally]) -> list[FindingCount]:
    counted: Counter[str] = Counter()
    for each in tallies:
        counted.update(dict.fromkeys(each.findings, each.standing))
    return [FindingCount(FINDINGS[code], rows) for code, rows in sorted(counted.items(), key=lambda one: (-one[1], one[0])) if rows]


# --- rows ------------------------------------------------------------------------------------------------------------

_TYPED = {
    "nik_state": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "birth_place": pl.String,
    "village_code": pl.String,
    "occupation": pl.String,
    "workplace": pl.String,
    "hours": pl.String,
    "income_idr": pl.Int64,
    "disability": pl.Boolean,
    "decile": pl.Int64,
    "village_order": pl.Int64,
}
_EXPORT_COLUMNS = ("file", "sheet", "row_number", "nik", "nik_state", "name", "sex", "birth_date", "village_code", "findings")


def export_frame(upload: int) -> pl.DataFrame:
    """Every row of an upload that holds a person, with the columns and the order of `payung intake export`.

    `nik` has sixteen digits when it is sound, suspect or impossible, else it is the cell as written. Raises `Refusal`
    no-such-object.
    """
    held = Upload.objects.filter(pk=upload).first()
    if held is None:
        raise no_such_upload()
    ids = _ids("f.upload_id = %(upload)s AND f.complete", {"upload": upload})
    schema = {"file": pl.String, "sheet": pl.String, "row_number": pl.Int64, "findings": pl.List(pl.String)} | _TYPED
    taken = "f.path, r.sheet, r.row_number, array_to_string(r.findings, ';')"
    frame = pl.concat([block.select(*_EXPORT_COLUMNS) for block in _opened(ids, taken, schema, ("nik",))])
    codes = pl.Series("findings", [";".join(in_order(codes)) for codes in frame["findings"]], pl.String)
    return frame.with_columns(codes).sort("file", "sheet", "row_number")


def rows_to_admit(admitted: pl.Series | None = None) -> pl.DataFrame:
    """The standing rows that the registry does not hold yet: typed values, opened identifiers, where each came from.

    `admitted` are the ids that it does hold. Columns: id, area, upload, source, door, received_on, corrects (the first
    version of the row, where this is a correction), nik, kk, mother, phone, account, address, kpj, and the typed values.
    """
    ids = _ids(_STANDING)
    if admitted is not None:
        ids = ids.filter(~ids.is_in(admitted.cast(pl.Int64).implode()))
    taken = "r.area, u.id, u.source, u.door, (u.received_at AT TIME ZONE current_setting('timezone'))::date, r.corrects_id"
    schema = {"area": pl.String, "upload": pl.Int64, "source": pl.String, "door": pl.String, "received_on": pl.Date, "corrects": pl.Int64}
    return pl.concat(list(_opened(ids, taken, schema | _TYPED, SEALED))).sort("id")


def fallen_rows() -> pl.Series:
    """The ids of rows that came in whole but stand no more: withdrawn, replaced, or corrected by a later version.

    Found from the few uploads and corrections that made them fall, not by looking at every row.
    """
    sql = (
        "SELECT r.id FROM intake_files() f JOIN intake_intakerow r ON r.file_id = f.id"
        f" WHERE f.complete AND f.status NOT IN ('{UploadStatus.READ}', '{UploadStatus.READING}')"
        f" UNION SELECT r.id FROM ({_CORRECTED}) AS c JOIN intake_intakerow r ON r.id = c.first JOIN intake_files() f ON f.id = r.file_id"
        f" WHERE f.complete AND f.status = '{UploadStatus.READ}' ORDER BY 1"
    )
    return read_frame(sql, {"id": pl.Int64})["id"]


def files_of_rows(rows: Sequence[int]) -> pl.DataFrame:
    """[row, file] of these rows: the file each came in."""
    return read_frame("SELECT id, file_id FROM intake_intakerow WHERE id = ANY(%s)", {"row": pl.Int64, "file": pl.Int64}, [list(rows)])


def rows_of_uploads(uploads: Sequence[int]) -> pl.DataFrame:
    """[upload, row] of the rows of these uploads that stand, or stood until they were corrected; none of an upload that was taken back."""
    sql = f"SELECT f.upload, r.id {_COUNTED} WHERE f.complete AND u.id = ANY(%s) AND u.status = '{UploadStatus.READ}' ORDER BY r.id"
    return read_frame(sql, {"upload": pl.Int64, "row": pl.Int64}, [list(uploads)])


def people_of(upload: int) -> pl.DataFrame:
    """The rows of an upload as `rules.repeats` asks for them, with id, file_id, sheet and row_number; the key stands for the NIK."""
    schema = {
        "id": pl.Int64,
        "file_id": pl.Int64,
        "sheet": pl.String,
        "row_number": pl.Int64,
        "nik": pl.String,
        "nik_state": pl.String,
        "name": pl.String,
        "birth_date": pl.Date,
        "village_code": pl.String,
        "findings": pl.List(pl.String),
    }
    taken = "r.id, r.file_id, r.sheet, r.row_number, r.nik_key::text || 'k', r.nik_state, r.name, r.birth_date, nullif(r.village_code, '')"
    sql = f"SELECT {taken}, array_to_string(r.findings, ';') {_ROWS} WHERE u.id = %s ORDER BY r.id"
    return read_frame(sql, schema, [upload])


def rows_to_return(upload: int) -> dict[int, pl.DataFrame]:
    """By file, the rows that go back to the sender as `rules.returned` asks for them: what was found, and where else a
    repeated one stands."""
    people = people_of(upload)
    files = dict(SourceFile.objects.filter(upload=upload).values_list("pk", "path"))
    told = people.select(
        "file_id",
        "sheet",
        "row_number",
        pl.col("id").cast(pl.String).alias("row_id"),
        "findings",
        pl.lit("").alias("missing"),
        pl.Series("beside", _places_beside(people, files), pl.String),
    )
    return {file: rows for (file,), rows in told.partition_by("file_id", as_dict=True, include_key=False).items()}


def _places_beside(people: pl.DataFrame, files: Mapping[int, str]) -> list[str | None]:
    """For each row one other place where the same NIK or person stands, in Bahasa Indonesia as all of the workbook's notes."""
    places = people.select("file_id", "sheet", "row_number").rows()
    others: dict[int, int] = {}
    for row, other in find_repeats(people).select("row", "other").iter_rows():
        others.setdefault(row, other)
        others.setdefault(other, row)

    def told(row: int, other: int) -> str:
        (file, sheet, number), (own_file, own_sheet, _) = places[other], places[row]
        where = f" di {files[file]}" if file != own_file else f" di lembar {sheet}" if sheet != own_sheet else ""
        return f"baris {number}{where}"

    return [told(row, others[row]) if row in others else None for row in range(len(places))]


def _ids(condition: str, parameters: Mapping[str, int] | None = None) -> pl.Series:
    return read_frame(f"SELECT r.id {_ROWS} WHERE {condition} ORDER BY r.id", {"id": pl.Int64}, parameters or ())["id"]


def _opened(ids: pl.Series, taken: str, schema: Mapping[str, Any], values: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The rows of `ids` in blocks, so that few raw rows are in memory at a time: id, the columns of `schema` (`taken` in
    SQL, then the typed ones) and the sealed `values`."""
    keys = keyring()
    columns = {"id": pl.Int64} | dict(schema)
    typed = ", ".join(f"r.{name}" for name in _TYPED)
    sql = f"SELECT r.id, {taken}, {typed}, encode(r.envelope, 'hex') {_ROWS} WHERE r.id = ANY(%s) ORDER BY r.id"
    for start in range(0, max(len(ids), 1), _OPENED_AT_ONCE):
        block = read_frame(sql, columns | {"envelope": pl.Binary}, [ids[start : start + _OPENED_AT_ONCE].to_list()])
        payloads = [keys.open(ROW_TABLE, row, envelope) if envelope else {} for row, envelope in block.select("id", "envelope").iter_rows()]
        sealed = {name: [payload.get(name) for payload in payloads] for name in values}
        yield block.drop("envelope").with_columns(pl.Series(name, each, dtype=pl.String) for name, each in sealed.items())


# --- stored files ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """A file of an upload, as it is kept."""

    id: int
    path: str
    digest: str
    size_bytes: int
    complete: bool


def stored_files(upload: int) -> list[Stored]:
    """The files of an upload in their order."""
    held = SourceFile.objects.filter(upload=upload).order_by("place")
    return [Stored(*each) for each in held.values_list("pk", "path", "digest", "stored__size_bytes", "complete")]


def read_stored(files: Iterable[Stored]) -> Iterator[tuple[Stored, Read]]:
    """Every stored file with its workbook or the refusal of that file, read in a limited child.

    What is read is what was kept, whatever the sender's folder holds by now. The content goes to the child without
    touching a disk where the system can do so. Raises `Refusal` file-missing or file-broken for a damaged store.
    """
    asked: deque[tuple[Stored, ExitStack]] = deque()
    with tempfile.TemporaryDirectory(prefix="payung-") as folder, ExitStack() as all_lent:

        def lent() -> Iterator[Path]:
            for file in files:
                one = all_lent.enter_context(ExitStack())
                asked.append((file, one))
                yield _lend(file, Path(folder), one)

        for _, read in read_many(lent()):
            file, one = asked.popleft()
            one.close()
            yield file, too_large() if file.size_bytes > MOST_UNPACKED else read


def _lend(file: Stored, folder: Path, lent: ExitStack) -> Path:
    """A path under which another process of the same user can open the file, until `lent` closes."""
    content = b"" if file.size_bytes > MOST_UNPACKED else read_content(file.digest)
    return lend(content, f"{file.id}{PurePosixPath(file.path).suffix[:12]}", folder, lent)
