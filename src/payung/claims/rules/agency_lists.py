"""The branch's list of claims, read: by person where it names people, else counts. What a row cannot be taken for is a stable code. No Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from payung.core.calendar import Month
from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.exchange.dates import DateState, read_date
from payung.exchange.niks import read_niks
from payung.exchange.values import fold, read_code, read_place_code, read_rupiah, text_of
from payung.exchange.workbooks import Cell, Sheet, Workbook

PEOPLE, COUNTS = "people", "counts"
_PERSON = frozenset({"claim_no", "kpj", "nik", "name"})
_EARLIEST = date(1990, 1, 1)
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


@dataclass(frozen=True, slots=True)
class Line:
    """One claim as the agency tells it. `fault`: why it cannot be taken, else empty; what is not told is empty or None."""

    row_number: int
    claim_no: str
    kpj: str
    nik: str
    name: str
    kind: str
    event_on: date | None
    state: str
    amount_idr: int | None
    paid_on: date | None
    reason: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Claims of an area that are counted and not named."""

    row_number: int
    area: str
    kind: str
    state: str
    month: date | None
    cases: int
    amount_idr: int | None
    fault: str = ""


@dataclass(frozen=True)
class Read:
    """What a list holds: its form (people or counts) and its rows in their order."""

    form: str
    lines: tuple[Line, ...]
    counts: tuple[Count, ...]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """Folded word -> code, for columns, kinds and states."""
    held = read_yaml(files(__package__).joinpath("agency_columns.yaml").read_text(encoding="utf-8"))
    return {part: {fold(word): code for code, words in held[part].items() for word in words} for part in ("columns", "kinds", "states")}


def read_agency_list(book: Workbook, on: date) -> Read:
    """The first sheet of `book` with a heading that is known, read; days after `on` are refused. Raises `Refusal` list-without-claims."""
    for sheet in book.sheets:
        found = _head(sheet)
        if found is None:
            continue
        row, columns = found
        rows = [(number, cells) for number, cells in sheet.rows if number > row and any(text_of(cell) for cell in cells)]
        if not _PERSON.isdisjoint(columns):
            return Read(PEOPLE, tuple(_line(number, _told(cells, columns), on) for number, cells in rows), ())
        return Read(COUNTS, (), tuple(_count(number, _told(cells, columns)) for number, cells in rows))
    message = gettext_noop("No claims were found in the file. Name its columns, for example: %(columns)s; or for counts: %(counts)s.")
    people, counts = (
        "claim_no, kpj, nik, name, kind, event_on, state, amount_idr, paid_on, reason",
        "area, kind, state, month, cases, amount_idr",
    )
    raise Refusal("list-without-claims", message, columns=people, counts=counts)


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The number of the row of headings and where each column stands."""
    for number, cells in sheet.rows[:20]:
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            code = _words()["columns"].get(fold(text_of(cell)))
            if code is not None:
                columns.setdefault(code, place)
        by_person = not _PERSON.isdisjoint(columns) and len(columns) >= 3
        if "kind" in columns and (by_person or {"cases", "area"} <= set(columns)):
            return number, columns
    return None


def _told(cells: tuple[Cell, ...], columns: Mapping[str, int]) -> dict[str, Cell]:
    return {code: cells[place] if place < len(cells) else None for code, place in columns.items()}


def _line(number: int, told: Mapping[str, Cell], on: date) -> Line:
    event, paid = (read_date(told.get(name), on=on, oldest=_EARLIEST) for name in ("event_on", "paid_on"))
    kind, state = _coded("kinds", told.get("kind")), _coded("states", told.get("state"))
    ((_, nik),) = read_niks([told.get("nik")])
    values: dict[str, Any] = {
        "claim_no": text_of(told.get("claim_no")), "kpj": read_code(told.get("kpj")) or "", "nik": nik or "", "name": text_of(told.get("name")),
        "kind": kind, "event_on": event.value, "state": state, "amount_idr": read_rupiah(told.get("amount_idr")), "paid_on": paid.value,
        "reason": text_of(told.get("reason")),
    }  # fmt: skip
    unread = {DateState.UNREADABLE, DateState.IMPOSSIBLE, DateState.INCOMPLETE}
    faults = {
        "kind-unknown": not kind,
        "state-unknown": not state,
        "nobody-named": not any(values[name] for name in _PERSON),
        "date-unreadable": event.state in unread or paid.state in unread,
        "amount-unreadable": bool(text_of(told.get("amount_idr"))) and values["amount_idr"] is None,
        "paid-without-amount": state == "paid" and values["amount_idr"] is None,
        "paid-without-day": state == "paid" and paid.value is None,
        "refused-without-reason": state == "refused" and not values["reason"],
    }
    return Line(number, **values, fault=next((code for code, holds in faults.items() if holds), ""))


def _count(number: int, told: Mapping[str, Cell]) -> Count:
    kind, state = _coded("kinds", told.get("kind")), _coded("states", told.get("state")) or ("" if text_of(told.get("state")) else "paid")
    cases = text_of(told.get("cases")).replace(".", "")
    area = read_place_code(told.get("area")) or ""
    month = _month(told.get("month"))
    faults = {
        "kind-unknown": not kind,
        "state-unknown": not state,
        "area-unknown": not area,
        "cases-unreadable": not cases.isdigit(),
        "month-unreadable": bool(text_of(told.get("month"))) and month is None,
    }
    fault = next((code for code, holds in faults.items() if holds), "")
    return Count(number, area, kind, state, month, int(cases) if cases.isdigit() else 0, read_rupiah(told.get("amount_idr")), fault)


def _coded(part: str, cell: Cell) -> str:
    return _words()[part].get(fold(text_of(cell)), "")


def _month(cell: Cell) -> date | None:
    """The first day of a month: 2025-06 or any day of it."""
    if isinstance(cell, date):
        return Month.of(cell).first_day
    found = _MONTH.match(text_of(cell)[:7])
    return date(int(found[1]), int(found[2]), 1) if found and 1 <= int(found[2]) <= 12 else None
