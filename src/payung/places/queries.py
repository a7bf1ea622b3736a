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
from payung.places.models import Boundary, CodeChange, Figure, OfficeArea, Place

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
