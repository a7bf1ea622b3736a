"""Which rows below a header hold a person: not totals, signatures, headings, notes and empty lines.

Every row that holds a person counts once, also without NIK or date of birth. Rows with a number of a person or a date
are people without further question; only of the others is the wording asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from payung.exchange.headers import Table
from payung.exchange.values import fold, is_blank, text_of
from payung.exchange.workbooks import Cell, Row

_TOTAL = re.compile(r"^(?:jumlah|jml|total|sub ?total|grand total|rekap\w*|terbilang)\b")
_FOOTER = re.compile(
    r"^(?:mengetahui|mengetahi|menyetujui|disetujui|disahkan|diketahui|kepala desa|kepala kelurahan|kepala dusun|kepala dinas|kades|lurah|camat|"
    r"sekretaris|sekdes|plt|pj|a n|nip|nrp|ttd|tanda tangan|dibuat|yang membuat|yang mendata|pembuat|petugas|pendata|operator|koordinator|"
    r"penanggung jawab|ketua|catatan|keterangan|ket|sumber|nb|note|demikian|diisi|contoh|halaman|page|dicetak|hormat kami|tembusan|"
    r"nama jelas|stempel|cap)\b"
)
_PLACE_AND_DAY = re.compile(r"^[a-z ]+ (?:\d{1,2} )?(?:[a-z]+|\d{1,2}) 20\d\d$")
_HEADING = re.compile(r"^(?:dusun|dsn|rt|rw|lingkungan|desa|kelurahan|kecamatan|kel|kec|kelompok|wilayah|blok)\b")
_LEAST_DIGITS, _MOST_DIGITS = 8, 17
_LEAST_TEXTS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a table that are people, and headings among them as (place among the people, text)."""

    people: list[Row]
    headings: list[tuple[int, str]]


def find_people(table: Table) -> Found:
    """The rows of `table` that hold a person, in their order."""
    judge = _Judge(table)
    marks = [judge.mark(cells) for _, cells in table.rows]
    last_sure = max((place for place, mark in enumerate(marks) if mark == "sure"), default=-1)
    first_footer = next((place for place, mark in enumerate(marks) if mark == "footer" and place > last_sure), len(marks))
    people: list[Row] = []
    headings: list[tuple[int, str]] = []
    for place, (row, mark) in enumerate(zip(table.rows, marks, strict=True)):
        if mark == "sure" or (mark == "maybe" and place < first_footer) or (mark == "lone" and place < last_sure):
            people.append(row)
        elif mark == "heading":
            headings.append((len(people), " ".join(text_of(cell) for cell in row[1] if cell is not None)))
    return Found(people, headings)


class _Judge:
    """Marks rows: `sure`, `maybe` (a name with something beside it), `lone` (a name alone), `heading`, `footer`, `none`."""

    def __init__(self, table: Table) -> None:
        self._name = table.mapping.get("name", -1)
        self._numbers = [table.mapping[field] for field in ("nik", "kk") if field in table.mapping]
        self._dates = [table.mapping[field] for field in ("birth_date", "birth_year") if field in table.mapping]
        self._only_names = len(set(table.mapping) - {"order", "name"}) == 0

    def mark(self, cells: tuple[Cell, ...]) -> str:
        width = len(cells)
        name = cells[self._name] if 0 <= self._name < width else None
        named = isinstance(name, str) and any(map(str.isalpha, name))
        numbered = any(_is_number(cells[column]) for column in self._numbers if column < width)
        if named and numbered:
            return "sure"
        texts = [text_of(cell) for cell in cells if not is_blank(cell)]
        if not texts:
            return "none"
        if self._reads_as_footer(cells, name):
            return "footer"
        dated = any(_is_dated(cells[column]) for column in self._dates if column < width)
        if numbered or (dated and (named or len(texts) >= _LEAST_TEXTS)):
            return "sure"
        if len(texts) <= 2 and _HEADING.match(fold(texts[0])):
            return "heading"
        if not named:
            return "none"
        return "maybe" if len(texts) > 1 or self._only_names else "lone"

    def _reads_as_footer(self, cells: tuple[Cell, ...], name: Cell) -> bool:
        # "Ruteng, 22 Desember 2000" is a birth under its header and the line above a signature elsewhere.
        texts = [cell for column, cell in enumerate(cells) if isinstance(cell, str) and (is_blank(name) or column not in self._dates)]
        asked = texts if is_blank(name) else [name, *texts[:2]]
        folded = [fold(text) for text in asked if isinstance(text, str)]
        return any(_TOTAL.match(text) or _FOOTER.match(text) or _PLACE_AND_DAY.match(text) for text in folded)


def _is_number(cell: Cell) -> bool:
    """Whether a cell under NIK or KK tries to be one: eight to seventeen digits, whatever else is wrong with it."""
    if isinstance(cell, float):
        return cell >= 1e7
    if not isinstance(cell, str):
        return False
    if len(cell) == 16 and cell.isdigit():
        return True
    return _LEAST_DIGITS <= sum(character.isdigit() for character in cell) <= _MOST_DIGITS or "E+" in cell.upper()


def _is_dated(cell: Cell) -> bool:
    if cell is None or isinstance(cell, bool):
        return False
    return not isinstance(cell, str) or any(character.isdigit() for character in cell)
