"""What stands in the cells: typed values written the way one layout writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from payung.core.figures import whole
from payung.synthetic.clerks import BIT
from payung.synthetic.layouts import Layout

Cell = None | str | int | date
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")
DAY_ONE_OF_SPREADSHEETS = date(1899, 12, 30)
_LARGEST_EXACT = 2**53
_NOTES = (None, None, None, None, "usulan baru", "sesuai KK", "cek lagi")
_TEXT_DATES = ("dd-mm-yyyy", "dd/mm/yyyy", "d MMMM yyyy")
_ODD_DATES = 0.03  # rows of a list whose date is written another way
_SLIPS: Sequence[tuple[str, str]] = (
    ("oe", "u"),
    ("u", "oe"),
    ("ng", "n"),
    ("l", "ll"),
    ("a", "e"),
    ("i", "y"),
    ("w", "u"),
    ("k", ""),
    ("o", "u"),
)


def column(field: str, block: pl.DataFrame, layout: Layout, rng: np.random.Generator) -> list[Cell]:
    """The cells of `field` for the rows of one table, from top to bottom."""
    writer = _WRITERS.get(field)
    cells: list[Cell] = writer(block, layout, rng) if writer else list(block[field])
    gap = layout.gap
    return cells if gap is None or field in ("note", "disability") else [gap if cell is None else cell for cell in cells]


def written_date(day: date, style: str) -> Cell:
    """A date in one of the styles of layouts."""
    if style == "cell":
        return day
    if style == "serial":
        return (day - DAY_ONE_OF_SPREADSHEETS).days
    month = MONTHS[day.month - 1]
    if style == "d MMMM yyyy":
        return f"{day.day} {month} {day.year}"
    if style == "d MMM yyyy":
        return f"{day.day} {month[:3]} {day.year}"
    if style == "d-m-yyyy":
        return f"{day.day}-{day.month}-{day.year}"
    if style == "yyyy-mm-dd":
        return day.isoformat()
    mark = style[2]
    year = f"{day.year % 100:02d}" if style == "dd-mm-yy" else str(day.year)
    return mark.join((f"{day.day:02d}", f"{day.month:02d}", year))


def misspelt(name: str, draw: float) -> str:
    """A place name with one slip of a clerk who writes by ear; the same draw makes the same slip."""
    possible = [(old, new) for old, new in _SLIPS if old in name[1:]]
    if not possible:
        return name + "h"
    old, new = possible[int(draw * len(possible))]
    return name[0] + name[1:].replace(old, new, 1)


def _has(block: pl.DataFrame, code: str) -> list[bool]:
    return (block["damage"] & int(BIT[code]) != 0).to_list()


def _numbers(block: pl.DataFrame, _: Layout, __: np.random.Generator) -> list[Cell]:
    return list(range(1, block.height + 1))


def _niks(block: pl.DataFrame, layout: Layout, _: np.random.Generator) -> list[Cell]:
    return [_nik(nik, number, layout) for nik, number in zip(block["nik"], _has(block, "nik-excel"), strict=True)]


def _nik(nik: str | None, damaged: bool, layout: Layout) -> Cell:
    if nik is None or not nik.isdigit():
        return nik
    if (damaged or layout.nik == "number") and not layout.is_text and int(nik) < _LARGEST_EXACT:
        return int(nik)
    if layout.nik == "apostrophe":
        return "'" + nik
    if layout.nik == "spaced":
        return " ".join((nik[:6], nik[6:12], nik[12:]))
    return nik + " " if layout.nik == "trailing space" else nik


def _cards(block: pl.DataFrame, layout: Layout, _: np.random.Generator) -> list[Cell]:
    return [_nik(kk, False, layout) for kk in block["kk"]]


def _sexes(block: pl.DataFrame, layout: Layout, _: np.random.Generator) -> list[Cell]:
    words: dict[str | None, Cell] = {"L": layout.sexes[0], "P": layout.sexes[1]}
    return [words.get(sex) for sex in block["sex"]]


def _dates(block: pl.DataFrame, layout: Layout, rng: np.random.Generator) -> list[Cell]:
    odd = rng.random(block.height) < _ODD_DATES
    other = rng.integers(0, len(_TEXT_DATES), block.height)
    half = _has(block, "birthdate-incomplete")
    cells: list[Cell] = []
    for place, day in enumerate(block["birth_date"].str.to_date()):
        if day is None:
            cells.append(None)
        elif half[place]:
            cells.append(f"00-00-{day.year}" if place % 3 == 0 else str(day.year))
        else:
            cells.append(written_date(day, _TEXT_DATES[other[place]] if odd[place] else layout.date))
    return cells


def _births(block: pl.DataFrame, layout: Layout, rng: np.random.Generator) -> list[Cell]:
    dates = _dates(block, layout, rng)
    return [place if day is None else f"{place}, {day}" for place, day in zip(block["birth_place"], dates, strict=True)]


def _villages(block: pl.DataFrame, layout: Layout, rng: np.random.Generator) -> list[Cell]:
    slip = rng.random()
    cells: list[Cell] = []
    for name, wrong in zip(block["village_name"], _has(block, "village-misspelt"), strict=True):
        spelt = misspelt(name, slip) if wrong else name
        cells.append(None if name is None else layout.village.format(spelt.upper() if layout.village.isupper() else spelt))
    return cells


def _phones(block: pl.DataFrame, layout: Layout, _: np.random.Generator) -> list[Cell]:
    if layout.phone != "number" or layout.is_text:
        return list(block["phone"])
    return [int(phone) if phone is not None and phone.isdigit() else phone for phone in block["phone"]]


def _money(block: pl.DataFrame, layout: Layout, _: np.random.Generator) -> list[Cell]:
    styles: dict[str, Callable[[int], Cell]] = {"number": int, "dotted": whole, "Rp": lambda amount: f"Rp {whole(amount)},-"}
    return [styles[layout.money](amount) for amount in block["income_idr"]]


def _hours(block: pl.DataFrame, layout: Layout, _: np.random.Generator) -> list[Cell]:
    return [f"{hours} jam" if layout.money == "Rp" else hours for hours in block["hours"]]


def _disabilities(block: pl.DataFrame, layout: Layout, _: np.random.Generator) -> list[Cell]:
    yes, no = ("Ya", "Tidak") if layout.gap is None else ("v", None)
    return [yes if disabled else no for disabled in block["disability"]]


def _notes(block: pl.DataFrame, _: Layout, rng: np.random.Generator) -> list[Cell]:
    return [_NOTES[draw] for draw in rng.integers(0, len(_NOTES), block.height)]


_WRITERS: dict[str, Callable[[pl.DataFrame, Layout, Any], list[Cell]]] = {
    "number": _numbers, "nik": _niks, "kk": _cards, "sex": _sexes, "birth_date": _dates, "birth": _births, "village": _villages,
    "phone": _phones, "income_idr": _money, "hours": _hours, "disability": _disabilities, "note": _notes,
}  # fmt: skip
