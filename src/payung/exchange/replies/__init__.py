"""What BPJS answers to a batch, read by layouts that are data: which headers, words and reasons, and what a file declares of itself.

Nothing is guessed over: a status or reason that no word of the layout means is told as unreadable, with its text kept. Columns
that nobody foresaw are kept as they came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.exchange.dates import read_date
from payung.exchange.niks import read_niks
from payung.exchange.values import Memo, fold, read_code, text_of
from payung.exchange.workbooks import Cell, Row, Sheet, Workbook

ACCEPTED, REFUSED = "accepted", "refused"
UNREADABLE, OTHER = "unreadable", "other"
"""A row without a status that could be read; a refusal whose reason no word of the layout means."""

REPLY_SCHEMA: dict[str, Any] = {
    "sheet": pl.String,
    "row_number": pl.Int64,
    "nik": pl.String,
    "name": pl.String,
    "birth_date": pl.Date,
    "kpj": pl.String,
    "segment": pl.String,
    "from": pl.Date,
    "to": pl.Date,
    "said": pl.String,  # accepted, refused or unreadable
    "reason": pl.String,  # a reason of the layout, other, or empty
    "words": pl.String,  # status and reason as they were written
    "cells": pl.String,  # the whole row as JSON, header -> text
}
_SEARCHED_ROWS = 60
_LATEST, _EARLIEST = date(2100, 12, 31), date(1900, 1, 1)
_DENIALS = frozenset({"tidak", "tdk", "belum", "blm", "bukan", "not"})  # "tidak terdaftar" is not "terdaftar"
_NUMBER = re.compile(r"(\d[\d.,]*)\s*$")


@dataclass(frozen=True)
class ReplyLayout:
    """How one kind of reply is written. Every mapping goes from our word to theirs, folded."""

    code: str
    title: str
    source: str
    confidence: str
    columns: Mapping[str, tuple[str, ...]]
    statuses: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, tuple[str, ...]]
    totals: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Reply:
    """A reply as it was read: rows in `REPLY_SCHEMA`, the headers that nobody foresaw, and what the file declares (rows, accepted, refused)."""

    rows: pl.DataFrame
    unknown: tuple[str, ...]
    declared: Mapping[str, int]


@cache
def read_reply_layouts() -> dict[str, ReplyLayout]:
    """The packaged layouts of replies by code. Raises ValueError when one is written wrongly: a fault of the package."""
    described = sorted((each for each in files(__package__).iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    layouts = [reply_layout_of(read_yaml(each.read_text(encoding="utf-8"))) for each in described]
    return {each.code: each for each in layouts}


def reply_layout(code: str) -> ReplyLayout:
    """A packaged layout of replies. Raises `Refusal` layout-unknown."""
    known = read_reply_layouts()
    if code not in known:
        message = gettext_noop("There is no layout %(layout)s. Use one of: %(known)s.")
        raise Refusal("layout-unknown", message, layout=code, known=", ".join(known))
    return known[code]


def reply_layout_of(held: Mapping[str, Any]) -> ReplyLayout:
    """A layout from its description. Raises ValueError for a word that means two things or a status that is neither yes nor no."""
    parts = {
        part: {ours: tuple(fold(str(word)) for word in theirs) for ours, theirs in held[part].items()}
        for part in ("columns", "statuses", "reasons", "totals")
    }
    for part, words in parts.items():
        said = [word for theirs in words.values() for word in theirs]
        if len(set(said)) < len(said):
            raise ValueError(f"reply layout {held['code']}: a word of {part} means two things")
    if set(parts["statuses"]) != {ACCEPTED, REFUSED}:
        raise ValueError(f"reply layout {held['code']}: a status is {ACCEPTED} or {REFUSED}")
    return ReplyLayout(held["code"], held["title"], held["source"], held["confidence"], **parts)


def read_reply(workbook: Workbook, held: ReplyLayout) -> Reply:
    """The rows of every sheet that has the layout's columns (a number or name, and a status or KPJ); none is an empty reply."""
    frames, unknown, declared = [], dict[str, None](), dict[str, int]()
    for sheet in workbook.sheets:
        found = _header(sheet, held)
        declared |= _declared(sheet.rows, held)
        if found is None:
            continue
        place, mapping = found
        headers = [text_of(cell) for cell in sheet.rows[place][1]]
        unknown |= dict.fromkeys(text for index, text in enumerate(headers) if text and index not in mapping.values())
        frames.append(_frame(sheet.name, headers, mapping, sheet.rows[place + 1 :], held))
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=REPLY_SCHEMA)
    return Reply(rows, tuple(unknown), declared)


def _header(sheet: Sheet, held: ReplyLayout) -> tuple[int, dict[str, int]] | None:
    """Where the header stands and which column is which field: the row that names most of them."""
    meanings = {word: field for field, words in held.columns.items() for word in words}
    best: tuple[int, dict[str, int]] | None = None
    for place, (_, cells) in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        mapping: dict[str, int] = {}
        for index, cell in enumerate(cells):
            field = meanings.get(fold(text_of(cell)))
            if field and field not in mapping:
                mapping[field] = index
        names, tells = mapping.keys() & {"nik", "name"}, mapping.keys() & {"status", "kpj"}
        if names and tells and (best is None or len(mapping) > len(best[1])):
            best = place, mapping
    return best


def _declared(rows: Sequence[Row], held: ReplyLayout) -> dict[str, int]:
    """What lines above or below the rows say of their number: a label of the layout with a number in it or in a cell after it."""
    labels = {word: ours for ours, words in held.totals.items() for word in words}
    found: dict[str, int] = {}
    for _, cells in (*rows[:_SEARCHED_ROWS], *rows[-_SEARCHED_ROWS:]):
        texts = [text_of(cell) for cell in cells if cell is not None]
        for place, text in enumerate(texts):
            number = _NUMBER.search(text)
            ours = labels.get(fold(_NUMBER.sub("", text)))
            after = texts[place + 1] if number is None and place + 1 < len(texts) else ""
            digits = re.sub(r"[.,]", "", number.group(1) if number else after)
            if ours and digits.isdigit():
                found[ours] = int(digits)
    return found


def _frame(sheet: str, headers: Sequence[str], mapping: Mapping[str, int], rows: Sequence[Row], held: ReplyLayout) -> pl.DataFrame:
    people = [row for row in rows if _is_person(row[1], mapping)]
    cells = {field: [row[index] if index < len(row) else None for _, row in people] for field, index in mapping.items()}
    size = len(people)
    empty: list[Cell] = [None] * size
    statuses, reasons = ([text_of(cell) for cell in cells.get(field, empty)] for field in ("status", "reason"))
    kpj = [read_code(cell) for cell in cells.get("kpj", empty)]
    said = _Said(held)
    told = [said.of(*each) for each in zip(statuses, reasons, kpj, strict=True)]
    columns: dict[str, Sequence[Any]] = {
        "sheet": [sheet] * size,
        "row_number": [number for number, _ in people],
        "nik": [digits for _, digits in read_niks(cells.get("nik", empty))],
        "name": [text_of(cell) or None for cell in cells.get("name", empty)],
        "kpj": kpj,
        "segment": [text_of(cell) or None for cell in cells.get("segment", empty)],
        "said": [each for each, _ in told],
        "reason": [each for _, each in told],
        "words": [": ".join(part for part in pair if part) for pair in zip(statuses, reasons, strict=True)],
        "cells": [_as_json(headers, row) for _, row in people],
    }
    for field in ("birth_date", "from", "to"):
        columns[field] = [read_date(cell, on=_LATEST, oldest=_EARLIEST).value for cell in cells.get(field, empty)]
    return pl.DataFrame([pl.Series(name, columns[name], kind) for name, kind in REPLY_SCHEMA.items()])


def _is_person(cells: Sequence[Cell], mapping: Mapping[str, int]) -> bool:
    """A row is about somebody when it has a number, or a name and a status; totals and signatures have neither."""

    def text(field: str) -> str:
        index = mapping.get(field, len(cells))
        return text_of(cells[index]) if index < len(cells) else ""

    numbered = sum(character.isdigit() for character in text("nik")) >= 8
    return numbered or bool(text("name") and (text("status") or text("kpj")) and not text("name").isdigit())


class _Said:
    """What status and reason mean together. A refusal is a refusal also where only its reason says so."""

    def __init__(self, held: ReplyLayout) -> None:
        self._plain = {word for words in held.statuses.values() for word in words}
        self._statuses = Memo[str, str | None](_meaning(held.statuses))
        self._reasons = Memo[str, str | None](_meaning(held.reasons))

    def of(self, status: str, reason: str, kpj: str | None) -> tuple[str, str]:
        """(accepted, refused or unreadable; the reason's code or an empty text)."""
        status, reason = fold(status), fold(reason)
        said, told = self._statuses[status], self._reasons[status]
        why = self._reasons[reason] or told
        if told is not None and status not in self._plain:
            said = REFUSED  # "sudah terdaftar" as a status is the reason of a refusal
        if said is None and why is not None:
            said = REFUSED
        if said is None and not status and not reason and kpj:
            said = ACCEPTED  # a list of those who were given a number
        if said == ACCEPTED:
            return (ACCEPTED, "") if kpj else (UNREADABLE, "")
        return (REFUSED, why or OTHER) if said else (UNREADABLE, "")


def _meaning(words: Mapping[str, Iterable[str]]) -> Any:
    """A reader of folded texts: the whole text is a word, else the longest word that stands in it."""
    known = {word: ours for ours, theirs in words.items() for word in theirs}
    longest = sorted(known, key=lambda word: (-len(word), word))

    def read(text: str) -> str | None:
        if not text:
            return None
        if text in known:
            return known[text]
        padded = f" {text} "
        within = next((word for word in longest if f" {word} " in padded), "")
        denied = not _DENIALS.isdisjoint(text.split()) and _DENIALS.isdisjoint(within.split())
        return None if denied else known.get(within)

    return read


def _as_json(headers: Sequence[str], cells: Sequence[Cell]) -> str:
    named = {
        (headers[index] if index < len(headers) else "") or f"#{index + 1}": text_of(cell)
        for index, cell in enumerate(cells)
        if cell is not None
    }
    return json.dumps(named, ensure_ascii=False)
