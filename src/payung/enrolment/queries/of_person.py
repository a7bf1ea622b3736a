"""What became of one person's places: batch, answer of BPJS, card and book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from payung.enrolment.models import Batch, Enrolment
from payung.enrolment.queries.batches import batch_name


@dataclass(frozen=True)
class EnrolmentStep:
    """One line of a batch: in which file, since when, what BPJS answered and on which day, and where card and book are."""

    enrolment: int
    list_id: int
    batch: int
    name: str
    made_at: datetime
    line: int
    status: str
    reason: str
    answered_on: date | None
    card: str
    book: str


def enrolments_of_entries(entries: Sequence[int]) -> list[EnrolmentStep]:
    """The enrolments that rest on these entries of lists, the oldest first."""
    held = Enrolment.objects.filter(entry__in=list(entries)).select_related("batch").order_by("pk")
    return [
        EnrolmentStep(
            each.pk, each.batch.beneficiary_list_id, each.batch_id, batch_name(each.batch.branch, each.batch.area, each.batch.number),
            each.batch.made_at, each.line, each.status, each.reason, each.answered_on, each.card, each.book,
        )
        for each in held
    ]  # fmt: skip


def batches_named(text: str, most: int) -> list[tuple[int, str, int]]:
    """The batches whose file is called so: list, name, people."""
    folded = text.casefold()
    held = Batch.objects.order_by("-pk").values_list("beneficiary_list_id", "branch", "area", "number", "people")
    named = ((list_id, batch_name(branch, area, number), people) for list_id, branch, area, number, people in held.iterator())
    return [each for each in named if folded and each[1].casefold().startswith(folded)][:most]
