"""Criteria over the frame of people: a reason for each that is not met, whole points for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.selection.people import PERIOD, SETTINGS, people, settings

from payung.core.calendar import Month, age_on
from payung.core.refusals import Refusal
from payung.law.age import AgeVerdict, age_verdict
from payung.law.loader import load_parameters
from payung.programmes.rules.settings import Condition, Operator
from payung.selection.rules.criteria import age_expression, assess, meets
from payung.selection.rules.facts import DERIVED, Known, Period, people_frame


def reasons(*persons: dict) -> list[list[str]]:  # type: ignore[type-arg]
    return assess(people(*persons), settings(), PERIOD.starts_on)["failed"].to_list()


def test_who_meets_everything_fails_nothing() -> None:
    assert reasons({}) == [[]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"died_on": date(2025, 5, 1)}, "dead"),
        ({"nik_state": "suspect"}, "nik-not-usable"),
        ({"nik_state": None}, "nik-not-usable"),
        ({"birth_date": date(1960, 7, 1)}, "over-age"),
        ({"birth_date": date(2008, 7, 2)}, "under-age"),
        ({"covered_months": 1}, "covered-elsewhere"),
        ({"on_list": True}, "already-listed"),
    ],
)
def test_a_failed_criterion_is_told_by_its_reason(change: dict, reason: str) -> None:  # type: ignore[type-arg]
    assert reasons(change) == [[reason]]


def test_several_failures_are_all_told_in_the_order_of_the_programme() -> None:
    assert reasons({"covered_months": 6, "nik_state": "absent", "died_on": date(2025, 1, 1)}) == [
        ["dead", "nik-not-usable", "covered-elsewhere"]
    ]


def test_the_day_before_the_sixty_fifth_birthday_is_the_last_on_which_cover_may_start() -> None:
    assert reasons({"birth_date": date(1960, 7, 2)}, {"birth_date": date(1960, 7, 1)}) == [[], ["over-age"]]


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.dates(date(1930, 1, 1), date(2024, 12, 31)), st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_the_age_of_a_frame_is_the_age_of_the_law(born_on: date, on: date) -> None:
    age = pl.DataFrame({"birth_date": [born_on]}).select(age_expression(on)).item()
    assert age == age_on(born_on, on)
    assert (age < 65) == (age_verdict(load_parameters(), born_on, on) is not AgeVerdict.TOO_OLD)


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        (Condition("decile", Operator.EQUALS, 3), [True, False, False]),
        (Condition("decile", Operator.IN, (3, 4)), [True, False, True]),
        (Condition("decile", Operator.NOT_IN, (3, 4), unknown=True), [False, True, False]),
        (Condition("decile", Operator.AT_MOST, 3), [True, False, False]),
        (Condition("decile", Operator.ABOVE, 3, unknown=True), [False, True, True]),
        (Condition("decile", Operator.KNOWN), [True, False, True]),
        (Condition("decile", Operator.ABSENT), [False, True, False]),
        (Condition("occupation", Operator.IN, ("Petani", "NELAYAN")), [True, True, False]),
        (Condition("village_code", Operator.INSIDE, "5307"), [True, False, True]),
        (Condition("birth_date", Operator.BELOW, date(1986, 1, 1)), [True, True, False]),
        (Condition("disability", Operator.EQUALS, True), [False, True, False]),
    ],
)
def test_every_operator_answers_yes_or_no_and_an_empty_field_as_the_programme_says(condition: Condition, answers: list[bool]) -> None:
    frame = people(
        {},
        {"decile": None, "occupation": " nelayan ", "village_code": "5371010001", "disability": True},
        {"decile": 4, "occupation": None, "birth_date": date(1990, 1, 1), "disability": None},
    )
    assert frame.select(meets(condition)).to_series().to_list() == answers


def test_scores_are_whole_points_by_table_and_by_condition() -> None:
    terms = [
        {"field": "decile", "points": {1: 10, 3: 8}, "unknown": 2},
        {"field": "age", "operator": "at-least", "value": 55, "points": 5},
        {"field": "disability", "points": {True: 7}},
    ]
    rules = settings(ranking={"score": terms, "order": ["score", "seed"]})
    frame = people({}, {"decile": None, "disability": True}, {"decile": 9, "birth_date": date(1965, 1, 1), "disability": None})
    scored = assess(frame, rules, PERIOD.starts_on)["score"]
    assert scored.to_list() == [8, 9, 5]
    assert scored.dtype == pl.Int64


def spans(*rows: tuple[int, str, date, date | None]) -> pl.DataFrame:
    schema = {"worker": pl.Int64, "payer_kind": pl.String, "starts_on": pl.Date, "ends_on": pl.Date}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def known(cover: pl.DataFrame, listed: Sequence[int] = (), kinds: Sequence[tuple[int, str]] = (), **decisions: int) -> Known:
    """What is known besides people; `decisions`: add=1 or remove=1 names the worker."""
    hits = pl.DataFrame(list(kinds), schema={"worker": pl.Int64, "kind": pl.String}, orient="row")
    return Known(cover, hits, listed, {worker: act for act, worker in decisions.items()})


def facts(*rows: tuple[int, str, date, date | None]) -> list[tuple[int, bool]]:
    frame = people_frame(people({}).drop(*DERIVED), known(spans(*rows)), period=PERIOD, payer_kind="apbd")
    return frame.select("covered_months", "continues").rows()


def test_months_of_other_cover_are_counted_half_open() -> None:
    assert facts((1, "employer", date(2025, 1, 1), date(2025, 7, 1))) == [(0, False)]
    assert facts((1, "employer", date(2025, 1, 1), date(2025, 7, 2))) == [(1, False)]
    assert facts((1, "employer", date(2025, 9, 15), None)) == [(4, False)]
    assert facts((1, "employer", date(2025, 9, 1), date(2025, 10, 1)), (1, "self", date(2025, 9, 20), date(2025, 12, 1))) == [(3, False)]
    assert facts((1, "employer", date(2026, 1, 1), None)) == [(0, False)]


def test_cover_by_the_same_payer_continues_unless_more_than_three_months_lie_between() -> None:
    assert facts((1, "apbd", date(2025, 1, 1), date(2025, 7, 1))) == [(0, True)]
    assert facts((1, "apbd", date(2025, 1, 1), date(2025, 4, 1))) == [(0, True)]
    assert facts((1, "apbd", date(2025, 1, 1), date(2025, 3, 1))) == [(0, False)]
    assert facts((1, "employer", date(2025, 1, 1), date(2025, 7, 1))) == [(0, False)]


def test_who_is_on_a_binding_list_is_known_and_empty_texts_are_unknown() -> None:
    july = Period(Month(2025, 7), Month(2025, 7), 3)
    frame = people_frame(people({"sex": ""}, {}).drop(*DERIVED), known(spans(), listed=[2]), period=july, payer_kind="apbd")
    assert frame["on_list"].to_list() == [False, True]
    assert frame["sex"].to_list() == [None, "P"]


def test_kinds_of_exclusion_and_decisions_stand_beside_each_person() -> None:
    population = people({}, {}, {}).drop(*DERIVED)
    told = known(spans(), kinds=[(2, "other-scheme"), (2, "asn"), (2, "asn"), (9, "asn")], remove=3)
    frame = people_frame(population, told, period=PERIOD, payer_kind="apbd")
    assert frame["exclusions"].to_list() == [[], ["asn", "other-scheme"], []]
    assert frame["decision"].to_list() == [None, None, "remove"]


def test_each_kind_of_exclusion_has_the_reason_that_the_programme_gives_it() -> None:
    criteria = [
        {"reason": "civil-servant", "field": "exclusions", "operator": "lacks", "value": "asn"},
        {"reason": "not-a-migrant", "field": "exclusions", "operator": "holds", "value": "migrant"},
    ]
    frame = people({}, {"exclusions": ["asn", "pensioner"]}, {"exclusions": ["migrant"]}, {"exclusions": ["asn", "migrant"]})
    assert assess(frame, settings(criteria=criteria), PERIOD.starts_on)["failed"].to_list() == [
        ["not-a-migrant"],
        ["civil-servant", "not-a-migrant"],
        [],
        ["civil-servant"],
    ]


@pytest.mark.parametrize(
    ("criterion", "told"),
    [
        ({"operator": "lacks", "value": "politician"}, "must be one of: asn"),
        ({"operator": "equals", "value": "asn"}, "must be one of: holds, lacks"),
    ],
)
def test_a_criterion_about_exclusions_that_is_written_wrongly_is_refused(criterion: dict[str, str], told: str) -> None:
    with pytest.raises(Refusal) as refused:
        settings(criteria=[{"reason": "x", "field": "exclusions"} | criterion])
    assert refused.value.code == "programme-invalid"
    assert told in str(refused.value)


def test_kinds_of_exclusion_have_no_table_of_points() -> None:
    with pytest.raises(Refusal) as refused:
        settings(ranking={"score": [{"field": "exclusions", "points": {"asn": 1}}], "order": ["seed"]})
    assert refused.value.code == "programme-invalid"


def test_whom_an_official_removed_is_not_eligible_whatever_the_criteria_say() -> None:
    frame = people({}, {"decision": "remove"}, {"decision": "add"})
    assert assess(frame, settings(), PERIOD.starts_on)["failed"].to_list() == [[], ["removed-by-decision"], []]


def test_the_settings_of_these_tests_name_no_law_parameter_any_more() -> None:
    assert any("law" in each for each in SETTINGS["criteria"])
    assert all(each.condition.law == "" for each in settings().criteria)
