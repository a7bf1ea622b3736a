"""NIKs of a whole column: each cell by itself first, then what the column tells about Excel damage. Nothing is repaired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import sqrt

from payung.core.nik import NikState, parse_nik, read_nik
from payung.exchange.values import text_of
from payung.exchange.workbooks import Cell

ReadNik = tuple[NikState, str | None]


def read_niks(cells: Sequence[Cell]) -> list[ReadNik]:
    """State and digits of every cell; booleans and dates are unreadable."""
    return [_read(cell) for cell in cells]


def shows_damage(cells: Sequence[Cell], read: Sequence[ReadNik]) -> bool:
    """Whether a column of NIKs went through number cells: a spreadsheet keeps 15 digits and writes 0 for the last.

    Signs are cells suspect by themselves (numbers, serials 0000), 5.3E+15, or far more final zeros than one in ten.
    """
    sound, zeros = 0, 0
    for cell, (state, digits) in zip(cells, read, strict=True):
        if state is NikState.SUSPECT or (state is NikState.UNREADABLE and _is_scientific(cell)):
            return True
        if digits is not None:
            sound += 1
            zeros += digits.endswith("0")
    return zeros >= 3 and zeros > 0.1 * sound + 3 * sqrt(0.09 * sound)


def doubted(read: Sequence[ReadNik]) -> list[ReadNik]:
    """The NIKs of a damaged file: those ending in 0 may have had another last digit."""
    return [
        (NikState.SUSPECT, digits) if state is NikState.SOUND and digits is not None and digits.endswith("0") else (state, digits)
        for state, digits in read
    ]


def _read(cell: Cell) -> ReadNik:
    if isinstance(cell, str):
        if len(cell) == 16 and parse_nik(cell) is not None:
            return NikState.SOUND, cell  # most cells: the long way says the same
        return read_nik(cell)
    if isinstance(cell, bool | date):
        return NikState.UNREADABLE, None
    return read_nik(cell)


def _is_scientific(cell: Cell) -> bool:
    return isinstance(cell, float) or "E+" in text_of(cell).upper()
