"""Pictures: what they show, how they are told to readers, and what cannot be smuggled into them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from payung.reports.rules.pictures import (
    Bar,
    Cell,
    Leaving,
    Lozenge,
    Quota,
    Sheet,
    Stage,
    bar_chart,
    boundary_map,
    breaks,
    class_of,
    lozenge,
    quota_bar,
    quota_bars,
    share_bar,
    svg_to_png,
    thread_unit,
    threads,
    tile_map,
)

EVIL = "<script>alert(1)</script>\"'&\x00\x1b"
CELLS = [
    Cell("5301", "KPG", 8, 3, "Kupang"),
    Cell("5307", "SKA", 6, 0, "Sikka"),
    Cell("5314", "ROTE", 7, 4, "Rote Ndao"),
    Cell("5304", "BLU", 10, 2, "Belu"),
]
VALUES = {"5301": 21.2, "5307": 13.5, "5314": None, "5304": Decimal("43.3")}
SHAPES = {
    "5301": {"type": "Polygon", "coordinates": [[[123.0, -10.5], [124.5, -10.5], [124.5, -9.5], [123.0, -9.5], [123.0, -10.5]]]},
    "5371": {"type": "MultiPolygon", "coordinates": [[[[123.5, -10.6], [123.52, -10.6], [123.52, -10.58], [123.5, -10.6]]]]},
}
STAGES = [
    Stage("Didata", 214_880),
    Stage("Layak", 161_220, (Leaving(53_660, "tidak layak", "/findings"),)),
    Stage("Diterima BPJS", 97_264, (Leaving(63_956, "di luar kuota"),), paid=True),
]
Draw = Callable[[str, Sheet | None], str]
DRAWN: dict[str, Draw] = {
    "tiles": lambda words, sheet: tile_map([Cell("5301", words, 0, 0, words)], {}, title=words, sheet=sheet),
    "land": lambda words, sheet: boundary_map(SHAPES, {"5301": 1}, names=dict.fromkeys(SHAPES, words), title=words, sheet=sheet),
    "bars": lambda words, sheet: bar_chart([Bar(words, 1, 2)], title=words, part=words, base=words, sheet=sheet),
    "quotas": lambda words, sheet: quota_bars([Quota(words, 5, 3, 1)], title=words, sheet=sheet),
    "threads": lambda words, sheet: threads([Stage("a", 9), Stage(words, 3, (Leaving(6, words),))], title=words, sheet=sheet),
    "threads down": lambda words, sheet: threads([Stage("a", 9), Stage(words, 3)], title=words, narrow=True, sheet=sheet),
}


def texts(svg: str, kind: str = "") -> list[str]:
    """The lines of text in a picture, all or those of one class."""
    return [
        "".join(element.itertext())
        for element in ElementTree.fromstring(svg).iter()
        if element.tag.endswith("text") and kind in element.get("class", "")
    ]


def test_values_are_written_in_the_tiles_and_a_tile_without_one_is_no_class() -> None:
    svg = tile_map(CELLS, VALUES, title="Cakupan", limits=(15, 20, 25, 30))
    assert texts(svg, "p-value") == ["14", "43", "21", "–"]
    shades = re.findall(r'class="p-s(\d) p-gap"', svg)
    assert shades == ["1", "5", "3", "0"]
    assert "tidak ada data" in " ".join(texts(svg, "p-small"))
    assert "Rote Ndao: tidak ada data" in svg
    assert "Belu: 43,3\u00a0%" in svg


def test_labels_turn_to_the_other_ink_on_the_two_deepest_classes() -> None:
    svg = tile_map(CELLS, VALUES, title="Cakupan", limits=(15, 20, 25, 30))
    inks = dict(zip(texts(svg, "p-value"), re.findall(r'p-value (p-low|p-high)"', svg), strict=True))
    assert inks == {"14": "p-low", "43": "p-high", "21": "p-low", "–": "p-low"}


def test_a_map_says_its_ends_to_those_who_do_not_see_it() -> None:
    svg = tile_map(CELLS, VALUES, title="Cakupan", language="en")
    told = ElementTree.fromstring(svg)
    assert told.get("role") == "img"
    assert told.get("aria-label") == "Cakupan"
    assert [element.text for element in told if element.tag in {"title", "desc"}] == [
        "Cakupan",
        "4 areas: lowest Sikka 13.5%, highest Belu 43.3%. 1 without data.",
    ]


def test_the_selected_area_lies_on_top_with_its_own_edge() -> None:
    svg = tile_map(CELLS, VALUES, title="Cakupan", selected="5307")
    assert svg.index("<title>Sikka") > svg.index("<title>Rote Ndao")
    assert svg.count('class="p-chosen"') == 1


def test_breaks_are_round_and_part_the_values_where_they_part_themselves() -> None:
    rates = [11.1, 13.5, 14.3, 16.2, 16.9, 20.7, 21.2, 21.3, 22.8, 23.9, 24.3, 25.2, 26.9, 27.8, 29.3, 39.9, 40.9, 43.3]
    assert breaks(rates) == tuple(map(Decimal, (15, 20, 25, 30)))
    assert breaks(reversed(rates)) == breaks(rates)


@pytest.mark.parametrize("values", [[], [None], [0, 0]])
def test_without_values_the_breaks_are_the_usual_ones(values: list[float | None]) -> None:
    assert breaks(values) == tuple(map(Decimal, (20, 40, 60, 80)))


@pytest.mark.parametrize("values", [[7.0], [0.02, 0.03, 0.1], [99.9, 100, 3], [250_000, 1_000_000]])
def test_breaks_rise_in_equal_round_steps_at_every_size(values: list[float]) -> None:
    limits = breaks(values)
    step = limits[1] - limits[0]
    assert [after - before for before, after in zip(limits, limits[1:], strict=False)] == [step] * 3
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}


@pytest.mark.parametrize("values", [[11], [99.9], [100], [3, 97], [0.2]])
def test_no_break_of_percentages_lies_above_a_hundred(values: list[float]) -> None:
    assert breaks(values)[-1] <= 100


def test_a_limit_belongs_to_the_class_above_it() -> None:
    assert [class_of(value, (15, 20, 25, 30)) for value in (None, 0, 14.99, 15, 29.9, 30, 100)] == [0, 1, 1, 2, 4, 5, 5]


def test_a_boundary_map_writes_values_in_large_shapes_and_beside_small_ones() -> None:
    svg = boundary_map(SHAPES, {"5301": 21.2, "5371": 40.9}, names={"5301": "Kupang", "5371": "Kota Kupang"}, title="Cakupan")
    assert texts(svg, "p-value") == ["21", "41"]
    assert svg.count('class="p-rule"') == 1  # one leader line
    assert max(len(number.partition(".")[2]) for number in re.findall(r"\d*\.\d+", svg.split("<path")[1])) == 1


def test_a_shape_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="area"):
        boundary_map({"5301": {"type": "Point", "coordinates": [1, 2]}}, {}, names={}, title="")


def test_bars_start_at_zero_and_their_lengths_follow_the_values() -> None:
    svg = bar_chart([Bar("Desil 1", 50, 200), Bar("Desil 2", 0, 100)], title="Terpilih", part="terpilih", base="layak")
    assert re.findall(r'x="0" y="[\d.]+" width="([\d.]+%)" height="12" class="(p-pale|p-fill)"', svg) == [
        ("100%", "p-pale"),
        ("25%", "p-fill"),
        ("50%", "p-pale"),
        ("0%", "p-fill"),
    ]
    assert texts(svg, "p-text") == ["Desil 1", "50 dari 200", "Desil 2", "0 dari 100"]
    with pytest.raises(ValueError, match="zero"):
        bar_chart([Bar("a", -1)], title="")
    with pytest.raises(ValueError, match="name the part"):
        bar_chart([Bar("a", 1, 2)], title="")


def test_an_unfilled_quota_is_hatched_and_places_received_have_their_own_colour() -> None:
    unfilled, received, full = quota_bar(10, 6, 10), quota_bar(10, 12, 12, received=2), quota_bar(10, 10, 10)
    assert ("p-hatch" in unfilled, "p-c2" in unfilled) == (True, False)
    assert ("p-hatch" in received, "p-c2" in received) == (False, True)
    assert ("p-hatch" in full, "p-c2" in full) == (False, False)
    assert 'x1="98%"' in full  # the tick of the longest still fits
    assert quota_bar(0, 0, 0).count("p-tick") == 1
    with pytest.raises(ValueError, match="receive"):
        quota_bar(10, 1, 10, received=2)


def test_a_share_never_leaves_its_track() -> None:
    assert ['width="100%" height="10" class="p-fill"' in share_bar(value, 100) for value in (100, 140, 40)] == [True, True, False]
    assert 'width="0%"' in share_bar(3, 0)


def test_threads_end_where_people_leave_and_the_reason_is_a_link() -> None:
    svg = threads(STAGES, title="Dari 214.880 orang yang didata")
    assert thread_unit(STAGES) == 5_000
    assert svg.count('class="p-thread"') == 19  # 97,264 people reach the end
    assert svg.count('class="p-left"') == 43 - 19
    assert svg.count('class="p-paid"') == 19
    assert '<a href="/findings"><text' in svg
    assert "63.956 di luar kuota" in texts(svg, "p-note")
    assert 'role="group"' in svg  # an image would hide the link
    assert "Satu benang = 5.000 orang." in svg


def test_the_narrow_diagram_tells_the_same() -> None:
    across, down = threads(STAGES, title="a"), threads(STAGES, title="a", narrow=True)
    assert set(texts(across)) == set(texts(down))
    assert down.count('class="p-paid"') == 19


def test_a_few_people_are_never_rounded_away() -> None:
    svg = threads([Stage("a", 100_000), Stage("b", 3), Stage("c", 0)], title="a")
    assert svg.count("<line") == 20 + 2  # twenty threads, of which one reaches b and none c; two stage lines


@pytest.mark.parametrize(("people", "unit"), [(0, 1), (44, 1), (45, 2), (2_000, 50), (20_000, 500), (1_000_000, 50_000)])
def test_one_thread_is_a_round_number_of_people(people: int, unit: int) -> None:
    assert thread_unit([Stage("a", people)]) == unit


def test_people_do_not_come_from_nowhere() -> None:
    with pytest.raises(ValueError, match="more people"):
        threads([Stage("a", 1), Stage("b", 2)], title="a")
    with pytest.raises(ValueError, match="at least one"):
        threads([], title="a")


def test_the_five_lozenges_differ_without_colour() -> None:
    marks = [lozenge(state) for state in Lozenge]
    assert len(set(marks)) == 5
    assert not any(re.search("#[0-9a-f]{3}", mark) for mark in marks)
    with pytest.raises(ValueError, match="round"):
        lozenge("round")


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_no_text_becomes_markup(draw: Draw) -> None:
    for sheet in (None, Sheet(note=EVIL, stamp=EVIL)):
        svg = draw(EVIL, sheet)
        ElementTree.fromstring(svg)
        assert "<script" not in svg
        assert "\x00" not in svg


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", " /a"])
def test_a_picture_links_only_to_paths_and_web_addresses(href: str) -> None:
    with pytest.raises(ValueError, match="address"):
        threads([Stage("a", 2), Stage("b", 1, (Leaving(1, "x", href),))], title="a")


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_picture_alone_carries_its_title_stamp_source_and_both_schemes(draw: Draw) -> None:
    svg = draw("Cakupan", Sheet(note="Penyebut: 1.000.000, Gubernur NTT, April 2025.", stamp="LATIHAN"))
    assert texts(svg, "p-head") == ["Cakupan"]
    assert texts(svg, "p-stamp") == ["LATIHAN"]
    assert "Gubernur" in " ".join(texts(svg, "p-small"))
    assert "prefers-color-scheme:dark" in svg
    assert "var(" not in svg
    assert svg == draw("Cakupan", Sheet(note="Penyebut: 1.000.000, Gubernur NTT, April 2025.", stamp="LATIHAN"))


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_every_class_of_a_picture_has_a_rule(draw: Draw) -> None:
    svg = draw("Cakupan", Sheet(note="a", stamp="b"))
    used = {name for held in re.findall(r'class="([^"]+)"', svg) for name in held.split()} - {"p"}
    assert used <= set(re.findall(r"\.(p-[a-z0-9]+)\{", svg))


def test_a_picture_becomes_the_same_png_each_time_with_letters_in_it() -> None:
    svg = tile_map(CELLS, VALUES, title="Cakupan", sheet=Sheet(note="Sumber", width=400))
    png = svg_to_png(svg)
    assert png == svg_to_png(svg)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") == 800
    assert len(png) > len(svg_to_png(re.sub(r"<text.*?</text>", "", svg)))


def test_the_form_for_a_page_becomes_png_too() -> None:
    png = svg_to_png(tile_map(CELLS, VALUES, title="Cakupan"), scale=1)
    assert int.from_bytes(png[16:20], "big") == 720
