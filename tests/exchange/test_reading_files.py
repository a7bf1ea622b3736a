"""Reading what people send: every kind of file, and every kind of harm."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.exchange.books import rewrite, sheet_xml, write_docx, write_ods, write_xls, write_xlsx

from payung.core.refusals import Refusal
from payung.exchange.readers import read_many
from payung.exchange.spreadsheets import read_workbook
from payung.exchange.workbooks import column_index, column_letter, pack_cells, pack_workbook, unpack_cells, unpack_workbook

SHEET = "xl/worksheets/sheet1.xml"
PEOPLE = [["NIK", "Nama"], ["5307011203850001", "Maria Da Silva"]]


def test_rows_keep_the_number_and_column_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[], [], [None, None, "NIK"], [], [None, None, 5307011203850001.0, date(1985, 3, 12)]])
    (sheet,) = read_workbook(path).sheets
    assert sheet.rows == [(3, (None, None, "NIK", None)), (5, (None, None, 5307011203850001.0, date(1985, 3, 12)))]


def test_cells_are_left_as_they_are(tmp_path: Path) -> None:
    row = ["  a  b ", "'53", "=1+1", 12, True, date(1985, 3, 12), datetime(1985, 3, 12, 5, 6)]
    (sheet,) = read_workbook(write_xlsx(tmp_path / "a.xlsx", [row])).sheets
    assert sheet.rows == [(1, tuple(row))]


def test_all_sheets_are_read_and_empty_ones_stay(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Isi": PEOPLE, "Kosong": [], "Desa B": PEOPLE})
    assert [(sheet.name, len(sheet.rows)) for sheet in read_workbook(path).sheets] == [("Isi", 2), ("Kosong", 0), ("Desa B", 2)]


@pytest.mark.parametrize(("name", "write"), [("a.xls", write_xls), ("a.ods", write_ods)])
def test_old_and_open_spreadsheets_are_read(tmp_path: Path, name: str, write: Callable[[Path, list[list[str]]], Path]) -> None:
    (sheet,) = read_workbook(write(tmp_path / name, PEOPLE)).sheets
    assert [cells for _, cells in sheet.rows] == [tuple(row) for row in PEOPLE]


def test_tables_of_a_document_are_sheets(tmp_path: Path) -> None:
    sheets = read_workbook(write_docx(tmp_path / "a.docx", [PEOPLE, [["x", None]]])).sheets
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("table 1", [(1, tuple(PEOPLE[0])), (2, tuple(PEOPLE[1]))]),
        ("table 2", [(1, ("x", None))]),
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("NIK;Nama\n53;Nuñez, M.\n".encode("cp1252"), "Nuñez, M."),
        ("\ufeffNIK,Nama\r\n53,Nuñez\r\n".encode(), "Nuñez"),
        ("NIK\tNama\n53\tNuñez\n".encode(), "Nuñez"),
        ("NIK\tNama\n53\tNuñez\n".encode("utf-16"), "Nuñez"),
        ("sep=;\nNIK;Nama\n53;Nuñez\n".encode(), "Nuñez"),
        (b'NIK,Nama\n53,"Da\nSilva"\n', "Da\nSilva"),
    ],
    ids=["semicolon-1252", "bom", "tab", "utf16", "sep-line", "line-in-cell"],
)
def test_text_files_of_any_delimiter_and_encoding(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    (sheet,) = read_workbook(path).sheets
    assert (sheet.name, sheet.rows) == ("", [(1, ("NIK", "Nama")), (2, ("53", name))])


def test_blank_lines_of_a_text_file_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("NIK,Nama\n\n,\n53,A\n")
    assert [number for number, _ in read_workbook(path).sheets[0].rows] == [1, 4]


def test_a_quote_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('NIK;Nama\n1;A\n2;"B\n' + "".join(f"{n};Orang Nomor {n}\n" for n in range(3, 60)))
    assert len(read_workbook(path).sheets[0].rows) == 60


def _bomb(path: Path) -> None:
    rewrite(write_xlsx(path, PEOPLE), {"xl/sharedStrings.xml": b"<sst><si><t>" + b"A" * 30_000_000 + b"</t></si></sst>"})


def _many_entries(path: Path) -> None:
    rewrite(write_xlsx(path, PEOPLE), {f"xl/media/{n}.png": b"" for n in range(2_100)})


def _far(path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    rewrite(write_xlsx(path, PEOPLE), {SHEET: sheet_xml(far)})


def _far_corner(path: Path) -> None:
    rewrite(write_xlsx(path, PEOPLE), {SHEET: sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')})


def _external_entity(path: Path) -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
    rewrite(write_xlsx(path, PEOPLE), {"xl/sharedStrings.xml": declared})


def _encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2_000)


def _locked_entries(path: Path) -> None:
    content = bytearray(write_xlsx(path, PEOPLE).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(bytes(content))


def _cut(path: Path) -> None:
    content = write_xlsx(path, PEOPLE * 300).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def _cut_old(path: Path) -> None:
    content = write_xls(path, PEOPLE * 300).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def _wide_text(path: Path) -> None:
    path.write_text(",".join("x" for _ in range(100_000)) + "\n")


def _wide(path: Path) -> None:
    write_xlsx(path, [["x"] * 300])


def _macro(path: Path) -> None:
    rewrite(write_xlsx(path, PEOPLE), {"xl/vbaProject.bin": b"x"})


def _broken_sheet(path: Path) -> None:
    rewrite(write_xlsx(path, PEOPLE), {SHEET: b"<worksheet><sheetData><row r='1'><c r='A1'></x></row>"})


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.xlsx", lambda path: path.write_bytes(b""), "empty"),
        ("a.csv", lambda path: path.write_bytes(b""), "empty"),
        ("a.xlsx", _bomb, "bomb"),
        ("a.xlsx", _many_entries, "bomb"),
        ("a.xlsx", _external_entity, "bomb"),
        ("a.xlsx", _far, "too-large"),
        ("a.xlsx", _far_corner, "too-wide"),
        ("a.xlsx", _wide, "too-wide"),
        ("a.csv", _wide_text, "too-wide"),
        ("a.xlsx", _encrypted, "encrypted"),
        ("a.xls", _encrypted, "encrypted"),
        ("a.xlsx", _locked_entries, "encrypted"),
        ("a.xlsx", _cut, "truncated"),
        ("a.xls", _cut_old, "truncated"),
        ("a.xlsm", _macro, "macro"),
        ("a.xlsx", _macro, "macro"),
        ("a.xlsx", _broken_sheet, "unreadable"),
        ("a.xlsx", lambda path: path.write_text("NIK,Nama\n"), "wrong-type"),
        ("a.xls", lambda path: path.write_text("<html><table></table></html>"), "wrong-type"),
        ("a.xls", lambda path: write_xlsx(path, PEOPLE), "wrong-type"),
        ("a.xlsx", lambda path: write_xls(path, PEOPLE), "wrong-type"),
        ("a.ods", lambda path: write_xlsx(path, PEOPLE), "wrong-type"),
        ("a.csv", lambda path: write_xlsx(path, PEOPLE), "wrong-type"),
        ("a.csv", lambda path: path.write_bytes(b"\x00\x01\x02" * 90), "wrong-type"),
        ("a.pdf", lambda path: path.write_bytes(b"%PDF-1.4"), "wrong-type"),
    ],
)
def test_a_harmful_file_is_refused_by_name(tmp_path: Path, name: str, make: Callable[[Path], object], code: str) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(Refusal) as refused:
        read_workbook(path)
    assert refused.value.code == code
    assert str(refused.value)


def test_formatted_cells_without_a_value_far_below_are_no_harm(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"></c></row>'
    path = rewrite(write_xlsx(tmp_path / "a.xlsx", PEOPLE), {SHEET: sheet_xml(rows)})
    assert read_workbook(path).sheets[0].rows == [(1, (1.0,))]


def test_no_byte_cut_off_the_end_of_a_workbook_is_a_bug(tmp_path: Path) -> None:
    content = write_xlsx(tmp_path / "whole.xlsx", PEOPLE).read_bytes()
    path = tmp_path / "cut.xlsx"
    for end in range(1, len(content), 97):
        path.write_bytes(content[:end])
        with pytest.raises(Refusal):
            read_workbook(path)


def test_a_reader_that_dies_loses_one_file_only(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "a.xlsx", PEOPLE)
    # A far cell written so that the guard does not see it: the parser asks for more memory than the child may have.
    deadly = rewrite(
        write_xlsx(tmp_path / "b.xlsx", PEOPLE), {SHEET: sheet_xml('<row><c r="A1"><v>1</v></c><c\tr="XFD1048576"><v>1</v></c></row>')}
    )
    read = list(read_many([good, deadly, good, deadly, good]))
    assert [path.name for path, _ in read] == ["a.xlsx", "b.xlsx", "a.xlsx", "b.xlsx", "a.xlsx"]
    assert [answer.code if isinstance(answer, Refusal) else answer == read_workbook(good) for _, answer in read] == [
        True,
        "parser-died",
        True,
        "parser-died",
        True,
    ]


def test_a_reader_killed_between_two_files_is_replaced(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "a.xlsx", PEOPLE)
    before = _children()
    reading = read_many([good] * 4)
    next(reading)
    for child in _children() - before:
        os.kill(int(child), signal.SIGKILL)
        while "State:\tZ" not in Path(f"/proc/{child}/status").read_text():
            time.sleep(0.01)
    assert [path for path, _ in reading] == [good] * 3


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "a.xlsx", PEOPLE)
    before = _children()
    reading = read_many([good] * 4, seconds_per_file=2.0)
    next(reading)
    for child in _children() - before:
        os.kill(int(child), signal.SIGSTOP)
    answers = [answer.code if isinstance(answer, Refusal) else "read" for _, answer in reading]
    assert "parser-died" in answers
    assert answers[-1] == "read"


def test_a_missing_file_is_refused_among_others(tmp_path: Path) -> None:
    ((_, answer),) = read_many([tmp_path / "no.xlsx"])
    assert isinstance(answer, Refusal)
    assert answer.code == "unreadable"


def test_what_crosses_from_the_child_is_what_was_read(tmp_path: Path) -> None:
    row = ("a", 1.5, True, None, date(1985, 3, 12), datetime(1985, 3, 12, 5, 6))
    assert unpack_cells(pack_cells(row)) == row
    book = read_workbook(write_xlsx(tmp_path / "a.xlsx", {"A": [["x", 1, date(1985, 3, 12)]], "B": []}))
    assert unpack_workbook(pack_workbook(book)) == book


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")])
def test_columns_are_named_as_spreadsheets_name_them(index: int, letters: str) -> None:
    assert column_letter(index) == letters
    assert column_index(letters) == index


def test_the_reading_child_ends_with_its_reader(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "a.xlsx", PEOPLE)
    before = _children()
    reading = read_many([good, good, good])
    next(reading)
    assert len(_children() - before) == 1
    reading.close()
    assert _children() <= before


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
