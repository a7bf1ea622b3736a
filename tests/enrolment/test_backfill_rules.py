"""Who takes freed places, whatever the list: never over quota area, household cap, money or months; nobody twice; the next comes first."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from payung.enrolment.rules.backfill import Freed, Unfilled, Waiting, offers

AREAS = st.sampled_from(["5301", "5307"])
HOMES = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
PRICE = {"jkk": 30_000, "jkm": 20_400}


@st.composite
def lists(draw):  # type: ignore[no-untyped-def]
    """Freed places, a reserve, who lives with whom, and the cap. Ranks are those of one list."""
    ranks = iter(draw(st.permutations(range(1, 61))))
    freed = [
        Freed(number, next(ranks), draw(AREAS), draw(HOMES), "died", {"jkk": draw(st.sampled_from([60_000, 30_000, 10_000])), "jkm": 40_800}, draw(st.sampled_from([6, 3, 2])))
        for number in range(draw(st.integers(0, 12)))
    ]  # fmt: skip
    reserve = [Waiting(100 + number, next(ranks), draw(AREAS), draw(HOMES)) for number in range(draw(st.integers(0, 20)))]
    cap = draw(st.one_of(st.none(), st.integers(1, 3)))
    standing = Counter(each.household for each in freed if each.household)
    for home in draw(st.lists(st.sampled_from("abc"), max_size=4)):
        standing[home] += 1
    return freed, reserve, cap, dict(standing)


@settings(deadline=None)
@given(lists())
def test_nothing_is_ever_exceeded_and_nobody_enters_twice(case) -> None:  # type: ignore[no-untyped-def]
    freed, reserve, cap, households = case
    made = offers(freed, reserve, price_idr=PRICE, months=3, household_cap=cap, households=households)
    places = {each.entry: each for each in freed}
    people = {each.entry: each for each in reserve}
    filled = [(places[each.leaves], people[each.enters]) for each in made if each.enters is not None]
    assert sorted(each.leaves for each in made) == sorted(places)
    assert len({entering.entry for _, entering in filled}) == len(filled)
    assert all(place.quota_area == entering.quota_area for place, entering in filled)
    assert all(place.months >= 3 and all(place.idr[each] >= price for each, price in PRICE.items()) for place, _ in filled)
    if cap is not None:
        after = Counter(households)
        after.subtract(each.household for each in freed if each.household)
        before = Counter(after)
        after.update(entering.household for _, entering in filled if entering.household)
        assert all(count <= max(cap, before[home]) for home, count in after.items())
    assert all((each.enters is None) == (each.unfilled is not None) for each in made)


@settings(deadline=None)
@given(lists())
def test_the_next_in_order_enters_and_a_place_stays_empty_only_for_a_reason(case) -> None:  # type: ignore[no-untyped-def]
    freed, reserve, cap, households = case
    made = offers(freed, reserve, price_idr=PRICE, months=3, household_cap=cap, households=households)
    entered = {each.enters for each in made if each.enters is not None}
    areas = {each.entry: each.quota_area for each in freed}
    for area in set(areas.values()):
        waiting = sorted((each for each in reserve if each.quota_area == area), key=lambda each: each.rank)
        if cap is None:  # without a cap the reserve enters strictly in its order
            taken = [each.entry in entered for each in waiting]
            assert taken == sorted(taken, reverse=True)
        if any(each.unfilled is Unfilled.NOBODY_LEFT for each in made if areas[each.leaves] == area):
            assert all(each.entry in entered for each in waiting)


@settings(deadline=None)
@given(lists())
def test_the_order_in_which_people_are_handed_in_decides_nothing(case) -> None:  # type: ignore[no-untyped-def]
    freed, reserve, cap, households = case
    options = {"price_idr": PRICE, "months": 3, "household_cap": cap, "households": households}
    assert offers(freed, reserve, **options) == offers(freed[::-1], reserve[::-1], **options)
