"""Eight approvers at once, eight lists, one budget line with money for three: never spent over, whoever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.db import connections
from tests.selection.office import officer

import payung
from payung.core.refusals import Refusal
from payung.programmes.actions import load_programme
from payung.programmes.models import BudgetLine
from payung.selection.actions import approve_list, submit_list
from payung.selection.queries import lists

SHIPPED = Path(payung.__file__).parent / "programmes" / "data" / "ntt-2025.yaml"


def eight_tranches(folder: Path) -> Path:
    """NTT 2025 with eight tranches of ten people in one month each, and money for three of them."""
    content = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    (tranche,) = content["tranches"]
    content["tranches"] = [
        {**tranche, "code": f"month-{n}", "people": 10, "first_month": f"2025-{n:02d}", "last_month": f"2025-{n:02d}"} for n in range(5, 13)
    ]
    for line, price in zip(content["budget"], (10_000, 6_800), strict=True):
        line["amount_idr"] = 35 * price
    path = folder / "eight.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.mark.django_db(transaction=True)
def test_eight_approvers_at_once_never_spend_a_line_over(office, populate, operator, now, tmp_path):  # type: ignore[no-untyped-def]
    load_programme(source=eight_tranches(tmp_path), by=operator, at=now)
    populate(60, nik_state="sound", died_on=None, birth_date=date(1990, 1, 1))
    runs = [office.select(tranche=f"month-{n}") for n in range(5, 13)]
    assert {run.chosen for run in runs} == {10}
    waiting = [submit_list(run=run.run, by=office.data, at=now) for run in runs]
    heads = [officer(operator, f"head-{n}", "head_of_office", now) for n in range(8)]

    def approve(place: int) -> str:
        try:
            return approve_list(list_id=waiting[place], by=heads[place], at=now)
        except Refusal as refusal:
            return refusal.code
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(approve, range(8)))
    assert answers == ["approved"] * 3 + ["budget-exceeded"] * 5
    assert dict(BudgetLine.objects.values_list("insurance", "committed_idr")) == {"jkk": 300_000, "jkm": 204_000}
    assert sorted(each.status for each in lists()) == ["approved"] * 3 + ["submitted"] * 5
