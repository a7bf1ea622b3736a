"""Clerks decide pairs and undo merges, inside their areas, until a fact downstream rests on a merge."""

from __future__ import annotations

import pytest
from tests.registry.people import NEXT_VILLAGE, OTHER_REGENCY, VILLAGE, person, question

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent
from payung.governance.queries.scope import scope
from payung.registry.actions import decide_pair, pin, unmerge
from payung.registry.models import CandidatePair, Merge, Worker, WorkerPin
from payung.registry.queries import counts, pair_view, population, review_queue, same_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(admit):  # type: ignore[no-untyped-def]
    """One pair in the queue."""
    question(*admit(person(3), person(13)))
    (pair,) = review_queue()
    return pair


def test_same_merges_different_dismisses_unsure_leaves_it_to_somebody_else(waiting, operator, hire, now, today):  # type: ignore[no-untyped-def]
    decide_pair(pair=waiting.pair, verdict="unsure", by=hire("maria", "data_officer"), at=now)
    assert review_queue() == []
    assert population(today)["review"].to_list() == [True, True]
    decided = decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    assert decided.survivor == waiting.low.worker
    assert same_person([waiting.high.worker]) == {waiting.high.worker: waiting.low.worker}
    assert population(today).select("worker", "review").rows() == [(waiting.low.worker, False)]
    merge = Merge.objects.get()
    assert (merge.basis, merge.pair_id, merge.merged_by_id, merge.merged_at) == ("clerk", waiting.pair, operator.user_id, now)


def test_a_decision_is_told_by_whom_and_when_and_leaves_an_event(waiting, operator, now):  # type: ignore[no-untyped-def]
    decide_pair(pair=waiting.pair, verdict="different", by=operator, at=now)
    held = CandidatePair.objects.get(pk=waiting.pair)
    assert (held.status, held.decided_by_id, held.decided_at) == ("different", operator.user_id, now)
    event = AuditEvent.objects.get(action="decide_pair")
    assert (event.kind, event.subjects, event.by_user) == ("pair", [waiting.pair], operator.user_id)


def test_a_joined_pair_is_not_decided_again_and_a_dismissal_can_be_put_right(waiting, operator, hire, now):  # type: ignore[no-untyped-def]
    decide_pair(pair=waiting.pair, verdict="different", by=hire("maria", "data_officer"), at=now)
    decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    for verdict in ("same", "different", "unsure"):
        with pytest.raises(Refusal) as refusal:
            decide_pair(pair=waiting.pair, verdict=verdict, by=operator, at=now)
        assert refusal.value.code == "wrong-status"


def test_what_is_no_verdict_or_no_pair_is_refused(waiting, operator, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair=waiting.pair, verdict="perhaps", by=operator, at=now)
    assert refusal.value.code == "unknown-verdict"
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair=waiting.pair + 1000, verdict="same", by=operator, at=now)
    assert refusal.value.code == "no-such-object"


def test_a_role_that_may_not_review_decides_nothing(waiting, hire, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair=waiting.pair, verdict="same", by=hire("head", "head_of_office"), at=now)
    assert refusal.value.code == "not-allowed"
    assert Merge.objects.count() == 0


def test_undoing_a_merge_leaves_both_as_they_were_but_for_the_decision(waiting, operator, now, today):  # type: ignore[no-untyped-def]
    before = population(today).drop("review")
    decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    unmerge(worker=waiting.high.worker, by=operator, at=now)
    assert population(today).drop("review").equals(before)
    merge = Merge.objects.get()
    assert (merge.undone_by_id, merge.undone_at) == (operator.user_id, now)
    assert pair_view(waiting.pair).status == "different"
    assert AuditEvent.objects.filter(action="unmerge").count() == 1


def test_only_what_was_merged_can_be_undone(waiting, operator, now):  # type: ignore[no-untyped-def]
    for worker, code in ((waiting.low.worker, "not-merged"), (waiting.high.worker + 1000, "no-such-object")):
        with pytest.raises(Refusal) as refusal:
            unmerge(worker=worker, by=operator, at=now)
        assert refusal.value.code == code


def test_a_merge_stays_once_a_fact_rests_on_it_and_the_refusal_names_the_fact(waiting, operator, now):  # type: ignore[no-untyped-def]
    low, high = waiting.low.worker, waiting.high.worker
    decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    pin(workers=[low], fact="list:12", by=operator, at=now)
    pin(workers=[low], fact="list:12", by=operator, at=now)
    assert list(WorkerPin.objects.order_by("worker").values_list("worker", "fact")) == [(low, "list:12"), (high, "list:12")]
    with pytest.raises(Refusal) as refusal:
        unmerge(worker=high, by=operator, at=now)
    assert (refusal.value.code, refusal.value.data) == ("pinned", {"fact": "list:12"})
    assert "list:12" in str(refusal.value)
    assert same_person([high]) == {high: low}


def test_nobody_pins_a_worker_who_is_not_here(waiting, operator, hire, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        pin(workers=[waiting.low.worker, 404], fact="list:12", by=operator, at=now)
    assert refusal.value.code == "no-such-object"
    with scope(hire("ende", "regency_verifier", "5308")), pytest.raises(Refusal):
        pin(workers=[waiting.low.worker], fact="list:12", by=operator, at=now)
    assert WorkerPin.objects.count() == 0


def test_a_fact_from_before_the_merge_does_not_hold_it(waiting, operator, now):  # type: ignore[no-untyped-def]
    pin(workers=[waiting.high.worker], fact="list:11", by=operator, at=now)
    decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    unmerge(worker=waiting.high.worker, by=operator, at=now)
    assert same_person([waiting.high.worker]) == {waiting.high.worker: waiting.high.worker}


def test_a_decision_that_goes_round_another_one_is_refused(admit, operator, now):  # type: ignore[no-untyped-def]
    one, other, third = admit(person(1), person(2), person(3))
    apart, together, again = question(one, other), question(one, third), question(other, third)
    decide_pair(pair=apart, verdict="different", by=operator, at=now)
    decide_pair(pair=together, verdict="same", by=operator, at=now)
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair=again, verdict="same", by=operator, at=now)
    assert (refusal.value.code, refusal.value.data) == ("decided-apart", {"pair": apart})
    assert pair_view(again).status == "open"


def test_survivor_pointers_form_chains_and_no_other_row_is_touched(admit, operator, now):  # type: ignore[no-untyped-def]
    first, second, third = admit(person(1), person(2), person(3))
    Worker.objects.filter(pk__in=[first, second]).update(origin="participant")  # so that the listed one survives them
    pin(workers=[first], fact="list:1", by=operator, at=now)
    before = list(WorkerPin.objects.order_by("id").values())
    decide_pair(pair=question(first, second), verdict="same", by=operator, at=now)
    decide_pair(pair=question(second, third), verdict="same", by=operator, at=now)
    assert dict(Worker.objects.values_list("id", "survivor")) == {first: third, second: first, third: None}
    assert same_person([first, second, third]) == dict.fromkeys((first, second, third), third)
    assert list(WorkerPin.objects.order_by("id").values()) == before
    unmerge(worker=first, by=operator, at=now)
    assert same_person([first, second, third]) == {first: first, second: first, third: third}


def test_a_question_is_closed_when_both_became_one_by_way_of_a_third(admit, operator, now):  # type: ignore[no-untyped-def]
    one, other, third = admit(person(1), person(2), person(3))
    round_about = question(one, third)
    for pair in (question(one, other), question(other, third)):
        decide_pair(pair=pair, verdict="same", by=operator, at=now)
    assert pair_view(round_about).status == "joined"
    assert review_queue() == []


@pytest.fixture
def three_queues(admit):  # type: ignore[no-untyped-def]
    """A pair inside one village, one inside another regency, and one across both."""
    one, other, across = admit(person(1), person(2), person(3))
    there, beside, over = admit(*(person(number, village_code=OTHER_REGENCY) for number in (4, 5, 6)))
    for low, high in ((one, other), (there, beside), (across, over)):
        question(low, high)
    return {pair.area: pair for pair in review_queue()}


def test_a_regency_sees_its_own_pairs_and_workers_only(three_queues, hire, today):  # type: ignore[no-untyped-def]
    with scope(hire("sikka", "regency_verifier", "5307")):
        assert [pair.area for pair in review_queue()] == [VILLAGE]
        assert set(population(today)["area"]) == {VILLAGE}
        assert population(today).height == 3
        assert (counts().rows, counts().waiting) == (3, 1)
    with scope(hire("village", "regency_verifier", NEXT_VILLAGE)):
        assert review_queue() == []
        assert population(today).is_empty()


def test_a_verifier_decides_pairs_of_his_regency_and_no_other(three_queues, hire, now):  # type: ignore[no-untyped-def]
    sikka = hire("sikka", "regency_verifier", "5307")
    for area in (OTHER_REGENCY, "53"):
        with pytest.raises(Refusal) as refusal:
            decide_pair(pair=three_queues[area].pair, verdict="same", by=sikka, at=now)
        assert refusal.value.code == "no-such-object"
    decide_pair(pair=three_queues[VILLAGE].pair, verdict="same", by=sikka, at=now)
    assert Merge.objects.get().area == VILLAGE


def test_a_merge_across_regencies_is_undone_by_the_province(three_queues, hire, operator, now):  # type: ignore[no-untyped-def]
    across = three_queues["53"]
    decide_pair(pair=across.pair, verdict="same", by=operator, at=now)
    with pytest.raises(Refusal) as refusal:
        unmerge(worker=across.high.worker, by=hire("ende", "regency_verifier", "5308"), at=now)
    assert refusal.value.code == "outside-area"
    unmerge(worker=across.high.worker, by=operator, at=now)
    assert same_person([across.high.worker]) == {across.high.worker: across.high.worker}
