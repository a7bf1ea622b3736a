"""Batches in a layout that is data: identifiers are text, nothing becomes a formula, the stamp stands above the data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from payung.core.refusals import Refusal
from payung.exchange.csvs import csv_bytes
from payung.exchange.layouts import layout, missing_fields, write_batch

PEOPLE = pl.DataFrame(
    {
        "nik": ["5307010101800001", "0307010101800002"],
        "name": ["Maria Goreti", "=HYPERLINK(1)"],
        "birth_place": ["Maumere", "@cmd"],
        "birth_date": [date(1980, 1, 1), date(1981, 2, 3)],
        "sex": ["P", "L"],
        "mother": ["Anna", None],
        "village": ["Nita", "Nita"],
        "district": ["Nita", "Nita"],
        "regency": ["Kabupaten Sikka", "Kabupaten Sikka"],
        "phone": ["081234567890", None],
        "occupation": ["Petani", "-2+3"],
        "income_idr": [900_000, None],
        "programmes": ["JKK, JKM"] * 2,
        "months": [6, 6],
    }
)


def written(path: Path, stamp: str = "LATIHAN") -> list[list[object]]:
    write_batch(path, layout("bpu"), PEOPLE, heading=["Keputusan 1/2025"], stamp=stamp)
    return [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]


def test_the_default_layout_has_the_columns_that_other_programs_expect() -> None:
    expected = "nik name birth_place birth_date sex mother address village district regency phone occupation workplace hours income_idr programmes months"
    assert [column.header for column in layout("bpu").columns] == expected.split()


def test_identifiers_days_and_phones_are_text_and_leading_zeros_stay(tmp_path: Path) -> None:
    rows = written(tmp_path / "a.xlsx")
    head = next(place for place, row in enumerate(rows) if row[0] == "nik")
    first, second = rows[head + 1 :]
    assert first[0] == "5307010101800001"
    assert first[3] == "01-01-1980"
    assert first[10] == "081234567890"
    assert second[0] == "0307010101800002"
    assert first[14] == 900_000


@pytest.mark.parametrize("column", [1, 2, 11])
def test_no_cell_can_become_a_formula(tmp_path: Path, column: int) -> None:
    path = tmp_path / "a.xlsx"
    written(path)
    sheet = load_workbook(path).active
    cells = [row[column] for row in sheet.iter_rows()]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_the_stamp_stands_above_the_data_and_alters_no_cell_of_it(tmp_path: Path) -> None:
    stamped, plain = written(tmp_path / "a.xlsx"), written(tmp_path / "b.xlsx", stamp="")
    assert stamped[0][0] == "LATIHAN"
    assert stamped[-3:] == plain[-3:]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx")
    written(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_a_required_column_lacks_is_named_for_each_person() -> None:
    assert missing_fields(layout("bpu"), PEOPLE) == [[], ["mother"]]


def test_an_unknown_layout_is_refused_naming_those_there_are() -> None:
    with pytest.raises(Refusal, match="bpu"):
        layout("sipp")


def test_csv_is_utf8_with_lf_and_empty_for_absent() -> None:
    frame = pl.DataFrame({"a": ["Désirée", None, 'x,"y"'], "b": [True, None, False], "c": [["p", "q"], [], None]})
    assert csv_bytes(frame) == 'a,b,c\nDésirée,true,p;q\n,,\n"x,""y""",false,\n'.encode()
