"""Fairness after the cap, and what two runs differ in: over frames."""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.selection.people import crowd, people, run, settings

from payung.selection.rules.comparison import by_regency as changes_by_regency
from payung.selection.rules.comparison import changes, stayed
from payung.selection.rules.fairness import by_regency, fairness_frame
from payung.selection.rules.reasons import reason

KINDS = {"5301012001": "desa", "5307012001": "kelurahan"}


def test_every_group_adds_up_to_everybody() -> None:
    result = run(crowd(300, 4), settings(), 60)
    frame = fairness_frame(by_regency(result, KINDS), ["5301", "5307", "5308"])
    sums = frame.group_by("dimension").agg(pl.col("assessed", "eligible", "chosen", "reserve").sum())
    assert sums.select("assessed", "eligible", "chosen", "reserve").unique().height == 1
    assert sums["assessed"][0] == 300
    assert sums["chosen"][0] == 60
    assert {"everybody", "sex", "age", "decile", "disability", "nik", "village", "continues", "regency"} == set(sums["dimension"])


def test_the_index_is_one_hundred_where_a_group_is_chosen_as_often_as_it_is_eligible() -> None:
    frame = people(*({"name": f"N{n}", "sex": "LP"[n % 2], "decile": 1 + n % 2, "village_code": "5301012001"} for n in range(20)))
    told = fairness_frame(by_regency(run(frame, settings(), 10, regencies=("5301",)), KINDS), ["5301"])
    index = {(dimension, group): value for dimension, group, value in told.select("dimension", "group", "index").iter_rows()}
    assert index["everybody", "all"] == 100
    assert (index["sex", "L"], index["sex", "P"]) == (200, 0)
    assert index["village", "desa"] == 100


def test_people_without_usable_nik_village_or_date_are_counted_as_such() -> None:
    frame = people({"nik_state": "absent"}, {"village_code": None, "birth_date": None, "sex": None}, {})
    counts = by_regency(run(frame, settings(), 2, regencies=("5307",)), KINDS)
    assert counts["5307"]["nik"] == {"not-usable": [1, 0, 0, 0], "usable": [1, 1, 1, 0]}
    assert counts[""]["age"] == counts[""]["sex"] == counts[""]["village"] == {"unknown": [1, 1, 0, 0]}
    assert fairness_frame(counts, ["5307"]).filter(pl.col("dimension") == "everybody")["assessed"].to_list() == [2]


def test_the_ages_are_those_of_the_day_cover_starts() -> None:
    births = [date(2000, 7, 2), date(2000, 7, 1), date(1970, 7, 1), date(1960, 7, 1)]
    counts = by_regency(run(people(*({"birth_date": each} for each in births)), settings(), 9, regencies=("5307",)), KINDS)
    assert {group: told[0] for group, told in counts["5307"]["age"].items()} == {"to-24": 1, "25-34": 1, "55-64": 1, "65-up": 1}


def outcome(*rows: tuple[int, str, str]) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows), schema={"person": pl.Int64, "area": pl.String, "verdict": pl.String}, orient="row")
    return frame.with_columns(reasons=pl.concat_list(pl.lit("why")))


def test_who_is_chosen_in_one_run_only_entered_or_left_and_lapses_when_months_follow() -> None:
    first = outcome((1, "5301", "chosen"), (2, "5301", "chosen"), (3, "5307", "reserve"), (4, "5307", "chosen"))
    second = outcome((1, "5301", "chosen"), (2, "5301", "not-eligible"), (3, "5307", "chosen"), (5, "5308", "chosen"))
    moved = changes(first, second, follows=True)
    assert moved.select("person", "change", "before", "after", "lapses").rows() == [
        (3, "entered", "reserve", "chosen", False),
        (5, "entered", None, "chosen", False),
        (2, "left", "chosen", "not-eligible", True),
        (4, "left", "chosen", None, True),
    ]
    assert stayed(first, second) == 1
    assert changes_by_regency(moved).rows() == [("5301", 0, 1, 1), ("5307", 1, 1, 1), ("5308", 1, 0, 0)]
    assert changes(first, second, follows=False)["lapses"].sum() == 0


def test_every_code_of_the_choice_has_words_and_a_programme_may_use_its_own() -> None:
    codes = (
        "within-quota",
        "set-aside-women",
        "in-reserve",
        "places-taken",
        "household-full",
        "passed-for-set-aside",
        "no-quota-area",
        "already-listed",
    )
    assert all(reason(code, {}).says != code for code in codes)
    assert reason("over-age", {}).remedy != ""
    assert reason("land-owner", {"land-owner": "He owns land."}).says == "He owns land."
    assert reason("unworded", {}).says == "unworded"
