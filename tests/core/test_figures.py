"""Figures as people read them."""

from __future__ import annotations

from datetime import date, time

import pytest

from payung.core import figures


@pytest.mark.parametrize(
    ("number", "digits", "indonesian", "english"),
    [
        (1_000_000, 0, "1.000.000", "1,000,000"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (23.85, 1, "23,9", "23.9"),
        (0.5, 0, "1", "1"),
        (-612, 0, "−612", "−612"),
        (-0.04, 1, "0,0", "0.0"),
    ],
)
def test_a_number_has_the_marks_of_its_language_and_halves_round_away_from_zero(
    number: float, digits: int, indonesian: str, english: str
) -> None:
    assert figures.decimal(number, digits, "id") == indonesian
    assert figures.decimal(number, digits, "en") == english


def test_a_percentage_keeps_its_sign_on_the_same_line() -> None:
    assert figures.percent(23.8264) == "23,8\u00a0%"
    assert figures.percent(23.8264, language="en") == "23.8%"


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [
        (16_800, "Rp\u00a016.800", "Rp\u00a016,800"),
        (275_800_000, "Rp\u00a0275,8\u00a0juta", "Rp\u00a0275.8\u00a0million"),
        (10_080_000_000, "Rp\u00a010,08\u00a0miliar", "Rp\u00a010.08\u00a0billion"),
        (10_000_000_000, "Rp\u00a010\u00a0miliar", "Rp\u00a010\u00a0billion"),
        (100_000_000_000, "Rp\u00a0100\u00a0miliar", "Rp\u00a0100\u00a0billion"),
        (999_960_000, "Rp\u00a01\u00a0miliar", "Rp\u00a01\u00a0billion"),
        (-2_500_000, "−Rp\u00a02,5\u00a0juta", "−Rp\u00a02.5\u00a0million"),
    ],
)
def test_an_amount_is_said_as_an_office_says_it(amount: int, indonesian: str, english: str) -> None:
    assert figures.rupiah_short(amount, "id") == indonesian
    assert figures.rupiah_short(amount, "en") == english


def test_an_amount_in_full_keeps_every_rupiah() -> None:
    assert figures.rupiah(10_080_000_001) == "Rp\u00a010.080.000.001"


def test_a_difference_carries_its_sign_and_nothing_carries_none() -> None:
    assert [figures.signed(points, 1) for points in (9.7, -1.7, 0)] == ["+9,7", "−1,7", "0,0"]


def test_days_and_times_follow_the_language() -> None:
    assert figures.day(date(2025, 8, 12)) == "12\u00a0Agustus\u00a02025"
    assert figures.day(date(2025, 8, 12), short=True) == "12\u00a0Agu\u00a02025"
    assert figures.day(date(2025, 5, 1), "en") == "1\u00a0May\u00a02025"
    assert (figures.clock(time(9, 5)), figures.clock(time(16), "en")) == ("09.05", "16:00")


def test_english_pages_get_english_figures_and_all_others_indonesian_ones() -> None:
    assert [figures.language_of(code) for code in ("en", "en-GB", "id", "fr", None)] == ["en", "en", "id", "id", "id"]
