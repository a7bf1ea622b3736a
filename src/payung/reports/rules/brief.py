"""The Governor's brief: figures with who said them, and the sentences that follow from them. No Django.

Every figure of the page is in `brief.json` with value, source, day, denominator and flag; the page says nothing that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from payung.core.figures import percent, whole

MARKS = 1_000
"""Lozenges of the field: each stands for a thousandth of the denominator."""
_NUMBERS = {2: "dua", 3: "tiga", 4: "empat", 5: "lima", 6: "enam", 7: "tujuh", 8: "delapan", 9: "sembilan", 10: "sepuluh", 11: "sebelas", 12: "dua belas"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BriefFigure:
    """One figure: `value` as a number, `denominator` its code where it is a share of something.

    `flag`: "" published and unchallenged, "rival" where others say otherwise, "corrected" where a public figure does not fit its own
    parts, "estimate" for an own reckoning, "own" for what this installation counts.
    """

    key: str
    value: int | float
    source: str
    on: date
    denominator: str = ""
    flag: str = ""


def share_words(part: int, of: int) -> str:
    """A share in words that anybody sees before him: "satu dari tujuh", "hampir satu dari empat", "lebih dari separuh"."""
    if of <= 0:
        raise ValueError("a share needs a whole")
    share = Fraction(part, of)
    if share > Fraction(1, 2):
        return "lebih dari separuh"
    nearest = min(_NUMBERS, key=lambda each: abs(share - Fraction(1, each)))
    exact = Fraction(1, nearest)
    off = (share - exact) / exact
    lead = "hampir " if off < Fraction(-15, 1000) else "lebih dari " if off > Fraction(15, 1000) else ""
    return f"{lead}satu dari {_NUMBERS[nearest]}"


def title(covered: int, planned: int, of: int) -> str:
    """The finding in one sentence."""
    now = share_words(covered, of)
    return f"{now[0].upper()}{now[1:]} pekerja informal terlindungi; dengan {whole(planned)} lagi, {share_words(covered + planned, of)}"


def field_marks(covered: int, planned: int, of: int) -> tuple[int, int]:
    """How many of the thousand lozenges are full (covered) and how many are planned; a part of a mark counts from its half on."""
    full = round(Fraction(covered * MARKS, of))
    return full, max(0, round(Fraction((covered + planned) * MARKS, of)) - full)


def correction(stated_pct: Decimal, covered: int, of: int) -> str:
    """The sentence that puts a public percentage right, empty where it fits its parts."""
    own = Decimal(100 * covered) / of
    if abs(own - stated_pct) < Decimal("0.5"):
        return ""
    return (
        f"Angka {percent(stated_pct, 0)} yang pernah dikutip perlu diperbaiki: {whole(covered)} dari {whole(of)} adalah {percent(own, 1)}."
    )
