"""What Payung hands out: batches in layouts that are data, and CSV that no spreadsheet program runs."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from payung.core.refusals import Refusal
from payung.exchange.csvs import write_csv, write_table
from payung.exchange.layouts import IDENTIFIERS, Form, layout, layout_of, missing_fields, read_layouts, write_batch
from payung.exchange.spreadsheets import read_workbook

PEOPLE = pl.DataFrame(
    {
        "nik": ["5307045203850001", "5307040107900002"],
        "name": ["Ana Da Silva", "=cmd|'/c calc'!A1"],
        "birth_place": ["Maumere", None],
        "birth_date": [date(1985, 3, 12), date(1990, 7, 1)],
        "sex": ["P", "L"],
        "mother": ["Maria", "+62"],
        "address": ["RT 1", "@x"],
        "village": ["Nita", "Nita"],
        "district": ["Nita", "Nita"],
        "regency": ["Sikka", "Sikka"],
        "phone": ["081234567890", None],
        "occupation": ["Petani", "-"],
        "workplace": [None, None],
        "hours": [8.0, 7.5],
        "income_idr": [1_000_000, None],
        "programmes": ["JKK, JKM"] * 2,
        "months": [6, 6],
    }
)


def test_the_default_layout_has_the_columns_of_the_contract() -> None:
    columns = [column.field for column in layout("bpu").columns]
    assert columns == [
        "nik",
        "name",
        "birth_place",
        "birth_date",
        "sex",
        "mother",
        "address",
        "village",
        "district",
        "regency",
        "phone",
        "occupation",
        "workplace",
        "hours",
        "income_idr",
        "programmes",
        "months",
    ]


def test_every_packaged_layout_writes_identifiers_as_text() -> None:
    assert {"bpu", "annex"} <= set(read_layouts())
    for one in read_layouts().values():
        assert all(column.form is Form.IDENTIFIER for column in one.columns if column.field in IDENTIFIERS)


def test_a_batch_is_read_back_as_it_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "out" / "batch.xlsx"
    path.parent.mkdir()
    write_batch(path, layout("bpu"), PEOPLE, heading=["Cabang NTT", "Batch 1"], stamp="LATIHAN")
    rows = read_workbook(path).sheets[0].rows
    assert [cells[0] for _, cells in rows[:4]] == ["LATIHAN", layout("bpu").title, "Cabang NTT", "Batch 1"]
    assert rows[4][1] == tuple(column.header for column in layout("bpu").columns)
    ana = (
        "5307045203850001",
        "Ana Da Silva",
        "Maumere",
        "12-03-1985",
        "P",
        "Maria",
        "RT 1",
        "Nita",
        "Nita",
        "Sikka",
        "081234567890",
        "Petani",
    )
    assert rows[5][1] == (*ana, None, "8", 1_000_000.0, "JKK, JKM", 6.0)
    assert rows[6][1][1:3] == ("=cmd|'/c calc'!A1", None)


def test_nothing_in_a_batch_is_a_formula_and_identifiers_are_text_cells(tmp_path: Path) -> None:
    path = tmp_path / "batch.xlsx"
    write_batch(path, layout("bpu"), PEOPLE, heading=[])
    with zipfile.ZipFile(path) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml").replace(b"<formatPr", b"")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert [(cell.data_type, cell.number_format) for cell in (sheet["A4"], sheet["B5"], sheet["K4"])] == [("s", "@")] * 3


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_batch(tmp_path / name, layout("annex"), PEOPLE.with_row_index("line", 1), heading=["Lampiran"])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    rows = read_workbook(tmp_path / "a.xlsx").sheets[0].rows
    assert [cells[0] for _, cells in rows] == [layout("annex").title, "Lampiran", "no", 1.0, 2.0]


def test_what_a_batch_still_lacks_is_named_row_by_row() -> None:
    rows = PEOPLE.with_columns(
        pl.Series("nik", ["5307045203850001", "53070401079"]), pl.Series("sex", ["P", "X"]), pl.Series("mother", [" ", "Ibu"])
    )
    assert missing_fields(layout("bpu"), rows) == [["mother"], ["nik", "birth_place", "sex"]]
    assert missing_fields(layout("bpu"), rows.drop("months"))[0] == ["mother", "months"]
    assert missing_fields(layout("bpu"), PEOPLE.clear()) == []


def test_a_layout_nobody_knows_or_one_that_harms_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        layout("xyz")
    assert refused.value.code == "layout-unknown"
    described = {"code": "x", "title": "x", "source": "x", "confidence": "L"}
    column = {"field": "nik", "header": "NIK", "form": "number", "required": True}
    with pytest.raises(ValueError, match="identifier is text"):
        layout_of(described | {"columns": [column]})
    with pytest.raises(ValueError, match="twice"):
        layout_of(described | {"columns": [column | {"form": "identifier"}] * 2})


def test_csv_is_plain_and_starts_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.csv"
    frame = pl.DataFrame(
        {
            "a": ['x "y", z', "=1+1", "-", None],
            "b": [1, -2, None, 3],
            "c": [True, False, None, True],
            "d": [date(2026, 1, 2), None, None, None],
            "e": [["a", "b"], [], None, None],
        }
    )
    write_csv(path, frame)
    content = path.read_bytes()
    assert content.startswith(b"a,b,c,d,e\n") and b"\r" not in content
    rows = list(csv.reader(content.decode().splitlines()))
    assert rows[1:] == [
        ['x "y", z', "1", "true", "2026-01-02", "a;b"],
        ["'=1+1", "-2", "false", "", ""],
        ["'-", "", "", "", ""],
        ["", "3", "true", "", ""],
    ]


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_a_table_is_written_by_the_name_of_its_file(tmp_path: Path, ending: str) -> None:
    frame = pl.DataFrame({"nik": ["5307045203850001"], "on": [date(2026, 1, 2)]})
    path = tmp_path / f"a{ending}"
    write_table(path, frame)
    if ending == ".parquet":
        assert pl.read_parquet(path).equals(frame)
    else:
        assert [cells[0] for _, cells in read_workbook(path).sheets[0].rows] == ["nik", "5307045203850001"]
    with pytest.raises(Refusal) as refused:
        write_table(tmp_path / "a.pdf", frame)
    assert refused.value.code == "format-unknown"
