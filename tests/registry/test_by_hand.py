"""What people put right by hand: joining, splitting, correcting; and the lists of people that follow."""

from __future__ import annotations

from datetime import date

import pytest
from tests.registry.people import NEXT_VILLAGE, OTHER_REGENCY, VILLAGE, member, person

from payung.core.refusals import Refusal
from payung.governance.queries.scope import scope
from payung.registry.actions import add_participants, correct_worker, link, merge_by_hand, pin, split_worker, unmerge
from payung.registry.models import CandidatePair, Correction, Worker
from payung.registry.queries import population, same_person
from payung.registry.queries.finding import find_by_name, find_by_number
from payung.registry.queries.people import PeopleFilter, masked_values, people, sealed_value
from payung.registry.queries.people import person as person_view
from payung.registry.queries.receipts import receipt_codes, worker_with_receipt
from payung.registry.rules.masks import masked_nik, shortened_mother
from payung.registry.rules.side_by_side import side_by_side

pytestmark = pytest.mark.django_db


def shown(run) -> str:  # type: ignore[no-untyped-def]
    """Runs with what differs in brackets."""
    return "".join(f"[{each.text}]" if each.differs else each.text for each in run)


def test_joining_by_hand_needs_a_reason_and_two_people(admit, operator, now):  # type: ignore[no-untyped-def]
    one, two = admit(person(3), person(13))
    with pytest.raises(Refusal) as refusal:
        merge_by_hand(one=one, other=two, reason=" ", by=operator, at=now)
    assert refusal.value.code == "reason-missing"
    assert merge_by_hand(one=two, other=one, reason="seen at the counter", by=operator, at=now).survivor == one
    with pytest.raises(Refusal) as refusal:
        merge_by_hand(one=one, other=two, reason="again", by=operator, at=now)
    assert refusal.value.code == "same-already"
    assert CandidatePair.objects.get().reason == "by-hand"


def test_a_split_makes_a_worker_of_his_own_where_a_fact_rests_on_the_merge(admit, operator, now, today):  # type: ignore[no-untyped-def]
    one, two = admit(person(3), person(13))
    merge_by_hand(one=one, other=two, reason="alike", by=operator, at=now)
    with pytest.raises(Refusal) as refusal:
        split_worker(worker=two, reason="no", by=operator, at=now)
    assert refusal.value.code == "not-pinned"
    pin(workers=[one], fact="list:1", by=operator, at=now)
    with pytest.raises(Refusal):
        unmerge(worker=two, by=operator, at=now)
    new = split_worker(worker=two, reason="two people after all", by=operator, at=now)
    assert Worker.objects.get(pk=new).split_from_id == two
    assert same_person([two, new]) == {two: one, new: new}  # the fact reads as it was made
    assert population(today).select("worker", "name").rows() == [(one, person(3)["name"]), (new, person(13)["name"])]
    assert sealed_value(new, "nik") == person(13)["nik"]
    link(seed=1, on=today, by=operator, at=now)
    assert same_person([new]) == {new: new}


def test_a_corrected_value_keeps_what_stood_before_and_is_found_by_its_new_name(admit, operator, now, today):  # type: ignore[no-untyped-def]
    (worker,) = admit(person(3))
    values = {"name": "Kristina Peni Uran", "birth_date": "1973-01-05", "disability": "yes"}
    changed = correct_worker(worker=worker, version=1, values=values, reason="identity card seen", by=operator, at=now)
    assert changed == ["birth_date", "disability", "name"]
    held = Worker.objects.get(pk=worker)
    assert (held.name, held.birth_date, held.disability, held.version) == ("Kristina Peni Uran", date(1973, 1, 5), True, 2)
    assert set(Correction.objects.values_list("field", "before", "after")) >= {("name", person(3)["name"], "Kristina Peni Uran")}
    assert [each.worker for each in find_by_name("uran kristina", today)] == [worker]
    assert find_by_name("wato kristina", today) == []
    with pytest.raises(Refusal) as refusal:
        correct_worker(worker=worker, version=1, values={"name": "Another"}, reason="x", by=operator, at=now)
    assert refusal.value.code == "stale"


@pytest.mark.parametrize(("field", "text"), [("birth_date", "31-12-1970"), ("income_idr", "1.000"), ("sex", "X"), ("name", " ")])
def test_a_value_that_cannot_be_read_is_refused(admit, operator, now, field, text):  # type: ignore[no-untyped-def]
    (worker,) = admit(person(3))
    with pytest.raises(Refusal) as refusal:
        correct_worker(worker=worker, version=1, values={field: text}, reason="x", by=operator, at=now)
    assert refusal.value.code == "unreadable-value"


def test_a_list_shows_each_person_once_and_is_narrowed_by_what_is_known(admit, write_list, operator, now, today):  # type: ignore[no-untyped-def]
    one, two, three = admit(person(3), person(11, village_code=OTHER_REGENCY), person(23, nik="", occupation="Nelayan"))
    add_participants(path=write_list("members.csv", [member(3)]), source="BPJS", on=today, by=operator, at=now)
    member_of_one = Worker.objects.get(origin="participant").pk
    for other in (three, member_of_one):
        merge_by_hand(one=one, other=other, reason="alike", by=operator, at=now)

    def found(**chosen) -> list[int]:  # type: ignore[no-untyped-def]
        return [row.worker for row in people(PeopleFilter(**chosen), on=today).rows]

    assert sorted(found()) == [one, two]
    assert found(area="5308") == [two]
    assert found(covered=True) == [one]
    assert found(covered=False) == [two]
    assert found(sex="L") == [two]
    assert found(age_to=20) == []
    assert found(occupation="Nelayan") == []  # the record with a sound NIK tells of him
    assert found(state="died") == []
    page = people(PeopleFilter(), on=today, sort="-name", page=2, size=1)
    assert (page.total, page.page, page.pages, len(page.rows)) == (2, 2, 2, 1)


def test_who_tells_of_a_person_follows_merging_and_parting(admit, operator, now):  # type: ignore[no-untyped-def]
    one, two = admit(person(3, nik="123"), person(13))
    merge_by_hand(one=one, other=two, reason="alike", by=operator, at=now)
    assert dict(Worker.objects.values_list("pk", "tells")) == {one: False, two: True}
    assert person_view(one).told.record == two
    unmerge(worker=two, by=operator, at=now)
    assert dict(Worker.objects.values_list("pk", "tells")) == {one: True, two: True}
    assert not Worker.objects.filter(person__isnull=False).exists()


def test_a_posting_finds_nobody_of_another_area(admit, hire, today):  # type: ignore[no-untyped-def]
    here, there = admit(person(3, village_code=NEXT_VILLAGE), person(13, village_code=OTHER_REGENCY))
    with scope(hire("dominikus", "regency_verifier", "5307")):
        assert [row.worker for row in people(PeopleFilter(), on=today).rows] == [here]
        assert people(PeopleFilter(area="5308"), on=today).total == 0
        assert find_by_number("nik", person(13)["nik"], today) == []
        assert find_by_name(person(13)["name"], today) == []
        with pytest.raises(Refusal) as refusal:
            person_view(there)
        assert refusal.value.code == "no-such-object"


def test_a_code_opens_the_answer_of_its_own_nik_only(admit):  # type: ignore[no-untyped-def]
    one, two = admit(person(3), person(13))
    codes = receipt_codes([one, two])
    assert worker_with_receipt(person(3)["nik"], codes[one].lower().replace("-", " ")) == one
    assert worker_with_receipt(person(13)["nik"], codes[one]) is None
    assert worker_with_receipt(person(3)["nik"], "") is None
    assert worker_with_receipt("0000000000000000", codes[one]) is None


def test_what_a_page_shows_of_identifiers_gives_nothing_away(admit):  # type: ignore[no-untyped-def]
    (worker,) = admit(person(3))
    nik, masked = person(3)["nik"], masked_values(person_view(worker))
    assert masked["nik"].replace(" ", "") == nik[:6] + "•" * 10
    assert (masked["phone"][:4], masked["mother"]) == (person(3)["phone"][:4], shortened_mother(person(3)["mother"]))
    assert masked_nik("") == shortened_mother("-") == ""


def test_two_records_meet_with_the_differing_characters_only() -> None:
    left = {
        "name": "Yohanes Woda",
        "nik": "5307110503790001",
        "birth_date": "05-03-1979",
        "sex": "L",
        "mother": "Maria Nona Dua",
        "phone": "",
    }
    right = {
        "name": "Johanis Woda",
        "nik": "5307110503970001",
        "birth_date": "03-05-1979",
        "sex": "L",
        "mother": "M Nona Dua",
        "phone": "0812",
    }
    rows = {each.field: each for each in side_by_side(left, right, [("%(n)s swapped", {"n": "2"}, "nik", 9.4), ("near", {}, "given", 6.1)])}
    assert (shown(rows["nik"].left), shown(rows["nik"].right)) == ("5307 11•• ••[79] ••••", "5307 11•• ••[97] ••••")
    assert (shown(rows["name"].left), rows["name"].thread, rows["name"].bits) == ("[Y]ohan[e]s Woda", "near", 6.1)
    assert shown(rows["birth_date"].left) == "0[5]-0[3]-1979"
    assert (rows["sex"].thread, rows["phone"].thread, rows["mother"].thread) == ("same", "none", "cut")
    assert shown(rows["mother"].left).replace("[", "").replace("]", "") == "Maria Nona D•••"
    assert VILLAGE not in str(rows)
