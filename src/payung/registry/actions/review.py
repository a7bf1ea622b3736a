"""What reviewers say of pairs: whether two records are one person, a second opinion, and taking one's own word back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_area, check_may, may
from payung.governance.rules.actors import Actor
from payung.registry.actions._merging import one_writer_at_a_time, with_shared_area, write_merges
from payung.registry.actions._parting import (
    BY_HAND,
    check_no_fact,
    outside_area,
    pair_of,
    part,
    pull_apart,
    reason_missing,
    resting_fact,
    sides,
    standing_merge,
)
from payung.registry.models import CandidatePair, Merge, PairLook, Worker
from payung.registry.queries.persons import records_of, same_person
from payung.registry.queries.review import no_such_pair
from payung.registry.rules.review import is_chosen_for_second_look
from payung.registry.rules.statuses import PAIRS, REOPEN, UNDO, Basis, Origin, PairStatus, PairVerdict, SecondLook
from payung.registry.rules.survivors import Person, surviving


@dataclass(frozen=True)
class Decided:
    """A word on a pair and where the pair stands by it; `survivor` is who both are known as from now on, when they are the same."""

    pair: int
    status: PairStatus
    survivor: int | None


def decide_pair(*, pair: int, verdict: str, by: Actor, at: datetime, reason: str = "") -> Decided:
    """Record what a reviewer says of a pair: same (the two are merged), different or unsure (somebody else decides).

    A pair that waits for its second look is open to everybody but those who looked; who disagrees reopens it for a third. Raises
    `Refusal` no-such-object, unknown-verdict, wrong-status, second-opinion (he looked already), outside-area, or decided-apart when a
    decision on another pair keeps these two people apart.
    """
    said = _verdict(verdict)
    check_may(by, "review.second" if may(by, "review.second") else "registry.review")
    with scope(by):
        one_writer_at_a_time()
        held = CandidatePair.objects.select_for_update().filter(pk=pair).first()
        if held is None:
            raise no_such_pair()
        second = held.second_look == SecondLook.WAITING
        check_may(by, "review.second" if second or held.status == PairStatus.UNSURE else "registry.review")
        if not second:
            PAIRS.check(said, held.status)
        if PairLook.objects.filter(pair=pair, looked_by=by.user_id, undone_at__isnull=True).exists():
            raise _looked_already()
        look = PairLook(
            area=held.area, pair_id=pair, verdict=said, before=held.status, look_before=held.second_look, reason=reason,
            looked_by_id=by.user_id, looked_at=at,
        )  # fmt: skip
        survivor = _second(held, look, by, at) if second else _first(held, look, by, at)
        look.save()
        record(by=by, at=at, action="decide_pair", kind="pair", subjects=[pair], change={"verdict": said})
    return Decided(pair, PairStatus(held.status), survivor)


def undo_decision(*, by: Actor, at: datetime) -> int:
    """Take back one's own last word on a pair, with the merge that it made; the pair waits again. The pair.

    Raises `Refusal` nothing-to-undo, decided-since when somebody else looked after, or pinned when a fact downstream rests on the merge.
    """
    with scope(by):
        one_writer_at_a_time()
        look = PairLook.objects.filter(looked_by=by.user_id, undone_at__isnull=True).order_by("-pk").first()
        if look is None:
            raise Refusal("nothing-to-undo", gettext_noop("There is no decision of yours that could be taken back."))
        check_may(by, "review.second" if look.before == PairStatus.UNSURE or look.look_before == SecondLook.WAITING else "registry.review")
        held = CandidatePair.objects.select_for_update().get(pk=look.pair_id)
        if PairLook.objects.filter(pair=held.pk, pk__gt=look.pk, undone_at__isnull=True).exists():
            raise Refusal(
                "decided-since", gettext_noop("Somebody else looked at this pair after you. Your decision is no longer the last.")
            )
        _take_back(held, look, by, at)
        look.undone_at = at
        look.save(update_fields=["undone_at"])
        record(by=by, at=at, action="undo_decision", kind="pair", subjects=[held.pk], change={"verdict": look.verdict})
    return held.pk


def merge_by_hand(*, one: int, other: int, reason: str, by: Actor, at: datetime) -> Decided:
    """Say that two workers whom no linkage put together are one person, and why. Raises `Refusal` reason-missing, same-already,
    outside-area, and those of `decide_pair`.
    """
    check_may(by, "workers.merge")
    if not reason.strip():
        raise reason_missing()
    with scope(by):
        one_writer_at_a_time()
        ends = same_person([one, other])
        if ends[one] == ends[other]:
            raise Refusal("same-already", gettext_noop("These two are one person already."))
        low, high = sorted((ends[one], ends[other]))
        held = pair_of(low, high, BY_HAND, {"status": PairStatus.OPEN})
        return decide_pair(pair=held.pk, verdict=PairVerdict.SAME, by=by, at=at, reason=reason.strip())


def unmerge(*, worker: int, by: Actor, at: datetime) -> None:
    """Undo the merge of `worker` into another one: both stand for themselves again, and linkage leaves them apart.

    Raises `Refusal` no-such-object, not-merged, outside-area, or pinned when a fact downstream rests on the merge.
    """
    check_may(by, "registry.review")
    with scope(by):
        one_writer_at_a_time()
        merge = standing_merge(worker)
        mine, others = sides(worker)
        check_no_fact(mine, others)
        pull_apart(merge, by, at)
        part(worker, merge.survivor_id, mine, others, by, at)
        record(by=by, at=at, action="unmerge", kind="worker", subjects=[worker, merge.survivor_id])


def _first(held: CandidatePair, look: PairLook, by: Actor, at: datetime) -> int | None:
    """The word decides; some of those decided are seen by a second reviewer too."""
    held.status = PAIRS.check(look.verdict, held.status)
    if held.status in (PairStatus.SAME, PairStatus.DIFFERENT) and not held.second_look:
        chosen = is_chosen_for_second_look(keyring().digest("second-look", str(held.pk).encode()))
        held.second_look = SecondLook.WAITING if chosen else SecondLook.NONE
    _save(held, by, at)
    return _become_one(held, look, by, at) if look.verdict == PairVerdict.SAME else None


def _second(held: CandidatePair, look: PairLook, by: Actor, at: datetime) -> int | None:
    """The word agrees, or reopens the pair; a merge on which a fact rests already stays, and the doubt is told beside it."""
    if look.verdict == held.status:
        held.second_look = SecondLook.AGREED
        held.save(update_fields=["second_look"])
        return same_person([held.low_id])[held.low_id] if held.status == PairStatus.SAME else None
    held.second_look = SecondLook.DISAGREED
    merge = Merge.objects.filter(pair=held.pk, undone_at__isnull=True).first()
    if merge is None or not resting_fact(*sides(merge.merged_id)):
        held.status = PAIRS.check(REOPEN, held.status)
        if merge is not None:
            pull_apart(merge, by, at)
    held.save(update_fields=["second_look", "status"])
    return None


def _take_back(held: CandidatePair, look: PairLook, by: Actor, at: datetime) -> None:
    """Put a pair where it stood before the look."""
    if look.merge_id is not None:
        merge = Merge.objects.select_for_update().get(pk=look.merge_id)
        if merge.undone_at is None:
            check_no_fact(*sides(merge.merged_id))
            pull_apart(merge, by, at)
        for pair, before in look.closed:
            CandidatePair.objects.filter(pk=pair, status=PairStatus.JOINED).update(status=before)
    second = look.look_before == SecondLook.WAITING
    if held.status != look.before:
        event = look.before if second else UNDO if look.before == PairStatus.OPEN else REOPEN
        held.status = PAIRS.check(event, held.status)
    held.second_look = look.look_before
    if second:
        held.save(update_fields=["status", "second_look"])
        if held.status == PairStatus.SAME:
            _become_one(held, look, by, at)
        return
    earlier = PairLook.objects.filter(pair=held.pk, undone_at__isnull=True).exclude(pk=look.pk).order_by("-pk").first()
    held.decided_by_id, held.decided_at = (earlier.looked_by_id, earlier.looked_at) if earlier else (None, None)
    held.save(update_fields=["status", "second_look", "decided_by", "decided_at"])


def _save(held: CandidatePair, by: Actor, at: datetime) -> None:
    held.decided_by_id, held.decided_at = by.user_id, at
    held.save(update_fields=["status", "second_look", "decided_by", "decided_at"])


def _verdict(word: str) -> PairVerdict:
    if word not in set(PairVerdict):
        raise Refusal("unknown-verdict", gettext_noop("%(verdict)s is no decision. Say same, different or unsure."), verdict=word)
    return PairVerdict(word)


def _become_one(pair: CandidatePair, look: PairLook, by: Actor, at: datetime) -> int:
    """Merge the people of a pair; who both are known as."""
    ends = same_person([pair.low_id, pair.high_id])
    one, other = ends[pair.low_id], ends[pair.high_id]
    if one == other:
        return one
    _check_not_kept_apart(pair.pk, records_of([one, other]))
    survivor, merged = surviving(*_people(one, other))
    join = pl.DataFrame({"merged": [merged.id], "survivor": [survivor.id], "pair": [pair.pk]})
    check_area(by, with_shared_area(join, "merged", "survivor")["area"][0])
    look.closed = write_merges(join, basis=Basis.CLERK, by=by, at=at)
    look.merge_id = Merge.objects.filter(merged=merged.id, undone_at__isnull=True).values_list("pk", flat=True).get()
    return survivor.id


def _people(one: int, other: int) -> list[Person]:
    held = dict(Worker.objects.filter(pk__in=[one, other]).values_list("pk", "origin"))
    if len(held) < 2:
        raise outside_area()
    return [Person(each, held[each] == Origin.LISTED, held[each] == Origin.PARTICIPANT) for each in (one, other)]


def _check_not_kept_apart(pair: int, records: dict[int, int]) -> None:
    apart = CandidatePair.objects.filter(status=PairStatus.DIFFERENT, low__in=records, high__in=records).exclude(pk=pair).order_by("id")
    for other, low, high in apart.values_list("pk", "low_id", "high_id"):
        if records[low] != records[high]:
            message = gettext_noop("Pair %(pair)s, of the same two people, was decided as different. Look at that one first.")
            raise Refusal("decided-apart", message, pair=other)


def _looked_already() -> Refusal:
    return Refusal("second-opinion", gettext_noop("You have looked at this pair already. Somebody else decides now."))
