"""The packaged codes: complete, clean, and never confused with the codes of BPS."""

from __future__ import annotations

import polars as pl
import pytest

from payung.core import gazetteer
from payung.core.areas import parent
from payung.core.refusals import Refusal


def test_the_nation_has_38_provinces_514_regencies_7285_districts_and_83762_villages() -> None:
    counts = [len(frame) for frame in (gazetteer.provinces(), gazetteer.regencies(), gazetteer.districts(), gazetteer.villages())]
    assert counts == [38, 514, 7_285, 83_762]


def test_ntt_has_22_regencies_315_districts_and_3442_villages() -> None:
    counts = [len(frame) for frame in (gazetteer.regencies("53"), gazetteer.districts("53"), gazetteer.villages("53"))]
    assert counts == [22, 315, 3_442]


def test_ntt_has_3137_desa_and_305_kelurahan() -> None:
    kinds = dict(gazetteer.villages("53").group_by("kind").len().iter_rows())
    assert kinds == {"desa": 3_137, "kelurahan": 305}


def test_the_nation_has_desa_adat_only_in_one_regency_of_papua() -> None:
    adat = gazetteer.villages().filter(pl.col("kind") == "desa-adat")
    assert set(adat["code"].str.slice(0, 4)) == {"9103"}
    assert len(adat) == 14


def test_kota_kupang_has_only_kelurahan_and_is_a_kota() -> None:
    assert set(gazetteer.villages("5371")["kind"]) == {"kelurahan"}
    assert gazetteer.regencies("53").filter(pl.col("kind") == "kota")["code"].to_list() == ["5371"]


def test_every_place_lies_in_a_place_that_exists() -> None:
    codes = [*gazetteer.regencies()["code"], *gazetteer.districts()["code"], *gazetteer.villages()["code"]]
    assert [code for code in codes if not gazetteer.is_known(parent(code))] == []


def test_frames_are_ordered_by_code_and_take_a_dotted_area() -> None:
    frame = gazetteer.villages("53.07.01")
    assert frame["code"].is_sorted()
    assert frame.equals(gazetteer.villages("530701"))
    assert frame.columns == ["code", "name", "kind"]


def test_names_hold_no_stray_marks_and_no_letters_set_apart() -> None:
    names = pl.concat([gazetteer.regencies(), gazetteer.districts(), gazetteer.villages()])["name"]
    assert names.filter(names.str.contains(r'["*]|  |^\s|\s$|^(\p{L} )+\p{L}$')).to_list() == []
    assert gazetteer.name_of("5314072004") == "Bo'a"


def test_a_name_is_found_by_code_at_every_level() -> None:
    assert [gazetteer.name_of(code) for code in ("53", "5307", "530701")] == ["Nusa Tenggara Timur", "Kabupaten Sikka", "Paga"]


@pytest.mark.parametrize("code", ["5399", "99", "5307019999", "", "Sikka"])
def test_an_unknown_place_is_refused(code: str) -> None:
    assert not gazetteer.is_known(code)
    with pytest.raises(Refusal) as refused:
        gazetteer.name_of(code)
    assert refused.value.code == "area-unknown"


def test_sixteen_of_the_22_regencies_have_another_code_at_bps() -> None:
    codes = gazetteer.regencies("53")["code"].to_list()
    same = {code for code in codes if gazetteer.bps_code(code) == code}
    assert same == {"5314", "5315", "5319", "5320", "5321", "5371"}
    assert len(codes) - len(same) == 16


def test_every_regency_of_ntt_comes_back_from_its_bps_code() -> None:
    codes = gazetteer.regencies("53")["code"].to_list()
    assert [gazetteer.from_bps(gazetteer.bps_code(code) or "") for code in codes] == codes


def test_the_same_digits_name_two_regencies_in_the_two_systems() -> None:
    assert gazetteer.name_of("5303") == "Kabupaten Timor Tengah Utara"
    assert gazetteer.name_of(gazetteer.from_bps("5303") or "") == "Kabupaten Kupang"


def test_bps_codes_outside_ntt_are_unknown_and_not_guessed() -> None:
    assert gazetteer.bps_code("3201") is None
    assert gazetteer.from_bps("3201") is None


def test_residents_of_nine_younger_regencies_may_carry_the_code_of_the_older_one() -> None:
    split = {code: gazetteer.old_parents(code) for code in gazetteer.regencies("53")["code"] if gazetteer.old_parents(code)}
    assert split == {
        "5313": ("5306",),
        "5314": ("5301",),
        "5315": ("5310",),
        "5316": ("5309",),
        "5317": ("5312",),
        "5318": ("5312",),
        "5319": ("5310",),
        "5320": ("5301",),
        "5321": ("5304",),
    }


def test_every_alias_is_lower_case_and_leads_to_a_known_place() -> None:
    aliases = gazetteer.aliases()
    assert {alias for alias in aliases if alias != alias.lower()} == set()
    assert {code for code in aliases.values() if not gazetteer.is_known(code)} == set()
    assert aliases["tts"] == "5302"
