"""Values of a record that a person may put right by hand, and how they are written in a form."""

from __future__ import annotations

from datetime import date
from typing import Any

from payung.core.refusals import Refusal, gettext_noop

_LONGEST = {"name": 300, "birth_place": 120, "occupation": 120, "workplace": 200, "hours": 60}
FIELDS = ("name", "sex", "birth_date", "birth_place", "occupation", "workplace", "hours", "income_idr", "disability")
"""NIK, village and what is sealed are not among them."""

YES, NO = "yes", "no"


def read_correction(field: str, text: str, today: date) -> Any:
    """A value as it was written in a form: dates ISO, rupiah as whole numbers, disability yes or no; empty where nothing is known.

    Raises `Refusal` unknown-field or unreadable-value.
    """
    words = " ".join(text.split())
    if field in _LONGEST and len(words) <= _LONGEST[field] and (words or field != "name"):
        return words
    if field == "sex" and words in ("L", "P", ""):
        return words
    if field == "birth_date":
        return _day(words, today)
    if field == "income_idr" and (not words or (words.isascii() and words.isdigit() and len(words) <= 12)):
        return int(words) if words else None
    if field == "disability" and words in (YES, NO, ""):
        return {YES: True, NO: False, "": None}[words]
    if field not in FIELDS:
        raise Refusal("unknown-field", gettext_noop("%(field)s is not put right here."), field=field)
    raise unreadable(field)


def shown_value(value: Any) -> str:
    """A value as it is written in a form."""
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def unreadable(field: str) -> Refusal:
    """The refusal of a value that cannot be read."""
    return Refusal("unreadable-value", gettext_noop("This cannot be read. Write it as the hint beside the field says."), field=field)


def _day(words: str, today: date) -> date | None:
    if not words:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise unreadable("birth_date") from None
    if not date(1900, 1, 1) <= day <= today:
        raise unreadable("birth_date")
    return day
