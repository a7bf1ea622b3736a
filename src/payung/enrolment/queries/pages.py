"""What the pages of this room ask besides: lists on their way, a batch's file, works under way, a layout tried on made-up people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.models import Batch, Enrolment
from payung.enrolment.rules.statuses import EnrolmentStatus
from payung.exchange.layouts import Layout, shown_values
from payung.governance.queries.files import read_content
from payung.governance.queries.work import jobs_about
from payung.selection.queries import lists
from payung.selection.rules.statuses import ListStatus

_ON_ITS_WAY = (ListStatus.SUBMITTED, ListStatus.APPROVED, ListStatus.DECREED)
_WORKS = ("enrolment.export", "enrolment.reply", "enrolment.ready")
_MADE_UP = {
    "line": 1, "nik": "5307012304850001", "name": "MARIA CONTOH", "birth_place": "Maumere", "birth_date": date(1985, 4, 23), "sex": "P", "mother": "ANNA CONTOH",
    "address": "RT 01 RW 02", "village": "Nita", "district": "Nita", "regency": "Kabupaten Sikka", "phone": "081234567890", "occupation": "Penenun",
    "workplace": "Rumah", "hours": "8 jam", "income_idr": 900_000, "programmes": "JKK, JKM", "months": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list on its way to membership. `open`: handed over and not answered."""

    list_id: int
    status: ListStatus
    people: int
    batches: int
    accepted: int
    refused: int
    open: int


@dataclass(frozen=True)
class BatchFile:
    """The file of a batch, or its annex, as it was made."""

    name: str
    content: bytes
    people: int
    regency: str


def lists_to_enrol(programme: str) -> list[ListRow]:
    """The lists of a programme that were handed in and not returned, newest first, in people of the present scope."""
    held = [each for each in lists(programme) if each.status in _ON_ITS_WAY]
    ids = [each.id for each in held]
    batches = dict(Batch.objects.filter(beneficiary_list_id__in=ids).values_list("beneficiary_list_id").annotate(Count("pk")))
    answers = {
        row[0]: row[1:]
        for row in Enrolment.objects.filter(batch__beneficiary_list_id__in=ids)
        .values_list("batch__beneficiary_list_id")
        .annotate(
            accepted=Count("pk", filter=Q(status=EnrolmentStatus.ACCEPTED)),
            refused=Count("pk", filter=Q(status__in=[EnrolmentStatus.REJECTED, EnrolmentStatus.REPLACED])),
            waiting=Count("pk", filter=Q(status=EnrolmentStatus.EXPORTED)),
        )
    }
    return [ListRow(each.id, each.status, each.chosen, batches.get(each.id, 0), *answers.get(each.id, (0, 0, 0))) for each in held]


def batch_file(batch: int, part: str) -> BatchFile:
    """A batch of the present scope: its workbook (`batch`) or its `annex`. Raises `Refusal` no-such-object."""
    held = Batch.objects.select_related("file", "annex").filter(pk=batch).first()
    stored = (held.annex if part == "annex" else held.file) if held else None
    if held is None or stored is None or part not in ("batch", "annex"):
        raise Refusal("no-such-object", gettext_noop("There is no such batch, or it lies outside your area. Make the batches again."))
    return BatchFile(stored.name, read_content(stored.digest), held.people, held.area)


def work_under_way(list_id: int) -> list[int]:
    """The jobs of this room about a list that wait, run or stopped last."""
    return jobs_about(_WORKS, "list", list_id)


def layout_preview(held: Layout) -> list[list[str]]:
    """A layout filled with a made-up person, cell by cell as it would be written."""
    return [shown_values(held, _MADE_UP)]
