"""The NIK (and the KK number): what sixteen digits say, and when they cannot be believed.

NIK = 6 digits of the kecamatan where it was first issued (Kemendagri code), DDMMYY of birth with 40 added to the
day for women, 4 digits of a serial that starts at 0001. There is no check digit; only the civil registry knows
whether a NIK is real. Source: UU 24/2013 and its practice, confidence H (domain facts, section 9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

FEMALE_DAY_OFFSET = 40
# Beyond 2**53 a spreadsheet's number cell cannot hold the last digits (province codes 91 to 97).
LARGEST_EXACT_FLOAT = 2**53


class NikState(StrEnum):
    """How far a cell can be trusted as a NIK."""

    SOUND = "sound"
    SUSPECT = "suspect"
    IMPOSSIBLE = "impossible"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK of sixteen digits whose form is possible. `year` has two digits: the century is not in it."""

    digits: str
    day: int
    month: int
    year: int
    sex: str

    @property
    def district_code(self) -> str:
        """The kecamatan where the number was first issued: not where the person lives."""
        return self.digits[:6]

    def agrees_with(self, born_on: date) -> bool:
        """Whether the birth date inside the NIK is `born_on`."""
        return (self.day, self.month, self.year) == (born_on.day, born_on.month, born_on.year % 100)

    def birth_date(self, *, on: date) -> date:
        """The birth date inside the NIK, in the latest century that is not after `on`."""
        century = on.year - on.year % 100
        born_on = date(century + self.year, self.month, self.day) if self._is_date(century) else None
        if born_on is None or born_on > on:
            return date(century - 100 + self.year, self.month, self.day)
        return born_on

    def _is_date(self, century: int) -> bool:
        try:
            date(century + self.year, self.month, self.day)
        except ValueError:
            return False
        return True


def parse_nik(digits: str) -> Nik | None:
    """Read sixteen digits as a NIK, or return None when they cannot be one.

    Impossible are: another length, all digits equal, a day or month that does not exist, serial 0000.
    """
    if len(digits) != 16 or not (digits.isascii() and digits.isdigit()) or len(set(digits)) == 1:
        return None
    if digits[12:] == "0000" or digits[0] == "0":
        return None
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    sex = "P" if day > FEMALE_DAY_OFFSET else "L"
    if sex == "P":
        day -= FEMALE_DAY_OFFSET
    try:
        date(2000 if year % 4 == 0 else 1999, month, day)  # 29 February only in a leap year of either century
    except ValueError:
        return None
    return Nik(digits, day, month, year, sex)


_SEPARATORS = re.compile(r"[\s.\-'`’‘\"/]+")
_SCIENTIFIC = re.compile(r"^\d([.,]\d+)?[eE]\+?\d+$")


def read_nik(cell: str | int | float | None) -> tuple[NikState, str | None]:
    """Read one cell as a NIK: its state and, where there are sixteen digits, those digits.

    Nothing is repaired. A number cell of sixteen digits is `suspect` however good it looks: a spreadsheet keeps
    fifteen digits and writes 0 for the sixteenth. Text with separators only is read without them.
    """
    if cell is None:
        return NikState.ABSENT, None
    if isinstance(cell, int | float):
        if isinstance(cell, float) and not isfinite(cell):
            return NikState.UNREADABLE, None
        whole = int(cell)
        if whole != cell or whole >= LARGEST_EXACT_FLOAT or len(str(whole)) != 16:
            return NikState.UNREADABLE, None
        digits = str(whole)
        return (NikState.SUSPECT if _possible_but_for_serial(digits) else NikState.IMPOSSIBLE), digits
    text = cell.strip()
    if not text or text in {"-", "--", "0"}:
        return NikState.ABSENT, None
    if _SCIENTIFIC.match(text.replace(" ", "")):
        return NikState.UNREADABLE, None
    digits = _SEPARATORS.sub("", text)
    if not (len(digits) == 16 and digits.isascii() and digits.isdigit()):
        return NikState.UNREADABLE, None
    if parse_nik(digits) is not None:
        return NikState.SOUND, digits
    if digits.endswith("0") and _possible_but_for_serial(digits):
        return NikState.SUSPECT, digits  # serial 0000 is never issued: the mark of a spreadsheet
    return NikState.IMPOSSIBLE, digits


def _possible_but_for_serial(digits: str) -> bool:
    return parse_nik(digits[:12] + "0001") is not None and len(set(digits)) > 1
