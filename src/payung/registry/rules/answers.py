"""Answers as they come back: any sheet that holds people, however it was retyped, read into rows with a state and facts.

Pure: a workbook in, a frame out. The row code of our own sheets, NIK, name and date of birth say whom a row is about;
`landing` decides that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from rapidfuzz import fuzz

from payung.exchange.dates import read_date
from payung.exchange.headers import GIVEN, Table, find_tables
from payung.exchange.niks import read_niks
from payung.exchange.people import find_people
from payung.exchange.values import Memo, fold, is_blank, read_decile, read_number, text_of
from payung.exchange.workbooks import Cell, Row, Workbook, pack_cells
from payung.registry.rules.rounds import UNREADABLE, Kind, Question, one_state, read_state, read_yes_no

SCHEMA: dict[str, Any] = {
    "row": pl.Int64,  # counted from 0 over the file
    "table": pl.Int64,  # its place in `Returned.tables`
    "sheet": pl.String,
    "row_number": pl.Int64,
    "code": pl.String,  # the hidden row code, as it came
    "nik": pl.String,  # sixteen digits, or null
    "name": pl.String,
    "birth_date": pl.Date,
    "village": pl.String,  # as written
    "state": pl.String,  # null: nothing was answered
    "facts": pl.String,  # JSON
    "fault": pl.String,  # why the answers cannot be taken (a stable code), else null
    "raw": pl.String,
}
_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 12, 31)
_NEAR_HEADER = 86.0
_MOST_FACT = 200


@dataclass(frozen=True)
class ReturnedTable:
    """A list of people in a file that came back: its sheet, and its rows that hold somebody."""

    sheet: str
    table: Table
    people: list[Row]


@dataclass(frozen=True)
class Returned:
    """A file of answers: its rows in the columns of `SCHEMA`, and the tables they stand in."""

    rows: pl.DataFrame
    tables: tuple[ReturnedTable, ...]


def read_answers(workbook: Workbook, kind: Kind, on: date) -> Returned:
    """All rows of a workbook that hold a person, with what is answered about each. `on`: nobody is born after it."""
    readers = _Readers(kind, on)
    tables: list[ReturnedTable] = []
    frames: list[pl.DataFrame] = []
    for sheet in workbook.sheets:
        for table in find_tables(sheet, kind.hints):
            if table.mapping.keys().isdisjoint({"nik", "name", "row_id"}):
                continue
            held = ReturnedTable(sheet.name, table, find_people(table).people)
            frames.append(readers.frame(held, len(tables)))
            tables.append(held)
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    return Returned(rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row")), tuple(tables))


class _Readers:
    """Reads columns; what one value taught serves the next."""

    def __init__(self, kind: Kind, on: date) -> None:
        self._kind = kind
        self._births: Memo[Cell, date | None] = Memo(lambda cell: read_date(cell, on=on).value)
        self._answers: dict[str, Memo[Cell, Any]] = {each.code: Memo(_reader(each, kind)) for each in kind.questions}

    def frame(self, held: ReturnedTable, number: int) -> pl.DataFrame:
        mapping = _with_near_headers(held.table, self._kind)
        rows = held.people

        def cells(field: str) -> Sequence[Cell]:
            index = mapping.get(field)
            return [None] * len(rows) if index is None else [row[index] if index < len(row) else None for _, row in rows]

        answered = [
            (each, list(map(self._answers[each.code].__getitem__, cells(each.code))))
            for each in self._kind.questions
            if each.code in mapping
        ]
        told = [self._told(answered, place) for place in range(len(rows))]
        # The birth place and date in one cell are intake's to part: here the date alone is looked at.
        columns = {
            "row": [0] * len(rows),
            "table": [number] * len(rows),
            "sheet": [held.sheet] * len(rows),
            "row_number": [row for row, _ in rows],
            "code": [text_of(cell) or None for cell in cells("row_id")],
            "nik": [digits if digits and len(digits) == 16 else None for _, digits in read_niks(cells("nik"))],
            "name": [text_of(cell) or None for cell in cells("name")],
            "birth_date": list(map(self._births.__getitem__, cells("birth_date"))),
            "village": [text_of(cell) or None for cell in cells("village")],
            "state": [state for state, _, _ in told],
            "facts": [facts for _, facts, _ in told],
            "fault": [fault for _, _, fault in told],
            "raw": [pack_cells(row) for _, row in rows],
        }
        return pl.DataFrame(columns, schema=SCHEMA)

    def _told(self, answered: list[tuple[Question, list[Any]]], place: int) -> tuple[str | None, str, str | None]:
        """State, facts and fault of one row."""
        facts: dict[str, Any] = {}
        implied: set[str] = set()
        said = fault = None
        for question, values in answered:
            value = values[place]
            if value is None:
                continue
            if value is _UNREADABLE:
                fault = UNREADABLE
            elif question.form == "state":
                said = value
            else:
                facts[question.code] = value
                implied.add(question.answered or (question.yes if value is True else question.no if value is False else ""))
        state = one_state(self._kind, said, implied - {""})
        # A state that reads beside a day that does not is an answer still; without one nothing can be taken.
        return (state, json.dumps(facts, sort_keys=True, ensure_ascii=False), fault if state is None else None)


_UNREADABLE = object()


def _reader(question: Question, kind: Kind) -> Callable[[Cell], Any]:
    """What a cell under a question says: a value, None (nothing), or `_UNREADABLE`."""
    read = {
        "state": lambda cell: read_state(kind.code, text_of(cell)),
        "day": _day,
        "whole": lambda cell: int(number) if (number := read_number(cell)) is not None and number >= 1 else None,
        "decile": read_decile,
        "yes-no": lambda cell: read_yes_no(text_of(cell)),
        "text": lambda cell: text_of(cell)[:_MOST_FACT] or None,
    }[question.form]

    def asked(cell: Cell) -> Any:
        # "Tidak" and "0" answer a question of yes or no, and "tidak ada" is a state; elsewhere they say nothing.
        if cell is None or not text_of(cell) or text_of(cell) in {"-", "--", "."}:
            return None
        if question.form not in {"state", "yes-no"} and is_blank(cell):
            return None
        value = read(cell)
        return _UNREADABLE if value is None else value

    return asked


def _day(cell: Cell) -> str | None:
    """A day as YYYY-MM-DD. A year alone is none: whoever needs a day takes that of the answer."""
    value = read_date(cell, on=_LATEST, oldest=_EARLIEST).value
    return value.isoformat() if value else None


def _with_near_headers(table: Table, kind: Kind) -> dict[str, int]:
    """The table's columns, and those under misspelt headers of questions that were not found otherwise."""
    mapping = {column.field: column.index for column in table.columns}
    sure = {column.index for column in table.columns if column.how == GIVEN}
    for question in kind.questions:
        if question.code in mapping and mapping[question.code] in sure:
            continue
        near = [
            (score, index)
            for index, header in enumerate(table.headers)
            if index not in sure and (score := _nearness(header, question)) >= _NEAR_HEADER
        ]
        if near:
            _, index = max(near, key=lambda each: (each[0], -each[1]))
            mapping = {field: place for field, place in mapping.items() if place != index} | {question.code: index}
            sure.add(index)
    own = {question.code for question in kind.questions}
    # A column of the vocabulary found by its content alone is what is known of a person, not an answer.
    return {field: index for field, index in mapping.items() if field not in own or index in sure}


def _nearness(header: str, question: Question) -> float:
    folded = fold(header)
    return (
        max((fuzz.ratio(folded, fold(word)) for word in (question.header, *question.words) if len(word) > 4), default=0.0)
        if folded
        else 0.0
    )


def new_names(returned: Returned, rows: Sequence[int], places: Mapping[int, str]) -> list[tuple[str, list[Row]]]:
    """Sheets (name, rows) that hold only these rows of a returned file, as they came, under headers of the vocabulary.

    Every row keeps its number and its cells. `places`: table -> the village whose sheet it is, for rows that name none.
    """
    wanted = returned.rows.filter(pl.col("row").is_in(list(rows)))
    sheets = []
    for (number,), part in wanted.partition_by("table", as_dict=True).items():
        held = returned.tables[int(number)]
        fields = [(column.field, column.index) for column in held.table.columns if column.field in _OF_A_PERSON]
        village = places.get(int(number))
        head = [*(field for field, _ in fields), *(["village_code"] if village else [])]
        numbers = set(part["row_number"])
        above = held.table.header_rows[-1] if held.table.header_rows else 0
        lines: list[Row] = [(1, (title,)) for title in held.table.titles[:1] if above > 1]
        lines.append((max(above, 1), tuple(head)))
        for row_number, row in held.people:
            if row_number in numbers:
                told = [row[index] if index < len(row) else None for _, index in fields]
                lines.append((row_number, (*told, *([village] if village else []))))
        sheets.append((held.sheet, lines))
    return sheets


# What a row about nobody known may bring into intake; answers of the round are no part of it, but what he works as is.
_OF_A_PERSON = frozenset({
    "nik", "kk", "name", "sex", "birth_date", "birth_place", "village", "district", "regency", "address", "hamlet", "mother", "phone", "occupation",
    "workplace", "hours", "income_idr", "disability", "decile",
})  # fmt: skip
