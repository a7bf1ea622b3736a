"""Recording what BPJS answered to the batches of a list: every row on the person it is about, once, however often the file comes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import connection, transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.models import ReplyFile
from payung.enrolment.queries.batches import check_handed_over
from payung.enrolment.queries.replies import ReplyStatus, lines_of, numbers_taken, reply_status, said_of
from payung.enrolment.rules.reasons import REASONS
from payung.enrolment.rules.replies import differences, judged
from payung.enrolment.rules.statuses import ENROLMENTS, EnrolmentStatus, RowOutcome
from payung.exchange.readers import read_many
from payung.exchange.replies import ACCEPTED, REFUSED, Reply, ReplyLayout, read_reply, reply_layout
from payung.exchange.values import fold
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, refresh_statistics, take_ids, update
from payung.governance.actions.files import file_digest, store_file
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.registry.actions import confirm_members, record_members_told

ENROLMENT_TABLE, LINE_TABLE = "enrolment_enrolment", "enrolment_replyline"
RECORDED, ALREADY_HERE, REFUSED_FILE, NO_PEOPLE = "recorded", "already-here", "refused", "no-people"
_MANY_LINES = 1_000  # a load that the planner must be told of
_RECORDING_LOCK = 0x5041_5952_504C  # replies are recorded one after another


@dataclass(frozen=True)
class FileOfReply:
    """What became of a file: rows by outcome (`rules.statuses.RowOutcome`), what it declares of itself and where that differs, headers nobody foresaw."""

    file: str
    outcome: str
    code: str = ""
    rows: int = 0
    counted: Mapping[str, int] = field(default_factory=dict)
    declared: Mapping[str, int] = field(default_factory=dict)
    differs: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReplyReport:
    """What became of the files, and where the list stands now."""

    list_id: int
    files: tuple[FileOfReply, ...]
    status: ReplyStatus


def record_reply(*, list_id: int, files: Sequence[Path], layout_code: str = "bpu", on: date, by: Actor, at: datetime) -> ReplyReport:
    """Take in files of answers to the batches of a list, in any order and part.

    `on`: the day of the answer. Accepted people get their number, and their NIK is verified; refused ones their reason; who is a
    member already is written down as covered. A file that is here adds nothing, nor does a row that says what stands. Rows outside the
    actor's areas count as nobody's. One bad file or row stops no other. Raises `Refusal` not-allowed, no-such-file, layout-unknown,
    no-such-list or not-exported.
    """
    check_may(by, "enrolment.reply")
    form = reply_layout(layout_code)
    check_handed_over(list_id)
    for path in files:
        if not path.is_file():
            raise Refusal("no-such-file", gettext_noop("There is no file or folder %(file)s."), file=path.name)
    digests = {path: file_digest(path) for path in files}
    reports: dict[Path, FileOfReply] = {}
    seen: set[str] = set()
    fresh = []
    for path, digest in digests.items():
        if digest in seen or ReplyFile.objects.filter(beneficiary_list_id=list_id, digest=digest).exists():
            reports[path] = FileOfReply(path.name, ALREADY_HERE)
        else:
            seen.add(digest)
            fresh.append(path)
    for path, read in read_many(fresh):
        if isinstance(read, Refusal):
            reports[path] = FileOfReply(path.name, REFUSED_FILE, read.code)
            continue
        reply = read_reply(read, form)
        if reply.rows.is_empty():
            reports[path] = FileOfReply(path.name, NO_PEOPLE)
            continue
        reports[path] = _take(list_id, path, digests[path], reply, form, on, by, at)
    return ReplyReport(list_id, tuple(reports[path] for path in files), reply_status(list_id))


@transaction.atomic
def _take(list_id: int, path: Path, digest: str, reply: Reply, form: ReplyLayout, on: date, by: Actor, at: datetime) -> FileOfReply:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RECORDING_LOCK])
    if ReplyFile.objects.filter(beneficiary_list_id=list_id, digest=digest).exists():
        return FileOfReply(path.name, ALREADY_HERE)
    lines = lines_of(list_id)
    within = pl.Series([by.covers(area) for area in lines["area"]], dtype=pl.Boolean)
    rows = _keyed(reply.rows)
    told = judged(rows, lines.filter(within), numbers_taken(rows["kpj_key"].drop_nulls().to_list())).join(
        lines.select("enrolment", "area", "worker"), on="enrolment", how="left", maintain_order="left"
    )
    counted = _counted(told)
    stored = store_file(source=path, name=path.name, area=by.home_area, file_class="reply", by=by, at=at)
    held = ReplyFile.objects.create(
        area=by.home_area, beneficiary_list_id=list_id, digest=digest, stored=stored, name=path.name, layout=form.code, answered_on=on,
        declared=dict(reply.declared), counted=counted, unknown=list(reply.unknown), recorded_by_id=by.user_id, recorded_at=at,
    )  # fmt: skip
    _keep_lines(held.pk, told, by)
    _accept(told, on, by, at)
    _refuse(told, f"BPJS Ketenagakerjaan {list_id}", on, by, at)
    record(by=by, at=at, action="record_reply", kind="reply", subjects=[held.pk], change={"file": digest, "counted": counted}, run=list_id)
    differs = differences(dict(reply.declared), said_of(counted))
    return FileOfReply(path.name, RECORDED, "", told.height, counted, reply.declared, differs, reply.unknown)


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as rules read them: numbers as keyed hashes, names folded."""
    keys = keyring()

    def hashed(purpose: str, values: Iterable[str | None]) -> pl.Series:
        return pl.Series([None if each is None else keys.hash64(purpose, each) for each in values], dtype=pl.Int64)

    return rows.with_columns(
        hashed("sent-nik", rows["nik"]).alias("nik_key"),
        hashed("kpj", rows["kpj"]).alias("kpj_key"),
        pl.Series("name", [None if name is None else fold(name) for name in rows["name"]], dtype=pl.String),
    ).with_row_index("row")


def _counted(told: pl.DataFrame) -> dict[str, int]:
    by_outcome = dict(told["outcome"].value_counts().iter_rows())
    said = dict(told["said"].value_counts().iter_rows())
    counts = {outcome.value: by_outcome.get(outcome.value, 0) for outcome in RowOutcome}
    return counts | {"said-rows": told.height, "said-accepted": said.get(ACCEPTED, 0), "said-refused": said.get(REFUSED, 0)}


def _keep_lines(file: int, told: pl.DataFrame, by: Actor) -> None:
    ids = take_ids(LINE_TABLE, told.height)
    keys = keyring()
    sealed = [keys.seal(LINE_TABLE, line, {"cells": json.loads(cells)}) for line, cells in zip(ids, told["cells"], strict=True)]
    load(
        LINE_TABLE,
        told.select(
            pl.Series("id", ids, pl.Int64),
            pl.col("area").fill_null(by.home_area),
            pl.lit(file).alias("file_id"),
            "sheet",
            "row_number",
            pl.col("enrolment").alias("enrolment_id"),
            "outcome",
            "reason",
            "words",
            pl.Series("envelope", sealed, pl.Binary),
        ),
    )
    if told.height >= _MANY_LINES:
        refresh_statistics(LINE_TABLE, ENROLMENT_TABLE)


def _accept(told: pl.DataFrame, on: date, by: Actor, at: datetime) -> None:
    taken = told.filter(pl.col("outcome") == RowOutcome.ACCEPTED.value)
    if taken.is_empty():
        return
    keys = keyring()
    sealed = [keys.seal(ENROLMENT_TABLE, each, {"kpj": kpj}) for each, kpj in taken.select("enrolment", "kpj").iter_rows()]
    update(
        ENROLMENT_TABLE,
        taken.select(
            pl.col("enrolment").alias("id"),
            pl.lit(EnrolmentStatus.ACCEPTED.value).alias("status"),
            pl.lit("").alias("reason"),
            pl.lit(on).alias("answered_on"),
            "kpj_key",
            pl.Series("envelope", sealed, pl.Binary),
        ),
    )
    nik = pl.when("by_nik").then("nik").alias("nik")  # found by name: the number that we sent was another one
    confirm_members(members=taken.select("worker", nik, "kpj"), by=by, at=at)


def _refuse(told: pl.DataFrame, source: str, on: date, by: Actor, at: datetime) -> None:
    refused = told.filter(pl.col("outcome") == RowOutcome.REFUSED.value)
    update(
        ENROLMENT_TABLE,
        refused.select(
            pl.col("enrolment").alias("id"),
            pl.lit(ENROLMENTS.check("reject", EnrolmentStatus.EXPORTED).value).alias("status"),
            "reason",
            pl.lit(on).alias("answered_on"),
        ),
    )
    covered = [code for code, each in REASONS.items() if each.covered]
    members = refused.filter(pl.col("reason").is_in(covered)).select("worker", "segment", "from", "to")
    record_members_told(members=members, source=source, on=on, by=by, at=at)
