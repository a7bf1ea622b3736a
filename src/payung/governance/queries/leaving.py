"""What left the office, and which identifiers were shown to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from payung.core.areas import Level
from payung.governance.models import Export, Reveal
from payung.governance.rules.actors import Actor

A_PAGE = 50


@dataclass(frozen=True)
class ExportRow:
    """A file that left: `rows` people in it, None where it holds none."""

    name: str
    digest: str
    rows: int | None
    purpose: str
    agreement: str
    taken_by: str
    taken_at: datetime


@dataclass(frozen=True)
class RevealRow:
    """An identifier that was shown."""

    kind: str
    object_id: int
    field: str
    purpose: str
    reference: str
    shown_to: str
    shown_at: datetime


def exports(actor: Actor, page: int = 1) -> tuple[list[ExportRow], bool]:
    """A page of what was taken out in postings inside the actor's area, newest first, and whether there is more."""
    held = Export.objects.filter(_inside(actor)).select_related("taken_by").order_by("-id")
    first = (max(1, page) - 1) * A_PAGE
    found = list(held[first : first + A_PAGE + 1])
    rows = [
        ExportRow(each.name, bytes(each.digest).hex(), each.rows, each.purpose, each.agreement, each.taken_by.full_name, each.taken_at)
        for each in found[:A_PAGE]
    ]
    return rows, len(found) > A_PAGE


def reveals(actor: Actor, page: int = 1) -> tuple[list[RevealRow], bool]:
    """A page of what was shown in postings inside the actor's area, newest first, and whether there is more."""
    held = Reveal.objects.filter(_inside(actor)).select_related("shown_to").order_by("-id")
    first = (max(1, page) - 1) * A_PAGE
    found = list(held[first : first + A_PAGE + 1])
    rows = [
        RevealRow(each.kind, each.object_id, each.field, each.purpose, each.reference, each.shown_to.full_name, each.shown_at)
        for each in found[:A_PAGE]
    ]
    return rows, len(found) > A_PAGE


def _inside(actor: Actor) -> Q:
    if any(len(each.lo) == Level.PROVINCE for each in actor.ranges):
        return Q()
    inside = Q()
    for each in actor.ranges:
        inside |= Q(posting__range_lo__0__gte=each.lo, posting__range_lo__0__lt=each.hi)
    return inside
