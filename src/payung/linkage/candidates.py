"""Candidates: which pairs of rows are worth comparing.

Rows meet when they share a key of some family; a block larger than its family allows says nothing and is left out, since finer
families cover its true pairs. Keys are made of values, so the pairs do not depend on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from payung.linkage.clean import DISTRICT, NIK_LENGTH, Flags, Ints, Records, distinct

NIK_AREA = 10**10

_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of key. Column `i` of `parts` is the value of part `i`; blocks of more than `most` rows are left out.

    A part with a list in `texts` is a number in that list.
    """

    name: str
    most: int
    rows: Ints
    parts: tuple[Ints, ...]
    texts: tuple[list[str] | None, ...]
    needy: bool = False  # pairs only with a row that lacks a whole NIK or a date


def families(records: Records) -> Iterator[Family]:
    """All keys of all rows, family by family."""
    r = records
    everyone = np.arange(len(r))
    spoken = r.tokens.length[r.name] > 1
    sound, kin = r.tokens.skeleton[r.name], r.tokens.kin[r.name]
    district = np.where(r.village >= 0, r.village // DISTRICT, np.where(r.nik_number >= 0, r.nik_number // NIK_AREA, -1))
    regency = np.where(district >= 0, district // 100, -1)
    days = _days(r)
    columns = [np.flatnonzero(spoken[:, column]) for column in range(r.name.shape[1])]

    sounds, kins = r.tokens.skeletons, r.tokens.kins
    pairs = _pairs_of_tokens(spoken)

    yield _family("nik15", 60, [(everyone, np.where(r.nik_number >= 0, r.nik_number // 10, -1))])
    yield _family("phone", 12, [(everyone, r.phone)])
    yield _family("day-sound", 50, [(rows, day[rows], sound[rows, c]) for c, rows in enumerate(columns) for day in days], (None, sounds))
    yield _family("day-village", 40, [(everyone, day, r.village) for day in days])
    yield _family("names-province", 8, [_two(kin, rows, a, b) for rows, a, b in pairs], (kins, kins))
    yield _family("sounds-district", 40, [(*_two(sound, rows, a, b), district[rows]) for rows, a, b in pairs], (sounds, sounds))
    yield _family("sounds-regency", 30, [(*_two(sound, rows, a, b), regency[rows]) for rows, a, b in pairs], (sounds, sounds), needy=True)
    yield _family("sound-village", 60, [(rows, sound[rows, c], r.village[rows]) for c, rows in enumerate(columns)], (sounds,), needy=True)


def candidate_pairs(records: Records, new: Flags | None = None) -> Ints:
    """Pairs packed as left * N + right, left < right, left always a registration, ascending and each once.

    With `new` only pairs that hold at least one of these rows.
    """
    size = len(records)
    needy = (records.birth < 0) | (records.nik_length != NIK_LENGTH)
    found = [_pairs(family, needy if family.needy else None, records.registrations, size) for family in families(records)]
    pairs = distinct(np.concatenate(found))
    return pairs if new is None else pairs[new[pairs // max(1, size)] | new[pairs % max(1, size)]]


def _family(name: str, most: int, keys: list[tuple[Ints, ...]], texts: tuple[list[str] | None, ...] = (), *, needy: bool = False) -> Family:
    """Put the keys of several columns together, without those that lack a part."""
    complete = []
    for rows, *parts in keys:
        known = np.logical_and.reduce([part >= 0 for part in parts])
        complete.append([rows[known], *(part[known] for part in parts)])
    rows, *parts = (np.concatenate(column) for column in zip(*complete, strict=True))
    return Family(name, most, rows, tuple(parts), texts + (None,) * (len(parts) - len(texts)), needy)


def _days(r: Records) -> list[Ints]:
    """The birth date and, where it says something else, the date inside the NIK; day and month in either order are one."""
    written, inside = _either_order(r.birth), _either_order(r.nik_birth)
    return [written, np.where(inside == written, -1, inside)]


def _either_order(date: Ints) -> Ints:
    year, month, day = date // 10000, date // 100 % 100, date % 100
    return np.where(date >= 0, year * 10000 + np.minimum(month, day) * 100 + np.maximum(month, day), -1)


def _pairs_of_tokens(spoken: Flags) -> list[tuple[Ints, int, int]]:
    return [(np.flatnonzero(spoken[:, a] & spoken[:, b]), a, b) for a, b in combinations(range(spoken.shape[1]), 2)]


def _two(values: Ints, rows: Ints, a: int, b: int) -> tuple[Ints, Ints, Ints]:
    """The rows and two of their tokens, the smaller number first: names are also written the other way round."""
    x, y = values[rows, a], values[rows, b]
    return rows, np.minimum(x, y), np.maximum(x, y)


def _pairs(family: Family, needy: Flags | None, registrations: int, size: int) -> Ints:
    """All pairs inside the blocks of one family."""
    bits = np.uint64(max(1, size.bit_length()))
    packed = distinct((_hashes(family.parts) << bits) | family.rows.astype(np.uint64))  # equal keys side by side, a row once
    key, row = packed >> bits, (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    if not len(row):
        return np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    sizes = np.diff(np.r_[begins, len(key)])
    begin, block = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    chosen = (block > 1) & (block <= family.most)
    if needy is None:
        first = np.flatnonzero(chosen)
        partners = (begin + block)[first] - first - 1  # those behind it in its block
        start = first + 1
    else:
        first = np.flatnonzero(chosen & needy[row])
        partners, start = block[first], begin[first]
    one = np.repeat(first, partners)
    other = np.repeat(start - (np.cumsum(partners) - partners), partners) + np.arange(partners.sum())
    left, right = np.minimum(row[one], row[other]), np.maximum(row[one], row[other])
    wanted = (left < registrations) & (left != right)
    return distinct(left[wanted] * size + right[wanted])


def _hashes(parts: tuple[Ints, ...]) -> NDArray[np.uint64]:
    """One well mixed number per key (the finisher of splitmix64, part by part)."""
    mixed = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        mixed = mixed * _ODD + part.astype(np.uint64) + np.uint64(1)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed
