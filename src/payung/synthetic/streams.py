"""Seeded randomness: every part of the province draws from a stream of its own, so that a change in one part leaves the others as they were."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def stream(seed: int, part: str) -> np.random.Generator:
    """The generator of `part` of the province `seed`: the same pair gives the same draws."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(part.encode())])))


def pick(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """`size` positions in `weights`, each drawn in proportion to its weight."""
    cumulative = np.cumsum(weights)
    return np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right").astype(np.int64)


def within_groups(sizes: Ints) -> tuple[Ints, Ints]:
    """For groups of `sizes` laid end to end: the group of each member and its place in the group, from 0."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.cumsum(sizes) - sizes
    return group, np.arange(len(group)) - starts[group]
