"""A province's amendments of law parameters: one person prepares, another approves, then runs and prices go by them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent
from payung.law.loader import load_parameters
from payung.programmes.actions import (
    approve_amendment,
    edit_amendment,
    load_programme,
    prepare_amendment,
    return_amendment,
    submit_amendment,
    withdraw_amendment,
)
from payung.programmes.queries import programme, province_law, tranche_money
from payung.programmes.queries.law import amendment, amendments, law_as_it_stands
from payung.programmes.rules.statuses import AmendmentStatus

pytestmark = pytest.mark.django_db

JULY = date(2025, 7, 1)


def said(**changes: Any) -> dict[str, Any]:
    """An amendment of the death contribution from July 2025."""
    held = {
        "value": 7000, "from": JULY, "to": None, "article": "PP 1/2025 Pasal 3", "source": "Salinan resmi", "confidence": "H", "note": "",
    }  # fmt: skip
    return held | changes


@pytest.fixture
def head(ntt, hire):  # type: ignore[no-untyped-def]
    return hire("markus", "head_of_office")


def approved(ntt, head, now, **changes: Any) -> int:  # type: ignore[no-untyped-def]
    """An amendment of the death contribution that is law."""
    replaces = changes.pop("replaces", None)
    made = prepare_amendment(parameter="jkm-contribution", content=said(**changes), replaces=replaces, by=ntt, at=now)
    submit_amendment(amendment_id=made, by=ntt, at=now)
    approve_amendment(amendment_id=made, by=head, at=now)
    return made


def test_an_amendment_is_law_only_when_another_person_approved_it(ntt, head, now):  # type: ignore[no-untyped-def]
    load_programme(source="ntt-2025", by=ntt, at=now)
    held = programme("ntt-2025")
    made = prepare_amendment(parameter="jkm-contribution", content=said(), by=ntt, at=now)
    assert province_law() is load_parameters()
    submit_amendment(amendment_id=made, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        approve_amendment(amendment_id=made, by=ntt, at=now)
    assert refused.value.code == "not-allowed"
    assert province_law().digest == load_parameters().digest
    approve_amendment(amendment_id=made, by=head, at=now)
    law = province_law()
    assert law.digest != load_parameters().digest
    assert (law.value("jkm-contribution", date(2025, 6, 30)), law.value("jkm-contribution", JULY)) == (6800, 7000)
    assert tranche_money(held, held.tranches[0]).month_idr == 17_000
    assert AuditEvent.objects.filter(kind="law_amendment", action="approve_law_amendment").exists()


def test_a_returned_amendment_goes_back_changed_and_comes_again(ntt, head, now):  # type: ignore[no-untyped-def]
    made = prepare_amendment(parameter="jkm-contribution", content=said(), by=ntt, at=now)
    submit_amendment(amendment_id=made, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        return_amendment(amendment_id=made, reason=" ", by=head, at=now)
    assert refused.value.code == "reason-missing"
    return_amendment(amendment_id=made, reason="Pasal salah", by=head, at=now)
    assert (amendment(made).status, amendment(made).returned_because) == (AmendmentStatus.RETURNED, "Pasal salah")
    edit_amendment(amendment_id=made, version=1, content=said(article="PP 1/2025 Pasal 4"), by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        edit_amendment(amendment_id=made, version=1, content=said(), by=ntt, at=now)
    assert refused.value.code == "stale-edit"
    submit_amendment(amendment_id=made, by=ntt, at=now)
    approve_amendment(amendment_id=made, by=head, at=now)
    assert province_law().describe("jkm-contribution", JULY).article == "PP 1/2025 Pasal 4"


def test_a_submitted_or_approved_amendment_is_not_edited_nor_withdrawn(ntt, head, now):  # type: ignore[no-untyped-def]
    made = approved(ntt, head, now)
    for act in (
        lambda: edit_amendment(amendment_id=made, version=1, content=said(), by=ntt, at=now),
        lambda: withdraw_amendment(amendment_id=made, by=ntt, at=now),
        lambda: submit_amendment(amendment_id=made, by=ntt, at=now),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code in ("wrong-status", "amendment-overlap")


def test_two_amendments_of_the_same_days_are_refused_unless_one_replaces_the_other(ntt, head, now):  # type: ignore[no-untyped-def]
    first = approved(ntt, head, now, to=date(2026, 1, 1))
    with pytest.raises(Refusal) as refused:
        prepare_amendment(parameter="jkm-contribution", content=said(value=7500, **{"from": date(2025, 12, 1)}), by=ntt, at=now)
    assert refused.value.code == "amendment-overlap"
    after = approved(ntt, head, now, value=7500, **{"from": date(2026, 1, 1)})
    second = approved(ntt, head, now, value=7200, to=date(2026, 1, 1), replaces=first)
    assert [amendment(each).status for each in (first, after, second)] == ["replaced", "approved", "approved"]
    law = province_law()
    assert [law.value("jkm-contribution", day) for day in (JULY, date(2026, 1, 1))] == [7200, 7500]


def test_an_overlap_that_came_up_after_preparing_is_refused_at_the_end(ntt, head, now):  # type: ignore[no-untyped-def]
    late = prepare_amendment(parameter="jkm-contribution", content=said(value=8000), by=ntt, at=now)
    approved(ntt, head, now)
    with pytest.raises(Refusal) as refused:
        submit_amendment(amendment_id=late, by=ntt, at=now)
    assert refused.value.code == "amendment-overlap"


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a parameter nobody knows": ("jkm-benefit-of-the-doubt", {}, "law-unknown-parameter"),
    "a fraction": ("jkm-contribution", {"value": "0.5"}, "law-wrong-value"),
    "an end before the beginning": ("jkm-contribution", {"to": JULY}, "law-dates"),
    "no article": ("jkm-contribution", {"article": " "}, "law-missing-key"),
    "a confidence that is none": ("jkm-contribution", {"confidence": "A"}, "law-confidence"),
    "a day that leaves a gap": ("jkm-contribution", {"from": date(2010, 1, 1), "to": date(2011, 1, 1)}, "law-gap"),
    "what the law says already": ("jkm-contribution", {"value": 6800}, "amendment-changes-nothing"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_amendment_is_refused_before_it_is_kept(ntt, now, fault):  # type: ignore[no-untyped-def]
    parameter, changes, code = WRONG[fault]
    with pytest.raises(Refusal) as refused:
        prepare_amendment(parameter=parameter, content=said(**changes), by=ntt, at=now)
    assert refused.value.code == code
    assert amendments() == []


def test_a_draft_is_withdrawn_and_the_law_shows_what_is_the_provinces_own(ntt, head, now):  # type: ignore[no-untyped-def]
    draft = prepare_amendment(parameter="upper-age", content=said(value=66), by=ntt, at=now)
    withdraw_amendment(amendment_id=draft, by=ntt, at=now)
    approved(ntt, head, now)
    own = {each.parameter.name: [value.value for value in each.amended] for each in law_as_it_stands() if each.amended}
    assert own == {"jkm-contribution": [7000]}
    assert [each.status for each in amendments("upper-age")] == ["withdrawn"]
