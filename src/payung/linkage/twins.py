"""Twins: what two rows of one birthday leave open that two children of one mother would explain as well.

Twins share all that usually tells people apart: birthday, mother, home, phone, often a first name. Their NIKs differ in the serial
alone. So where no serial confirms that both rows are one person, every word of the names must, and neighbouring serials say there are two.
"""

from __future__ import annotations

import numpy as np

from payung.linkage.clean import Bytes, Flags, Floats, Ints, Records
from payung.linkage.levels import DateLevel, Given, NikLevel, Rest, Source, Twins, among

# One office numbers the children of a day one after the other: serials further apart are a slip of the pen.
NEIGHBOURS = 9
# Of two alike words the rarer is a slip or a spelling where the other is so many times as frequent; else both are names.
TIMES_AS_FREQUENT = 10
# Words of at most so many bits match two sisters too: the clan and a name that many bear here. A rarer word is of one person.
COMMON_NAMES = 10.0

ONE_BIRTHDAY = among(
    DateLevel, DateLevel.EQUAL, DateLevel.EQUAL_COMMON, DateLevel.NIK_EQUAL, DateLevel.NIK_SAYS_EQUAL, DateLevel.SWAPPED, DateLevel.DEFAULT
)
_SLIP_BESIDE_SERIAL = among(NikLevel, NikLevel.EQUAL, NikLevel.ONE_DIGIT, NikLevel.SWAPPED, NikLevel.DROPPED)
_SERIAL_MAY_DIFFER = among(NikLevel, NikLevel.SERIAL, NikLevel.SERIAL_DIGIT, NikLevel.TWO_DIGITS)
_NUMBERS_DIFFER = among(NikLevel, NikLevel.SERIAL, NikLevel.FEW_DIGITS, NikLevel.DATE_ONLY, NikLevel.AREA_DIFFERS)
_OTHER_FIRST_NAME = among(Given, Given.SIMILAR, Given.SHORT, Given.INITIAL, Given.ELSEWHERE)
_ONE_FIRST_NAME = among(Given, Given.EQUAL, Given.NEAR)


def twin_doubts(r: Records, left: Ints, right: Ints, levels: dict[str, Bytes], shared: Floats) -> Bytes:
    """The `Twins` level of every pair; `shared` are the bits of the words that match."""
    nik, given = levels["nik"], levels["given"]
    birthday = ONE_BIRTHDAY[levels["date"]]
    one, other = r.nik_serial[left], r.nik_serial[right]
    known = (one >= 0) & (other >= 0)
    same_nik_day = (r.nik_birth[left] == r.nik_birth[right]) & (r.nik_birth[left] >= 0)
    next_serial = known & (one != other) & (np.abs(one - other) <= NEIGHBOURS) & (_SERIAL_MAY_DIFFER[nik] | same_nik_day)
    sex_a, sex_b = r.nik_sex[left], r.nik_sex[right]
    confirmed = known & (one == other) & _SLIP_BESIDE_SERIAL[nik] & ((sex_a == sex_b) | (sex_a < 0) | (sex_b < 0))
    partner_missing = levels["rest"] != Rest.NONE
    first_names = _OTHER_FIRST_NAME[given] | ((given == Given.CROSSED) & partner_missing)
    in_one_list = (levels["source"] == Source.SAME) & (shared <= COMMON_NAMES)
    longer = _ONE_FIRST_NAME[given] & partner_missing & (in_one_list | (_NUMBERS_DIFFER[nik] & same_nik_day))
    two_names = (given == Given.NEAR) & _both_are_names(r, r.name[left, 0], r.name[right, 0])
    open_ = birthday & ~confirmed
    return np.select(
        [birthday & next_serial, open_ & longer, open_ & (two_names | (first_names & (shared <= COMMON_NAMES)))],
        [Twins.SERIALS, Twins.PART, Twins.NAMES],
        Twins.NO_DOUBT,
    ).astype(np.uint8)


def _both_are_names(r: Records, a: Ints, b: Ints) -> Flags:
    """Alike words of different families of names, neither so rare beside the other that it could be a slip."""
    one, other = r.word_rows[a], r.word_rows[b]
    return (r.tokens.kin[a] != r.tokens.kin[b]) & (np.maximum(one, other) < TIMES_AS_FREQUENT * np.minimum(one, other))
