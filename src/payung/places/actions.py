"""Loading the places, offices and published figures of the installation's province, and the boundaries its user has."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection, transaction

from payung.core import gazetteer
from payung.core.areas import Level, area_code
from payung.core.audit import AuditRecorder
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.code_history import read_code_history
from payung.places.models import Boundary, CodeChange, Emblem, Figure, Office, OfficeArea, Place
from payung.places.queries import code_history
from payung.places.rules.boundaries import BoundaryFile, level_name, read_boundaries
from payung.places.rules.emblems import check_emblem
from payung.places.rules.facts import OfficeFact, ProvinceFacts, facts_of

_BATCH = 2_000
_KEEP_PLACES = """
INSERT INTO places_place (code, name, kind, bps_code, tile_col, tile_row, abbreviation)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::smallint[], %s::smallint[], %s::text[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, bps_code = excluded.bps_code,
    tile_col = excluded.tile_col, tile_row = excluded.tile_row, abbreviation = excluded.abbreviation
"""
_SHAPES = 500  # a shape is some kilobytes


@dataclass(frozen=True)
class BoundaryReport:
    """What a file of boundaries brought. `levels`: level to the shapes of known places in it, `changed` of them new or other than before.

    The rest as in `places.rules.boundaries.BoundaryFile`.
    """

    file: str
    levels: dict[str, int]
    changed: int
    unmatched: tuple[str, ...]
    shapeless: tuple[str, ...]
    without_code: int
    dropped_rings: int


@dataclass(frozen=True)
class HistoryReport:
    """What a list of replaced codes brought: `changes` in it, `new` of them not known before; `unread`: rows that say none;

    `ended`: old codes that lead to no place of today.
    """

    file: str
    changes: int
    new: int
    unread: tuple[int, ...]
    ended: tuple[str, ...]


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
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_PLACES, [list(column) for column in zip(*places, strict=True)])
    for office in facts.offices:
        _load_office(office)
    for held in {office.code for office in facts.offices}:
        _end_before_the_next(held)
    _load_figures(facts)
    record(
        by=by, at=at, action="load_places", kind="places", change={"province": code, "places": len(places), "figures": len(facts.figures)}
    )
    return len(places)


ENTERED = "entered by the office itself"
"""The source of an office that was entered here: loading the packaged facts again leaves it."""


@dataclass(frozen=True)
class OfficeEntry:
    """An office as somebody enters it: named so from `starts_on`, until the day before `ends_on`; the areas it serves; its letterhead and head.

    `signer_…`: who signs in the name of the head, empty when the head signs. `emblem`: a PNG or JPEG for the letterhead, empty to leave the one it has.
    """

    code: str
    kind: str
    name: str
    areas: tuple[str, ...]
    starts_on: date
    ends_on: date | None = None
    seat: str = ""
    address: str = ""
    above: str = ""
    contact: str = ""
    head_title: str = ""
    head_name: str = ""
    head_rank: str = ""
    head_number: str = ""
    signer_title: str = ""
    signer_name: str = ""
    signer_rank: str = ""
    signer_number: str = ""
    emblem: bytes = b""
    source: str = ENTERED


@transaction.atomic
def enter_office(*, entry: OfficeEntry, by: Any, at: datetime, record: AuditRecorder) -> int:
    """Keep an office with its dates, letterhead and head, or correct the one of the same code and first day; its id.

    What it was before ends where this begins, and stays. Papers written for a day take the office of that day. As for `load_places`, the door asks for the act places.manage and hands in
    the recorder. Raises `Refusal` office-incomplete, office-dates, area-unknown and those of `places.rules.emblems.check_emblem`.
    """
    if not (entry.code.strip() and entry.name.strip() and entry.areas):
        raise Refusal("office-incomplete", gettext_noop("An office has a code, a name and at least one area that it serves."))
    if entry.ends_on is not None and entry.ends_on <= entry.starts_on:
        raise Refusal("office-dates", gettext_noop("An office ends after the day it begins. Correct one of the two days."))
    unknown = set(entry.areas) - set(Place.objects.filter(pk__in=entry.areas).values_list("pk", flat=True))
    if unknown:
        raise Refusal("area-unknown", gettext_noop("The place %(area)s is not loaded here."), area=sorted(unknown)[0])
    values = {name: value for name, value in vars(entry).items() if name not in ("areas", "code", "starts_on", "emblem")}
    if entry.emblem:
        values["emblem"] = _kept_emblem(entry.emblem)
    office, _ = Office.objects.update_or_create(code=entry.code, starts_on=entry.starts_on, defaults=values)
    OfficeArea.objects.filter(office=office).exclude(area__in=entry.areas).delete()
    for area in entry.areas:
        OfficeArea.objects.get_or_create(office=office, area=area, defaults={"basis": "entered"})
    _end_before_the_next(entry.code)
    told = {name: str(value) for name, value in values.items() if name != "emblem"}
    emblem = office.emblem_id or ""
    change = told | {"code": entry.code, "areas": list(entry.areas), "starts_on": entry.starts_on.isoformat(), "emblem": emblem}
    record(by=by, at=at, action="enter_office", kind="office", subjects=[office.pk], change=change)
    return office.pk


@transaction.atomic
def import_boundaries(*, path: Path, by: Any, at: datetime, record: AuditRecorder) -> BoundaryReport:
    """Keep the boundaries of this installation's places from a GeoJSON or TopoJSON file, each in place of the one before.

    The same file again changes nothing. As for `load_places`, the door asks for the act places.manage and hands in the recorder.
    Raises `Refusal` file-missing and those of `places.rules.boundaries.read_boundaries`; then nothing is kept.
    """
    if not path.is_file():
        raise Refusal("file-missing", gettext_noop("There is no file %(file)s. Name a GeoJSON or TopoJSON file."), file=path.name)
    content = path.read_bytes()
    held = read_boundaries(content, set(Place.objects.values_list("code", flat=True)))
    changed = _keep_boundaries(held, path.name, at)
    levels = dict(Counter(level_name(code) for code in sorted(held.shapes, key=len)))
    change = {"file": path.name, "digest": hashlib.sha256(content).hexdigest(), "levels": levels, "changed": changed}
    record(by=by, at=at, action="import_boundaries", kind="boundary", change=change)
    return BoundaryReport(path.name, levels, changed, held.unmatched, held.shapeless, held.without_code, held.dropped_rings)


@transaction.atomic
def import_code_history(*, path: Path, by: Any, at: datetime, on: date, record: AuditRecorder) -> HistoryReport:
    """Keep a list of replaced village codes, so that lists with old codes still find their village. The same list again changes nothing.

    As for `load_places`, the door asks for the act places.manage and hands in the recorder. Raises `Refusal` file-missing and
    those of `exchange.code_history.read_code_history`; then nothing is kept.
    """
    if not path.is_file():
        raise Refusal("file-missing", gettext_noop("There is no file %(file)s. Name a list of replaced codes."), file=path.name)
    changes, unread = read_code_history(path, on=on)
    before = CodeChange.objects.count()
    rows = [CodeChange(old_code=each.old, new_code=each.new, since=each.since, source=each.source[:255] or path.name) for each in changes]
    CodeChange.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH)
    new = CodeChange.objects.count() - before
    known = code_history()
    ended = tuple(sorted({each.old for each in changes} - known.keys()))
    change = {"file": path.name, "digest": hashlib.sha256(path.read_bytes()).hexdigest(), "changes": len(changes), "new": new}
    record(by=by, at=at, action="import_code_history", kind="places", change=change)
    return HistoryReport(path.name, len(changes), new, tuple(unread), ended)


def _keep_boundaries(held: BoundaryFile, source: str, at: datetime) -> int:
    before = Boundary.objects.filter(code__in=held.shapes).values_list("code", "geometry", "source")
    known = {code: (geometry, named) for code, geometry, named in before}
    changed = [
        Boundary(code=code, level=len(code), geometry=geometry, source=source, imported_at=at)
        for code, geometry in held.shapes.items()
        if known.get(code) != (geometry, source)
    ]
    Boundary.objects.bulk_create(
        changed,
        batch_size=_SHAPES,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["level", "geometry", "source", "imported_at"],
    )
    return len(changed)


def _places(province: str, facts: ProvinceFacts) -> list[tuple[str, str, str, str, int | None, int | None, str]]:
    """The rows of the table: code, name, kind, bps_code, tile_col, tile_row, abbreviation."""
    below = (gazetteer.regencies, gazetteer.districts, gazetteer.villages)
    frames = [gazetteer.provinces().filter(pl.col("code") == province), *(level(province) for level in below)]
    tiles = {code: (tile.col, tile.row, tile.abbreviation) for code, tile in facts.tiles.items()}
    return [
        (code, name, kind, gazetteer.bps_code(code) or "", *tiles.get(code, (None, None, "")))
        for code, name, kind in pl.concat(frames).iter_rows()
    ]


def _kept_emblem(content: bytes) -> Emblem:
    check_emblem(content)
    kept, _ = Emblem.objects.get_or_create(digest=hashlib.sha256(content).hexdigest(), defaults={"content": content})
    return kept


def _end_before_the_next(code: str) -> None:
    """An office has one name a day: an earlier one ends where the next begins."""
    held = list(Office.objects.filter(code=code).order_by("starts_on"))
    for earlier, later in pairwise(held):
        if earlier.ends_on is None or earlier.ends_on > later.starts_on:
            Office.objects.filter(pk=earlier.pk).update(ends_on=later.starts_on)


def _load_office(fact: OfficeFact) -> None:
    if Office.objects.filter(code=fact.code, starts_on=fact.starts_on, source=ENTERED).exists():
        return
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
