"""What single cells mean."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payung.exchange.dates import DateState, Order, day_order, read_date, split_birth
from payung.exchange.values import (
    fold,
    is_ticked,
    read_code,
    read_decile,
    read_disability,
    read_kk,
    read_number,
    read_phone,
    read_place_code,
    read_rupiah,
    read_sex,
    text_of,
    tidy,
)
from payung.exchange.workbooks import Cell

TODAY = date(2026, 11, 24)
MARCH = date(1985, 3, 12)


@pytest.mark.parametrize(
    "cell",
    [
        MARCH,
        datetime(1985, 3, 12, 0, 0),
        31_118.0,
        "31118",
        "12-03-1985",
        "12/3/1985",
        "12.03.85",
        "12 03 1985",
        " 12 - 03 - 1985 ",
        "1985-03-12",
        "1985/03/12",
        "1985-03-12 00:00:00",
        "12031985",
        "19850312",
        12_031_985.0,
        "120385",
        "12 Maret 1985",
        "12 maret 85",
        "12-Mar-1985",
        "12 Mart 1985",
        "12 MRT 1985",
        "12Maret1985",
        "Maret 12, 1985",
        "March 12 1985",
        "Selasa, 12 Maret 1985",
        "Maumere, 12-03-1985",
        "Kab. Sikka, 12 Maret 1985",
        "'12-03-1985",
    ],
)
def test_a_date_is_read_however_it_is_written(cell: Cell) -> None:
    read = read_date(cell, on=TODAY)
    assert (read.state, read.value) == (DateState.READ, MARCH)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Pebruari", 2),
        ("Peb", 2),
        ("Agustsu", 8),
        ("Agt", 8),
        ("Nopember", 11),
        ("Okt", 10),
        ("Desmber", 12),
        ("Sept.", 9),
        ("Mei", 5),
        ("Juni", 6),
        ("Jull", 7),
    ],
)
def test_months_are_known_by_their_many_names(text: str, month: int) -> None:
    assert read_date(f"12 {text} 1985", on=TODAY).value == date(1985, month, 12)


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        (None, DateState.ABSENT),
        ("-", DateState.ABSENT),
        ("  ", DateState.ABSENT),
        ("1985", DateState.INCOMPLETE),
        (1985.0, DateState.INCOMPLETE),
        ("00-00-1985", DateState.INCOMPLETE),
        ("Maret 1985", DateState.INCOMPLETE),
        ("12 Maret", DateState.INCOMPLETE),
        ("31-02-1985", DateState.IMPOSSIBLE),
        ("29-02-1985", DateState.IMPOSSIBLE),
        ("45-03-1985", DateState.IMPOSSIBLE),
        ("12-03-2985", DateState.IMPOSSIBLE),
        ("25-11-2026", DateState.IMPOSSIBLE),
        (date(1900, 1, 1), DateState.IMPOSSIBLE),
        ("tidak tahu", DateState.UNREADABLE),
        ("l2-03-1985", DateState.UNREADABLE),
        ("12-03-985", DateState.UNREADABLE),
        (True, DateState.UNREADABLE),
        (31_118.4, DateState.READ),
        ("5307011203850001", DateState.UNREADABLE),
    ],
)
def test_a_cell_that_is_no_date_says_why(cell: Cell, state: DateState) -> None:
    assert read_date(cell, on=TODAY).state is state


def test_the_century_of_two_figures_is_the_latest_that_is_not_to_come() -> None:
    assert read_date("05-03-26", on=TODAY).value == date(2026, 3, 5)
    assert read_date("05-12-26", on=TODAY).value == date(1926, 12, 5)


def test_the_order_of_day_and_month_is_taken_from_the_column() -> None:
    columns = {
        ("03/25/1985", "12/31/1990", "04/05/1985"): (Order.MONTH, True),
        ("25/03/1985", "04/05/1985"): (Order.DAY, True),
        ("04/05/1985",): (Order.DAY, False),
        ("25/03/1985", "03/25/1985"): (Order.DAY, False),
    }
    for column, order in columns.items():
        assert day_order(read_date(cell, on=TODAY) for cell in column) == order
    assert read_date("04/05/1985", on=TODAY, order=Order.MONTH).value == date(1985, 4, 5)
    assert read_date("04/05/1985", on=TODAY).swappable
    assert not read_date("05/05/1985", on=TODAY).swappable


@given(st.dates(min_value=date(1920, 1, 1), max_value=TODAY))
def test_every_day_survives_being_written(day: date) -> None:
    serial = float((day - date(1899, 12, 30)).days)
    for cell in (day, serial, f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", day.isoformat(), f"{day.day} {day:%B} {day.year}", f"{day:%d%m%Y}"):
        read = read_date(cell, on=TODAY)
        ambiguous_figures = isinstance(cell, str) and cell.isdigit() and cell.startswith(("19", "20"))
        assert read.value == day or ambiguous_figures, cell


@given(st.one_of(st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False, width=32), st.dates(), st.booleans()))
def test_no_cell_whatever_breaks_a_reader(cell: Cell) -> None:
    read = read_date(cell, on=TODAY)
    assert (read.value is not None) == (read.state is DateState.READ)
    assert read.value is None or TODAY - timedelta(days=111 * 366) <= read.value <= TODAY
    for reader in (
        read_sex,
        read_phone,
        read_rupiah,
        read_disability,
        read_decile,
        read_number,
        read_code,
        read_kk,
        read_place_code,
        is_ticked,
    ):
        reader(cell)


@pytest.mark.parametrize(
    ("cell", "place", "rest"),
    [
        ("Maumere, 12-03-1985", "Maumere", "12-03-1985"),
        ("Maumere 12 Maret 1985", "Maumere", "12 Maret 1985"),
        ("Nita / 12-03-85", "Nita", "12-03-85"),
        ("12-03-1985", None, "12-03-1985"),
        ("12 Maret 1985", None, "12 Maret 1985"),
        ("Maumere", "Maumere", None),
        ("Maumere, 1985", "Maumere", "1985"),
        ("Maumere, 31118", "Maumere", "31118"),
        (MARCH, None, MARCH),
        ("-", None, None),
    ],
)
def test_place_and_date_in_one_cell_are_told_apart(cell: Cell, place: str | None, rest: Cell) -> None:
    assert split_birth(cell) == (place, rest)


@pytest.mark.parametrize("cell", ["L", "l ", "Laki-laki", "LAKI - LAKI", "lk", "Pria", "1", 1.0, "male", "Laki2", "Laki-laik"])
def test_men_are_written_in_many_ways(cell: Cell) -> None:
    assert read_sex(cell) == "L"


@pytest.mark.parametrize("cell", ["P", "pr.", "Perempuan", "PEREMPUAN ", "Wanita", "2", 2.0, "female", "Perempaun", "W"])
def test_women_are_written_in_many_ways(cell: Cell) -> None:
    assert read_sex(cell) == "P"


@pytest.mark.parametrize("cell", [None, "", "-", "L/P", "3", "x"])
def test_what_is_no_sex_is_none(cell: Cell) -> None:
    assert read_sex(cell) is None


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("0812-3456-7890", "081234567890"),
        ("+62 812 3456 7890", "081234567890"),
        (81_234_567_890.0, "081234567890"),
        ("6281234567890", "081234567890"),
        ("081234567890 / 085200000000", "081234567890"),
        ("8,12E+10", None),
        ("tidak ada", None),
        ("0812", None),
    ],
)
def test_telephone_numbers_have_one_form(cell: Cell, phone: str | None) -> None:
    assert read_phone(cell) == phone


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("Rp 1.500.000,-", 1_500_000),
        ("Rp. 1.500.000", 1_500_000),
        ("1,500,000.00", 1_500_000),
        ("1.500.000,00", 1_500_000),
        (1_500_000.0, 1_500_000),
        ("1,5 juta", 1_500_000),
        ("500 rb", 500_000),
        ("1500000/bulan", 1_500_000),
        ("1-2 juta", None),
        ("cukup", None),
        (None, None),
    ],
)
def test_money_is_whole_rupiah(cell: Cell, amount: int | None) -> None:
    assert read_rupiah(cell) == amount


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Ya", True),
        ("tidak", False),
        ("Tidak ada", False),
        ("-", False),
        ("Netra", True),
        ("V", True),
        (None, None),
        ("Non disabilitas", False),
    ],
)
def test_a_disability_is_stated_or_not(cell: Cell, answer: bool | None) -> None:
    assert read_disability(cell) is answer


def test_small_values_are_read() -> None:
    assert [read_decile(cell) for cell in ("Desil 3", 3.0, "III", "10", "11", "", None)] == [3, 3, 3, 10, None, None, None]
    assert [read_number(cell) for cell in ("8 jam", 8.0, "7,5", "pagi")] == [8.0, 8.0, 7.5, None]
    assert [read_code(cell) for cell in (" 0123 4567 890", "12a", 12.0, "1,2E+10", "-")] == ["01234567890", "12A", "12", None, None]
    assert [read_kk(cell) for cell in ("5307 0112 0316 0004", "'5307011203160004", 5307011203160004.0, "53", None)] == [
        "5307011203160004",
        "5307011203160004",
        None,
        None,
        None,
    ]
    assert [read_place_code(cell) for cell in ("53.07.01.2001", 5307012001.0, "530701", "x")] == [
        "5307012001",
        "5307012001",
        "530701",
        None,
    ]


def test_text_is_folded_and_never_rewritten() -> None:
    assert tidy("  Maria\u00a0 da\tSilva\u200b ") == "Maria da Silva"
    assert fold("Nuñez,  O'Da") == "nunez o da"
    assert [text_of(cell) for cell in (5307011203850001.0, 1.5, None, MARCH, " a  b")] == [
        "5307011203850001",
        "1.5",
        "",
        "1985-03-12",
        "a b",
    ]
