"""Delimited text (.csv, .tsv, .txt): which encoding, which delimiter, then rows of text cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Literal

from payung.exchange.guards import too_large, too_wide, unreadable, wrong_type
from payung.exchange.workbooks import MOST_COLUMNS, MOST_ROWS, Row, Sheet, Workbook

_DELIMITERS = ";,\t|"
_SAMPLE_LINES = 60


def read_delimited(path: Path) -> Workbook:
    """One sheet named "": semicolon, comma, tab or bar; UTF-8 with or without BOM, UTF-16 with BOM, or Windows-1252.

    Every cell is text as written. Raises `Refusal` wrong-type for binary content, too-wide, too-large, unreadable.
    """
    text = decode(path.read_bytes())
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest  # a line for the spreadsheet program, which does not show it
    else:
        delimiter = sniff_delimiter(text)
    try:
        rows = _rows(text, delimiter, csv.QUOTE_MINIMAL)
        if _swallowed(rows, delimiter):
            rows = _rows(text, delimiter, csv.QUOTE_NONE)
    except csv.Error:
        rows = _unquoted(text, delimiter)
    return Workbook((Sheet("", rows),))


def decode(content: bytes) -> str:
    """The text of a file whose encoding nobody states. Raises `Refusal` wrong-type when it is not text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise wrong_type()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts most lines of the beginning into the same number of cells, at least two."""
    sample = "\n".join(text[:65_536].splitlines()[:_SAMPLE_LINES])
    return max(_DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row)
    except csv.Error:
        return 0.0, 0
    if not widths:
        return 0.0, 0
    (width, lines) = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    return (lines / widths.total() if width > 1 else 0.0), width


def _rows(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[Row]:
    rows: list[Row] = []
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting), 1):
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise too_wide()
        if any(cells):
            rows.append((number, tuple(cell or None for cell in cells)))
    if rows and rows[-1][0] > MOST_ROWS:
        raise too_large()
    return rows


def _swallowed(rows: list[Row], delimiter: str) -> bool:
    """Whether a quote that was never closed ate whole lines into one cell."""
    return any(
        cell.count("\n") > 3 and delimiter in cell for _, cells in rows for cell in cells if isinstance(cell, str) and len(cell) > 200
    )


def _unquoted(text: str, delimiter: str) -> list[Row]:
    try:
        return _rows(text, delimiter, csv.QUOTE_NONE)
    except csv.Error:
        raise unreadable() from None
