"""Money of a budget line: bound once, never over, however many ask at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from django.db import IntegrityError, connections, transaction

from payung.core.refusals import Refusal
from payung.programmes.actions import commit_money, load_programme, release_money
from payung.programmes.models import BudgetLine
from payung.programmes.queries import budget


@pytest.fixture
def programme_of_ten(ntt, now):  # type: ignore[no-untyped-def]
    """A programme with money for ten people for six months."""
    return load_programme(source="ntt-2025", by=ntt, at=now, scale=Fraction(10, 100_000))


def amounts(people: int) -> dict[str, int]:
    return {"jkk": people * 60_000, "jkm": people * 40_800}


@pytest.mark.django_db
def test_money_is_bound_and_set_free(programme_of_ten, ntt, now):  # type: ignore[no-untyped-def]
    commit_money(programme_id=programme_of_ten, payer_code="ntt", amounts=amounts(7), by=ntt, at=now)
    assert [row.available_idr for row in budget(programme_of_ten)] == [3 * 60_000, 3 * 40_800]
    release_money(programme_id=programme_of_ten, payer_code="ntt", amounts=amounts(7), by=ntt, at=now)
    assert [row.committed_idr for row in budget(programme_of_ten)] == [0, 0]
    with pytest.raises(Refusal) as refused:
        release_money(programme_id=programme_of_ten, payer_code="ntt", amounts=amounts(1), by=ntt, at=now)
    assert refused.value.code == "money-not-committed"


@pytest.mark.django_db
def test_more_than_there_is_is_refused_naming_account_and_missing_amount_and_binds_nothing(programme_of_ten, ntt, now):  # type: ignore[no-untyped-def]
    commit_money(programme_id=programme_of_ten, payer_code="ntt", amounts=amounts(8), by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        commit_money(programme_id=programme_of_ten, payer_code="ntt", amounts={"jkk": 2 * 60_000, "jkm": 3 * 40_800}, by=ntt, at=now)
    assert refused.value.code == "budget-exceeded"
    assert (refused.value.data["account"], refused.value.data["missing_idr"]) == ("5.1.02.02.02.0007", 40_800)
    assert [row.committed_idr for row in budget(programme_of_ten)] == [8 * 60_000, 8 * 40_800]


@pytest.mark.django_db
def test_an_insurance_without_account_is_refused(programme_of_ten, ntt, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        commit_money(programme_id=programme_of_ten, payer_code="ntt", amounts={"jht": 1}, by=ntt, at=now)
    assert refused.value.code == "budget-line-missing"


@pytest.mark.django_db
def test_the_database_itself_refuses_to_overspend_a_line(programme_of_ten):  # type: ignore[no-untyped-def]
    with pytest.raises(IntegrityError, match="budgetline_not_overspent"), transaction.atomic():
        BudgetLine.objects.filter(programme_id=programme_of_ten, insurance="jkk").update(committed_idr=600_001)


@pytest.mark.django_db(transaction=True)
def test_eight_who_ask_at_once_never_spend_a_line_over(programme_of_ten, ntt, now):  # type: ignore[no-untyped-def]
    def ask(_: int) -> str:
        try:
            commit_money(programme_id=programme_of_ten, payer_code="ntt", amounts=amounts(3), by=ntt, at=now)
        except Refusal as refusal:
            return refusal.code
        finally:
            connections["default"].close()
        return "bound"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(ask, range(8)))
    assert answers == ["bound"] * 3 + ["budget-exceeded"] * 5
    assert [row.committed_idr for row in budget(programme_of_ten)] == [9 * 60_000, 9 * 40_800]
