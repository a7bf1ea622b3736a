"""Months and ages by their properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payung.core.calendar import Month, age_on, months_between

MONTHS = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))
STEPS = st.integers(-600, 600)


@given(MONTHS)
def test_a_month_reads_back_as_it_is_written(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Month.of(month.first_day) == month


@given(st.one_of(st.text(max_size=9), st.from_regex(r"[-+ \d]{4}-[ \d]{2}", fullmatch=True)))
def test_what_is_not_written_as_a_month_is_none(text: str) -> None:
    try:
        month = Month.parse(text)
    except ValueError:
        return
    assert str(month) == text


@pytest.mark.parametrize(
    "text", ["2025", "2025-13", "2025-00", "25-01", "2025-1", "2025-01-01", "0000-01", "+202-01", "\uff12\uff10\uff12\uff15-01"]
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Month.parse(text)


@given(MONTHS, STEPS, STEPS)
def test_steps_add_up_and_come_back(month: Month, one: int, other: int) -> None:
    assert month.plus(one).plus(other) == month.plus(one + other)
    assert month.plus(one).plus(-one) == month
    assert (month.plus(one) > month) == (one > 0)


@given(MONTHS, st.integers(0, 40))
def test_months_between_counts_both_ends_and_is_what_through_gives(first: Month, more: int) -> None:
    last = first.plus(more)
    held = list(first.through(last))
    assert months_between(first, last) == len(held) == more + 1
    assert held == sorted(set(held))
    assert months_between(last.plus(1), first) == 0


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(0, 40_000))
def test_an_age_grows_by_one_on_birthdays_only(born_on: date, days: int) -> None:
    day = born_on + timedelta(days=days)
    before, after = age_on(born_on, day), age_on(born_on, day + timedelta(days=1))
    morrow = day + timedelta(days=1)
    kept_on = (3, 1) if (born_on.month, born_on.day) == (2, 29) and not _is_leap(morrow.year) else (born_on.month, born_on.day)
    assert before >= 0
    assert after - before == ((morrow.month, morrow.day) == kept_on)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
