"""From raw tables to typed people with findings: one frame per workbook, every person exactly once.

Columns are typed one by one, each different value once per `Typist`; then the fields of a row are held against each
other. Nothing is repaired: a value that cannot be read is null and a finding says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any, TypeVar

import polars as pl

from payung.core.areas import Level
from payung.core.nik import NikState
from payung.exchange import values
from payung.exchange.dates import DateState, Order, ReadDate, day_order, read_date, split_birth
from payung.exchange.headers import Table, find_tables
from payung.exchange.niks import ReadNik, doubted, read_niks, shows_damage
from payung.exchange.people import Found, find_people
from payung.exchange.places import Places
from payung.exchange.workbooks import Cell, Row, Sheet, Workbook, pack_cells
from payung.intake.rules import niks
from payung.intake.rules.findings import in_order

T = TypeVar("T")

# The typed frame. `nik` as commands.md says (digits, or the cell as written when unreadable); village, district, regency
# as written; `area` the deepest place known; `row_id` the hidden code of a row that Payung gave back; `missing` the demanded fields that `value-missing` is about, joined by `;`; `raw` the cells
# of the row as `exchange.workbooks.pack_cells` writes them.
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "file": pl.String,
    "sheet": pl.String,
    "row_number": pl.Int32,
    "nik": pl.String,
    "nik_state": pl.String,
    "kk": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "birth_place": pl.String,
    "village_code": pl.String,
    "area": pl.String,
    "village": pl.String,
    "district": pl.String,
    "regency": pl.String,
    "address": pl.String,
    "hamlet": pl.String,
    "mother": pl.String,
    "phone": pl.String,
    "occupation": pl.String,
    "workplace": pl.String,
    "hours": pl.Float64,
    "income_idr": pl.Int64,
    "disability": pl.Boolean,
    "decile": pl.Int8,
    "kpj": pl.String,
    "segment": pl.String,
    "from": pl.Date,
    "to": pl.Date,
    "died_on": pl.Date,
    "member_no": pl.String,
    "account": pl.String,
    "row_id": pl.String,
    "findings": pl.List(pl.String),
    "missing": pl.String,
    "raw": pl.String,
}

_TEXT_FIELDS = ("address", "hamlet", "mother", "occupation", "workplace", "segment", "village", "district", "regency")
_READERS: Mapping[str, Callable[[Cell], Any]] = {
    "kk": values.read_kk,
    "sex": values.read_sex,
    "phone": values.read_phone,
    "hours": values.read_number,
    "income_idr": values.read_rupiah,
    "disability": values.read_disability,
    "decile": values.read_decile,
    "kpj": values.read_code,
    "member_no": values.read_code,
    "account": values.read_code,
    "row_id": values.read_code,
}
_DITTO = {'"', "''", "”", "“", "s.d.a", "s.d.a.", "sda", "idem", "idem.", '-"-', '- " -'}
_REPEATED_BY_MARKS = {"kk", "village", "district", "regency", "address", "hamlet", "village_code"}
_ODD_NAME = re.compile(
    r"\d|[@#?*_=+<>{}\[\]]|^(?:test|tes|xxx+|aaa+|nn|n n|null|none|anonim|contoh|nama|tidak ada|bapak|ibu|anak|alm|almh)\b|\((?:alm|almh)",
    re.IGNORECASE,
)
_LATEST = date(2100, 12, 31)
_EARLIEST = date(1950, 1, 1)


@dataclass
class _People:
    """The people of one table while they are typed: cells by field, typed values by field, finding codes by place."""

    sheet: str
    rows: list[Row]
    table: Table
    context: list[str]
    cells: dict[str, list[Cell]]
    typed: dict[str, list[Any]] = field(default_factory=dict)
    nik: list[ReadNik] = field(default_factory=list)
    findings: list[list[str]] = field(default_factory=list)
    missing: dict[int, list[str]] = field(default_factory=dict)


class Typist:
    """Types workbooks one after the other; what one file taught about a value serves the next.

    `on`: the day of asking (nobody is born after it). `known_area`: the code of the area that the sender speaks for ("" =
    unknown: the province is taken from the NIKs). `hints`: header or column letter -> field. `required`: fields that a
    programme demands beyond those that everybody has. `raw`: whether the raw cells of each row are wanted too. `history`:
    replaced village codes with those that took their place.
    """

    def __init__(
        self,
        *,
        on: date,
        known_area: str = "",
        hints: Mapping[str, str] | None = None,
        required: Sequence[str] = (),
        raw: bool = True,
        history: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._on = on
        self._known = known_area
        self._hints = hints
        self._required = tuple(required)
        self._raw = raw
        self._history = history
        self._memos: dict[str, values.Memo[Cell, Any]] = {}
        self._places: dict[str, Places] = {}

    def type_workbook(self, workbook: Workbook, file: str = "") -> pl.DataFrame:
        """The people of all sheets, in the order of the file, as a frame of `SCHEMA`. `file`: its name under the given path.

        Findings are those that a row, its column and its file show; those across files come from `mark_repeats`.
        """
        groups = [people for sheet in workbook.sheets for people in self._people(sheet)]
        for people in groups:
            people.nik = read_niks(people.cells.get("nik") or [None] * len(people.rows))
        if any(shows_damage(people.cells["nik"], people.nik) for people in groups if "nik" in people.cells):
            for people in groups:
                people.nik = doubted(people.nik)
        known = self._known or niks.likely_province([read for people in groups for read in people.nik])
        places = self._places.setdefault(known, Places(known, self._history))
        for people in groups:
            people.findings = [[] for _ in people.rows]
            self._type_columns(people)
            self._type_birth(people)
            self._type_places(people, places, file)
        family_cards = {kk for people in groups for kk in people.typed.get("kk", ()) if kk is not None}
        for people in groups:
            self._judge(people, family_cards, known)
        return _frame(groups, file, self._raw)

    # --- rows and cells

    def _people(self, sheet: Sheet) -> list[_People]:
        """The people of each table of a sheet, with their cells by field."""
        merged = _merged_downwards(sheet)
        groups = []
        for table in find_tables(sheet, self._hints):
            found = find_people(table)
            if found.people:
                columns = list(zip_longest(*(row for _, row in found.people)))
                cells = {name: _column(found.people, columns, index, merged) for name, index in table.mapping.items()}
                for name in _REPEATED_BY_MARKS & cells.keys():
                    cells[name] = _marks_resolved(cells[name])
                groups.append(_People(sheet.name, found.people, table, _headings(found), cells))
        return groups

    def _each(self, name: str, read: Callable[[Cell], T], cells: Sequence[Cell]) -> list[T]:
        """`read` of every cell, asked once for each different value that this Typist meets under `name`."""
        memo = self._memos.setdefault(name, values.Memo(read))
        return list(map(memo.__getitem__, cells))

    # --- columns

    def _type_columns(self, people: _People) -> None:
        for name, cells in people.cells.items():
            if name in _READERS:
                people.typed[name] = self._each(name, _READERS[name], cells)
            elif name in _TEXT_FIELDS:
                people.typed[name] = self._each("text", _text, cells)
            elif name in {"from", "to", "died_on"}:
                people.typed[name] = [read.value for read in self._each("day", self._read_day, cells)]
        people.typed["name"] = [_text(cell) for cell in people.cells.get("name") or [None] * len(people.rows)]
        if "male" in people.cells and "female" in people.cells and "sex" not in people.cells:
            people.cells["sex"] = [_ticked_sex(*pair) for pair in zip(people.cells["male"], people.cells["female"], strict=True)]
            people.typed["sex"] = list(people.cells["sex"])
        elif _says_pria_and_wanita(people.cells.get("sex", ())):
            people.typed["sex"] = [
                "L" if sex == "P" and values.fold(str(cell)) == "p" else sex
                for sex, cell in zip(people.typed["sex"], people.cells["sex"], strict=True)
            ]

    def _read_day(self, cell: Cell) -> ReadDate:
        return read_date(cell, on=_LATEST, oldest=_EARLIEST)

    def _type_birth(self, people: _People) -> None:
        cells = self._birth_cells(people)
        if cells is None:
            people.typed["birth_date"] = [None] * len(people.rows)
            _add(people, range(len(people.rows)), "birthdate-absent")
            return
        read = self._each("born", lambda cell: read_date(cell, on=self._on), cells)
        order, certain = day_order(one for one, cell in zip(read, cells, strict=True) if isinstance(cell, str))
        if order is Order.MONTH:
            read = self._each("born, month first", lambda cell: read_date(cell, on=self._on, order=order), cells)
        swapped = _cells_look_swapped(cells, read)
        people.typed["birth_date"] = [one.value for one in read]
        for place, (one, cell) in enumerate(zip(read, cells, strict=True)):
            if one.state is not DateState.READ:
                people.findings[place].append(f"birthdate-{one.state}")
            elif (one.swappable and not certain) or (swapped and isinstance(cell, date) and cell.day != cell.month):
                people.findings[place].append("birthdate-ambiguous")

    def _birth_cells(self, people: _People) -> list[Cell] | None:
        cells = people.cells
        if "birth_year" in cells and "birth_month" in cells and "birth_day" in cells:
            parts = zip(cells["birth_day"], cells["birth_month"], cells["birth_year"], strict=True)
            return ["-".join(texts) if any(texts) else None for texts in (tuple(map(values.text_of, part)) for part in parts)]
        if "birth_date" not in cells:
            return None
        place_column = people.table.mapping.get("birth_place")
        if place_column == people.table.mapping["birth_date"]:
            split = self._each("split", split_birth, cells["birth_date"])
            people.typed["birth_place"] = [place for place, _ in split]
            return [day for _, day in split]
        if place_column is not None:
            people.typed["birth_place"] = self._each("text", _text, cells["birth_place"])
        return cells["birth_date"]

    def _type_places(self, people: _People, places: Places, file: str) -> None:
        context = self._context(people, places, file)
        size = len(people.rows)
        codes = self._each("place code", values.read_place_code, people.cells.get("village_code") or [None] * size)
        names = [people.typed.get(level) or [None] * size for level in ("village", "district", "regency")]
        placed = places.read_rows(zip(codes, *names, (heading or context for heading in people.context), strict=True))
        people.typed["village_code"] = [one.village_code for one in placed]
        people.typed["area"] = [one.area for one in placed]
        for place, one in enumerate(placed):
            if one.finding:
                people.findings[place].append(one.finding)

    def _context(self, people: _People, places: Places, file: str) -> str:
        """The area that the file, its folder, the sheet or the title states; headings between rows are resolved beside it."""
        path = PurePosixPath(file)
        texts = [part.replace("_", " ") for part in (*path.parts[:-1], path.stem)]
        context = places.of_titles([*texts, people.sheet, *people.table.titles])
        if len(context) < 10 and "village" not in people.cells:
            context = places.of_name(people.sheet, context) or context
        resolved = {text: places.of_titles([*people.table.titles, text]) if text else "" for text in dict.fromkeys(people.context)}
        people.context = [resolved[text] for text in people.context]
        return context

    # --- the fields of a row against each other

    def _judge(self, people: _People, family_cards: set[str], known: str) -> None:
        typed = people.typed
        size = len(people.rows)
        sexes, kks = typed.get("sex") or [None] * size, typed.get("kk") or [None] * size
        cells = people.cells.get("nik") or [None] * size
        columns = zip(people.nik, people.findings, cells, kks, typed["birth_date"], sexes, typed["area"], strict=True)
        for place, ((state, digits), found, cell, kk, born_on, sex, area) in enumerate(columns):
            if digits is None:
                found.append(niks.own_finding(state, cell))
                continue
            if digits == kk or digits in family_cards:
                people.nik[place] = (NikState.SUSPECT if state is NikState.SOUND else state), digits
                found.append("nik-is-kk")
            elif state is not NikState.SOUND:
                found.append(niks.own_finding(state, cell))
            if state is NikState.IMPOSSIBLE:
                continue
            if born_on is not None:
                if digits[6:12] not in niks.birth_digits(born_on):
                    found.append("nik-birthdate")
                elif "birthdate-ambiguous" in found:
                    found.remove("birthdate-ambiguous")  # the NIK confirms the order in which it was read
            if sex is not None and sex != niks.sex_of(digits):
                found.append("nik-sex")
            if niks.is_foreign(digits[:4], (area or known)[: Level.PROVINCE]):
                found.append("nik-area")
        _judge_names(people)
        _judge_sexes(people, sexes)
        for name in self._required:
            _judge_required(people, name)


def _judge_names(people: _People) -> None:
    for place, name in enumerate(people.typed["name"]):
        if name is None or not any(map(str.isalpha, name)):
            people.typed["name"][place] = None
            people.findings[place].append("name-absent")
        elif len(name) < 3 or _ODD_NAME.search(name):
            people.findings[place].append("name-suspicious")


def _judge_sexes(people: _People, sexes: Sequence[str | None]) -> None:
    cells = people.cells.get("sex") or [None] * len(people.rows)
    for place, sex in enumerate(sexes):
        if sex is None:
            people.findings[place].append("sex-absent" if values.is_blank(cells[place]) else "sex-unreadable")


def _judge_required(people: _People, name: str) -> None:
    for place, value in enumerate(people.typed.get(name) or [None] * len(people.rows)):
        if value is None:
            people.findings[place].append("value-missing")
            people.missing.setdefault(place, []).append(name)


def _frame(groups: Sequence[_People], file: str, raw: bool) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {
        "sheet": [people.sheet for people in groups for _ in people.rows],
        "row_number": [number for people in groups for number, _ in people.rows],
        "nik": [written for people in groups for written in _written_niks(people)],
        "nik_state": [state.value for people in groups for state, _ in people.nik],
        "missing": [";".join(people.missing.get(place, ())) for people in groups for place in range(len(people.rows))],
    }
    if raw:
        columns["raw"] = [pack_cells(cells) for people in groups for _, cells in people.rows]
    for name in SCHEMA.keys() - columns.keys():
        if any(name in people.typed for people in groups):
            columns[name] = [value for people in groups for value in people.typed.get(name) or [None] * len(people.rows)]
    size = len(columns["row_number"])
    columns["file"] = [file] * size
    joined = values.Memo[tuple[str, ...], str](lambda found: ";".join(in_order(found)))
    codes = [joined[tuple(found)] if found else None for people in groups for found in people.findings]
    # Lists of lists are ten times slower to build than text to split.
    findings = pl.Series("findings", codes, pl.String).str.split(";").fill_null([])
    series = [
        findings if name == "findings" else pl.Series(name, columns.get(name) or [None] * size, kind) for name, kind in SCHEMA.items()
    ]
    return pl.DataFrame(series)


def _written_niks(people: _People) -> list[str | None]:
    """Sixteen digits, or the cell as written."""
    cells = people.cells.get("nik") or [None] * len(people.rows)
    return [digits or (values.text_of(cell) or None) for (_, digits), cell in zip(people.nik, cells, strict=True)]


def _text(cell: Cell) -> str | None:
    return values.text_of(cell) or None


def _column(rows: Sequence[Row], columns: Sequence[Sequence[Cell]], index: int, merged: Mapping[tuple[int, int], Cell]) -> list[Cell]:
    """The cells of a column for the rows of people, with the values of areas merged downwards."""
    column: list[Cell] = list(columns[index]) if index < len(columns) else [None] * len(rows)
    if bool in set(map(type, column)):  # as text: True and 1 are one key of a dictionary
        column = [values.text_of(cell) if isinstance(cell, bool) else cell for cell in column]
    if merged:
        return [merged.get((number, index), cell) if cell is None else cell for (number, _), cell in zip(rows, column, strict=True)]
    return column


def _merged_downwards(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """The value for each cell of an area merged over several rows (one family card beside its members)."""
    tall = [span for span in sheet.merged if span[2] > span[0] and span[1] == span[3]]
    if not tall:
        return {}
    rows = dict(sheet.rows)
    return {
        (number, left): rows[top][left]
        for top, left, bottom, _ in tall
        if top in rows and left < len(rows[top])
        for number in range(top + 1, bottom + 1)
    }


def _marks_resolved(cells: list[Cell]) -> list[Cell]:
    """Ditto marks as the value above them."""
    if _DITTO.isdisjoint(cell.strip().lower() for cell in cells if isinstance(cell, str) and len(cell) < 8):
        return cells
    resolved: list[Cell] = []
    for cell in cells:
        same = isinstance(cell, str) and cell.strip().lower() in _DITTO
        resolved.append(resolved[-1] if same and resolved else cell)
    return resolved


def _headings(found: Found) -> list[str]:
    """For each person the last heading above that names a place, else ""."""
    texts = [""] * len(found.people)
    for place, text in found.headings:
        if re.match(r"\s*(?:desa|kel|kec|ds)", text, re.IGNORECASE):
            texts[place:] = [text] * (len(texts) - place)
    return texts


def _ticked_sex(male: Cell, female: Cell) -> str | None:
    if values.is_ticked(male) == values.is_ticked(female):
        return None
    return "L" if values.is_ticked(male) else "P"


def _says_pria_and_wanita(cells: Sequence[Cell]) -> bool:
    """Whether a column writes P for pria: it has W beside it and no L."""
    letters = {cell.strip().lower() for cell in cells if isinstance(cell, str) and len(cell.strip()) == 1}
    return letters == {"p", "w"}


def _cells_look_swapped(cells: Sequence[Cell], read: Sequence[ReadDate]) -> bool:
    """Whether a spreadsheet of another country took day-month for month-day: what it could swap became date cells (no
    day above 12 among them), the rest stayed text (every day above 12)."""
    days = [cell.day for cell in cells if isinstance(cell, date)]
    texts = [one for one, cell in zip(read, cells, strict=True) if isinstance(cell, str) and one.state is DateState.READ]
    return len(days) >= 5 and max(days) <= 12 and len(texts) >= 5 and all(one.proves is Order.DAY for one in texts)


def _add(people: _People, rows: Sequence[int], code: str) -> None:
    for place in rows:
        people.findings[place].append(code)
