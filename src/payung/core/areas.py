"""Areas: Kemendagri place codes without dots, and the ranges of them that a posting may see.

A code has 2 (province), 4 (regency), 6 (kecamatan) or 10 (village) digits and begins with its parent's code, so that
an area is the half-open range of codes from its own to its own followed by ':' (the character after '9').
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from payung.core.refusals import Refusal, gettext_noop

MOST_RANGES = 8


class Level(IntEnum):
    """Length of the code at each level of the administration."""

    PROVINCE = 2
    REGENCY = 4
    DISTRICT = 6
    VILLAGE = 10


def area_code(text: str) -> str:
    """A place code without dots. Raises `Refusal` area-unknown when it has no possible form."""
    digits = text.replace(".", "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in tuple(Level):
        raise Refusal("area-unknown", gettext_noop("%(area)s is not a place code. Use the Kemendagri code, for example 53.07."), area=text)
    return digits


def dotted(code: str) -> str:
    """The code as people write it: 5307012001 -> 53.07.01.2001."""
    parts = [code[:2], code[2:4], code[4:6], code[6:]]
    return ".".join(part for part in parts if part)


def parent(code: str) -> str:
    """The code one level above; the province is its own parent."""
    return {Level.VILLAGE: code[:6], Level.DISTRICT: code[:4]}.get(Level(len(code)), code[:2])


@dataclass(frozen=True, slots=True)
class AreaRange:
    """All codes `>= lo` and `< hi`, compared byte by byte."""

    lo: str
    hi: str

    @classmethod
    def of(cls, code: str) -> AreaRange:
        """The area itself and everything inside it."""
        return cls(code, code + ":")

    def holds(self, code: str) -> bool:
        """Whether `code` lies inside."""
        return self.lo <= code < self.hi


def deepest_common(codes: Iterable[str]) -> str:
    """The deepest area that holds all `codes` (at least one); the empty string when they share no province."""
    shared: str | None = None
    for code in codes:
        if shared is None:
            shared = code
            continue
        for length in sorted(Level, reverse=True):
            if len(shared) >= length and code[:length] == shared[:length]:
                shared = shared[:length]
                break
        else:
            return ""
    return shared or ""
