"""Decide: accept, show to a human, or leave apart. One fixed setting for all data, thresholds per kind of pair, and guards above the weight.

A wrong merge takes away a person's cover, a missed duplicate wastes a premium: so the guards send to a human whatever two twins, two
spouses or two namesakes could also explain, however high its weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from payung.linkage.clean import Flags, Floats
from payung.linkage.compare import Comparison
from payung.linkage.levels import DateLevel, Given, NikLevel, Rest

# log2 odds: from the first on accepted, from the second on shown to a human
THRESHOLDS: Mapping[str, tuple[float, float]] = {"registration": (0.7, -1.0), "participant": (0.3, -1.0)}
# Rows that speak against one another by as much may never share a cluster.
CONTRADICTION = -6.0


class Decision(StrEnum):
    """What becomes of a pair; rejected pairs are not kept."""

    ACCEPT = "accept"
    REVIEW = "review"


class Reason(StrEnum):
    """Why: the first five accept, the others ask."""

    NIK = "nik"
    NIK_REPAIRED = "nik-repaired"
    EVIDENCE = "evidence"
    THROUGH_OTHERS = "through-others"
    DECIDED = "decided"
    UNSURE = "unsure"
    NAMES_DIFFER = "names-differ"
    NIK_ALONE = "nik-alone"
    PARTICIPANT_TAKEN = "participant-taken"
    CONTRADICTION = "contradiction"


def _among(kind: type[IntEnum], *levels: IntEnum) -> Flags:
    """A look-up table: true at the given levels."""
    return np.isin(np.arange(len(kind)), levels)


_OWN_DATE_AGREES = _among(DateLevel, DateLevel.EQUAL, DateLevel.EQUAL_COMMON)
_ONE_BIRTHDAY = _among(
    DateLevel, DateLevel.EQUAL, DateLevel.EQUAL_COMMON, DateLevel.NIK_EQUAL, DateLevel.NIK_SAYS_EQUAL, DateLevel.SWAPPED, DateLevel.DEFAULT
)
_FIRST_NAMES_DIFFER = _among(Given, Given.DIFFERENT, Given.WEAK_ELSEWHERE)
_OTHER_SERIAL = _among(NikLevel, NikLevel.SERIAL, NikLevel.SERIAL_DIGIT)
_WORDS_EACH = _among(Rest, Rest.ONE_EACH, Rest.MORE_EACH)


def guarded(c: Comparison) -> Flags:
    """Pairs that are never accepted without a human, whatever their weight."""
    return names_differ(c) | nik_alone(c)


def names_differ(c: Comparison) -> Flags:
    """Names that two people may bear, while NIK and own dates do not both agree in full.

    These are first names that cannot be one name; of two born on one day (twins) a word on each side without a partner, or any
    difference of names when the serials of their NIKs differ; a first name without a partner while the other stands elsewhere.
    """
    nik, date, given, rest = (c.levels[name] for name in ("nik", "date", "given", "rest"))
    same_nik = nik == NikLevel.EQUAL
    apart = _WORDS_EACH[rest] & ((given == Given.ELSEWHERE) | (_ONE_BIRTHDAY[date] & ~same_nik))
    twins = _OTHER_SERIAL[nik] & _ONE_BIRTHDAY[date] & ((given != Given.EQUAL) | (rest != Rest.NONE))
    return (_FIRST_NAMES_DIFFER[given] | apart | twins) & ~(same_nik & _OWN_DATE_AGREES[date])


def nik_alone(c: Comparison) -> Flags:
    """Nothing but the NIK speaks for the pair: a name is missing and the rows' own dates do not agree."""
    return (c.levels["given"] == Given.SILENT) & ~_OWN_DATE_AGREES[c.levels["date"]]


def accepting_reasons(c: Comparison) -> NDArray[np.str_]:
    """Why a pair is accepted when it is."""
    nik = c.levels["nik"]
    return np.select(
        [nik == NikLevel.EQUAL, np.isin(nik, [NikLevel.EQUAL_LOST, NikLevel.REPAIRED])],
        [Reason.NIK.value, Reason.NIK_REPAIRED.value],
        Reason.EVIDENCE.value,
    )


def reaches(weights: Floats, participant: Flags, which: int) -> Flags:
    """Whether each weight reaches the upper (0) or lower (1) threshold of its kind."""
    return weights >= np.where(participant, THRESHOLDS["participant"][which], THRESHOLDS["registration"][which])
