"""Link: clean, candidates, compare, score, decide, resolve, one after another over whole frames."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payung.linkage.candidates import candidate_pairs
from payung.linkage.clean import Ints, Records, clean
from payung.linkage.compare import Comparison, Flags, compare
from payung.linkage.decide import CONTRADICTION, Decision, Reason, above, names_differ, nik_alone, reasons
from payung.linkage.resolve import groups, inner_pairs, settle, strongest_per_couple
from payung.linkage.score import KINDS, Floats, Model, fit_share, raw_weights, taught

VERSION = "1"
PAIR_SCHEMA = {
    "left_id": pl.String,
    "right_id": pl.String,
    "kind": pl.String,
    "weight": pl.Float64,
    "decision": pl.String,
    "reason": pl.String,
}
CLUSTER_SCHEMA = {"registration_id": pl.String, "cluster_id": pl.String, "participant_id": pl.String, "covered": pl.Boolean}


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found.

    `pairs`: left_id, right_id, kind (registration: left < right; participant: left is the registration), weight (log2 odds), decision
    (accept, review), reason. The accepted pairs are all pairs inside the clusters. `clusters`: every registration once, with cluster_id
    (the smallest id in it), participant_id and covered. `report`: counts, stages and shares. `model`: the tables with the shares found.
    """

    pairs: pl.DataFrame
    clusters: pl.DataFrame
    report: dict[str, Any]
    model: Model
    candidates: pl.DataFrame


@dataclass(slots=True)
class Evidence:
    """P compared pairs of rows of `records`, left < right."""

    left: Ints
    right: Ints
    comparison: Comparison
    weight: Floats

    def with_more(self, other: Evidence) -> Evidence:
        """Both, one after the other."""
        return Evidence(
            np.concatenate([self.left, other.left]),
            np.concatenate([self.right, other.right]),
            self.comparison.with_more(other.comparison),
            np.concatenate([self.weight, other.weight]),
        )


@dataclass(slots=True)
class Stages:
    """How long each stage took."""

    done: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.done.append(
            {"name": name, "seconds": round(time.perf_counter() - wall, 3), "cpu_seconds": round(time.process_time() - cpu, 3)}
        )


def link(registrations: pl.DataFrame, participants: pl.DataFrame | None = None, *, seed: int = 1, model: Model | None = None) -> Linked:
    """Find which registrations are one person, and who of them is a participant already.

    Columns: id (unique), nik, name, sex (L, P), birth_date (ISO), village (ten digits, dots allowed), mother, phone, source; all text, any but
    id may be null or missing. The result depends on the rows and not on their order; nothing in it is drawn by lot, so `seed` is only
    written down. Raises `Refusal` ids-missing or ids-repeated.
    """
    stages = Stages()
    with stages.stage("clean"):
        records = clean(registrations, participants)
    with stages.stage("candidates"):
        packed = candidate_pairs(records)
        left, right = packed // max(1, len(records)), packed % max(1, len(records))
    with stages.stage("compare"):
        comparison = compare(records, left, right)
    with stages.stage("score"):
        fitted, weight = _scored(model or taught(), comparison, right >= records.registrations, estimate=model is None)
        evidence = Evidence(left, right, comparison, weight)
    with stages.stage("decide and resolve"):
        pairs, cluster = _resolved(records, evidence, fitted)
    ids = records.ids
    report = {
        "registrations": records.registrations,
        "participants": len(records) - records.registrations,
        "pairs": {d.value: int((pairs["decision"] == d.value).sum()) for d in Decision},
        "band_share": round(float((pairs["decision"] == Decision.REVIEW.value).sum()) / max(1, records.registrations), 6),
        "candidate_recall": None,
        "candidates": len(left),
        "stages": stages.done,
        "peak_bytes": _peak_bytes(),
        "seed": seed,
        "version": VERSION,
    }
    candidates = pl.DataFrame({"left_id": ids.gather(left), "right_id": ids.gather(right)})
    return Linked(pairs, _clusters(records, cluster), report, fitted, candidates)


def _peak_bytes() -> int | None:
    """The most memory this process ever held; None where the system does not tell (only Linux writes it in a file)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _scored(model: Model, comparison: Comparison, participant: Flags, *, estimate: bool) -> tuple[Model, Floats]:
    """The weights, and the model with the shares found in these pairs (or as given, when `estimate` is false)."""
    weight = np.zeros(len(comparison))
    share = dict(model.share)
    for kind, mine in zip(KINDS, (~participant, participant), strict=True):
        weight[mine] = raw_weights(model, comparison.only(mine), kind)
        if estimate:
            share[kind] = fit_share(model, weight[mine], kind)
    fitted = model.with_shares(share)
    for kind, mine in zip(KINDS, (~participant, participant), strict=True):
        weight[mine] += fitted.shift(kind)
    return fitted, np.round(weight, 3)


def _resolved(records: Records, candidates: Evidence, model: Model) -> tuple[pl.DataFrame, Ints]:
    """The pairs that are kept, and for every row the smallest row of its cluster."""
    evidence = _with_inner_pairs(records, candidates, model)
    left, right, weight = evidence.left, evidence.right, evidence.weight
    participant = right >= records.registrations
    guarded = names_differ(evidence.comparison) | nik_alone(evidence.comparison)
    high = above(weight, participant, 0)
    label = _people(records, evidence, high & ~guarded, guarded | (weight < CONTRADICTION))
    together = label[left] == label[right]
    accepted = np.flatnonzero(together & (left < records.registrations))
    asked = _questions(records, evidence, label, high, guarded)
    why = np.where(high & ~guarded, reasons(evidence.comparison), Reason.THROUGH_OTHERS.value)
    decision = np.concatenate([np.full(len(accepted), Decision.ACCEPT.value), np.full(len(asked[0]), Decision.REVIEW.value)])
    rows = np.concatenate([accepted, asked[0]])
    ids = records.ids
    pairs = pl.DataFrame(
        {
            "left_id": ids.gather(left[rows]),
            "right_id": ids.gather(right[rows]),
            "kind": np.where(participant[rows], *KINDS[::-1]),
            "weight": weight[rows],
            "decision": decision,
            "reason": np.concatenate([why[accepted], asked[1]]),
        },
        schema=PAIR_SCHEMA,
    ).sort("kind", "left_id", "right_id")
    return pairs, label


def _with_inner_pairs(records: Records, candidates: Evidence, model: Model) -> Evidence:
    """The candidates, and the pairs inside groups that were never compared: nobody joins a cluster unseen."""
    participant = candidates.right >= records.registrations
    guarded = names_differ(candidates.comparison) | nik_alone(candidates.comparison)
    wanted = above(candidates.weight, participant, 0) & ~guarded
    hanging = groups(len(records), candidates.left[wanted], candidates.right[wanted])
    left, right = inner_pairs(hanging)
    size = len(records)
    unseen = ~np.isin(left * size + right, candidates.left * size + candidates.right) & (left < records.registrations)
    left, right = left[unseen], right[unseen]
    comparison = compare(records, left, right)
    _, weight = _scored(model, comparison, right >= records.registrations, estimate=False)
    return candidates.with_more(Evidence(left, right, comparison, weight))


def _people(records: Records, e: Evidence, wanted: Flags, barred: Flags) -> Ints:
    """For every row the smallest row of its cluster."""
    label = groups(len(records), e.left[wanted], e.right[wanted])
    count = np.bincount(label, minlength=len(label))
    larger = (label[e.left] == label[e.right]) & (count[label[e.left]] > 2)
    settled = settle(e.left[larger], e.right[larger], e.weight[larger], wanted[larger], barred[larger], records.registrations)
    for row, cluster in settled.items():
        label[row] = cluster
    return label


def _questions(records: Records, e: Evidence, label: Ints, high: Flags, guarded: Flags) -> tuple[Ints, NDArray[np.str_]]:
    """Pairs for a human, one for each couple of clusters, with the reason."""
    participant = e.right >= records.registrations
    taken = np.zeros(len(records), dtype=bool)
    taken[label[records.registrations :]] = True  # the clusters that hold a participant
    one, other = label[e.left], label[e.right]
    both_taken = taken[one] & taken[other]
    against = _speak_against(e, one, other, len(records))
    unsure = above(e.weight, participant, 1) & ~guarded & ~both_taken & ~against
    ask = np.flatnonzero((one != other) & (e.left < records.registrations) & (high | unsure))
    ask = ask[list(strongest_per_couple(one[ask], other[ask], e.weight[ask]))]
    why = np.select(
        [nik_alone(e.comparison)[ask], guarded[ask], both_taken[ask], high[ask]],
        [Reason.NIK_ALONE.value, Reason.NAMES_DIFFER.value, Reason.PARTICIPANT_TAKEN.value, Reason.CONTRADICTION.value],
        Reason.UNSURE.value,
    )
    return ask, why


def _speak_against(e: Evidence, one: Ints, other: Ints, size: int) -> Flags:
    """Whether some compared pair between the same two clusters speaks strongly against their being one person."""
    couple = np.minimum(one, other) * size + np.maximum(one, other)
    return np.isin(couple, couple[e.weight < CONTRADICTION])


def _clusters(records: Records, label: Ints) -> pl.DataFrame:
    registrations = records.registrations
    holder = np.full(len(records), -1, dtype=np.int64)
    holder[label[registrations:]] = np.arange(registrations, len(records))
    participant = holder[label[:registrations]]
    ids = records.ids
    return pl.DataFrame(
        {
            "registration_id": ids.head(registrations),
            "cluster_id": ids.gather(label[:registrations]),
            "participant_id": ids.gather(pl.Series(participant).replace(-1, None)),
            "covered": participant >= 0,
        },
        schema=CLUSTER_SCHEMA,
    )
