"""Boundaries out of a file: GeoJSON or TopoJSON in degrees becomes one GeoJSON geometry for each place code.

Sources: GeoJSON by RFC 7946 (closed rings, longitude first, a sixth decimal is about 10 cm), TopoJSON by its specification 1.0
(arcs that are shared, reversed as `~i`, delta-encoded where there is a transform).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import isfinite
from typing import Any

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop

LARGEST = 64 * 2**20
"""Bytes of a file. The villages of a province, simplified for drawing, are about 1 MB; a whole survey does not belong on a map."""

_DECIMALS = 6
_FEWEST_POSITIONS = 4  # three corners and the first one again
_LEAST_AREA = 1e-12  # twice the area in square degrees; below it only rounding is left

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]  # the outer ring, then holes
Shape = tuple[str, list[list[Any]]]  # the code and the polygons of a feature or TopoJSON object, as written


@dataclass(frozen=True)
class BoundaryFile:
    """What a file holds. `shapes`: place code without dots to GeoJSON geometry, ordered by code.

    `unmatched`: codes as written that are no known place; `shapeless`: known codes of which no ring was left; `without_code`:
    shapes that carry none; `dropped_rings`: rings with fewer than three corners, not closed, without area or not of numbers.
    """

    shapes: dict[str, dict[str, Any]]
    unmatched: tuple[str, ...]
    shapeless: tuple[str, ...]
    without_code: int
    dropped_rings: int


def read_boundaries(content: bytes, known: Collection[str]) -> BoundaryFile:
    """The boundaries of the `known` place codes in a GeoJSON FeatureCollection or a TopoJSON Topology (EPSG:4326).

    The code is the property `code`, else `id`, else the shape's own id, with or without dots; several shapes of one code
    become one. Rings that touch themselves are kept: they are fine for drawing. Raises `Refusal` boundaries-too-large,
    boundaries-not-json, boundaries-unreadable, boundaries-no-code or boundaries-projection.
    """
    shapes = _shapes(_parsed(content))
    codes = [written for written, _ in shapes]
    if not any(codes):
        message = gettext_noop("No shape in the file has a property 'code' or 'id'. Add the Kemendagri code, for example 53.07.")
        raise Refusal("boundaries-no-code", message)
    polygons: dict[str, list[Polygon]] = {}
    unmatched, dropped = set(), 0
    for written, raw in shapes:
        if not written:
            continue
        code = _known_code(written, known)
        if code is None:
            unmatched.add(written)
            continue
        kept, lost = _sound(raw)
        polygons.setdefault(code, []).extend(kept)
        dropped += lost
    return BoundaryFile(
        {code: _geometry(polygons[code]) for code in sorted(polygons) if polygons[code]},
        tuple(sorted(unmatched)),
        tuple(sorted(code for code, kept in polygons.items() if not kept)),
        codes.count(""),
        dropped,
    )


def _parsed(content: bytes) -> Any:
    if len(content) > LARGEST:
        message = gettext_noop("The file has more than %(most)s MB. Simplify the shapes for drawing, or cut the file by regency.")
        raise Refusal("boundaries-too-large", message, most=LARGEST // 2**20)
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        message = gettext_noop("The file is not JSON. Save the boundaries as GeoJSON or TopoJSON (not as shapefile, KML or zip).")
        raise Refusal("boundaries-not-json", message) from None


def _shapes(held: Any) -> list[Shape]:
    kind = held.get("type") if isinstance(held, dict) else None
    message = gettext_noop("The file is neither a whole GeoJSON FeatureCollection nor a whole TopoJSON Topology. Save the boundaries anew.")
    try:
        if kind == "FeatureCollection":
            return [(_written_code(feature), _polygons(feature["geometry"], list)) for feature in held["features"]]
        if kind == "Topology":
            arcs = _arcs(held)
            objects = [each for layer in held["objects"].values() for each in _objects(layer)]
            return [(_written_code(each), _polygons(each, lambda ring: _stitched(ring, arcs))) for each in objects]
    except (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        raise Refusal("boundaries-unreadable", message) from None
    raise Refusal("boundaries-unreadable", message)


def _objects(layer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The geometries of a TopoJSON layer, one by one."""
    if layer["type"] == "GeometryCollection":
        for each in layer["geometries"]:
            yield from _objects(each)
    else:
        yield layer


def _polygons(geometry: Mapping[str, Any] | None, ring: Callable[[Any], list[Any]]) -> list[list[Any]]:
    """The polygons of a geometry, their rings made by `ring`; none for points, lines and nothing."""
    kind = geometry["type"] if geometry else None
    if geometry is None or kind not in {"Polygon", "MultiPolygon", "GeometryCollection"}:
        return []
    if kind == "GeometryCollection":
        return [polygon for each in geometry["geometries"] for polygon in _polygons(each, ring)]
    held = geometry["coordinates"] if "coordinates" in geometry else geometry["arcs"]
    return [[ring(each) for each in polygon] for polygon in ([held] if kind == "Polygon" else held)]


def _arcs(topology: Mapping[str, Any]) -> list[Ring]:
    """The arcs in degrees."""
    transform = topology.get("transform")
    if transform is None:
        return [[(point[0], point[1]) for point in arc] for arc in topology["arcs"]]
    (scale_x, scale_y), (west, south) = transform["scale"], transform["translate"]
    return [
        [
            (x * scale_x + west, y * scale_y + south)
            for x, y in zip(accumulate(point[0] for point in arc), accumulate(point[1] for point in arc), strict=True)
        ]
        for arc in topology["arcs"]
    ]


def _stitched(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """A ring out of its arcs; each begins where the one before it ends."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _written_code(shape: Mapping[str, Any]) -> str:
    """The code as written; empty where there is none. A number with decimals is none: 53.1 may have been 53.10."""
    properties = shape.get("properties") or {}
    held = next((each for each in (properties.get("code"), properties.get("id"), shape.get("id")) if each not in (None, "")), "")
    return str(held).strip() if isinstance(held, str | int) else ""


def _known_code(written: str, known: Collection[str]) -> str | None:
    try:
        code = area_code(written)
    except Refusal:
        return None
    return code if code in known else None


def _sound(raw: Sequence[Sequence[Any]]) -> tuple[list[Polygon], int]:
    """The polygons less the rings that bound nothing, and how many those were; a lost outer ring takes its holes along."""
    kept, lost = [], 0
    for polygon in raw:
        rings = [_ring(each) for each in polygon]
        sound = [ring for ring in rings if ring] if rings and rings[0] else []
        lost += len(rings) - len(sound)
        if sound:
            kept.append(sound)
    return kept, lost


def _ring(raw: Sequence[Any]) -> Ring:
    """The ring at six decimals without heights; empty for one that bounds nothing. Raises `Refusal` boundaries-projection."""
    try:
        points = [(float(point[0]), float(point[1])) for point in raw]
    except (IndexError, KeyError, OverflowError, TypeError, ValueError):
        return []
    if not all(isfinite(x) and isfinite(y) for x, y in points):
        return []
    if any(abs(x) > 180 or abs(y) > 90 for x, y in points):
        message = gettext_noop(
            "The coordinates are not longitude and latitude in degrees. Save the boundaries in EPSG:4326 (WGS 84), longitude first."
        )
        raise Refusal("boundaries-projection", message)
    ring = [(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in points]
    if len(ring) < _FEWEST_POSITIONS or ring[0] != ring[-1]:
        return []
    area = sum((x0 - ring[0][0]) * (y1 - ring[0][1]) - (x1 - ring[0][0]) * (y0 - ring[0][1]) for (x0, y0), (x1, y1) in pairwise(ring))
    return ring if abs(area) > _LEAST_AREA else []


def _geometry(polygons: list[Polygon]) -> dict[str, Any]:
    written = [[[list(point) for point in ring] for ring in polygon] for polygon in polygons]
    if len(written) == 1:
        return {"type": "Polygon", "coordinates": written[0]}
    return {"type": "MultiPolygon", "coordinates": written}


def level_name(code: str) -> str:
    """The level of a code as commands and files name it: province, regency, district or village."""
    return Level(len(code)).name.lower()
