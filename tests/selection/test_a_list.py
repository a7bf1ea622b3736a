"""A list on its way: submitted, returned, approved by somebody else with its money, decreed; frozen from then on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.selection.office import DECREED_ON, officer

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent
from payung.intake.models import RowPin
from payung.programmes.models import BudgetLine
from payung.registry.models import Worker, WorkerPin
from payung.selection.actions import approve_list, decree_list, end_list, return_list, submit_list
from payung.selection.models import BeneficiaryList, Entry
from payung.selection.queries import altered_list, decreed_run, list_for_enrolment, list_view, lists

pytestmark = pytest.mark.django_db

SOUND = {"nik_state": "sound", "died_on": None, "birth_date": date(1990, 1, 1)}


def refusal(action: Any, **options: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        action(**options)
    return refused.value


@pytest.fixture
def submitted(office, populate) -> int:  # type: ignore[no-untyped-def]
    """A list of 40 people, handed in by the data officer."""
    populate(200)
    return submit_list(run=office.select().run, by=office.data, at=office.now)


@pytest.fixture
def approved(office, submitted) -> int:  # type: ignore[no-untyped-def]
    """The same, approved by the head of the office."""
    approve_list(list_id=submitted, by=office.head, at=office.now)
    return submitted


def decree(office, list_id: int, signed_copy, **changes: Any) -> None:  # type: ignore[no-untyped-def]
    options: dict[str, Any] = {"number": "LATIHAN/1/2025", "on": DECREED_ON, "file": signed_copy, "by": office.legal, "at": office.now}
    decree_list(list_id=list_id, **options | changes)


def test_a_submitted_list_counts_its_people_and_pins_them(office, submitted):  # type: ignore[no-untyped-def]
    view = list_view(submitted)
    assert (view.status, view.chosen, view.cost_idr, view.submitted_by) == ("submitted", 40, 40 * 100_800, "Data")
    assert [each.id for each in lists("ntt-2025")] == [submitted]
    assert WorkerPin.objects.filter(fact=f"list:{submitted}").count() == view.chosen + view.reserve
    assert RowPin.objects.count() == 0


def test_approval_by_somebody_else_binds_the_money(office, submitted):  # type: ignore[no-untyped-def]
    assert approve_list(list_id=submitted, by=office.head, at=office.now) == "approved"
    assert dict(BudgetLine.objects.values_list("insurance", "committed_idr")) == {"jkk": 40 * 60_000, "jkm": 40 * 40_800}
    assert AuditEvent.objects.filter(kind="list", action="approve_list", subjects=[submitted]).count() == 1


def test_a_maker_cannot_approve_neither_who_submitted_nor_who_selected(office, populate, operator, now):  # type: ignore[no-untyped-def]
    populate(100)
    other = officer(operator, "other", "data_officer", now)
    run = office.select().run
    listed = submit_list(run=run, by=other, at=now)
    for maker in (office.data, other):
        in_both_offices = officer(operator, f"{maker.login}-head", "head_of_office", now)
        as_head = type(maker)(maker.user_id, maker.login, maker.full_name, in_both_offices.posting_id, "head_of_office", maker.ranges)
        assert refusal(approve_list, list_id=listed, by=as_head, at=now).code == "maker-is-checker"
    assert refusal(approve_list, list_id=listed, by=office.data, at=now).code == "not-allowed"
    assert list_view(listed).status == "submitted"


def test_a_returned_list_is_handed_in_again(office, submitted):  # type: ignore[no-untyped-def]
    assert refusal(return_list, list_id=submitted, reason=" ", by=office.head, at=office.now).code == "reason-missing"
    return_list(list_id=submitted, reason="Sikka is missing", by=office.head, at=office.now)
    assert list_view(submitted).status == "returned"
    assert refusal(approve_list, list_id=submitted, by=office.head, at=office.now).code == "wrong-status"
    again = submit_list(run=list_view(submitted).run, by=office.data, at=office.now)
    assert (again, list_view(submitted).status) == (submitted, "submitted")
    approve_list(list_id=submitted, by=office.head, at=office.now)


def test_a_run_is_handed_in_once(office, submitted):  # type: ignore[no-untyped-def]
    assert refusal(submit_list, run=list_view(submitted).run, by=office.data, at=office.now).code == "wrong-status"
    assert BeneficiaryList.objects.count() == 1


def test_a_decree_needs_the_instruments_in_force_and_names_those_that_are_not(office, approved, signed_copy):  # type: ignore[no-untyped-def]
    refused = refusal(decree, office=office, list_id=approved, signed_copy=signed_copy)
    assert refused.code == "instruments-missing"
    assert "Peraturan Gubernur" in refused.data["instruments"]
    office.bring_into_force()
    decree(office, approved, signed_copy)
    view = list_view(approved)
    assert (view.status, view.decree_number, view.decree_on) == ("decreed", "LATIHAN/1/2025", DECREED_ON)


def test_a_decree_needs_number_and_signed_copy_of_an_approved_list(office, submitted, signed_copy, tmp_path):  # type: ignore[no-untyped-def]
    office.bring_into_force()
    assert refusal(decree, office=office, list_id=submitted, signed_copy=signed_copy).code == "wrong-status"
    approve_list(list_id=submitted, by=office.head, at=office.now)
    for change in ({"number": " "}, {"file": tmp_path / "nothing.pdf"}):
        assert refusal(decree, office=office, list_id=submitted, signed_copy=signed_copy, **change).code == "decree-incomplete"
    assert refusal(decree, office=office, list_id=submitted, signed_copy=signed_copy, by=office.head).code == "not-allowed"


def test_only_a_decreed_list_is_enrolled_with_its_identifiers_opened(office, approved, signed_copy):  # type: ignore[no-untyped-def]
    assert refusal(list_for_enrolment, list_id=approved).code == "not-decreed"
    assert decreed_run("ntt-2025") is None
    office.bring_into_force()
    decree(office, approved, signed_copy)
    held = list_for_enrolment(approved)
    assert (held.people.height, held.months, held.person_idr, held.month_idr) == (40, 6, 100_800, 16_800)
    assert held.people["nik"].str.starts_with("nik-").all()
    assert held.people["rank"].is_sorted()
    assert {"entry", "worker", "area", "birth_place", "mother", "phone", "kpj"} <= set(held.people.columns)
    told = decreed_run("ntt-2025")
    assert told is not None
    assert (told.list_id, told.report.chosen) == (approved, 40)


def test_a_planted_change_in_an_approved_list_is_found(office, approved):  # type: ignore[no-untyped-def]
    assert altered_list() is None
    chosen = Entry.objects.filter(state="chosen").order_by("rank").first()
    assert chosen is not None
    for change in (
        {"name": "SAUDARA KEPALA"},
        {"state": "reserve"},
        {"birth_date": date(1970, 1, 1)},
        {"envelope": None},
        {"envelope": b"x" * 60},
    ):
        before = {name: getattr(chosen, name) for name in change}
        Entry.objects.filter(pk=chosen.pk).update(**change)
        assert altered_list() == approved
        Entry.objects.filter(pk=chosen.pk).update(**before)
    assert altered_list() is None


def test_what_changed_since_it_was_submitted_is_not_approved(office, submitted):  # type: ignore[no-untyped-def]
    Entry.objects.filter(state="chosen", rank=Entry.objects.order_by("rank").values("rank")[:1]).update(name="SAUDARA KEPALA")
    assert refusal(approve_list, list_id=submitted, by=office.head, at=office.now).code == "changed-since"


def test_two_entries_that_became_one_person_are_one_when_the_list_is_handed_in(office, populate, now):  # type: ignore[no-untyped-def]
    populate(120, regencies=("5307",), **SOUND)
    run = office.select().run
    first, second, *_ = Entry.objects.filter(run_id=run, state="chosen").order_by("rank")
    best_of_reserve = Entry.objects.filter(run_id=run, state="reserve").order_by("rank").first()
    assert best_of_reserve is not None
    Worker.objects.filter(pk=second.worker_id).update(survivor_id=first.worker_id, person_id=first.worker_id, tells=False)
    listed = submit_list(run=run, by=office.data, at=now)
    states = dict(Entry.objects.filter(pk__in=[first.pk, second.pk, best_of_reserve.pk]).values_list("pk", "state"))
    assert states == {first.pk: "chosen", second.pk: "duplicate", best_of_reserve.pk: "chosen"}
    assert list_view(listed).chosen == 40


def test_who_died_since_the_run_is_not_handed_in(office, populate, now):  # type: ignore[no-untyped-def]
    populate(120, **SOUND)
    run = office.select().run
    chosen = Entry.objects.filter(run_id=run, state="chosen").values_list("worker_id", flat=True)[0]
    Worker.objects.filter(pk=chosen).update(died_on=date(2025, 6, 9))
    refused = refusal(submit_list, run=run, by=office.data, at=now)
    assert (refused.code, refused.data["people"]) == ("people-gone", 1)
    assert not WorkerPin.objects.exists()
    submit_list(run=office.select().run, by=office.data, at=now)


def test_nobody_is_on_two_binding_lists_for_the_same_months(office, populate, now):  # type: ignore[no-untyped-def]
    populate(200, **SOUND)
    one, other = (submit_list(run=office.select(seed=seed).run, by=office.data, at=now) for seed in (1, 2))
    BudgetLine.objects.update(amount_idr=10**9)
    approve_list(list_id=one, by=office.head, at=now)
    assert refusal(approve_list, list_id=other, by=office.head, at=now).code == "already-listed"
    third = office.select(seed=3)
    assert third.chosen == 40
    approve_list(list_id=submit_list(run=third.run, by=office.data, at=now), by=office.head, at=now)


def test_an_approved_list_that_ends_sets_its_money_free_and_a_decreed_one_does_not(office, approved, populate, signed_copy):  # type: ignore[no-untyped-def]
    assert refusal(end_list, list_id=approved, reason="", by=office.head, at=office.now).code == "reason-missing"
    end_list(list_id=approved, reason="The budget was cut", by=office.head, at=office.now)
    assert set(BudgetLine.objects.values_list("committed_idr", flat=True)) == {0}
    again = submit_list(run=office.select().run, by=office.data, at=office.now)
    approve_list(list_id=again, by=office.head, at=office.now)
    office.bring_into_force()
    decree(office, again, signed_copy)
    end_list(list_id=again, reason="The year is over", by=office.head, at=office.now)
    assert 0 not in BudgetLine.objects.values_list("committed_idr", flat=True)


def test_a_run_that_chose_nobody_is_not_handed_in(office, now):  # type: ignore[no-untyped-def]
    assert refusal(submit_list, run=office.select().run, by=office.data, at=now).code == "nothing-chosen"


def test_a_posting_in_one_regency_decides_nothing_about_the_province(office, submitted, operator):  # type: ignore[no-untyped-def]
    sikka = officer(operator, "sikka-head", "head_of_office", office.now, "5307")
    assert refusal(approve_list, list_id=submitted, by=sikka, at=office.now).code == "outside-area"
    assert refusal(approve_list, list_id=submitted + 1, by=office.head, at=office.now).code == "no-such-list"
