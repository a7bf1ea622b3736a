"""A list of village codes that were replaced: by a split, a merger or a renumbering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange import values
from payung.exchange.dates import read_date
from payung.exchange.readers import read_many
from payung.exchange.workbooks import Cell

_HEADS = {
    "old": {"old code", "old", "kode lama", "kode sebelum", "lama"},
    "new": {"new code", "new", "kode baru", "kode sesudah", "baru"},
    "since": {"since", "from", "sejak", "berlaku", "berlaku sejak", "tanggal"},
    "source": {"source", "sumber", "dasar", "dasar hukum"},
}


class CodeChange(NamedTuple):
    """`old` became `new` (ten digits each) on the day `since`, None where the list does not say; `source` as written."""

    old: str
    new: str
    since: date | None
    source: str


def read_code_history(path: Path, *, on: date) -> tuple[list[CodeChange], list[int]]:
    """The changes of a list (any sheet intake can read; columns old_code, new_code, since, source), and the rows that say none.

    A village that was split stands once for each successor. Raises the `Refusal` of a file that cannot be read, or history-without-codes.
    """
    ((_, read),) = read_many([path])
    if isinstance(read, Refusal):
        raise read
    changes: list[CodeChange] = []
    unread: list[int] = []
    for sheet in read.sheets:
        columns: dict[str, int] = {}
        for number, row in sheet.rows:
            if not columns:
                columns = _columns(row)
            elif (change := _change(row, columns, on)) is not None:
                changes.append(change)
            elif any(values.text_of(cell) for cell in row):
                unread.append(number)
    if not changes:
        message = gettext_noop("No list of replaced codes was found in the file. Name its columns old_code, new_code, since, source.")
        raise Refusal("history-without-codes", message)
    return changes, unread


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    found = {name: place for place, cell in enumerate(row) for name, words in _HEADS.items() if values.fold(values.text_of(cell)) in words}
    return found if {"old", "new"} <= found.keys() else {}


def _change(row: Sequence[Cell], columns: dict[str, int], on: date) -> CodeChange | None:
    def cell(name: str) -> Cell:
        place = columns.get(name, len(row))
        return row[place] if place < len(row) else None

    try:
        old, new = (area_code(values.text_of(cell(name))) for name in ("old", "new"))
    except Refusal:
        return None
    if old == new or {len(old), len(new)} != {Level.VILLAGE}:
        return None
    return CodeChange(old, new, read_date(cell("since"), on=on).value, values.text_of(cell("source")))
