"""Score: bits for and against, one table per field and one per couple of fields that partly tell the same.

The weight of a pair is the log2 odds that both rows are one person: what each level adds, plus corrections for couples of fields (a NIK
holds the birth date: agreeing on both is worth less than the sum), plus how densely true pairs of its kind lie in the data at hand,
which is estimated anew for each run. The tables are taught by synthetic truth (bench/linkage/teach.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from payung.linkage.clean import Flags, Floats
from payung.linkage.compare import Comparison
from payung.linkage.levels import LEVELS, level_names

KINDS = ("registration", "participant")
# How much data the usual density counts for: few rows cannot overrule it.
TRUST_IN_USUAL = 50.0


@dataclass(frozen=True, slots=True)
class Model:
    """The tables in bits, and the density of true pairs of each kind: true pairs for each pair that could be, times the rows at hand."""

    version: str
    bias: Mapping[str, float]
    fields: Mapping[str, Floats]
    couples: Mapping[tuple[str, str], Floats]
    density: Mapping[str, float]

    def with_density(self, density: Mapping[str, float]) -> Model:
        """The same tables for data in which true pairs lie more or less densely."""
        return replace(self, density={kind: round(value, 9) for kind, value in density.items()})

    def constant(self, kind: str) -> float:
        """What every pair of the kind starts from, in bits."""
        return self.bias[kind] + float(np.log2(self.density[kind]))

    def as_json(self) -> dict[str, Any]:
        """All that is needed to compute a weight by hand; couples without bits are left out."""
        return {
            "version": self.version,
            "bias": dict(self.bias),
            "density": dict(self.density),
            "fields": {name: dict(zip(level_names(name), table.tolist(), strict=True)) for name, table in self.fields.items()},
            "couples": {f"{first} x {second}": _nonzero(first, second, table) for (first, second), table in self.couples.items()},
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Model:
        """The inverse of `as_json`."""
        couples = {}
        for name, bits in raw["couples"].items():
            first, second = name.split(" x ")
            couples[first, second] = np.array([[bits.get(a, {}).get(b, 0.0) for b in level_names(second)] for a in level_names(first)])
        fields = {name: np.array([raw["fields"][name][level] for level in level_names(name)]) for name in LEVELS}
        return cls(raw["version"], raw["bias"], fields, couples, raw["density"])


@cache
def taught() -> Model:
    """The packaged tables."""
    return Model.from_json(json.loads(resources.files("payung.linkage").joinpath("weights.json").read_text(encoding="utf-8")))


def table_bits(model: Model, comparison: Comparison) -> Floats:
    """What the tables say of each pair, before its kind."""
    bits = np.zeros(len(comparison))
    for name, table in model.fields.items():
        bits += table[comparison.levels[name]]
    for (first, second), table in model.couples.items():
        bits += table[comparison.levels[first], comparison.levels[second]]
    return bits


def weights(model: Model, comparison: Comparison, participant: Flags) -> Floats:
    """The log2 odds of each pair; `participant` is true where the right row is one."""
    own, between = (model.constant(kind) for kind in KINDS)
    return np.round(table_bits(model, comparison) + np.where(participant, between, own), 3)


def found_density(model: Model, bits: Floats, kind: str, room: float) -> float:
    """The density at which the pairs believed true are as many as it says; `bits` from the tables, `room` pairs that could be, per row."""
    usual = density = model.density[kind]
    for _ in range(200):
        weight = np.clip(bits + model.bias[kind] + np.log2(density), -60, 60)
        believed = float((1.0 / (1.0 + np.exp2(-weight))).sum())
        updated = (believed + TRUST_IN_USUAL * usual) / (room + TRUST_IN_USUAL)
        if abs(updated - density) < 1e-6 * density:
            break
        density = updated
    return density


def _nonzero(first: str, second: str, table: Floats) -> dict[str, dict[str, float]]:
    rows = zip(level_names(first), table.tolist(), strict=True)
    kept = {a: {b: bits for b, bits in zip(level_names(second), row, strict=True) if bits} for a, row in rows}
    return {level: bits for level, bits in kept.items() if bits}
