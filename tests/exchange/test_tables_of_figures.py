"""Tables of figures: they print as they are read, count as numbers, and hold nothing that runs."""

from __future__ import annotations

from pathlib import Path

from payung.exchange.spreadsheets import read_workbook
from payung.exchange.tables import Table, write_tables

TABLE = Table(
    "Kabupaten Umur",
    "Rekapitulasi",
    [("", "Kode"), ("", "Nama"), ("Umur", "17-24"), ("Umur", "25-34"), ("Jumlah", "Terdata")],
    [("5307", "=HYPERLINK(1)", 1, 0, 1), ("5308", "Ende", 2, 3, 5)],
    ("Jumlah", "", 3, 3, 6),
)


def rows(path: Path) -> list[tuple[object, ...]]:
    (sheet,) = read_workbook(path).sheets
    return [tuple(cell for cell in cells if cell not in (None, "")) for _, cells in sheet.rows]


def test_heading_header_lines_total_and_foot_stand_in_order(tmp_path: Path) -> None:
    write_tables(tmp_path / "a" / "r.xlsx", [TABLE], heading=["Keadaan per 20 Juni 2025"], foot=["Kepala Dinas"], stamp="LATIHAN")
    assert rows(tmp_path / "a" / "r.xlsx") == [
        ("LATIHAN",),
        ("Rekapitulasi",),
        ("Keadaan per 20 Juni 2025",),
        ("Kode", "Nama", "Umur", "Jumlah"),
        ("17-24", "25-34", "Terdata"),
        ("5307", "=HYPERLINK(1)", 1, 0, 1),
        ("5308", "Ende", 2, 3, 5),
        ("Jumlah", 3, 3, 6),
        ("Kepala Dinas",),
    ]


def test_without_stamp_or_total_there_is_neither(tmp_path: Path) -> None:
    plain = Table(TABLE.name, TABLE.title, TABLE.headers, TABLE.lines)
    write_tables(tmp_path / "r.xlsx", [plain], heading=[], foot=[])
    assert rows(tmp_path / "r.xlsx")[0] == ("Rekapitulasi",)
    assert rows(tmp_path / "r.xlsx")[-1] == ("5308", "Ende", 2, 3, 5)


def test_the_same_tables_give_the_same_bytes_and_sheets_of_one_name_stay_apart(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_tables(tmp_path / name, [TABLE, TABLE], heading=["x"], foot=["y"])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert [sheet.name for sheet in read_workbook(tmp_path / "a.xlsx").sheets] == ["Kabupaten Umur", "Kabupaten Umur (2)"]
