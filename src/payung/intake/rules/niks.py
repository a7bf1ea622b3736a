"""What a NIK says about its owner, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from payung.core import gazetteer
from payung.core.areas import Level
from payung.core.nik import FEMALE_DAY_OFFSET, NikState
from payung.exchange.niks import ReadNik
from payung.exchange.workbooks import Cell

_LAST_DAY_OF_MEN = str(FEMALE_DAY_OFFSET)
_DIGITS_ONLY = re.compile(r"^[\d\s.\-'`’]+$")


def own_finding(state: NikState, cell: Cell) -> str:
    """What is wrong with a NIK cell by itself, for any state but sound."""
    if state is NikState.UNREADABLE and isinstance(cell, str) and _DIGITS_ONLY.match(cell):
        return "nik-length"
    return f"nik-{state}"


@lru_cache(maxsize=65_536)
def birth_digits(born_on: date) -> tuple[str, str]:
    """The six digits of a birth date as they stand in the NIK of a man and of a woman."""
    return f"{born_on:%d%m%y}", f"{born_on.day + FEMALE_DAY_OFFSET}{born_on:%m%y}"


def sex_of(digits: str) -> str:
    """The sex that a NIK says: 40 is added to the day of women."""
    return "P" if digits[6:8] > _LAST_DAY_OF_MEN else "L"


@lru_cache(maxsize=65_536)
def is_foreign(prefix: str, province: str) -> bool:
    """Whether the first four digits of a NIK are no regency, or one of another province ("" = any may be)."""
    return not gazetteer.is_known(prefix) or (province != "" and not prefix.startswith(province))


def likely_province(read: Sequence[ReadNik]) -> str:
    """The province that most sound NIKs of a file begin with; "" when no province has a clear majority."""
    prefixes = [digits[: Level.PROVINCE] for state, digits in read if state is NikState.SOUND and digits is not None]
    if len(prefixes) < 5:
        return ""
    most = max(set(prefixes), key=prefixes.count)
    return most if prefixes.count(most) > 0.6 * len(prefixes) and gazetteer.is_known(most) else ""
