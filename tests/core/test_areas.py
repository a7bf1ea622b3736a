"""Areas by their properties: an area is exactly what lies inside it, whatever else is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payung.core.areas import AreaRange, Level, area_code, deepest_common, dotted, parent
from payung.core.refusals import Refusal

# Few digits, so that codes share their beginnings.
CODES = st.builds(lambda digits, level: "5" + digits[: level - 1], st.text("0139", min_size=9, max_size=9), st.sampled_from(Level))


@given(CODES, CODES)
def test_a_range_holds_the_area_and_everything_inside_it_and_nothing_else(area: str, code: str) -> None:
    assert AreaRange.of(area).holds(code) == code.startswith(area)


@given(CODES)
def test_a_code_reads_back_from_how_people_write_it(code: str) -> None:
    assert area_code(dotted(code)) == area_code(f" {code} ") == code


@given(CODES)
def test_an_area_lies_inside_its_parent_one_level_up(code: str) -> None:
    above = parent(code)
    assert AreaRange.of(above).holds(code)
    levels = list(Level)
    assert levels.index(Level(len(above))) == max(0, levels.index(Level(len(code))) - 1)


@given(st.lists(CODES, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_deepest_common_area_holds_all_and_no_part_of_it_does(codes: list[str], random) -> None:  # type: ignore[no-untyped-def]
    shared = deepest_common(codes)
    assert all(code.startswith(shared) for code in codes)
    shuffled = random.sample(codes, len(codes))
    assert deepest_common(shuffled) == deepest_common([*codes, *codes]) == shared
    deeper = [level for level in Level if level > len(shared)]
    if deeper and all(len(code) >= deeper[0] for code in codes):
        assert len({code[: deeper[0]] for code in codes}) > 1


@given(st.text(max_size=12))
def test_what_is_no_place_code_is_refused(text: str) -> None:
    digits = text.replace(".", "").strip()
    if digits.isascii() and digits.isdigit() and len(digits) in tuple(Level):
        assert area_code(text) == digits
        return
    with pytest.raises(Refusal) as refused:
        area_code(text)
    assert refused.value.code == "area-unknown"
