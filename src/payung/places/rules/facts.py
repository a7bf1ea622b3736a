"""The packaged facts of a province (data/*.yaml) as typed values: tiles, offices with dates, published figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from payung.core.strict_yaml import read_yaml

_PACKAGED = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class TileFact:
    """Where a regency lies on the tile map: column and row from the upper left, and its short name."""

    abbreviation: str
    col: int
    row: int


@dataclass(frozen=True, slots=True)
class OfficeFact:
    """An office as it was named from `starts_on` up to, not including, `ends_on`. `areas`: regency -> how that is known."""

    code: str
    kind: str
    name: str
    seat: str
    starts_on: date
    ends_on: date | None
    source: str
    status: str
    areas: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FigureFact:
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
class ProvinceFacts:
    """Everything packaged about one province; empty for a province of which nothing is."""

    tiles: Mapping[str, TileFact]
    offices: tuple[OfficeFact, ...]
    figures: tuple[FigureFact, ...]


def facts_of(province: str) -> ProvinceFacts:
    """What is packaged about the province with this code."""
    for raw in _packaged():
        if raw["province"] == province:
            return ProvinceFacts(
                {tile["code"]: TileFact(tile["abbreviation"], tile["col"], tile["row"]) for tile in raw["tiles"]},
                tuple(_office(office) for office in raw["offices"]),
                tuple(figure for group in raw["figures"] for figure in _figures(group)),
            )
    return ProvinceFacts({}, (), ())


@cache
def _packaged() -> tuple[Mapping[str, Any], ...]:
    return tuple(read_yaml(path.read_text(encoding="utf-8")) for path in sorted(_PACKAGED.glob("*.yaml")))


def _office(raw: Mapping[str, Any]) -> OfficeFact:
    return OfficeFact(
        code=raw["code"],
        kind=raw["kind"],
        name=raw["name"],
        seat=raw["seat"],
        starts_on=raw["starts_on"],
        ends_on=raw.get("ends_on"),
        source=raw["source"],
        status=raw["status"],
        areas=raw["areas"],
    )


def _figures(raw: Mapping[str, Any]) -> list[FigureFact]:
    return [
        FigureFact(
            code=raw["code"],
            area=area,
            kind=raw["kind"],
            value=Decimal(str(value)),
            unit=raw["unit"],
            definition=raw["definition"],
            as_of=raw["as_of"],
            source=raw["source"],
            speaker=raw["speaker"],
            estimate=raw.get("estimate", False),
            method=(raw.get("method") or "").strip(),
        )
        for area, value in raw["values"].items()
    ]
