"""Bars from zero: a chart with its labels on the rows, quotas against their filling, and the small bars of tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payung.core.figures import Language, Number, whole
from payung.reports.rules.pictures.drawing import Drawing, Sheet, line, pct, px, reach, rect, text
from payung.reports.rules.pictures.words import WORDS

ROW = 40
THICK = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: its label, its value, and what the value is a part of, when that is drawn too."""

    label: str
    value: Number
    of: Number | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """Places of one area: the quota, how many were filled, and how many of these came from other areas."""

    label: str
    quota: int
    chosen: int
    received: int = 0


def bar_chart(
    rows: Sequence[Bar], *, title: str, language: Language = "id", part: str = "", base: str = "", sheet: Sheet | None = None
) -> str:
    """A chart of horizontal bars as SVG, each label above its bar and each number at the end of the row.

    `part` and `base` name the filled bar and what it is part of; they are needed (ValueError) when a row has `of`.
    Values are people or things, not negative (ValueError).
    """
    if any(row.value < 0 or (row.of or 0) < 0 for row in rows):
        raise ValueError("bars start at zero")
    if any(row.of is not None for row in rows) and not (part and base):
        raise ValueError("name the part and the base of the bars")
    most = float(max((max(row.value, row.of or 0) for row in rows), default=0)) or 1.0
    body, y = _key([("p-fill", part), ("p-pale", base)]) if part and base else ("", 0.0)
    said = []
    for row in rows:
        number = whole(row.value, language)
        if row.of is not None:
            number += f" {WORDS[language]['of']} {whole(row.of, language)}"
        said.append(f"{row.label}: {number}")
        body += text("0", y + 14, row.label, "p-text") + text("100%", y + 14, number, "p-text", "end")
        body += rect("0", y + 20, "100%", THICK, "p-track", 2)
        if row.of is not None:
            body += rect("0", y + 20, pct(float(row.of) / most * 100), THICK, "p-pale", 2)
        body += rect("0", y + 20, pct(float(row.value) / most * 100), THICK, "p-fill", 2)
        y += ROW
    return Drawing(body, y, title, "; ".join(said), language).finished(sheet)


def quota_bars(rows: Sequence[Quota], *, title: str, language: Language = "id", sheet: Sheet | None = None) -> str:
    """Quotas against their filling as SVG: fill, places received, hatch for unfilled, a tick for the quota.

    Raises ValueError when an area received more places than it filled.
    """
    words = WORDS[language]
    most = max((max(row.quota, row.chosen) for row in rows), default=0)
    body, y = _key([("p-fill", words["chosen"]), ("p-c2", words["received"]), ("p-open", words["unfilled"]), ("p-tick", words["quota"])])
    said = []
    for row in rows:
        number = f"{whole(row.chosen, language)} {words['of']} {whole(row.quota, language)}"
        said.append(f"{row.label}: {number}")
        body += text("0", y + 14, row.label, "p-text") + text("100%", y + 14, number, "p-text", "end")
        body += _quota(row, most, y + 20)
        y += ROW
    return Drawing(body, y, title, "; ".join(said), language).finished(sheet)


def quota_bar(quota: int, chosen: int, most: int, received: int = 0) -> str:
    """The bar of one row of a table, `most` being the longest of the table; hidden from readers, the numbers are beside it."""
    return _small(_quota(Quota("", quota, chosen, received), most, 3), THICK + 6)


def share_bar(value: Number, most: Number) -> str:
    """A small plain bar for a table, `most` being a full one; hidden from readers, the number is beside it."""
    share = min(100.0, max(0.0, float(value) / float(most) * 100)) if most else 0.0
    return _small(rect("0", 0, "100%", 10, "p-track", 2) + rect("0", 0, pct(share), 10, "p-fill", 2), 10)


def _small(body: str, height: float) -> str:
    return f'<svg class="p" width="100%" height="{height:g}" aria-hidden="true">{body}</svg>'


def _quota(row: Quota, most: int, y: float) -> str:
    unit = 98 / most if most else 0.0  # two percent are kept free for the tick of the longest
    own = row.chosen - row.received
    if own < 0:
        raise ValueError("an area cannot receive more places than it filled")
    parts = [rect("0", y, "98%", THICK, "p-track", 2), rect("0", y, pct(own * unit), THICK, "p-fill", 2)]
    if row.received:
        parts.append(rect(pct(own * unit), y, pct(row.received * unit), THICK, "p-c2"))
    if row.chosen < row.quota:
        start, end = pct(row.chosen * unit), pct(row.quota * unit)
        parts.append(line(start, y + THICK / 2, end, y + THICK / 2, "p-hatch"))
        parts.append(rect(start, y + 0.5, pct((row.quota - row.chosen) * unit), THICK - 1, "p-open"))
    parts.append(line(pct(row.quota * unit), y - 3, pct(row.quota * unit), y + THICK + 3, "p-tick"))
    return "".join(parts)


def _key(entries: Sequence[tuple[str, str]]) -> tuple[str, float]:
    """Swatches with words, two a line at most so that they fit a phone, and where the rows begin."""
    parts, x, y = [], 0.0, 0.0
    for place, (kind, words) in enumerate(entries):
        if place and place % 2 == 0:
            x, y = 0.0, y + 20
        if kind == "p-tick":
            parts.append(line(px(x + 9), y, px(x + 9), y + 14, kind))
        else:
            parts.append(rect(px(x + 0.5), y + 1.5, "18", 11, kind))
        if kind == "p-open":
            parts.append(line(px(x + 1), y + 7, px(x + 18), y + 7, "p-hatch"))
        parts.append(text(px(x + 25), y + 12, words, "p-small"))
        x += 25 + reach(words, 13) + 20
    return "".join(parts), y + 26
