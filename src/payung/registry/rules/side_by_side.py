"""Two records side by side, field by field: what is alike, which characters differ, and how much it weighs. Nothing more is shown than is needed.

Of a NIK the first six places and those that differ, of a telephone number the first four, of a mother's name its last word shortened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from payung.core.refusals import gettext_noop
from payung.registry.rules.masks import DOT, masked_phone, shortened_mother

Thread = Literal["same", "near", "cut", "none"]
FIELDS = ("name", "nik", "birth_date", "sex", "mother", "village", "occupation", "phone")
_GROUPS = {"name": ("given", "family", "rest", "crowd"), "birth_date": ("date", "proof")}
_HEAD = 6
SAME, DIFFERENT, NOT_COMPARED = gettext_noop("the same"), gettext_noop("different"), gettext_noop("cannot be compared")
OFTEN_CHANGES = gettext_noop("different, changes often")
START = "start"


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters; whether the other side has others there."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both: runs of characters (none: not told), the thread between them, why in words (with what stands in their places), its bits."""

    field: str
    left: tuple[Run, ...]
    right: tuple[Run, ...]
    thread: Thread
    message: str
    data: Mapping[str, str]
    bits: float


def side_by_side(
    left: Mapping[str, str], right: Mapping[str, str], grounds: Sequence[tuple[str, Mapping[str, str], str, float]]
) -> list[Compared]:
    """The fields of two records, each as text (empty: not told), with what linkage said of them."""
    return [_compared(field, left.get(field, ""), right.get(field, ""), grounds) for field in FIELDS]


def rest_of_weight(weight: float, grounds: Sequence[tuple[str, Mapping[str, str], str, float]]) -> float:
    """What is not in any line: what every pair starts from, and what other rows of the two say."""
    shown = {part for field in FIELDS for part in _parts(field)}
    return round(weight - sum(bits for _message, _data, part, bits in grounds if part in shown), 3)


def _parts(field: str) -> tuple[str, ...]:
    return _GROUPS.get(field, (field,))


def _compared(field: str, left: str, right: str, grounds: Sequence[tuple[str, Mapping[str, str], str, float]]) -> Compared:
    told = sorted((each for each in grounds if each[2] in _parts(field)), key=lambda each: -abs(each[3]))
    bits = round(sum(each[3] for each in told), 3)
    one, other = _shown(field, left, right)
    if not one or not other:
        return Compared(field, one, other, "none", NOT_COMPARED, {}, bits)
    if left.casefold() == right.casefold():
        return Compared(field, one, other, "same", SAME, {}, bits)
    if field == "occupation":
        return Compared(field, one, other, "cut", OFTEN_CHANGES, {}, bits)
    message, data = (told[0][0], told[0][1]) if told else (DIFFERENT, {})
    return Compared(field, one, other, "near" if bits > 0 else "cut", message, data, bits)


def _shown(field: str, left: str, right: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    if field == "nik":
        return _nik(left, right), _nik(right, left)
    if field == "phone":
        left, right = masked_phone(left), masked_phone(right)
    elif field == "mother":
        left, right = shortened_mother(left), shortened_mother(right)
    if not left or not right or field in ("sex", "village", "phone"):
        return tuple(Run(each) for each in (left,) if each), tuple(Run(each) for each in (right,) if each)
    return _differing(left, right)


def _differing(left: str, right: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    if len(left) == len(right) and left[2:3] == "-":  # a date: place against place
        return _by_place(left, right), _by_place(right, left)
    blocks = SequenceMatcher(None, left.casefold(), right.casefold(), autojunk=False).get_opcodes()
    one = tuple(Run(left[a:b], tag != "equal") for tag, a, b, _c, _d in blocks if a < b)
    other = tuple(Run(right[c:d], tag != "equal") for tag, _a, _b, c, d in blocks if c < d)
    return one, other


def _by_place(text: str, other: str) -> tuple[Run, ...]:
    return _joined([(each, each != there) for each, there in zip(text, other, strict=True)])


def _nik(nik: str, other: str) -> tuple[Run, ...]:
    """A NIK in groups of four: its first places and those that differ, dots for the rest."""
    comparable = bool(other) and len(nik) == len(other)
    marks: list[tuple[str, bool]] = []
    for place, (digit, there) in enumerate(zip_longest(nik, other if comparable else "", fillvalue="")):
        differs = comparable and digit != there
        if place and place % 4 == 0:
            marks.append((" ", False))
        marks.append((digit if differs or place < _HEAD else DOT, differs))
    return _joined(marks)


def _joined(marks: Sequence[tuple[str, bool]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for text, differs in marks:
        if runs and runs[-1].differs == differs:
            runs[-1] = Run(runs[-1].text + text, differs)
        else:
            runs.append(Run(text, differs))
    return tuple(runs)
