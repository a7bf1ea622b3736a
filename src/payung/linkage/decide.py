"""Decide: accept, show to a human, or leave apart. One fixed setting for all data, a threshold per kind of pair, and guards above the weight.

A wrong merge takes away a person's cover, a missed duplicate wastes a premium: so the guards send to a human whatever two twins, two
spouses or two namesakes could also explain, however high its weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from payung.linkage.compare import Comparison, DateLevel, Flags, Given, NikLevel, Rest
from payung.linkage.score import Floats

# log2 odds: at or above the first accept, at or above the second a human decides
THRESHOLDS: Mapping[str, tuple[float, float]] = {"registration": (0.8, -0.4), "participant": (0.8, -0.4)}
# Two rows of one cluster may not speak against one another by more than this.
CONTRADICTION = -6.0


class Decision(StrEnum):
    """What becomes of a pair; rejected pairs are not kept."""

    ACCEPT = "accept"
    REVIEW = "review"


class Reason(StrEnum):
    """Why."""

    NIK = "nik"
    NIK_REPAIRED = "nik-repaired"
    EVIDENCE = "evidence"
    THROUGH_OTHERS = "through-others"
    UNSURE = "unsure"
    NAMES_DIFFER = "names-differ"
    NIK_ALONE = "nik-alone"
    PARTICIPANT_TAKEN = "participant-taken"
    CONTRADICTION = "contradiction"


_OWN_DATE_AGREES = np.isin(np.arange(len(DateLevel)), [DateLevel.EQUAL, DateLevel.EQUAL_COMMON])
_FIRST_NAMES_DIFFER = np.isin(np.arange(len(Given)), [Given.DIFFERENT, Given.WEAK_ELSEWHERE])
_WORDS_EACH = np.isin(np.arange(len(Rest)), [Rest.ONE_EACH, Rest.MORE_EACH])


def names_differ(c: Comparison) -> Flags:
    """First names that cannot be one name, or a word on each side without a partner, while NIK and own date do not both agree in full."""
    proven = (c.levels["nik"] == NikLevel.EQUAL) & _OWN_DATE_AGREES[c.levels["date"]]
    return (_FIRST_NAMES_DIFFER[c.levels["given"]] | _WORDS_EACH[c.levels["rest"]]) & ~proven


def nik_alone(c: Comparison) -> Flags:
    """Nothing but the NIK speaks for the pair: a name is missing and the rows' own dates do not agree."""
    return (c.levels["given"] == Given.SILENT) & ~_OWN_DATE_AGREES[c.levels["date"]]


def reasons(c: Comparison) -> NDArray[np.str_]:
    """Why an accepted pair is accepted."""
    nik = c.levels["nik"]
    agreed = _OWN_DATE_AGREES[c.levels["date"]] | (c.levels["given"] != Given.DIFFERENT)
    return np.select(
        [(nik == NikLevel.EQUAL) & agreed, np.isin(nik, [NikLevel.EQUAL_LOST, NikLevel.REPAIRED])],
        [Reason.NIK.value, Reason.NIK_REPAIRED.value],
        Reason.EVIDENCE.value,
    )


def above(weights: Floats, kinds: NDArray[np.bool_], which: int) -> Flags:
    """Whether each weight reaches the upper (0) or lower (1) threshold of its kind; `kinds` is true for participants."""
    return weights >= np.where(kinds, THRESHOLDS["participant"][which], THRESHOLDS["registration"][which])
