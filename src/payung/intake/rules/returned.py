"""What is said in Bahasa Indonesia about each row of a file that goes back to its sender."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import polars as pl

from payung.exchange.headers import find_tables
from payung.exchange.returned import RowMark, SheetMarks, write_returned
from payung.exchange.workbooks import Sheet, Workbook
from payung.intake.rules.findings import FINDINGS, Severity

_FIELD_NAMES = {
    "occupation": "pekerjaan",
    "mother": "nama ibu kandung",
    "address": "alamat",
    "phone": "nomor HP",
    "birth_place": "tempat lahir",
    "workplace": "tempat kerja",
    "hours": "jam kerja",
    "income_idr": "penghasilan",
    "kk": "nomor KK",
    "disability": "disabilitas",
    "decile": "desil",
}
COLUMNS_OF = {
    "village": ("village", "village_code", "district", "regency"),
    "birth_date": ("birth_date", "birth_day", "birth_month", "birth_year"),
    "sex": ("sex", "male", "female"),
}


def write_marked(path: Path | BytesIO, workbook: Workbook, people: pl.DataFrame, hints: Mapping[str, str] | None = None) -> None:
    """Give a workbook back. `people`: its rows of the typed frame (sheet, row_number, findings, missing) with `row_id`, the code
    that a corrected row brings back, and `beside`: where a repeated one stands also, or null. `hints`: those it was read with.
    """
    by_sheet = people.partition_by("sheet", as_dict=True)
    marks = {sheet.name: _sheet_marks(sheet, by_sheet[(sheet.name,)], hints) for sheet in workbook.sheets if (sheet.name,) in by_sheet}
    write_returned(path, workbook, marks)


def note(codes: list[str], missing: str, beside: str | None) -> str:
    """The causes of one row in Bahasa Indonesia, each a sentence with what to do."""
    texts = []
    for code in codes:
        text = FINDINGS[code].indonesian
        if code == "value-missing":
            names = ", ".join(_FIELD_NAMES.get(name, name) for name in missing.split(";"))
            text = f"{text.removesuffix('.')}: {names}."
        if code in {"nik-repeated", "row-repeated"} and beside:
            text = f"{text.removesuffix('.')} ({beside})."
        texts.append(text)
    return "\n".join(texts)


def _sheet_marks(sheet: Sheet, people: pl.DataFrame, hints: Mapping[str, str] | None) -> SheetMarks:
    columns: dict[int, Mapping[str, int]] = {}
    headers: set[int] = set()
    for table in find_tables(sheet, hints):
        headers.update(table.header_rows[-1:])
        columns.update(dict.fromkeys((number for number, _ in table.rows), table.mapping))
    rows = {
        number: _row_mark(columns[number], codes, row_id, missing, beside)
        for number, codes, row_id, missing, beside in people.select("row_number", "findings", "row_id", "missing", "beside").iter_rows()
    }
    return SheetMarks(frozenset(headers), rows)


def _row_mark(mapping: Mapping[str, int], codes: list[str], row_id: str, missing: str, beside: str | None) -> RowMark:
    marked: dict[Severity, set[int]] = {Severity.ERROR: set(), Severity.WARNING: set()}
    for code in codes:
        finding = FINDINGS[code]
        fields = missing.split(";") if code == "value-missing" else COLUMNS_OF.get(finding.field, (finding.field,))
        marked[finding.severity].update(mapping[name] for name in fields if name in mapping)
    return RowMark(row_id, note(codes, missing, beside), frozenset(marked[Severity.ERROR]), frozenset(marked[Severity.WARNING]))
