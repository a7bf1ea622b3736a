"""Levels: the enumerations in which two rows are compared, field by field. Level 0 always means that one side is silent."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Given(IntEnum):
    """The first names."""

    SILENT = 0
    EQUAL = 1
    NEAR = 2
    SIMILAR = 3
    SHORT = 4
    INITIAL = 5
    CROSSED = 6
    ELSEWHERE = 7
    WEAK_ELSEWHERE = 8
    DIFFERENT = 9


class FamilyName(IntEnum):
    """The last names, where both have more than one."""

    SILENT = 0
    EQUAL = 1
    NEAR = 2
    SIMILAR = 3
    SHORT = 4
    INITIAL = 5
    ELSEWHERE = 6
    DIFFERENT = 7


class Rest(IntEnum):
    """Words of the name that have no partner on the other side."""

    SILENT = 0
    NONE = 1
    ONE_EXTRA = 2
    MORE_EXTRA = 3
    ONE_EACH = 4
    MORE_EACH = 5


class NikLevel(IntEnum):
    """The two NIKs."""

    SILENT = 0
    ONE_SILENT = 1
    EQUAL = 2
    EQUAL_LOST = 3
    REPAIRED = 4
    SERIAL_DIGIT = 5
    ONE_DIGIT = 6
    SWAPPED = 7
    DROPPED = 8
    TWO_DIGITS = 9
    SERIAL = 10
    AREA_DIFFERS = 11
    DATE_DIFFERS = 12
    FEW_DIGITS = 13
    DATE_ONLY = 14
    AREA_ONLY = 15
    DIFFERENT = 16
    HEAD_AGREES = 17
    HEAD_DIFFERS = 18
    OTHER_LENGTH = 19


class DateLevel(IntEnum):
    """The two birth dates; where a row has none, the date inside its NIK."""

    SILENT = 0
    EQUAL = 1
    EQUAL_COMMON = 2
    SWAPPED = 3
    DEFAULT = 4
    DAY = 5
    MONTH = 6
    YEAR_SLIP = 7
    YEAR = 8
    SAME_YEAR = 9
    CLOSE = 10
    DIFFERENT = 11
    NIK_EQUAL = 12
    NIK_DIFFERENT = 13
    NIK_SAYS_EQUAL = 14


class Proof(IntEnum):
    """What the NIKs say of birth dates that differ: a date that stands in the row's own NIK too is not a slip of the pen."""

    SILENT = 0
    BOTH = 1
    ONE = 2
    ONE_OTHER_CONTRADICTS = 3
    NONE = 4
    CONTRADICTS = 5


class Sex(IntEnum):
    """The two sexes."""

    SILENT = 0
    SAME = 1
    DIFFERENT = 2


class Village(IntEnum):
    """Where they live."""

    SILENT = 0
    VILLAGE = 1
    DISTRICT = 2
    REGENCY = 3
    ELSEWHERE = 4


class Mother(IntEnum):
    """The mothers' names."""

    SILENT = 0
    EQUAL = 1
    FIRST_EQUAL = 2
    NEAR = 3
    PART = 4
    DIFFERENT = 5


class Phone(IntEnum):
    """The phone numbers."""

    SILENT = 0
    EQUAL = 1
    EQUAL_SHARED = 2
    NEAR = 3
    DIFFERENT = 4


class Source(IntEnum):
    """The lists they stand in: a person stands in two lists more often than twice in one."""

    SILENT = 0
    SAME = 1
    DIFFERENT = 2


class Crowd(IntEnum):
    """How many rows of the area hold the words that match, by chance: log2 of the number one expects, in whole steps."""

    BELOW_M5 = 0
    M5 = 1
    M4 = 2
    M3 = 3
    M2 = 4
    M1 = 5
    ZERO = 6
    P1 = 7
    P2 = 8
    P3 = 9
    P4 = 10
    ABOVE_P4 = 11


class Twins(IntEnum):
    """What speaks for two children of one day. No evidence that is weighed, only a reason to ask; so it is none of `LEVELS`."""

    NO_DOUBT = 0
    SERIALS = 1
    PART = 2
    NAMES = 3


LEVELS: dict[str, type[IntEnum]] = {
    "nik": NikLevel,
    "date": DateLevel,
    "proof": Proof,
    "given": Given,
    "family": FamilyName,
    "rest": Rest,
    "crowd": Crowd,
    "sex": Sex,
    "village": Village,
    "mother": Mother,
    "phone": Phone,
    "source": Source,
}


def level_names(field: str) -> list[str]:
    """The names of a field's levels, in order."""
    return [level.name.lower() for level in LEVELS[field]]


def among(kind: type[IntEnum], *levels: IntEnum) -> NDArray[np.bool_]:
    """A look-up table over the levels of `kind`: true at the given ones."""
    return np.isin(np.arange(len(kind)), levels)
