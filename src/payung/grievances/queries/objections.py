"""Objections by state and deadline, and one with its whole way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min

from payung.core.refusals import Refusal, gettext_noop
from payung.grievances.models import Grievance
from payung.grievances.rules.statuses import About, GrievanceStatus

PAGE = 50
OPEN = (GrievanceStatus.RECEIVED, GrievanceStatus.UPHELD, GrievanceStatus.DISMISSED)
"""States in which somebody still waits for his answer."""


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection in a list. `late`: its answer is overdue."""

    id: int
    about: About
    about_name: str
    village_code: str
    raised_by: str
    received_on: date
    due_on: date
    in_time: bool
    status: GrievanceStatus
    late: bool


@dataclass(frozen=True)
class ObjectionPage:
    """A page of objections; `counts`: state -> how many in the present scope, `late` those overdue."""

    rows: tuple[ObjectionRow, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]
    late: int


@dataclass(frozen=True)
class ObjectionView:
    """One objection. `worker`: whom it is about, where anybody listed him; `letter`: the document that answers it."""

    row: ObjectionRow
    run: int
    worker: int | None
    channel: str
    words: str
    received_by: str
    received_by_id: int
    received_at: datetime
    upload: int | None
    remedy: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    letter: int | None
    letter_number: str
    answered_on: date | None
    version: int


def objections(*, on: date, programme: str = "", run: int | None = None, status: str = "", about: str = "", page: int = 1) -> ObjectionPage:
    """Objections of the present scope, those due first on top; `status` may be `open` for everything that waits."""
    everything = Grievance.objects.filter(kind="objection")
    if programme:
        everything = everything.filter(run__programme__code=programme)
    if run is not None:
        everything = everything.filter(run_id=run)
    counts = dict(everything.values_list("status").annotate(Count("pk")))
    late = everything.filter(status__in=OPEN, due_on__lt=on).count()
    held = everything.filter(about=about) if about else everything
    if status == "open":
        held = held.filter(status__in=OPEN)
    elif status:
        held = held.filter(status=status)
    total = held.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = tuple(_row(each, on) for each in held.order_by("due_on", "pk")[(page - 1) * PAGE : page * PAGE])
    return ObjectionPage(rows, total, page, pages, counts, late)


def objections_to_decide() -> tuple[int, date | None]:
    """How many objections of the present scope wait for a decision, and until when the first."""
    found = Grievance.objects.filter(kind="objection", status=GrievanceStatus.RECEIVED).aggregate(count=Count("pk"), due=Min("due_on"))
    return found["count"], found["due"]


def objection(objection_id: int, *, on: date) -> ObjectionView:
    """One objection of the present scope. Raises `Refusal` no-such-object."""
    held = held_objection(objection_id)
    return ObjectionView(
        row=_row(held, on),
        run=held.run_id,
        worker=held.worker_id,
        channel=held.channel,
        words=held.words,
        received_by=held.received_by.full_name,
        received_by_id=held.received_by_id,
        received_at=held.received_at,
        upload=held.upload_id,
        remedy=held.remedy,
        reason=held.reason,
        decided_by=held.decided_by.full_name if held.decided_by else "",
        decided_at=held.decided_at,
        letter=held.letter_id,
        letter_number=held.letter_number,
        answered_on=held.answered_on,
        version=held.version,
    )


def held_objection(objection_id: int) -> Grievance:
    """The row itself, for this room. Raises `Refusal` no-such-object."""
    held = Grievance.objects.select_related("received_by", "decided_by", "run__programme").filter(pk=objection_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such objection, or it lies outside your area."))
    return held


def _row(held: Grievance, on: date) -> ObjectionRow:
    return ObjectionRow(
        id=held.pk,
        about=About(held.about),
        about_name=held.about_name,
        village_code=held.village_code,
        raised_by=held.raised_by,
        received_on=held.received_on,
        due_on=held.due_on,
        in_time=held.in_time,
        status=GrievanceStatus(held.status),
        late=held.status in OPEN and held.due_on < on,
    )
