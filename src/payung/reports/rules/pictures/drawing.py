"""What every picture shares: escaped text, token classes, the inline form of a page and the sheet that stands alone.

A picture is drawn with classes only. In a page the page's own sheet gives them the tokens of the current scheme; on
its own a picture carries the same rules with the values resolved, because most programs that open an SVG know neither
the page nor CSS variables. Positions across are percentages, so that a picture is as wide as its place while its
letters keep their size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from payung.core.figures import Language

FONT = '"Instrument Sans Variable","Instrument Sans","Segoe UI",Roboto,"Noto Sans",sans-serif'
# Token: value in light, value in dark. A test holds them equal to tokens.css.
TOKENS: dict[str, tuple[str, str]] = {
    "surface": ("#ffffff", "#171c29"),
    "sunken": ("#f0efec", "#1f2534"),
    "line": ("#e3e3df", "#2d3547"),
    "line-strong": ("#8d8c87", "#6d7790"),
    "ink": ("#151a2b", "#eceff6"),
    "ink-2": ("#484c5a", "#bcc3d2"),
    "on-accent": ("#ffffff", "#0d1734"),
    "link": ("#34519e", "#a9c0f6"),
    "bad": ("#952d28", "#f7a197"),
    "warn": ("#5e420a", "#f3bd5c"),
    "warn-mark": ("#b8831f", "#f1b03a"),
    "thread": ("#4b6bbe", "#8aa8ec"),
    "nodata": ("#e3e3df", "#2d3547"),
    "seq-1": ("#e4ecfb", "#232f4b"),
    "seq-2": ("#b4c8f4", "#304a8c"),
    "seq-3": ("#7f9fe3", "#4a6ab8"),
    "seq-4": ("#4b6bbe", "#86a6ec"),
    "seq-5": ("#223979", "#d6e1fc"),
    "cat-1": ("#34519e", "#4b6bbe"),
    "cat-2": ("#f1b03a", "#f1b03a"),
    "cat-3": ("#8cd2ea", "#b9e5f4"),
    "cat-5": ("#8d8c87", "#98a1b4"),
}
# Class: what it looks like. payung.css holds these rules letter for letter (a test compares).
RULES: dict[str, str] = {
    "p-page": "fill:var(--surface)",
    "p-s1": "fill:var(--seq-1)",
    "p-s2": "fill:var(--seq-2)",
    "p-s3": "fill:var(--seq-3)",
    "p-s4": "fill:var(--seq-4)",
    "p-s5": "fill:var(--seq-5)",
    "p-s0": "fill:var(--nodata)",
    "p-c1": "fill:var(--cat-1)",
    "p-c2": "fill:var(--cat-2)",
    "p-c3": "fill:var(--cat-3)",
    "p-c5": "fill:var(--cat-5)",
    "p-grid": "stroke:var(--line);stroke-width:1px",
    "p-low": "fill:var(--ink)",
    "p-high": "fill:var(--on-accent)",
    "p-gap": "stroke:var(--surface);stroke-width:3px",
    "p-coast": "stroke:var(--surface);stroke-width:1px;stroke-linejoin:round",
    "p-chosen": "fill:none;stroke:var(--warn-mark);stroke-width:3px",
    "p-void": "fill:none;stroke:var(--line-strong);stroke-width:1px;stroke-dasharray:3 3",
    "p-track": "fill:var(--sunken)",
    "p-fill": "fill:var(--thread)",
    "p-pale": "fill:var(--seq-2)",
    "p-open": "fill:none;stroke:var(--bad);stroke-width:1px",
    "p-hatch": "fill:none;stroke:var(--bad);stroke-width:10px;stroke-dasharray:1.5 3.5",
    "p-tick": "stroke:var(--ink);stroke-width:2px",
    "p-rule": "stroke:var(--ink);stroke-width:1px",
    "p-thread": "stroke:var(--thread);stroke-width:2px",
    "p-left": "stroke:var(--thread);stroke-width:2px;opacity:.55",
    "p-paid": "stroke:var(--cat-2);stroke-width:2px",
    "p-head": "fill:var(--ink);font-size:17px;font-weight:600",
    "p-stamp": "fill:var(--warn);font-size:15px;font-weight:700",
    "p-text": "fill:var(--ink);font-size:14px",
    "p-note": "fill:var(--ink-2);font-size:14px",
    "p-small": "fill:var(--ink-2);font-size:13px",
    "p-abbr": "font-size:13px",
    "p-value": "font-size:15px;font-weight:600",
    "p-figure": "fill:var(--ink);font-size:20px;font-weight:700",
    "p-link": "fill:var(--link);font-size:14px;text-decoration:underline",
}
MARGIN = 24
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_ADDRESS = ("/", "#", "?", "http://", "https://")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form of a picture that stands alone: its width in px, the line below it (source, day, denominator), and a stamp in its head."""

    note: str = ""
    stamp: str = ""
    width: int = 720


def escaped(words: str) -> str:
    """Words as text or attribute of XML, less the characters that XML cannot hold."""
    return words.translate(_UNPRINTABLE).translate(_SPECIAL)


def address(href: str) -> str:
    """An escaped link target. Raises ValueError for anything but a path, a fragment or a web address."""
    if not href.startswith(_ADDRESS) or href.startswith("//"):
        raise ValueError(f"not an address that a picture may link to: {href!r}")
    return escaped(href)


def px(length: float) -> str:
    """A length with at most one decimal."""
    return f"{length:.1f}".removesuffix(".0")


def pct(share: float) -> str:
    """A position or length across, in percent of the picture, with at most two decimals."""
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"


def text(x: str, y: float, words: str, kind: str, anchor: str = "", dx: int = 0) -> str:
    """One line of text of class `kind` at (x + dx px, y); anchor `middle` or `end`."""
    held = f' text-anchor="{anchor}"' if anchor else ""
    moved = f' dx="{dx}"' if dx else ""
    return f'<text x="{x}"{moved} y="{px(y)}" class="{kind}"{held}>{escaped(words)}</text>'


def rect(x: str, y: float, width: str, height: float, kind: str, radius: float = 0) -> str:
    """One rectangle of class `kind`."""
    round_ = f' rx="{px(radius)}"' if radius else ""
    return f'<rect x="{x}" y="{px(y)}" width="{width}" height="{px(height)}" class="{kind}"{round_}/>'


def line(x1: str, y1: float, x2: str, y2: float, kind: str) -> str:
    """One straight line of class `kind`."""
    return f'<line x1="{x1}" y1="{px(y1)}" x2="{x2}" y2="{px(y2)}" class="{kind}"/>'


def reach(words: str, size: float = 14) -> float:
    """About how wide a line is, in px: enough to keep labels apart."""
    return len(words) * size * 0.5


def wrapped(words: str, width: float, size: float = 14) -> list[str]:
    """Words broken into lines of at most about `width` px; a longer word keeps its own line."""
    lines: list[str] = []
    for word in words.split():
        if lines and reach(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn body with what a reader who cannot see it is told. `box` is the fixed size of a body that scales as a whole."""

    body: str
    height: float
    title: str
    description: str
    language: Language
    box: tuple[float, float] | None = None
    links: bool = False

    def finished(self, sheet: Sheet | None) -> str:
        """The SVG: for a page (`sheet` None) or standing alone."""
        return self._inline() if sheet is None else self._alone(sheet)

    def _opening(self, size: str, space: str = "") -> str:
        role = "group" if self.links else "img"  # role img would hide the links from readers
        description = f"<desc>{escaped(self.description)}</desc>" if self.description else ""
        return (
            f'<svg{space} class="p" {size} overflow="visible" role="{role}" aria-label="{escaped(self.title)}" lang="{self.language}">'
            f"<title>{escaped(self.title)}</title>{description}"
        )

    def _inline(self) -> str:
        if self.box:
            size = f'viewBox="0 0 {px(self.box[0])} {px(self.box[1])}" width="{px(self.box[0])}" height="{px(self.box[1])}"'
        else:
            size = f'width="100%" height="{px(self.height)}"'
        return f"{self._opening(size)}{self.body}</svg>"

    def _alone(self, sheet: Sheet) -> str:
        inner = sheet.width - 2 * MARGIN
        height = self.height if self.box is None else self.box[1] * min(1, inner / self.box[0])
        parts, y = self._head(sheet, inner)
        scaled = f' viewBox="0 0 {px(self.box[0])} {px(self.box[1])}" preserveAspectRatio="xMinYMin"' if self.box else ""
        parts.append(f'<svg x="{MARGIN}" y="{px(y)}" width="{inner}" height="{px(height)}" overflow="visible"{scaled}>{self.body}</svg>')
        y += height + 8
        for words in wrapped(sheet.note, inner, 13):
            y += 18
            parts.append(text(str(MARGIN), y, words, "p-small"))
        total = y + MARGIN
        size = f'width="{sheet.width}" height="{px(total)}" viewBox="0 0 {sheet.width} {px(total)}"'
        opening = self._opening(size, ' xmlns="http://www.w3.org/2000/svg"')
        return f"{opening}<style>{style()}</style>{rect('0', 0, '100%', total, 'p-page')}{''.join(parts)}</svg>\n"

    def _head(self, sheet: Sheet, inner: float) -> tuple[list[str], float]:
        """The title and the stamp, and where the body begins."""
        parts, y, room = [], float(MARGIN), inner
        if sheet.stamp:
            parts.append(text(str(sheet.width - MARGIN), y + 15, sheet.stamp, "p-stamp", "end"))
            room -= reach(sheet.stamp, 16) + 24
        for words in wrapped(self.title, room, 17.5):
            parts.append(text(str(MARGIN), y + 15, words, "p-head"))
            y += 23
        return parts, y + 10


def rules() -> str:
    """The rules of the picture classes over the tokens, one a line, as the page's sheet holds them."""
    return "".join(f".{name}{{{rule}}}\n" for name, rule in RULES.items())


def style() -> str:
    """The rules with values in place of tokens: light, and dark on screens that ask for it."""
    light = "".join(f".{name}{{{_resolved(rule, 0)}}}" for name, rule in RULES.items())
    dark = "".join(f".{name}{{{_resolved(rule, 1)}}}" for name, rule in RULES.items() if "var(" in rule)
    return f"text{{font-family:{FONT}}}{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def _resolved(rule: str, scheme: int) -> str:
    return _VARIABLE.sub(lambda found: TOKENS[found.group(1)][scheme], rule)
