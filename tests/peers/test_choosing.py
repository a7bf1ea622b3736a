"""What went wrong elsewhere when people were chosen, and does not here."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.peers.counting import statements
from tests.selection.people import PERIOD, SETTINGS, crowd, people, run, settings

import payung
from payung.core.calendar import Month
from payung.core.refusals import Refusal
from payung.law.contribution import contribution
from payung.law.loader import load_parameters
from payung.programmes.actions import commit_money, load_programme
from payung.programmes.models import BudgetLine
from payung.programmes.queries import programme
from payung.programmes.rules.money import people_for
from payung.programmes.rules.settings import read_settings
from payung.registry.models import WorkerPin
from payung.selection.actions import select, submit_list
from payung.selection.models import Assessment, Entry, SelectionRun
from payung.selection.queries import assessment_frame
from payung.selection.rules.criteria import assess, with_law
from payung.selection.rules.fairness import by_regency, fairness_frame

SHIPPED = Path(payung.__file__).parent / "programmes" / "data" / "ntt-2025.yaml"
CRITERION = {"reason": "poor", "field": "income_idr", "operator": "at-most", "value": 500_000}


def chosen(result: pl.DataFrame) -> pl.DataFrame:
    return result.filter(pl.col("verdict") == "chosen")


def criterion(**changes: Any) -> dict[str, Any]:
    """Settings with one criterion, changed."""
    return SETTINGS | {"criteria": [CRITERION | changes]}


@hypothesis_settings(max_examples=15, deadline=None)
@given(st.integers(1, 100), st.integers(0, 60), st.integers(0, 99))
def test_whoever_fails_a_criterion_is_neither_chosen_nor_in_reserve(size: int, capacity: int, seed: int) -> None:
    """The people who meet the condition were worked out, and then the whole list was given back."""
    result = run(crowd(size, seed), settings(), capacity, seed)
    failed = result.filter(pl.col("failed").list.len() > 0)
    assert failed.filter(pl.col("verdict") != "not-eligible").is_empty()
    assert failed["reasons"].to_list() == failed["failed"].to_list()


def test_a_condition_that_cannot_be_answered_includes_nobody() -> None:
    """A condition that failed to be worked out counted as met by everybody."""
    unknown = people(*({"income_idr": None, "name": f"NAMA {n}"} for n in range(5)))
    result = run(unknown, settings(criteria=[CRITERION]), 5)
    assert set(result["verdict"]) == {"not-eligible"}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"field": "wealth"}, "criteria[1].field"),
        ({"operator": "roughly"}, "criteria[1].operator"),
        ({"value": "five hundred"}, "criteria[1].value"),
        ({"value": None}, "criteria[1].value"),
        ({"operator": "inside"}, "criteria[1].operator"),
    ],
)
def test_a_criterion_that_is_not_understood_stops_the_programme_and_names_its_place(change: dict[str, Any], at: str) -> None:
    """A rule that could not be read was passed over, and everybody stayed in."""
    with pytest.raises(Refusal) as refused:
        read_settings(criterion(**change))
    assert refused.value.code == "programme-invalid"
    assert at in str(refused.value.data["path"])


def test_a_parameter_that_the_law_does_not_know_stops_the_run_instead_of_letting_everybody_in() -> None:
    """The same, at the moment of the run."""
    rules = read_settings(SETTINGS | {"criteria": [{"reason": "x", "field": "age", "operator": "below", "law": "no-such-age"}]})
    with pytest.raises(Refusal) as refused:
        with_law(rules, load_parameters(), PERIOD.starts_on)
    assert refused.value.code == "law-unknown-parameter"


@pytest.mark.parametrize(
    "change",
    [
        {"operator": "__import__('os').getpid()"},
        {"field": "income_idr); DELETE FROM registry_worker; --"},
        {"value": "__import__('os').getpid()"},
        {"formula": "person.income < 500000"},
        {"sql": "SELECT 1"},
    ],
)
def test_no_rule_is_executable_text(change: dict[str, Any]) -> None:
    """Rules were Python run behind a list of forbidden words, or SQL kept in a table."""
    with pytest.raises(Refusal) as refused:
        read_settings(criterion(**change))
    assert refused.value.code == "programme-invalid"


def test_a_text_in_a_rule_is_compared_and_never_run() -> None:
    """The same: what looks like code is an occupation that nobody has."""
    code = "petani') OR 1=1 --"
    rules = settings(criteria=[{"reason": "work", "field": "occupation", "operator": "in", "value": [code]}])
    assert assess(people({}, {"occupation": code}), rules, PERIOD.starts_on)["failed"].to_list() == [["work"], []]


def test_fairness_is_counted_after_the_cap() -> None:
    """Fairness was worked out over everybody who met the rules, before the budget cut most of them off."""
    poor_men = [{"name": f"L{n}", "sex": "L", "decile": 1, "village_code": "5301012001"} for n in range(10)]
    others = [{"name": f"P{n}", "sex": "P", "decile": 5, "village_code": "5301012001"} for n in range(30)]
    frame = people(*poor_men, *others).with_columns(continues=pl.lit(False))
    result = run(frame, settings(), 12, regencies=("5301",))
    held = fairness_frame(by_regency(result, {"5301012001": "desa"}), ["5301"])
    sexes = {group: (eligible, taken, index) for dimension, group, _, eligible, taken, _, index in held.iter_rows() if dimension == "sex"}
    assert sexes == {"L": (10, 10, 333), "P": (30, 2, 22)}


def test_places_go_by_rank_and_not_by_the_order_in_which_people_are_stored() -> None:
    """The cap was filled in the order of the ids, so that whoever was entered first was in."""
    frame = people(*({"name": f"NAMA {n:02}", "decile": 10 - n, "village_code": "5301012001"} for n in range(10)))
    assert chosen(run(frame, settings(), 3, regencies=("5301",)))["worker"].to_list() == [8, 9, 10]


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(0, 1000))
def test_money_never_buys_more_than_it_pays_for_also_when_it_is_overdrawn_already(jkk: int, jkm: int, most: int) -> None:
    """Whether a programme was full was asked as "exactly full": once over, it took everybody."""
    bought = people_for({"jkk": jkk, "jkm": jkm}, {"jkk": 60_000, "jkm": 40_800}, most)
    assert 0 <= bought <= most
    assert bought == 0 or (bought * 60_000 <= jkk and bought * 40_800 <= jkm)


@given(st.integers(0, 30_000_000), st.integers(0, 30_000_000))
def test_a_small_amount_is_never_raised_to_a_greater_one(one: int, other: int) -> None:
    """A lower amount was raised to the maximum instead of a higher one being lowered to it."""
    low, high = sorted((one, other))
    told = [contribution(load_parameters(), month=Month(2025, 7), declared_income_idr=each, payer="apbd").total_idr for each in (low, high)]
    assert 16_800 <= told[0] <= told[1]


@pytest.mark.django_db
def test_the_cap_holds_however_many_are_chosen_at_once(office, populate):  # type: ignore[no-untyped-def]
    """The bulk path did not ask for the cap of a programme: with a cap of 100 it took 5,000 without a word."""
    populate(200)
    report = office.select()
    assert (report.assessed, report.chosen, report.cost_idr) == (200, 40, 40 * 100_800)
    assert Entry.objects.filter(run_id=report.run, state="chosen").count() == 40


@pytest.mark.django_db
def test_a_line_that_is_overdrawn_binds_nothing_more(office):  # type: ignore[no-untyped-def]
    """The same question, asked of the money."""
    held = programme("ntt-2025")
    full = {"jkk": 40 * 60_000, "jkm": 40 * 40_800}
    commit_money(programme_id=held.id, payer_code="ntt", amounts=full, by=office.data, at=office.now)
    with pytest.raises(Refusal) as refused:
        commit_money(programme_id=held.id, payer_code="ntt", amounts={"jkk": 1}, by=office.data, at=office.now)
    assert refused.value.code == "budget-exceeded"
    assert dict(BudgetLine.objects.values_list("insurance", "committed_idr")) == full


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_people_or_rules(office, populate, operator, now, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Entitlements were asked for person by person and rule by rule."""
    counted = []
    for seed, size in ((1, 30), (2, 300)):
        populate(size, seed=seed)
        with statements() as asked:
            office.select(seed=seed)
        counted.append(len(asked))
    content = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    content["criteria"] = [*content["criteria"], *(CRITERION | {"reason": f"rule-{n}", "value": 10**9 + n} for n in range(10))]
    content["budget"][0]["version"] = content["budget"][1]["version"] = "shift"
    (tmp_path / "more.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    load_programme(source=tmp_path / "more.yaml", by=operator, at=now)
    with statements() as asked:
        office.select(seed=3)
    counted.append(len(asked))
    assert len(set(counted)) == 1


@pytest.mark.django_db
def test_of_thousands_none_is_lost_between_two_batches(office, populate, operator, now):  # type: ignore[no-untyped-def]
    """The list of ids was assigned anew for each batch of 2,000 people: only those of the last batch were enrolled."""
    populate(2_500, nik_state="sound", died_on=None, birth_date=date(1990, 1, 1))
    load_programme(source="ntt-2026", by=operator, at=now, scale=Fraction(2_100, 50_000))
    report = chosen_of_2026(office)
    assert (report.assessed, report.chosen) == (2_500, 2_100)
    listed = submit_list(run=report.run, by=office.data, at=office.now)
    entries = Entry.objects.filter(run_id=report.run)
    assert entries.filter(state="chosen").count() == 2_100
    assert set(WorkerPin.objects.filter(fact=f"list:{listed}").values_list("worker", flat=True)) == set(
        entries.values_list("worker", flat=True)
    )
    assert assessment_frame(report.run)["worker"].n_unique() == 2_500


def chosen_of_2026(office: Any) -> Any:
    return select(programme="ntt-2026", seed=1, on=date(2025, 12, 1), by=office.data, at=office.now)


@pytest.mark.django_db
def test_the_people_of_a_run_are_rows_with_keys_of_their_own(office, populate):  # type: ignore[no-untyped-def]
    """2,000 people lay in one cell of JSON: nothing could be indexed, constrained or reconciled."""
    workers = populate(150)
    report = office.select()
    assert sorted(Assessment.objects.filter(run_id=report.run).values_list("worker_id", flat=True)) == sorted(workers)
    held = SelectionRun.objects.filter(pk=report.run).values().get()
    for name, value in held.items():
        if isinstance(value, dict | list):
            assert not set(workers) & numbers_in(value), name


def numbers_in(value: Any) -> set[int]:
    """All lists of more than ten whole numbers inside plain data, as one set: ids of people would be such a list."""
    if isinstance(value, dict):
        return set().union(*(numbers_in(each) for each in value.values())) if value else set()
    if isinstance(value, list):
        own = {each for each in value if isinstance(each, int)} if len(value) > 10 else set()
        return own.union(*(numbers_in(each) for each in value))
    return set()
