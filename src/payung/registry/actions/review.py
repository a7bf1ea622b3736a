"""What clerks decide: whether a pair is one person, and undoing a merge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db.models import F, Q

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.registry.actions._merging import one_writer_at_a_time, with_shared_area, write_merges
from payung.registry.models import CandidatePair, Merge, Worker, WorkerPin
from payung.registry.queries.persons import records_of, same_person
from payung.registry.queries.review import no_such_pair
from payung.registry.rules.statuses import PAIRS, PART, Basis, Origin, PairStatus, PairVerdict
from payung.registry.rules.survivors import Person, surviving

_PARTED = "parted"  # the reason of a pair that stands for an undone merge


@dataclass(frozen=True)
class Decided:
    """A decision on a pair; `survivor` is who both are known as from now on, when they are the same."""

    pair: int
    status: PairStatus
    survivor: int | None


def decide_pair(*, pair: int, verdict: str, by: Actor, at: datetime) -> Decided:
    """Record what a clerk says of a pair: same (the two are merged), different or unsure.

    Raises `Refusal` no-such-object, unknown-verdict, wrong-status, outside-area, or decided-apart when a decision on
    another pair keeps these two people apart.
    """
    check_may(by, "registry.review")
    said = _verdict(verdict)
    with scope(by):
        one_writer_at_a_time()
        held = CandidatePair.objects.select_for_update().filter(pk=pair).first()
        if held is None:
            raise no_such_pair()
        status = PAIRS.check(said, held.status)
        CandidatePair.objects.filter(pk=pair).update(status=status, decided_by=by.user_id, decided_at=at)
        survivor = _become_one(held, by, at) if said is PairVerdict.SAME else None
        record(by=by, at=at, action="decide_pair", kind="pair", subjects=[pair], change={"verdict": said})
    return Decided(pair, PairStatus(status), survivor)


def unmerge(*, worker: int, by: Actor, at: datetime) -> None:
    """Undo the merge of `worker` into another one: both stand for themselves again, and linkage leaves them apart.

    Raises `Refusal` no-such-object, not-merged, outside-area, or pinned when a fact downstream rests on the merge.
    """
    check_may(by, "registry.review")
    with scope(by):
        one_writer_at_a_time()
        merge = Merge.objects.select_for_update().filter(merged=worker, undone_at__isnull=True).first()
        if merge is None:
            raise _not_merged(worker)
        mine = set(_below(worker))
        others = set(records_of([worker])) - mine
        _check_no_fact(mine, others)
        Merge.objects.filter(pk=merge.pk).update(undone_by=by.user_id, undone_at=at)
        changed = Worker.objects.filter(pk=worker).update(survivor=None, version=F("version") + 1)
        if not changed:
            raise _outside()
        _part(worker, merge.survivor_id, mine, others, by, at)
        record(by=by, at=at, action="unmerge", kind="worker", subjects=[worker, merge.survivor_id])


def _verdict(word: str) -> PairVerdict:
    if word not in set(PairVerdict):
        raise Refusal("unknown-verdict", gettext_noop("%(verdict)s is no decision. Say same, different or unsure."), verdict=word)
    return PairVerdict(word)


def _become_one(pair: CandidatePair, by: Actor, at: datetime) -> int:
    """Merge the people of a pair; who both are known as."""
    ends = same_person([pair.low_id, pair.high_id])
    one, other = ends[pair.low_id], ends[pair.high_id]
    if one == other:
        return one
    records = records_of([one, other])
    _check_not_kept_apart(pair.pk, records)
    survivor, merged = surviving(*_people(one, other))
    join = pl.DataFrame({"merged": [merged.id], "survivor": [survivor.id], "pair": [pair.pk]})
    check_area(by, with_shared_area(join, "merged", "survivor")["area"][0])
    write_merges(join, basis=Basis.CLERK, by=by, at=at)
    return survivor.id


def _people(one: int, other: int) -> list[Person]:
    held = dict(Worker.objects.filter(pk__in=[one, other]).values_list("pk", "origin"))
    if len(held) < 2:
        raise _outside()
    return [Person(each, held[each] == Origin.LISTED, held[each] == Origin.PARTICIPANT) for each in (one, other)]


def _check_not_kept_apart(pair: int, records: dict[int, int]) -> None:
    apart = CandidatePair.objects.filter(status=PairStatus.DIFFERENT, low__in=records, high__in=records).exclude(pk=pair).order_by("id")
    for other, low, high in apart.values_list("pk", "low_id", "high_id"):
        if records[low] != records[high]:
            message = gettext_noop("Pair %(pair)s, of the same two people, was decided as different. Look at that one first.")
            raise Refusal("decided-apart", message, pair=other)


def _below(worker: int) -> list[int]:
    """The record and those merged into it."""
    found, asked = [worker], [worker]
    while asked:
        asked = list(Worker.objects.filter(survivor__in=asked).order_by("id").values_list("pk", flat=True))
        found += asked
    return found


def _check_no_fact(mine: set[int], others: set[int]) -> None:
    """A fact pinned to records on both sides was made when they were one person: it rests on the merge."""
    facts = [set(WorkerPin.objects.filter(worker__in=side).values_list("fact", flat=True)) for side in (mine, others)]
    resting = sorted(facts[0] & facts[1])
    if resting:
        message = gettext_noop("%(fact)s rests on these two being one person, so the merge stays. Split the worker instead.")
        raise Refusal("pinned", message, fact=resting[0])


def _part(worker: int, survivor: int, mine: set[int], others: set[int], by: Actor, at: datetime) -> None:
    """Every pair across the two people is decided now, and there is at least one: linkage reads it and leaves them apart."""
    across = CandidatePair.objects.filter(Q(low__in=mine, high__in=others) | Q(low__in=others, high__in=mine))
    for pair in across:
        PAIRS.check(PART, pair.status)
    across.update(status=PairStatus.DIFFERENT, decided_by=by.user_id, decided_at=at)
    low, high = sorted((worker, survivor))
    area = with_shared_area(pl.DataFrame({"low": [low], "high": [high]}), "low", "high")["area"][0]
    kind = "participant" if Worker.objects.filter(pk__in=[low, high], origin=Origin.PARTICIPANT).exists() else "registration"
    decided = {"status": PairStatus.DIFFERENT, "decided_by_id": by.user_id, "decided_at": at}
    CandidatePair.objects.get_or_create(
        low_id=low, high_id=high, defaults={"area": area, "kind": kind, "weight_millibits": 0, "reason": _PARTED, "evidence": [], **decided}
    )


def _not_merged(worker: int) -> Refusal:
    held = Worker.objects.filter(pk=worker).first()
    if held is not None and held.survivor_id is not None:
        return _outside()  # the merge is a fact of an area that holds both
    if held is None:
        return Refusal("no-such-object", gettext_noop("There is no such worker, or he lies outside your area."))
    return Refusal("not-merged", gettext_noop("This worker stands for himself: there is no merge to undo."))


def _outside() -> Refusal:
    return Refusal(
        "outside-area", gettext_noop("One of these two people is registered outside the area of your posting. The province decides.")
    )
