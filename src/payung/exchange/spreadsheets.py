"""Reading one file that somebody sent, whatever its kind, into raw cells."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from payung.exchange.delimited import read_delimited
from payung.exchange.documents import read_document
from payung.exchange.guards import check_file, encrypted, too_large, too_wide, unreadable
from payung.exchange.workbooks import MOST_COLUMNS, MOST_ROWS, Cell, Row, Sheet, Workbook

_TIMES = {time, timedelta}


def read_workbook(path: Path) -> Workbook:
    """All sheets with their raw cells, nothing altered: text stays text and a number cell is a float.

    A formula gives its last result, an error value a blank. Raises `Refusal` with the code of commands.md (`too-large
    bomb encrypted truncated wrong-type empty too-wide macro unreadable`). A hostile file can still end the process:
    `payung.exchange.readers.read_many` reads in a child.
    """
    kind = check_file(path)
    if kind == "text":
        return read_delimited(path)
    try:
        return read_document(path) if kind == "docx" else _read_sheets(path)
    except PasswordError:
        raise encrypted() from None
    except (CalamineError, SyntaxError, KeyError, ValueError, OverflowError, EOFError):
        # The parsers' own words for damage; ElementTree's is a SyntaxError. They may quote cells: they are not passed on.
        raise unreadable() from None


def _read_sheets(path: Path) -> Workbook:
    with CalamineWorkbook.from_path(path) as book:
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return Workbook(tuple(_sheet(book.get_sheet_by_name(name)) for name in names))


def _sheet(sheet: CalamineSheet) -> Sheet:
    if sheet.start is None or sheet.end is None:
        return Sheet(sheet.name, [])
    if sheet.end[1] >= MOST_COLUMNS:
        raise too_wide()
    if sheet.end[0] >= MOST_ROWS:
        raise too_large()
    first_row, first_column = sheet.start
    before: tuple[Cell, ...] = (None,) * first_column
    blank_row = before + (None,) * (sheet.end[1] + 1 - first_column)
    rows: list[Row] = []
    for number, raw in enumerate(sheet.to_python(), first_row + 1):
        cells: tuple[Any, ...] = (*before, *[None if cell == "" else cell for cell in raw])
        if cells != blank_row:
            rows.append((number, cells if _TIMES.isdisjoint(map(type, cells)) else _without_times(cells)))
    merged = tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, rows, merged)


def _without_times(cells: tuple[Any, ...]) -> tuple[Cell, ...]:
    """Times of day and durations, which no list of people holds but by mistake, as text."""
    return tuple(str(cell) if type(cell) in _TIMES else cell for cell in cells)
