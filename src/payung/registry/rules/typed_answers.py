"""Answers typed on a screen, laid out as the sheet that they could have come back in: read by the same rules, kept like any other file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.books import put, safe_book, styles
from payung.exchange.returned import ROW_HEADER
from payung.exchange.values import tidy
from payung.registry.rules.round_sheets import SHEET, header_of
from payung.registry.rules.rounds import Kind

NEW_FIELDS = ("nik", "sex", "birth_date", "hamlet", "kk", "mother", "phone")
"""What is typed of somebody nobody had asked about, besides his name and the answers."""


@dataclass(frozen=True)
class TypedLine:
    """What was typed about one person: the hidden code of his line, his name, the answers by question, and of a new name the rest."""

    code: str
    name: str
    answers: Mapping[str, str]
    new: Mapping[str, str] = field(default_factory=dict)


def answers_book(kind: Kind, lines: Sequence[TypedLine]) -> bytes:
    """The lines of which something is said, as a workbook. The same lines give the same bytes. Raises `Refusal` nothing-typed."""
    questions = [question.code for question in kind.questions]
    said = [
        (
            tidy(line.name),
            *(tidy(line.new.get(each, "")) for each in NEW_FIELDS),
            *(tidy(line.answers.get(each, "")) for each in questions),
            line.code,
        )
        for line in lines
        if any(tidy(text) for text in line.answers.values()) or any(tidy(text) for text in line.new.values())
    ]
    if not said:
        raise Refusal("nothing-typed", gettext_noop("Nothing is answered yet. Answer about at least one person."))
    heads = (header_of("name"), *(header_of(each) for each in NEW_FIELDS), *(question.header for question in kind.questions), ROW_HEADER)
    content = BytesIO()
    with safe_book(content) as book:
        made = styles(book, text={"num_format": "@"})
        sheet = book.add_worksheet(SHEET)
        for row, cells in enumerate((heads, *said)):
            for column, cell in enumerate(cells):
                put(sheet, row, column, cell or None, made["text"] if cell else None, made["text"], made["text"])
    return content.getvalue()
