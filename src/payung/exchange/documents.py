"""Tables of a Word document (.docx): each is a sheet named `table N`."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from payung.exchange.guards import too_large, too_wide
from payung.exchange.workbooks import MOST_COLUMNS, MOST_ROWS, Cell, Row, Sheet, Workbook

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_document(path: Path) -> Workbook:
    """All tables in their order, rows counted from 1 within each; a table inside a cell is text of that cell.

    The guards have refused document type declarations before, so the standard parser meets none.
    """
    with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as part:
        body = ElementTree.parse(part).getroot()
    tables = _outer_tables(body)
    return Workbook(tuple(Sheet(f"table {number}", _rows(table)) for number, table in enumerate(tables, 1)))


def _outer_tables(element: ElementTree.Element) -> list[ElementTree.Element]:
    found: list[ElementTree.Element] = []
    for child in element:
        found.extend([child] if child.tag == f"{_W}tbl" else _outer_tables(child))
    return found


def _rows(table: ElementTree.Element) -> list[Row]:
    rows: list[Row] = []
    for number, row in enumerate(table.iter(f"{_W}tr"), 1):
        cells: list[Cell] = []
        for cell in row.findall(f"{_W}tc"):
            cells.append(_text(cell) or None)
            cells.extend([None] * (_span(cell) - 1))
        if len(cells) > MOST_COLUMNS:
            raise too_wide()
        if any(cell is not None for cell in cells):
            rows.append((number, tuple(cells)))
    if len(rows) > MOST_ROWS:
        raise too_large()
    return rows


def _text(cell: ElementTree.Element) -> str:
    paragraphs = ("".join(_runs(paragraph)) for paragraph in cell.iter(f"{_W}p"))
    return "\n".join(paragraphs).strip()


def _runs(paragraph: ElementTree.Element) -> list[str]:
    marks = {f"{_W}tab": " ", f"{_W}br": " "}
    return [node.text or "" if node.tag == f"{_W}t" else marks.get(node.tag, "") for node in paragraph.iter()]


def _span(cell: ElementTree.Element) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = span.get(f"{_W}val", "1") if span is not None else "1"
    return min(int(value), MOST_COLUMNS + 1) if value.isdigit() else 1
