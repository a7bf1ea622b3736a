"""Programme files: the two shipped ones, and refusals that name the place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

import payung
from payung.core.areas import Level
from payung.core.calendar import Month
from payung.core.refusals import Refusal
from payung.law.loader import load_parameters
from payung.programmes.rules.document import ProgrammeDocument, read_document, scaled
from payung.programmes.rules.money import insurance_prices, people_for
from payung.programmes.rules.settings import Operator, OrderKey, read_settings

DATA = Path(payung.__file__).parent / "programmes" / "data"


def shipped(code: str) -> ProgrammeDocument:
    return read_document((DATA / f"{code}.yaml").read_text(encoding="utf-8"), f"{code}.yaml")


def changed(change: Any) -> str:
    """The text of NTT 2025 after `change` has worked on its content."""
    content = yaml.safe_load((DATA / "ntt-2025.yaml").read_text(encoding="utf-8"))
    change(content)
    return yaml.safe_dump(content)


def refusal(change: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_document(changed(change), "changed.yaml")
    return refused.value


@pytest.mark.parametrize(("code", "people", "months"), [("ntt-2025", 100_000, 6), ("ntt-2026", 50_000, 12)])
def test_the_money_of_a_shipped_programme_is_exactly_people_times_months_times_price(code: str, people: int, months: int) -> None:
    document = shipped(code)
    (tranche,) = document.tranches
    assert (tranche.people, tranche.months) == (people, months)
    prices = insurance_prices(load_parameters(), document.settings, "apbd", tranche.first_month, tranche.last_month)
    assert sum(prices.values()) == 16_800 * months
    assert {line.insurance: line.amount_idr for line in document.budget} == {name: people * price for name, price in prices.items()}
    assert sum(line.amount_idr for line in document.budget) == 10_080_000_000


def test_half_the_people_cost_the_same_money_for_twice_the_months() -> None:
    assert sum(line.amount_idr for line in shipped("ntt-2025").budget) == sum(line.amount_idr for line in shipped("ntt-2026").budget)


def test_the_shipped_criteria_have_a_reason_each_and_the_upper_age_is_the_law() -> None:
    criteria = {each.reason: each.condition for each in shipped("ntt-2025").settings.criteria}
    assert list(criteria)[0] == "dead"
    assert (criteria["over-age"].operator, criteria["over-age"].law) == (Operator.BELOW, "upper-age")
    assert criteria["nik-not-usable"].value == ("sound",)


def test_a_scaled_programme_has_the_people_and_exactly_their_money() -> None:
    document = scaled(shipped("ntt-2025"), Fraction(200, 100_000), load_parameters())
    assert document.tranches[0].people == 200
    assert {line.insurance: line.amount_idr for line in document.budget} == {"jkk": 200 * 60_000, "jkm": 200 * 40_800}
    with pytest.raises(Refusal) as refused:
        scaled(document, Fraction(1, 1000), load_parameters())
    assert refused.value.code == "scale-too-small"


def test_money_buys_as_many_people_as_its_scarcest_account() -> None:
    assert people_for({"jkk": 600_000, "jkm": 408_000}, {"jkk": 60_000, "jkm": 40_800}, 100) == 10
    assert people_for({"jkk": 600_000, "jkm": 407_999}, {"jkk": 60_000, "jkm": 40_800}, 100) == 9
    assert people_for({"jkk": 600_000}, {"jkk": 60_000, "jkm": 40_800}, 100) == 0
    assert people_for({"jkk": 10**9, "jkm": 10**9}, {"jkk": 60_000, "jkm": 40_800}, 7) == 7


WRONG: dict[str, tuple[Any, str]] = {
    "a key that is not known": (lambda it: it.update(quotas=[]), "the file"),
    "a key that is missing": (lambda it: it.pop("reserve_pct"), "the file"),
    "a field nobody has": (lambda it: it["criteria"][2].update(field="income"), "criteria[3].field"),
    "an operator that does not fit": (lambda it: it["criteria"][3].update(operator="below"), "criteria[4].operator"),
    "a criterion without value": (lambda it: it["criteria"][4].pop("value"), "criteria[5]"),
    "a value where none is taken": (lambda it: it["criteria"][0].update(value=1), "criteria[1]"),
    "points that are a fraction": (lambda it: it["ranking"]["score"][0]["points"].update({1: 0.731}), "ranking.score[1].points.1"),
    "an order without seed": (lambda it: it["ranking"].update(order=["score"]), "ranking.order"),
    "a level that does not exist": (lambda it: it["quota"][0].update(level="hamlet"), "quota[1].level"),
    "a share over one hundred": (lambda it: it.update(reserve_pct=120), "reserve_pct"),
    "an insurance closed to them": (lambda it: it.update(insurance=["jp"]), "insurance[1]"),
    "a payer nobody knows": (lambda it: it["tranches"][0].update(payer="sikka"), "tranches"),
    "an account that is missing": (lambda it: it["budget"].pop(), "budget"),
    "the same account twice": (lambda it: it["budget"].append(dict(it["budget"][0])), "budget"),
    "months backwards": (lambda it: it["tranches"][0].update(last_month="2025-06"), "tranches[1]"),
    "a month that is none": (lambda it: it["tranches"][0].update(last_month="2025-13"), "tranches[1].last_month"),
    "a payer the law does not know": (lambda it: it["payers"][0].update(kind="donor"), "payers[1].kind"),
    "in force without a day": (lambda it: it["instruments"][0].update(status="in-force"), "instruments[1]"),
    "more set aside than there is": (
        lambda it: it.update(set_asides=[{"code": f"s{n}", "field": "sex", "operator": "equals", "value": "P", "pct": 60} for n in (1, 2)]),
        "set_asides",
    ),
    "a binding village order under a regency quota": (lambda it: it["ranking"].update(order=["village-order", "seed"]), "quota"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_file_is_refused_naming_the_place(fault: str) -> None:
    change, path = WRONG[fault]
    refused = refusal(change)
    assert refused.code == "programme-invalid"
    assert refused.data["path"] == path
    assert path in str(refused)


def test_a_key_written_twice_makes_the_file_unreadable() -> None:
    with pytest.raises(Refusal) as refused:
        read_document("code: a\ncode: b\n", "twice.yaml")
    assert refused.value.code == "programme-unreadable"
    assert "twice" in str(refused.value)


def test_everything_a_programme_may_say_is_read() -> None:
    content = yaml.safe_load((DATA / "ntt-2025.yaml").read_text(encoding="utf-8"))
    settings = read_settings(
        {
            **{key: content[key] for key in ("insurance", "criteria", "reserve_pct")},
            "ranking": {
                "score": [
                    {"field": "age", "operator": "at-least", "value": 55, "points": 5},
                    {"field": "disability", "points": {True: 3}, "unknown": 1},
                ],
                "order": ["village-order", "score", "seed"],
            },
            "quota": [
                {"level": "regency", "basis": [{"of": "population-dukcapil", "times": "poverty-rate", "share": 3}, {"of": "equal"}]},
                {
                    "level": "village",
                    "basis": [{"of": "eligible"}],
                    "method": "sainte-lague",
                    "floor": 1,
                    "ceiling": 40,
                    "net_of_covered": True,
                },
            ],
            "set_asides": [{"code": "women", "field": "sex", "operator": "equals", "value": "P", "pct": 30}],
            "household_cap": 2,
            "proposal_ceiling_pct": 130,
            "approval_stages": 3,
        }
    )
    assert settings.order == (OrderKey.VILLAGE_ORDER, OrderKey.SCORE, OrderKey.SEED)
    assert settings.score[1].points == (("true", 3),)
    assert [step.level for step in settings.quota] == [Level.REGENCY, Level.VILLAGE]
    assert settings.quota[0].basis[0].times == "poverty-rate"
    assert (settings.quota[1].floor, settings.quota[1].ceiling, settings.quota[1].net_of_covered) == (1, 40, True)
    assert (settings.set_asides[0].pct, settings.household_cap, settings.proposal_ceiling_pct, settings.approval_stages) == (30, 2, 130, 3)


def test_the_months_of_a_self_payer_are_cheaper_while_the_relief_runs_and_those_of_the_province_are_not() -> None:
    settings = shipped("ntt-2025").settings
    april = (Month(2026, 4), Month(2026, 4))
    assert sum(insurance_prices(load_parameters(), settings, "apbd", *april).values()) == 16_800
    assert sum(insurance_prices(load_parameters(), settings, "self", *april).values()) == 8_400
