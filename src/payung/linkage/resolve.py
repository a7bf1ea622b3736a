"""Resolve: from accepted pairs to people. A cluster holds one person: no two of its rows may contradict, and at most one is a participant.

Groups that hang together by accepted pairs are taken apart again where their rows contradict one another: the strongest pairs join
first, and a pair that would bring contradicting rows together goes to a human instead.
"""

from __future__ import annotations

import numpy as np

from payung.linkage.clean import Flags, Floats, Ints

LARGEST_GROUP = 200  # rows; beyond, only pairs that were compared can contradict


def groups(size: int, left: Ints, right: Ints) -> Ints:
    """The smallest row that each row hangs together with by the given pairs."""
    label = np.arange(size)
    while True:
        before = label.copy()
        smaller = np.minimum(label[left], label[right])
        np.minimum.at(label, label[left], smaller)
        np.minimum.at(label, label[right], smaller)
        label = label[label]
        if np.array_equal(label, before):
            return label


def inner_pairs(label: Ints) -> tuple[Ints, Ints]:
    """All pairs of rows inside groups of three to `LARGEST_GROUP` rows, left < right."""
    order = np.argsort(label, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(label[order]) != 0])
    sizes = np.diff(np.r_[begins, len(order)])
    lefts, rights = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[(sizes > 2) & (sizes <= LARGEST_GROUP)]):
        members = order[begins[sizes == size][:, None] + np.arange(size)]
        a, b = np.triu_indices(size, 1)
        lefts.append(members[:, a].ravel())
        rights.append(members[:, b].ravel())
    return np.concatenate(lefts), np.concatenate(rights)


def settle(left: Ints, right: Ints, weight: Floats, wanted: Flags, barred: Flags, registrations: int) -> dict[int, int]:
    """Cluster label (its smallest row) for every row of the given pairs, joining `wanted` pairs from the heaviest down.

    `barred` pairs may never share a cluster; nor may two participants (rows from `registrations` on).
    """
    bars: dict[int, set[int]] = {}
    for a, b in zip(left[barred].tolist(), right[barred].tolist(), strict=True):
        bars.setdefault(a, set()).add(b)
        bars.setdefault(b, set()).add(a)
    cluster: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for row in np.unique(np.concatenate([left, right])).tolist():
        cluster[row], members[row] = row, [row]
    chosen = np.flatnonzero(wanted)
    for at in chosen[np.lexsort((right[chosen], left[chosen], -weight[chosen]))].tolist():
        one, other = sorted((cluster[int(left[at])], cluster[int(right[at])]))
        if one == other or _contradict(members[one], members[other], bars, registrations):
            continue
        for row in members[other]:
            cluster[row] = one
        members[one] += members.pop(other)
    return cluster


def _contradict(these: list[int], those: list[int], bars: dict[int, set[int]], registrations: int) -> bool:
    if any(row >= registrations for row in these) and any(row >= registrations for row in those):
        return True
    return any(not bars.get(row, _NONE).isdisjoint(those) for row in these)


_NONE: set[int] = set()


def strongest_per_couple(couple: Ints, weight: Floats) -> Ints:
    """Positions of the heaviest pair of each couple of clusters: one question is enough."""
    order = np.lexsort((np.arange(len(couple)), -weight, couple))
    first = np.r_[True, np.diff(couple[order]) != 0][: len(order)]
    return np.sort(order[first])
