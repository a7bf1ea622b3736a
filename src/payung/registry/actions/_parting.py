"""Putting what was merged asunder, and the pairs that stand for what people said: shared by reviewers' acts and those by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import F, Q

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.actors import Actor
from payung.registry.actions._merging import settle_persons, with_shared_area
from payung.registry.models import CandidatePair, Merge, Worker, WorkerPin
from payung.registry.queries.persons import records_of
from payung.registry.rules.statuses import PAIRS, PART, Origin, PairStatus, SecondLook

BY_HAND, PARTED = "by-hand", "parted"  # reasons of pairs that no linkage laid before anybody


def standing_merge(worker: int) -> Merge:
    """The merge by which a record stands for another, held until the end of the transaction. Raises `Refusal` no-such-object, not-merged or outside-area."""
    merge = Merge.objects.select_for_update().filter(merged=worker, undone_at__isnull=True).first()
    if merge is None:
        raise _not_merged(worker)
    return merge


def sides(worker: int) -> tuple[set[int], set[int]]:
    """The records that would go with a merged worker, and those that would stay."""
    mine = set(_below(worker))
    return mine, set(records_of([worker])) - mine


def check_no_fact(mine: set[int], others: set[int]) -> None:
    """A fact pinned to records on both sides was made when they were one person: it rests on the merge. Raises `Refusal` pinned."""
    resting = resting_fact(mine, others)
    if resting:
        message = gettext_noop("%(fact)s rests on these two being one person, so the merge stays. Split the worker instead.")
        raise Refusal("pinned", message, fact=resting)


def resting_fact(mine: set[int], others: set[int]) -> str:
    """The first fact that rests on both sides being one person, or nothing."""
    facts = [set(WorkerPin.objects.filter(worker__in=side).values_list("fact", flat=True)) for side in (mine, others)]
    return min(facts[0] & facts[1], default="")


def part(worker: int, survivor: int, mine: set[int], others: set[int], by: Actor, at: datetime) -> None:
    """Every pair across the two people is decided now, and there is at least one: linkage reads it and leaves them apart."""
    across = CandidatePair.objects.filter(Q(low__in=mine, high__in=others) | Q(low__in=others, high__in=mine))
    for pair in across:
        PAIRS.check(PART, pair.status)
    decided = {"status": PairStatus.DIFFERENT, "decided_by_id": by.user_id, "decided_at": at}
    across.update(second_look=SecondLook.NONE, **decided)
    low, high = sorted((worker, survivor))
    pair_of(low, high, PARTED, decided)


def reason_missing() -> Refusal:
    """The refusal of an act by hand without a reason."""
    return Refusal("reason-missing", gettext_noop("Say why: others will read it beside the change."))


def pull_apart(merge: Merge, by: Actor, at: datetime) -> None:
    """Undo a merge: its record stands for itself again."""
    Merge.objects.filter(pk=merge.pk).update(undone_by=by.user_id, undone_at=at)
    if not Worker.objects.filter(pk=merge.merged_id).update(survivor=None, version=F("version") + 1):
        raise outside_area()
    settle_persons([merge.merged_id, merge.survivor_id])


def pair_of(low: int, high: int, reason: str, decided: dict[str, Any]) -> CandidatePair:
    """The pair of two records; made where linkage never saw it."""
    area = with_shared_area(pl.DataFrame({"low": [low], "high": [high]}), "low", "high")["area"][0]
    kind = "participant" if Worker.objects.filter(pk__in=[low, high], origin=Origin.PARTICIPANT).exists() else "registration"
    facts = {"area": area, "kind": kind, "weight_millibits": 0, "reason": reason, "evidence": []}
    return CandidatePair.objects.get_or_create(low_id=low, high_id=high, defaults=facts | decided)[0]


def _below(worker: int) -> list[int]:
    """The record and those merged into it."""
    found, asked = [worker], [worker]
    while asked:
        asked = list(Worker.objects.filter(survivor__in=asked).order_by("id").values_list("pk", flat=True))
        found += asked
    return found


def _not_merged(worker: int) -> Refusal:
    held = Worker.objects.filter(pk=worker).first()
    if held is not None and held.survivor_id is not None:
        return outside_area()  # the merge is a fact of an area that holds both
    if held is None:
        return Refusal("no-such-object", gettext_noop("There is no such worker, or he lies outside your area."))
    return Refusal("not-merged", gettext_noop("This worker stands for himself: there is no merge to undo."))


def outside_area() -> Refusal:
    return Refusal(
        "outside-area", gettext_noop("One of these two people is registered outside the area of your posting. The province decides.")
    )
