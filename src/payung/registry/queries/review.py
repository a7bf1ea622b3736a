"""What waits for a reviewer: pairs with their evidence, one after another, and both records side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.intake.queries.origins import RowOrigin, origins
from payung.linkage.decide import THRESHOLDS
from payung.places.queries import place_names
from payung.registry.models import CandidatePair, PairLook, Participation, Worker, WorkerRow
from payung.registry.queries.coverage import fallen_workers
from payung.registry.queries.people import record_frame
from payung.registry.queries.persons import same_person
from payung.registry.queries.workers import pairs_in_question
from payung.registry.rules.side_by_side import Compared, rest_of_weight, side_by_side
from payung.registry.rules.statuses import Origin, PairStatus, SecondLook
from payung.registry.rules.survivors import Person, surviving

Ground = tuple[str, dict[str, str], str, float]


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


@dataclass(frozen=True)
class Provenance:
    """Where a record came from: `row` of a list that came in, or the source of a member list and its day."""

    worker: int
    name: str
    row: RowOrigin | None
    source: str
    source_on: date | None


@dataclass(frozen=True)
class ReviewView:
    """One pair as a reviewer sees it. `survivor`: which record both would be known by; `refuse_below`, `accept_from`: the limits, in bits, between
    which linkage asks; `start`: bits of every pair of its kind and of other rows; `done` of `total` pairs of the scope are decided.
    """

    pair: int
    area: str
    kind: str
    reason: str
    weight: float
    refuse_below: float
    accept_from: float
    start: float
    rows: tuple[Compared, ...]
    left: Provenance
    right: Provenance
    survivor: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LookLine:
    """What somebody said of a pair of records of a person."""

    pair: int
    verdict: str
    reason: str
    looked_by: str
    looked_at: datetime
    undone_at: datetime | None


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


def next_pair(by: Actor, after: int | None = None) -> int | None:
    """The strongest pair that waits for `by`, or the next one after the pair he skipped: open ones, those in doubt and those seen a second time,
    in one row, so that nobody sees which is which; never one that he looked at already.
    """
    where, values = _waiting_for(by)
    if after is not None:
        where += (
            " AND (p.weight_millibits, -p.id) < (SELECT s.weight_millibits, -s.id FROM registry_candidatepair s WHERE s.id = %(after)s)"
        )
        values["after"] = after
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM registry_candidatepair p WHERE {where} ORDER BY p.weight_millibits DESC, p.id LIMIT 1", values)
        found = cursor.fetchone()
    return found[0] if found else None


def waiting_count(by: Actor) -> int:
    """How many pairs wait for `by`."""
    where, values = _waiting_for(by)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM registry_candidatepair p WHERE {where}", values)
        return int(cursor.fetchone()[0])


def may_undo(by: Actor) -> bool:
    """Whether `by` has a word that he could take back."""
    return PairLook.objects.filter(looked_by=by.user_id, undone_at__isnull=True).exists()


def review_view(pair: int, by: Actor) -> ReviewView:
    """One pair with both records side by side. Raises `Refusal` no-such-object, also when a side lies outside the scope."""
    held = CandidatePair.objects.filter(pk=pair).first()
    sides = {each.pk: each for each in Worker.objects.filter(pk__in=[held.low_id, held.high_id])} if held else {}
    if held is None or len(sides) < 2:
        raise no_such_pair()
    left, right = sides[held.low_id], sides[held.high_id]
    values = _texts([left.pk, right.pk])
    grounds: list[Ground] = [(message, data, field, bits) for message, data, field, bits in held.evidence]
    accept_from, refuse_below = THRESHOLDS[held.kind]
    ends = same_person([left.pk, right.pk])
    one, other = (Person(ends[each.pk], each.origin == Origin.LISTED, each.origin == Origin.PARTICIPANT) for each in (left, right))
    survivor = surviving(one, other)[0].id
    waiting, done = waiting_count(by), CandidatePair.objects.filter(decided_at__isnull=False).count()
    weight = held.weight_millibits / 1000
    return ReviewView(
        pair=pair,
        area=held.area,
        kind=held.kind,
        reason=held.reason,
        weight=weight,
        refuse_below=refuse_below,
        accept_from=accept_from,
        start=rest_of_weight(weight, grounds),
        rows=tuple(side_by_side(values[left.pk], values[right.pk], grounds)),
        left=_provenance(left),
        right=_provenance(right),
        survivor=left.pk if survivor == ends[left.pk] else right.pk,
        done=done,
        total=done + waiting,
    )


def looks_of(workers: list[int]) -> list[LookLine]:
    """What reviewers said of pairs with these records, the oldest first."""
    held = PairLook.objects.filter(pair__in=CandidatePair.objects.filter(low__in=workers).values("pk")) | PairLook.objects.filter(
        pair__in=CandidatePair.objects.filter(high__in=workers).values("pk")
    )
    return [
        LookLine(each.pair_id, each.verdict, each.reason, each.looked_by.full_name, each.looked_at, each.undone_at)
        for each in held.select_related("looked_by").order_by("pk")
    ]


def no_such_pair() -> Refusal:
    """There is no such pair in the present scope."""
    return Refusal("no-such-object", gettext_noop("There is no such pair, or it lies outside your area."))


def _waiting_for(by: Actor) -> tuple[str, dict[str, Any]]:
    """The condition on pairs `p` that wait for a reviewer; whoever gives second opinions only is not asked first."""
    open_too = f"p.status = '{PairStatus.OPEN}' OR " if may(by, "registry.review") else ""
    seconds = f"p.status = '{PairStatus.UNSURE}' OR p.second_look = '{SecondLook.WAITING}'" if may(by, "review.second") else "false"
    where = (
        f"({open_too}{seconds}) AND (p.status IN ('open', 'unsure') OR p.second_look = 'waiting')"
        " AND NOT EXISTS (SELECT 1 FROM registry_pairlook l WHERE l.pair_id = p.id AND l.looked_by_id = %(by)s AND l.undone_at IS NULL)"
        " AND p.low_id <> ALL(%(fallen)s) AND p.high_id <> ALL(%(fallen)s)"
    )
    return where, {"by": by.user_id, "fallen": fallen_workers()["worker"].to_list()}


def _texts(records: list[int]) -> dict[int, dict[str, str]]:
    """The values of records as text, opened: they leave this module masked."""
    rows = record_frame(records).rows(named=True)
    codes = [row["village_code"] for row in rows]
    names = place_names({*codes, *(code[:6] for code in codes)})
    return {
        row["worker"]: {
            "name": row["name"],
            "nik": row["nik"] or "",
            "birth_date": f"{row['birth_date']:%d-%m-%Y}" if row["birth_date"] else "",
            "sex": row["sex"],
            "mother": row["mother"] or "",
            "village": ", ".join(names[code] for code in (row["village_code"], row["village_code"][:6]) if code in names),
            "occupation": row["occupation"],
            "phone": row["phone"] or "",
        }
        for row in rows
    }


def _provenance(record: Worker) -> Provenance:
    row = WorkerRow.objects.filter(worker=record.pk).values_list("row_id", flat=True).first()
    told = Participation.objects.filter(worker=record.pk).order_by("source_on").values_list("source", "source_on").first()
    source, source_on = told or ("", None)
    return Provenance(record.pk, record.name, origins([row]).get(row) if row else None, source, source_on)


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
