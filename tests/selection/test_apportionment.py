"""Places in proportion: never over capacity, the quota rule, monotone in money, floors and ceilings, flowing on."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payung.core.areas import Level
from payung.core.refusals import Refusal
from payung.programmes.rules.settings import Basis, Method, QuotaStep
from payung.selection.rules.apportionment import Bounds, apportion, fair_shares
from payung.selection.rules.quota import Grounds, allot, weights

AREAS = [f"53{n:02d}" for n in range(1, 9)]
AS_FRACTIONS = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).map(
    lambda given: {area: Fraction(weight) for area, weight in zip(AREAS, given, strict=False)}
)
METHODS = st.sampled_from(Method)
POPULATION = {"5301": 391_539, "5306": 289_881, "5307": 346_614, "5320": 94_860, "5371": 404_120}


@st.composite
def bounded(draw):  # type: ignore[no-untyped-def]
    """Weights, a total, and bounds that the total can keep."""
    of_areas = draw(AS_FRACTIONS)
    floors = {area: draw(st.integers(0, 5)) for area in of_areas}
    ceilings = {area: floor + draw(st.integers(0, 60)) for area, floor in floors.items()}
    given_already = {area: draw(st.integers(0, 30)) for area in of_areas}
    return draw(st.integers(sum(floors.values()), 300)), of_areas, Bounds(floors, ceilings, given_already)


def test_the_published_population_gives_the_shares_of_the_programme_of_2025() -> None:
    whole = 5_700_772
    rest = {"other": Fraction(whole - sum(POPULATION.values()))}
    places = apportion(100_000, {area: Fraction(people) for area, people in POPULATION.items()} | rest)
    assert (places["5301"], places["5306"], places["5307"], places["5320"], places["5371"]) == (6_868, 5_085, 6_080, 1_664, 7_089)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), AS_FRACTIONS, METHODS)
def test_all_places_are_given_and_never_one_more(total: int, of_areas: dict[str, Fraction], method: Method) -> None:
    assert sum(apportion(total, of_areas, method=method).values()) == total


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), AS_FRACTIONS)
def test_by_largest_remainder_every_area_is_within_one_place_of_its_exact_share(total: int, of_areas: dict[str, Fraction]) -> None:
    whole = sum(of_areas.values())
    for area, places in apportion(total, of_areas).items():
        exact = total * of_areas[area] / whole if whole else Fraction(total, len(of_areas))
        assert exact - 1 < places < exact + 1


@settings(max_examples=60, deadline=None)
@given(bounded(), METHODS)
def test_bounds_hold_whatever_the_method(case, method: Method) -> None:  # type: ignore[no-untyped-def]
    total, of_areas, bounds = case
    places = apportion(total, of_areas, bounds, method)
    assert sum(places.values()) == min(total, sum(bounds.ceilings.values()))
    assert all(bounds.floors[area] <= places[area] <= bounds.ceilings[area] for area in of_areas)


@settings(max_examples=60, deadline=None)
@given(bounded())
def test_the_quota_rule_holds_against_the_exact_share_within_bounds(case) -> None:  # type: ignore[no-untyped-def]
    total, of_areas, bounds = case
    exact = fair_shares(total, of_areas, bounds).exact
    places = apportion(total, of_areas, bounds)
    assert all(exact[area] - 1 < places[area] < exact[area] + 1 for area in of_areas)


@settings(max_examples=60, deadline=None)
@given(bounded(), st.integers(1, 40))
def test_with_more_money_no_area_has_fewer_places_by_sainte_lague_and_at_most_one_fewer_by_largest_remainder(case, more: int) -> None:  # type: ignore[no-untyped-def]
    total, of_areas, bounds = case
    for method, lost in ((Method.SAINTE_LAGUE, 0), (Method.LARGEST_REMAINDER, 1)):
        before, after = (apportion(each, of_areas, bounds, method) for each in (total, total + more))
        assert all(after[area] >= before[area] - lost for area in of_areas)
        assert sum(after.values()) >= sum(before.values())


def test_sainte_lague_gives_place_by_place_to_the_greatest_quotient() -> None:
    of_areas = {"5301": Fraction(53), "5302": Fraction(24), "5303": Fraction(23)}
    given_one_by_one = [apportion(total, of_areas, method=Method.SAINTE_LAGUE) for total in range(1, 8)]
    order = [next(area for area in after if after[area] > before.get(area, 0)) for before, after in pairwise([{}, *given_one_by_one])]
    assert order == ["5301", "5302", "5303", "5301", "5301", "5302", "5303"]


def test_floors_beyond_the_money_are_refused() -> None:
    of_areas = {"5301": Fraction(1), "5302": Fraction(1)}
    with pytest.raises(Refusal) as refused:
        apportion(3, of_areas, Bounds({"5301": 2, "5302": 2}, {"5301": 9, "5302": 9}, {"5301": 0, "5302": 0}))
    assert refused.value.code == "quota-floors-exceed"


def test_what_other_payers_cover_already_counts_as_received() -> None:
    of_areas = {"5301": Fraction(1), "5302": Fraction(1)}
    bounds = Bounds({"5301": 0, "5302": 0}, {"5301": 100, "5302": 100}, {"5301": 30, "5302": 0})
    assert apportion(50, of_areas, bounds) == {"5301": 10, "5302": 40}
    assert apportion(20, of_areas, bounds) == {"5301": 0, "5302": 20}


def step(level: Level = Level.REGENCY, **changes: object) -> QuotaStep:
    return QuotaStep(level=level, **({"basis": (Basis("equal"),)} | changes))  # type: ignore[arg-type]


NOTHING = Grounds({}, {}, {})


def test_places_that_an_area_cannot_fill_flow_on_to_those_that_can() -> None:
    found = allot(30, "53", [["5301", "5302", "5303"]], [step()], NOTHING, {"5301": 2, "5302": 50, "5303": 11})
    assert {area: (each.entitled, each.places) for area, each in found.items()} == {"5301": (10, 2), "5302": (10, 17), "5303": (10, 11)}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.lists(st.integers(0, 60), min_size=1, max_size=8), METHODS)
def test_flowing_on_uses_all_money_or_all_people_and_takes_no_place_from_who_can_fill_it(
    total: int, people: list[int], method: Method
) -> None:
    areas = AREAS[: len(people)]
    supply = dict(zip(areas, people, strict=True))
    found = allot(total, "53", [areas], [step(method=method)], NOTHING, supply)
    assert sum(each.places for each in found.values()) == min(total, sum(people))
    assert all(min(each.entitled, supply[area]) <= each.places <= supply[area] for area, each in found.items())


def test_below_the_regency_places_flow_inside_it_first() -> None:
    villages = ["5301010001", "5301010002", "5302010001"]
    steps = [step(), step(Level.VILLAGE)]
    supply = {"5301010001": 1, "5301010002": 30, "5302010001": 30}
    found = allot(20, "53", [["5301", "5302"], villages], steps, NOTHING, supply)
    assert [found[code].places for code in villages] == [1, 9, 10]
    assert found["5301"].places == found["5302"].places == 10


def test_a_mixture_weighs_its_parts_as_shares_of_the_whole() -> None:
    figures = {
        "population": {"5301": Fraction(300), "5302": Fraction(100)},
        "poverty": {"5301": Fraction("10.5"), "5302": Fraction("31.5")},
    }
    grounds = Grounds(figures, {"5301": 10, "5302": 30}, {})
    areas = ["5301", "5302"]
    assert weights((Basis("population", "poverty"),), areas, grounds) == {"5301": Fraction(1, 2), "5302": Fraction(1, 2)}
    mixed = weights((Basis("population", share=3), Basis("eligible", share=1)), areas, grounds)
    assert mixed == {"5301": 3 * Fraction(3, 4) + Fraction(1, 4), "5302": 3 * Fraction(1, 4) + Fraction(3, 4)}


def test_an_area_without_weight_gets_places_only_when_all_others_are_full() -> None:
    figures = {"population": {"5301": Fraction(10), "5302": Fraction(0)}}
    found = allot(10, "53", [["5301", "5302"]], [step(basis=(Basis("population"),))], Grounds(figures, {}, {}), {"5301": 6, "5302": 9})
    assert {area: each.places for area, each in found.items()} == {"5301": 6, "5302": 4}
