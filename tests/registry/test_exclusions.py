"""Lists of people who must not or need not be chosen: facts with source and days, matched now and later, deleting nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.registry.people import OTHER_REGENCY, VILLAGE, dead, everything_in, person

from payung.core.exclusions import ExclusionKind
from payung.core.refusals import Refusal
from payung.governance.queries.scope import scope
from payung.intake.actions import withdraw_upload
from payung.intake.models import IntakeRow
from payung.registry.actions import add_deaths, add_exclusions, link
from payung.registry.models import Exclusion, OutsideList, Worker
from payung.registry.queries import excluded, exclusions_of, population

pytestmark = pytest.mark.django_db

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def listed(number: int, **changed: Any) -> dict[str, Any]:
    """A row of a list of exclusions about the person of that number."""
    told = {name: person(number)[name] for name in ("nik", "name", "birth_date")}
    return told | {"village": VILLAGE, "from": "", "to": "", "source": ""} | changed


@pytest.fixture
def take(write_list, operator, now, today):  # type: ignore[no-untyped-def]
    """Take in a list of exclusions: `take("asn", listed(1), listed(2))`."""

    def add(kind: str, *rows: dict[str, Any], name: str = "list.csv", source: str = "BKD", on: date = today):  # type: ignore[no-untyped-def]
        return add_exclusions(path=write_list(name, rows), kind=kind, source=source, on=on, by=operator, at=now)

    return add


@pytest.fixture
def linked(operator, now, today):  # type: ignore[no-untyped-def]
    return lambda: link(seed=1, on=today, by=operator, at=now)


def test_a_hit_is_a_fact_with_kind_source_and_days_and_deletes_nobody(take, send, linked, today):  # type: ignore[no-untyped-def]
    send(person(1), person(2))
    take("asn", listed(1, source="BKN"))
    take("other-scheme", listed(1, **{"from": "2025-10-01", "to": "2026-01-01"}), name="belu.csv", source="Kab. Belu")
    assert linked().excluded == 2
    worker = Worker.objects.earliest("id").pk
    assert excluded(*YEAR).rows() == [
        (worker, "asn", "BKN", today, None),
        (worker, "other-scheme", "Kab. Belu", date(2025, 10, 1), date(2026, 1, 1)),
    ]
    assert [(each.kind, each.source, each.told_on) for each in exclusions_of(worker)] == [
        (ExclusionKind.ASN, "BKN", today),
        (ExclusionKind.OTHER_SCHEME, "Kab. Belu", today),
    ]
    assert population(today).height == 2


def test_a_hit_holds_on_its_days_only(take, send, linked):  # type: ignore[no-untyped-def]
    send(person(1))
    take("other-scheme", listed(1, **{"from": "2025-03-01", "to": "2025-07-01"}))
    linked()
    assert excluded(date(2025, 6, 30), date(2025, 12, 31)).height == 1
    assert excluded(date(2025, 7, 1), date(2025, 12, 31)).is_empty()
    assert excluded(date(2025, 1, 1), date(2025, 2, 28)).is_empty()


def test_somebody_listed_later_is_hit_when_he_is(take, send, linked):  # type: ignore[no-untyped-def]
    take("pensioner", listed(1))
    assert linked().excluded == 0
    assert Exclusion.objects.get().status == "nobody"
    send(person(1))
    assert linked().excluded == 1
    assert linked().excluded == 0
    assert excluded(*YEAR)["kind"].to_list() == ["pensioner"]


def test_a_row_without_nik_hits_where_linkage_is_sure(take, send, linked):  # type: ignore[no-untyped-def]
    send(person(1), person(2))
    take("village-official", listed(1, nik="") | {"mother": person(1)["mother"], "sex": "L"})
    assert linked().excluded == 1
    assert Exclusion.objects.get().worker.name == person(1)["name"]


def test_somebody_who_is_only_alike_is_not_hit(take, send, linked):  # type: ignore[no-untyped-def]
    send(person(1, name="Maria Goreti Tukan", sex="P"))
    take("asn", listed(1, name="Kristina Goreti Tukan", nik="") | {"sex": "P", "mother": person(1)["mother"]})
    assert linked().excluded == 0
    assert Exclusion.objects.get().status == "uncertain"
    assert excluded(*YEAR).is_empty()


def test_a_hit_follows_the_person_through_a_merge(take, send, linked):  # type: ignore[no-untyped-def]
    send(person(1))
    take("asn", listed(1))
    linked()
    send(person(1, name="Petrus Kopong D."))
    linked()
    survivor = Worker.objects.get(survivor__isnull=True).pk
    assert excluded(*YEAR)["worker"].to_list() == [survivor]
    assert len(exclusions_of(survivor)) == 1


@pytest.mark.parametrize("kind", ["exclusion", "death"])
def test_a_row_whose_person_was_taken_back_finds_him_when_he_is_listed_again(  # type: ignore[no-untyped-def]
    take, send, linked, write_list, operator, now, today, kind
):
    if kind == "exclusion":
        take("asn", listed(1))
    else:
        add_deaths(path=write_list("dead.csv", [dead(1)]), source="Dukcapil", on=today, by=operator, at=now)
    (row,) = send(person(1))
    linked()
    withdraw_upload(upload=IntakeRow.objects.get(pk=row).file.upload_id, by=operator, at=now)
    linked()
    send(person(1))
    linked()
    again = Worker.objects.latest("id").pk
    assert population(today)["worker"].to_list() == [again]
    if kind == "exclusion":
        assert excluded(*YEAR)["worker"].to_list() == [again]
    else:
        assert population(today)["died_on"].to_list() == [date(2025, 3, 2)]


def test_the_same_file_tells_each_kind_once(take):  # type: ignore[no-untyped-def]
    assert take("asn", listed(1)).taken == 1
    assert take("asn", listed(1), name="again.csv").already_here
    assert take("migrant", listed(1), name="third.csv").taken == 1
    assert list(OutsideList.objects.order_by("id").values_list("kind", flat=True)) == ["asn", "migrant"]


def test_a_row_that_ends_before_it_begins_is_named_and_the_others_are_taken(take):  # type: ignore[no-untyped-def]
    report = take("asn", listed(1, **{"from": "2025-03-01", "to": "2025-01-01"}), listed(2))
    assert (report.rows, report.taken) == (2, 1)
    assert [(row.row_number, row.reason) for row in report.refused] == [(2, "to-before-from")]


def test_a_kind_that_is_not_known_and_a_role_that_may_not_are_refused(write_list, operator, hire, now, today):  # type: ignore[no-untyped-def]
    path = write_list("a.csv", [listed(1)])
    for kind, by, code in (
        ("politician", operator, "exclusion-kind-unknown"),
        ("asn", hire("sikka", "regency_verifier", "5307"), "not-allowed"),
    ):
        with pytest.raises(Refusal) as refusal:
            add_exclusions(path=path, kind=kind, source="BKD", on=today, by=by, at=now)
        assert refusal.value.code == code


def test_a_regency_sees_the_hits_of_its_own_lists_rows_only(take, send, linked, hire):  # type: ignore[no-untyped-def]
    send(person(1), person(2, village_code=OTHER_REGENCY))
    take("asn", listed(1), listed(2, village=OTHER_REGENCY))
    linked()
    assert excluded(*YEAR).height == 2
    with scope(hire("sikka", "regency_verifier", "5307")):
        assert excluded(*YEAR).height == 1


def test_the_nik_of_a_row_stands_nowhere_in_the_open(take):  # type: ignore[no-untyped-def]
    take("military", listed(1))
    text = everything_in("registry_exclusion") + everything_in("registry_outsidelist")
    assert listed(1)["nik"] not in text
    assert listed(1)["nik"].encode().hex() not in text
