"""Cards and savings books on their way to the people, and who is ready to be enrolled, by village and person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from payung.enrolment.models import Batch, Enrolment, Handover, VillageReadiness
from payung.enrolment.queries.batches import layout_rows
from payung.enrolment.rules.statuses import EnrolmentStatus, HandoverStatus, Item
from payung.exchange.layouts import layout, missing_fields
from payung.governance.queries.keys import keyring
from payung.selection.queries import list_before_decree

PAGE = 50


@dataclass(frozen=True, slots=True)
class CardRow:
    """One accepted person, and where his card and savings book are."""

    enrolment: int
    worker: int
    name: str
    village_code: str
    card: HandoverStatus
    book: HandoverStatus


@dataclass(frozen=True)
class CardPage:
    """A page of accepted people; `counts`: item -> status -> people of the whole list in the present scope."""

    rows: tuple[CardRow, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class HandoverView:
    """One fact about a card or book."""

    item: Item
    status: HandoverStatus
    happened_on: date
    receiver: str
    mark: str
    reason: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class VillageReady:
    """A village's people of a list: how many have every field, and who lacks what."""

    area: str
    people: int
    ready: int
    missing: Mapping[str, int]
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class PersonReady:
    """One person, and the fields that are missing."""

    entry: int
    worker: int
    name: str
    rank: int
    missing: tuple[str, ...]


def cards(list_id: int, *, item: str = Item.CARD, status: str = "", area: str = "", page: int = 1) -> CardPage:
    """Accepted people of a list by village and name; of one status of the item, inside an area."""
    batches = list(Batch.objects.filter(beneficiary_list_id=list_id).values_list("pk", flat=True))
    everybody = Enrolment.objects.filter(batch_id__in=batches, status=EnrolmentStatus.ACCEPTED)
    counts = {each: dict(everybody.values_list(each).annotate(Count("pk"))) for each in ("card", "book")}
    held = everybody.filter(area__gte=area, area__lt=area + ":") if area else everybody
    if status:
        held = held.filter(**{str(Item(item)): status})
    total = held.count() if status or area else sum(counts["card"].values())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = held.order_by("area", "pk").values_list("pk", "entry__worker_id", "entry__name", "entry__village_code", "card", "book")
    shown = tuple(CardRow(*row[:4], HandoverStatus(row[4]), HandoverStatus(row[5])) for row in rows[(page - 1) * PAGE : page * PAGE])
    return CardPage(shown, total, page, pages, counts)


def handovers_of(enrolment: int) -> list[HandoverView]:
    """What happened to somebody's card and book, newest first."""
    held = Handover.objects.filter(enrolment_id=enrolment).select_related("recorded_by").order_by("-pk")
    return [
        HandoverView(
            Item(each.item), HandoverStatus(each.status), each.happened_on, each.receiver, each.mark, each.reason, each.recorded_by.full_name,
            each.recorded_at,
        )
        for each in held
    ]  # fmt: skip


def number_of(enrolment: int) -> str:
    """Somebody's participant number (KPJ), empty without one."""
    held = Enrolment.objects.filter(pk=enrolment, envelope__isnull=False).values_list("envelope", flat=True).first()
    return str(keyring().open("enrolment_enrolment", enrolment, bytes(held))["kpj"]) if held else ""


def village_readiness(list_id: int, layout_code: str = "bpu", area: str = "") -> list[VillageReady]:
    """The villages of the present scope (inside an area) when last looked at, those that lack most first; none before the first look."""
    held = VillageReadiness.objects.filter(beneficiary_list_id=list_id, layout=layout_code, area__gte=area, area__lt=area + ":")
    rows = [VillageReady(each.area, each.people, each.ready, each.missing, each.checked_at) for each in held]
    return sorted(rows, key=lambda each: (each.ready - each.people, each.area))


def people_readiness(list_id: int, village: str, layout_code: str = "bpu") -> list[PersonReady]:
    """The people of a village with what each lacks as of now, those who lack something first. Raises `Refusal` no-such-list or layout-unknown."""
    form = layout(layout_code)
    held = list_before_decree(list_id, village)
    lacking = missing_fields(form, layout_rows(held, held.people)) if held.people.height else []
    rows = held.people.select("entry", "worker", "name", "rank").iter_rows()
    people = [
        PersonReady(entry, worker, name, rank, tuple(fields)) for (entry, worker, name, rank), fields in zip(rows, lacking, strict=True)
    ]
    return sorted(people, key=lambda each: (not each.missing, each.rank))
