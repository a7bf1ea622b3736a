"""Coverage by area, as lines, as a file, as a map."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from payung.core.areas import Level, deepest_common
from payung.core.figures import Language, day
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.csvs import write_csv, write_xlsx
from payung.governance.queries.accounts import installation
from payung.governance.queries.scope import current_actor
from payung.governance.rules.practice import STAMP
from payung.places.queries import boundaries, denominator, place_name, places, tiles
from payung.registry.queries.coverage import coverage_counts, registered_counts
from payung.reports.rules.coverage import AreaCoverage, Base, coverage_lines, rate_pct
from payung.reports.rules.pictures import Cell, Sheet, boundary_map, svg_to_png, tile_map

REGISTERED = "registered"
"""The denominator that needs no statistics: the people in this registry, one each."""

LEVELS = {"regency": Level.REGENCY, "district": Level.DISTRICT, "village": Level.VILLAGE}
_PROVINCE = Level.PROVINCE
_MOST_SHAPES = 400  # all villages of a province would be megabytes of specks; those of one regency are drawn whatever their number
_WORDS: dict[Language, dict[Level, str]] = {
    "id": {
        Level.REGENCY: "Cakupan menurut kabupaten dan kota",
        Level.DISTRICT: "Cakupan menurut kecamatan",
        Level.VILLAGE: "Cakupan menurut desa dan kelurahan",
    },
    "en": {
        Level.REGENCY: "Coverage by regency and city",
        Level.DISTRICT: "Coverage by district",
        Level.VILLAGE: "Coverage by village",
    },
}
_NOT_DRAWN: dict[Language, str] = {"id": "Tanpa batas wilayah, tidak digambar: {count}.", "en": "Without boundary, not drawn: {count}."}


@dataclass(frozen=True)
class Coverage:
    """Coverage as of `on`, by the areas of one `level` that lie inside the reader's posting, and of these together."""

    level: Level
    on: date
    base: Base
    total: AreaCoverage
    areas: list[AreaCoverage]
    payer: str = ""


def coverage(*, level: str, denominator: str, on: date, area: str = "", payer: str = "") -> Coverage:
    """Who is covered on the day, by area: inside `area` only, by one kind of payer only, where they are named. Raises `Refusal` denominator-unknown."""
    depth = LEVELS[level]
    around = area or installation().province
    base = _base(denominator, depth, on, area, around)
    covered = {code: people for code, people in coverage_counts(on, depth, payer).iter_rows() if code.startswith(area)}
    held = places(area, depth)
    inside = [(code, name) for code, name in zip(held["code"], held["name"], strict=True) if _visible(code)]
    lines = coverage_lines(inside, covered, base)
    whole = base.by_area.get(around) if _visible(around) else None
    whole = whole or sum(line.denominator or 0 for line in lines) or None
    people = sum(covered.values())
    return Coverage(depth, on, base, AreaCoverage(around, place_name(around), people, whole, rate_pct(people, whole)), lines, payer)


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
    """Write coverage as .csv, .xlsx, .svg, .png or .geojson by the name of `path`; how many areas.

    Raises `Refusal` denominator-unknown, format-unknown, map-missing or boundaries-missing.
    """
    return write_held(path, coverage(level=level, denominator=denominator, on=on), language)


def coverage_bytes(held: Coverage, ending: str, language: Language = "id") -> bytes:
    """Coverage that was counted before as a file of one kind: csv, xlsx, svg or geojson. Raises `Refusal` format-unknown, map-missing or boundaries-missing."""
    with tempfile.TemporaryDirectory(prefix="payung-") as folder:
        path = Path(folder) / f"coverage.{ending}"
        write_held(path, held, language)
        return path.read_bytes()


def write_held(path: Path, held: Coverage, language: Language = "id") -> int:
    """The same of coverage that was counted before: one count for several files."""
    ending = path.suffix.lower()
    if ending == ".csv":
        write_csv(path, coverage_frame(held))
    elif ending == ".xlsx":
        write_xlsx(path, coverage_frame(held))
    elif ending in (".svg", ".png"):
        svg = coverage_map(held, language)
        path.write_bytes(svg.encode() if ending == ".svg" else svg_to_png(svg))
    elif ending == ".geojson":
        path.write_text(json.dumps(coverage_features(held), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    else:
        raise Refusal(
            "format-unknown",
            gettext_noop("A file ending in %(ending)s cannot be written. Use .csv, .xlsx, .svg, .png or .geojson."),
            ending=ending,
        )
    return len(held.areas)


def coverage_features(held: Coverage) -> dict[str, Any]:
    """A GeoJSON FeatureCollection: one feature an area with the columns of `coverage_frame`, its geometry null where none is loaded.

    Raises `Refusal` boundaries-missing when none of the areas has one.
    """
    shapes = coverage_shapes(held)
    if not shapes:
        message = gettext_noop("No boundaries of this level are loaded. Take them in first: payung boundaries import FILE.")
        raise Refusal("boundaries-missing", message)
    rows = (
        coverage_frame(held)
        .head(len(held.areas))
        .with_columns(pl.col("denominator_on", "on").cast(pl.String), pl.col("rate_pct").cast(pl.Float64))
    )
    features = [
        {"type": "Feature", "id": row["area_code"], "properties": row, "geometry": shapes.get(row["area_code"])}
        for row in rows.iter_rows(named=True)
    ]
    stamp = {"stamp": STAMP} if installation().practice else {}
    return {"type": "FeatureCollection", **stamp, "features": features}


def coverage_map(held: Coverage, language: Language = "id") -> str:
    """The areas by their boundaries, else the tile map of the regencies, as SVG that stands by itself. Raises `Refusal` map-missing.

    Regencies are drawn by boundaries only when each of them has one, since every regency has its tile.
    """
    shapes = coverage_shapes(held) if _fits_a_map(held) else {}
    values = {line.code: line.rate_pct for line in held.areas}
    cells = coverage_cells(held)
    if shapes and (len(shapes) == len(values) or not cells):
        names = {line.code: line.name for line in held.areas}
        title, sheet = _title(held, language), _sheet(held, language, undrawn=len(values) - len(shapes))
        return boundary_map(shapes, values, names=names, title=title, language=language, digits=1, sheet=sheet)
    if cells:
        return tile_map(cells, values, title=_title(held, language), language=language, digits=1, sheet=_sheet(held, language))
    message = gettext_noop(
        "There is no map for this level and area. Use .csv, the level regency, or take in boundaries (payung boundaries import FILE); "
        "villages are drawn for a posting in one regency."
    )
    raise Refusal("map-missing", message)


def coverage_cells(held: Coverage) -> list[Cell]:
    """The tiles of the areas; none below the regencies."""
    codes = {line.code for line in held.areas}
    return [Cell(tile.code, tile.abbreviation, tile.col, tile.row, tile.name) for tile in tiles() if tile.code in codes]


def coverage_shapes(held: Coverage) -> Mapping[str, Mapping[str, Any]]:
    """The loaded boundaries of the areas, by code."""
    codes = {line.code for line in held.areas}
    return {code: shape for code, shape in boundaries(held.level, deepest_common(codes)).items() if code in codes}


def _fits_a_map(held: Coverage) -> bool:
    return len(held.areas) <= _MOST_SHAPES or _one_regency(held) is not None


def _one_regency(held: Coverage) -> str | None:
    regencies = {line.code[: Level.REGENCY] for line in held.areas}
    return regencies.pop() if len(regencies) == 1 else None


def _title(held: Coverage, language: Language) -> str:
    regency = _one_regency(held) if held.level > Level.REGENCY else None
    where = [place_name(regency)] if regency else []
    return ", ".join([_WORDS[language][held.level], *where, day(held.on, language)])


def _sheet(held: Coverage, language: Language, undrawn: int = 0) -> Sheet:
    note = f"{_source(held.base)}; {day(held.base.as_of, language)}"
    if undrawn:
        note += f". {_NOT_DRAWN[language].format(count=undrawn)}"
    return Sheet(note=note, stamp=STAMP if installation().practice else "")


def _base(code: str, depth: Level, on: date, area: str, around: str) -> Base:
    if code == REGISTERED:
        counted = {place: people for place, people in registered_counts(depth).iter_rows() if place.startswith(area)}
        return Base(REGISTERED, "people in this registry, each once", "Payung", on, False, counted | {around: sum(counted.values())})
    held = denominator(code, on)
    province = installation().province
    return Base(held.code, held.definition, held.source, held.as_of, held.estimate, {**held.by_area, province: held.value})


def _source(base: Base) -> str:
    return f"{base.code}: {base.source}" + (" (estimate)" if base.estimate else "")


def _visible(code: str) -> bool:
    actor = current_actor()
    return actor is None or actor.covers(code)
