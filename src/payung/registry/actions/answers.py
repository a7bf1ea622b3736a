"""Recording the answers to a round: files in, every row on the person it is about, new names to intake, facts to where they are read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

import polars as pl

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.books import put, safe_book, sheet_name, styles
from payung.exchange.lending import lend
from payung.exchange.readers import read_many
from payung.exchange.workbooks import Row
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
from payung.registry.queries.rounds import RoundView, asked_people, held_round, round_view, row_marks, shared_keys
from payung.registry.rules.answers import Returned, new_names, read_answers
from payung.registry.rules.landing import coded, land, with_folded_names
from payung.registry.rules.rounds import Kind, kind_of
from payung.registry.rules.statuses import ROUNDS

RECORDED, ALREADY_HERE, REFUSED, NO_PEOPLE = "recorded", "already-here", "refused", "no-people"
NOT_ASKED, OTHER_ROUND, OUTSIDE = "not-asked", "other-round", "outside-area"
_FILES_AT_ONCE, _ROWS_AT_ONCE = 200, 20_000
_MANY_ANSWERS = 1_000  # a load that the planner must be told of
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
    does an answer that stands. One bad file or row stops no other. Raises `Refusal` no-such-object, no-such-file, round-closed or not-allowed.
    """
    check_may(by, "registry.answers")
    with scope(by):
        view = round_view(round_id)
        _check_open(view.state)
    for path in files:
        if not path.is_file():
            raise Refusal("no-such-file", gettext_noop("There is no file or folder %(file)s."), file=path.name)
    told = _Told(view, kind_of(view.kind), answerer or by.full_name, on, by, at)
    digests = {path: file_digest(path) for path in files}
    with scope(by):
        here = set(RoundFile.objects.filter(round_id=round_id, digest__in=digests.values()).values_list("digest", flat=True))
        people = with_folded_names(asked_people(round_id))
    reports = {path: FileOfAnswers(path.name, ALREADY_HERE) for path, digest in digests.items() if digest in here}
    for batch in _batches(told, {path: digest for path, digest in digests.items() if digest not in here}, reports):
        reports |= _take(told, batch, people)
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


@dataclass(frozen=True)
class _File:
    """A file of answers that was read."""

    path: Path
    digest: str
    returned: Returned


def _batches(told: _Told, waiting: Mapping[Path, str], reports: dict[Path, FileOfAnswers]) -> Iterator[list[_File]]:
    """The files with people, as many together as are written at once; what is not among them is told in `reports`."""
    batch: list[_File] = []
    for path, read in read_many(waiting):
        if isinstance(read, Refusal):
            reports[path] = FileOfAnswers(path.name, REFUSED, read.code)
            continue
        returned = read_answers(read, told.kind, told.on)
        if returned.rows.is_empty():
            reports[path] = FileOfAnswers(path.name, NO_PEOPLE)
            continue
        batch.append(_File(path, waiting[path], returned))
        if len(batch) == _FILES_AT_ONCE or sum(each.returned.rows.height for each in batch) >= _ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _take(told: _Told, batch: Sequence[_File], people: pl.DataFrame) -> dict[Path, FileOfAnswers]:
    """Read as one, write as one: rows are numbered over all files, `file` is their place in the batch."""
    parts = [
        each.returned.rows.with_columns(pl.lit(place).alias("file"), pl.col("row").alias("row_of_file")) for place, each in enumerate(batch)
    ]
    with scope(told.by):
        rows = _judged(told, pl.concat(parts).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row")), people)
    upload = _hand_new_names_in(told, batch, rows, people)
    with scope(told.by):
        return _keep(told, batch, rows, upload)


def _judged(told: _Told, rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The rows with person (whom they are about, or null), new (a name nobody had asked about) and reason (why an answer is not taken)."""
    keys = keyring()
    known = rows.with_columns(
        pl.Series("nik_key", [None if nik is None else keys.hash64("nik", nik) for nik in rows["nik"]], dtype=pl.Int64)
    )
    read = with_person(coded(known, row_marks()), "code_worker", "code_person").with_columns(
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


def _check_open(state: str) -> None:
    if not ROUNDS.may("record", state):
        raise Refusal("round-closed", gettext_noop("This round is closed and takes no more answers. Open it again, or ask in a new round."))


# --- new names -------------------------------------------------------------------------------------------------------


def _hand_new_names_in(told: _Told, batch: Sequence[_File], rows: pl.DataFrame, people: pl.DataFrame) -> int | None:
    """Give the rows about nobody known to intake, as lists of the village door; the upload. The same rows again add nothing."""
    new = rows.filter("new")
    if new.is_empty():
        return None
    villages = _villages(told, rows, people)
    with tempfile.TemporaryDirectory(prefix="payung-") as folder, ExitStack() as lent:
        given = []
        for (place,), part in new.partition_by("file", as_dict=True, maintain_order=True).items():
            file = batch[int(place)]
            own = {table: village for (of, table), village in villages.items() if of == place}
            content = _as_workbook(new_names(file.returned, part["row_of_file"].to_list(), own))
            given.append(lend(content, f"{PurePosixPath(file.path.name).stem[:80]}-{file.digest[:8]}-nama-baru.xlsx", Path(folder), lent))
        source = f"{told.kind.title} {told.view.round}: {told.answerer}"
        upload = add_upload(paths=given, programme=told.view.programme, source=source, door="village", by=told.by, at=told.at)
    return upload.upload


def _villages(told: _Told, rows: pl.DataFrame, people: pl.DataFrame) -> dict[tuple[int, int], str]:
    """(file, table) -> the village that its people live in, where nearly all of them live in one; else that of a posting in one village."""
    lived = rows.join(people.select("person", "village_code"), on="person").group_by("file", "table").agg(
        pl.col("village_code").mode().sort().first(), pl.col("village_code").unique_counts().max().alias("most"), pl.len()
    )  # fmt: skip
    sure = lived.filter(pl.col("most") >= _SURE_SHARE * pl.col("len"), pl.col("village_code") != "")
    own = told.by.home_area if len(told.by.ranges) == 1 and len(told.by.home_area) == Level.VILLAGE else ""
    villages = dict.fromkeys(rows.select("file", "table").unique().iter_rows(), own) if own else {}
    return villages | {(file, table): village for file, table, village in sure.select("file", "table", "village_code").iter_rows()}


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


def _keep(told: _Told, batch: Sequence[_File], rows: pl.DataFrame, upload: int | None) -> dict[Path, FileOfAnswers]:
    """Write the files down, their answers that are new, and what these change."""
    _check_open(held_round(told.view.round, locked=True).status)
    taken = set(
        RoundFile.objects.filter(round_id=told.view.round, digest__in=[each.digest for each in batch]).values_list("digest", flat=True)
    )
    kept: dict[int, tuple[int, FileOfAnswers]] = {}
    reports: dict[Path, FileOfAnswers] = {}
    for (place,), part in rows.partition_by("file", as_dict=True, maintain_order=True).items():
        file = batch[int(place)]
        if file.digest in taken:
            reports[file.path] = FileOfAnswers(file.path.name, ALREADY_HERE)
            continue
        taken.add(file.digest)
        kept[int(place)] = _keep_file(told, file, part, upload)
    answers = _write_answers(told, {place: pk for place, (pk, _) in kept.items()}, rows)
    for place, (_, report) in kept.items():
        reports[batch[place].path] = replace(report, answers=answers.get(place, 0))
    change = {"files": [batch[place].digest for place in kept], "answers": sum(answers.values())}
    record(by=told.by, at=told.at, action="record_answers", kind="round", subjects=[told.view.round], change=change)
    return reports


def _keep_file(told: _Told, file: _File, rows: pl.DataFrame, upload: int | None) -> tuple[int, FileOfAnswers]:
    unused = rows.filter(pl.col("reason").is_not_null(), pl.col("state").is_not_null() | pl.col("fault").is_not_null())
    unused_rows = tuple(UnusedRow(*each) for each in unused.select("sheet", "row_number", "reason").iter_rows())
    landed, new = int(rows["person"].is_not_null().sum()), int(rows["new"].sum())
    stored = store_file(source=file.path, name=file.path.name, area=told.by.home_area, file_class="answers", by=told.by, at=told.at)
    held = RoundFile.objects.create(
        area=told.by.home_area,
        round_id=told.view.round,
        digest=file.digest,
        stored_id=stored.pk,
        name=file.path.name,
        answerer=told.answerer[:200],
        answered_on=told.on,
        rows=rows.height,
        landed=landed,
        new_names=new,
        refused=[[each.sheet, each.row_number, each.reason] for each in unused_rows],
        upload_id=upload if new else None,
        recorded_by_id=told.by.user_id,
        recorded_at=told.at,
    )
    return held.pk, FileOfAnswers(file.path.name, RECORDED, "", rows.height, landed, 0, new, held.upload_id, unused_rows)


def _write_answers(told: _Told, files: Mapping[int, int], rows: pl.DataFrame) -> dict[int, int]:
    """Keep the answers that say something new, let the newest stand, and let facts follow; file -> how many were kept.

    `files`: place in the batch -> the file written down.
    """
    said = rows.filter(
        pl.col("file").is_in(list(files)), pl.col("person").is_not_null(), pl.col("state").is_not_null(), pl.col("reason").is_null()
    )
    keys = keyring()
    digests = [keys.digest("round-answer", f"{state} {facts}".encode()) for state, facts in said.select("state", "facts").iter_rows()]
    said = said.with_columns(pl.Series("digest", digests, dtype=pl.Binary)).unique(["person", "digest"], keep="last", maintain_order=True)
    new = said.join(_known_answers(told), on=["person", "digest"], how="anti", maintain_order="left")
    if new.is_empty():
        return {}
    asked = asked_people(told.view.round, new["person"].to_list()).select(
        "person", "worker", "record", "area", pl.col("state").alias("before"), "answered_on", pl.col("nik_key").alias("nik_asked")
    )
    ids = pl.Series("id", take_ids(ANSWER_TABLE, new.height), dtype=pl.Int64)
    sealed = [keys.seal(ANSWER_TABLE, row, {"cells": raw}) for row, raw in zip(ids, new["raw"], strict=True)]
    kept = new.with_columns(ids, pl.Series("envelope", sealed, dtype=pl.Binary)).join(asked, on="person", maintain_order="left")
    load(
        ANSWER_TABLE,
        kept.select(
            "id", "area", pl.col("person").alias("person_id"), pl.col("file").replace_strict(files, return_dtype=pl.Int64).alias("file_id"), "sheet", "row_number", "state",
            pl.lit(told.on).alias("answered_on"), pl.lit(told.answerer[:200]).alias("answerer"), "facts", "digest", "envelope",
        ),
    )  # fmt: skip
    if kept.height > _MANY_ANSWERS:
        refresh_statistics(ANSWER_TABLE)
    newest = kept.filter(pl.col("answered_on").is_null() | (pl.col("answered_on") <= told.on)).unique(
        "person", keep="last", maintain_order=True
    )
    update(
        PERSON_TABLE,
        newest.select(pl.col("person").alias("id"), "state", pl.lit(told.on).alias("answered_on"), pl.col("id").alias("answer_id")),
    )
    apply_answers(newest, kind=told.kind, round_id=told.view.round, on=told.on, by=told.by, at=told.at)
    return dict(kept["file"].value_counts().iter_rows())


def _known_answers(told: _Told) -> pl.DataFrame:
    """[person, digest] of the answers that are no news: given for the same day, or standing."""
    sql = (
        f"SELECT a.person_id, encode(a.digest, 'hex') FROM {ANSWER_TABLE} a JOIN {PERSON_TABLE} p ON p.id = a.person_id"
        " WHERE p.round_id = %s AND (a.answered_on = %s OR p.answer_id = a.id)"
    )
    return read_frame(sql, {"person": pl.Int64, "digest": pl.Binary}, [told.view.round, told.on]).unique()
