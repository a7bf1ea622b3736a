"""What BPJS answered: by list, by batch, by reason; who is missing; which rows wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db.models import Count, Max

from payung.enrolment.models import Batch, Enrolment, ReplyFile, ReplyLine
from payung.enrolment.rules.replies import differences
from payung.enrolment.rules.statuses import EnrolmentStatus, RowOutcome
from payung.exchange.values import fold
from payung.selection.queries import amending_entries

PAGE = 50


@dataclass(frozen=True, slots=True)
class ReplyFileView:
    """A file that came back. `differs`: where it declares another number than was read (rows read less rows declared)."""

    id: int
    name: str
    answered_on: date
    recorded_at: datetime
    recorded_by: str
    declared: Mapping[str, int]
    counted: Mapping[str, int]
    differs: Mapping[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """A batch and what came back of it. `missing`: people of whom nothing was said, though the batch was answered; `waiting`: no answer at all yet."""

    batch: int
    branch: str
    regency: str
    number: int
    people: int
    months: int
    amount_idr: int
    accepted: int
    refused: int
    missing: int
    waiting: int
    answered_on: date | None


@dataclass(frozen=True)
class ReplyStatus:
    """Where a list stands with BPJS, in people of the present scope. `refused_by`: reason -> people, most frequent first; `conflicts`: rows that wait for a person."""

    list_id: int
    people: int
    accepted: int
    refused: int
    replaced: int
    missing: int
    waiting: int
    refused_by: Mapping[str, int]
    rows: Mapping[str, int]
    batches: tuple[BatchAnswer, ...]

    @property
    def conflicts(self) -> int:
        """Rows that a person must look at: they say something else than what stands."""
        return self.rows.get(RowOutcome.CONFLICT, 0)


@dataclass(frozen=True, slots=True)
class RefusedPerson:
    """Somebody who was refused: why, in the branch's words too, and who has his place since."""

    enrolment: int
    worker: int
    name: str
    village_code: str
    rank: int
    status: EnrolmentStatus
    reason: str
    words: str
    answered_on: date | None


@dataclass(frozen=True)
class RefusedPage:
    """A page of refused people."""

    rows: tuple[RefusedPerson, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row of a reply that changed nothing: which file and row, what it did, its words; whom it is about where that is known."""

    file: str
    sheet: str
    row_number: int
    outcome: RowOutcome
    words: str
    name: str


def reply_status(list_id: int) -> ReplyStatus:
    """How a list was answered so far."""
    counted = (
        Enrolment.objects.filter(batch__beneficiary_list_id=list_id)
        .values_list("batch_id", "status")
        .annotate(Count("pk"), Max("answered_on"))
    )
    by_batch: dict[int, dict[str, int]] = {}
    answered: dict[int, date] = {}
    for batch, status, people, last in counted:
        by_batch.setdefault(batch, {})[status] = people
        if last is not None:
            answered[batch] = max(last, answered.get(batch, last))
    batches = tuple(_answer(each, by_batch.get(each.pk, {}), answered.get(each.pk)) for each in _batches(list_id))
    statuses: dict[str, int] = {}
    for held in by_batch.values():
        for status, people in held.items():
            statuses[status] = statuses.get(status, 0) + people
    reasons = (
        Enrolment.objects.filter(batch__beneficiary_list_id=list_id).exclude(reason="").values_list("reason").annotate(people=Count("pk"))
    )
    rows = ReplyLine.objects.filter(file__beneficiary_list_id=list_id).values_list("outcome").annotate(Count("pk"))
    return ReplyStatus(
        list_id=list_id,
        people=sum(statuses.values()) - statuses.get(EnrolmentStatus.DUPLICATE, 0),
        accepted=statuses.get(EnrolmentStatus.ACCEPTED, 0),
        refused=statuses.get(EnrolmentStatus.REJECTED, 0),
        replaced=statuses.get(EnrolmentStatus.REPLACED, 0),
        missing=sum(each.missing for each in batches),
        waiting=sum(each.waiting for each in batches),
        refused_by=dict(sorted(reasons, key=lambda each: (-each[1], each[0]))),
        rows=dict(rows),
        batches=batches,
    )


def reply_files(list_id: int) -> list[ReplyFileView]:
    """The files that came back about a list, newest first; in a posting those that it recorded."""
    held = ReplyFile.objects.filter(beneficiary_list_id=list_id).select_related("recorded_by").order_by("-pk")
    return [
        ReplyFileView(
            each.pk, each.name, each.answered_on, each.recorded_at, each.recorded_by.full_name, each.declared, each.counted,
            differences(each.declared, said_of(each.counted)), tuple(each.unknown),
        )
        for each in held
    ]  # fmt: skip


def refused_people(list_id: int, *, reason: str = "", open_only: bool = False, page: int = 1) -> RefusedPage:
    """Those whom BPJS refused (for one reason; `open_only`: whose place nobody has yet), in the order of the list."""
    held = Enrolment.objects.filter(batch__beneficiary_list_id=list_id, status__in=[EnrolmentStatus.REJECTED, EnrolmentStatus.REPLACED])
    if reason:
        held = held.filter(reason=reason)
    if open_only:
        held = held.filter(status=EnrolmentStatus.REJECTED)
    total = held.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = list(
        held.order_by("entry__rank")
        .values_list(
            "pk", "entry__worker_id", "entry__name", "entry__village_code", "entry__rank", "status", "reason", "answered_on"
        )[(page - 1) * PAGE : page * PAGE]
    )  # fmt: skip
    words = dict(
        ReplyLine.objects.filter(enrolment_id__in=[row[0] for row in rows], outcome=RowOutcome.REFUSED).values_list("enrolment_id", "words")
    )
    shown = tuple(RefusedPerson(*row[:5], EnrolmentStatus(row[5]), row[6], words.get(row[0], ""), row[7]) for row in rows)
    return RefusedPage(shown, total, page, pages)


def odd_rows(list_id: int, most: int = 200) -> list[OddRow]:
    """Rows that changed nothing and should be looked at: conflicts, people of no list, rows that could not be read."""
    held = (
        ReplyLine.objects.filter(
            file__beneficiary_list_id=list_id, outcome__in=[RowOutcome.CONFLICT, RowOutcome.UNKNOWN, RowOutcome.UNREADABLE]
        )
        .order_by("outcome", "file_id", "row_number")
        .values_list("file__name", "sheet", "row_number", "outcome", "words", "enrolment__entry__name")[:most]
    )
    return [OddRow(file, sheet, row, RowOutcome(outcome), words, name or "") for file, sheet, row, outcome, words, name in held]


def missing_people(list_id: int, most: int = 200) -> list[tuple[str, str, int]]:
    """People of answered batches of whom the reply says nothing: name, village_code, rank; in the order of the list."""
    answered = [each.batch for each in reply_status(list_id).batches if each.missing]
    held = Enrolment.objects.filter(batch_id__in=answered, status=EnrolmentStatus.EXPORTED).order_by("entry__rank")
    return list(held.values_list("entry__name", "entry__village_code", "entry__rank")[:most])


def lines_of(list_id: int) -> pl.DataFrame:
    """Everybody of the list who was handed over, as `rules.replies` reads them, with worker and area."""
    rows = Enrolment.objects.filter(batch__beneficiary_list_id=list_id).values_list(
        "pk", "area", "entry_id", "status", "nik_key", "kpj_key", "entry__name", "entry__birth_date", "entry__worker_id"
    )
    schema = {
        "enrolment": pl.Int64, "area": pl.String, "entry": pl.Int64, "status": pl.String, "nik_key": pl.Int64, "kpj_key": pl.Int64, "name": pl.String,
        "birth_date": pl.Date, "worker": pl.Int64,
    }  # fmt: skip
    frame = pl.DataFrame(list(rows.iterator(chunk_size=20_000)), schema=schema, orient="row")
    folded = pl.Series("name", [fold(name) for name in frame["name"]], dtype=pl.String)
    moved = pl.col("entry").is_in(list(amending_entries(list_id)))
    return frame.with_columns(folded, moved=moved)


def numbers_taken(keys: list[int]) -> pl.DataFrame:
    """[kpj_key, enrolment] of those of these numbers that somebody has."""
    rows = Enrolment.objects.filter(kpj_key__in=keys, status=EnrolmentStatus.ACCEPTED).values_list("kpj_key", "pk")
    return pl.DataFrame(list(rows), schema={"kpj_key": pl.Int64, "enrolment": pl.Int64}, orient="row")


def said_of(counted: Mapping[str, int]) -> dict[str, int]:
    """Rows, accepted and refused as a file itself would count them."""
    return {name: counted.get(f"said-{name}", 0) for name in ("rows", "accepted", "refused")}


def _batches(list_id: int) -> list[Batch]:
    return list(Batch.objects.filter(beneficiary_list_id=list_id).order_by("number", "area"))


def _answer(each: Batch, statuses: Mapping[str, int], answered_on: date | None) -> BatchAnswer:
    open_ = statuses.get(EnrolmentStatus.EXPORTED, 0)
    return BatchAnswer(
        batch=each.pk,
        branch=each.branch,
        regency=each.area,
        number=each.number,
        people=each.people,
        months=each.months,
        amount_idr=each.amount_idr,
        accepted=statuses.get(EnrolmentStatus.ACCEPTED, 0),
        refused=statuses.get(EnrolmentStatus.REJECTED, 0) + statuses.get(EnrolmentStatus.REPLACED, 0),
        missing=open_ if answered_on else 0,
        waiting=0 if answered_on else open_,
        answered_on=answered_on,
    )
