"""Writing .xlsx so that nothing can happen in it: text is text, no formulas, no links, the same bytes for the same content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from payung.exchange.workbooks import Cell

LONGEST_TEXT = 32_767
_CREATED = datetime(2025, 1, 1)
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# A cell cannot hold control characters; line breaks and tabs it can.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@contextmanager
def safe_book(path: Path | BytesIO) -> Iterator[xlsxwriter.Workbook]:
    """A workbook to fill, written to `path` (a file, or memory) on leaving. Content stays in memory: no row of anybody goes through a temporary file."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _CREATED})
        yield book


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet takes (31 characters, none of []:*?/\\, used once), as near to `name` as may be; added to `taken`."""
    base = _FORBIDDEN_IN_NAMES.sub(" ", name).strip(" '")[:31] or "Sheet1"
    wanted, number = base, 1
    while wanted.lower() in taken:
        number += 1
        wanted = f"{base[:27]} ({number})"
    taken.add(wanted.lower())
    return wanted


def put(sheet: Worksheet, row: int, column: int, cell: Cell, style: Format | None, days: Format, moments: Format) -> None:
    """Write one raw cell as what it is; a text that begins like a formula stays text. `style` goes before the date formats."""
    if isinstance(cell, str):
        sheet.write_string(row, column, safe_text(cell), style)
    elif cell is None:
        if style is not None:
            sheet.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, style or moments)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style or days)
    else:
        sheet.write_number(row, column, cell, style)


def safe_text(text: str) -> str:
    """Text that a cell can hold: no control characters, at most 32,767 long."""
    return _CONTROL.sub("", text)[:LONGEST_TEXT]


def styles(book: xlsxwriter.Workbook, **formats: dict[str, Any]) -> dict[str, Format]:
    """Named formats of a book."""
    return {name: book.add_format(properties) for name, properties in formats.items()}
