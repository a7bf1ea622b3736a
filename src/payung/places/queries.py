"""Places, tiles, boundaries, offices of a day, and published figures with who said them and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from django.db.models import Q
from django.db.models.functions import Length

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.places.models import Boundary, CodeChange, Emblem, Figure, Office, OfficeArea, Place

_PLACE_COLUMNS = ("code", "name", "kind", "bps_code", "abbreviation")


@dataclass(frozen=True, slots=True)
class Tile:
    """A regency's tile: column and row counted from the upper left."""

    code: str
    abbreviation: str
    name: str
    col: int
    row: int


@dataclass(frozen=True, slots=True)
class Branch:
    """The BPJS branch that serves a regency on a day. `basis`: reported or inferred."""

    code: str
    name: str
    seat: str
    basis: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """An office as its papers name it on a day: who it belongs to, its name, address and contact, its emblem; and who signs for it.

    `office` is empty for an office that nobody entered: then its names follow from the place, and the signer's is left to be written.
    """

    office: str
    above: str
    name: str
    address: str
    seat: str
    head_title: str
    head_name: str
    head_rank: str = ""
    head_number: str = ""
    emblem: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One published figure of one place."""

    code: str
    area: str
    kind: str
    value: Decimal
    unit: str
    definition: str
    as_of: date
    source: str
    speaker: str
    estimate: bool
    method: str


@dataclass(frozen=True)
class Denominator:
    """What a rate is divided by: the whole province's `value`, and `by_area` where it was published for its parts."""

    code: str
    value: int
    definition: str
    source: str
    speaker: str
    as_of: date
    estimate: bool
    by_area: Mapping[str, int]


def places(prefix: str = "", level: Level | int | None = None) -> pl.DataFrame:
    """The places inside the area `prefix` (all: ""), of one level or all: code, name, kind, bps_code, abbreviation; by code."""
    held = Place.objects.filter(code__startswith=prefix)
    if level is not None:
        held = held.annotate(length=Length("code")).filter(length=int(level))
    schema = dict.fromkeys(_PLACE_COLUMNS, pl.String)
    return pl.DataFrame(list(held.order_by("code").values_list(*_PLACE_COLUMNS)), schema=schema, orient="row")


def place_name(code: str) -> str:
    """The name of one place. Raises `Refusal` area-unknown."""
    name = Place.objects.filter(pk=code).values_list("name", flat=True).first()
    if name is None:
        message = gettext_noop("The place %(area)s is not loaded here. Run 'payung db migrate', or use a code of this province.")
        raise Refusal("area-unknown", message, area=code)
    return name


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of many places by code; those that are not loaded are left out."""
    return dict(Place.objects.filter(pk__in=list(codes)).values_list("code", "name"))


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office as it was named for a time, with the areas it serves."""

    code: str
    kind: str
    name: str
    seat: str
    starts_on: date
    ends_on: date | None
    source: str
    areas: tuple[str, ...]
    id: int = 0
    above: str = ""
    address: str = ""
    contact: str = ""
    head_title: str = ""
    head_name: str = ""
    head_rank: str = ""
    head_number: str = ""
    signer_title: str = ""
    signer_name: str = ""
    signer_rank: str = ""
    signer_number: str = ""
    emblem: str = ""


OFFICE_TEXTS = (
    "seat", "above", "address", "contact", "head_title", "head_name", "head_rank", "head_number", "signer_title", "signer_name", "signer_rank",
    "signer_number",
)  # fmt: skip
"""What an office's letterhead and signature block are written from."""


def offices() -> list[OfficeRow]:
    """Every office under every name it had, by code and start."""
    served: dict[int, list[str]] = {}
    for office, area in OfficeArea.objects.order_by("area").values_list("office_id", "area"):
        served.setdefault(office, []).append(area)
    more = OFFICE_TEXTS[1:]
    return [
        OfficeRow(
            each.code,
            each.kind,
            each.name,
            each.seat,
            each.starts_on,
            each.ends_on,
            each.source,
            tuple(served.get(each.pk, ())),
            each.pk,
            **{name: getattr(each, name) for name in more},
            emblem=each.emblem_id or "",
        )
        for each in Office.objects.order_by("code", "starts_on")
    ]


def office(office_id: int) -> OfficeRow:
    """One office under one of its names. Raises `Refusal` no-such-object."""
    found = next((each for each in offices() if each.id == office_id), None)
    if found is None:
        raise Refusal("no-such-object", gettext_noop("There is no such office."))
    return found


def emblem(digest: str) -> bytes:
    """The picture of a letterhead; empty when there is none."""
    content = Emblem.objects.filter(pk=digest).values_list("content", flat=True).first()
    return bytes(content) if content else b""


def tiles() -> list[Tile]:
    """The tile map, by code; empty for a province without one."""
    held = Place.objects.filter(tile_col__isnull=False, tile_row__isnull=False).order_by("code")
    rows = held.values_list("code", "abbreviation", "name", "tile_col", "tile_row")
    return [Tile(code, short, name, col, row) for code, short, name, col, row in rows if col is not None and row is not None]


def boundaries(level: Level | int, prefix: str = "") -> dict[str, dict[str, Any]]:
    """The GeoJSON geometry (degrees) of each place of one level inside the area `prefix` whose boundary is loaded, by code."""
    held = Boundary.objects.filter(level=int(level), code__startswith=prefix).order_by("code")
    return dict(held.values_list("code", "geometry"))


def code_history() -> dict[str, tuple[str, ...]]:
    """Every replaced village code with the places of today that it became, however many steps that took; () is left out."""
    steps: dict[str, list[str]] = {}
    for old, new in CodeChange.objects.order_by("old_code", "new_code").values_list("old_code", "new_code"):
        steps.setdefault(old, []).append(new)
    today = set(Place.objects.filter(code__in={new for heirs in steps.values() for new in heirs}).values_list("code", flat=True))
    found = {old: tuple(sorted(_heirs(old, steps, today, frozenset()))) for old in steps}
    return {old: heirs for old, heirs in found.items() if heirs}


def _heirs(code: str, steps: Mapping[str, list[str]], today: set[str], passed: frozenset[str]) -> set[str]:
    if code in today:
        return {code}
    if code in passed:  # a list that goes in a circle leads nowhere
        return set()
    return {heir for each in steps.get(code, ()) for heir in _heirs(each, steps, today, passed | {code})}


def branch_of(regency: str, on: date) -> Branch:
    """The BPJS branch that serves a regency on a day. Raises `Refusal` branch-unknown."""
    held = OfficeArea.objects.filter(area=regency, office__kind="bpjs-branch", office__starts_on__lte=on)
    row = (
        held.filter(Q(office__ends_on__isnull=True) | Q(office__ends_on__gt=on))
        .order_by("-office__starts_on", "office__code")
        .values_list("office__code", "office__name", "office__seat", "basis")
        .first()
    )
    if row is None:
        message = gettext_noop("No BPJS branch is known for %(area)s on %(on)s. Enter the office with its areas and dates.")
        raise Refusal("branch-unknown", message, area=regency, on=on.isoformat())
    return Branch(*row)


def letterhead(area: str, on: date) -> Letterhead:
    """The letterhead of the office that acts for a place on a day: the labour office of a province or regency, a kecamatan, a village.

    Raises `Refusal` area-unknown.
    """
    place_name(area)
    kind = _OFFICE_OF[Level(len(area))]
    held = (
        Office.objects.filter(pk__in=OfficeArea.objects.filter(area=area).values("office"), kind=kind, starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        .order_by("-starts_on", "code")
        .first()
    )
    derived = _derived_letterhead(area)
    if held is None:
        return derived
    title, signer = held.head_title or derived.head_title, (held.head_name or derived.head_name, held.head_rank, held.head_number)
    if held.signer_name:
        title, signer = f"a.n. {title}\n{held.signer_title}".strip(), (held.signer_name, held.signer_rank, held.signer_number)
    return Letterhead(
        office=held.code,
        above=held.above or derived.above,
        name=held.name,
        address="; ".join(part for part in (held.address, held.contact) if part),
        seat=held.seat or derived.seat,
        head_title=title,
        head_name=signer[0],
        head_rank=signer[1],
        head_number=signer[2],
        emblem=held.emblem_id or "",
    )


_OFFICE_OF = {
    Level.PROVINCE: "labour-office",
    Level.REGENCY: "labour-office",
    Level.DISTRICT: "district-office",
    Level.VILLAGE: "village-office",
}
_TO_BE_WRITTEN = "(................................)"


def _derived_letterhead(area: str) -> Letterhead:
    """What papers of a place say when nobody entered its office. In Bahasa Indonesia, as all papers."""
    around = {len(code): (name, kind) for code, name, kind in _around(area)}
    level = Level(len(area))
    name, kind = around[len(area)]
    if level is Level.PROVINCE:
        return Letterhead("", f"Pemerintah Provinsi {name}", "Dinas yang membidangi tenaga kerja", "", "", "Kepala Dinas", _TO_BE_WRITTEN)
    above = f"Pemerintah {around[int(Level.REGENCY)][0]}"
    if level is Level.REGENCY:
        return Letterhead("", above, "Dinas yang membidangi tenaga kerja", "", "", "Kepala Dinas", _TO_BE_WRITTEN)
    if level is Level.DISTRICT:
        return Letterhead("", above, f"Kecamatan {name}", "", name, f"Camat {name}", _TO_BE_WRITTEN)
    above = f"{above}, Kecamatan {around[int(Level.DISTRICT)][0]}"
    if kind == "kelurahan":
        return Letterhead("", above, f"Kelurahan {name}", "", name, f"Lurah {name}", _TO_BE_WRITTEN)
    return Letterhead("", above, f"Desa {name}", "", name, f"Kepala Desa {name}", _TO_BE_WRITTEN)


def _around(area: str) -> Iterable[tuple[str, str, str]]:
    """The place and those that it lies in: code, name, kind."""
    codes = [area[: int(level)] for level in Level if len(area) >= int(level)]
    return Place.objects.filter(pk__in=codes).values_list("code", "name", "kind")


def figures(kind: str | None = None, area: str | None = None) -> list[FigureRow]:
    """Published figures, rivals side by side: by code, place and day."""
    held = Figure.objects.order_by("code", "area", "as_of")
    if kind is not None:
        held = held.filter(kind=kind)
    if area is not None:
        held = held.filter(area=area)
    return [FigureRow(*row) for row in held.values_list(*FigureRow.__dataclass_fields__)]


def figure_by_area(code: str, on: date | None = None) -> list[FigureRow]:
    """One figure in every place that has it: for each place the newest not after `on`, else the oldest there is.

    Raises `Refusal` figure-unknown.
    """
    held = [FigureRow(*row) for row in Figure.objects.filter(code=code).values_list(*FigureRow.__dataclass_fields__)]
    if not held:
        known = ", ".join(Figure.objects.order_by("code").values_list("code", flat=True).distinct())
        message = gettext_noop("There is no published figure %(figure)s here. Use one of: %(known)s.")
        raise Refusal("figure-unknown", message, figure=code, known=known)
    return [_as_of([row for row in held if row.area == area], on) for area in sorted({row.area for row in held})]


def denominator(code: str, on: date | None = None) -> Denominator:
    """A workforce denominator as it was known on a day (None: the newest). Raises `Refusal` denominator-unknown."""
    held = list(Figure.objects.filter(kind="denominator", code=code).values_list(*FigureRow.__dataclass_fields__))
    if not held:
        message = gettext_noop("There is no denominator %(denominator)s here. Use one of: %(known)s.")
        raise Refusal("denominator-unknown", message, denominator=code, known=", ".join(_denominator_codes()))
    return _denominator([FigureRow(*row) for row in held], on)


def denominators(on: date | None = None) -> list[Denominator]:
    """Every denominator as it was known on a day (None: the newest), by code."""
    return [denominator(code, on) for code in _denominator_codes()]


def _denominator_codes() -> list[str]:
    return list(Figure.objects.filter(kind="denominator").order_by("code").values_list("code", flat=True).distinct())


def _denominator(rows: list[FigureRow], on: date | None) -> Denominator:
    whole_area = min(rows, key=lambda row: (len(row.area), row.area)).area
    whole = _as_of([row for row in rows if row.area == whole_area], on)
    by_area = {row.area: int(row.value) for row in rows if row.as_of == whole.as_of and row.area != whole_area}
    return Denominator(
        whole.code,
        int(whole.value),
        whole.definition,
        whole.source,
        whole.speaker,
        whole.as_of,
        whole.estimate,
        dict(sorted(by_area.items())),
    )


def _as_of(rows: Iterable[FigureRow], on: date | None) -> FigureRow:
    """The newest not after the day; where all are younger, the oldest: its date stands beside it wherever it is shown."""
    ordered = sorted(rows, key=lambda row: row.as_of)
    earlier = [row for row in ordered if on is None or row.as_of <= on]
    return earlier[-1] if earlier else ordered[0]
