"""A list typed from paper: its lines, what is pasted into it, what is wrong with each line, and the workbook it ends as.

Nothing is judged here twice: the lines are laid out as the sheet that they will be, and read by the same `rules.typing`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.books import put, safe_book, styles
from payung.exchange.headers import find_table
from payung.exchange.people import find_people
from payung.exchange.values import text_of, tidy
from payung.exchange.workbooks import Row, Sheet, Workbook
from payung.intake.rules.repeats import find_repeats, mark_repeats
from payung.intake.rules.typing import Typist

Line = Mapping[str, str]

COLUMNS = {
    "name": "Nama", "nik": "NIK", "sex": "JK", "birth_place": "Tempat Lahir", "birth_date": "Tanggal Lahir", "village": "Desa/Kelurahan",
    "hamlet": "Dusun", "kk": "No KK", "mother": "Nama Ibu Kandung", "phone": "No HP", "occupation": "Pekerjaan",
}  # fmt: skip
"""The columns of a typed list: field -> its header in the workbook, in the order of the screen."""

BLANK_LINES, MOST_LINES = 10, 400
SHEET = "Ketikan"
_LONGEST = 200
_HEADER_ROW = 1
_CODE_HEADER = "Kode Desa"


def columns_for(area: str) -> tuple[str, ...]:
    """The fields that are typed: a list of one village does not ask for the village."""
    return tuple(field for field in COLUMNS if field != "village" or len(area) != Level.VILLAGE)


def cleaned(lines: Sequence[Line]) -> list[dict[str, str]]:
    """The lines with only known fields and tidy text; blank ones at the end are gone. Raises `Refusal` too-many-lines."""
    kept = [{field: text for field in COLUMNS if (text := tidy(line.get(field, ""))[:_LONGEST])} for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    if len(kept) > MOST_LINES:
        message = gettext_noop("A typed list holds at most %(most)s lines. Hand this one in and begin another, or upload a workbook.")
        raise Refusal("too-many-lines", message, most=MOST_LINES)
    return kept


def pack_lines(lines: Sequence[Line]) -> str:
    """The lines as JSON, to be sealed."""
    return json.dumps(list(lines), ensure_ascii=False)


def unpack_lines(text: str) -> list[dict[str, str]]:
    """What `pack_lines` wrote."""
    return [dict(line) for line in json.loads(text)]


def pasted(text: str, fields: Sequence[str]) -> list[dict[str, str]]:
    """The lines in what a spreadsheet program put on the clipboard: under its own headers, else in the order of `fields`."""
    cells = [[tidy(cell) for cell in row] for row in csv.reader(StringIO(text.replace("\r\n", "\n")), delimiter="\t")]
    rows: list[Row] = [(number, tuple(cell or None for cell in row)) for number, row in enumerate(cells, 1) if any(row)]
    table = find_table(Sheet("", rows)) if rows else None
    if table is not None and table.header_rows:
        held = [(dict(table.mapping), row) for _, row in find_people(table).people]
    else:
        held = [({field: place for place, field in enumerate(fields)}, row) for _, row in rows]
    return [
        {field: text_of(row[place]) for field, place in mapping.items() if field in fields and place < len(row) and row[place] is not None}
        for mapping, row in held
    ]


def sheet_rows(lines: Sequence[Line], area: str) -> list[Row]:
    """The rows of the sheet: a header, then line n in row n + 1 with its number; blank lines stay out, their numbers stay free."""
    fields = columns_for(area)
    whole = len(area) == Level.VILLAGE
    head = ("No", *(COLUMNS[field] for field in fields), *([_CODE_HEADER] if whole else []))
    rows: list[Row] = [(_HEADER_ROW, head)]
    for number, line in enumerate(lines, 1):
        if line:
            rows.append((number + _HEADER_ROW, (str(number), *(line.get(field) for field in fields), *([area] if whole else []))))
    return rows


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is found about one line: whether it holds a person, and the codes of findings."""

    person: bool
    findings: tuple[str, ...] = ()


def judged(lines: Sequence[Line], area: str, typist: Typist) -> dict[int, Verdict]:
    """Line number (from 1) -> what is found about it, as it will be when the list is handed in; blank lines are left out."""
    rows = sheet_rows(lines, area)
    people = typist.type_workbook(Workbook((Sheet(SHEET, rows),)))
    marked = mark_repeats(people, find_repeats(people)) if people.height else people
    found = {number - _HEADER_ROW: tuple(codes) for number, codes in marked.select("row_number", "findings").iter_rows()}
    verdicts = {number - _HEADER_ROW: Verdict(False) for number, _ in rows[1:]}
    return verdicts | {number: Verdict(True, codes) for number, codes in found.items()}


def check_complete(verdicts: Mapping[int, Verdict]) -> None:
    """Raises `Refusal` draft-empty, or line-without-person with the numbers of the lines that nobody could be made of."""
    if not verdicts:
        raise Refusal("draft-empty", gettext_noop("Nothing is typed yet. Type at least one person."))
    empty = [str(number) for number, verdict in sorted(verdicts.items()) if not verdict.person]
    if empty:
        message = gettext_noop("Line %(lines)s holds no person. Type a name or a NIK, or clear the line.")
        raise Refusal("line-without-person", message, lines=", ".join(empty[:20]))


def as_workbook(lines: Sequence[Line], area: str) -> bytes:
    """The list as a workbook, every cell text. The same lines give the same bytes."""
    content = BytesIO()
    with safe_book(content) as book:
        made = styles(book, text={"num_format": "@"}, day={"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet(SHEET)
        for number, cells in sheet_rows(lines, area):
            for column, cell in enumerate(cells):
                put(sheet, number - 1, column, cell, made["text"] if cell else None, made["day"], made["day"])
    return content.getvalue()
