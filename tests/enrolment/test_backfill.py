"""Freed places filled from the reserve: an amended decree with an approval of its own, replacement batches, money moved and never exceeded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import polars as pl
import pytest
from django.db import connections
from openpyxl import load_workbook
from tests.enrolment.office import Handed, accepted, handed_over_list, officer, refused

from payung.core.calendar import Month
from payung.core.refusals import Refusal
from payung.enrolment.actions import make_replacement
from payung.enrolment.models import Batch
from payung.enrolment.queries import backfill, batches, reply_status
from payung.programmes.models import BudgetLine
from payung.registry.models import Participation, Worker
from payung.selection.actions import approve_amendment, decree_amendment, return_amendment, submit_amendment
from payung.selection.models import AmendedPlace
from payung.selection.queries import altered_list, amendments, list_view

pytestmark = pytest.mark.django_db

ON = date(2025, 8, 20)
SIX_MONTHS, FOUR_MONTHS = 100_800, 67_200
BOUND = {"jkk": 40 * 60_000, "jkm": 40 * 40_800}


def make(handed: Handed, **options) -> int:  # type: ignore[no-untyped-def]
    return make_replacement(list_id=handed.list_id, on=ON, by=handed.office.data, at=handed.office.now, **options).amendment


def refusal(action, **options) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused_:
        action(**options)
    return refused_.value.code


def money() -> dict[str, int]:
    return dict(BudgetLine.objects.values_list("insurance", "committed_idr"))


def test_each_refused_place_is_offered_to_the_next_of_its_own_area_for_the_months_left(handed_over: Handed) -> None:
    people, reserve = handed_over.people(), handed_over.people("reserve")
    area = next(each["area"][:4] for each in people if any(other["area"][:4] == each["area"][:4] for other in reserve))
    gone = [each for each in people if each["area"][:4] == area][0]
    first = next(each for each in reserve if each["area"][:4] == area)
    handed_over.record(handed_over.answer([refused(gone, "sudah aktif")]))
    made = backfill(handed_over.list_id, on=ON)
    (place,) = made.places
    assert (place.offer.leaves, place.offer.enters, place.offer.why) == (gone["entry"], first["entry"], "already-active")
    assert (str(made.first_month), made.months, made.freed_idr, made.cost_idr) == ("2025-09", 4, SIX_MONTHS, FOUR_MONTHS)
    assert (made.unspent_idr, made.days_left) == (SIX_MONTHS - FOUR_MONTHS, 134)


def test_who_died_is_covered_or_entered_already_is_not_offered(handed_over: Handed) -> None:
    people, reserve = handed_over.people(), handed_over.people("reserve")
    area = max({each["area"][:4] for each in reserve}, key=lambda area: sum(each["area"][:4] == area for each in reserve))
    dead, covered, *left = [each for each in reserve if each["area"][:4] == area]
    Worker.objects.filter(pk=dead["worker"]).update(died_on=date(2025, 8, 1))
    Participation.objects.create(
        area=covered["area"], worker_id=covered["worker"], segment="pu", payer_kind="employer", starts_on=date(2025, 1, 1), source="x",
        source_on=date(2025, 8, 1), recorded_at=handed_over.office.now,
    )  # fmt: skip
    gone = [each for each in people if each["area"][:4] == area]
    handed_over.record(handed_over.answer([refused(each, "meninggal") for each in gone]))
    made = backfill(handed_over.list_id, on=ON)
    assert [each.offer.enters for each in made.places if each.offer.enters] == [each["entry"] for each in left][: len(gone)]
    assert made.unfilled == ({"nobody-left": len(gone) - len(left)} if len(gone) > len(left) else {})


def test_one_click_hands_in_an_amended_decree_and_only_when_decreed_its_batch_leaves(handed_over: Handed) -> None:
    people = handed_over.people()
    handed_over.record(handed_over.answer([refused(people[0], "sudah aktif"), refused(people[1], "usia lebih")]))
    amendment = make(handed_over)
    assert [(each.number, each.status, each.people) for each in amendments(handed_over.list_id)] == [(1, "submitted", 2)]
    assert refusal(make, handed=handed_over) == "amendment-under-way"
    before = batches(handed_over.list_id, "bpu")
    handed_over.export()
    assert batches(handed_over.list_id, "bpu") == before
    assert refusal(approve_amendment, amendment_id=amendment, by=handed_over.office.data, at=handed_over.office.now) == "not-allowed"
    handed_over.decide(amendment)
    assert money() == {"jkk": BOUND["jkk"] - 2 * 20_000, "jkm": BOUND["jkm"] - 2 * 13_600}
    out = handed_over.export()
    new = [each for each in batches(handed_over.list_id, "bpu") if each.number == 1]
    assert (sum(each.people for each in new), {each.months for each in new}, sum(each.amount_idr for each in new)) == (
        2,
        {4},
        2 * FOUR_MONTHS,
    )
    assert all((out / f"{each.batch}.xlsx").is_file() for each in new)
    assert {status for status, _ in handed_over.statuses().values()} == {"exported", "replaced"}
    assert reply_status(handed_over.list_id).replaced == 2
    assert (altered_list(), list_view(handed_over.list_id).chosen) == (None, 40)


def test_the_batches_of_the_list_stay_the_same_to_the_byte(handed_over: Handed) -> None:
    handed_over.record(handed_over.answer([refused(handed_over.people()[0], "sudah aktif")]))
    handed_over.decide(make(handed_over))
    first, again = handed_over.folder / "batches", handed_over.export()
    for path in first.glob("*.xlsx"):
        assert (again / path.name).read_bytes() == path.read_bytes()
    extra = {path.name for path in again.glob("*.xlsx")} - {path.name for path in first.glob("*.xlsx")}
    assert len(extra) == 2
    batch = next(path for path in again.glob("*.xlsx") if path.name in extra and "annex" not in path.name)
    assert any("4 bulan dari 2025-09" in str(row[0].value) for row in load_workbook(batch).active.iter_rows())


def test_a_replacement_who_is_refused_makes_room_for_the_next(handed_over: Handed) -> None:
    person = handed_over.people()[0]
    handed_over.record(handed_over.answer([refused(person, "sudah aktif")], "one.csv"))
    handed_over.decide(make(handed_over))
    handed_over.export("second")
    (place,) = AmendedPlace.objects.all()
    entered = next(each for each in handed_over.people("reserve") if each["entry"] == place.enters_id)
    handed_over.record(handed_over.answer([refused(entered, "meninggal")], "two.csv"))
    made = backfill(handed_over.list_id, on=ON)
    assert [each.offer.leaves for each in made.places] == [entered["entry"]]
    assert made.freed_idr == FOUR_MONTHS
    if made.filled:
        handed_over.decide(make(handed_over))
        assert [each.number for each in amendments(handed_over.list_id)] == [1, 2]


def test_who_is_accepted_after_all_keeps_his_place_unless_it_was_given_away(handed_over: Handed) -> None:
    first, second, *_ = handed_over.people()
    handed_over.record(handed_over.answer([refused(first, "NIK tidak ditemukan"), refused(second, "sudah aktif")], "one.csv"))
    assert len(backfill(handed_over.list_id, on=ON, waits=True).places) == 1
    make(handed_over, waits=True)
    report = handed_over.record(handed_over.answer([accepted(first, 25000000011), accepted(second, 25000000029)], "two.csv"))
    assert (report.files[0].counted["accepted"], report.files[0].counted["conflict"]) == (1, 1)


def test_a_returned_amendment_frees_its_places_for_a_new_one(handed_over: Handed) -> None:
    handed_over.record(handed_over.answer([refused(handed_over.people()[0], "sudah aktif")]))
    amendment = make(handed_over)
    return_amendment(amendment_id=amendment, reason="Tunggu SPTJM", by=handed_over.office.head, at=handed_over.office.now)
    assert money() == BOUND
    assert make(handed_over) != amendment


def test_nobody_enters_from_another_area_twice_or_past_the_last_month(handed_over: Handed) -> None:
    people, reserve = handed_over.people(), handed_over.people("reserve")
    gone = people[0]
    other = next(each for each in reserve if each["area"][:4] != gone["area"][:4])
    handed_over.record(handed_over.answer([refused(gone, "sudah aktif")]))

    def submit(leaves: int, enters: int, month: str = "2025-09") -> str:
        places = pl.DataFrame({"leaves": [leaves], "enters": [enters], "why": ["died"]})
        options = {
            "places": places,
            "first_month": Month.parse(month),
            "on": ON,
            "by": handed_over.office.data,
            "at": handed_over.office.now,
        }
        return refusal(submit_amendment, list_id=handed_over.list_id, **options)

    assert submit(gone["entry"], other["entry"]) == "outside-quota-area"
    assert submit(gone["entry"], people[1]["entry"]) == "not-in-reserve"
    assert submit(reserve[0]["entry"], other["entry"]) == "place-not-free"
    assert submit(gone["entry"], other["entry"], "2026-01") == "no-months-left"
    assert refusal(backfill, list_id=handed_over.list_id, on=date(2025, 12, 20)) == "no-months-left"


def test_a_death_between_hand_in_and_approval_is_seen(handed_over: Handed) -> None:
    handed_over.record(handed_over.answer([refused(handed_over.people()[0], "sudah aktif")]))
    amendment = make(handed_over)
    (place,) = AmendedPlace.objects.select_related("enters")
    Worker.objects.filter(pk=place.enters.worker_id).update(died_on=date(2025, 6, 1))
    assert refusal(approve_amendment, amendment_id=amendment, by=handed_over.office.head, at=handed_over.office.now) == "people-gone"
    assert money() == BOUND


@pytest.mark.django_db(transaction=True)
def test_six_approvers_and_six_makers_at_once_move_the_money_once(operator, now, tmp_path) -> None:  # type: ignore[no-untyped-def]
    handed = handed_over_list(operator, now, tmp_path)
    handed.record(handed.answer([refused(each, "sudah aktif") for each in handed.people()[:4]]))
    makers = [officer(operator, f"maker-{n}", "data_officer", now) for n in range(6)]
    heads = [officer(operator, f"head-{n}", "head_of_office", now) for n in range(6)]

    def run(action) -> str:  # type: ignore[no-untyped-def]
        try:
            return str(action())
        except Refusal as refused_:
            return refused_.code
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda by: run(lambda: make_replacement(list_id=handed.list_id, on=ON, by=by, at=now).amendment), makers))
        assert sorted(each.isdigit() for each in told) == [False] * 5 + [True]
        amendment = next(int(each) for each in told if each.isdigit())
        answers = sorted(pool.map(lambda by: run(lambda: approve_amendment(amendment_id=amendment, by=by, at=now)), heads))
    assert answers[0] == "approved"
    assert set(answers[1:]) <= {"wrong-status"}
    filled = amendments(handed.list_id)[0].people
    assert money() == {"jkk": BOUND["jkk"] - filled * 20_000, "jkm": BOUND["jkm"] - filled * 13_600}
    with pytest.raises(Refusal):
        decree_amendment(amendment_id=amendment, number=" ", on=ON, file=handed.signed_copy, by=handed.office.legal, at=now)
    assert not Batch.objects.filter(number=1).exists()
