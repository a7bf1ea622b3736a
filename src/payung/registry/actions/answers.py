"""Recording the answers to a round: files in, every row on the person it is about, new names to intake, facts to where they are read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

import polars as pl

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.books import put, safe_book, sheet_name, styles
from payung.exchange.lending import lend
from payung.exchange.readers import read_many
from payung.exchange.workbooks import Row, Workbook
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, refresh_statistics, take_ids, update
from payung.governance.actions.files import file_digest, store_file
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.intake.actions import add_upload
from payung.registry.actions._told import apply_answers
from payung.registry.models import RoundFile
from payung.registry.queries.answers import ANSWER_TABLE, PERSON_TABLE
from payung.registry.queries.persons import with_person
from payung.registry.queries.rounds import RoundView, asked_people, held_round, mark_of_row, round_view, shared_keys
from payung.registry.rules.answers import Returned, new_names, read_answers
from payung.registry.rules.landing import coded, land
from payung.registry.rules.rounds import Kind, kind_of

RECORDED, ALREADY_HERE, REFUSED, NO_PEOPLE = "recorded", "already-here", "refused", "no-people"
NOT_ASKED, OTHER_ROUND, OUTSIDE = "not-asked", "other-round", "outside-area"
_SURE_SHARE = 0.8  # of a table's people who must live in one village for its new names to be of that village


@dataclass(frozen=True)
class UnusedRow:
    """A row whose answer was not taken: sheet, the number that the spreadsheet shows, why (a stable code)."""

    sheet: str
    row_number: int
    reason: str


@dataclass(frozen=True)
class FileOfAnswers:
    """What became of a file: its rows with a person, those that found theirs, answers that were new, new names and their upload."""

    file: str
    outcome: str
    code: str = ""
    rows: int = 0
    landed: int = 0
    answers: int = 0
    new_names: int = 0
    upload: int | None = None
    unused: tuple[UnusedRow, ...] = ()


@dataclass(frozen=True)
class RecordReport:
    """What became of the files of answers to a round."""

    round: int
    files: tuple[FileOfAnswers, ...]


def record_answers(*, round_id: int, files: Sequence[Path], answerer: str = "", on: date, by: Actor, at: datetime) -> RecordReport:
    """Take in files of answers, of whatever form and part of the people: each answer lands on its person, the newest by its day stands.

    `answerer`: who answered (default: who records); `on`: the day for which the answers hold. A file that is here adds nothing, nor
    does an answer that stands. One bad file or row stops no other. Raises `Refusal` no-such-object, no-such-file or not-allowed.
    """
    check_may(by, "registry.answers")
    with scope(by):
        view = round_view(round_id)
    for path in files:
        if not path.is_file():
            raise Refusal("no-such-file", gettext_noop("There is no file or folder %(file)s."), file=path.name)
    told = _Told(view, kind_of(view.kind), answerer or by.full_name, on, by, at)
    digests = [file_digest(path) for path in files]
    with scope(by):
        here = set(RoundFile.objects.filter(round_id=round_id, digest__in=digests).values_list("digest", flat=True))
    waiting = {path: digest for path, digest in zip(files, digests, strict=True) if digest not in here}
    reports = {path: FileOfAnswers(path.name, ALREADY_HERE) for path, digest in zip(files, digests, strict=True) if digest in here}
    for path, read in read_many(waiting):
        reports[path] = (
            FileOfAnswers(path.name, REFUSED, read.code) if isinstance(read, Refusal) else _take(told, path, waiting[path], read)
        )
    return RecordReport(round_id, tuple(reports[path] for path in files))


@dataclass(frozen=True)
class _Told:
    """The round that is answered, by whom and when."""

    view: RoundView
    kind: Kind
    answerer: str
    on: date
    by: Actor
    at: datetime


def _take(told: _Told, path: Path, digest: str, workbook: Workbook) -> FileOfAnswers:
    returned = read_answers(workbook, told.kind, told.on)
    if returned.rows.is_empty():
        return FileOfAnswers(path.name, NO_PEOPLE)
    with scope(told.by):
        people = asked_people(told.view.round)
        rows = _judged(told, returned.rows, people)
    upload = _hand_new_names_in(told, path, returned, rows, people)
    with scope(told.by):
        return _keep(told, path, digest, rows, people, upload)


def _judged(told: _Told, rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The rows with person (whom they are about, or null), new (a name nobody had asked about) and reason (why an answer is not taken)."""
    keys = keyring()
    known = rows.with_columns(
        pl.Series("nik_key", [None if nik is None else keys.hash64("nik", nik) for nik in rows["nik"]], dtype=pl.Int64)
    )
    read = with_person(coded(known, mark_of_row), "code_worker", "code_person").with_columns(
        pl.when(pl.col("code_worker").is_not_null()).then("code_person").alias("code_worker")
    )
    standing = people.unique("worker", keep="first", maintain_order=True)
    places = land(
        read.select("row", "code_worker", "nik", "nik_key", "name", "birth_date"), standing, lambda left: shared_keys(left, standing)
    )
    found = read.join(places, on="row", how="left", maintain_order="left")
    lost = pl.col("person").is_null()
    foreign = pl.col("code_round").is_not_null() & ~pl.col("code_round").is_in([0, told.view.round])
    # A line of ours about somebody who is not in sight here is no new name, whatever it says.
    elsewhere = lost & (pl.col("code_worker") > 0) & ~pl.col("code_worker").is_in(people["worker"].implode())
    against = pl.col("state").is_in(told.kind.states_with("against"))
    new = lost & pl.col("name").is_not_null() & ~elsewhere & ~foreign & ~against.fill_null(False) & pl.lit(told.kind.new_names)
    reason = (
        pl.when(foreign).then(pl.lit(OTHER_ROUND)).when(elsewhere).then(pl.lit(OUTSIDE)).when(lost & ~pl.col("new")).then(pl.lit(NOT_ASKED))
    ).otherwise(pl.col("fault"))
    return found.with_columns(new.alias("new")).with_columns(reason.alias("reason"))


# --- new names -------------------------------------------------------------------------------------------------------


def _hand_new_names_in(told: _Told, path: Path, returned: Returned, rows: pl.DataFrame, people: pl.DataFrame) -> int | None:
    """Give the rows about nobody known to intake, as a list of the village door; the upload. The same rows again add nothing."""
    new = rows.filter("new")
    if new.is_empty():
        return None
    sheets = new_names(returned, new["row"].to_list(), _villages(told, rows, people))
    with tempfile.TemporaryDirectory(prefix="payung-") as folder, ExitStack() as lent:
        given = lend(_as_workbook(sheets), f"{PurePosixPath(path.name).stem[:80]}-nama-baru.xlsx", Path(folder), lent)
        source = f"{told.kind.title} {told.view.round}: {told.answerer}"
        upload = add_upload(paths=[given], programme=told.view.programme, source=source, door="village", by=told.by, at=told.at)
    return upload.upload


def _villages(told: _Told, rows: pl.DataFrame, people: pl.DataFrame) -> dict[int, str]:
    """Table -> the village that its people live in, where nearly all of them live in one; else that of a posting in one village."""
    lived = rows.join(people.select("person", "village_code"), on="person").group_by("table").agg(
        pl.col("village_code").mode().sort().first(), pl.col("village_code").unique_counts().max().alias("most"), pl.len()
    )  # fmt: skip
    sure = lived.filter(pl.col("most") >= _SURE_SHARE * pl.col("len"), pl.col("village_code") != "")
    own = told.by.home_area if len(told.by.ranges) == 1 and len(told.by.home_area) == Level.VILLAGE else ""
    villages = dict.fromkeys(rows["table"].unique().to_list(), own) if own else {}
    return villages | dict(sure.select("table", "village_code").iter_rows())


def _as_workbook(sheets: Sequence[tuple[str, list[Row]]]) -> bytes:
    """Raw rows under their numbers; the same rows give the same bytes."""
    content, taken = BytesIO(), set[str]()
    with safe_book(content) as book:
        made = styles(book, day={"num_format": "dd/mm/yyyy"}, moment={"num_format": "dd/mm/yyyy hh:mm"})
        for name, rows in sheets:
            sheet = book.add_worksheet(sheet_name(name, taken))
            for number, cells in rows:
                for column, cell in enumerate(cells):
                    put(sheet, number - 1, column, cell, None, made["day"], made["moment"])
    return content.getvalue()


# --- answers ---------------------------------------------------------------------------------------------------------


def _keep(told: _Told, path: Path, digest: str, rows: pl.DataFrame, people: pl.DataFrame, upload: int | None) -> FileOfAnswers:
    """Write the file down, its answers that are new, and what they change."""
    held_round(told.view.round, locked=True)
    unused = rows.filter(pl.col("reason").is_not_null(), pl.col("state").is_not_null() | pl.col("fault").is_not_null())
    unused_rows = tuple(UnusedRow(*each) for each in unused.select("sheet", "row_number", "reason").iter_rows())
    landed, new = int(rows["person"].is_not_null().sum()), int(rows["new"].sum())
    if RoundFile.objects.filter(round_id=told.view.round, digest=digest).exists():
        return FileOfAnswers(path.name, ALREADY_HERE)
    stored = store_file(source=path, name=path.name, area=told.by.home_area, file_class="answers", by=told.by, at=told.at)
    file = RoundFile.objects.create(
        area=told.by.home_area,
        round_id=told.view.round,
        digest=digest,
        stored_id=stored.pk,
        name=path.name,
        answerer=told.answerer[:200],
        answered_on=told.on,
        rows=rows.height,
        landed=landed,
        new_names=new,
        refused=[[each.sheet, each.row_number, each.reason] for each in unused_rows],
        upload_id=upload,
        recorded_by_id=told.by.user_id,
        recorded_at=told.at,
    )
    answers = _write_answers(told, file.pk, rows, asked_people(told.view.round))
    record(
        by=told.by,
        at=told.at,
        action="record_answers",
        kind="round",
        subjects=[told.view.round],
        change={"file": digest, "answers": answers},
    )
    return FileOfAnswers(path.name, RECORDED, "", rows.height, landed, answers, new, upload, unused_rows)


def _write_answers(told: _Told, file: int, rows: pl.DataFrame, people: pl.DataFrame) -> int:
    """Keep the answers that say something new, let the newest stand, and let facts follow; how many were kept."""
    said = rows.filter(pl.col("person").is_not_null(), pl.col("state").is_not_null(), pl.col("reason").is_null())
    keys = keyring()
    digests = [keys.digest("round-answer", f"{state} {facts}".encode()) for state, facts in said.select("state", "facts").iter_rows()]
    said = said.with_columns(pl.Series("digest", digests, dtype=pl.Binary)).unique(["person", "digest"], keep="last", maintain_order=True)
    new = said.join(_known_answers(told), on=["person", "digest"], how="anti", maintain_order="left")
    if new.is_empty():
        return 0
    asked = people.select(
        "person", "worker", "record", "area", pl.col("state").alias("before"), "answered_on", pl.col("nik_key").alias("nik_asked")
    )
    ids = pl.Series("id", take_ids(ANSWER_TABLE, new.height), dtype=pl.Int64)
    sealed = [keys.seal(ANSWER_TABLE, row, {"cells": raw}) for row, raw in zip(ids, new["raw"], strict=True)]
    kept = new.with_columns(ids, pl.Series("envelope", sealed, dtype=pl.Binary)).join(asked, on="person", maintain_order="left")
    load(
        ANSWER_TABLE,
        kept.select(
            "id", "area", pl.col("person").alias("person_id"), pl.lit(file).alias("file_id"), "sheet", "row_number", "state",
            pl.lit(told.on).alias("answered_on"), pl.lit(told.answerer[:200]).alias("answerer"), "facts", "digest", "envelope",
        ),
    )  # fmt: skip
    refresh_statistics(ANSWER_TABLE)
    newest = kept.filter(pl.col("answered_on").is_null() | (pl.col("answered_on") <= told.on)).unique(
        "person", keep="last", maintain_order=True
    )
    update(
        PERSON_TABLE,
        newest.select(pl.col("person").alias("id"), "state", pl.lit(told.on).alias("answered_on"), pl.col("id").alias("answer_id")),
    )
    apply_answers(newest, kind=told.kind, round_id=told.view.round, on=told.on, by=told.by, at=told.at)
    return kept.height


def _known_answers(told: _Told) -> pl.DataFrame:
    """[person, digest] of the answers that are no news: given for the same day, or standing."""
    sql = (
        f"SELECT a.person_id, encode(a.digest, 'hex') FROM {ANSWER_TABLE} a JOIN {PERSON_TABLE} p ON p.id = a.person_id"
        " WHERE p.round_id = %s AND (a.answered_on = %s OR p.answer_id = a.id)"
    )
    return read_frame(sql, {"person": pl.Int64, "digest": pl.Binary}, [told.view.round, told.on]).unique()
