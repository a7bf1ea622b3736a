"""Boundaries out of GeoJSON and TopoJSON: read, refused, kept, replaced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from payung.core.areas import Level
from payung.core.refusals import Refusal
from payung.governance.actions.audit import record
from payung.governance.models import AuditEvent
from payung.places.actions import import_boundaries, load_places
from payung.places.models import Boundary
from payung.places.queries import boundaries
from payung.places.rules.boundaries import BoundaryFile, read_boundaries

KNOWN = {"53", "5301", "5307", "530701", "5307012001"}
SQUARE = [[122.0, -9.0], [123.0, -9.0], [123.0, -8.0], [122.0, -8.0], [122.0, -9.0]]
EAST = [[x + 1, y] for x, y in SQUARE]


def feature(code: object, *rings: Sequence[Sequence[float]], **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": list(rings)}, **more}


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def topology(*geometries: dict[str, Any], arcs: list[Any], **more: Any) -> bytes:
    layer = {"type": "GeometryCollection", "geometries": list(geometries)}
    return json.dumps({"type": "Topology", "objects": {"areas": layer}, "arcs": arcs, **more}).encode()


def read(content: bytes) -> BoundaryFile:
    return read_boundaries(content, KNOWN)


def refusal(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        read(content)
    assert str(refused.value)
    return refused.value.code


# Two squares side by side; arc 1 is the side they share: the western one runs it up, the eastern one down.
NEIGHBOURS = [
    {"type": "Polygon", "id": "53.01", "arcs": [[0, 1]]},
    {"type": "MultiPolygon", "properties": {"id": "53.07"}, "arcs": [[[-2, 2]]]},
]
PLAIN_ARCS = [
    [[123, -8], [122, -8], [122, -9], [123, -9]],
    [[123, -9], [123, -8]],
    [[123, -9], [124, -9], [124, -8], [123, -8]],
]


def test_the_code_is_code_else_id_else_the_shapes_own_with_or_without_dots() -> None:
    own = {"type": "Feature", "id": 5307, "properties": None, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}
    held = read(collection(feature("53.07.01.2001", SQUARE, id="5301"), own))
    assert held.shapes == {
        "5307": {"type": "Polygon", "coordinates": [SQUARE]},
        "5307012001": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    assert (held.unmatched, held.shapeless, held.without_code, held.dropped_rings) == ((), (), 0, 0)


def test_codes_that_are_no_known_place_are_listed_as_written() -> None:
    held = read(collection(feature("53.07", SQUARE), feature("73.01", SQUARE), feature("Sikka", SQUARE), feature("530", SQUARE)))
    assert list(held.shapes) == ["5307"]
    assert held.unmatched == ("530", "73.01", "Sikka")


def test_a_number_with_decimals_is_no_code() -> None:
    assert read(collection(feature(5301, SQUARE), feature(53.07, SQUARE))).without_code == 1


def test_several_shapes_of_one_code_become_one() -> None:
    held = read(collection(feature("5307", SQUARE), feature("5307", EAST)))
    assert held.shapes["5307"] == {"type": "MultiPolygon", "coordinates": [[SQUARE], [EAST]]}


def test_arcs_are_stitched_and_a_shared_one_is_run_backwards_by_the_neighbour() -> None:
    held = read(topology(*NEIGHBOURS, arcs=PLAIN_ARCS))
    assert held.shapes["5301"]["coordinates"] == [[[123, -8], [122, -8], [122, -9], [123, -9], [123, -8]]]
    assert held.shapes["5307"]["coordinates"] == [[[123, -8], [123, -9], [124, -9], [124, -8], [123, -8]]]


def test_quantised_arcs_are_steps_on_a_grid() -> None:
    steps = [
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 0], [0, 10]],
        [[10, 0], [10, 0], [0, 10], [-10, 0]],
    ]
    transform = {"scale": [0.1, 0.1], "translate": [122, -9]}
    assert read(topology(*NEIGHBOURS, arcs=steps, transform=transform)) == read(topology(*NEIGHBOURS, arcs=PLAIN_ARCS))


def test_layers_of_several_levels_may_share_a_file() -> None:
    district = {"type": "Polygon", "properties": {"code": "53.07.01"}, "arcs": [[-2, 2]]}
    content = json.loads(topology(*NEIGHBOURS, arcs=PLAIN_ARCS))
    content["objects"]["districts"] = district
    content["objects"]["names"] = {"type": "Point", "id": "53.07", "coordinates": [0, 0]}
    assert list(read(json.dumps(content).encode()).shapes) == ["5301", "5307", "530701"]


@pytest.mark.parametrize(
    "ring",
    [SQUARE[:2] + SQUARE[:1], SQUARE[:4], [[122, -9], [123, -9], [124, -9], [122, -9]], [[122, -9], None, [123, -8], [122, -9]], []],
    ids=["two corners", "open", "no area", "not numbers", "empty"],
)
def test_a_ring_that_bounds_nothing_is_dropped_and_counted_and_its_place_named(ring: list[Any]) -> None:
    held = read(collection(feature("5301", SQUARE), feature("5307", ring, SQUARE)))
    assert list(held.shapes) == ["5301"]
    assert held.shapeless == ("5307",)
    assert held.dropped_rings == 2  # the hole has lost what it was a hole of


def test_a_dropped_hole_leaves_its_polygon() -> None:
    held = read(collection(feature("5307", SQUARE, SQUARE[:2])))
    assert (held.shapes["5307"]["coordinates"], held.dropped_rings) == ([SQUARE], 1)


def test_a_ring_that_touches_itself_is_kept() -> None:
    ring = [[122, -9], [123, -9], [122.5, -8.5], [123, -8], [122, -8], [122.5, -8.5], [122, -9]]
    held = read(collection(feature("5307", ring)))
    assert held.dropped_rings == 0
    assert held.shapes["5307"]["coordinates"] == [ring]


def test_a_place_without_geometry_is_named() -> None:
    assert read(collection(feature("5301", SQUARE), feature("5307") | {"geometry": None})).shapeless == ("5307",)


def test_heights_and_digits_below_ten_centimetres_go() -> None:
    precise = [[x + 1e-9, y, 12.5] for x, y in SQUARE]
    assert read(collection(feature("5307", precise))).shapes["5307"]["coordinates"] == [SQUARE]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "boundaries-not-json"),
        (b"PK\x03\x04\xff", "boundaries-not-json"),
        (b"[" * 200_000, "boundaries-not-json"),
        (b" " * (64 * 2**20 + 1), "boundaries-too-large"),
        (b"[1]", "boundaries-unreadable"),
        (b'{"type":"Point","coordinates":[1,2]}', "boundaries-unreadable"),
        (b'{"type":"FeatureCollection","features":["a"]}', "boundaries-unreadable"),
        (b'{"type":"FeatureCollection"}', "boundaries-unreadable"),
        (topology(*NEIGHBOURS, arcs=PLAIN_ARCS[:2]), "boundaries-unreadable"),
        (topology(*NEIGHBOURS, arcs=PLAIN_ARCS, transform={"scale": [1, 1]}), "boundaries-unreadable"),
        (collection(), "boundaries-no-code"),
        (collection(feature(None, SQUARE)), "boundaries-no-code"),
        (collection(feature("5307", [[x * 1e5, y * 1e5] for x, y in SQUARE])), "boundaries-projection"),
        (collection(feature("5307", [[y, x] for x, y in SQUARE])), "boundaries-projection"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_what_is_no_file_of_boundaries_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


@pytest.fixture
def take_in(operator, now, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Import a file of this content into an installation with NTT's places."""
    load_places(province="53", by=operator, at=now, record=record)

    def take(content: bytes, name: str = "regencies.geojson", at=now):  # type: ignore[no-untyped-def]
        path = tmp_path / name
        path.write_bytes(content)
        return import_boundaries(path=path, by=operator, at=at, record=record)

    return take


@pytest.mark.django_db
def test_boundaries_are_kept_by_code_and_asked_by_level_and_area(take_in) -> None:  # type: ignore[no-untyped-def]
    held = take_in(collection(feature("53.07", SQUARE), feature("53.07.01", SQUARE), feature("53.01", EAST), feature("11.01", EAST)))
    assert (held.file, held.levels, held.changed) == ("regencies.geojson", {"regency": 2, "district": 1}, 3)
    assert held.unmatched == ("11.01",)
    assert list(boundaries(Level.REGENCY)) == ["5301", "5307"]
    assert boundaries(Level.REGENCY, "5307") == {"5307": {"type": "Polygon", "coordinates": [SQUARE]}}
    assert boundaries(Level.VILLAGE) == {}


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_but_leaves_its_event(take_in, now) -> None:  # type: ignore[no-untyped-def]
    content = collection(feature("53.07", SQUARE), feature("53.01", EAST))
    later = now.replace(hour=9)
    assert [take_in(content).changed, take_in(content, at=later).changed] == [2, 0]
    assert set(Boundary.objects.values_list("imported_at", flat=True)) == {now}
    assert AuditEvent.objects.filter(action="import_boundaries").count() == 2


@pytest.mark.django_db
def test_another_file_replaces_the_shapes_it_holds_and_no_others(take_in, now) -> None:  # type: ignore[no-untyped-def]
    take_in(collection(feature("53.07", SQUARE), feature("53.01", SQUARE)))
    later = now.replace(hour=9)
    assert take_in(collection(feature("53.07", EAST)), "new.geojson", at=later).changed == 1
    assert boundaries(Level.REGENCY)["5307"]["coordinates"] == [EAST]
    kept = list(Boundary.objects.order_by("code").values_list("code", "source", "imported_at"))
    assert kept == [("5301", "regencies.geojson", now), ("5307", "new.geojson", later)]


@pytest.mark.django_db
def test_a_refused_file_leaves_everything_as_it_was(take_in, tmp_path: Path, operator, now) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal):
        take_in(collection(feature("53.07", SQUARE), feature("53.01", [[y, x] for x, y in SQUARE])))
    with pytest.raises(Refusal) as refused:
        import_boundaries(path=tmp_path / "nowhere.geojson", by=operator, at=now, record=record)
    assert refused.value.code == "file-missing"
    assert boundaries(Level.REGENCY) == {}


@pytest.mark.django_db
def test_commands_may_keep_boundaries_and_the_web_may_read_them(take_in) -> None:  # type: ignore[no-untyped-def]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE payung_batch")
        take_in(collection(feature("53.07", SQUARE)))
        cursor.execute("SET LOCAL ROLE payung_app")
        assert list(boundaries(Level.REGENCY)) == ["5307"]


@pytest.mark.django_db
def test_the_database_refuses_a_level_that_is_not_the_length_of_the_code(now) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(IntegrityError, match="boundary_level_is_length"):
        Boundary.objects.create(code="5307", level=6, geometry={}, source="a", imported_at=now)
