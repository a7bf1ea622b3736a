"""The pure rules: survivors, areas that hold two records, rows of lists."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payung.core.areas import deepest_common
from payung.registry.rules.areas import area_of, shared_area
from payung.registry.rules.deaths import judge_notices
from payung.registry.rules.lists import same_members
from payung.registry.rules.survivors import Person, join_accepted

codes = st.sampled_from(["53", "5307", "5308", "530701", "530702", "530801", "5307012001", "5307012002", "5308012001", "52", "5201012001"])


@given(one=codes, other=codes)
def test_the_shared_area_is_the_deepest_that_holds_both(one: str, other: str) -> None:
    found = pl.select(shared_area(pl.lit(one), pl.lit(other), "53")).item()
    assert found == (deepest_common([one, other]) or "53")


@pytest.mark.parametrize(("village", "area"), [("5307012001", "5307012001"), ("3201012001", "5307"), ("", "5307"), ("530701", "5307")])
def test_a_person_belongs_to_his_village_when_it_lies_in_the_province(village: str, area: str) -> None:
    assert pl.select(area_of(pl.lit(village), pl.lit("5307"), "53")).item() == area


def listed(*ids: int) -> list[Person]:
    return [Person(each, True, False) for each in ids]


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=30),
    st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=4),
)
def test_people_kept_apart_are_never_joined_and_the_smallest_number_survives(
    pairs: list[tuple[int, int]], bars: set[tuple[int, int]]
) -> None:
    people = {each.id: each for each in listed(*range(1, 13))}
    bars = {(one, other) for one, other in bars if one != other}
    for one, other in bars:
        people[one].apart.add(other)
        people[other].apart.add(one)
    accepted = [(one, other, False) for one, other in pairs]
    joins, _ = join_accepted(people.values(), accepted, {each: each for each in people})
    survivor = {join.merged: join.survivor for join in joins}
    assert len(survivor) == len(joins)

    def end(person: int) -> int:
        return end(survivor[person]) if person in survivor else person

    assert all(join.survivor < join.merged for join in joins)
    assert all(end(one) != end(other) for one, other in bars)
    if not bars:
        assert all(end(one) == end(other) for one, other in pairs)


def test_two_members_and_two_listed_by_way_of_one_member_wait_for_a_human() -> None:
    people = [*listed(1, 2), Person(3, False, True), Person(4, False, True)]
    same = {each.id: each.id for each in people}
    joins, doubtful = join_accepted(people, [(1, 3, True), (2, 3, True), (1, 4, True)], same)
    assert [(join.merged, join.survivor) for join in joins] == [(3, 1)]
    assert doubtful == [1, 2]


def test_members_are_one_by_number_or_by_nik_and_birth_date_only() -> None:
    born = date(1990, 1, 1)
    rows = [
        ("A", "n1", "sound", born),  # 0: known by KPJ
        ("B", "n1", "sound", born),  # 1: another KPJ, same NIK and day as 0
        ("B", None, "absent", None),  # 2: same KPJ as 1
        (None, "n2", "sound", born),  # 3: known by NIK
        (None, "n2", "sound", date(1990, 1, 2)),  # 4: same NIK, another day
        (None, "n3", "suspect", born),  # 5 and 6: a damaged NIK makes nobody one
        (None, "n3", "suspect", born),
    ]
    members = pl.DataFrame(rows, schema=["kpj", "nik", "nik_state", "birth_date"], orient="row")
    known = pl.DataFrame(
        {"worker": [7, 8], "kpj": ["A", "Z"], "nik": ["x", "n2"], "nik_state": ["sound", "sound"], "birth_date": [born, born]}
    )
    told = same_members(members, known)
    assert told["worker"].to_list() == [7, 7, 7, 8, None, None, None]
    assert told["group"].to_list() == [0, 0, 0, 3, 4, 5, 6]


def test_a_death_needs_one_person_behind_nik_and_birth_date() -> None:
    born = date(1950, 5, 5)
    records = pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "person": [1, 1, 3, 4],
            "nik": ["a", "a", "b", "b"],
            "nik_state": ["sound"] * 4,
            "birth_date": [born] * 4,
        }
    )
    notices = pl.DataFrame(
        {
            "id": [11, 12, 13, 14, 15],
            "nik": ["a", "b", "c", "a", None],
            "nik_state": ["sound", "sound", "sound", "suspect", "absent"],
            "birth_date": [born] * 5,
            "status": ["waiting"] * 4 + ["matched"],
        }
    )
    told = pl.DataFrame(
        {
            "notice": [13, 14, 14],
            "worker": [3, 1, 2],
            "person": [3, 1, 1],
            "weight": [1.0, 2.0, 9.0],
            "decision": ["review", "accept", "accept"],
        }
    )
    assert judge_notices(notices, records, told).rows() == [
        (11, 1, "matched"),
        (12, None, "uncertain"),
        (13, None, "uncertain"),
        (14, 2, "matched"),
    ]
