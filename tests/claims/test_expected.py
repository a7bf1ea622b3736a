"""What exposure lets one expect, worked out by hand beside it; and what is claimed, by regency."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from tests.claims.test_claims import opened

from payung.claims.queries.expected import expected_observed
from payung.claims.rules.expected import expected, interval, rates

SCHEMA = {"area": pl.String, "sex": pl.String, "age": pl.Int64, "days": pl.Int64}


def exposure(*rows: tuple[str, str, int | None, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, SCHEMA, orient="row")


def test_person_years_times_the_rate_of_age_and_sex_are_added_up_by_area() -> None:
    held = expected(
        exposure(("5307", "L", 45, 365_250), ("5307", "P", 44, 365_250), ("5308", "", 70, 365_250), ("5309", "L", None, 365_250))
    )
    assert [(each.area, round(each.person_years), round(each.deaths, 2)) for each in held] == [
        ("5307", 2000, 5.13 + 2.66), ("5308", 1000, round((19.24 + 13.90) / 2, 2)), ("5309", 1000, 3.21),
    ]  # fmt: skip
    assert (round(held[0].accidents_low, 1), round(held[0].accidents_high, 1)) == (4.4, 8.6)


def test_nobody_exposed_lets_nothing_be_expected_and_the_interval_holds_the_mean() -> None:
    assert expected(exposure()) == []
    assert interval(0.0) == (0, 0)
    for mean in (0.5, 3.0, 83.0, 263.0):
        low, high = interval(mean)
        assert low <= mean <= high
    assert interval(100.0) == (81, 122)


def test_every_rate_has_a_day_a_source_and_a_confidence() -> None:
    for each in rates().values():
        assert each["from"]
        assert each["source"]
        assert each["confidence"] in {"H", "M", "L"}


@pytest.mark.django_db
def test_deaths_claimed_stand_beside_those_expected_of_the_regency(covered) -> None:  # type: ignore[no-untyped-def]
    opened(covered)
    (held,) = expected_observed(date(2025, 1, 1), date(2025, 12, 31))
    assert (held.expected.area, held.deaths_claimed, held.accidents_claimed, held.deaths_counted) == ("5307", 1, 0, None)
    assert 20 < held.expected.person_years < 30
    assert not held.under_claimed
    assert expected_observed(date(2020, 1, 1), date(2020, 12, 31)) == []
    client = Client()
    client.force_login(get_user_model().objects.get(pk=covered.head.user_id))
    assert client.get(reverse("claims-expected")).status_code == 200
