"""What a reader hands on: sheets of raw cells, each row under the number that the spreadsheet shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Cell = str | float | int | bool | date | None
Row = tuple[int, tuple[Cell, ...]]
Span = tuple[int, int, int, int]

MOST_COLUMNS = 200
MOST_ROWS = 300_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` holds only rows with a cell in them: (row number from 1, cells from column A; blank is None).

    `merged` lists merged areas as (first row, first column, last row, last column), rows from 1 and columns from 0;
    the cells of such an area are raw: only its first one holds the value.
    """

    name: str
    rows: list[Row]
    merged: tuple[Span, ...] = ()

    @property
    def width(self) -> int:
        """Columns up to the last one that any row reaches."""
        return max((len(cells) for _, cells in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of one file in their order; a text file has one, named by the empty string."""

    sheets: tuple[Sheet, ...] = field(default_factory=tuple)


def column_letter(index: int) -> str:
    """The name of a column counted from 0: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def column_index(letters: str) -> int:
    """The column counted from 0 of a name such as AA. Raises ValueError for anything but one to three letters."""
    if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(f"not a column: {letters!r}")
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    raise TypeError(f"no cell: {type(value).__name__}")


def _revive(packed: dict[str, Any]) -> Any:
    if "d" in packed:
        return date.fromisoformat(packed["d"])
    if "t" in packed:
        return datetime.fromisoformat(packed["t"])
    return packed


_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"), check_circular=False)


def pack_cells(cells: tuple[Cell, ...]) -> str:
    """Raw cells as one line of JSON, types kept: the form in which a row is sealed and a digest of it made."""
    return _ENCODER.encode(cells)


def unpack_cells(packed: str) -> tuple[Cell, ...]:
    """The raw cells that `pack_cells` wrote."""
    return tuple(json.loads(packed, object_hook=_revive))


def pack_workbook(workbook: Workbook) -> bytes:
    """The workbook as JSON bytes, to cross from a reading process to the asking one."""
    return _ENCODER.encode([[sheet.name, sheet.merged, sheet.rows] for sheet in workbook.sheets]).encode("utf-8", "surrogatepass")


def unpack_workbook(packed: bytes) -> Workbook:
    """The workbook that `pack_workbook` wrote."""
    sheets = json.loads(packed.decode("utf-8", "surrogatepass"), object_hook=_revive)
    return Workbook(
        tuple(
            Sheet(name, [(number, tuple(cells)) for number, cells in rows], tuple((a, b, c, d) for a, b, c, d in merged))
            for name, merged, rows in sheets
        )
    )
