"""Columns by month, stacked by who pays, from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payung.core.figures import Language, whole
from payung.reports.rules.pictures.drawing import Drawing, Sheet, line, pct, rect, text

HEIGHT = 180
_LEFT = 11.0  # percent of the width that the scale takes
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of payer: what it is called, and its class (`p-c1` to `p-c5`, whose meanings are fixed)."""

    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Month:
    """One column: its short label, its whole label, and the people of each part, from below."""

    label: str
    name: str
    people: tuple[int, ...]


def month_columns(
    months: Sequence[Month], parts: Sequence[Part], *, title: str, language: Language = "id", sheet: Sheet | None = None
) -> str:
    """The columns as SVG with a key above. Raises ValueError when a month has not one figure for each part."""
    if any(len(month.people) != len(parts) for month in months):
        raise ValueError("each month needs a figure for each part")
    step = _step(max((sum(month.people) for month in months), default=0))
    most = step * 4
    body, top = _key(parts), 34.0
    for tick in range(5):
        y = top + HEIGHT * (1 - tick / 4)
        body += line(pct(_LEFT), y, "100%", y, "p-grid") + text(pct(_LEFT - 1.2), y + 4, whole(step * tick, language), "p-small", "end")
    width = (100 - _LEFT) / max(1, len(months))
    said = []
    for place, month in enumerate(months):
        x, y = _LEFT + width * place, top + HEIGHT
        body += f"<g><title>{month.name}: {whole(sum(month.people), language)}</title>"
        for part, people in zip(parts, month.people, strict=True):
            height = HEIGHT * people / most
            y -= height
            if people:
                body += rect(pct(x + width * 0.18), y, pct(width * 0.64), max(1.0, height), part.kind)
        body += "</g>" + text(pct(x + width / 2), top + HEIGHT + 18, month.label, "p-small", "middle")
        said.append(f"{month.name}: {whole(sum(month.people), language)}")
    return Drawing(body, top + HEIGHT + 26, title, "; ".join(said), language).finished(sheet)


def _key(parts: Sequence[Part]) -> str:
    share = 100 / max(1, len(parts))
    return "".join(
        rect(pct(place * share), 2, "14", 10, part.kind, 2) + text(pct(place * share), 12, part.label, "p-small", dx=20)
        for place, part in enumerate(parts)
    )


def _step(most: int) -> int:
    """A quarter of a round number that holds the highest column."""
    scale = 1
    while True:
        for step in _STEPS:
            if step * scale * 4 >= most and step * scale == int(step * scale):
                return int(step * scale)
        scale *= 10
