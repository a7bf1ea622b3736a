"""Link: clean, candidates, compare, score, decide, resolve, one after another over whole frames."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payung.core.refusals import Refusal, gettext_noop
from payung.linkage.candidates import candidate_pairs
from payung.linkage.clean import Flags, Floats, Ints, Records, clean, distinct, is_among
from payung.linkage.companions import weighed_with_companions
from payung.linkage.compare import Comparison, compare
from payung.linkage.decide import (
    CONTRADICTION,
    Decision,
    Reason,
    accepting_reasons,
    apart,
    guarded,
    maybe_twins,
    names_differ,
    nik_alone,
    reaches,
)
from payung.linkage.resolve import groups, inner_pairs, settle, strongest_per_couple
from payung.linkage.score import KINDS, Model, found_density, table_bits, taught, weights

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
_DECIDED_WEIGHT = 1000.0  # pairs decided by people join before all others


@dataclass(slots=True)
class Evidence:
    """P compared pairs of rows, left < right: their own weight, that after hearing companions, and `decided`, which is 1 where people
    said same, -1 where they said different, else 0.
    """

    left: Ints
    right: Ints
    comparison: Comparison
    own: Floats
    weight: Floats
    decided: Ints
    ordered: int  # so many pairs stand in order, the others were added later

    def position(self, left: int, right: int) -> int | None:
        """Where a pair stands."""
        low, high = np.searchsorted(self.left[: self.ordered], [left, left + 1])
        at = int(low + np.searchsorted(self.right[low:high], right))
        if at < high and self.right[at] == right:
            return at
        later = np.flatnonzero((self.left[self.ordered :] == left) & (self.right[self.ordered :] == right))
        return self.ordered + int(later[0]) if len(later) else None

    def with_more(self, other: Evidence) -> Evidence:
        """Both, one after the other."""
        return Evidence(
            np.concatenate([self.left, other.left]),
            np.concatenate([self.right, other.right]),
            self.comparison.with_more(other.comparison),
            np.concatenate([self.own, other.own]),
            np.concatenate([self.weight, other.weight]),
            np.concatenate([self.decided, other.decided]),
            self.ordered,
        )


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found.

    `pairs`: left_id, right_id, kind (registration: left < right; participant: left is the registration), weight (log2 odds), decision
    (accept, review), reason. The accepted pairs are exactly the pairs inside the clusters. `clusters`: every registration once, with
    cluster_id (the smallest registration id in it), participant_id and covered. `report`: counts and stages. `model`: the tables and the
    densities found. `records` and `evidence`: the cleaned rows and all compared pairs, for `explain`.
    """

    pairs: pl.DataFrame
    clusters: pl.DataFrame
    report: dict[str, Any]
    model: Model
    records: Records = field(repr=False)
    evidence: Evidence = field(repr=False)


@dataclass(slots=True)
class Stages:
    """How long each stage took."""

    done: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
        self.done.append({"name": name, "seconds": round(seconds, 3), "cpu_seconds": round(cpu_seconds, 3)})


def link(
    registrations: pl.DataFrame,
    participants: pl.DataFrame | None = None,
    *,
    seed: int = 1,
    model: Model | None = None,
    new: Collection[str] | None = None,
    same: pl.DataFrame | None = None,
    apart: pl.DataFrame | None = None,
    context: pl.DataFrame | None = None,
) -> Linked:
    """Find which registrations are one person, and who of them is a participant already.

    Columns: id (unique), nik, name, sex (L, P), birth_date (ISO), village (ten digits, dots allowed), mother, phone, source; all text, any
    but id may be null or missing. The result depends on the rows and not on their order; nothing in it is drawn by lot, so `seed` is
    only written down.

    For a registry that grows: `new` are the ids of the registrations to link, to one another and to the other rows (which may be only
    those that share a key); `context` are the rows in which the frequency of names and dates is counted; `model` is that of the last
    whole run. `same` and `apart` (left_id, right_id, kind) are pairs that people have decided: they are kept and never asked again.
    Raises `Refusal` ids-missing, ids-repeated or id-unknown.
    """
    stages = Stages()
    with stages.stage("clean"):
        records = clean(registrations, participants, context)
        size = max(1, len(records))
        joined, parted = (_packed(records, pairs) for pairs in (same, apart))
    with stages.stage("candidates"):
        fresh = None if new is None else records.ids.is_in(list(new)).to_numpy()
        packed = distinct(np.concatenate([candidate_pairs(records, fresh), joined, parted]))
    with stages.stage("compare"):
        left, right = packed // size, packed % size
        comparison = compare(records, left, right)
    with stages.stage("score"):
        participant = right >= records.registrations
        fitted = model or (_fitted(records, comparison, participant) if new is None else taught())
        own = weights(fitted, comparison, participant)
        weight = weighed_with_companions(records, left, right, own, fitted)
        decided = is_among(packed, joined).astype(np.int64) - is_among(packed, parted)
    with stages.stage("decide and resolve"):
        evidence = _with_inner_pairs(records, Evidence(left, right, comparison, own, weight, decided, len(packed)), fitted)
        cluster = _people(records, evidence)
        pairs = _pairs(records, evidence, cluster)
    return Linked(pairs, _clusters(records, cluster), _report(records, pairs, stages, len(packed), seed), fitted, records, evidence)


def score_pairs(
    left: pl.DataFrame,
    right: pl.DataFrame,
    pairs: pl.DataFrame,
    *,
    kind: str,
    model: Model | None = None,
    context: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Given pairs (left_id in `left`, right_id in `right`) with weight, guarded (a human must look) and decision (accept, review or null).

    Nothing is resolved and no companions are heard: two participants may both be accepted for one row. `kind` is registration or participant.
    """
    records = clean(left, right, context)
    rows = {id_: row for row, id_ in enumerate(records.ids.head(len(left)).to_list())}
    others = {id_: row + len(left) for row, id_ in enumerate(records.ids.slice(len(left)).to_list())}
    one = np.array([rows[id_] for id_ in pairs["left_id"]], dtype=np.int64)
    other = np.array([others[id_] for id_ in pairs["right_id"]], dtype=np.int64)
    comparison = compare(records, one, other)
    participant = np.full(len(one), kind == "participant")
    weight = weights(model or taught(), comparison, participant)
    barred = guarded(comparison)
    high, low = reaches(weight, participant, 0), reaches(weight, participant, 1)
    decision = np.select([high & ~barred, low], [Decision.ACCEPT.value, Decision.REVIEW.value], "")
    return pairs.select("left_id", "right_id").with_columns(
        pl.Series("weight", weight), pl.Series("guarded", barred), pl.Series("decision", decision).replace("", None)
    )


def _packed(records: Records, pairs: pl.DataFrame | None) -> Ints:
    """Decided pairs as left * N + right. Raises `Refusal` id-unknown."""
    if pairs is None or pairs.is_empty():
        return np.zeros(0, dtype=np.int64)
    count = records.registrations
    rows = {id_: row for row, id_ in enumerate(records.ids.head(count).to_list())}
    others = {id_: row + count for row, id_ in enumerate(records.ids.slice(count).to_list())}
    packed = []
    for left, right, kind in pairs.select("left_id", "right_id", "kind").iter_rows():
        among = others if kind == "participant" else rows
        if left not in rows or right not in among:
            raise Refusal("id-unknown", gettext_noop("A decided pair names a row that is not there. Give the rows of all decided pairs."))
        low, high = sorted((rows[left], among[right]))
        packed.append(low * len(records) + high)
    return np.array(packed, dtype=np.int64)


def _fitted(records: Records, comparison: Comparison, participant: Flags) -> Model:
    """The taught model with the densities found in these pairs."""
    model = taught()
    bits = table_bits(model, comparison)
    own, others = records.registrations, len(records) - records.registrations
    room = {"registration": own * (own - 1) / 2, "participant": own * others}
    kinds = zip(KINDS, (~participant, participant), strict=True)
    return model.with_density({kind: found_density(model, bits[mine], kind, room[kind] / max(1, len(records))) for kind, mine in kinds})


def _wanted(records: Records, e: Evidence) -> Flags:
    """Pairs that may join two rows."""
    high = reaches(e.weight, e.right >= records.registrations, 0)
    return (e.decided > 0) | (high & ~guarded(e.comparison) & (e.decided == 0))


def _with_inner_pairs(records: Records, e: Evidence, model: Model) -> Evidence:
    """The candidates, and the pairs inside groups that were never compared: nobody joins a cluster unseen."""
    wanted = _wanted(records, e)
    left, right = inner_pairs(groups(len(records), e.left[wanted], e.right[wanted]))
    size = len(records)
    unseen = ~is_among(left * size + right, e.left * size + e.right) & (left < records.registrations)
    left, right = left[unseen], right[unseen]
    comparison = compare(records, left, right)
    weight = weights(model, comparison, right >= records.registrations)
    return e.with_more(Evidence(left, right, comparison, weight, weight, np.zeros(len(left), dtype=np.int64), 0))


def _people(records: Records, e: Evidence) -> Ints:
    """For every row the smallest row of its cluster."""
    wanted = _wanted(records, e)
    barred = (e.decided < 0) | ((apart(e.comparison) | (e.weight < CONTRADICTION)) & (e.decided == 0))
    label = groups(len(records), e.left[wanted], e.right[wanted])
    count = np.bincount(label, minlength=len(label))
    larger = (label[e.left] == label[e.right]) & (count[label[e.left]] > 2)
    order = e.weight + _DECIDED_WEIGHT * (e.decided > 0)
    settled = settle(e.left[larger], e.right[larger], order[larger], wanted[larger], barred[larger], records.registrations)
    for row, cluster in settled.items():
        label[row] = cluster
    return label


def _pairs(records: Records, e: Evidence, label: Ints) -> pl.DataFrame:
    """The pairs that are kept: those inside the clusters, and one question for each couple of clusters that may be one."""
    participant = e.right >= records.registrations
    accepted = np.flatnonzero((label[e.left] == label[e.right]) & (e.left < records.registrations))
    alone = _wanted(records, e)[accepted]
    why = np.where(alone, accepting_reasons(e.comparison.only(accepted)), Reason.THROUGH_OTHERS.value)
    why = np.where(e.decided[accepted] > 0, Reason.DECIDED.value, why)
    asked, questions = _questions(records, e, label)
    rows = np.concatenate([accepted, asked])
    return pl.DataFrame(
        {
            "left_id": records.ids.gather(e.left[rows]),
            "right_id": records.ids.gather(e.right[rows]),
            "kind": np.where(participant[rows], "participant", "registration"),
            "weight": e.weight[rows],
            "decision": np.repeat([Decision.ACCEPT.value, Decision.REVIEW.value], [len(accepted), len(asked)]),
            "reason": np.concatenate([why, questions]),
        },
        schema=PAIR_SCHEMA,
    ).sort("kind", "left_id", "right_id")


def _questions(records: Records, e: Evidence, label: Ints) -> tuple[Ints, NDArray[np.str_]]:
    """Pairs for a human, one for each couple of clusters, with the reason."""
    participant = e.right >= records.registrations
    high, low = reaches(e.weight, participant, 0), reaches(e.weight, participant, 1)
    held = np.zeros(len(records), dtype=bool)
    held[label[records.registrations :]] = True  # the clusters that hold a participant
    one, other = label[e.left], label[e.right]
    taken = held[one] & held[other]
    couple = np.minimum(one, other) * len(records) + np.maximum(one, other)
    against, settled = (is_among(couple, couple[flags]) for flags in (e.weight < CONTRADICTION, e.decided < 0))
    open_ = (one != other) & (e.left < records.registrations) & ~settled
    ask = np.flatnonzero(open_ & (high | (low & ~taken & ~against)))
    ask = ask[strongest_per_couple(couple[ask], e.weight[ask])]
    why = np.select(
        [*(guard(e.comparison.only(ask)) for guard in (nik_alone, names_differ, maybe_twins)), taken[ask], high[ask]],
        [
            Reason.NIK_ALONE.value,
            Reason.NAMES_DIFFER.value,
            Reason.MAYBE_TWINS.value,
            Reason.PARTICIPANT_TAKEN.value,
            Reason.CONTRADICTION.value,
        ],
        Reason.UNSURE.value,
    )
    return ask, why


def _clusters(records: Records, label: Ints) -> pl.DataFrame:
    count = records.registrations
    holder = np.full(len(records), -1, dtype=np.int64)
    holder[label[count:]] = np.arange(count, len(records))
    participant = holder[label[:count]]
    ids = records.ids
    return pl.DataFrame(
        {
            "registration_id": ids.head(count),
            "cluster_id": ids.gather(label[:count]),
            "participant_id": ids.gather(pl.Series(participant, dtype=pl.Int64).replace(-1, None)),
            "covered": participant >= 0,
        },
        schema=CLUSTER_SCHEMA,
    )


def _report(records: Records, pairs: pl.DataFrame, stages: Stages, candidates: int, seed: int) -> dict[str, Any]:
    count = {decision.value: int((pairs["decision"] == decision.value).sum()) for decision in Decision}
    return {
        "registrations": records.registrations,
        "participants": len(records) - records.registrations,
        "candidates": candidates,
        "pairs": count,
        "band_share": round(count[Decision.REVIEW.value] / max(1, records.registrations), 6),
        "candidate_recall": None,
        "stages": stages.done,
        "peak_bytes": _peak_bytes(),
        "seed": seed,
        "version": VERSION,
    }


def _peak_bytes() -> int | None:
    """The most memory this process ever held; null where the system does not tell (only Linux writes it in a file)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
