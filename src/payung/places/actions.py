"""Loading the places, offices and published figures of the installation's province."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from payung.core import gazetteer
from payung.core.areas import Level, area_code
from payung.core.audit import AuditRecorder
from payung.core.refusals import Refusal, gettext_noop
from payung.places.models import Figure, Office, OfficeArea, Place
from payung.places.rules.facts import OfficeFact, ProvinceFacts, facts_of

_BATCH = 2_000


@transaction.atomic
def load_places(*, province: str, by: Any, at: datetime, record: AuditRecorder) -> int:
    """Load or renew everything known about a province; the number of places. Loading again changes nothing.

    Places come from the packaged gazetteer, offices and figures from data/. What a province entered itself and what
    is not in the packaged data stays. The door asks for the act places.manage and hands in governance's recorder,
    since governance lies above this room. Raises `Refusal` area-unknown for a code that is no province.
    """
    code = area_code(province)
    if len(code) != Level.PROVINCE or not gazetteer.is_known(code):
        raise Refusal(
            "area-unknown", gettext_noop("%(area)s is not the code of a province. Use two digits, for example 53."), area=province
        )
    facts = facts_of(code)
    places = _places(code, facts)
    Place.objects.bulk_create(
        places,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "bps_code", "tile_col", "tile_row", "abbreviation"],
    )
    for office in facts.offices:
        _load_office(office)
    _load_figures(facts)
    record(
        by=by, at=at, action="load_places", kind="places", change={"province": code, "places": len(places), "figures": len(facts.figures)}
    )
    return len(places)


def _places(province: str, facts: ProvinceFacts) -> list[Place]:
    levels = (gazetteer.provinces, gazetteer.regencies, gazetteer.districts, gazetteer.villages)
    rows = [row for level in levels for row in level().iter_rows() if row[0].startswith(province)]
    return [_place(code, name, kind, facts) for code, name, kind in rows]


def _place(code: str, name: str, kind: str, facts: ProvinceFacts) -> Place:
    tile = facts.tiles.get(code)
    place = Place(code=code, name=name, kind=kind, bps_code=gazetteer.bps_code(code) or "")
    if tile is not None:
        place.abbreviation, place.tile_col, place.tile_row = tile.abbreviation, tile.col, tile.row
    return place


def _load_office(fact: OfficeFact) -> None:
    office, _ = Office.objects.update_or_create(
        code=fact.code,
        starts_on=fact.starts_on,
        defaults={
            "kind": fact.kind,
            "name": fact.name,
            "seat": fact.seat,
            "ends_on": fact.ends_on,
            "source": fact.source,
            "status": fact.status,
        },
    )
    OfficeArea.objects.filter(office=office).exclude(area__in=fact.areas).delete()
    for area, basis in fact.areas.items():
        OfficeArea.objects.update_or_create(office=office, area=area, defaults={"basis": basis})


def _load_figures(facts: ProvinceFacts) -> None:
    names = ("code", "area", "kind", "value", "unit", "definition", "as_of", "source", "speaker", "estimate", "method")
    figures = [Figure(**{name: getattr(fact, name) for name in names}) for fact in facts.figures]
    Figure.objects.bulk_create(
        figures,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code", "area", "as_of"],
        update_fields=["kind", "value", "unit", "definition", "source", "speaker", "estimate", "method"],
    )
