"""The sender's workbook given back with what is wrong beside each row."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl

from payung.exchange.returned import RowMark, SheetMarks, returned_name, write_returned
from payung.exchange.spreadsheets import read_workbook
from payung.exchange.workbooks import Cell, Sheet, Workbook

ROWS: list[tuple[int, tuple[Cell, ...]]] = [
    (1, ("DAFTAR PEKERJA",)),
    (3, ("NIK", "Nama", "Tgl Lahir", "Aktif")),
    (4, (5307045203850001.0, "=HYPERLINK(1)", date(1985, 3, 12), True)),
    (5, ("-53", "+62", None, None)),
]
BOOK = Workbook((Sheet("Desa Nita", ROWS), Sheet("Lain", [(1, ("x",))])))
MARKS = {"Desa Nita": SheetMarks(frozenset({3}), {4: RowMark("b1", "NIK rusak.", frozenset({0}), frozenset({2})), 5: RowMark("b2")})}


def test_sheets_columns_and_values_stay_where_they_were(tmp_path: Path) -> None:
    path = tmp_path / "kec" / "a.xlsx"
    write_returned(path, BOOK, MARKS)
    back = read_workbook(path)
    assert [sheet.name for sheet in back.sheets] == ["Desa Nita", "Lain"]
    assert [(number, cells[:4]) for number, cells in back.sheets[0].rows] == [
        (number, cells + (None,) * (4 - len(cells))) for number, cells in ROWS
    ]
    assert [cells[4:] for _, cells in back.sheets[0].rows] == [
        (None, None),
        ("Catatan", "payung_baris"),
        ("NIK rusak.", "b1"),
        (None, "b2"),
    ]
    assert back.sheets[1].rows == [(1, ("x",))]


def test_bad_cells_are_coloured_and_the_row_code_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_returned(path, BOOK, MARKS)
    sheet = openpyxl.load_workbook(path)["Desa Nita"]
    assert [sheet[cell].fill.fgColor.rgb for cell in ("A4", "B4", "C4")] == ["FFF8CBAD", "00000000", "FFFFE699"]
    assert (sheet["A4"].number_format, sheet["C4"].number_format) == ("@", "dd/mm/yyyy")
    assert sheet.column_dimensions["F"].hidden and not sheet.column_dimensions["E"].hidden


def test_no_cell_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_returned(path, BOOK, MARKS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"<f" in part or b"<hyperlink" in part for name, part in parts.items() if name.startswith("xl/worksheets/"))


def test_a_workbook_returned_twice_has_its_notes_once(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_returned(first, BOOK, MARKS)
    again = {"Desa Nita": SheetMarks(frozenset({3}), {4: RowMark("b9", "Sudah baik.")})}
    write_returned(second, read_workbook(first), again)
    rows = dict(read_workbook(second).sheets[0].rows)
    assert rows[3] == ("NIK", "Nama", "Tgl Lahir", "Aktif", "Catatan", "payung_baris")
    assert rows[4][4:] == ("Sudah baik.", "b9")
    assert len(rows[5]) == 6 and rows[5][4:] == (None, None)


def test_names_that_no_spreadsheet_takes_and_control_characters_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook((Sheet("", [(1, ("a\x01b\ufffe",))]), Sheet("Desa [A]/B?" + "x" * 40, [(1, ("x",))]), Sheet("Sheet1", [(1, ("y",))])))
    write_returned(path, book, {})
    back = read_workbook(path)
    assert [len(sheet.name) <= 31 for sheet in back.sheets] == [True, True, True]
    assert back.sheets[0].rows == [(1, ("ab",))]


def test_the_same_content_gives_the_same_bytes_and_no_temporary_file(tmp_path: Path) -> None:
    write_returned(tmp_path / "a.xlsx", BOOK, MARKS)
    write_returned(tmp_path / "b.xlsx", BOOK, MARKS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_files_keep_their_names() -> None:
    taken: set[str] = set()
    assert [returned_name(file, taken) for file in ("kec/a.xlsx", "kec/a.csv", "b.xls", "c.d.ods")] == [
        "kec/a.xlsx",
        "kec/a.csv.xlsx",
        "b.xlsx",
        "c.d.xlsx",
    ]
