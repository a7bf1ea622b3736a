"""Workbooks of Excel 97 (.xls), which village offices still send: BIFF8 records in a compound file, as little of both as readers ask for.

Written from the public specifications [MS-XLS] and [MS-CFB] of Microsoft. Nothing in it depends on a clock.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from payung.synthetic.cells import DAY_ONE_OF_SPREADSHEETS, Cell
from payung.synthetic.sheets import Sheet

_GENERAL, _DATE, _WHOLE = 15, 16, 17  # positions of the cell formats in the list of formats
_NUMBER_FORMATS = {_GENERAL: 0, _DATE: 14, _WHOLE: 1}
_LONG_NUMBER = 10**11
_SECTOR = 512
_SMALLEST_STREAM = 4096  # shorter ones would have to live elsewhere in a compound file
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def write_xls(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write `sheets`; numbers are kept as floating point, as that format does."""
    path.write_bytes(_compound(_workbook(sheets)))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x0006))


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    head = _begin(0x0005) + _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", 0))
    font = struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 5, 0) + b"Arial"
    head += _record(0x0031, font) * 5
    style = struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0, 0, 0x20C0)
    cells = b"".join(
        _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number, 1, 0x20, 0, 0, 4, 0, 0, 0x20C0)) for number in _NUMBER_FORMATS.values()
    )
    head += _record(0x00E0, style) * 15 + cells + _record(0x0293, struct.pack("<HBB", 0x8000, 0, 0xFF))
    names = [_text(sheet.name, "<B") for sheet in sheets]
    start = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    pages = [_page(sheet) for sheet in sheets]
    bounds = b""
    for name, page in zip(names, pages, strict=True):
        bounds += _record(0x0085, struct.pack("<IBB", start, 0, 0) + name)
        start += len(page)
    return head + bounds + _record(0x000A) + b"".join(pages)


def _page(sheet: Sheet) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    parts = [_begin(0x0010), _record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))]
    parts += [_cell(number, place, cell) for number, cells in enumerate(sheet.rows) for place, cell in enumerate(cells) if cell is not None]
    merges = [struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in sheet.merges if (top, left) != (bottom, right)]
    if merges:
        parts.append(_record(0x00E5, struct.pack("<H", len(merges)) + b"".join(merges)))
    parts.append(_record(0x023E, struct.pack("<HHHIHHI", 0x06B6, 0, 0, 64, 0, 0, 0)))
    return b"".join(parts) + _record(0x000A)


def _cell(row: int, column: int, cell: Cell) -> bytes:
    if isinstance(cell, str):
        return _record(0x0204, struct.pack("<HHH", row, column, _GENERAL) + _text(cell, "<H"))
    if isinstance(cell, date):
        return _record(0x0203, struct.pack("<HHHd", row, column, _DATE, (cell - DAY_ONE_OF_SPREADSHEETS).days))
    number = float(cell or 0)
    return _record(0x0203, struct.pack("<HHHd", row, column, _WHOLE if number >= _LONG_NUMBER else _GENERAL, number))


def _text(text: str, count: str) -> bytes:
    """A string with its length in front and a mark that says two bytes a letter."""
    letters = text.encode("utf-16-le")
    return struct.pack(count, len(letters) // 2) + b"\x01" + letters


def _compound(stream: bytes) -> bytes:
    """A compound file that holds `stream` as its Workbook: header, stream, directory, table of sectors."""
    stream = stream.ljust(_SMALLEST_STREAM, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    used = len(stream) // _SECTOR
    tables = 1
    while tables * _SECTOR // 4 < used + 1 + tables:
        tables += 1
    chain = [*range(1, used), _END, _END, *([_TABLE] * tables)]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0) + _entry("Workbook", 2, child=_FREE, start=0, size=len(stream))
    directory += _entry("", 0, child=_FREE, start=0, size=0) * 2
    first_tables = [*range(used + 1, used + 1 + tables)]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, used, 0, _SMALLEST_STREAM, _END, 0, _END, 0)
    header += struct.pack("<109I", *first_tables, *([_FREE] * (109 - tables)))
    return header + stream + directory + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = (name + "\0").encode("utf-16-le") if name else b""
    head = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, _FREE, _FREE, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)
