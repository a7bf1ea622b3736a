"""Companions: an unsure pair is also judged by the rows that surely belong to either of its two rows.

When a participant surely is one of two registrations, what he has in common with the other says as much about the two as they say
themselves. So the weight of an unsure pair becomes the mean of its own and that of the pairs between the companions of both.
"""

from __future__ import annotations

import numpy as np

from payung.linkage.clean import Floats, Ints, Records, distinct
from payung.linkage.compare import compare
from payung.linkage.score import Model, weights

SURE = 5.0  # from this weight on a row is a companion
UNSURE = (-7.0, 9.0)  # weights that companions may change
MOST_COMPANIONS = 4
LOUDEST = 12.0  # no pair of companions counts for more


def weighed_with_companions(records: Records, left: Ints, right: Ints, own: Floats, model: Model) -> Floats:
    """The weights of the pairs (left < right) after their companions have been heard."""
    circle = _Circle(len(records), left, right, own)
    asked = np.flatnonzero((own > UNSURE[0]) & (own < UNSURE[1]) & (circle.count[left] + circle.count[right] > 0))
    pair, one, other = circle.between(left[asked], right[asked])
    low, high = np.minimum(one, other), np.maximum(one, other)
    usable = (low != high) & (low < records.registrations) & ((low != left[asked][pair]) | (high != right[asked][pair]))
    pair, low, high = pair[usable], low[usable], high[usable]
    packed = low * len(records) + high
    couples = distinct(packed)
    first, second = couples // len(records), couples % len(records)
    said = np.clip(weights(model, compare(records, first, second), second >= records.registrations), -LOUDEST, LOUDEST)
    voices = np.bincount(pair, minlength=len(asked))
    heard = voices > 0
    mean = np.bincount(pair, said[np.searchsorted(couples, packed)], len(asked))[heard] / voices[heard]
    result = own.copy()
    result[asked[heard]] = np.round((own[asked[heard]] + mean) / 2, 3)
    return result


class _Circle:
    """For every row those that are surely the same person, the surest first."""

    def __init__(self, size: int, left: Ints, right: Ints, weight: Floats) -> None:
        sure = weight >= SURE
        row, mate, weight = np.concatenate([left[sure], right[sure]]), np.concatenate([right[sure], left[sure]]), np.tile(weight[sure], 2)
        order = np.lexsort((mate, -weight, row))
        row, mate = row[order], mate[order]
        self.begin = np.searchsorted(row, np.arange(size))
        self.mate = mate
        self.count = np.minimum(np.bincount(row, minlength=size), MOST_COMPANIONS)

    def between(self, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
        """All pairs between the circles of both rows (the rows included, either left out of the other's circle): position, row, row."""
        wide = self.count[right] + 1
        pairs = (self.count[left] + 1) * wide
        pair = np.repeat(np.arange(len(left)), pairs)
        place = np.arange(pairs.sum()) - np.repeat(np.cumsum(pairs) - pairs, pairs)
        one, other = self._member(left[pair], place // wide[pair]), self._member(right[pair], place % wide[pair])
        apart = (one != right[pair]) & (other != left[pair])
        return pair[apart], one[apart], other[apart]

    def _member(self, row: Ints, place: Ints) -> Ints:
        if not len(self.mate):
            return row
        return np.where(place == 0, row, self.mate[np.minimum(self.begin[row] + np.maximum(place - 1, 0), len(self.mate) - 1)])
