"""The sheet by which an office makes, resets and ends many accounts: one line a person, in words people write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from payung.core.areas import area_code
from payung.core.refusals import Refusal, gettext_noop

COLUMNS = ("wilayah", "nama", "peran", "tindakan", "mulai", "sampai", "nama masuk")
"""The heads of the sheet that is handed out; any order comes back."""

_HEADS = {
    "area": ("wilayah", "kode wilayah", "kode", "kode desa", "kode kecamatan", "area", "code"),
    "name": ("nama", "nama lengkap", "nama petugas", "name"),
    "role": ("peran", "jabatan", "role"),
    "act": ("tindakan", "aksi", "act", "action"),
    "starts_on": ("mulai", "mulai tanggal", "sejak", "from", "start"),
    "ends_on": ("sampai", "sampai tanggal", "berakhir", "to", "end"),
    "login": ("nama masuk", "login", "username"),
}
_ROLES = {
    "petugas desa": "village_officer",
    "petugas kelurahan": "village_officer",
    "desa": "village_officer",
    "kelurahan": "village_officer",
    "": "village_officer",
    "petugas kecamatan": "kecamatan_officer",
    "kecamatan": "kecamatan_officer",
    "verifikator kabupaten": "regency_verifier",
    "verifikator": "regency_verifier",
}


class SheetAct(StrEnum):
    """What a line asks for."""

    MAKE = "make"
    RESET = "reset"
    END = "end"


_ACTS = {
    "": SheetAct.MAKE,
    "buat": SheetAct.MAKE,
    "make": SheetAct.MAKE,
    "atur ulang": SheetAct.RESET,
    "reset": SheetAct.RESET,
    "akhiri": SheetAct.END,
    "end": SheetAct.END,
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line: `row` is its number as the spreadsheet shows it. Without a login a new account is named after its place."""

    row: int
    act: SheetAct
    area: str
    name: str
    role: str
    login: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line that cannot be done, and why."""

    row: int
    refusal: Refusal


def read_lines(rows: Iterable[tuple[int, Sequence[object]]]) -> tuple[list[AccountLine], list[LineFault]]:
    """The lines of a sheet below its heads, and those that cannot be understood.

    Raises `Refusal` sheet-without-heads when no row names place and name.
    """
    columns: dict[str, int] = {}
    lines: list[AccountLine] = []
    faults: list[LineFault] = []
    for row, cells in rows:
        if not columns:
            columns = _columns(cells)
            continue
        told = {field: cells[place] if place < len(cells) else None for field, place in columns.items()}
        if all(_text(value) == "" for field, value in told.items() if field != "area"):
            continue  # a place that was printed for filling in, and was not
        try:
            lines.append(_line(row, told))
        except Refusal as refusal:
            faults.append(LineFault(row, refusal))
    if not columns:
        raise Refusal(
            "sheet-without-heads", gettext_noop("No row of the sheet has the heads 'wilayah' and 'nama'. Use the empty sheet of this page.")
        )
    return lines, faults


def login_of(line: AccountLine) -> str:
    """The login of a new account: its own, else one after its place ('desa-5307012001')."""
    kind = {10: "desa", 6: "kec", 4: "kab"}.get(len(line.area), "prov")
    return line.login or f"{kind}-{line.area}"


def _columns(cells: Sequence[object]) -> dict[str, int]:
    heads = {_text(cell).lower(): place for place, cell in enumerate(cells)}
    found = {field: heads[name] for field, names in _HEADS.items() for name in names if name in heads}
    return found if {"area", "name"} <= set(found) else {}


def _line(row: int, told: dict[str, object]) -> AccountLine:
    act, role = _text(told.get("act")).lower(), _text(told.get("role")).lower()
    if act not in _ACTS:
        raise Refusal("sheet-act", gettext_noop("'%(act)s' is not one of: buat, atur ulang, akhiri."), act=act)
    area = area_code(_text(told.get("area")).removesuffix(".0"))
    name = _text(told.get("name"))
    if not name and _ACTS[act] is SheetAct.MAKE:
        raise Refusal("sheet-name", gettext_noop("A new account needs the name of its owner."))
    if role == "" and len(area) == 6:
        role = "kecamatan"
    return AccountLine(
        row=row,
        act=_ACTS[act],
        area=area,
        name=name,
        role=_ROLES.get(role, role.replace(" ", "_")),
        login=_text(told.get("login")).lower(),
        starts_on=_day(told.get("starts_on")),
        ends_on=_day(told.get("ends_on")),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Refusal("sheet-day", gettext_noop("'%(day)s' is not a date. Write day-month-year, for example 31-12-2026."), day=text)
