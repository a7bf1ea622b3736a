"""The auditor's tests: each finds exactly the people, months and rupiah that an auditor would, and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from payung.core.calendar import Month
from payung.core.refusals import Refusal
from payung.reports.rules.audit_tests import TESTS, after, before, during, more_than_once, person_months, results, sample, whole

JULY, DECEMBER = date(2025, 7, 1), date(2025, 12, 1)
MONTHS = list(Month(2025, 7).through(Month(2025, 12)))
PRICES = dict.fromkeys(MONTHS, 16_800)


def paid(*people: tuple[int, int], first: date = JULY, last: date = DECEMBER) -> pl.DataFrame:
    """Person-months of (entry, person) from July to December."""
    rows = [(entry, person, first, last) for entry, person in people]
    return person_months(pl.DataFrame(rows, schema=["entry", "person", "first", "last"], orient="row"))


def told(*rows: tuple[Any, ...], columns: tuple[str, ...] = ("person", "on", "because")) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=list(columns), orient="row")


def test_six_months_of_a_person_are_six_rows() -> None:
    assert paid((1, 10))["month"].to_list() == [month.first_day for month in MONTHS]


def test_the_month_of_death_is_owed_and_those_that_begin_later_are_not() -> None:
    hits = after(paid((1, 10), (2, 20)), told((10, date(2025, 8, 15), "died")))
    assert hits["month"].to_list() == [date(2025, month, 1) for month in (9, 10, 11, 12)]
    assert hits["entry"].unique().to_list() == [1]


def test_who_died_on_the_first_of_a_month_is_owed_that_month() -> None:
    assert after(paid((1, 10)), told((10, date(2025, 12, 1), "died"))).is_empty()


def test_a_span_touches_the_months_in_which_it_holds_a_day() -> None:
    spans = told((10, date(2025, 8, 31), date(2025, 10, 1), "employer"), columns=("person", "starts_on", "ends_on", "because"))
    assert during(paid((1, 10)), spans)["month"].to_list() == [date(2025, 8, 1), date(2025, 9, 1)]
    open_end = told((10, date(2025, 11, 2), None, "employer"), columns=("person", "starts_on", "ends_on", "because")).cast(
        {"ends_on": pl.Date}
    )
    assert during(paid((1, 10)), open_end)["month"].to_list() == [date(2025, 11, 1), date(2025, 12, 1)]


def test_a_person_paid_by_two_entries_is_counted_for_the_second_only() -> None:
    hits = more_than_once(paid((1, 10), (2, 10), (3, 30)))
    assert set(hits["entry"]) == {2}
    assert hits.height == 6


def test_months_before_the_agreement_are_all_months_while_nothing_is_in_force() -> None:
    assert before(paid((1, 10)), date(2025, 8, 20), "early")["month"].to_list() == [date(2025, 7, 1), date(2025, 8, 1)]
    assert before(paid((1, 10)), None, "early").height == 6


def test_two_facts_about_one_month_are_one_hit_and_the_amount_is_that_of_the_months() -> None:
    months = paid((1, 10), (2, 20))
    hits = {test.code: after(months, told((10, date(2025, 8, 15), "died"), (10, date(2025, 8, 20), "died"))) for test in TESTS}
    outcome = results(hits, PRICES)[0]
    assert (outcome.test.code, outcome.people, outcome.months, outcome.amount_idr) == ("dead", 1, 4, 4 * 16_800)


def test_a_test_that_finds_nobody_answers_zero() -> None:
    nobody = whole(paid((1, 10)), told(columns=("person", "because")).cast({"person": pl.Int64, "because": pl.String}))
    assert [(each.people, each.months, each.amount_idr) for each in results({test.code: nobody for test in TESTS}, PRICES)] == [
        (0, 0, 0)
    ] * len(TESTS)


def test_a_sample_sees_every_regency_before_it_sees_one_twice() -> None:
    entries = pl.DataFrame({"entry": range(1, 9), "area": ["5301012001"] * 6 + ["5307042001", "5308012001"]})
    order = pl.Series([8, 3, 5, 1, 7, 2, 6, 4])
    assert sample(entries, 4, order) == [4, 7, 8, 6]
    assert len(sample(entries, 99, order)) == 8


@pytest.fixture
def office(operator, now):  # type: ignore[no-untyped-def]
    from tests.selection.office import opened_office  # noqa: PLC0415 - tables exist only after set-up

    return opened_office(operator, now)


@pytest.fixture
def handed_in(office):  # type: ignore[no-untyped-def]
    """A submitted list of 40 people who were all fit on the day."""
    from tests.selection.office import registered  # noqa: PLC0415

    from payung.selection.actions import submit_list  # noqa: PLC0415

    registered(120, nik_state="sound", died_on=None, birth_date=date(1990, 1, 1))
    return submit_list(run=office.select().run, by=office.data, at=office.now)


@pytest.mark.django_db
def test_what_became_known_after_a_list_was_made_is_found_with_people_months_and_rupiah(office, handed_in: int) -> None:  # type: ignore[no-untyped-def]
    from payung.claims.actions.claims import NewClaim, open_claim  # noqa: PLC0415
    from payung.registry.models import Participation, Worker  # noqa: PLC0415
    from payung.reports.queries.standard_tests import hits_of, standard_tests  # noqa: PLC0415
    from payung.selection.queries.listed import listed  # noqa: PLC0415

    office.bring_into_force()
    people = listed(handed_in)
    dead, employed, unsure, claimed = people["worker"][:4]
    Worker.objects.filter(pk=dead).update(died_on=date(2025, 9, 3))
    Worker.objects.filter(pk=unsure).update(nik_state="suspect")
    Participation.objects.create(
        area=people["area"][1], worker_id=employed, segment="pu", payer_kind="employer", starts_on=date(2025, 11, 1), source="BPJS",
        source_on=date(2025, 11, 1), recorded_at=office.now,
    )  # fmt: skip
    given = NewClaim(claimed, "jkm", date(2025, 10, 2), date(2025, 10, 4), "family")
    open_claim(given=given, by=office.data, at=datetime(2025, 10, 5, tzinfo=UTC))
    told = standard_tests(handed_in, on=date(2026, 1, 5))
    found = {each.test.code: (each.people, each.months, each.amount_idr) for each in told.outcomes}
    assert (told.people, told.months, told.amount_idr) == (40, 240, 240 * 16_800)
    assert found == {
        "dead": (1, 3, 3 * 16_800),
        "claimed": (1, 2, 2 * 16_800),
        "moved": (0, 0, 0),
        "twice": (0, 0, 0),
        "covered": (0, 0, 0),
        "nik": (1, 6, 6 * 16_800),
        "employed": (1, 2, 2 * 16_800),
        "over-age": (0, 0, 0),
        "outside-decree": (0, 0, 0),
        "without-minutes": (40, 240, 240 * 16_800),
        "before-agreement": (0, 0, 0),
    }
    page = hits_of(handed_in, "dead", on=date(2026, 1, 5))
    assert [(hit.worker, hit.months, hit.because) for hit in page.hits] == [(dead, 3, "died 2025-09-03")]


@pytest.mark.django_db
def test_a_sample_is_the_same_whoever_draws_it_with_the_same_seed(office, handed_in: int) -> None:  # type: ignore[no-untyped-def]
    from payung.reports.queries.standard_tests import drawn  # noqa: PLC0415

    first = drawn(handed_in, seed=7, size=10)
    assert first == drawn(handed_in, seed=7, size=10)
    assert len(set(first)) == 10
    assert first != drawn(handed_in, seed=8, size=10)


@pytest.mark.django_db
def test_a_test_that_does_not_exist_and_a_programme_without_a_list_are_refused(office, handed_in: int) -> None:  # type: ignore[no-untyped-def]
    from payung.reports.queries.standard_tests import hits_of, list_in_hand  # noqa: PLC0415

    with pytest.raises(Refusal) as refused:
        hits_of(handed_in, "gossip", on=date(2026, 1, 5))
    assert refused.value.code == "unknown-test"
    assert list_in_hand("ntt-2025").id == handed_in
    with pytest.raises(Refusal) as refused:
        list_in_hand("ntt-2026")
    assert refused.value.code in {"no-list-yet", "unknown-programme"}
