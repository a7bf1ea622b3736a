"""Cases of other programs: answered in order, a bad one by its error."""

from __future__ import annotations

import json
from typing import Any

import pytest

from payung.law.cases import calculate_case, calculate_cases

GOOD: dict[str, Any] = {"benefit": "contribution", "on": "2025-07-18", "declared_income_idr": 900_000, "payer": "apbd"}


def test_an_answer_has_total_items_with_articles_and_notes() -> None:
    assert calculate_case(GOOD) == {
        "total_idr": 16_800,
        "items": [
            {"code": "jkk", "amount_idr": 10_000, "article": "PP 44/2015 Art. 20 (1) and Annex II"},
            {"code": "jkm", "amount_idr": 6_800, "article": "PP 44/2015 Art. 20 (3)"},
        ],
        "notes": [],
    }


@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("case-wrong", "contribution"),
        ("case-wrong", None),
        ("case-missing-key", {}),
        ("case-missing-key", {"benefit": "contribution"}),
        ("case-missing-key", {key: value for key, value in GOOD.items() if key != "payer"}),
        ("case-unknown-key", GOOD | {"sectr": "transport"}),
        ("case-wrong", GOOD | {"on": "18-07-2025"}),
        ("case-wrong", GOOD | {"on": "20250718"}),
        ("case-wrong", GOOD | {"months": 0}),
        ("case-wrong", GOOD | {"months": "6"}),
        ("case-wrong", GOOD | {"programmes": "jkk"}),
        ("programme-unknown", GOOD | {"programmes": ["jp"]}),
        ("payer-unknown", GOOD | {"payer": ["apbd"]}),
        ("sector-unknown", GOOD | {"sector": "farming"}),
        ("income-wrong", GOOD | {"declared_income_idr": "900000"}),
        ("benefit-unknown", GOOD | {"benefit": "pension"}),
        ("benefit-not-yet", {"benefit": "jkm", "on": "2025-07-18", "member_since": "2025-01-01"}),
    ],
)
def test_a_bad_case_is_answered_by_its_error(code: str, case: Any) -> None:
    error = calculate_case(case)["error"]
    assert error["code"] == code
    assert error["message"]
    assert "%(" not in error["message"]


def test_the_cases_around_a_bad_one_are_answered_in_order() -> None:
    answers = calculate_cases([GOOD, {"benefit": "contribution"}, GOOD | {"months": 6}])["answers"]
    assert [answer.get("total_idr") for answer in answers] == [16_800, None, 100_800]
    assert json.loads(json.dumps(answers)) == answers
