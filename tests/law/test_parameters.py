"""Law parameters: dated, founded, immutable, and refused when anything about them is unclear."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from payung.core.refusals import Refusal
from payung.law.dated import Confidence
from payung.law.loader import dated_value, load_parameters, read_parameters
from payung.law.units import Unit, has_form

LAW = load_parameters()
VALUE: dict[str, Any] = {
    "value": 1,
    "from": date(2020, 1, 1),
    "to": date(2021, 1, 1),
    "article": "PP 1/2020 Art. 1",
    "source": "A text",
    "confidence": "H",
}
LATER = VALUE | {"value": 2, "from": date(2021, 1, 1), "to": None}


def loaded(folder: Path, *values: dict[str, Any], **changes: Any) -> Any:
    parameter = {"meaning": "An amount", "unit": "idr", "values": list(values)} | changes
    (folder / "one.yaml").write_text(yaml.safe_dump({"amount": copy.deepcopy(parameter)}), encoding="utf-8")
    return read_parameters(folder)


def refusal_of(folder: Path, *values: dict[str, Any], **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        loaded(folder, *values, **changes)
    assert "amount" in str(refused.value)
    return refused.value


def test_every_packaged_value_has_a_day_an_article_a_source_and_a_confidence() -> None:
    values = [dated for parameter in LAW.by_name.values() for dated in parameter.values]
    assert len(values) >= len(LAW.by_name) == 13
    assert [dated for dated in values if not (dated.article and dated.source and dated.confidence in Confidence)] == []


def test_every_packaged_parameter_is_still_in_force_at_the_end() -> None:
    assert {parameter.name for parameter in LAW.by_name.values() if parameter.values[-1].to_on is not None} == set()


def test_a_value_is_described_by_article_source_and_confidence() -> None:
    jkm = LAW.describe("jkm-contribution", date(2025, 7, 1))
    assert (jkm.value, jkm.article, jkm.confidence) == (6_800, "PP 44/2015 Art. 20 (3)", "H")
    assert jkm.source


def test_due_days_differ_between_programmes() -> None:
    on = date(2025, 7, 1)
    assert dict(LAW.value("due-jkk-jkm", on)) == {"day": 15, "months_after": 0}
    assert dict(LAW.value("due-jht", on)) == {"day": 15, "months_after": 1}
    assert LAW.value("conditional-months", on) == 3


def test_the_day_a_value_ends_belongs_to_the_next_one(tmp_path: Path) -> None:
    law = loaded(tmp_path, VALUE, LATER)
    assert [law.value("amount", day) for day in (date(2020, 12, 31), date(2021, 1, 1))] == [1, 2]


def test_the_order_in_the_file_does_not_matter(tmp_path: Path) -> None:
    assert loaded(tmp_path, LATER, VALUE).digest == loaded(tmp_path, VALUE, LATER).digest


def test_a_day_before_the_first_value_is_refused(tmp_path: Path) -> None:
    law = loaded(tmp_path, VALUE, LATER)
    with pytest.raises(Refusal) as refused:
        law.value("amount", date(2019, 12, 31))
    assert refused.value.code == "law-no-value"
    assert "2019-12-31" in str(refused.value)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        LAW.value("jkk-rat", date(2025, 7, 1))
    assert refused.value.code == "law-unknown-parameter"


@given(st.dates(date(2020, 6, 1), date(2030, 1, 1)))
def test_a_planted_gap_or_overlap_is_refused_wherever_it_lies(tmp_path_factory: pytest.TempPathFactory, begins: date) -> None:
    folder = tmp_path_factory.mktemp("law")
    ends = date(2025, 3, 1)
    values = (VALUE | {"to": ends}, LATER | {"from": begins})
    if begins == ends:
        assert loaded(folder, *values).value("amount", ends) == 2
    else:
        assert refusal_of(folder, *values).code == ("law-gap" if begins > ends else "law-overlap")


def test_a_value_after_an_open_one_is_an_overlap(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, VALUE | {"to": None}, LATER).code == "law-overlap"


def test_two_values_from_the_same_day_are_an_overlap(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, LATER, LATER).code == "law-overlap"


@pytest.mark.parametrize("key", ["value", "from", "article", "source", "confidence"])
def test_a_value_without_its_foundation_is_refused(tmp_path: Path, key: str) -> None:
    refusal = refusal_of(tmp_path, {name: part for name, part in VALUE.items() if name != key})
    assert (refusal.code, refusal.data["key"]) == ("law-missing-key", key)


@pytest.mark.parametrize("key", ["article", "source"])
def test_an_empty_foundation_is_no_foundation(tmp_path: Path, key: str) -> None:
    assert refusal_of(tmp_path, VALUE | {key: " "}).code == "law-missing-key"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("law-unknown-key", {"artikel": "PP 1/2020"}),
        ("law-confidence", {"confidence": "high"}),
        ("law-dates", {"from": "2020"}),
        ("law-dates", {"to": date(2020, 1, 1)}),
        ("law-wrong-value", {"value": 16_800.0}),
        ("law-wrong-value", {"value": -1}),
        ("law-wrong-value", {"value": True}),
        ("law-wrong-value", {"value": "6800"}),
    ],
)
def test_a_value_that_is_unclear_is_refused(tmp_path: Path, code: str, change: dict[str, Any]) -> None:
    assert refusal_of(tmp_path, VALUE | change).code == code


@pytest.mark.parametrize(("code", "change"), [("law-unknown-unit", {"unit": "rupiah"}), ("law-unknown-key", {"units": "idr"})])
def test_a_parameter_that_is_unclear_is_refused(tmp_path: Path, code: str, change: dict[str, Any]) -> None:
    assert refusal_of(tmp_path, VALUE, **change).code == code


def test_a_parameter_without_values_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path).code == "law-missing-key"


def test_a_name_in_two_files_is_refused(tmp_path: Path) -> None:
    loaded(tmp_path, VALUE)
    (tmp_path / "two.yaml").write_text((tmp_path / "one.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_parameters(tmp_path)
    assert refused.value.code == "law-repeated"


@pytest.mark.parametrize("text", ["amount: {meaning: a, meaning: b}", "amount: [", "- amount", "12: {}"])
def test_a_file_that_is_no_mapping_of_parameters_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_parameters(tmp_path)
    assert (refused.value.code, refused.value.data["file"]) == ("law-file", "one.yaml")


BANDS: list[dict[str, Any]] = [{"from_idr": 0, "to_idr": 9, "base_idr": 5}, {"from_idr": 10, "to_idr": None, "base_idr": 15}]


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (0, {"from_idr": 1}),
        (0, {"to_idr": 10}),
        (0, {"to_idr": None}),
        (0, {"base_idr": 15}),
        (0, {"base_idr": 5.0}),
        (1, {"to_idr": 99}),
        (1, {"from_idr": 9}),
        (1, {"rate": 1}),
    ],
)
def test_income_rows_that_leave_out_or_repeat_an_income_are_refused(row: int, change: dict[str, Any]) -> None:
    assert has_form(Unit.BANDS, BANDS)
    broken = [band | change if number == row else band for number, band in enumerate(BANDS)]
    assert not has_form(Unit.BANDS, broken)


def test_a_set_of_parameters_cannot_be_changed() -> None:
    bands = LAW.value("bands", date(2025, 7, 1))
    with pytest.raises(TypeError):
        bands[0]["base_idr"] = 1
    with pytest.raises(AttributeError):
        LAW.by_name = {}  # type: ignore[misc]


def test_the_digest_is_stable_and_changes_with_any_value_or_source(tmp_path: Path) -> None:
    first = loaded(tmp_path, VALUE, LATER).digest
    assert first == loaded(tmp_path, VALUE, LATER).digest
    changed = {loaded(tmp_path, VALUE, LATER | {key: part}).digest for key, part in [("value", 3), ("source", "B"), ("note", "n")]}
    assert len(changed | {first}) == 4
    assert len(LAW.digest) == 64


def test_an_amendment_replaces_the_value_on_its_days_only(tmp_path: Path) -> None:
    law = loaded(tmp_path, VALUE, LATER)
    amendment = dated_value("amount", VALUE | {"value": 9, "from": date(2020, 7, 1), "to": date(2021, 7, 1)})
    amended = law.overlay([amendment])
    days = [date(2020, 6, 30), date(2020, 7, 1), date(2021, 6, 30), date(2021, 7, 1)]
    assert [amended.value("amount", day) for day in days] == [1, 9, 9, 2]
    assert [law.value("amount", day) for day in days] == [1, 1, 2, 2]
    assert amended.digest != law.digest


def test_an_amendment_inside_one_value_leaves_it_before_and_after(tmp_path: Path) -> None:
    law = loaded(tmp_path, VALUE, LATER)
    amended = law.overlay([dated_value("amount", VALUE | {"value": 9, "from": date(2025, 1, 1), "to": date(2025, 2, 1)})])
    assert [amended.value("amount", day) for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 1))] == [2, 9, 2]


def test_an_open_amendment_lasts_and_a_later_one_wins(tmp_path: Path) -> None:
    law = loaded(tmp_path, VALUE, LATER)
    amendments = [dated_value("amount", LATER | {"value": value, "from": date(2025, 1, 1)}) for value in (8, 9)]
    assert law.overlay(amendments).value("amount", date(2030, 1, 1)) == 9


def test_an_amendment_of_an_unknown_parameter_or_of_a_wrong_form_is_refused() -> None:
    for code, name, value in [("law-unknown-parameter", "jkm", 7_000), ("law-wrong-value", "jkm-contribution", 7_000.5)]:
        with pytest.raises(Refusal) as refused:
            LAW.overlay([dated_value(name, LATER | {"value": value})])
        assert refused.value.code == code


def test_an_amendment_that_leaves_days_without_a_value_is_refused() -> None:
    early = dated_value("jkm-contribution", VALUE | {"from": date(2014, 1, 1), "to": date(2015, 1, 1)})
    with pytest.raises(Refusal) as refused:
        LAW.overlay([early])
    assert refused.value.code == "law-gap"
