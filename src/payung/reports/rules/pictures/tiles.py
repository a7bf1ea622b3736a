"""The tile map: one equal tile for each area, laid out about as the areas lie; equal in rank to a map of boundaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from payung.core.figures import Language, Number, decimal, percent
from payung.reports.rules.pictures.drawing import Drawing, Sheet, escaped, pct, rect, text
from payung.reports.rules.pictures.scale import breaks, class_of, limit_text
from payung.reports.rules.pictures.words import WORDS

ROW = 46
_LAST_DARK_LABEL = 3  # classes 1 to 3 carry the ink of the page, 4 and 5 the ink of a filled button


@dataclass(frozen=True, slots=True)
class Cell:
    """One tile: place code, short name, column and row of the grid from the upper left, and the full name."""

    code: str
    abbr: str
    col: int
    row: int
    name: str


def tile_map(
    cells: Sequence[Cell],
    values: Mapping[str, Number | None],
    *,
    title: str,
    language: Language = "id",
    digits: int = 0,
    limits: Sequence[Number] | None = None,
    selected: str = "",
    sheet: Sheet | None = None,
) -> str:
    """A tile map of percentages as SVG.

    `values`: place code to percentage (0 to 100); None or absent: no data. `digits`: decimals written in the tiles.
    `limits`: four breaks between the classes, else round ones from the values. Raises ValueError without cells.
    """
    if not cells:
        raise ValueError("a tile map needs at least one cell")
    shown = {cell.code: values.get(cell.code) for cell in cells}
    limits = breaks(shown.values()) if limits is None else limits
    left, top = min(cell.col for cell in cells), min(cell.row for cell in cells)
    across = 100 / (max(cell.col for cell in cells) - left + 1)
    tiles = "".join(
        _tile(
            cell,
            shown[cell.code],
            (cell.col - left) * across,
            (cell.row - top) * ROW,
            across,
            limits,
            digits,
            language,
            cell.code == selected,
        )
        for cell in sorted(cells, key=lambda cell: (cell.code == selected, cell.row, cell.col))
    )
    bottom = (max(cell.row for cell in cells) - top + 1) * ROW
    key, height = legend(bottom + 16, limits, language, missing=None in shown.values())
    names = {cell.code: cell.name for cell in cells}
    return Drawing(tiles + key, height, title, description(shown, names, language), language).finished(sheet)


def _tile(
    cell: Cell,
    value: Number | None,
    x: float,
    y: float,
    across: float,
    limits: Sequence[Number],
    digits: int,
    language: Language,
    selected: bool,
) -> str:
    number = class_of(value, limits)
    ink = label_class(number)
    told = WORDS[language]["no data"] if value is None else percent(value, 1, language)
    middle = pct(x + across / 2)
    parts = [
        f"<g><title>{escaped(f'{cell.name}: {told}')}</title>",
        rect(pct(x), y, pct(across), ROW, f"p-s{number} p-gap", 4),
        text(middle, y + 19, cell.abbr, f"p-abbr {ink}", "middle"),
        text(middle, y + 37, "–" if value is None else decimal(value, digits, language), f"p-value {ink}", "middle"),
    ]
    if value is None or selected:
        parts.append(rect(pct(x), y, pct(across), ROW, "p-chosen" if selected else "p-void", 4))
    return "".join(parts) + "</g>"


def label_class(number: int) -> str:
    """The class of a label that lies on map class `number`."""
    return "p-low" if number <= _LAST_DARK_LABEL else "p-high"


def legend(y: float, limits: Sequence[Number], language: Language, *, missing: bool) -> tuple[str, float]:
    """The ruler of the classes with its breaks from height `y`, and where it ends."""
    share = 100 / (len(limits) + 1)
    parts = [rect(pct(place * share), y, pct(share), 10, f"p-s{place + 1}") for place in range(len(limits) + 1)]
    parts += [
        text(pct((place + 1) * share), y + 26, limit_text(limit, language), "p-small", "middle") for place, limit in enumerate(limits)
    ]
    parts.append(text("100%", y + 26, WORDS[language]["percent"], "p-small", "end"))
    height = y + 32
    if missing:
        parts += [rect("1", height + 5, "18", 11, "p-s0"), rect("1", height + 5, "18", 11, "p-void")]
        parts.append(text("27", height + 15, f"– {WORDS[language]['no data']}", "p-small"))
        height += 20
    return "".join(parts), height


def description(values: Mapping[str, Number | None], names: Mapping[str, str], language: Language) -> str:
    """What a map shows, for those who do not see it."""
    known = {code: value for code, value in values.items() if value is not None}
    words, said = WORDS[language], []
    if known:
        ends = {end: pick(known, key=lambda code: (known[code], code)) for end, pick in (("lowest", min), ("highest", max))}
        told = {end: f"{names[code]} {percent(known[code], 1, language)}" for end, code in ends.items()}
        said.append(words["areas"].format(count=len(values), **told))
    if len(known) < len(values):
        said.append(words["missing"].format(count=len(values) - len(known)))
    return " ".join(said)
