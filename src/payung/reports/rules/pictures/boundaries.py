"""The map of boundaries, for installations whose user has loaded them; else the tile map stands in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

from payung.core.figures import Language, Number, decimal, percent
from payung.reports.rules.pictures.drawing import Drawing, Sheet, escaped, line, px, text
from payung.reports.rules.pictures.scale import breaks, class_of
from payung.reports.rules.pictures.tiles import description, label_class, legend
from payung.reports.rules.pictures.words import WORDS

WIDTH = 640
TALLEST = 620
EDGE = 26  # room for labels beside the outermost islands
MOST_LABELS = 60  # above it (kecamatan, villages) numbers would cover the map: the table holds them
CLOSEST = 12  # tenths of a px
_LABEL_HEIGHT = 15.0
_WAYS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]  # the outer ring, then holes


@dataclass(frozen=True, slots=True)
class _Box:
    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: _Box) -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def inside(self, width: float, height: float) -> bool:
        return self.x0 >= 0 and self.y0 >= 0 and self.x1 <= width and self.y1 <= height


def boundary_map(
    shapes: Mapping[str, Mapping[str, Any]],
    values: Mapping[str, Number | None],
    *,
    names: Mapping[str, str],
    title: str,
    language: Language = "id",
    digits: int = 0,
    limits: Sequence[Number] | None = None,
    selected: str = "",
    sheet: Sheet | None = None,
) -> str:
    """A map of percentages as SVG.

    `shapes`: place code to a GeoJSON geometry (Polygon or MultiPolygon) in degrees; `names`: place code to name, for all of
    them. Plate carrée at the middle latitude, one decimal. Raises ValueError without shapes or for another geometry.
    """
    if not shapes:
        raise ValueError("a map needs at least one shape")
    shown = {code: values.get(code) for code in shapes}
    limits = breaks(shown.values()) if limits is None else limits
    drawn, height = _projected({code: _polygons(geometry) for code, geometry in shapes.items()})
    order = sorted(drawn, key=lambda code: (code == selected, code))
    parts = [_area(drawn[code], shown[code], names[code], limits, language, code == selected) for code in order]
    if len(drawn) <= MOST_LABELS:
        parts += _labels(drawn, shown, limits, height, digits, language)
    key, bottom = legend(height + 10, limits, language, missing=None in shown.values())
    told = description(shown, names, language)
    return Drawing("".join(parts) + key, bottom, title, told, language, box=(WIDTH, bottom)).finished(sheet)


def _polygons(geometry: Mapping[str, Any]) -> list[Polygon]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"} or coordinates is None:
        raise ValueError(f"not a geometry with an area: {kind!r}")
    many = [coordinates] if kind == "Polygon" else coordinates
    return [[[(float(point[0]), float(point[1])) for point in ring] for ring in polygon] for polygon in many]


def _projected(shapes: Mapping[str, list[Polygon]]) -> tuple[dict[str, list[Polygon]], float]:
    """The shapes in px, the widest filling the width, and the height they need."""
    points = [point for polygons in shapes.values() for polygon in polygons for ring in polygon for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrowing = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * EDGE) / (((east - west) * narrowing) or 1.0),
        (TALLEST - 2 * EDGE) / ((north - south) or 1.0),
    )

    def placed(point: Point) -> Point:
        return EDGE + (point[0] - west) * narrowing * scale, EDGE + (north - point[1]) * scale

    drawn = {code: [[[placed(point) for point in ring] for ring in polygon] for polygon in polygons] for code, polygons in shapes.items()}
    return drawn, (north - south) * scale + 2 * EDGE


def _area(polygons: list[Polygon], value: Number | None, name: str, limits: Sequence[Number], language: Language, selected: bool) -> str:
    told = WORDS[language]["no data"] if value is None else percent(value, 1, language)
    path = "".join(_path(ring) for polygon in polygons for ring in polygon)
    parts = [f"<g><title>{escaped(f'{name}: {told}')}</title>"]
    parts.append(f'<path d="{path}" class="p-s{class_of(value, limits)} p-coast" fill-rule="evenodd"/>')
    if value is None or selected:
        parts.append(f'<path d="{path}" class="{"p-chosen" if selected else "p-void"}"/>')
    return "".join(parts) + "</g>"


def _path(ring: Ring) -> str:
    """The ring at one decimal as relative steps, without the points that lie closer than a screen shows."""
    kept = [(round(ring[0][0] * 10), round(ring[0][1] * 10))]
    for x, y in ring[1:]:
        point = (round(x * 10), round(y * 10))
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= CLOSEST:
            kept.append(point)
    steps = [f"{_tenth(x1 - x0)} {_tenth(y1 - y0)}" for (x0, y0), (x1, y1) in pairwise(kept)]
    return f"M{_tenth(kept[0][0])} {_tenth(kept[0][1])}l{' '.join(steps)}z" if len(kept) > 2 else ""


def _tenth(tenths: int) -> str:
    written = f"{abs(tenths) // 10 or ''}{f'.{abs(tenths) % 10}' if tenths % 10 else ''}" or "0"
    return f"-{written}" if tenths < 0 else written


def _labels(
    drawn: Mapping[str, list[Polygon]],
    values: Mapping[str, Number | None],
    limits: Sequence[Number],
    height: float,
    digits: int,
    language: Language,
) -> list[str]:
    """The value inside each shape, or beside it by a leader line where it is too small; large shapes choose first."""
    parts: list[str] = []
    taken: list[_Box] = []
    mainlands = {code: max(polygons, key=lambda polygon: _extent(polygon[0])) for code, polygons in drawn.items()}
    small = []
    for code in sorted(mainlands, key=lambda code: (-_extent(mainlands[code][0]), code)):
        words = "–" if values[code] is None else decimal(values[code] or 0, digits, language)
        width = len(words) * 8.2
        place = _room(mainlands[code], width)
        if place is None:
            small.append((code, words, width))
            continue
        x, y = place
        taken.append(_Box(x - width / 2, y - 10, x + width / 2, y + 5))
        parts.append(text(px(x), y + 5, words, f"p-value {label_class(class_of(values[code], limits))}", "middle"))
    for code, words, width in small:
        beside = _beside(mainlands[code][0], width, taken, drawn, height)
        if beside is not None:
            (x, y), end, edge = beside
            taken.append(_Box(x - width / 2, y - _LABEL_HEIGHT / 2, x + width / 2, y + _LABEL_HEIGHT / 2))
            parts.append(line(px(edge[0]), edge[1], px(end[0]), end[1], "p-rule"))
            parts.append(text(px(x), y + 5, words, "p-value p-low", "middle"))
    return parts


def _extent(ring: Ring) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]))) / 2


def _room(polygon: Polygon, width: float) -> Point | None:
    """The middle of the widest place in the polygon that holds a line of text of `width`."""
    rows = [y for _, y in polygon[0]]
    low, high = min(rows), max(rows)
    best: tuple[float, Point] | None = None
    for step in range(1, 20):
        y = low + (high - low) * step / 20
        free = _across(polygon, y - 5)
        for other in (y, y + 5):
            free = _common(free, _across(polygon, other))
        for start, end in free:
            if end - start >= width and (best is None or end - start > best[0]):
                best = (end - start, ((start + end) / 2, y))
    return best[1] if best else None


def _across(polygon: Polygon, y: float) -> list[Point]:
    """Where a level line at `y` runs inside the polygon, as (from, to)."""
    cuts = sorted(
        x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for ring in polygon
        for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]])
        if (y0 <= y) != (y1 <= y)
    )
    return list(zip(cuts[::2], cuts[1::2], strict=False))


def _common(one: list[Point], other: list[Point]) -> list[Point]:
    shared = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return [(start, end) for start, end in shared if start < end]


def _beside(
    ring: Ring, width: float, taken: list[_Box], drawn: Mapping[str, list[Polygon]], height: float
) -> tuple[Point, Point, Point] | None:
    """The first free place near a small shape: middle of the label, end of the leader line at it, and at the shape."""
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    middle = ((left + right) / 2, (top + bottom) / 2)
    for away in (8, 14, 22, 32, 44):
        for across, down in _WAYS:
            corner = (middle[0] + across * (right - left) / 2, middle[1] + down * (bottom - top) / 2)
            edge = min(ring, key=lambda point: (hypot(point[0] - corner[0], point[1] - corner[1]), point))
            end = (edge[0] + across * away, edge[1] + down * away)
            x, y = end[0] + across * (width / 2 + 2), end[1] + down * (_LABEL_HEIGHT / 2 + 1)
            box = _Box(x - width / 2, y - _LABEL_HEIGHT / 2, x + width / 2, y + _LABEL_HEIGHT / 2)
            if box.inside(WIDTH, height) and not any(box.meets(other) for other in taken) and not _on_land(box, drawn):
                return (x, y), end, edge
    return None


def _on_land(box: _Box, drawn: Mapping[str, list[Polygon]]) -> bool:
    for y in (box.y0, (box.y0 + box.y1) / 2, box.y1):
        for polygons in drawn.values():
            for polygon in polygons:
                if any(start < box.x1 and end > box.x0 for start, end in _across(polygon, y)):
                    return True
    return False
