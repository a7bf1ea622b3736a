"""Taking files in, taking an upload back, pinning rows that a fact downstream rests on, giving workbooks back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.db import connection, transaction
from django.db.models import QuerySet

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.returned import returned_name
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_handed
from payung.governance.actions.jobs import Progress, SupersededError, ask, run_job
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.handed import Handed, handed_path
from payung.intake.models import IntakeRow, SourceFile, Upload
from payung.intake.queries import (
    FileReport,
    UploadReport,
    check_may_be_undone,
    locked_upload,
    no_such_upload,
    read_stored,
    rows_to_return,
    stored_files,
    upload_report,
)
from payung.intake.rules.listing import found_files, read_alike
from payung.intake.rules.returned import write_marked
from payung.intake.rules.rows import with_distinct_names
from payung.intake.rules.statuses import UPLOADS, Door, Outcome, UploadStatus, Way
from payung.places.queries import place_name
from payung.programmes.queries import programme as programme_year

READ_JOB = "intake.read"
_STANDING = (UploadStatus.READING, UploadStatus.READ)
_IS_HERE = (Outcome.READ, Outcome.WAITING)
_MAY_GO_WELL_NEXT_TIME = "parser-died"
_LONGEST_NAME = 400


@dataclass(frozen=True)
class Terms:
    """What is said of files that come in: who sent them, how they are to be read, whose list they are, and who brought the paper.

    `mapping` (header or column letter -> field) helps where headers are not understood; None: the one remembered for the source.
    """

    source: str
    mapping: Mapping[str, str] | None = None
    of_area: str = ""
    brought_by: str = ""
    way: Way = Way.FILE
    scan: int | None = None


@dataclass(frozen=True)
class Received:
    """Files that were taken in and wait to be read: their upload, its job (None: nothing is left to read), what is known of each file."""

    upload: int
    job: int | None
    report: UploadReport


def add_upload(
    *,
    paths: Sequence[Path],
    programme: str,
    source: str,
    door: str,
    mapping: Mapping[str, str] | None = None,
    replaces: int | None = None,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> UploadReport:
    """Take in files and folders and read them in this process; what became of each file.

    `source` says who sent them. `mapping` (header or column letter -> field) helps where headers are not understood and
    is remembered for the source. `replaces` is an upload that this one corrects as a whole. A file that came through this
    door of the programme before adds nothing; an upload that was begun and not finished is gone on with. Raises `Refusal`
    unknown-programme, unknown-door, no-such-file, no-files, taken-over, and of `replaces` no-such-object, wrong-status or
    rows-pinned.
    """
    check_may(by, "intake.add")
    through = _Through(programme_year(programme).id, _door(door), replaces)
    given = [handed_path(path, name) for path, name in found_files(paths)]
    with scope(by):
        begun = through.begun(given)
    for upload in begun:
        _work_on(upload, at, progress)
        with scope(by):
            if _is_the_same(upload, given, source, replaces):
                return upload_report(upload)
    with scope(by):
        received = _take_in(through, given, Terms(source, mapping), by, at)
        if received.job is None:
            return received.report
    _work_on(received.upload, at, progress)
    with scope(by):
        return upload_report(received.upload)


def receive_files(
    *, files: Sequence[Handed], programme: str, door: str, terms: Terms, replaces: int | None = None, by: Actor, at: datetime
) -> Received:
    """Take in files and leave the reading to whoever works on the job: nothing of them can be lost from here on.

    A file that came through this door of the programme before adds nothing, and is told of. A list may be taken in for a place
    (`terms.of_area`) inside the posting; it is the place's then, and who took it in stands beside. Raises `Refusal`
    unknown-programme, unknown-door, no-files, source-missing, outside-area, area-unknown, and of `replaces` as `add_upload`.
    """
    check_may(by, "intake.add")
    if not files:
        raise Refusal("no-files", gettext_noop("No file was chosen. Choose the files, then upload them."))
    if not terms.source.strip():
        raise Refusal("source-missing", gettext_noop("Say who sent the list, for example the village or the office."))
    if terms.of_area:
        check_area(by, area_code(terms.of_area))
        place_name(area_code(terms.of_area))
    through = _Through(programme_year(programme).id, _door(door), replaces)
    with scope(by):
        return _take_in(through, files, terms, by, at)


def _take_in(through: _Through, given: Sequence[Handed], terms: Terms, by: Actor, at: datetime) -> Received:
    through.lock(given)
    known = through.known(given, anew=terms.mapping is not None)
    if all(_key(each) in known for each in given):
        told = _told_again(given, known)
        return Received(told.upload, None, told)
    return _receive(through, given, known, terms, by, at)


def _key(given: Handed) -> tuple[str, str]:
    """Equal for files that are read alike: the same content under a name of the same kind."""
    return read_alike(given.digest, given.name)


_FEW_FILES = 50


@dataclass(frozen=True)
class _Through:
    """A door of a programme, through which a file comes once, and the upload (if any) that is about to be replaced."""

    programme_id: int
    door: Door
    replaces: int | None

    def lock(self, given: Sequence[Handed]) -> None:
        """Let nobody else take the same files in by this door until the end of the transaction.

        Few files are held one by one, in one order, so that villages need not wait for each other; many hold the door.
        """
        digests = sorted({each.digest for each in given})
        shared = "_shared" if len(digests) <= _FEW_FILES else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(hashtextextended(%s, 0))", [f"intake:{self.programme_id}:{self.door}"])
            for digest in digests if shared else ():
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"{self.programme_id}:{self.door}:{digest}"])

    def begun(self, given: Iterable[Handed]) -> list[int]:
        """The uploads that hold one of the files and were not read to their end."""
        held = self._files(given).filter(upload__status=UploadStatus.READING)
        return list(held.order_by("upload").values_list("upload", flat=True).distinct())

    def known(self, given: Iterable[Handed], *, anew: bool) -> dict[tuple[str, str], SourceFile]:
        """What became of those of the files that came before; files without people may be looked at `anew`, with a mapping."""
        held = self._files(given).exclude(code=_MAY_GO_WELL_NEXT_TIME).order_by("pk")
        if anew:
            held = held.exclude(outcome=Outcome.NO_PEOPLE)
        return {read_alike(each.digest, each.path): each for each in held.exclude(outcome=Outcome.ALREADY_HERE)}

    def _files(self, given: Iterable[Handed]) -> QuerySet[SourceFile]:
        uploads = Upload.objects.filter(programme_id=self.programme_id, door=self.door, status__in=_STANDING)
        if self.replaces is not None:
            uploads = uploads.exclude(pk=self.replaces)
        return SourceFile.objects.filter(upload__in=uploads, digest__in={each.digest for each in given})


def _door(door: str) -> Door:
    if door not in set(Door):
        raise Refusal("unknown-door", gettext_noop("There is no door %(door)s. Use village, welfare or agency."), door=door)
    return Door(door)


def _is_the_same(upload: int, given: Iterable[Handed], source: str, replaces: int | None) -> bool:
    """Whether an upload was begun by the same call."""
    held = Upload.objects.get(pk=upload)
    files = set(SourceFile.objects.filter(upload=held).values_list("path", "digest"))
    return (held.source, held.replaces_id) == (source, replaces) and files == {(each.name, each.digest) for each in given}


def _told_again(given: Sequence[Handed], known: Mapping[tuple[str, str], SourceFile]) -> UploadReport:
    """The answer when every file came before: nothing is added, and what was refused still is."""
    files = []
    for each in given:
        held = known[_key(each)]
        here = held.outcome in _IS_HERE
        files.append(
            FileReport(each.name, each.digest, Outcome.ALREADY_HERE if here else held.outcome, held.code, 0 if here else held.rows, 0)
        )
    return replace(upload_report(known[_key(given[0])].upload_id), files=tuple(files))


def _receive(
    through: _Through,
    given: Sequence[Handed],
    known: Mapping[tuple[str, str], SourceFile],
    terms: Terms,
    by: Actor,
    at: datetime,
) -> Received:
    """Keep the files, and ask for them to be read."""
    if through.replaces is not None:
        replaced = locked_upload(through.replaces)
        UPLOADS.check("replace", replaced.status)
        check_may_be_undone(replaced.pk)
    of_area = terms.of_area or (by.home_area if len(by.home_area) == Level.VILLAGE else "")
    upload = Upload.objects.create(
        area=of_area or by.home_area,
        programme_id=through.programme_id,
        source=terms.source.strip(),
        door=through.door,
        status=UploadStatus.READING,
        mapping=_remembered(terms.source) if terms.mapping is None else dict(terms.mapping),
        replaces_id=through.replaces,
        received_at=at,
        received_by_id=by.user_id,
        way=terms.way,
        of_area=of_area,
        brought_by=terms.brought_by.strip()[:200],
        scan_id=terms.scan,
    )
    SourceFile.objects.bulk_create(_kept(upload, place, each, known.get(_key(each)), by, at) for place, each in enumerate(given, 1))
    upload.job_id = ask(kind=READ_JOB, arguments={"upload": upload.pk}, by=by, at=at)
    upload.save(update_fields=["job"])
    record(by=by, at=at, action="add_upload", kind="upload", subjects=[upload.pk])
    return Received(upload.pk, upload.job_id, upload_report(upload.pk))


def _kept(upload: Upload, place: int, given: Handed, twin: SourceFile | None, by: Actor, at: datetime) -> SourceFile:
    """A file's place in the upload: its content stored now to be read, or a mark that its twin is here already."""
    file = SourceFile(area=upload.area, upload=upload, path=given.name, place=place, digest=given.digest)
    if twin is not None and twin.outcome in _IS_HERE:
        file.stored_id, file.outcome, file.complete = twin.stored_id, Outcome.ALREADY_HERE, True
        return file
    named = replace(given, name=PurePosixPath(given.name).name[:_LONGEST_NAME])
    file.stored_id = store_handed(handed=named, area=upload.area, file_class="source", by=by, at=at).pk
    return file


def _remembered(source: str) -> dict[str, str]:
    """The mapping that was last given for a source."""
    known = Upload.objects.filter(source=source).exclude(mapping={}).order_by("-pk").values_list("mapping", flat=True)
    return dict(known.first() or {})


def _work_on(upload: int, at: datetime, progress: Progress | None) -> None:
    job = Upload.objects.filter(pk=upload).values_list("job", flat=True).get()
    assert job is not None
    try:
        run_job(job_id=job, at=at, progress=progress)
    except SupersededError:
        message = gettext_noop("Another process went on with this upload. Wait for it to end, then run the command again for its answer.")
        raise Refusal("taken-over", message) from None


def withdraw_upload(*, upload: int, reason: str = "", by: Actor, at: datetime) -> None:
    """Take an upload back, saying why: its rows go downstream no more, and an upload that it replaced stands again.

    Raises `Refusal` no-such-object, wrong-status, outside-area (some of its rows lie outside the posting) or rows-pinned.
    """
    check_may(by, "intake.withdraw")
    with scope(by):
        held = locked_upload(upload)
        held.status = UPLOADS.check("withdraw", held.status)
        check_may_be_undone(held.pk)
        held.withdrawn_because = reason.strip()
        held.save(update_fields=["status", "withdrawn_because"])
        record(by=by, at=at, action="withdraw_upload", kind="upload", subjects=[held.pk], change={"reason": held.withdrawn_because})
        if held.replaces_id is not None:
            _restore(held.replaces_id, by, at)


def _restore(upload: int, by: Actor, at: datetime) -> None:
    held = locked_upload(upload)
    if UPLOADS.may("restore", held.status):
        held.status = UPLOADS.check("restore", held.status)
        held.save(update_fields=["status"])
        record(by=by, at=at, action="restore_upload", kind="upload", subjects=[held.pk])


def return_workbooks(*, upload: int, out: Path, by: Actor, at: datetime) -> list[Path]:
    """Write each sender's workbook that was read into `out`, with what is wrong beside each row; the paths written.

    Each row carries its id in a hidden column, so that a corrected copy corrects row by row. Raises `Refusal`
    no-such-object.
    """
    written = []
    for name, content in return_files(upload=upload, by=by, at=at):
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


def return_files(*, upload: int, file: int | None = None, by: Actor, at: datetime) -> list[tuple[str, bytes]]:
    """The senders' workbooks that were read (or one `file` of them) as `return_workbooks` writes them: name and content of each.

    From now on the list counts as returned until its sender answers. Raises `Refusal` no-such-object.
    """
    check_may(by, "intake.read")
    with scope(by):
        hints = locked_upload(upload).mapping
        rows = rows_to_return(upload)
        wanted = [each for each in stored_files(upload) if each.id in rows and file in (None, each.id)]
        if file is not None and not wanted:
            raise no_such_upload()
        names: set[str] = set()
        made = []
        for each, read in read_stored(wanted):
            if isinstance(read, Refusal):
                raise read
            content = BytesIO()
            write_marked(content, with_distinct_names(read), rows[each.id], hints)
            made.append((returned_name(each.path, names), content.getvalue()))
        Upload.objects.filter(pk=upload).update(returned_at=at)
        record(by=by, at=at, action="return_workbooks", kind="upload", subjects=[upload])
    return made


_PIN = """
WITH given AS (SELECT DISTINCT unnest(%(rows)s::bigint[]) AS id),
standing AS (
    SELECT r.id, r.area FROM given JOIN intake_intakerow r ON r.id = given.id JOIN intake_sourcefile f ON f.id = r.file_id
    WHERE f.upload_id = ANY(%(uploads)s)),
pinned AS (INSERT INTO intake_rowpin (area, row_id, fact) SELECT area, id, %(fact)s FROM standing ON CONFLICT DO NOTHING)
SELECT given.id FROM given LEFT JOIN standing ON standing.id = given.id WHERE standing.id IS NULL ORDER BY 1
"""


@transaction.atomic
def pin(*, rows: Sequence[int], fact: str, by: Actor, at: datetime) -> list[int]:
    """Let these rows be withdrawn no more, because `fact` ("list:12") rests on them. Pinning again changes nothing.

    The answer are the rows that cannot be pinned, since their upload was taken back meanwhile: whoever has no other row
    may not be part of the fact. Called by the rooms downstream in their own transaction, after their own checks.
    """
    uploads = IntakeRow.objects.filter(pk__in=rows).order_by().values_list("file__upload", flat=True).distinct()
    with connection.cursor() as cursor:
        # Held so that nobody withdraws them before this transaction ends.
        cursor.execute(
            "SELECT id FROM intake_upload WHERE id = ANY(%s) AND status = %s ORDER BY id FOR SHARE", [list(uploads), UploadStatus.READ]
        )
        standing = [each[0] for each in cursor.fetchall()]
        cursor.execute(_PIN, {"rows": list(rows), "uploads": standing, "fact": fact})
        left = [each[0] for each in cursor.fetchall()]
    record(by=by, at=at, action="pin_rows", kind="intake_row", subjects=list(rows))
    return left
