"""Candidates: which pairs of rows are worth comparing.

Rows meet when they share a key of some family; a block larger than its family allows says nothing and is left out, since finer
families cover its true pairs. Keys are made of values, so the pairs do not depend on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from payung.linkage.clean import DISTRICT, NIK_LENGTH, Flags, Ints, Records, distinct

NIK_AREA = 10**10
YEARS_APART = 5

_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of key. Column `i` of `parts` is the value of part `i`; blocks of more than `most` rows are left out.

    A part with a list in `texts` is a number in that list. With `for_rows` only pairs that hold one of those rows. A `loose` family
    finds so many that pairs of different sex, or born more than `YEARS_APART` apart, are left out.
    """

    name: str
    most: int
    rows: Ints
    parts: tuple[Ints, ...]
    texts: tuple[list[str] | None, ...]
    for_rows: Flags | None = None
    loose: bool = False


def families(records: Records) -> Iterator[Family]:
    """All keys of all rows, family by family."""
    r = records
    everyone = np.arange(len(r))
    spoken = r.tokens.length[r.name] > 1
    columns = [(np.flatnonzero(spoken[:, column]), column) for column in range(r.name.shape[1])]
    couples = [(np.flatnonzero(spoken[:, a] & spoken[:, b]), a, b) for a, b in combinations(range(r.name.shape[1]), 2)]
    sound, kin, sounds, kins = r.tokens.skeleton[r.name], r.tokens.kin[r.name], r.tokens.skeletons, r.tokens.kins
    district = np.where(r.village >= 0, r.village // DISTRICT, np.where(r.nik_number >= 0, r.nik_number // NIK_AREA, -1))
    regency = np.where(district >= 0, district // 100, -1)
    days = _days(r)
    bare = (r.birth < 0) | (r.nik_length != NIK_LENGTH)
    two_sounds, two_names = ([_two(values, *couple) for couple in couples] for values in (sound, kin))

    yield _family("nik15", 60, [(everyone, np.where(r.nik_number >= 0, r.nik_number // 10, -1))])
    yield _family("phone", 12, [(everyone, r.phone)])
    yield _family("day-village", 40, [(everyone, day, r.village) for day in days])
    day_sound = [(rows, day[rows], sound[rows, c]) for rows, c in columns for day in days]
    yield _family("day-sound-regency", 50, [(*key, regency[key[0]]) for key in day_sound], (None, sounds))
    yield _family("day-sound", 50, day_sound, (None, sounds), for_rows=regency < 0)
    yield _family("day-sounds", 50, [(*key, day[key[0]]) for key in two_sounds for day in days], (sounds, sounds))
    yield _family("names-province", 8, two_names, (kins, kins), loose=True)
    yield _family("sounds-district", 20, [(*key, district[key[0]]) for key in two_sounds], (sounds, sounds), loose=True)
    yield _family("sounds-regency", 15, [(*key, regency[key[0]]) for key in two_sounds], (sounds, sounds), for_rows=bare, loose=True)
    yield _family(
        "sound-village", 20, [(rows, sound[rows, c], r.village[rows]) for rows, c in columns], (sounds,), for_rows=bare, loose=True
    )


def candidate_pairs(records: Records, new: Flags | None = None) -> Ints:
    """Pairs packed as left * N + right, left < right, left always a registration, ascending and each once.

    With `new` only pairs that hold at least one of these rows.
    """
    size = max(1, len(records))
    pairs = distinct(np.concatenate([family_pairs(family, records) for family in families(records)]))
    return pairs if new is None else pairs[new[pairs // size] | new[pairs % size]]


def family_pairs(family: Family, records: Records) -> Ints:
    """The pairs inside the blocks of one family, packed, ascending and each once."""
    size = max(1, len(records))
    one, other = _block_mates(family, size)
    left, right = np.minimum(one, other), np.maximum(one, other)
    wanted = (left < records.registrations) & (left != right)
    left, right = left[wanted], right[wanted]
    if family.loose:
        possible = _possible(records, left, right)
        left, right = left[possible], right[possible]
    return distinct(left * size + right)


def _block_mates(family: Family, size: int) -> tuple[Ints, Ints]:
    """Rows that share a block: each couple once, or each of `for_rows` with all rows of its block."""
    bits = np.uint64(size.bit_length())
    packed = distinct((_hashes(family.parts) << bits) | family.rows.astype(np.uint64))  # equal keys side by side, a row once
    key, row = packed >> bits, (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]][: len(key)])
    sizes = np.diff(np.r_[begins, len(key)])
    begin, block = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    chosen = (block > 1) & (block <= family.most)
    if family.for_rows is None:
        first = np.flatnonzero(chosen)
        mates, start = (begin + block)[first] - first - 1, first + 1  # those behind it in its block
    else:
        first = np.flatnonzero(chosen & family.for_rows[row])
        mates, start = block[first], begin[first]
    other = np.repeat(start - (np.cumsum(mates) - mates), mates) + np.arange(mates.sum())
    return row[np.repeat(first, mates)], row[other]


def _possible(r: Records, left: Ints, right: Ints) -> Flags:
    """Sex and birth year do not both speak against the pair, and neither does so beyond what a slip explains; or the mother is the same."""
    sex = np.where(r.sex >= 0, r.sex, r.nik_sex)
    year = np.where(r.birth >= 0, r.birth, r.nik_birth) // 10_000
    mother = r.tokens.skeleton[r.mother[:, 0]]
    one_sex = (sex[left] == sex[right]) | (sex[left] < 0) | (sex[right] < 0)
    apart = np.where((year[left] < 0) | (year[right] < 0), 0, np.abs(year[left] - year[right]))
    possible = np.where(one_sex, (apart <= YEARS_APART) | (apart % 10 == 0), apart <= 1)
    return possible | ((mother[left] == mother[right]) & (mother[left] >= 0))


def _family(
    name: str,
    most: int,
    keys: Sequence[tuple[Ints, ...]],
    texts: tuple[list[str] | None, ...] = (),
    *,
    for_rows: Flags | None = None,
    loose: bool = False,
) -> Family:
    """Put the keys of several columns together, without those that lack a part."""
    complete = []
    for rows, *parts in keys:
        known = np.logical_and.reduce([part >= 0 for part in parts])
        complete.append([rows[known], *(part[known] for part in parts)])
    rows, *parts = (np.concatenate(column) for column in zip(*complete, strict=True))
    return Family(name, most, rows, tuple(parts), texts + (None,) * (len(parts) - len(texts)), for_rows, loose)


def _days(r: Records) -> list[Ints]:
    """The birth date and, where it says something else, the date inside the NIK; day and month in either order are one."""
    written, inside = _either_order(r.birth), _either_order(r.nik_birth)
    return [written, np.where(inside == written, -1, inside)]


def _either_order(date: Ints) -> Ints:
    year, month, day = date // 10000, date // 100 % 100, date % 100
    return np.where(date >= 0, year * 10000 + np.minimum(month, day) * 100 + np.maximum(month, day), -1)


def _two(values: Ints, rows: Ints, a: int, b: int) -> tuple[Ints, Ints, Ints]:
    """The rows and two of their tokens, the smaller number first: names are also written the other way round."""
    x, y = values[rows, a], values[rows, b]
    return rows, np.minimum(x, y), np.maximum(x, y)


def _hashes(parts: tuple[Ints, ...]) -> NDArray[np.uint64]:
    """One well mixed number per key (the finisher of splitmix64, part by part)."""
    mixed = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        mixed = mixed * _ODD + part.astype(np.uint64) + np.uint64(1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed
