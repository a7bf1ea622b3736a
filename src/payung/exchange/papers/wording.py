"""The wording of a paper: plain text with a few marks, read into blocks that Word files and PDFs are made of.

A line begins with its mark; a blank line ends a paragraph; `{name}` is a place to be filled, `{group.name}` in a table row
repeats that row for every record of the group.

    = Title              == Second title        ~ a centred line
    : Label | value      (a line of a head such as "Nomor : ...")
    1. text   a. text    (a numbered line)
    |8|40|20|            (widths of the columns of the table that follows, as parts of the page's width)
    | No | Nama | NIK |  (its header)
    | {n.no} | {n.nama} | {n.nik} |
    >> Kepala Desa {desa} / {kepala} || Ketua BPD / {ketua}     (who signs: title / name, side by side)
    ---                  (a new page)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
_NUMBERED = re.compile(r"(\d+\.|[a-z]\.|[a-z]\)) (.*)")

Values = Mapping[str, str]
Records = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `mark`: the number before a numbered line."""

    kind: Literal["title", "subtitle", "centred", "text", "numbered"]
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Lines of label and value, as above a letter."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `widths`: parts of the page's width. A row of `rows` with places of one group is repeated for its records."""

    widths: tuple[int, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def group(self) -> str:
        """The group whose records the table lists; empty for a table of fixed rows."""
        return next((found for row in self.rows if (found := group_of(row))), "")


@dataclass(frozen=True, slots=True)
class Signs:
    """Who signs, side by side: (title, name); ` // ` parts the lines of a title."""

    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Text | Head | Grid | Signs | NewPage


@dataclass(frozen=True)
class Wording:
    """A paper in words."""

    blocks: tuple[Block, ...]
    places: frozenset[str] = field(default_factory=frozenset)


def group_of(cells: Sequence[str]) -> str:
    """The group whose records a row lists: of `{orang.nama}` it is `orang`; empty for a row that stands once."""
    return next((name.partition(".")[0] for cell in cells for name in PLACE.findall(cell) if "." in name), "")


def filled(text: str, values: Values) -> str:
    """The text with its places filled. Raises KeyError for a place without a value."""
    return PLACE.sub(lambda found: values[found.group(1)], text)


def read_wording(source: str) -> Wording:
    """The blocks of a wording. Raises ValueError for a table without widths or with a row of another width."""
    return Wording(tuple(_blocks(source.splitlines())), frozenset(PLACE.findall(source)))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    place = 0
    while place < len(lines):
        line = lines[place].rstrip()
        if not line:
            place += 1
        elif line == "---":
            yield NewPage()
            place += 1
        elif line.startswith(("= ", "== ", "~ ")):
            mark, _, text = line.partition(" ")
            yield Text({"=": "title", "==": "subtitle", "~": "centred"}[mark], text)  # type: ignore[arg-type]
            place += 1
        elif line.startswith(">> "):
            yield Signs(tuple(_signer(each) for each in line[3:].split(" || ")))
            place += 1
        elif line.startswith(": "):
            held, place = _while(lines, place, ": ")
            yield Head(tuple((label.strip(), value.strip()) for label, _, value in (each[2:].partition("|") for each in held)))
        elif line.startswith("|"):
            held, place = _while(lines, place, "|")
            yield _grid(held)
        else:
            held, place = _paragraph(lines, place)
            numbered = _NUMBERED.fullmatch(" ".join(held))
            yield Text("numbered", numbered.group(2), numbered.group(1)) if numbered else Text("text", " ".join(held))


def _while(lines: Sequence[str], place: int, mark: str) -> tuple[list[str], int]:
    end = place
    while end < len(lines) and lines[end].startswith(mark):
        end += 1
    return [each.rstrip() for each in lines[place:end]], end


def _paragraph(lines: Sequence[str], place: int) -> tuple[list[str], int]:
    """The lines of a paragraph: up to a blank line, another mark or the next number."""
    held = [lines[place].strip()]
    end = place + 1
    while end < len(lines) and lines[end].strip() and not lines[end].startswith(("=", "~", ">>", ": ", "|", "---")):
        if _NUMBERED.fullmatch(lines[end].strip()):
            break
        held.append(lines[end].strip())
        end += 1
    return held, end


def _signer(text: str) -> tuple[str, str]:
    title, _, name = text.partition(" / ")
    return "\n".join(part.strip() for part in title.split(" // ")), name.strip()


def _grid(lines: Sequence[str]) -> Grid:
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    widths = rows[0]
    if not all(cell.isdigit() for cell in widths) or any(len(row) != len(widths) for row in rows) or len(rows) < 2:
        raise ValueError(f"a table needs its widths, a header and rows of as many cells: {lines[0]!r}")
    return Grid(tuple(map(int, widths)), rows[1], tuple(rows[2:]))
