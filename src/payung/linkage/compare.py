"""Compare: what two rows say about each other, field by field, as small level numbers.

Cheap array tests decide nearly every pair; only words that are not equal, and numbers of the wrong length, are compared letter by
letter, each distinct couple once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from payung.linkage.clean import DISTRICT, NIK_LENGTH, NO_DIGIT, Bytes, Flags, Floats, Ints, Records, Tokens, numbered
from payung.linkage.levels import Crowd, DateLevel, FamilyName, Given, Mother, NikLevel, Phone, Proof, Rest, Sex, Source, Village
from payung.linkage.twins import twin_doubts


class Token(IntEnum):
    """How far two words are one name."""

    NONE = 0
    INITIAL = 1
    SHORT = 2
    SIMILAR = 3
    NEAR = 4
    EQUAL = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels of P pairs: one array of P small numbers per field, and one named twins."""

    levels: dict[str, Bytes]

    def __len__(self) -> int:
        return len(self.levels["nik"])

    def only(self, which: NDArray[Any]) -> Comparison:
        """Those pairs that `which` (flags or positions) names."""
        return Comparison({name: level[which] for name, level in self.levels.items()})

    def with_more(self, other: Comparison) -> Comparison:
        """Both, one after the other."""
        return Comparison({name: np.concatenate([level, other.levels[name]]) for name, level in self.levels.items()})


def compare(records: Records, left: Ints, right: Ints) -> Comparison:
    """The levels of every pair (left[i], right[i])."""
    given, family, rest, crowd, shared = _names(records, left, right)
    levels = {
        "nik": _niks(records, left, right),
        "date": _birth_dates(records, left, right),
        "proof": _proofs(records, left, right),
        "given": given,
        "family": family,
        "rest": rest,
        "crowd": crowd,
        "sex": _sexes(records, left, right),
        "village": _places(records, left, right),
        "mother": _mothers(records, left, right),
        "phone": _numbers(records, left, right),
        "source": _lists(records, left, right),
    }
    return Comparison(levels | {"twins": twin_doubts(records, left, right, levels, shared)})


# -- names ---------------------------------------------------------------------------------------------------------


def token_levels(tokens: Tokens, a: Ints, b: Ints) -> Bytes:
    """The level of every couple of words that are not equal; each distinct couple is compared once."""
    size = len(tokens.text)
    couples, back = numbered(np.minimum(a, b) * size + np.maximum(a, b))
    one, other = couples // size, couples % size
    shorter = np.where(tokens.length[one] <= tokens.length[other], one, other)
    longer = one + other - shorter
    few, many = tokens.length[shorter], tokens.length[longer]
    head, tail = (_begins(letters[shorter], letters[longer], few) for letters in (tokens.letters, tokens.letters_back))
    level = np.where((few == 1) & head, Token.INITIAL, Token.NONE).astype(np.uint8)
    level[(few >= 3) & (many - few >= 2) & (head | (tail & (few >= 4)))] = Token.SHORT
    spelt = np.flatnonzero((few > 1) & (level == Token.NONE))
    level[spelt] = _spelling_levels(tokens, one[spelt], other[spelt], few[spelt], many[spelt])
    level[(few > 1) & (tokens.kin[one] == tokens.kin[other])] = Token.NEAR
    return level[back]


def _begins(name: Bytes, whole: Bytes, length: Ints) -> Flags:
    """Whether `whole` begins with the first `length` letters of `name`."""
    return ((name == whole) | (np.arange(name.shape[1]) >= length[:, None])).all(axis=1)


def _spelling_levels(tokens: Tokens, one: Ints, other: Ints, few: Ints, many: Ints) -> Bytes:
    """Words of two letters and more, by how alike they are and by how many slips lead from one to the other."""
    first = [tokens.text[word] for word in one.tolist()]
    second = [tokens.text[word] for word in other.tolist()]
    alike = cpdist(first, second, scorer=JaroWinkler.similarity, dtype=np.float32) if len(one) else np.zeros(0, dtype=np.float32)
    worth = np.flatnonzero((alike >= 0.72) | (many <= 3))
    slips = np.full(len(one), 9, dtype=np.int64)
    if len(worth):
        slips[worth] = cpdist([first[i] for i in worth], [second[i] for i in worth], scorer=OSA.distance, score_cutoff=3, dtype=np.int32)
    near = ((slips == 1) & (many >= 4)) | ((slips == 2) & (many >= 8)) | (alike >= 0.94)
    similar = (alike >= 0.86) | (slips == 1) | ((slips == 2) & (many >= 5)) | ((slips == 3) & (many >= 9))
    return np.select([near, similar], [Token.NEAR, Token.SIMILAR], Token.NONE).astype(np.uint8)


def _align(tokens: Tokens, a: Ints, b: Ints) -> tuple[Bytes, Bytes, Bytes, Bytes]:
    """For each word of both names the best level it finds on the other side; then first against first, last against last."""
    here, there = a.shape[1], b.shape[1]
    best_a, best_b = np.zeros(a.shape, dtype=np.uint8), np.zeros(b.shape, dtype=np.uint8)
    for i in range(here):
        for j in range(there):
            equal = (a[:, i] == b[:, j]) & (a[:, i] >= 0)
            best_a[equal, i] = Token.EQUAL
            best_b[equal, j] = Token.EQUAL
    open_a, open_b = (a >= 0) & (best_a == 0), (b >= 0) & (best_b == 0)
    couples = [(i, j, np.flatnonzero(open_a[:, i] & open_b[:, j])) for i in range(here) for j in range(there)]
    found = token_levels(
        tokens, np.concatenate([a[rows, i] for i, _, rows in couples]), np.concatenate([b[rows, j] for _, j, rows in couples])
    )
    _mark_joined(tokens, a, b, open_a, open_b, best_a, best_b)
    _mark_joined(tokens, b, a, open_b, open_a, best_b, best_a)
    first = np.where((a[:, 0] == b[:, 0]) & (a[:, 0] >= 0), Token.EQUAL, Token.NONE).astype(np.uint8)
    last_a, last_b = (np.maximum((x >= 0).sum(axis=1) - 1, 0) for x in (a, b))
    every = np.arange(len(a))
    tail_a, tail_b = a[every, last_a], b[every, last_b]
    last = np.where((tail_a == tail_b) & (tail_a >= 0), Token.EQUAL, Token.NONE).astype(np.uint8)
    at = 0
    for i, j, rows in couples:
        level = found[at : at + len(rows)]
        at += len(rows)
        best_a[rows, i] = np.maximum(best_a[rows, i], level)
        best_b[rows, j] = np.maximum(best_b[rows, j], level)
        if i == j == 0:
            first[rows] = np.maximum(first[rows], level)
        both_last = (last_a[rows] == i) & (last_b[rows] == j)
        last[rows[both_last]] = np.maximum(last[rows[both_last]], level[both_last])
    return best_a, best_b, first, last


def _mark_joined(tokens: Tokens, a: Ints, b: Ints, open_a: Flags, open_b: Flags, best_a: Bytes, best_b: Bytes) -> None:
    """Mark as near a word of `a` that is two neighbours of `b` written as one."""
    for i in range(a.shape[1]):
        for j in range(b.shape[1] - 1):
            rows = np.flatnonzero(open_a[:, i] & open_b[:, j] & open_b[:, j + 1])
            together = tokens.length[b[rows, j]] + tokens.length[b[rows, j + 1]]
            rows = rows[(np.abs(together - tokens.length[a[rows, i]]) <= 1) & (together >= 5)]
            whole = [tokens.text[t] for t in a[rows, i].tolist()]
            heads, tails = ([tokens.text[t] for t in b[rows, column].tolist()] for column in (j, j + 1))
            same = [OSA.distance(word, head + tail, score_cutoff=1) <= 1 for word, head, tail in zip(whole, heads, tails, strict=True)]
            hit = rows[np.array(same, dtype=bool)]
            best_a[hit, i] = best_b[hit, j] = best_b[hit, j + 1] = Token.NEAR


_GIVEN = np.array([Given.DIFFERENT, Given.INITIAL, Given.SHORT, Given.SIMILAR, Given.NEAR, Given.EQUAL], dtype=np.uint8)
_FAMILY = np.array(
    [FamilyName.DIFFERENT, FamilyName.INITIAL, FamilyName.SHORT, FamilyName.SIMILAR, FamilyName.NEAR, FamilyName.EQUAL], dtype=np.uint8
)


def _names(r: Records, left: Ints, right: Ints) -> tuple[Bytes, Bytes, Bytes, Bytes, Floats]:
    """Levels of first names, last names, other words and crowd, and how many bits the words that match hold."""
    a, b = r.name[left], r.name[right]
    best_a, best_b, first, last = _align(r.tokens, a, b)
    words_a, words_b = (a >= 0).sum(axis=1), (b >= 0).sum(axis=1)
    silent = (words_a == 0) | (words_b == 0)
    low, high = np.minimum(best_a[:, 0], best_b[:, 0]), np.maximum(best_a[:, 0], best_b[:, 0])
    given = np.select(
        [silent, first >= Token.SIMILAR, low >= Token.NEAR, high >= Token.NEAR, first > Token.NONE, high > Token.NONE],
        [Given.SILENT, _GIVEN[first], Given.CROSSED, Given.ELSEWHERE, _GIVEN[first], Given.WEAK_ELSEWHERE],
        Given.DIFFERENT,
    ).astype(np.uint8)
    every = np.arange(len(a))
    tail = np.maximum(best_a[every, np.maximum(words_a - 1, 0)], best_b[every, np.maximum(words_b - 1, 0)])
    family = np.select(
        [(words_a < 2) | (words_b < 2), last >= Token.SIMILAR, tail >= Token.NEAR],
        [FamilyName.SILENT, _FAMILY[last], FamilyName.ELSEWHERE],
        _FAMILY[last],
    ).astype(np.uint8)
    lone_a, lone_b = (((best == Token.NONE) & (x >= 0)).sum(axis=1) for best, x in ((best_a, a), (best_b, b)))
    fewer, more = np.minimum(lone_a, lone_b), np.maximum(lone_a, lone_b)
    rest = np.select(
        [silent, more == 0, (fewer == 0) & (more == 1), fewer == 0, (fewer == 1) & (more == 1)],
        [Rest.SILENT, Rest.NONE, Rest.ONE_EXTRA, Rest.MORE_EXTRA, Rest.ONE_EACH],
        Rest.MORE_EACH,
    ).astype(np.uint8)
    return given, family, rest, *_crowd(r, left, right, best_a, best_b)


_WORTH = np.array([0.0, 0.1, 0.4, 0.5, 0.8, 1.0])


def _crowd(r: Records, left: Ints, right: Ints, best_a: Bytes, best_b: Bytes) -> tuple[Bytes, Floats]:
    """How many rows of the district one expects to hold the matched words by chance, and their bits, both by the side that says less."""
    shared = [(r.name_bits[side] * _WORTH[best]).sum(axis=1) for side, best in ((left, best_a), (right, best_b))]
    expected = np.maximum(r.area_bits[left] - shared[0], r.area_bits[right] - shared[1])
    return np.clip(expected + Crowd.ZERO, 0, len(Crowd) - 1).astype(np.uint8), np.minimum(*shared)


def _mothers(r: Records, left: Ints, right: Ints) -> Bytes:
    level = np.full(len(left), Mother.SILENT, dtype=np.uint8)
    both = np.flatnonzero((r.mother[left, 0] >= 0) & (r.mother[right, 0] >= 0))
    a, b = r.mother[left[both]], r.mother[right[both]]
    best_a, best_b, first, _ = _align(r.tokens, a, b)
    lone = [((best == Token.NONE) & (x >= 0)).sum(axis=1) for best, x in ((best_a, a), (best_b, b))]
    weak = [((best < Token.EQUAL) & (x >= 0)).sum(axis=1) for best, x in ((best_a, a), (best_b, b))]
    words = np.minimum((a >= 0).sum(axis=1), (b >= 0).sum(axis=1))
    top = np.maximum(best_a.max(axis=1, initial=0), best_b.max(axis=1, initial=0))
    level[both] = np.select(
        [
            (np.minimum(*weak) == 0) & (words > 1),
            (np.minimum(*weak) == 0),
            (np.minimum(*lone) == 0) | (first >= Token.NEAR),
            top >= Token.SIMILAR,
        ],
        [Mother.EQUAL, Mother.FIRST_EQUAL, Mother.NEAR, Mother.PART],
        Mother.DIFFERENT,
    )
    return level


# -- numbers -------------------------------------------------------------------------------------------------------


def _niks(r: Records, left: Ints, right: Ints) -> Bytes:
    a, b = r.nik_length[left], r.nik_length[right]
    level = np.where((a == 0) & (b == 0), NikLevel.SILENT, NikLevel.ONE_SILENT).astype(np.uint8)
    whole = np.flatnonzero((a == NIK_LENGTH) & (b == NIK_LENGTH))
    level[whole] = _whole_niks(r.nik[left[whole]], r.nik[right[whole]])
    head = np.flatnonzero(((a < 0) & (b != 0)) | ((b < 0) & (a != 0)))
    x, y = r.nik[left[head]], r.nik[right[head]]
    differs = ((x != y) & (x != NO_DIGIT) & (y != NO_DIGIT)).any(axis=1)
    level[head] = np.where(differs, NikLevel.HEAD_DIFFERS, NikLevel.HEAD_AGREES)
    odd = np.flatnonzero((a > 0) & (b > 0) & ((a != NIK_LENGTH) | (b != NIK_LENGTH)))
    edits = cpdist(
        [r.nik_text[i] for i in left[odd]], [r.nik_text[i] for i in right[odd]], scorer=OSA.distance, score_cutoff=3, dtype=np.int32
    )
    level[odd] = np.select([edits <= 1, edits == 2], [NikLevel.DROPPED, NikLevel.TWO_DIGITS], NikLevel.OTHER_LENGTH) if len(odd) else 0
    return level


def _whole_niks(a: Bytes, b: Bytes) -> Bytes:
    """Both have sixteen digits. A last digit 0 may stand for any: a spreadsheet writes it for the sixteenth."""
    lost = (a[:, 15] == 0) | (b[:, 15] == 0)
    differs = a != b
    last_differs = differs[:, 15].copy()
    differs[:, 15] &= ~lost
    count = differs.sum(axis=1)
    area, day, serial = (~differs[:, part].any(axis=1) for part in (slice(0, 6), slice(6, 12), slice(12, 16)))
    where = differs.argmax(axis=1)
    nxt = np.minimum(where + 1, 15)
    every = np.arange(len(a))
    swapped = (count == 2) & (a[every, where] == b[every, nxt]) & (a[every, nxt] == b[every, where])
    return np.select(
        [
            (count == 0) & ~lost,
            (count == 0) & ~last_differs,
            count == 0,
            (count == 1) & (where >= 12),
            count == 1,
            swapped,
            area & day,
            count == 2,
            day & serial,
            area & serial,
            count <= 4,
            day,
            area,
        ],
        [
            NikLevel.EQUAL,
            NikLevel.EQUAL_LOST,
            NikLevel.REPAIRED,
            NikLevel.SERIAL_DIGIT,
            NikLevel.ONE_DIGIT,
            NikLevel.SWAPPED,
            NikLevel.SERIAL,
            NikLevel.TWO_DIGITS,
            NikLevel.AREA_DIFFERS,
            NikLevel.DATE_DIFFERS,
            NikLevel.FEW_DIGITS,
            NikLevel.DATE_ONLY,
            NikLevel.AREA_ONLY,
        ],
        NikLevel.DIFFERENT,
    ).astype(np.uint8)


def _birth_dates(r: Records, left: Ints, right: Ints) -> Bytes:
    a, b, nik_a, nik_b = r.birth[left], r.birth[right], r.nik_birth[left], r.nik_birth[right]
    borrowed = (a < 0) | (b < 0)
    one, other = np.where(a >= 0, a, nik_a), np.where(b >= 0, b, nik_b)
    silent = (one < 0) | (other < 0)
    year_a, month_a, day_a, year_b, month_b, day_b = (
        one // 10000,
        one // 100 % 100,
        one % 100,
        other // 10000,
        other // 100 % 100,
        other % 100,
    )
    apart = np.abs(year_a - year_b)
    years, months, days = apart == 0, month_a == month_b, day_a == day_b
    default = years & (((month_a == 1) & (day_a == 1)) | ((month_b == 1) & (day_b == 1)))
    common = r.common_birth[left]
    nik_agrees = ((nik_a == b) & (b >= 0)) | ((nik_b == a) & (a >= 0))
    slip = (apart == 1) | (apart == 10) | ((year_a % 10 == year_b // 10 % 10) & (year_b % 10 == year_a // 10 % 10))
    return np.select(
        [
            silent,
            borrowed & (one == other),
            borrowed,
            (one == other) & ~common,
            one == other,
            nik_agrees,
            years & (month_a == day_b) & (day_a == month_b),
            default,
            years & months,
            years & days,
            months & days & slip,
            months & days,
            years,
            apart <= 3,
        ],
        [
            DateLevel.SILENT,
            DateLevel.NIK_EQUAL,
            DateLevel.NIK_DIFFERENT,
            DateLevel.EQUAL,
            DateLevel.EQUAL_COMMON,
            DateLevel.NIK_SAYS_EQUAL,
            DateLevel.SWAPPED,
            DateLevel.DEFAULT,
            DateLevel.DAY,
            DateLevel.MONTH,
            DateLevel.YEAR_SLIP,
            DateLevel.YEAR,
            DateLevel.SAME_YEAR,
            DateLevel.CLOSE,
        ],
        DateLevel.DIFFERENT,
    ).astype(np.uint8)


def _proofs(r: Records, left: Ints, right: Ints) -> Bytes:
    a, b = r.birth[left], r.birth[right]
    state = np.select([(r.birth < 0) | (r.nik_birth < 0), r.birth == r.nik_birth], [0, 1], 2)  # silent, confirmed, contradicted
    one, other = state[left], state[right]
    return np.select(
        [
            (a < 0) | (b < 0) | (a == b),
            (one == 1) & (other == 1),
            ((one == 1) & (other == 0)) | ((one == 0) & (other == 1)),
            (one == 1) | (other == 1),
            (one == 0) & (other == 0),
        ],
        [Proof.SILENT, Proof.BOTH, Proof.ONE, Proof.ONE_OTHER_CONTRADICTS, Proof.NONE],
        Proof.CONTRADICTS,
    ).astype(np.uint8)


# -- the rest ------------------------------------------------------------------------------------------------------


def _sexes(r: Records, left: Ints, right: Ints) -> Bytes:
    sex = np.where(r.sex >= 0, r.sex, r.nik_sex)
    a, b = sex[left], sex[right]
    return np.select([(a < 0) | (b < 0), a == b], [Sex.SILENT, Sex.SAME], Sex.DIFFERENT).astype(np.uint8)


def _places(r: Records, left: Ints, right: Ints) -> Bytes:
    a, b = r.village[left], r.village[right]
    return np.select(
        [(a < 0) | (b < 0), a == b, a // DISTRICT == b // DISTRICT, a // (100 * DISTRICT) == b // (100 * DISTRICT)],
        [Village.SILENT, Village.VILLAGE, Village.DISTRICT, Village.REGENCY],
        Village.ELSEWHERE,
    ).astype(np.uint8)


def _numbers(r: Records, left: Ints, right: Ints) -> Bytes:
    a, b = r.phone[left], r.phone[right]
    off = np.abs(a - b)
    one_digit = np.isin(off, _ONE_DIGIT_OFF)
    return np.select(
        [(a < 0) | (b < 0), (a == b) & ~r.shared_phone[left], a == b, one_digit],
        [Phone.SILENT, Phone.EQUAL, Phone.EQUAL_SHARED, Phone.NEAR],
        Phone.DIFFERENT,
    ).astype(np.uint8)


_ONE_DIGIT_OFF = np.array([digit * 10**place for place in range(13) for digit in range(1, 10)])


def _lists(r: Records, left: Ints, right: Ints) -> Bytes:
    a, b = r.source[left], r.source[right]
    return np.select([(a < 0) | (b < 0), a == b], [Source.SILENT, Source.SAME], Source.DIFFERENT).astype(np.uint8)
