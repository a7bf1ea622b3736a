"""What waits for a clerk: pairs with their evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from payung.core.refusals import Refusal, gettext_noop
from payung.registry.models import CandidatePair, Worker
from payung.registry.queries.workers import pairs_in_question
from payung.registry.rules.statuses import PairStatus


@dataclass(frozen=True)
class RecordView:
    """One side of a pair: what a clerk may see of it (no identifier)."""

    worker: int
    origin: str
    name: str
    sex: str
    birth_date: date | None
    village_code: str
    nik_state: str


@dataclass(frozen=True)
class PairView:
    """A pair that waits: how strong (millibits of log2 odds), why it was not decided by itself, and the evidence.

    `grounds` are sentences to translate with what stands in their places, `evidence` the same in English words.
    """

    pair: int
    area: str
    kind: str
    weight_millibits: int
    reason: str
    evidence: tuple[str, ...]
    grounds: tuple[tuple[str, dict[str, str]], ...]
    status: PairStatus
    low: RecordView
    high: RecordView


def review_queue(limit: int = 50) -> list[PairView]:
    """The strongest open pairs of the present scope, at most `limit`. Pairs with a record that stands no more do not wait."""
    waiting = pairs_in_question(PairStatus.OPEN)["pair"].head(limit).to_list()
    held = CandidatePair.objects.select_related("low", "high").in_bulk(waiting)
    return [_view(held[pair]) for pair in waiting]


def pair_view(pair: int) -> PairView:
    """One pair. Raises `Refusal` no-such-object."""
    held = CandidatePair.objects.select_related("low", "high").filter(pk=pair).first()
    if held is None:
        raise no_such_pair()
    return _view(held)


def no_such_pair() -> Refusal:
    """There is no such pair in the present scope."""
    return Refusal("no-such-object", gettext_noop("There is no such pair, or it lies outside your area."))


def _view(pair: CandidatePair) -> PairView:
    return PairView(
        pair=pair.pk,
        area=pair.area,
        kind=pair.kind,
        weight_millibits=pair.weight_millibits,
        reason=pair.reason,
        evidence=tuple(message % data for message, data, _field, _bits in pair.evidence),
        grounds=tuple((message, data) for message, data, _field, _bits in pair.evidence),
        status=PairStatus(pair.status),
        low=_record(pair.low),
        high=_record(pair.high),
    )


def _record(worker: Worker) -> RecordView:
    return RecordView(worker.pk, worker.origin, worker.name, worker.sex, worker.birth_date, worker.village_code, worker.nik_state)
