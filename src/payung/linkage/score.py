"""Score: bits for and against, one table per field and one per couple of fields that tell the same thing twice.

The weight of a pair is the log2 odds that both rows are one person: the sum of what each level adds, plus corrections for couples of
fields (a NIK holds the birth date: agreeing on both is worth less than the sum), plus the share of true pairs among the candidates of
its kind in the data at hand, which is estimated anew for each run. The tables are taught by synthetic truth (bench/linkage/teach.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from payung.linkage.compare import LEVELS, Comparison, levels_of

Floats = NDArray[np.float64]

KINDS = ("registration", "participant")
# How many candidates the taught share counts for: few rows cannot overrule it.
TRUST_IN_TAUGHT_SHARE = 300.0


@dataclass(frozen=True, slots=True)
class Model:
    """The tables in bits. `share` is the share of true pairs among candidates of each kind, as taught and as found."""

    version: str
    bias: Mapping[str, float]
    fields: Mapping[str, Floats]
    couples: Mapping[tuple[str, str], Floats]
    taught_share: Mapping[str, float]
    share: Mapping[str, float]

    def shift(self, kind: str) -> float:
        """What the share of true pairs in this data adds to each weight of the kind, in bits."""
        return _log2_odds(self.share[kind]) - _log2_odds(self.taught_share[kind])

    def with_shares(self, share: Mapping[str, float]) -> Model:
        """The same tables for data with other shares."""
        return Model(self.version, self.bias, self.fields, self.couples, self.taught_share, dict(share))

    def as_json(self) -> dict[str, Any]:
        """Everything a reader needs to compute a weight by hand."""
        return {
            "version": self.version,
            "bias": dict(self.bias),
            "fields": {name: dict(zip(levels_of(name), table.tolist(), strict=True)) for name, table in self.fields.items()},
            "couples": {" x ".join(couple): table.tolist() for couple, table in self.couples.items()},
            "taught_share": dict(self.taught_share),
            "share": {kind: round(value, 6) for kind, value in self.share.items()},
        }


@cache
def taught() -> Model:
    """The packaged tables."""
    raw = json.loads(resources.files("payung.linkage").joinpath("weights.json").read_text(encoding="utf-8"))
    return Model(
        version=raw["version"],
        bias=raw["bias"],
        fields={name: np.array(raw["fields"][name]) for name in LEVELS},
        couples={(c["first"], c["second"]): np.array(c["bits"]) for c in raw["couples"]},
        taught_share=raw["share"],
        share=raw["share"],
    )


def raw_weights(model: Model, comparison: Comparison, kind: str) -> Floats:
    """Weights of pairs of one kind by the tables alone, as if the shares were those taught."""
    weight = np.full(len(comparison), model.bias[kind])
    for name, table in model.fields.items():
        weight += table[comparison.levels[name]]
    for (first, second), table in model.couples.items():
        weight += table[comparison.levels[first], comparison.levels[second]]
    return weight


def fit_share(model: Model, weights: Floats, kind: str) -> float:
    """The share of true pairs among candidates with these raw weights: the fixed point of counting with that share as belief."""
    if not len(weights):
        return model.taught_share[kind]
    before = model.taught_share[kind]
    share = before
    for _ in range(100):
        shift = _log2_odds(share) - _log2_odds(before)
        believed = 1.0 / (1.0 + np.exp2(-np.clip(weights + shift, -60, 60)))
        updated = float((believed.sum() + TRUST_IN_TAUGHT_SHARE * before) / (len(weights) + TRUST_IN_TAUGHT_SHARE))
        if abs(updated - share) < 1e-7:
            break
        share = updated
    return share


def _log2_odds(share: float) -> float:
    return float(np.log2(share) - np.log2(1.0 - share))
