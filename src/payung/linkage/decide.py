"""Decide: accept, show to a human, or leave apart. One fixed setting for all data, thresholds per kind of pair, and guards above the weight.

A wrong merge takes away a person's cover, a missed duplicate wastes a premium: so the guards send to a human whatever two twins, two
spouses or two namesakes could also explain, however high its weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from payung.linkage.clean import Flags, Floats
from payung.linkage.compare import Comparison
from payung.linkage.levels import DateLevel, Given, NikLevel, Rest, Sex, Twins, among
from payung.linkage.twins import ONE_BIRTHDAY

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
    MAYBE_TWINS = "maybe-twins"
    NIK_ALONE = "nik-alone"
    PARTICIPANT_TAKEN = "participant-taken"
    CONTRADICTION = "contradiction"


_OWN_DATE_AGREES = among(DateLevel, DateLevel.EQUAL, DateLevel.EQUAL_COMMON)
_FIRST_NAMES_DIFFER = among(Given, Given.DIFFERENT, Given.WEAK_ELSEWHERE)
_WORDS_EACH = among(Rest, Rest.ONE_EACH, Rest.MORE_EACH)


def guarded(c: Comparison) -> Flags:
    """Pairs that are never accepted without a human, whatever their weight."""
    return names_differ(c) | maybe_twins(c) | nik_alone(c)


def apart(c: Comparison) -> Flags:
    """Guarded pairs that no third row may bring together either: a doubt about names alone is settled by a row that fits both."""
    return guarded(c) & (c.levels["twins"] != Twins.NAMES)


def names_differ(c: Comparison) -> Flags:
    """Names that two people may bear, while NIK and own dates do not both agree in full.

    These are first names that cannot be one name; of two born on one day a word on each side without a partner; a first name without a
    partner while the other stands elsewhere. A twin's number can be copied: sex and more than one word must not speak for two either.
    """
    nik, date, given, rest, sex = (c.levels[name] for name in ("nik", "date", "given", "rest", "sex"))
    same_nik = nik == NikLevel.EQUAL
    unmatched = _WORDS_EACH[rest] & ((given == Given.ELSEWHERE) | (ONE_BIRTHDAY[date] & ~same_nik))
    sure = same_nik & _OWN_DATE_AGREES[date] & (sex != Sex.DIFFERENT) & (rest != Rest.MORE_EACH)
    return (_FIRST_NAMES_DIFFER[given] | unmatched) & ~sure


def maybe_twins(c: Comparison) -> Flags:
    """Two rows of one birthday that two children of one mother would explain as well (`twins.py`)."""
    return c.levels["twins"] != Twins.NO_DOUBT


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
