"""Contributions as the law prints them: worked examples, all 33 rows, and what holds for every income."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from payung.core.calendar import Month
from payung.core.refusals import Refusal
from payung.law.cases import calculate_case
from payung.law.contribution import PAYERS, PROGRAMMES, SECTORS, band_of, contribution, cost
from payung.law.loader import load_parameters

HERE = Path(__file__).parent
LAW = load_parameters()
EXAMPLES: list[dict[str, Any]] = yaml.safe_load((HERE / "contributions.yaml").read_text(encoding="utf-8"))
PRINTED = list(csv.DictReader((HERE / "bands_as_printed.csv").open(encoding="utf-8")))

incomes = st.integers(min_value=0, max_value=40_000_000)
months = st.builds(Month, st.integers(2022, 2030), st.integers(1, 12))
payers = st.sampled_from(PAYERS)
sectors = st.sampled_from(SECTORS)
chosen = st.sets(st.sampled_from(PROGRAMMES), min_size=1).map(sorted)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["says"][:60] for example in EXAMPLES])
def test_a_worked_example_comes_out_as_its_sentence_says(example: dict[str, Any]) -> None:
    answer = calculate_case(example["case"])
    assert {item["code"]: item["amount_idr"] for item in answer["items"]} == example["items"], example["says"]
    assert (answer["total_idr"], answer["notes"]) == (example["total_idr"], example["notes"])


def test_a_hundred_thousand_people_for_six_months_cost_10_08_billion() -> None:
    ntt_2025 = cost(LAW, Month(2025, 7), 6, 100_000, "apbd")
    assert ntt_2025.per_person_idr == 100_800
    assert ntt_2025.total_idr == 10_080_000_000


def test_fifty_thousand_people_for_twelve_months_cost_the_same() -> None:
    assert cost(LAW, Month(2026, 1), 12, 50_000, "apbd").total_idr == 10_080_000_000


def test_the_2829_workers_of_manggarai_barat_cost_what_their_regency_published() -> None:
    assert cost(LAW, Month(2025, 1), 12, 2_829, "apbd").total_idr == 570_326_400


@pytest.mark.parametrize("row", PRINTED, ids=[f"row {row['row']}" for row in PRINTED])
def test_every_printed_row_gives_its_printed_amounts_at_both_ends(row: dict[str, str]) -> None:
    for income in {int(row["from_idr"]), int(row["to_idr"] or row["from_idr"])}:
        full = contribution(LAW, month=Month(2025, 7), declared_income_idr=income, programmes=PROGRAMMES, payer="self")
        assert [item.amount_idr for item in full.items] == [int(row["jkk_idr"]), 6_800, int(row["jht_idr"])]
        assert (full.band.row, full.band.base_idr, full.notes) == (int(row["row"]), int(row["base_idr"]), ())
        halved = contribution(LAW, month=Month(2026, 5), declared_income_idr=income, payer="self")
        assert halved.total_idr == int(row["halved_jkk_jkm_idr"])


def test_every_item_names_its_article() -> None:
    items = contribution(LAW, month=Month(2026, 5), declared_income_idr=0, programmes=PROGRAMMES, payer="self").items
    assert [(item.code, item.article.split(" Art")[0]) for item in items] == [
        ("jkk", "PP 44/2015"),
        ("jkm", "PP 44/2015"),
        ("jht", "PP 46/2015"),
        ("relief", "PP 50/2025"),
    ]


@given(incomes)
def test_every_income_lies_in_exactly_one_row(income: int) -> None:
    rows = LAW.value("bands", Month(2025, 7).first_day)
    ends = [row["from_idr"] for row in rows[1:]] + [10**12]
    holding = [number for number, (row, end) in enumerate(zip(rows, ends, strict=True), 1) if row["from_idr"] <= income < end]
    assert holding == [band_of(LAW, on=Month(2025, 7).first_day, declared_income_idr=income).row]


@given(incomes, incomes, months, payers, sectors, chosen)
def test_who_declares_more_never_pays_less(one: int, other: int, month: Month, payer: str, sector: str, programmes: list[str]) -> None:
    low, high = (
        contribution(LAW, month=month, declared_income_idr=income, programmes=programmes, payer=payer, sector=sector).total_idr
        for income in sorted([one, other])
    )
    assert low <= high


@given(incomes, months, payers, sectors, chosen)
def test_nobody_pays_less_than_nothing_or_in_fractions(income: int, month: Month, payer: str, sector: str, programmes: list[str]) -> None:
    result = contribution(LAW, month=month, declared_income_idr=income, programmes=programmes, payer=payer, sector=sector)
    assert result.total_idr > 0
    assert {type(item.amount_idr) for item in result.items} == {int}


@given(incomes, months, sectors, chosen)
def test_a_government_payer_never_pays_less_than_the_worker_would(income: int, month: Month, sector: str, programmes: list[str]) -> None:
    amounts = {
        payer: contribution(LAW, month=month, declared_income_idr=income, programmes=programmes, payer=payer, sector=sector).total_idr
        for payer in PAYERS
    }
    assert amounts["apbd"] == amounts["apbn"] >= amounts["self"]


@given(st.integers(1, 24), st.integers(0, 10_000), months, payers, sectors)
def test_a_cost_is_the_sum_of_its_months_times_the_people(count: int, people: int, first: Month, payer: str, sector: str) -> None:
    total = cost(LAW, first, count, people, payer, sector=sector).total_idr
    singly = [contribution(LAW, month=first.plus(i), declared_income_idr=0, payer=payer, sector=sector).total_idr for i in range(count)]
    assert total == people * sum(singly)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("payer-unknown", {"payer": "province"}),
        ("sector-unknown", {"sector": "fishing"}),
        ("programme-unknown", {"programmes": ["jkk", "jp"]}),
        ("programme-unknown", {"programmes": []}),
        ("income-wrong", {"declared_income_idr": -1}),
        ("income-wrong", {"declared_income_idr": 1_000_000.0}),
        ("income-wrong", {"declared_income_idr": True}),
        ("law-no-value", {"month": Month(2014, 1)}),
        ("law-no-value", {"month": Month(2020, 9)}),
    ],
)
def test_what_the_law_does_not_know_is_refused(code: str, wrong: dict[str, Any]) -> None:
    facts: dict[str, Any] = {"month": Month(2025, 7), "declared_income_idr": 0, "programmes": ["jkk"], "payer": "self"}
    with pytest.raises(Refusal) as refused:
        contribution(LAW, **(facts | wrong))
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize(("count", "people"), [(0, 1), (1, -1), (1, 1.5)])
def test_a_cost_of_no_months_or_of_fewer_than_no_people_is_refused(count: int, people: Any) -> None:
    with pytest.raises(Refusal) as refused:
        cost(LAW, Month(2025, 7), count, people, "apbd")
    assert refused.value.code == "count-wrong"
