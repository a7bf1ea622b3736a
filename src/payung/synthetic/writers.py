"""Sheets to files: xlsx, xls (see `xls`), ods, and two kinds of csv. The same sheets give the same bytes: no clock, no random ids."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from payung.synthetic.cells import Cell
from payung.synthetic.sheets import Sheet
from payung.synthetic.xls import write_xls

_CREATED = datetime(2025, 1, 1)
_ZIP_MOMENT = (2025, 1, 1, 0, 0, 0)
_LONG_NUMBER = 10**11  # shown in full only with a format of its own


def write_sheets(path: Path, form: str, sheets: Sequence[Sheet]) -> None:
    """Write `sheets` in one of the formats of `layouts.FORMS`; csv keeps the first only."""
    {"xlsx": _write_xlsx, "xls": write_xls, "ods": _write_ods, "csv-1252": _write_csv_1252, "csv-utf8": _write_csv_utf8}[form](path, sheets)


def suffix(form: str) -> str:
    """The ending of the file name."""
    return "." + form.split("-")[0]


def _write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    with xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _CREATED})
        as_date, whole, head = (
            book.add_format({"num_format": "dd/mm/yyyy"}),
            book.add_format({"num_format": "0"}),
            book.add_format({"align": "center"}),
        )
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for number, cells in enumerate(sheet.rows):
                for place, cell in enumerate(cells):
                    if cell is None:
                        continue
                    if isinstance(cell, str):
                        page.write_string(number, place, cell)
                    elif isinstance(cell, int):
                        page.write_number(number, place, cell, whole if cell >= _LONG_NUMBER else None)
                    else:
                        page.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), as_date)
            for top, left, bottom, right in sheet.merges:
                if (top, left) != (bottom, right):
                    page.merge_range(top, left, bottom, right, sheet.rows[top][left], head)


def _write_csv_1252(path: Path, sheets: Sequence[Sheet]) -> None:
    path.write_bytes(_csv(sheets[0], line_end="\r\n").replace("'", "’").encode("cp1252", errors="replace"))


def _write_csv_utf8(path: Path, sheets: Sequence[Sheet]) -> None:
    path.write_bytes(_csv(sheets[0], line_end="\r\n").encode("utf-8-sig"))


def _csv(sheet: Sheet, line_end: str) -> str:
    """Semicolons, as spreadsheets write where the comma is the decimal mark; every line has as many as the widest row needs."""
    width = max(len(row) for row in sheet.rows)
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator=line_end)
    for row in sheet.rows:
        written = [cell.strftime("%d/%m/%Y") if isinstance(cell, date) else cell for cell in row]
        writer.writerow([*written, *([None] * (width - len(row)))])
    return lines.getvalue()


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.2"><office:body><office:spreadsheet>'
)
_ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _write_ods(path: Path, sheets: Sequence[Sheet]) -> None:
    tables = (
        f"<table:table table:name={quoteattr(sheet.name)}><table:table-column/>{''.join(_ods_row(row) for row in sheet.rows) or '<table:table-row/>'}</table:table>"
        for sheet in sheets
    )
    parts = (("mimetype", _ODS_TYPE, zipfile.ZIP_STORED), ("META-INF/manifest.xml", _ODS_MANIFEST, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text, packing in (*parts, ("content.xml", _ODS_HEAD + "".join(tables) + _ODS_TAIL, zipfile.ZIP_DEFLATED)):
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.compress_type = packing
            archive.writestr(entry, text)


def _ods_row(cells: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(cell) for cell in cells) or '<table:table-cell/>'}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int):
        kind = f'office:value-type="float" office:value="{cell}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
