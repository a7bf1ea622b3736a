"""Tables of figures as people print and sign them: heading, header of two rows, lines, total, foot; several sheets in one workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from payung.exchange.books import safe_book, safe_text, sheet_name, styles

Line = Sequence[str | int]
_A4 = 9
_MEASURED = 200  # lines whose texts decide how wide a column is
_NARROWEST, _WIDEST = 9, 40
_LOOKS: dict[str, dict[str, Any]] = {
    "stamp": {"bold": True, "font_color": "#5E420A"},
    "title": {"bold": True, "font_size": 13},
    "header": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
    "text": {"border": 1},
    "count": {"border": 1, "num_format": '#,##0;-#,##0;"-"'},
    "total": {"border": 1, "bold": True, "num_format": '#,##0;-#,##0;"-"'},
}


@dataclass(frozen=True)
class Table:
    """One sheet of figures. `headers`: (group, header) of each column; neighbours of one group share a cell above, "" has none.

    `total` is the last line, null for none.
    """

    name: str
    title: str
    headers: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    total: Line | None = None


def write_tables(path: Path | BytesIO, tables: Sequence[Table], *, heading: Sequence[str], foot: Sequence[str], stamp: str = "") -> None:
    """Write each table as a sheet that prints on A4, to a file or to memory: `stamp`, its title and `heading` above, `foot` below.

    Counts are numbers, everything else is text; the same tables give the same bytes.
    """
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    with safe_book(path) as book:
        looks = styles(book, **_LOOKS)
        for table in tables:
            _fill(book.add_worksheet(sheet_name(table.name, taken)), table, heading, foot, stamp, looks)


def _fill(sheet: Worksheet, table: Table, heading: Sequence[str], foot: Sequence[str], stamp: str, looks: dict[str, Format]) -> None:
    above = [("stamp", stamp)] if stamp else []
    above += [("title", table.title), *(("", line) for line in heading)]
    for place, (look, text) in enumerate(above):
        sheet.write_string(place, 0, safe_text(text), looks.get(look))
    head = len(above) + 1
    _head(sheet, head, table.headers, looks["header"])
    row = head + 2
    for line in table.lines:
        _line(sheet, row, line, looks, looks["count"])
        row += 1
    if table.total is not None:
        _line(sheet, row, table.total, looks | {"text": looks["total"]}, looks["total"])
        row += 1
    for place, text in enumerate(foot, row + 1):
        sheet.write_string(place, 0, safe_text(text))
    _widths(sheet, table)
    _print(sheet, head, table)


def _head(sheet: Worksheet, row: int, headers: Sequence[tuple[str, str]], look: Format) -> None:
    for group, members in groupby(enumerate(headers), key=lambda each: each[1][0]):
        columns = [column for column, _ in members]
        first, last = columns[0], columns[-1]
        if not group:
            for column in columns:
                sheet.merge_range(row, column, row + 1, column, safe_text(headers[column][1]), look)
            continue
        if first == last:
            sheet.write_string(row, first, safe_text(group), look)
        else:
            sheet.merge_range(row, first, row, last, safe_text(group), look)
        for column in columns:
            sheet.write_string(row + 1, column, safe_text(headers[column][1]), look)


def _line(sheet: Worksheet, row: int, line: Line, looks: dict[str, Format], counts: Format) -> None:
    for column, cell in enumerate(line):
        if isinstance(cell, str):
            sheet.write_string(row, column, safe_text(cell), looks["text"])
        else:
            sheet.write_number(row, column, cell, counts)


def _widths(sheet: Worksheet, table: Table) -> None:
    for column, (_, header) in enumerate(table.headers):
        texts = [len(cell) for cell in (line[column] for line in table.lines[:_MEASURED]) if isinstance(cell, str)]
        longest_word = max(map(len, header.split()), default=0)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest_word + 1, *[length + 1 for length in texts])))


def _print(sheet: Worksheet, head: int, table: Table) -> None:
    texts = next((column for column, cell in enumerate(table.lines[0]) if not isinstance(cell, str)), 0) if table.lines else 0
    sheet.freeze_panes(head + 2, texts)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head, head + 1)
    sheet.set_footer("&C&P / &N")
