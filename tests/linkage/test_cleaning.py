"""Cleaning: what is said alike is written alike, and only what can be believed is kept of a number."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linkage.people import MARIA, YOSEF, frame

from payung.linkage.clean import Records, clean


def cleaned(*rows: dict[str, str | None]) -> Records:
    return clean(frame(*rows))


def words(name: str | None) -> list[str]:
    records = cleaned({"name": name})
    return [records.tokens.text[number] for number in records.name[0] if number >= 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yohanes", "JOHANES"),
        ("Djoewa", "Juwa"),
        ("Christina", "Kristina"),
        ("Stephanus", "Stefanus"),
        ("Matheus", "Mateus"),
        ("Tjahyo", "Cahyo"),
        ("Syarifah", "Sarifa"),
        ("Ma'u", "Mau"),
        ("Ludgardis Nonah", "Ludgardis Nona"),
        ("Vinsensius", "Finsensius"),
        ("José", "Jose"),
        ("Bapak Yosef Moat", "Yosef Moat"),
        ("Maria Nona, S.Pd", "Maria Nona"),
        ("MARIA NONA A.Md.Kep", "Maria Nona"),
        ("Drs. Petrus da Gomez", "Petrus Gomez"),
        ("YunusTefa", "Yunus Tefa"),
        ("Siti binti Ahmad", "Siti Ahmad"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert words(one) == words(other) != []


@pytest.mark.parametrize(("one", "other"), [("Maria", "Mario"), ("Nona", "Nina"), ("Tefa", "Teba"), ("Sari", "Sare")])
def test_other_names_stay_others(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_of_five_words_the_last_is_kept_as_the_family_name() -> None:
    assert words("Maria Goreti Klara Rosa Parera") == ["maria", "goreti", "klara", "parera"]


@pytest.mark.parametrize("name", [None, "", " ", "-", "12", "...", "Bapak"])
def test_nothing_is_no_name(name: str | None) -> None:
    assert words(name) == []


@pytest.mark.parametrize(
    ("nik", "length", "birth", "sex"),
    [
        ("5307014506850003", 16, 19850605, 1),
        ("'5307014506850003", 16, 19850605, 1),
        ("5307 0112 0379 0001", 16, 19790312, 0),
        ("5307011203100001", 16, 20100312, 0),
        ("530701450685003", 15, -1, -1),
        ("53070145068500031", 17, -1, -1),
        ("5,30701E+15", -6, -1, -1),
        ("5.3E+15", -2, -1, -1),
        ("5555555555555555", 0, -1, -1),
        ("0000000000000000", 0, -1, -1),
        ("tidak ada", 0, -1, -1),
        ("5307019906850003", 16, -1, -1),
        (None, 0, -1, -1),
    ],
)
def test_a_nik_keeps_what_can_be_believed(nik: str | None, length: int, birth: int, sex: int) -> None:
    records = cleaned({"nik": nik})
    assert (records.nik_length[0], records.nik_birth[0], records.nik_sex[0]) == (length, birth, sex)


@pytest.mark.parametrize(
    "phone", ["081234567890", "+6281234567890", "62 812 3456 7890", "0812-3456-7890", "81234567890", "006281234567890"]
)
def test_all_ways_to_write_a_phone_are_one(phone: str) -> None:
    assert cleaned({"phone": phone}).phone[0] == 81234567890


@pytest.mark.parametrize(
    ("written", "read"), [("53.07.01.2001", 5307012001), ("5307012001", 5307012001), ("530701", -1), ("desa", -1), (None, -1)]
)
def test_a_village_is_ten_digits(written: str | None, read: int) -> None:
    assert cleaned({"village": written}).village[0] == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1985-06-05", 19850605),
        (" 1985-06-05 ", 19850605),
        ("1985", 19850101),
        ("1985-13-05", -1),
        ("05/06/1985", -1),
        ("", -1),
        (None, -1),
    ],
)
def test_a_date_is_iso_or_a_year(written: str | None, read: int) -> None:
    assert cleaned({"birth_date": written}).birth[0] == read


def test_numbers_may_come_as_numbers() -> None:
    records = clean(pl.DataFrame({"id": [1, 2], "nik": [5307014506850003, None], "village": [5307012001, None]}))
    assert records.nik_number.tolist() == [5307014506850003, -1]
    assert records.ids.to_list() == ["1", "2"]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=12), st.text(max_size=20))
def test_nothing_that_can_be_typed_breaks_it(name: str, nik: str, date: str, phone: str) -> None:
    records = cleaned({"name": name, "nik": nik, "birth_date": date, "phone": phone, "mother": name, "village": nik, "sex": name})
    assert len(records) == 1


def test_how_rare_a_name_is_counts_in_the_context_when_there_is_one() -> None:
    alone = clean(frame(MARIA))
    among = clean(frame(MARIA), context=frame(*[MARIA, YOSEF] * 20))
    assert alone.area_bits[0] == pytest.approx(1.0)
    assert among.area_bits[0] > 5
    assert among.name_bits[0, 0] == pytest.approx(1.04, abs=0.05)
