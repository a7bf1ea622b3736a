"""Coverage on the map: boundaries where they are loaded, else tiles; and the same as GeoJSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from payung.core.areas import Level
from payung.core.refusals import Refusal
from payung.governance.actions.audit import record
from payung.places.actions import import_boundaries, load_places
from payung.places.queries import places
from payung.reports.queries.coverage import Coverage, coverage_features, coverage_map, write_coverage
from payung.reports.rules.coverage import AreaCoverage, Base

pytestmark = pytest.mark.django_db

BASE = Base("informal-estimate", "informal workers", "own estimate", date(2024, 8, 31), True, {})


@pytest.fixture
def ntt(operator, now):  # type: ignore[no-untyped-def]
    load_places(province="53", by=operator, at=now, record=record)
    return operator


@pytest.fixture
def load(ntt, now, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Load a square for each of the codes, in rows of twenty."""

    def take(codes: list[str]) -> None:
        features = []
        for number, code in enumerate(codes):
            x, y = 119 + number % 20 * 0.2, -8 - number // 20 * 0.01
            ring = [[x, y], [x + 0.2, y], [x + 0.2, y - 0.01], [x, y - 0.01], [x, y]]
            features.append({"type": "Feature", "id": code, "geometry": {"type": "Polygon", "coordinates": [ring]}})
        path = tmp_path / "squares.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        import_boundaries(path=path, by=ntt, at=now, record=record)

    return take


def held(level: Level, prefix: str = "53") -> Coverage:
    """Ten of a hundred covered in every area of the level inside `prefix`; of the first no denominator is known."""
    named = list(places(prefix, level).select("code", "name").iter_rows())
    lines = [AreaCoverage(code, name, 10, 100, Decimal("10.0")) for code, name in named]
    lines[0] = AreaCoverage(lines[0].code, lines[0].name, 10, None, None)
    total = AreaCoverage("53", "Nusa Tenggara Timur", 10 * len(lines), None, None)
    return Coverage(level, date(2025, 7, 1), BASE, total, lines)


def codes(level: Level, prefix: str = "53") -> list[str]:
    return places(prefix, level)["code"].to_list()


def drawn(svg: str) -> tuple[int, int]:
    """How many areas are shapes, and how many tiles."""
    return svg.count('p-coast"'), svg.count('p-gap"')


def test_without_boundaries_the_regencies_are_tiles(ntt) -> None:  # type: ignore[no-untyped-def]
    svg = coverage_map(held(Level.REGENCY))
    assert drawn(svg) == (0, 22)
    assert "Cakupan menurut kabupaten dan kota, 1\u00a0Juli\u00a02025" in svg
    assert "LATIHAN" in svg


def test_with_the_boundaries_of_all_regencies_they_are_a_map(load) -> None:  # type: ignore[no-untyped-def]
    load(codes(Level.REGENCY))
    svg = coverage_map(held(Level.REGENCY), "en")
    assert drawn(svg) == (22, 0)
    assert "Kabupaten Sikka: 10.0%" in svg
    assert "informal-estimate: own estimate (estimate)" in svg
    assert "LATIHAN" in svg


def test_while_one_regency_lacks_its_boundary_all_of_them_stay_tiles(load) -> None:  # type: ignore[no-untyped-def]
    load(codes(Level.REGENCY)[1:])
    assert drawn(coverage_map(held(Level.REGENCY))) == (0, 22)


def test_districts_of_the_province_are_a_map_that_says_how_many_it_lacks(load) -> None:  # type: ignore[no-untyped-def]
    load(codes(Level.DISTRICT)[:-15])
    svg = coverage_map(held(Level.DISTRICT))
    assert drawn(svg) == (300, 0)
    assert "Cakupan menurut kecamatan, 1\u00a0Juli" in svg
    assert "Tanpa batas wilayah, tidak digambar: 15." in svg


def test_villages_are_a_map_for_one_regency_and_none_for_the_province(load) -> None:  # type: ignore[no-untyped-def]
    load(codes(Level.VILLAGE))
    svg = coverage_map(held(Level.VILLAGE, "5307"))
    assert drawn(svg) == (len(codes(Level.VILLAGE, "5307")), 0)
    assert "Cakupan menurut desa dan kelurahan, Kabupaten Sikka, 1\u00a0Juli" in svg
    assert "tidak digambar" not in svg
    with pytest.raises(Refusal) as refused:
        coverage_map(held(Level.VILLAGE))
    assert refused.value.code == "map-missing"


def test_districts_without_boundaries_have_no_map(ntt) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        coverage_map(held(Level.DISTRICT))
    assert refused.value.code == "map-missing"


def test_geojson_holds_every_area_with_the_columns_of_the_table(load) -> None:  # type: ignore[no-untyped-def]
    load(["5307", "5371"])
    told = json.loads(json.dumps(coverage_features(held(Level.REGENCY))))
    assert (told["type"], told["stamp"], len(told["features"])) == ("FeatureCollection", "LATIHAN", 22)
    located = {feature["id"]: feature for feature in told["features"] if feature["geometry"]}
    assert sorted(located) == ["5307", "5371"]
    assert located["5307"]["geometry"]["type"] == "Polygon"
    assert located["5307"]["properties"] == {
        "area_code": "5307",
        "area": "Kabupaten Sikka",
        "covered": 10,
        "denominator": 100,
        "denominator_source": "informal-estimate: own estimate (estimate)",
        "denominator_on": "2024-08-31",
        "rate_pct": 10.0,
        "on": "2025-07-01",
    }
    first = told["features"][0]["properties"]
    assert (first["covered"], first["denominator"], first["rate_pct"]) == (10, None, None)


def test_geojson_without_boundaries_is_refused_and_with_them_the_same_each_time(load, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    asked = {"level": "regency", "denominator": "informal-estimate", "on": date(2025, 7, 1)}
    with pytest.raises(Refusal) as refused:
        write_coverage(tmp_path / "a.geojson", **asked)
    assert refused.value.code == "boundaries-missing"
    assert not (tmp_path / "a.geojson").exists()
    load(["5307"])
    assert [write_coverage(tmp_path / name, **asked) for name in ("a.geojson", "b.geojson")] == [22, 22]
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()
    assert json.loads((tmp_path / "a.geojson").read_text())["features"][0]["properties"]["area_code"] == "5301"


def test_an_unknown_ending_is_refused(ntt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        write_coverage(tmp_path / "a.shp", level="regency", denominator="informal-estimate", on=date(2025, 7, 1))
    assert refused.value.code == "format-unknown"
