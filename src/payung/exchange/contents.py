"""What a column holds, told from its cells alone: for columns without a header, or with one that nobody can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from payung.core.nik import FEMALE_DAY_OFFSET, NikState, read_nik
from payung.exchange.dates import DateState, read_date
from payung.exchange.values import SEX_WORDS, fold, read_phone, text_of
from payung.exchange.workbooks import Cell

_LEAST_CELLS = 2
_MOSTLY = 0.7
# Only whether a cell can be a date is asked here, not which one: any day far enough ahead does.
_FAR_DAY = date(2100, 1, 1)
_NAME = re.compile(r"^[^\W\d_][^\d_@#]{2,60}$")
_DATE_LIKE = re.compile(r"^\d{1,4}[-/. ]+\w{1,10}[-/. ]+\d{2,4}$")


def is_data_like(text: str) -> bool:
    """Whether a text is rather a value than a header: long figures, or a date."""
    digits = sum(character.isdigit() for character in text)
    return digits >= 6 or bool(_DATE_LIKE.match(text))


def field_of_content(cells: Sequence[Cell], claimed: str | None) -> str | None:
    """The field that cells look like: nik, kk, birth_date, phone, sex or name; None when they look like none of them.

    `claimed` is what a header, spelt nearly right, says: its word is taken between nik and kk, and for names.
    """
    filled = [cell for cell in cells if text_of(cell)]
    if len(filled) < _LEAST_CELLS:
        return None
    if _share(filled, _is_sixteen_digits) >= _MOSTLY:
        return claimed if claimed in {"nik", "kk"} else "nik" if _has_women(filled) or len(filled) < 8 else "kk"
    if _share(filled, _is_full_date) >= _MOSTLY:
        return claimed if claimed in {"from", "to", "died_on", "birth_date"} else "birth_date"
    if _share(filled, _is_phone) >= _MOSTLY:
        return claimed if claimed in {"account", "kpj", "member_no"} else "phone"
    if all(fold(text_of(cell)) in SEX_WORDS for cell in filled) and not all(text_of(cell).isdigit() for cell in filled):
        return "sex"
    if claimed is None and _looks_like_names(filled):
        return "name"
    return None


def _share(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_sixteen_digits(cell: Cell) -> bool:
    if isinstance(cell, bool | date):
        return False
    state, digits = read_nik(cell)
    return digits is not None or (state is NikState.UNREADABLE and isinstance(cell, str) and "E+" in cell.upper())


def _has_women(cells: Sequence[Cell]) -> bool:
    """NIKs of women have a day above 40; the issue dates in KK numbers never do."""
    digits = [read_nik(cell)[1] for cell in cells if not isinstance(cell, bool | date)]
    return any(text is not None and int(text[6:8]) > FEMALE_DAY_OFFSET for text in digits)


def _is_full_date(cell: Cell) -> bool:
    if isinstance(cell, bool | int | float):
        return False
    return read_date(cell, on=_FAR_DAY, oldest=date(1900, 1, 1)).state is DateState.READ


def _is_phone(cell: Cell) -> bool:
    phone = read_phone(cell) if not isinstance(cell, date) else None
    return phone is not None and phone.startswith("08") and len(phone) >= 10


def _looks_like_names(cells: Sequence[Cell]) -> bool:
    """Letters only, mostly of two words or more, and hardly ever the same twice."""
    texts = [text_of(cell) for cell in cells]
    if not all(isinstance(cell, str) for cell in cells) or len(set(texts)) < 0.8 * len(texts):
        return False
    names = [text for text in texts if _NAME.match(text)]
    return len(names) >= 0.9 * len(texts) and sum(" " in name for name in names) >= 0.6 * len(texts)
