"""The sender's workbook given back: the same sheets, columns and values, what is wrong beside each row, and a hidden row code.

A corrected copy that comes back is read like any other file; the hidden code says which row each of its rows replaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from payung.exchange.books import put, safe_book, sheet_name, styles
from payung.exchange.values import fold, text_of
from payung.exchange.workbooks import Cell, Sheet, Workbook

NOTE_HEADER = "Catatan"
ROW_HEADER = "payung_baris"

_NOTE_WIDTH, _LEAST_WIDTH, _MOST_WIDTH = 70, 6, 36
_LONG_NUMBER = 1e10  # shown in full, not as 5.3E+15
_WIDTH_ROWS = 60


@dataclass(frozen=True, slots=True)
class RowMark:
    """What is said about one row: its code, the note, and the columns (from 0) of the cells it is about."""

    row_id: str
    note: str = ""
    errors: frozenset[int] = frozenset()
    warnings: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What is said about one sheet: the rows that hold its headers (their numbers), and the marks by row number."""

    header_rows: frozenset[int]
    rows: Mapping[int, RowMark]


def write_returned(path: Path | BytesIO, workbook: Workbook, marks: Mapping[str, SheetMarks]) -> None:
    """Write the workbook with the marks of its sheets (by name). Notes and codes of an earlier return are replaced."""
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    with safe_book(path) as book:
        formats = styles(
            book,
            day={"num_format": "dd/mm/yyyy"},
            moment={"num_format": "dd/mm/yyyy hh:mm"},
            number={"num_format": "0"},
            header={"bold": True},
            note={"text_wrap": True, "valign": "top"},
            error={"num_format": "@", "bg_color": "#F8CBAD"},
            error_day={"num_format": "dd/mm/yyyy", "bg_color": "#F8CBAD"},
            warning={"num_format": "@", "bg_color": "#FFE699"},
            warning_day={"num_format": "dd/mm/yyyy", "bg_color": "#FFE699"},
        )
        for sheet in workbook.sheets:
            written = book.add_worksheet(sheet_name(sheet.name, taken))
            _write_sheet(written, sheet, marks.get(sheet.name, SheetMarks(frozenset(), {})), formats)


def returned_name(file: str, taken: set[str]) -> str:
    """The name under which the workbook of `file` goes back (always .xlsx); added to `taken`, whose names it avoids."""
    path = PurePosixPath(file)
    name = path.with_suffix(".xlsx").as_posix()
    if name in taken:
        name = f"{file}.xlsx"
    taken.add(name)
    return name


def _write_sheet(written: Worksheet, sheet: Sheet, marks: SheetMarks, formats: Mapping[str, Format]) -> None:
    dropped = _earlier_columns(sheet, marks)
    width = max(
        (column + 1 for _, cells in sheet.rows for column, cell in enumerate(cells) if cell is not None and column not in dropped),
        default=0,
    )
    widths = [_LEAST_WIDTH] * width
    for place, (number, cells) in enumerate(sheet.rows):
        mark = marks.rows.get(number)
        for column, cell in enumerate(cells[:width]):
            if column in dropped:
                continue
            style = _style(column, cell, mark, formats)
            put(written, number - 1, column, cell, style, formats["day"], formats["moment"])
            if place < _WIDTH_ROWS and cell is not None:
                widths[column] = max(widths[column], min(_MOST_WIDTH, len(text_of(cell)) + 2))
        if number in marks.header_rows:
            written.write_string(number - 1, width, NOTE_HEADER, formats["header"])
            written.write_string(number - 1, width + 1, ROW_HEADER, formats["header"])
        elif mark is not None:
            written.write_string(number - 1, width, mark.note, formats["note"])
            written.write_string(number - 1, width + 1, mark.row_id)
    for column, size in enumerate(widths):
        written.set_column(column, column, size)
    if marks.rows:
        written.set_column(width, width, _NOTE_WIDTH)
        written.set_column(width + 1, width + 1, None, None, {"hidden": True})


def _style(column: int, cell: Cell, mark: RowMark | None, formats: Mapping[str, Format]) -> Format | None:
    if mark is not None and (column in mark.errors or column in mark.warnings):
        kind = "error" if column in mark.errors else "warning"
        dated = cell is not None and not isinstance(cell, str | bool | int | float)
        return formats[f"{kind}_day" if dated else kind]
    return formats["number"] if isinstance(cell, float) and cell >= _LONG_NUMBER else None


def _earlier_columns(sheet: Sheet, marks: SheetMarks) -> frozenset[int]:
    """The columns that an earlier return added, by their headers."""
    own = {fold(NOTE_HEADER), fold(ROW_HEADER)}
    headers = [cells for number, cells in sheet.rows if number in marks.header_rows]
    has_code = any(isinstance(cell, str) and fold(cell) == fold(ROW_HEADER) for cells in headers for cell in cells)
    if not has_code:
        return frozenset()
    return frozenset(column for cells in headers for column, cell in enumerate(cells) if isinstance(cell, str) and fold(cell) in own)
