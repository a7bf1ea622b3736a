"""Age on the day cover starts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payung.core.calendar import age_on
from payung.core.refusals import Refusal
from payung.law.age import AgeVerdict, age_verdict
from payung.law.loader import load_parameters

LAW = load_parameters()
COVER = date(2025, 7, 18)


@pytest.mark.parametrize(
    ("says", "born_on", "cover_starts_on", "lowest_age", "verdict"),
    [
        ("65 on the day cover starts is too old", date(1960, 7, 18), COVER, None, "too-old"),
        ("65 on the day after is not", date(1960, 7, 19), COVER, None, "ok"),
        ("64 when listed and 65 when cover starts is too old", date(1960, 6, 1), COVER, None, "too-old"),
        ("born on 29 February, 65 on 1 March of a common year", date(1960, 2, 29), date(2025, 2, 28), None, "ok"),
        ("and no longer admitted on that day", date(1960, 2, 29), date(2025, 3, 1), None, "too-old"),
        ("the law itself sets no lower limit", date(2020, 1, 1), COVER, None, "ok"),
        ("17 on the day suits a programme from 17", date(2008, 7, 18), COVER, 17, "ok"),
        ("17 a day later does not", date(2008, 7, 19), COVER, 17, "too-young"),
        ("nobody is enrolled before birth", date(2025, 7, 19), COVER, None, "too-young"),
    ],
)
def test_the_age_counts_on_the_day_cover_starts(
    says: str, born_on: date, cover_starts_on: date, lowest_age: int | None, verdict: str
) -> None:
    assert age_verdict(LAW, born_on, cover_starts_on, lowest_age=lowest_age) == verdict, says


@given(st.dates(date(1920, 1, 1), date(2030, 1, 1)), st.dates(date(2021, 2, 1), date(2032, 12, 31)), st.integers(15, 25))
def test_the_verdict_is_the_count_of_completed_years(born_on: date, cover_starts_on: date, lowest_age: int) -> None:
    age = age_on(born_on, cover_starts_on)
    expected = AgeVerdict.TOO_OLD if age >= 65 else AgeVerdict.TOO_YOUNG if age < lowest_age else AgeVerdict.OK
    assert age_verdict(LAW, born_on, cover_starts_on, lowest_age=lowest_age) is expected


def test_a_cover_before_the_parameter_begins_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        age_verdict(LAW, date(1980, 1, 1), date(2000, 1, 1))
    assert refused.value.code == "law-no-value"
