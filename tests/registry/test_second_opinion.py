"""A second opinion, a second look at two in a hundred, and one's own last word taken back."""

from __future__ import annotations

import pytest
from tests.registry.people import person, question

from payung.core.refusals import Refusal
from payung.governance.queries.keys import keyring
from payung.registry.actions import decide_pair, pin, undo_decision
from payung.registry.models import CandidatePair, Merge, PairLook
from payung.registry.queries import same_person
from payung.registry.queries.review import may_undo, next_pair, review_view, waiting_count
from payung.registry.rules.review import is_chosen_for_second_look

pytestmark = pytest.mark.django_db


def is_chosen(pair: int) -> bool:
    return is_chosen_for_second_look(keyring().digest("second-look", str(pair).encode()))


@pytest.fixture
def couple(admit):  # type: ignore[no-untyped-def]
    """Two records of one village."""
    return admit(person(3), person(13))


@pytest.fixture
def watched(couple) -> int:  # type: ignore[no-untyped-def]
    """A pair that the keyed hash has chosen for a second look."""
    return question(*couple, pk=next(pair for pair in range(10_000, 20_000) if is_chosen(pair)))


def test_who_asked_for_a_second_opinion_is_not_asked_again(couple, operator, hire, now):  # type: ignore[no-untyped-def]
    pair, other = question(*couple), hire("maria", "data_officer")
    decide_pair(pair=pair, verdict="unsure", by=operator, at=now)
    assert (next_pair(operator), next_pair(other)) == (None, pair)
    assert (waiting_count(operator), waiting_count(other)) == (0, 1)
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair=pair, verdict="same", by=operator, at=now)
    assert refusal.value.code == "second-opinion"
    decide_pair(pair=pair, verdict="different", by=other, at=now)
    assert next_pair(other) is None


def test_a_role_with_second_opinions_only_is_not_asked_first(couple, operator, hire, now):  # type: ignore[no-untyped-def]
    pair, head = question(*couple), hire("head", "head_of_section")
    assert next_pair(head) is None
    with pytest.raises(Refusal) as refusal:
        decide_pair(pair=pair, verdict="same", by=head, at=now)
    assert refusal.value.code == "not-allowed"
    decide_pair(pair=pair, verdict="unsure", by=operator, at=now)
    assert next_pair(head) == pair
    assert decide_pair(pair=pair, verdict="same", by=head, at=now).status == "same"


def test_a_skipped_pair_comes_after_the_others(admit, operator):  # type: ignore[no-untyped-def]
    workers = admit(*(person(number) for number in (3, 13, 23, 33)))
    weak, strong = question(workers[0], workers[1], weight_millibits=100), question(workers[2], workers[3], weight_millibits=900)
    assert next_pair(operator) == strong
    assert next_pair(operator, after=strong) == weak
    assert next_pair(operator, after=weak) is None


def test_taking_back_a_merge_leaves_everything_as_it_was(admit, operator, now):  # type: ignore[no-untyped-def]
    one, two, three = admit(person(3), person(13), person(23))
    through = [question(one, three), question(two, three)]
    pair = question(one, two)
    decide_pair(pair=through[0], verdict="same", by=operator, at=now)
    decide_pair(pair=pair, verdict="same", by=operator, at=now)
    assert CandidatePair.objects.get(pk=through[1]).status == "joined"
    assert may_undo(operator)
    assert undo_decision(by=operator, at=now) == pair
    assert same_person([one, two, three]) == {one: one, two: two, three: one}
    statuses = dict(CandidatePair.objects.values_list("pk", "status"))
    assert statuses == {through[0]: "same", through[1]: "open", pair: "open"}
    held = CandidatePair.objects.get(pk=pair)
    assert (held.decided_by_id, held.decided_at) == (None, None)
    undo_decision(by=operator, at=now)
    assert same_person([one, three]) == {one: one, three: three}
    with pytest.raises(Refusal) as refusal:
        undo_decision(by=operator, at=now)
    assert refusal.value.code == "nothing-to-undo"


def test_a_word_stays_once_somebody_else_looked_or_a_fact_rests_on_it(admit, operator, hire, now):  # type: ignore[no-untyped-def]
    one, two, three, four = admit(*(person(number) for number in (3, 13, 23, 33)))
    doubtful, other = question(one, two), hire("maria", "data_officer")
    decide_pair(pair=doubtful, verdict="unsure", by=operator, at=now)
    decide_pair(pair=doubtful, verdict="different", by=other, at=now)
    with pytest.raises(Refusal) as refusal:
        undo_decision(by=operator, at=now)
    assert refusal.value.code == "decided-since"
    decide_pair(pair=question(three, four), verdict="same", by=operator, at=now)
    pin(workers=[three], fact="list:1", by=operator, at=now)
    with pytest.raises(Refusal) as refusal:
        undo_decision(by=operator, at=now)
    assert refusal.value.code == "pinned"


def test_two_decided_pairs_in_a_hundred_are_seen_twice_and_always_the_same_ones(operator):  # type: ignore[no-untyped-def]
    chosen = [pair for pair in range(10_000) if is_chosen(pair)]
    assert 150 < len(chosen) < 250
    assert all(is_chosen(pair) for pair in chosen)


def test_a_second_reviewer_who_agrees_closes_the_pair(watched, couple, operator, hire, now):  # type: ignore[no-untyped-def]
    other = hire("maria", "data_officer")
    decide_pair(pair=watched, verdict="same", by=operator, at=now)
    assert (next_pair(operator), next_pair(other)) == (None, watched)
    assert review_view(watched, other).pair == watched  # it looks like any other
    decide_pair(pair=watched, verdict="same", by=other, at=now)
    held = CandidatePair.objects.get(pk=watched)
    assert (held.status, held.second_look, held.decided_by_id) == ("same", "agreed", operator.user_id)
    assert same_person([couple[1]]) == {couple[1]: couple[0]}


def test_a_second_reviewer_who_disagrees_reopens_the_pair_for_a_third(watched, couple, operator, hire, now):  # type: ignore[no-untyped-def]
    other, third = hire("maria", "data_officer"), hire("rosa", "data_officer")
    decide_pair(pair=watched, verdict="same", by=operator, at=now)
    decide_pair(pair=watched, verdict="different", by=other, at=now)
    held = CandidatePair.objects.get(pk=watched)
    assert (held.status, held.second_look) == ("unsure", "disagreed")
    assert same_person(couple) == dict(zip(couple, couple, strict=True))
    assert [next_pair(each) for each in (operator, other, third)] == [None, None, watched]
    assert undo_decision(by=other, at=now) == watched
    assert same_person([couple[1]]) == {couple[1]: couple[0]}
    decide_pair(pair=watched, verdict="different", by=other, at=now)
    decide_pair(pair=watched, verdict="different", by=third, at=now)
    assert CandidatePair.objects.get(pk=watched).status == "different"
    assert PairLook.objects.filter(undone_at__isnull=True).count() == 3


def test_a_merge_on_which_a_fact_rests_stays_and_the_doubt_is_told(watched, couple, operator, hire, now):  # type: ignore[no-untyped-def]
    decide_pair(pair=watched, verdict="same", by=operator, at=now)
    pin(workers=[couple[0]], fact="list:1", by=operator, at=now)
    decide_pair(pair=watched, verdict="different", by=hire("maria", "data_officer"), at=now)
    held = CandidatePair.objects.get(pk=watched)
    assert (held.status, held.second_look) == ("same", "disagreed")
    assert Merge.objects.filter(undone_at__isnull=True).count() == 1
