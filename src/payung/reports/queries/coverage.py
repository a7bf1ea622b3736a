"""Coverage by area, as lines, as a file, as a map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.csvs import write_csv, write_xlsx
from payung.governance.queries.accounts import installation
from payung.governance.queries.scope import current_actor
from payung.governance.rules.practice import STAMP
from payung.places.queries import denominator, place_name, places, tiles
from payung.registry.queries.coverage import coverage_counts, registered_counts
from payung.reports.rules.coverage import AreaCoverage, Base, coverage_lines, rate_pct
from payung.reports.rules.figures import Language, day
from payung.reports.rules.pictures import Cell, Sheet, svg_to_png, tile_map

REGISTERED = "registered"
"""The denominator that needs no statistics: the people in this registry, one each."""

LEVELS = {"regency": Level.REGENCY, "district": Level.DISTRICT, "village": Level.VILLAGE}
_PROVINCE = Level.PROVINCE
_WORDS: dict[Language, str] = {"id": "Cakupan menurut kabupaten dan kota", "en": "Coverage by regency and city"}


@dataclass(frozen=True)
class Coverage:
    """Coverage as of `on`, by the areas of one level that lie inside the reader's posting, and of these together."""

    on: date
    base: Base
    total: AreaCoverage
    areas: list[AreaCoverage]


def coverage(*, level: str, denominator: str, on: date) -> Coverage:
    """Who is covered on the day, by area. Raises `Refusal` denominator-unknown."""
    depth = LEVELS[level]
    base = _base(denominator, depth, on)
    covered = dict(coverage_counts(on, depth).rows())
    held = places(level=depth)
    inside = [(code, name) for code, name in zip(held["code"], held["name"], strict=True) if _visible(code)]
    province = installation().province
    lines = coverage_lines(inside, covered, base)
    whole = base.by_area.get(province) if _visible(province) else None
    whole = whole or sum(line.denominator or 0 for line in lines) or None
    people = sum(covered.values())
    return Coverage(on, base, AreaCoverage(province, place_name(province), people, whole, rate_pct(people, whole)), lines)


def coverage_frame(held: Coverage) -> pl.DataFrame:
    """The lines and their total in the columns of `payung report coverage`."""
    lines = [*held.areas, held.total]
    return pl.DataFrame(
        {
            "area_code": [line.code for line in lines],
            "area": [line.name for line in lines],
            "covered": [line.covered for line in lines],
            "denominator": [line.denominator for line in lines],
            "denominator_source": [_source(held.base)] * len(lines),
            "denominator_on": [held.base.as_of] * len(lines),
            "rate_pct": [None if line.rate_pct is None else str(line.rate_pct) for line in lines],
            "on": [held.on] * len(lines),
        },
        schema_overrides={"denominator": pl.Int64, "rate_pct": pl.String},
    )


def write_coverage(path: Path, *, level: str, denominator: str, on: date, language: Language = "id") -> int:
    """Write coverage as .csv, .xlsx, .svg or .png by the name of `path`; how many areas. Raises `Refusal` format-unknown or boundaries-missing."""
    held = coverage(level=level, denominator=denominator, on=on)
    ending = path.suffix.lower()
    if ending == ".csv":
        write_csv(path, coverage_frame(held))
    elif ending == ".xlsx":
        write_xlsx(path, coverage_frame(held))
    elif ending in (".svg", ".png"):
        svg = coverage_map(held, language)
        path.write_bytes(svg.encode() if ending == ".svg" else svg_to_png(svg))
    elif ending == ".geojson":
        raise Refusal(
            "boundaries-missing",
            gettext_noop("No boundaries are loaded, so there is nothing to write as GeoJSON. Use .svg for the tile map."),
        )
    else:
        raise Refusal(
            "format-unknown", gettext_noop("A file ending in %(ending)s cannot be written. Use .csv, .xlsx, .svg or .png."), ending=ending
        )
    return len(held.areas)


def coverage_map(held: Coverage, language: Language = "id") -> str:
    """The tile map of the regencies as SVG that stands by itself."""
    values = {line.code: line.rate_pct for line in held.areas}
    cells = [Cell(tile.code, tile.abbreviation, tile.col, tile.row, tile.name) for tile in tiles() if tile.code in values]
    if not cells:
        raise Refusal("map-missing", gettext_noop("There is no map for this level and area. Use the level regency, or .csv."))
    stamp = STAMP if installation().practice else ""
    note = f"{_source(held.base)}; {day(held.base.as_of, language)}"
    return tile_map(
        cells,
        values,
        title=f"{_WORDS[language]}, {day(held.on, language)}",
        language=language,
        digits=1,
        sheet=Sheet(note=note, stamp=stamp),
    )


def _base(code: str, depth: Level, on: date) -> Base:
    if code == REGISTERED:
        counted = dict(registered_counts(depth).rows())
        province = installation().province
        return Base(REGISTERED, "people in this registry, each once", "Payung", on, False, counted | {province: sum(counted.values())})
    held = denominator(code, on)
    province = installation().province
    return Base(held.code, held.definition, held.source, held.as_of, held.estimate, {**held.by_area, province: held.value})


def _source(base: Base) -> str:
    return f"{base.code}: {base.source}" + (" (estimate)" if base.estimate else "")


def _visible(code: str) -> bool:
    actor = current_actor()
    return actor is None or actor.covers(code)
