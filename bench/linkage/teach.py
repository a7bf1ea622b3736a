"""Teach the scorer: invented provinces with known truth go in, src/payung/linkage/weights.json comes out.

    python bench/linkage/teach.py            about five minutes on one core

Sixteen provinces, each with its own people, error mix, share of repeated rows and size; half of the mixes have every rate and spread
shaken at random, some lack a column, so that no one kind of list is learnt by heart. The weights are those of a logistic regression over
the levels of each field and of some couples of fields, with every weight drawn towards nothing (couples more than fields). The density
of true pairs in each province is known, so it is given and not learnt: at work it is estimated from the data at hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from payung.linkage.candidates import candidate_pairs
from payung.linkage.clean import Floats, Ints, Records, clean
from payung.linkage.compare import Comparison, compare
from payung.linkage.levels import LEVELS
from payung.linkage.score import KINDS, Model
from payung.synthetic import MIXES, Mix, linkage_frames, make_province

WEIGHTS = Path(__file__).parents[2] / "src" / "payung" / "linkage" / "weights.json"
VERSION = "1"
FIRST_SEED = 9100  # never used to judge
# The couples that tell partly the same, or whose meaning depends on one another.
COUPLES = (
    ("nik", "date"), ("nik", "given"), ("nik", "village"), ("nik", "mother"), ("nik", "phone"), ("nik", "proof"), ("nik", "crowd"),
    ("date", "given"), ("date", "village"), ("date", "mother"), ("date", "proof"), ("date", "crowd"),
    ("given", "family"), ("given", "rest"), ("given", "village"), ("given", "mother"), ("given", "phone"), ("given", "sex"),
    ("given", "proof"), ("given", "crowd"), ("family", "rest"), ("village", "crowd"), ("village", "source"),
)  # fmt: skip
SILENT = {"crowd": len(LEVELS["crowd"]) - 1}  # the level that says nothing, where it is not the first
FIELD_PULL, COUPLE_PULL = 1.0, 5.0
STEPS = 150


@dataclass(frozen=True)
class Lesson:
    """The compared pairs of one province: levels, truth, kind (0 registration, 1 participant), and log density of true pairs."""

    comparison: Comparison
    truth: Floats
    kind: Ints
    offset: Floats


def lessons() -> list[Lesson]:
    """The sixteen provinces."""
    rng = np.random.Generator(np.random.PCG64(FIRST_SEED))
    names = ("office", "field", "phone", "excel", "legacy", "hostile", "field", "office")
    taught = []
    for number in range(16):
        mix = MIXES[names[number % len(names)]]
        mix = shaken(mix, rng) if number >= len(names) else mix
        workers, repeats = (20_000, 50_000)[number % 2], (0.08, 0.02, 0.20, 0.05)[number // 2 % 4]
        frames = linkage_frames(make_province(workers, FIRST_SEED + number), mix, FIRST_SEED + number, repeats)
        missing = {3: ["source"], 5: ["mother"], 6: ["source"], 9: ["phone"], 12: ["sex"]}.get(number, [])
        taught.append(
            lesson(frames.registrations.drop(missing), frames.participants.drop(missing), frames.truth, frames.participants_truth)
        )
        print(f"{mix.name}: {workers} rows, {repeats:.0%} repeated, {len(taught[-1].truth)} pairs", file=sys.stderr)
    return taught


def shaken(mix: Mix, rng: np.random.Generator) -> Mix:
    """The mix with every rate multiplied or divided by about one and a half."""
    rates = {code: min(0.9, rate * float(np.exp(rng.normal(0, 0.4)))) for code, rate in mix.rates.items()}
    whole = {code: min(0.9, rate * float(np.exp(rng.normal(0, 0.4)))) for code, rate in mix.whole_files.items()}
    spreads = {name: getattr(mix, name) * float(np.exp(rng.normal(0, 0.3))) for name in ("clerk_spread", "row_spread")}
    return replace(mix, rates=rates, whole_files=whole, **spreads)


def lesson(registrations: pl.DataFrame, participants: pl.DataFrame, truth: pl.DataFrame, participants_truth: pl.DataFrame) -> Lesson:
    """Compare all candidates of one province."""
    records = clean(registrations, participants)
    size = len(records)
    packed = candidate_pairs(records)
    left, right = packed // size, packed % size
    person = pl.concat([truth.sort("id"), participants_truth.sort("id")])["person"].cast(pl.Categorical).to_physical().to_numpy()
    same = (person[left] == person[right]).astype(np.float64)
    kind = (right >= records.registrations).astype(np.int64)
    room = possible_pairs(records)
    density = np.array([max(same[kind == k].sum(), 0.5) / (room[name] / size) for k, name in enumerate(KINDS)])
    return Lesson(compare(records, left, right), same, kind, np.log(density)[kind])


def possible_pairs(records: Records) -> dict[str, float]:
    """How many pairs of each kind there could be."""
    own, others = records.registrations, len(records) - records.registrations
    return {"registration": own * (own - 1) / 2, "participant": float(own * others)}


def fit(taught: list[Lesson]) -> Model:
    """The tables that explain the lessons best."""
    levels = {name: np.concatenate([each.comparison.levels[name] for each in taught]).astype(np.int64) for name in LEVELS}
    truth, kind, offset = (np.concatenate([getattr(each, what) for each in taught]) for what in ("truth", "kind", "offset"))
    sizes = {name: len(kinds) for name, kinds in LEVELS.items()}
    columns, pulls, at = [kind], [np.full(2, 1e-3)], 2
    for name in LEVELS:
        columns.append(at + levels[name])
        pulls.append(np.full(sizes[name], FIELD_PULL))
        at += sizes[name]
    for first, second in COUPLES:
        columns.append(at + levels[first] * sizes[second] + levels[second])
        pulls.append(np.full(sizes[first] * sizes[second], COUPLE_PULL))
        at += sizes[first] * sizes[second]
    pull = np.concatenate(pulls)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = offset.copy()
        for column in columns:
            odds += weights[column]
        believed = 1.0 / (1.0 + np.exp(-odds))
        error, slope = believed - truth, pull * weights
        for column in columns:
            slope += np.bincount(column, error, at)
        return float((np.logaddexp(0, odds) - truth * odds).sum() + 0.5 * (pull * weights * weights).sum()), slope

    return _model(descend(loss, np.zeros(at)) / np.log(2), sizes, taught)


def _model(bits: Floats, sizes: dict[str, int], taught: list[Lesson]) -> Model:
    bias, at = dict(zip(KINDS, bits[:2].tolist(), strict=True)), 2
    fields, couples = {}, {}
    for name in LEVELS:
        fields[name] = bits[at : at + sizes[name]]
        at += sizes[name]
    for first, second in COUPLES:
        couples[first, second] = bits[at : at + sizes[first] * sizes[second]].reshape(sizes[first], sizes[second])
        at += sizes[first] * sizes[second]
    for (first, second), table in couples.items():
        _move_to_fields(table, fields[first], fields[second], SILENT.get(first, 0), SILENT.get(second, 0))
    moved = sum(_move_to_bias(table, SILENT.get(name, 0)) for name, table in fields.items())
    bias = {name: round(value + moved, 3) for name, value in bias.items()}
    usual = {name: round(float(np.exp(np.mean([each.offset[each.kind == k][0] for each in taught]))), 4) for k, name in enumerate(KINDS)}
    rounded = {name: np.round(table, 3) + 0.0 for name, table in fields.items()}
    return Model(VERSION, bias, rounded, {couple: np.round(table, 3) + 0.0 for couple, table in couples.items()}, usual)


def _move_to_fields(table: Floats, first: Floats, second: Floats, silent_first: int, silent_second: int) -> None:
    """The same sums with nothing in the couple's table where either field is silent: such bits belong to the other field alone."""
    row, column, corner = table[silent_first].copy(), table[:, silent_second].copy(), table[silent_first, silent_second]
    table -= row[None, :] + column[:, None] - corner
    first += column - corner / 2
    second += row - corner / 2


def _move_to_bias(table: Floats, silent: int) -> float:
    """The same sums with no bits for silence: what silence weighs becomes part of the start of every pair."""
    moved = float(table[silent])
    table -= moved
    return moved


def descend(loss: Callable[[Floats], tuple[float, Floats]], start: Floats, memory: int = 8) -> Floats:
    """Minimise a smooth convex `loss` (value and slope) by the limited-memory BFGS method with halved steps."""
    here, (value, slope) = start, loss(start)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(STEPS):
        direction = -_curved(slope, moves)
        step = 1.0
        while True:
            there = here + step * direction
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * step * float(slope @ direction) or step < 1e-6:
                break
            step /= 2
        moves = [*moves, (there - here, new_slope - slope)][-memory:]
        finished = abs(value - new_value) < 1e-7 * abs(value)
        here, value, slope = there, new_value, new_slope
        if finished:
            break
    return here


def _curved(slope: Floats, moves: list[tuple[Floats, Floats]]) -> Floats:
    """The slope seen through the curvature that the last moves have shown."""
    direction, shares = slope.copy(), []
    for move, change in reversed(moves):
        share = (move @ direction) / (change @ move)
        shares.append(share)
        direction -= share * change
    direction *= (moves[-1][0] @ moves[-1][1]) / (moves[-1][1] @ moves[-1][1]) if moves else 1 / max(1.0, float(np.linalg.norm(slope)))
    for (move, change), share in zip(moves, reversed(shares), strict=True):
        direction += move * (share - (change @ direction) / (change @ move))
    return direction


def main() -> None:
    """Teach and write the weights."""
    model = fit(lessons())
    WEIGHTS.write_text(json.dumps(model.as_json(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
