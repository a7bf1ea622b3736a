"""Who is chosen: budget, order, determinism, reserve, set-asides, household cap."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.selection.people import crowd, people, run, settings

from payung.core.refusals import Refusal
from payung.selection.rules.choice import lots
from payung.selection.rules.decisions import check_share
from payung.selection.rules.digests import inputs_digest, result_digest

WOMEN = {"code": "women", "field": "sex", "operator": "equals", "value": "P", "pct": 40}
FEW = hypothesis_settings(max_examples=25, deadline=None)
SIZES = st.integers(1, 120)
CAPACITIES = st.integers(0, 80)


def count(result: pl.DataFrame, verdict: str) -> int:
    return result.filter(pl.col("verdict") == verdict).height


@FEW
@given(SIZES, CAPACITIES, st.integers(0, 99))
def test_never_more_are_chosen_than_the_money_buys_and_as_many_as_there_are(size: int, capacity: int, seed: int) -> None:
    result = run(crowd(size, seed), settings(), capacity, seed)
    eligible = result.filter(pl.col("verdict") != "not-eligible").height
    assert count(result, "chosen") == min(capacity, eligible)
    assert result.height == size


@FEW
@given(SIZES, CAPACITIES, st.integers(0, 99))
def test_in_every_regency_the_order_is_respected(size: int, capacity: int, seed: int) -> None:
    result = run(crowd(size, seed), settings(), capacity, seed).filter(pl.col("rank").is_not_null()).sort("rank")
    assert result["rank"].to_list() == list(range(1, result.height + 1))
    assert result["score"].is_sorted(descending=True)
    steps = {"chosen": 0, "reserve": 1, "outside-quota": 2}
    for _, regency in result.group_by("quota_area"):
        assert regency.sort("rank")["verdict"].replace_strict(steps, return_dtype=pl.Int8).is_sorted()


@FEW
@given(SIZES, CAPACITIES, st.integers(0, 99))
def test_the_order_of_the_rows_and_the_ids_of_the_people_change_nothing(size: int, capacity: int, seed: int) -> None:
    frame = crowd(size, seed)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=seed).with_columns(worker=pl.int_range(1_000, 1_000 + size))
    digests = {result_digest({"capacity": capacity}, run(each, settings(), capacity, seed)) for each in (frame, shuffled)}
    assert len(digests) == 1
    assert inputs_digest(frame) == inputs_digest(shuffled)


def test_another_seed_draws_another_order_among_equals() -> None:
    frame = people(*({"name": f"NAMA {n}", "village_code": "5301012001"} for n in range(40)))
    first, second = (run(frame, settings(), 20, seed) for seed in (1, 2))
    assert first["verdict"].to_list() != second["verdict"].to_list()
    assert count(first, "chosen") == count(second, "chosen") == 20


def test_a_lot_can_be_drawn_again_from_name_sex_birth_and_village() -> None:
    frame = people({}, {"decile": 9, "worker": 77}, {"name": "YOSEF"})
    drawn = lots(frame, 2025).to_list()
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] == 4113562411313134876


def test_everybody_gets_a_verdict_and_a_reason_and_the_eligible_a_rank_and_a_cut_off() -> None:
    result = run(crowd(300, 5), settings(), 40)
    assert result["reasons"].list.len().min() == 1
    assert set(result["verdict"].unique()) == {"chosen", "reserve", "outside-quota", "not-eligible"}
    eligible = result.filter(pl.col("verdict") != "not-eligible")
    assert eligible.select("rank", "score", "cut_off").null_count().row(0) == (0, 0, 0)
    outside = result.filter(pl.col("verdict") == "not-eligible")
    assert outside.select("rank", "score", "cut_off").null_count().row(0) == (outside.height,) * 3
    chosen = eligible.filter(pl.col("verdict") == "chosen")
    assert (chosen["rank"] <= chosen["cut_off"]).all()


def test_the_reserve_is_the_stated_share_of_the_places_of_each_regency_rounded_up() -> None:
    result = run(crowd(600, 3), settings(reserve_pct=15), 33)
    assert result.filter(pl.col("verdict") == "reserve").group_by("quota_area").len().sort("quota_area").rows() == [
        ("5301", 2),
        ("5307", 2),
        ("5308", 2),
    ]


def test_a_set_aside_is_met_by_the_best_of_the_group_and_who_is_passed_over_is_told() -> None:
    persons: list[dict[str, Any]] = [{"name": f"L{n}", "sex": "L", "decile": 1, "village_code": "5301012001"} for n in range(10)]
    persons += [{"name": f"P{n}", "sex": "P", "decile": 2 + n % 2, "village_code": "5301012001"} for n in range(10)]
    result = run(people(*persons), settings(set_asides=[WOMEN]), 10, regencies=("5301",))
    chosen = result.filter(pl.col("verdict") == "chosen")
    women = chosen.filter(pl.col("sex") == "P")
    assert (chosen.height, women.height) == (10, 4)
    assert women["decile"].to_list() == [2] * 4
    assert women["reasons"].to_list() == [["set-aside-women"]] * 4
    passed = result.filter(pl.col("reasons").list.contains("passed-for-set-aside"))
    assert (passed.height, set(passed["sex"]), set(passed["verdict"])) == (4, {"L"}, {"reserve", "outside-quota"})


def test_a_set_aside_that_the_order_fulfils_by_itself_moves_nobody() -> None:
    frame = crowd(200, 8).with_columns(sex=pl.lit("P"))
    plain, aside = (run(frame, settings(set_asides=each), 30) for each in ([], [WOMEN]))
    assert plain["verdict"].to_list() == aside["verdict"].to_list()


@FEW
@given(SIZES, CAPACITIES, st.integers(0, 99))
def test_set_asides_hold_in_every_regency_as_far_as_there_are_people_and_never_cost_money(size: int, capacity: int, seed: int) -> None:
    disabled = {"code": "young", "field": "age", "operator": "below", "value": 30, "pct": 30}
    result = run(crowd(size, seed), settings(set_asides=[WOMEN, disabled]), capacity, seed)
    eligible = result.filter(pl.col("rank").is_not_null())
    assert count(result, "chosen") == min(capacity, eligible.height)
    for _, regency in eligible.group_by("quota_area"):
        chosen = regency.filter(pl.col("verdict") == "chosen")
        women = regency.filter(pl.col("sex") == "P").height
        assert chosen.filter(pl.col("sex") == "P").height >= min(women, (chosen.height * 40 + 99) // 100)


def test_beyond_the_household_cap_nobody_is_chosen_and_his_place_goes_to_the_next() -> None:
    persons = [{"name": f"NAMA {n}", "decile": 1 if n < 5 else 9, "village_code": "5301012001"} for n in range(8)]
    frame = people(*persons).with_columns(household=pl.Series([7, 7, 7, 7, 7, None, 8, 8], dtype=pl.Int64))
    result = run(frame, settings(household_cap=2, reserve_pct=0), 4, regencies=("5301",))
    full = result.filter(pl.col("reasons").list.contains("household-full"))
    assert (full.height, set(full["household"]), set(full["verdict"])) == (3, {7}, {"outside-quota"})
    assert count(result, "chosen") == 4


def test_the_order_of_the_village_binds_inside_the_village_when_the_programme_says_so() -> None:
    quota = [{"level": "regency", "basis": [{"of": "equal"}]}, {"level": "village", "basis": [{"of": "eligible"}]}]
    rules = settings(ranking={"score": [], "order": ["village-order", "seed"]}, quota=quota, reserve_pct=0)
    persons = [{"name": f"NAMA {n}", "village_order": n, "decile": 10 - n, "village_code": "5301012001"} for n in range(1, 10)]
    frame = people(*persons, {"name": "TANPA URUTAN", "village_code": "5301012001", "decile": 1})
    result = run(frame, rules, 4, regencies=("5301",))
    assert sorted(result.filter(pl.col("verdict") == "chosen")["village_order"].to_list()) == [1, 2, 3, 4]


def test_somebody_outside_every_quota_area_is_told_so() -> None:
    result = run(people({"village_code": "3171012001"}, {"village_code": None}), settings(), 10)
    assert result["reasons"].to_list() == [["no-quota-area"]] * 2


DECIDED = st.sets(st.integers(1, 120), max_size=12)


@FEW
@given(SIZES, CAPACITIES, st.integers(0, 99), DECIDED)
def test_decisions_cost_no_place_and_move_only_whom_they_name_and_those_last_in_order(
    size: int, capacity: int, seed: int, decided: set[int]
) -> None:
    plain = run(crowd(size, seed), settings(), capacity, seed)
    frame = crowd(size, seed).with_columns(decision=pl.when(pl.col("worker").is_in(list(decided))).then(pl.lit("add")))
    result = run(frame, settings(), capacity, seed)
    assert count(result, "chosen") == count(plain, "chosen")
    both = result.join(plain.select("worker", before="verdict"), on="worker")
    added = both.filter(pl.col("decision") == "add", pl.col("verdict") == "chosen")
    assert all(reasons == ["added-by-decision"] for reasons in added["reasons"].to_list())
    entered = both.filter(pl.col("verdict") == "chosen", pl.col("before") != "chosen")
    assert set(entered["worker"]) <= set(added["worker"])
    left = both.filter(pl.col("verdict") != "chosen", pl.col("before") == "chosen")
    assert left.height == entered.height
    assert all("passed-for-decision" in reasons for reasons in left["reasons"].to_list())
    for _, regency in both.filter(pl.col("rank").is_not_null()).group_by("quota_area"):
        by_order = regency.filter(pl.col("decision").is_null()).sort("rank")["verdict"]
        assert by_order.replace_strict({"chosen": 0, "reserve": 1, "outside-quota": 2}, return_dtype=pl.Int8).is_sorted()


def test_who_is_added_takes_a_place_of_his_area_and_the_last_in_order_is_told_why() -> None:
    persons = [{"name": f"NAMA {n}", "village_code": "5301012001", "decile": n} for n in range(1, 11)]
    persons[8]["decision"] = "add"
    result = run(people(*persons), settings(), 3, regencies=("5301",)).sort("worker")
    assert result.filter(pl.col("verdict") == "chosen")["worker"].to_list() == [1, 2, 9]
    assert result["reasons"][8].to_list() == ["added-by-decision"]
    assert result["reasons"][2].to_list() == ["in-reserve", "passed-for-decision"]
    assert result["cut_off"].unique().to_list() == [2]


def test_who_is_added_counts_for_the_places_set_aside_for_his_group() -> None:
    persons = [{"name": f"NAMA {n}", "village_code": "5301012001", "decile": n, "sex": "L"} for n in range(1, 9)]
    persons += [{"name": "SITI", "village_code": "5301012001", "decile": 9, "sex": "P", "decision": "add"}]
    persons += [{"name": "RINA", "village_code": "5301012001", "decile": 9, "sex": "P"}]
    result = run(people(*persons), settings(set_asides=[WOMEN | {"pct": 25}]), 4, regencies=("5301",)).sort("worker")
    assert result.filter(pl.col("verdict") == "chosen")["worker"].to_list() == [1, 2, 3, 9]


@given(st.integers(0, 10**6), st.integers(1, 100), st.integers(0, 1000))
def test_decisions_never_pass_the_share_of_the_places(places: int, pct: int, decided: int) -> None:
    try:
        check_share(decided, places, pct)
    except Refusal as refusal:
        assert refusal.code == "decisions-used-up"
        assert (decided + 1) * 100 > places * pct
    else:
        assert (decided + 1) * 100 <= places * pct
