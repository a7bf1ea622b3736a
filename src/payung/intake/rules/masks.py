"""Cells shown without what identifies anybody: enough to recognise a column by, or to see what is wrong with a value."""

from __future__ import annotations

import re

from payung.exchange.values import text_of
from payung.exchange.workbooks import Cell

DOT = "•"
_LONGEST = 60
_KEPT = {"nik": 6, "kk": 6, "phone": 4, "account": 2, "kpj": 2, "member_no": 2}  # figures that stay
_LETTERS = {"mother": 1, "address": 3, "hamlet": 3}  # characters that stay
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-/]?\d){7,}")
_DATE = re.compile(r"^\D*\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(?:[ T][\d:]+)?$")


def masked(field: str, cell: Cell) -> str:
    """A cell of a column of `field` ("" = unknown) as it may be shown: of a NIK the figures of its area, of other identifiers less.

    Under any field a long number, which may be somebody's, keeps its first four figures.
    """
    text = text_of(cell)[:_LONGEST]
    if field in _KEPT:
        return _without_figures(text, _KEPT[field])
    if field in _LETTERS:
        return text[: _LETTERS[field]] + DOT * 4 if len(text) > _LETTERS[field] else text
    if _DATE.match(text):
        return text
    return _LONG_NUMBER.sub(lambda found: _without_figures(found.group(), 4), text)


def _without_figures(text: str, kept: int) -> str:
    """The text with every figure after the first `kept` as a dot."""
    seen = 0
    shown = []
    for character in text:
        seen += character.isdigit()
        shown.append(DOT if character.isdigit() and seen > kept else character)
    return "".join(shown)
