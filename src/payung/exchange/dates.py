"""Dates as people write them: cells, serials, dd-mm-yy, "12 Maret 1985", "Maumere, 12-03-1985".

Indonesian order is day before month. Nothing is guessed beyond that: an impossible date stays impossible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from payung.exchange.values import is_blank, tidy
from payung.exchange.workbooks import Cell

OLDEST_YEARS = 110
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 60_000
_FIRST_YEAR = 1900

_MONTHS = {
    1: "januari january jan",
    2: "februari february pebruari feb peb",
    3: "maret march mar mrt",
    4: "april apr",
    5: "mei may",
    6: "juni june jun",
    7: "juli july jul",
    8: "agustus august agu agt ags agust aug",
    9: "september sep sept",
    10: "oktober october okt oct",
    11: "november nopember nov nop",
    12: "desember december des dec",
}
_MONTH_BY_WORD = {word: month for month, words in _MONTHS.items() for word in words.split()}
_LONG_MONTHS = [word for word in _MONTH_BY_WORD if len(word) >= 4]
_WEEKDAY = re.compile(r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\s*,?\s+", re.IGNORECASE)
_CLOCK = re.compile(r"[ T]+\d{1,2}[:.]\d{2}([:.]\d{2}(\.\d+)?)?\s*(Z|WIB|WITA|WIT|[+]\d\d:\d\d)?$", re.IGNORECASE)
_PIECES = re.compile(r"\d+|[a-z]+")
_ALLOWED = re.compile(r"^[0-9a-z\s\-/.,'`’:]+$")
_TRAILING = re.compile(
    r"^(?P<place>.*?)[\s,;/.:-]*"
    r"(?P<date>\d{1,2}\s*[-/. ,]\s*(?:\d{1,2}|[a-z]{3,10}\.?)\s*[-/. ,]\s*\d{2,4}|\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[a-z]{3,10}\d{4}|\d{8})\s*$",
    re.IGNORECASE,
)


class DateState(StrEnum):
    """What became of a cell that should hold a date."""

    READ = "read"
    ABSENT = "absent"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"
    IMPOSSIBLE = "impossible"


class Order(StrEnum):
    """Which comes first where a date is written in figures."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date, or why there is none. `swappable`: figures that are a date in both orders; `proves`: of one order only."""

    state: DateState
    value: date | None = None
    swappable: bool = False
    proves: Order | None = None


_ABSENT = ReadDate(DateState.ABSENT)
_INCOMPLETE = ReadDate(DateState.INCOMPLETE)
_UNREADABLE = ReadDate(DateState.UNREADABLE)
_IMPOSSIBLE = ReadDate(DateState.IMPOSSIBLE)


def read_date(cell: Cell, *, on: date, order: Order = Order.DAY, oldest: date | None = None) -> ReadDate:
    """Read a cell as a date that is not after `on` nor before `oldest` (default: 110 years before `on`).

    Two figures of a year mean the latest century that is not after `on`. A year alone, or a day or month of zero, is
    incomplete.
    """
    earliest = oldest or date(on.year - OLDEST_YEARS, 1, 1)
    if isinstance(cell, str):
        return _read_text(cell, on, order, earliest)
    if cell is None:
        return _ABSENT
    if isinstance(cell, bool):
        return _UNREADABLE
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return _within(day, on, earliest)
    return _read_number(cell, on, order, earliest)


def day_order(read: Iterable[ReadDate]) -> tuple[Order, bool]:
    """The order in which a column writes its dates, and whether they leave no doubt about it. `read`: day first."""
    first, second = 0, 0
    for one in read:
        first += one.proves is Order.DAY
        second += one.proves is Order.MONTH
    if second > first and first <= second // 20:
        return Order.MONTH, first == 0
    return Order.DAY, first > 0 and second <= first // 20


def split_birth(cell: Cell) -> tuple[str | None, Cell]:
    """The place and the date of a cell that holds both ("Maumere, 12-03-1985"); either may be missing."""
    if not isinstance(cell, str):
        return None, cell
    text = tidy(cell)
    place, comma, rest = text.rpartition(", ")
    if comma and len(rest) == 10 and rest[2] == rest[5] and (rest[:2] + rest[3:5] + rest[6:]).isdigit():
        return place.strip(" ,") or None, rest
    found = _TRAILING.match(text)
    if found:
        place = found["place"].strip(" ,;/.:-")
        if place and _MONTH_BY_WORD.get(place.lower()) is None:
            return place, found["date"]
        return None, text
    place, comma, rest = text.rpartition(",")
    if comma and any(character.isdigit() for character in rest):
        return place.strip(" ,") or None, rest.strip()
    if any(character.isdigit() for character in text):
        return None, text
    return (None if is_blank(text) else text), None


@lru_cache(maxsize=4_096)
def month_of(word: str) -> int | None:
    """The month of a name, an abbreviation or a misspelt name ("Pebruari", "Agust", "Desmber"), in either language."""
    lowered = word.lower()
    if lowered in _MONTH_BY_WORD:
        return _MONTH_BY_WORD[lowered]
    if len(lowered) < 3:
        return None
    allowed = 1 if len(lowered) < 6 else 2
    near = process.extract(lowered, _LONG_MONTHS, scorer=OSA.distance, score_cutoff=allowed, limit=4)
    best = min((distance for _, distance, _ in near), default=0)
    months = {_MONTH_BY_WORD[name] for name, distance, _ in near if distance == best}
    return months.pop() if len(months) == 1 else None


def _read_text(text: str, on: date, order: Order, earliest: date) -> ReadDate:
    if len(text) == 10 and text[2] == text[5] and text[2] in "-/." and (text[:2] + text[3:5] + text[6:]).isdigit():
        return _in_figures(text[:2], text[3:5], text[6:], on, order, earliest)
    if is_blank(text):
        return _ABSENT
    lowered = _CLOCK.sub("", _WEEKDAY.sub("", tidy(text).lower().strip(" '`’\"")))
    if not _ALLOWED.match(lowered):
        return _UNREADABLE
    pieces = _PIECES.findall(lowered)
    if len(pieces) == 1 and pieces[0].isdigit():
        return _read_digits(pieces[0], on, order, earliest)
    while len(pieces) > 3 and len(pieces[0]) > 2 and not pieces[0].isdigit() and month_of(pieces[0]) is None:
        pieces.pop(0)  # the place before the date
    if len(pieces) == 3:
        return _read_three(pieces, on, order, earliest)
    dated = any(piece.isdigit() and len(piece) == 4 for piece in pieces) or any(month_of(piece) for piece in pieces)
    return _INCOMPLETE if len(pieces) <= 2 and dated else _UNREADABLE


def _read_three(pieces: list[str], on: date, order: Order, earliest: date) -> ReadDate:
    first, second, third = pieces
    if first.isdigit() and not second.isdigit() and third.isdigit():
        month = month_of(second)
        return _build(first, month, third, on, earliest) if month else _UNREADABLE
    if not first.isdigit() and second.isdigit() and third.isdigit():
        month = month_of(first)
        return _build(second, month, third, on, earliest) if month else _UNREADABLE
    if not (first.isdigit() and second.isdigit() and third.isdigit()):
        return _UNREADABLE
    if len(first) == 4:
        return _build(third, int(second), first, on, earliest)
    if len(first) > 2 or len(second) > 2:
        return _UNREADABLE
    return _in_figures(first, second, third, on, order, earliest)


def _in_figures(first: str, second: str, year: str, on: date, order: Order, earliest: date) -> ReadDate:
    a, b = int(first), int(second)
    if a == 0 or b == 0:
        return _INCOMPLETE
    proves = Order.DAY if a > 12 >= b else Order.MONTH if b > 12 >= a else None
    day, month = (first, b) if (proves or order) is Order.DAY else (second, a)
    read = _build(day, month, year, on, earliest)
    return ReadDate(read.state, read.value, read.state is DateState.READ and proves is None and a != b, proves)


def _build(day_text: str, month: int, year_text: str, on: date, earliest: date) -> ReadDate:
    day, year = int(day_text), int(year_text)
    if len(day_text) > 2 or len(year_text) not in {2, 4}:
        return _UNREADABLE
    if len(year_text) == 2:
        year += on.year - on.year % 100
        if (year, month, day) > (on.year, on.month, on.day):
            year -= 100
    if 0 in {day, month} or year_text == "0000":
        return _INCOMPLETE
    try:
        return _within(date(year, month, day), on, earliest)
    except ValueError:
        return _IMPOSSIBLE


def _within(day: date, on: date, earliest: date) -> ReadDate:
    return ReadDate(DateState.READ, day) if earliest <= day <= on else _IMPOSSIBLE


def _read_number(number: float, on: date, order: Order, earliest: date) -> ReadDate:
    if number != int(number) and not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _UNREADABLE
    digits = str(int(number))
    # A number cell has lost the leading zero of 05031985.
    return _read_digits("0" + digits if len(digits) == 7 else digits, on, order, earliest)


def _read_digits(digits: str, on: date, order: Order, earliest: date) -> ReadDate:
    if len(digits) == 8:
        if _FIRST_YEAR <= int(digits[:4]) <= on.year and 1 <= int(digits[4:6]) <= 12 and 1 <= int(digits[6:]) <= 31:
            return _build(digits[6:], int(digits[4:6]), digits[:4], on, earliest)
        return _in_figures(digits[:2], digits[2:4], digits[4:], on, order, earliest)
    if len(digits) == 6:
        return _in_figures(digits[:2], digits[2:4], digits[4:], on, order, earliest)
    number = int(digits)
    if len(digits) == 4 and _FIRST_YEAR <= number <= on.year:
        return _INCOMPLETE
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _within(_SERIAL_ZERO + timedelta(days=number), on, earliest)
    return _ABSENT if number == 0 else _UNREADABLE
