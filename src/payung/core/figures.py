"""Figures as people read them, in Indonesian or English: 1.000.000; 23,8 %; Rp 10,08 miliar; 12 Agustus 2025; 16.00.

No-break spaces hold a figure and its unit together; halves round away from zero; a minus is the minus sign.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Language = Literal["id", "en"]
Number = int | float | Decimal

NO_BREAK = "\u00a0"
MINUS = "\u2212"
MONTHS: dict[Language, tuple[str, ...]] = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
# From small to great: the amount that the word stands for, the word, and how many decimals an office writes.
_GREAT: dict[Language, tuple[tuple[int, str, int], ...]] = {
    "id": ((10**6, "juta", 1), (10**9, "miliar", 2), (10**12, "triliun", 2)),
    "en": ((10**6, "million", 1), (10**9, "billion", 2), (10**12, "trillion", 2)),
}


def language_of(code: str | None) -> Language:
    """The language of figures for a language code such as `en-gb`: English for English, else Indonesian."""
    return "en" if code and code.lower().startswith("en") else "id"


def decimal(number: Number, digits: int, language: Language = "id") -> str:
    """A number with exactly `digits` decimals and marks between thousands: 1.234,5."""
    fixed = _fixed(number, digits)
    written = f"{abs(fixed):,f}"
    if language == "id":
        written = written.translate(str.maketrans(",.", ".,"))
    return MINUS + written if fixed < 0 else written


def whole(number: Number, language: Language = "id") -> str:
    """A whole number: 1.000.000."""
    return decimal(number, 0, language)


def signed(number: Number, digits: int = 0, language: Language = "id") -> str:
    """A difference with its sign, as for points of a percentage: +9,7; zero has none."""
    written = decimal(number, digits, language)
    return written if number <= 0 else f"+{written}"


def percent(number: Number, digits: int = 1, language: Language = "id") -> str:
    """A percentage given as 0 to 100: 23,8 %."""
    return f"{decimal(number, digits, language)}{NO_BREAK if language == 'id' else ''}%"


def rupiah(amount_idr: int, language: Language = "id") -> str:
    """An amount in full: Rp 10.080.000.000."""
    return f"{MINUS if amount_idr < 0 else ''}Rp{NO_BREAK}{whole(abs(amount_idr), language)}"


def rupiah_short(amount_idr: int, language: Language = "id") -> str:
    """An amount as it is said: Rp 16.800; Rp 275,8 juta; Rp 10,08 miliar."""
    if abs(amount_idr) < _GREAT[language][0][0]:
        return rupiah(amount_idr, language)
    counts = [(_fixed(Decimal(abs(amount_idr)) / least, digits), word) for least, word, digits in _GREAT[language]]
    count, word = next((pair for pair in counts if pair[0] < 1000), counts[-1])
    said = decimal(count, max(0, -int(count.normalize().as_tuple().exponent)), language)
    return f"{MINUS if amount_idr < 0 else ''}Rp{NO_BREAK}{said}{NO_BREAK}{word}"


def _fixed(number: Number, digits: int) -> Decimal:
    return Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def day(on: date, language: Language = "id", *, short: bool = False) -> str:
    """A day: 12 Agustus 2025; short, for tables: 12 Agu 2025."""
    month = MONTHS[language][on.month - 1]
    return f"{on.day}{NO_BREAK}{month[:3] if short else month}{NO_BREAK}{on.year}"


def clock(at: time | datetime, language: Language = "id") -> str:
    """A time of day: 16.00 in Indonesian, 16:00 in English."""
    return f"{at.hour:02d}{'.' if language == 'id' else ':'}{at.minute:02d}"
