"""NIKs of a whole file: each cell by itself first, then what the column tells about Excel damage. Nothing is repaired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import sqrt

from payung.core import gazetteer
from payung.core.areas import Level
from payung.core.nik import FEMALE_DAY_OFFSET, NikState, read_nik
from payung.exchange.values import text_of
from payung.exchange.workbooks import Cell

_DIGITS_ONLY = re.compile(r"^[\d\s.\-'`’]+$")
_STRAY_SERIAL = "0000"

ReadNik = tuple[NikState, str | None]


def read_niks(cells: Sequence[Cell]) -> list[ReadNik]:
    """State and digits of every cell; booleans and dates are unreadable."""
    return [read_nik(cell) if cell is None or isinstance(cell, str) else _read_other(cell) for cell in cells]


def shows_damage(cells: Sequence[Cell], read: Sequence[ReadNik]) -> bool:
    """Whether a column of NIKs went through number cells: a spreadsheet keeps 15 digits and writes 0 for the last.

    Signs are number cells and 5.3E+15 themselves, serials 0000 (never issued), or far more final zeros than one in ten.
    """
    sound, zeros = 0, 0
    for cell, (state, digits) in zip(cells, read, strict=True):
        if state is NikState.SUSPECT or (state is NikState.UNREADABLE and _is_scientific(cell)):
            return True
        if digits is not None:
            if digits.endswith(_STRAY_SERIAL):
                return True
            sound += 1
            zeros += digits.endswith("0")
    return zeros >= 3 and zeros > 0.1 * sound + 3 * sqrt(0.09 * sound)


def doubted(read: Sequence[ReadNik]) -> list[ReadNik]:
    """The NIKs of a damaged file: those ending in 0 may have had another last digit."""
    return [
        (NikState.SUSPECT, digits) if state is NikState.SOUND and digits is not None and digits.endswith("0") else (state, digits)
        for state, digits in read
    ]


def own_finding(state: NikState, cell: Cell) -> str | None:
    """What is wrong with a NIK cell by itself."""
    if state is NikState.UNREADABLE:
        return "nik-length" if isinstance(cell, str) and _DIGITS_ONLY.match(cell) else "nik-unreadable"
    return {NikState.ABSENT: "nik-absent", NikState.SUSPECT: "nik-suspect", NikState.IMPOSSIBLE: "nik-impossible"}.get(state)


@lru_cache(maxsize=65_536)
def birth_digits(born_on: date) -> tuple[str, str]:
    """The six digits of a birth date as they stand in the NIK of a man and of a woman."""
    return f"{born_on:%d%m%y}", f"{born_on.day + FEMALE_DAY_OFFSET}{born_on:%m%y}"


def sex_of(digits: str) -> str:
    """The sex that a NIK says: 40 is added to the day of women."""
    return "P" if int(digits[6:8]) > FEMALE_DAY_OFFSET else "L"


@lru_cache(maxsize=65_536)
def is_foreign(prefix: str, area: str) -> bool:
    """Whether the first four digits of a NIK are no regency, or one of another province than `area` ("" = any)."""
    if not gazetteer.is_known(prefix):
        return True
    return bool(area) and prefix[: Level.PROVINCE] != area[: Level.PROVINCE]


def likely_province(read: Sequence[ReadNik]) -> str:
    """The province that most sound NIKs of a file begin with; "" when no province has a clear majority."""
    prefixes = [digits[: Level.PROVINCE] for state, digits in read if state is NikState.SOUND and digits is not None]
    if len(prefixes) < 5:
        return ""
    most = max(set(prefixes), key=prefixes.count)
    return most if prefixes.count(most) > 0.6 * len(prefixes) and gazetteer.is_known(most) else ""


def _read_other(cell: Cell) -> ReadNik:
    return read_nik(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else (NikState.UNREADABLE, None)


def _is_scientific(cell: Cell) -> bool:
    return isinstance(cell, float) or "E+" in text_of(cell).upper()
