"""Lists that others keep: members of an insurance, deaths, people excluded. Columns are recognised as in any workbook.

Canonical headers are `nik,name,sex,birth_date,village,kpj,segment,from,to` (participants),
`nik,name,sex,birth_date,village,died_on,source` (deaths) and `nik,name,birth_date,village,from,to,source` (exclusions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange import values
from payung.exchange.dates import Order, day_order, read_date, split_birth
from payung.exchange.headers import Table, find_tables
from payung.exchange.niks import doubted, read_niks, shows_damage
from payung.exchange.people import find_people
from payung.exchange.places import Named, Places
from payung.exchange.readers import read_many
from payung.exchange.workbooks import Cell, Workbook

_LATEST, _EARLIEST = date(2100, 12, 31), date(1950, 1, 1)


class ListKind(StrEnum):
    """What a list says about its people."""

    PARTICIPANTS = "participants"
    DEATHS = "deaths"
    EXCLUSIONS = "exclusions"


# Without one of these columns a list of the kind says nothing about anybody.
_NEEDED = {
    ListKind.PARTICIPANTS: frozenset({"nik", "kpj", "name"}),
    ListKind.DEATHS: frozenset({"nik", "kpj", "name"}),
    ListKind.EXCLUSIONS: frozenset({"nik", "name"}),
}

LIST_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "sheet": pl.String,
    "row_number": pl.Int32,
    "nik": pl.String,
    "nik_state": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "birth_place": pl.String,
    "mother": pl.String,
    "phone": pl.String,
    "village_code": pl.String,
    "village": pl.String,
    "district": pl.String,
    "regency": pl.String,
    "kpj": pl.String,
    "segment": pl.String,
    "from": pl.Date,
    "to": pl.Date,
    "died_on": pl.Date,
    "source": pl.String,
}
_READERS: Mapping[str, Callable[[Cell], Any]] = {
    "sex": values.read_sex,
    "phone": values.read_phone,
    "kpj": values.read_code,
}
_DAYS = ("from", "to", "died_on")


def read_people_list(
    path: Path,
    kind: ListKind | str,
    *,
    on: date,
    known_area: str = "",
    hints: Mapping[str, str] | None = None,
    history: Mapping[str, tuple[str, ...]] | None = None,
) -> pl.DataFrame:
    """The people of a list, one row each, in the columns of `LIST_SCHEMA`; what a list does not hold is null.

    `nik`: sixteen digits or null, with its state. `village_code`: from a column of codes, a `village` of ten digits, or names
    of places inside `known_area`; `history` as in `exchange.places`. `on`: the day of asking. Raises the `Refusal` of a file that cannot be read, or
    list-without-people.
    """
    ((_, read),) = read_many([path])
    if isinstance(read, Refusal):
        raise read
    people = read_people(read, ListKind(kind), on=on, known_area=known_area, hints=hints, history=history)
    if people.is_empty():
        message = gettext_noop("No list of people was found in the file. Name its columns, for example: %(columns)s.")
        raise Refusal("list-without-people", message, columns=", ".join(sorted(_NEEDED[ListKind(kind)])))
    return people


def read_people(
    workbook: Workbook,
    kind: ListKind,
    *,
    on: date,
    known_area: str = "",
    hints: Mapping[str, str] | None = None,
    history: Mapping[str, tuple[str, ...]] | None = None,
) -> pl.DataFrame:
    """The people of all lists in a workbook, as `read_people_list` gives them; none is an empty frame."""
    places = Places(known_area, history)
    tables = ((sheet.name, table) for sheet in workbook.sheets for table in find_tables(sheet, hints))
    frames = [_frame(name, table, on, places) for name, table in tables if not table.mapping.keys().isdisjoint(_NEEDED[kind])]
    return pl.concat(frames) if frames else pl.DataFrame(schema=LIST_SCHEMA)


def _frame(sheet: str, table: Table, on: date, places: Places) -> pl.DataFrame:
    rows = find_people(table).people
    cells = {name: [row[index] if index < len(row) else None for _, row in rows] for name, index in table.mapping.items()}
    columns: dict[str, list[Any]] = {"sheet": [sheet] * len(rows), "row_number": [number for number, _ in rows]}
    for name, column in cells.items():
        if name in _DAYS:
            columns[name] = [read_date(cell, on=_LATEST, oldest=_EARLIEST).value for cell in column]
        elif name in _READERS:
            columns[name] = [_READERS[name](cell) for cell in column]
        elif name in LIST_SCHEMA and name not in {"nik", "birth_date", "birth_place", "village_code"}:
            columns[name] = [values.text_of(cell) or None for cell in column]
    columns |= _births(table, cells, on) | _niks(cells.get("nik") or [None] * len(rows))
    columns["village_code"] = _villages(cells, columns, places, places.of_titles([sheet, *table.titles]))
    return pl.DataFrame([pl.Series(name, columns.get(name) or [None] * len(rows), kind) for name, kind in LIST_SCHEMA.items()])


def _villages(cells: Mapping[str, list[Cell]], columns: Mapping[str, list[Any]], places: Places, context: str) -> list[str | None]:
    size = len(columns["row_number"])
    codes = [values.read_place_code(cell) for cell in cells.get("village_code") or cells.get("village") or [None] * size]
    named = zip(*(columns.get(level) or [None] * size for level in ("village", "district", "regency")), strict=True)
    return [
        places.read(code, Named(*names) if code is None else Named(), context).village_code
        for code, names in zip(codes, named, strict=True)
    ]


def _births(table: Table, cells: Mapping[str, list[Cell]], on: date) -> dict[str, list[Any]]:
    days = cells.get("birth_date", [])
    places: list[Any] = [values.text_of(cell) or None for cell in cells.get("birth_place", ())]
    if "birth_place" in cells and table.mapping["birth_place"] == table.mapping["birth_date"]:
        places, days = (list(part) for part in zip(*map(split_birth, days), strict=True)) if days else ([], [])
    read = [read_date(cell, on=on) for cell in days]
    order, _ = day_order(one for one, cell in zip(read, days, strict=True) if isinstance(cell, str))
    if order is Order.MONTH:
        read = [read_date(cell, on=on, order=order) for cell in days]
    return {"birth_date": [one.value for one in read], "birth_place": places}


def _niks(cells: list[Cell]) -> dict[str, list[Any]]:
    read = read_niks(cells)
    if shows_damage(cells, read):
        read = doubted(read)
    return {"nik": [digits for _, digits in read], "nik_state": [state.value for state, _ in read]}
