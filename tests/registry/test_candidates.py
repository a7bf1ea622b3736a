"""Who may be the person being written down: found by keys, in the posting's areas with the area, elsewhere with the regency only."""

from __future__ import annotations

import pytest
from tests.registry.people import OTHER_REGENCY, VILLAGE, member, person

from payung.governance.queries.scope import scope
from payung.registry.actions import add_participants, admit_rows
from payung.registry.models import Worker
from payung.registry.queries import candidates_anywhere, candidates_for

pytestmark = pytest.mark.django_db


def typed(number: int, **changed: str | None) -> dict[str, str | None]:
    """The person of that number as somebody types him in."""
    told = person(number)
    fields = {name: told[name] for name in ("nik", "name", "sex", "mother", "phone")}
    return fields | {"birth_date": str(told["birth_date"]), "village": VILLAGE} | changed


@pytest.fixture
def registry(send, operator, now):  # type: ignore[no-untyped-def]
    """Thirty people in one regency and the same thirty's namesakes' neighbours in another."""
    send(*(person(number) for number in range(30)), *(person(number, village_code=OTHER_REGENCY) for number in range(30, 40)))
    admit_rows(by=operator, at=now)
    return list(Worker.objects.order_by("id").values_list("id", flat=True))


def test_the_same_person_comes_first(registry):  # type: ignore[no-untyped-def]
    for number in (0, 7, 29):
        found = candidates_for(typed(number))
        assert found[0].worker == registry[number]
        assert found[0].area == VILLAGE
        assert found[0].strength > (found[1].strength if len(found) > 1 else 0)


def test_without_a_nik_or_with_a_damaged_one_he_is_found_too(registry):  # type: ignore[no-untyped-def]
    damaged = str(person(7)["nik"])[:15] + "0"
    for changed in ({"nik": None}, {"nik": damaged}, {"nik": None, "phone": None, "mother": None}):
        assert candidates_for(typed(7, **changed))[0].worker == registry[7]


def test_a_stranger_is_like_nobody(registry):  # type: ignore[no-untyped-def]
    stranger = {"nik": "7401016502990003", "name": "Zulkifli Wahab", "birth_date": "1999-02-25", "sex": "P", "village": "7401012001"}
    assert candidates_for(stranger) == []
    assert candidates_anywhere(stranger) == []


def test_a_posting_finds_its_own_people_and_of_others_the_regency_only(registry, hire):  # type: ignore[no-untyped-def]
    with scope(hire("sikka", "regency_verifier", "5307")):
        assert registry[33] not in [found.worker for found in candidates_for(typed(33))]
        elsewhere = candidates_anywhere(typed(33))[0]
        assert (elsewhere.worker, elsewhere.area) == (registry[33], "5308")
        assert not Worker.objects.filter(pk=elsewhere.worker).exists()


def test_members_are_found_by_their_number(write_list, operator, now, today):  # type: ignore[no-untyped-def]
    add_participants(path=write_list("a.csv", [member(1), member(2)]), source="BPJS", on=today, by=operator, at=now)
    (found,) = candidates_for({"kpj": str(member(2)["kpj"])})
    assert found.worker == Worker.objects.latest("id").pk
