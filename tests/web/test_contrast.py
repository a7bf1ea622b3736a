"""The table of colour pairs, computed again from tokens.css in both schemes: text 4.5 to 1, edges and rings 3 to 1 (WCAG 2.2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import payung.web
from payung.reports.rules.pictures.drawing import TOKENS, rules

STATIC = Path(payung.web.__file__).parent / "static/web"
SHEET = (STATIC / "tokens.css").read_text()
TEXT, EDGE = 4.5, 3.0
PAIRS = [
    ("ink", "surface", TEXT),
    ("ink", "page", TEXT),
    ("ink-2", "surface", TEXT),
    ("ink-2", "sunken", TEXT),
    ("ink-2", "page", TEXT),
    ("ink-3", "surface", TEXT),
    ("ink-3", "sunken", TEXT),
    ("link", "surface", TEXT),
    ("link", "page", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("accent", "accent-soft", TEXT),
    ("ink", "accent-soft", TEXT),
    ("bad", "surface", TEXT),
    ("nav-ink", "nav", TEXT),
    ("nav-ink", "nav-active", TEXT),
    ("nav-ink-2", "nav", TEXT),
    ("line-strong", "surface", EDGE),
    ("line-strong", "page", EDGE),
    ("focus", "surface", EDGE),
    ("focus", "page", EDGE),
    ("thread", "surface", EDGE),
    *[(meaning, f"{meaning}-soft", TEXT) for meaning in ("good", "warn", "bad", "info", "neutral")],
    *[("ink", f"{meaning}-soft", TEXT) for meaning in ("good", "warn", "bad", "info")],
    *[("ink", ground, TEXT) for ground in ("seq-1", "seq-2", "seq-3", "nodata")],
    *[("on-accent", ground, TEXT) for ground in ("seq-4", "seq-5")],
]


def block(opening: str) -> dict[str, str]:
    """The tokens of the block that begins with `opening`."""
    inside = SHEET.split(opening, 1)[1].split("}", 1)[0]
    return {name: value.strip() for name, value in re.findall(r"--([a-z0-9-]+):\s*([^;]+);", inside)}


LIGHT = block(':root, [data-scheme="light"] {')
DARK = block('[data-scheme="dark"] {')
BY_SYSTEM = block(':root:not([data-scheme="light"]) {')


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=[f"{ink}-on-{ground}" for ink, ground, _ in PAIRS])
def test_every_pair_of_the_table_can_be_read(scheme: dict[str, str], ink: str, ground: str, least: float) -> None:
    assert contrast(scheme[ink], scheme[ground]) >= least


def test_dark_is_the_same_by_choice_and_by_system() -> None:
    assert DARK == BY_SYSTEM
    assert set(DARK) == set(LIGHT)


def test_paper_is_always_light() -> None:
    for opening in ('[data-scheme="dark"] {', ':root:not([data-scheme="light"]) {'):
        before = SHEET.split(opening, 1)[0].rstrip()
        assert re.search(r"@media screen[^{]*\{$", before)


def test_pictures_that_stand_alone_have_the_values_of_the_tokens() -> None:
    assert {name: (LIGHT[name], DARK[name]) for name in TOKENS} == TOKENS


def test_the_sheet_of_the_pages_holds_the_rules_of_the_pictures_letter_for_letter() -> None:
    assert rules() in (STATIC / "payung.css").read_text()


def test_code_uses_tokens_that_exist() -> None:
    known = set(re.findall(r"--([a-z0-9-]+):", SHEET)) | {"mark", "mark-2"}
    assert set(re.findall(r"var\(--([a-z0-9-]+)", (STATIC / "payung.css").read_text())) <= known
