"""Deaths without a claim are found, whoever told of them; what was decided of a finding stays; the reverse is flagged for a human."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.claims.test_claims import opened
from tests.registry.people import VILLAGE, dead, person

from payung.claims.actions.gaps import ToldDeath, dismiss_finding, find_gaps, reopen_finding, report_death
from payung.claims.actions.heirs import NewHeir, add_heir, set_account
from payung.claims.queries.claims import claim
from payung.claims.queries.gaps import flags, gap
from payung.core.refusals import Refusal
from payung.registry.actions import link
from payung.registry.actions.outside import add_deaths

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 10)


def told(number: int, **changed: Any) -> ToldDeath:
    known = person(number)
    facts = {
        "source": "parish",
        "name": known["name"],
        "died_on": date(2025, 5, 20),
        "village_code": VILLAGE,
        "sex": known["sex"],
        "birth_date": known["birth_date"],
    }
    return ToldDeath(**facts | changed)


def find(covered):  # type: ignore[no-untyped-def]
    return find_gaps(on=ON, by=covered.officer, at=covered.now)


def test_a_death_in_a_list_or_a_parish_book_is_found_when_the_person_was_covered_that_day(covered, operator) -> None:  # type: ignore[no-untyped-def]
    rows = [dead(1, died_on="2025-05-02"), dead(2, died_on="2025-03-02"), dead(3, nik="", died_on="2025-05-03")]
    add_deaths(path=covered.write("deaths.csv", rows), source="Dukcapil", on=ON, by=operator, at=covered.now)
    link(seed=1, on=ON, by=operator, at=covered.now)
    report_death(given=told(4), by=covered.agent, at=covered.now)
    report_death(given=told(1, source="obituary", died_on=date(2025, 5, 2)), by=covered.agent, at=covered.now)
    report_death(given=ToldDeath("obituary", "Zulkifli Wahab", date(2025, 5, 5), VILLAGE), by=covered.agent, at=covered.now)
    report = find(covered)
    held = {each.worker: each for each in gap().rows}
    assert set(held) == {covered.workers[1], covered.workers[3], covered.workers[4]}, "the second died before he was covered"
    assert report.new == 3
    assert held[covered.workers[1]].sources == ("civil-registry", "obituary")
    assert held[covered.workers[4]].covered_since == date(2025, 4, 1)
    assert find(covered).new == 0


def test_a_finding_becomes_a_claim_or_is_dismissed_with_a_reason(covered) -> None:  # type: ignore[no-untyped-def]
    for number in (1, 2):
        report_death(given=told(number), by=covered.agent, at=covered.now)
    find(covered)
    first, second = sorted(gap().rows, key=lambda each: covered.workers.index(each.worker))
    number = opened(covered, 1, event_on=first.died_on, finding=first.id)
    assert claim(number, on=ON).row.status == "incident"
    options = {"finding_id": second.id, "by": covered.officer, "at": covered.now}
    with pytest.raises(Refusal):
        dismiss_finding(**options, reason=" ")
    dismiss_finding(**options, reason="Orang lain dengan nama sama.")
    find(covered)
    page = gap(status="")
    assert dict(page.counts) == {"claimed": 1, "dismissed": 1}
    reopen_finding(**options, reason="Ternyata benar.")
    assert gap().total == 1


def test_whoever_has_a_claim_for_his_death_is_not_found_again(covered) -> None:  # type: ignore[no-untyped-def]
    report_death(given=told(1), by=covered.agent, at=covered.now)
    find(covered)
    opened(covered, 1)
    assert find(covered).gone == 1
    assert gap().total == 0


def test_heirs_and_accounts_that_recur_and_deaths_soon_after_the_beginning_are_flagged(covered, operator) -> None:  # type: ignore[no-untyped-def]
    for number in (1, 2):
        made = opened(covered, number)
        heir = add_heir(claim_id=made, given=NewHeir("Theresia", "sibling", nik="5307014101800002"), by=covered.officer, at=covered.now)
        set_account(heir_id=heir, state="ready", bank="Bank NTT", account="00123", by=covered.officer, at=covered.now)
    add_deaths(path=covered.write("d.csv", [dead(5, died_on="2025-05-02")]), source="Dukcapil", on=ON, by=operator, at=covered.now)
    link(seed=1, on=ON, by=operator, at=covered.now)
    held = flags(ON)
    assert {each.what for each in held.recurring} == {"nik", "account"}
    assert all(len(each.claims) == 2 for each in held.recurring)
    assert [(each.village, each.soon) for each in held.soon] == [(VILLAGE, 1)]
    assert held.alive == ()


def test_an_agent_tells_of_deaths_in_his_area_and_does_not_search(covered) -> None:  # type: ignore[no-untyped-def]
    for action, code in (
        (lambda: report_death(given=told(1, village_code="5301012001"), by=covered.agent, at=covered.now), "outside-area"),
        (lambda: find_gaps(on=ON, by=covered.agent, at=covered.now), "not-allowed"),
        (lambda: report_death(given=told(1, died_on=date(2025, 7, 1)), by=covered.agent, at=covered.now), "day-ahead"),
    ):
        with pytest.raises(Refusal) as refused:
            action()
        assert refused.value.code == code
