"""Papers as PDFs, set by typst: the same wording and places as a Word file, long lists laid out before they are set.

typst lays a table of ten thousand rows out as one thing and takes gigabytes for it. Here lists are cut into pages first,
from the widths of letters, and typst only draws; a regency of ten thousand names takes seconds. Fonts are packaged; nothing
is fetched, and texts travel as JSON, never as markup.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.papers.marks import qr_modules
from payung.exchange.papers.wording import Grid, Head, NewPage, Records, Signs, Text, Values, Wording, filled, group_of

_HERE = Path(__file__).parent
LONG = 60  # rows from which a table is laid out here
_TALL, _ACROSS = 297.0, 210.0
_EDGE_X, _EDGE_Y = 30.0, 43.0  # margins of paper.typ, both sides together
_SIZE, _LINE, _PAD, _SECTION = 8.0, 3.7, 1.8, 5.6  # points; millimetres
_POINT = 0.3528  # millimetres
# Widths of letters in Instrument Sans and Atkinson Hyperlegible Mono, as parts of the size, rounded up: a list must not overflow.
_NARROW, _WIDE = frozenset("iljtfrI.,:;'!|()/- "), frozenset("mwMWQO@%")
_DIGIT, _CODE = 0.63, 0.63
_CHILD_SECONDS = 300


@dataclass(frozen=True)
class Look:
    """How a paper is set. `section`: the field of a record under whose values a list is parted; `least`: lines a row has at least (room to sign)."""

    letterhead: bool = True
    landscape: bool = False
    section: str = ""
    least: int = 1
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marks:
    """What stands on every page: the name of the paper, its fingerprint, where it is checked, the stamp (empty: none)."""

    kind: str
    fingerprint: str
    check_url: str
    stamp: str = ""


def described(wording: Wording, look: Look, marks: Marks, values: Values, records: Records, *, emblem: bytes = b"") -> dict[str, Any]:
    """The paper as data for the setter; `emblem` (PNG or JPEG) stands in its letterhead. Raises KeyError for a place without a value."""
    blocks: list[dict[str, Any]] = []
    free = _free_height(look)
    for block in wording.blocks:
        match block:
            case Text():
                blocks.append({"kind": block.kind, "text": filled(block.text, values), "mark": block.mark})
            case Head():
                blocks.append({"kind": "head", "lines": [[label, filled(value, values)] for label, value in block.lines]})
            case Signs():
                blocks.append({"kind": "signs", "people": [[filled(each, values) for each in person] for person in block.people]})
            case NewPage():
                blocks.append({"kind": "page"})
            case Grid():
                blocks.append(_table(block, look, values, records, free - _above(blocks, look)))
    return {
        "title": f"{marks.kind} {marks.fingerprint}",
        "author": values.get("kop_2", ""),
        "kind": marks.kind,
        "fingerprint": marks.fingerprint,
        "check": marks.check_url,
        "stamp": marks.stamp,
        "landscape": look.landscape,
        "letterhead": [values[name] for name in ("kop_1", "kop_2", "kop_alamat")] if look.letterhead else [],
        "emblem": list(emblem) if look.letterhead else [],
        "qr": qr_modules(marks.check_url),
        "blocks": blocks,
    }


def typeset(described: Mapping[str, Any]) -> bytes:
    """The PDF, in this process. Short papers carry tags for readers of screens; for a long list they would outweigh the list."""
    return _compile(json.dumps(described, ensure_ascii=False))


def typeset_with(source: bytes, data: Mapping[str, Any]) -> bytes:
    """The PDF of a page that another room designed: `source` is typst and reads `data` as JSON from sys.inputs.paper, never as markup."""
    paper = json.dumps(data, ensure_ascii=False)
    made = typst.compile(source, font_paths=_fonts(), sys_inputs={"paper": paper}, format="pdf", timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no file")
    return made


def typeset_apart(described: Mapping[str, Any]) -> bytes:
    """The PDF, set in a process of its own, whose memory is given back. Raises `Refusal` paper-not-set."""
    child = [sys.executable, "-m", "payung.exchange.papers.setting"]
    done = subprocess.run(child, input=json.dumps(described, ensure_ascii=False).encode(), capture_output=True, timeout=_CHILD_SECONDS)
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise Refusal(
            "paper-not-set", gettext_noop("The paper could not be set as a PDF. Try again; if it stays so, tell the administrator.")
        )
    return done.stdout


def picture(described: Mapping[str, Any]) -> bytes:
    """The first page as a PNG. For papers of a few pages: all of them are set."""
    paper = json.dumps(described, ensure_ascii=False)
    pages = typst.compile(_source(), font_paths=_fonts(), sys_inputs={"paper": paper}, format="png", ppi=96)
    first = pages[0] if isinstance(pages, list) else pages
    if not isinstance(first, bytes):
        raise TypeError("typst gave no picture")
    return first


def is_long(described: Mapping[str, Any]) -> bool:
    """Whether a paper has a list that is laid out here."""
    return any(block["kind"] == "list" for block in described["blocks"])


def _compile(paper: str) -> bytes:
    tags = '"kind": "list"' not in paper
    made = typst.compile(_source(), font_paths=_fonts(), sys_inputs={"paper": paper}, format="pdf", pdf_tags=tags, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("typst gave no file")
    return made


@cache
def _source() -> bytes:
    return (_HERE / "paper.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_HERE / "fonts")])


# --- long lists ------------------------------------------------------------------------------------------------------


def _table(block: Grid, look: Look, values: Values, records: Records, first: float) -> dict[str, Any]:
    group = block.group
    held = records[group] if group else ()
    if len(held) < LONG and look.least == 1 and not look.section:
        rows: list[list[str]] = []
        for row in block.rows:
            named = [_named(values, group, record) for record in held] if group_of(row) else [values]
            rows += [[filled(cell, each) for cell in row] for each in named]
        return {"kind": "grid", "widths": block.widths, "header": [filled(cell, values) for cell in block.header], "rows": rows}
    return _long_list(block, look, values, held, first)


def _named(values: Values, group: str, record: Mapping[str, str]) -> dict[str, str]:
    return {**values, **{f"{group}.{name}": value for name, value in record.items()}}


def _long_list(block: Grid, look: Look, values: Values, held: Sequence[Mapping[str, str]], first: float) -> dict[str, Any]:
    """The list cut into pages: every row with its place from the upper edge, in millimetres."""
    whole = (_TALL if look.landscape else _ACROSS) - _EDGE_X
    widths = [whole * part / sum(block.widths) for part in block.widths]
    header = [filled(cell, values) for cell in block.header]
    row = next(each for each in block.rows if group_of(each))
    codes = [place for place, cell in enumerate(row) if any(f"{{{block.group}.{name}}}" == cell for name in look.codes)]
    heads = max(len(_lines(text, width, code=False)) for text, width in zip(header, widths, strict=True))
    layout = _Layout(widths, heads * _LINE + _PAD, first, _free_height(look))
    names = [cell.strip("{}").partition(".")[2] for cell in row]
    for record in held:
        cells = [
            _lines(
                record[name] if f"{{{block.group}.{name}}}" == cell else filled(cell, _named(values, block.group, record)),
                width,
                code=place in codes,
            )
            for place, (cell, name, width) in enumerate(zip(row, names, widths, strict=True))
        ]
        layout.add(cells, record[look.section] if look.section else "", look.least)
    at = [sum(widths[:place]) for place in range(len(widths))]
    return {
        "kind": "list", "size": _SIZE, "leading": _LINE, "head": layout.head, "section": _SECTION, "header": ["\n".join(_lines(text, width, code=False)) for text, width in zip(header, widths, strict=True)],
        "widths": widths, "at": at, "codes": codes, "pages": layout.pages(),
    }  # fmt: skip


class _Layout:
    """Rows on pages. A section's name is repeated on each page that goes on with it, and never stands last."""

    def __init__(self, widths: Sequence[float], head: float, first: float, free: float) -> None:
        self.head = head
        self._edges = [0.0, *(sum(widths[: place + 1]) for place in range(len(widths)))]
        self._free = free
        self._section = ""
        self._pages: list[dict[str, Any]] = []
        self._new_page(first if first > head + 20 else free)

    def add(self, cells: Sequence[Sequence[str]], section: str, least: int) -> None:
        height = max(least, *map(len, cells)) * _LINE + _PAD
        begins = bool(section) and section != self._section
        if self._y + height + (_SECTION if begins else 0) > self._limit:
            self._new_page(self._free)
            begins = bool(section)
        if begins:
            self._section = section
            self._pages[-1]["sections"].append([round(self._y, 2), section])
            self._gap(self._y, self._y + _SECTION)
            self._y += _SECTION
        self._pages[-1]["rows"].append([round(self._y, 2), ["\n".join(lines) for lines in cells]])
        self._y += height
        self._pages[-1]["rules"].append(round(self._y, 2))

    def pages(self) -> list[dict[str, Any]]:
        """The pages, the last one closed."""
        self._close()
        return self._pages

    def _new_page(self, limit: float) -> None:
        if self._pages:
            self._close()
        self._y, self._limit, self._from = self.head, limit, 0.0
        self._pages.append({"rows": [], "sections": [], "rules": [0, round(self.head, 2)], "columns": []})

    def _gap(self, begin: float, end: float) -> None:
        """Lines between columns do not run through a section's name."""
        self._verticals(begin)
        self._from = end
        self._pages[-1]["rules"].append(round(end, 2))

    def _verticals(self, to: float) -> None:
        if to > self._from:
            self._pages[-1]["columns"] += [[round(edge, 2), round(self._from, 2), round(to, 2)] for edge in self._edges]

    def _close(self) -> None:
        self._verticals(self._y)
        self._pages[-1]["height"] = round(self._y, 2)
        self._from = self._y


def _free_height(look: Look) -> float:
    return (_ACROSS if look.landscape else _TALL) - _EDGE_Y - 3


def _above(blocks: Sequence[Mapping[str, Any]], look: Look) -> float:
    """About how much of the page is taken by what stands above a list, in millimetres, rather too much; after a new page nothing is."""
    whole = (_TALL if look.landscape else _ACROSS) - _EDGE_X
    taken = 32.0 if look.letterhead else 0.0
    for block in blocks:
        match block["kind"]:
            case "page":
                taken = 0.0
            case "head":
                taken += 6.0 * sum(1 + int(len(value) * 2.2 / (whole - 30)) for _, value in block["lines"]) + 2
            case "grid" | "list" | "signs":
                taken = 10_000.0  # begins on a page of its own
            case _:
                taken += 3.5 + 5.6 * (1 + int(len(block["text"]) * 2.2 / whole))
    return taken


@cache
def _width(letter: str) -> float:
    if letter.isdigit():
        return _DIGIT
    if letter in _NARROW:
        return 0.42
    if letter in _WIDE:
        return 0.95
    return 0.76 if letter.isupper() else 0.62


def _measure(text: str, *, code: bool) -> float:
    """Millimetres that a text takes, rather too many."""
    return (len(text) * _CODE if code else sum(map(_width, text))) * _SIZE * _POINT


def _lines(text: str, width: float, *, code: bool) -> list[str]:
    """A text in lines that fit; a word that is too long by itself is cut."""
    room = width - 1.6
    if _measure(text, code=code) <= room and "\n" not in text:
        return [text]
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split():
            longer = f"{line} {word}" if line else word
            if _measure(longer, code=code) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            line = word
            while _measure(line, code=code) > room and len(line) > 1:
                fits = next(size for size in range(len(line) - 1, 0, -1) if size == 1 or _measure(line[:size], code=code) <= room)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line)
    return lines
