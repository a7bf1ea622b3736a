"""How the columns of a file were read, shown on a few of its own rows, so that its sender's office can say what is wrong.

Made while the file is read and kept sealed; identifiers are left out of it all the same (rules.masks).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.header_words import CONTENT, FUZZY
from payung.exchange.headers import Table, find_table
from payung.exchange.people import find_people
from payung.exchange.workbooks import Row, Sheet, Workbook, column_letter
from payung.intake.rules.masks import masked

FIELDS = (
    "nik", "kk", "name", "sex", "birth_date", "birth_place", "birth_place+birth_date", "village", "district", "regency", "village_code", "address",
    "hamlet", "mother", "phone", "occupation", "workplace", "hours", "income_idr", "disability", "decile", "kpj", "account",
)  # fmt: skip
"""What a column may be said to hold."""

_MOST_SHEETS, _MOST_COLUMNS, _SHOWN_ROWS, _LOOKED_AT = 6, 40, 6, 200
_GUESSED = {FUZZY, CONTENT}


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column: its place from 0, letter, header as written, the field it was read as ("" = left out), whether that is a guess."""

    index: int
    letter: str
    header: str
    field: str
    guessed: bool


@dataclass(frozen=True, slots=True)
class PreviewSheet:
    """One sheet: the numbers of its header rows, its columns, and some rows (number, masked cells in the order of the columns)."""

    name: str
    header_rows: tuple[int, ...]
    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def guesses(self) -> int:
        """Columns whose field is a guess."""
        return sum(column.guessed for column in self.columns)


def preview_of(workbook: Workbook, hints: Mapping[str, str]) -> str:
    """The sheets of a workbook as JSON, to be sealed; the first that hold people, or the first that hold anything."""
    looked_at = [Sheet(sheet.name, sheet.rows[:_LOOKED_AT], sheet.merged) for sheet in workbook.sheets if sheet.rows]
    tables = [(sheet, find_table(sheet, hints)) for sheet in looked_at[: 2 * _MOST_SHEETS]]
    wanted = [each for each in tables if each[1] is not None] or tables
    return pack_preview(tuple(_sheet(sheet, table) for sheet, table in wanted[:_MOST_SHEETS]))


def pack_preview(sheets: Sequence[PreviewSheet]) -> str:
    """The sheets as JSON."""
    return json.dumps([asdict(sheet) for sheet in sheets], ensure_ascii=False)


def confirmed(sheets: Sequence[PreviewSheet], sheet: PreviewSheet) -> tuple[PreviewSheet, ...]:
    """The sheets with nothing left to guess in one of them."""
    sure = replace(sheet, columns=tuple(replace(column, guessed=False) for column in sheet.columns))
    return tuple(sure if each.name == sheet.name else each for each in sheets)


def read_preview(text: str) -> tuple[PreviewSheet, ...]:
    """What `pack_preview` wrote."""
    return tuple(
        PreviewSheet(
            each["name"],
            tuple(each["header_rows"]),
            tuple(PreviewColumn(**column) for column in each["columns"]),
            tuple((number, tuple(cells)) for number, cells in each["rows"]),
        )
        for each in json.loads(text)
    )


def _sheet(sheet: Sheet, table: Table | None) -> PreviewSheet:
    rows = sheet.rows if table is None else find_people(table).people or table.rows
    shown = rows[:_SHOWN_ROWS]
    fields: dict[int, list[str]] = {}
    guessed: set[int] = set()
    for column in table.columns if table else ():
        fields.setdefault(column.index, []).append(column.field)
        if column.how in _GUESSED:
            guessed.add(column.index)
    headers = table.headers if table else ()
    width = min(max([len(headers), *(len(cells) for _, cells in shown)], default=0), _MOST_COLUMNS)
    columns = []
    for index in range(width):
        header = headers[index] if index < len(headers) else ""
        field = "+".join(sorted(fields.get(index, []), reverse=True))
        if header or field or any(index < len(cells) and cells[index] is not None for _, cells in shown):
            columns.append(PreviewColumn(index, column_letter(index), header[:80], field, index in guessed))
    return PreviewSheet(sheet.name, table.header_rows if table else (), tuple(columns), tuple(_row(row, columns) for row in shown))


def _row(row: Row, columns: list[PreviewColumn]) -> tuple[int, tuple[str, ...]]:
    number, cells = row
    return number, tuple(masked(column.field, cells[column.index] if column.index < len(cells) else None) for column in columns)


def mapping_of(sheet: PreviewSheet, chosen: Mapping[int, str]) -> dict[str, str]:
    """The mapping (header, or letter where there is none -> field, "" = leave out) that makes the columns what was chosen.

    `chosen`: column -> field; a column that is not named stays what it is. Raises `Refusal` column-unknown, field-unknown or field-twice.
    """
    columns = {column.index: column for column in sheet.columns}
    if not chosen.keys() <= columns.keys():
        raise Refusal("column-unknown", gettext_noop("The file has no such column. Reload the page."))
    meant = {index: chosen.get(index, column.field) for index, column in columns.items()}
    for field in meant.values():
        if field and field not in FIELDS and field not in {column.field for column in sheet.columns}:
            raise Refusal("field-unknown", gettext_noop("A column cannot hold %(field)s."), field=field)
    held = [name for field in meant.values() if field for name in field.split("+")]
    twice = sorted({name for name in held if held.count(name) > 1})
    if twice:
        raise Refusal(
            "field-twice", gettext_noop("Two columns are said to hold the same (%(field)s). Leave one of them out."), field=", ".join(twice)
        )
    return {columns[index].header or columns[index].letter: field for index, field in meant.items()}
