"""Objections: taken in on time or late, about people listed or never listed, decided by somebody else, answered by letter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.selection.office import officer

from payung.core.refusals import Refusal
from payung.governance.models import Document
from payung.grievances.actions import (
    Objection,
    answer_objection,
    decide_objection,
    prepare_answer,
    receive_objection,
    withdraw_objection,
)
from payung.grievances.queries import objection, objections
from payung.grievances.rules.deadlines import answer_due, term, window_end
from payung.intake.queries import upload_report
from payung.law.working_days import add_working_days, is_working_day
from payung.selection.actions import publish_provisional
from payung.selection.models import Assessment, PersonDecision

pytestmark = pytest.mark.django_db

ON = date(2025, 6, 25)


def about(hung, verdict: str) -> int:  # type: ignore[no-untyped-def]
    """Somebody of the run with this verdict."""
    rows = Assessment.objects.filter(run_id=hung.run, verdict=verdict, quota_area__isnull=False).order_by("rank")
    return int(rows.values_list("worker_id", flat=True)[0])


def given(hung, **changes: Any) -> Objection:  # type: ignore[no-untyped-def]
    options: dict[str, Any] = {
        "run": hung.run, "about": "not-chosen", "raised_by": "Maria", "words": "Ia nelayan dan belum punya jaminan.", "channel": "paper", "received_on": ON,
    }  # fmt: skip
    return Objection(**options | changes)


def receive(hung, by: Any = None, **changes: Any) -> int:  # type: ignore[no-untyped-def]
    return receive_objection(given=given(hung, **changes), by=by or hung.office.data, at=hung.office.now)


def refusal(action: Any, **options: Any) -> str:
    with pytest.raises(Refusal) as refused:
        action(**options)
    return refused.value.code


def test_an_objection_in_time_is_upheld_by_a_decision_on_the_person_and_answered_by_letter(hung) -> None:  # type: ignore[no-untyped-def]
    worker = about(hung, "reserve")
    number = receive(hung, worker=worker)
    shown = objection(number, on=ON)
    assert (shown.row.in_time, shown.row.status, shown.row.due_on) == (True, "received", answer_due("objection", ON))
    decide = {"objection_id": number, "upheld": True, "reason": "Surat desa membuktikan.", "by": hung.office.head, "at": hung.office.now}
    assert refusal(decide_objection, **decide) == "wrong-remedy"
    assert decide_objection(**decide, remedy="decision") == "upheld"
    (taken,) = PersonDecision.objects.all()
    assert (taken.worker_id, taken.act, taken.decided_by_id) == (worker, "add", hung.office.head.user_id)
    letter = prepare_answer(objection_id=number, on=ON, by=hung.office.data, at=hung.office.now)
    held = Document.objects.get(pk=letter)
    assert (held.kind, held.object_id, held.status) == ("objection-answer", number, "draft")
    answer_objection(objection_id=number, number="560/12/2025", on=ON, by=hung.office.data, at=hung.office.now)
    shown = objection(number, on=ON)
    assert (shown.row.status, shown.letter_number, shown.remedy) == ("answered", "560/12/2025", "decision")


def test_a_dismissed_one_needs_a_reason_and_another_person_than_who_took_it_in(hung, operator, now) -> None:  # type: ignore[no-untyped-def]
    number = receive(hung, worker=about(hung, "chosen"), about="wrongly-chosen")
    options = {"objection_id": number, "upheld": False, "at": now}
    assert refusal(decide_objection, **options, reason=" ", by=hung.office.head) == "reason-missing"
    assert refusal(decide_objection, **options, reason="Tidak benar", by=hung.office.data) == "not-allowed"
    both = type(hung.office.head)(
        hung.office.data.user_id, "data", "Data", hung.office.head.posting_id, "head_of_office", hung.office.head.ranges
    )
    assert refusal(decide_objection, **options, reason="Tidak benar", by=both) == "taker-is-decider"
    assert refusal(decide_objection, **options, reason="x", version=99, by=hung.office.head) == "stale"
    assert decide_objection(**options, reason="Data sudah benar.", by=hung.office.head) == "dismissed"
    assert not PersonDecision.objects.exists()
    assert refusal(decide_objection, **options, reason="lagi", by=hung.office.head) == "wrong-status"


def test_a_late_one_is_taken_in_and_says_so(hung) -> None:  # type: ignore[no-untyped-def]
    number = receive(hung, worker=about(hung, "outside-quota"), received_on=date(2025, 7, 1))
    assert not objection(number, on=ON).row.in_time
    assert objections(on=date(2026, 1, 1)).late == 1


def test_whom_nobody_ever_listed_enters_intake_on_that_day(hung) -> None:  # type: ignore[no-untyped-def]
    person = {"name": "Yohanes Baru", "village_code": "5307012001", "nik": "5307010505900001", "sex": "L", "birth_date": date(1990, 5, 5)}
    number = receive(hung, about="never-listed", **person)
    shown = objection(number, on=ON)
    assert shown.upload is not None
    assert upload_report(shown.upload).people == 1
    assert refusal(receive, hung=hung, about="never-listed", name="Tanpa desa") == "person-missing"


def test_an_officer_takes_in_only_what_lies_in_his_area(hung, operator, now) -> None:  # type: ignore[no-untyped-def]
    far = officer(operator, "far", "kecamatan_officer", now, "530101")
    person = {"about": "never-listed", "name": "Yohanes Baru", "village_code": "5307012001"}
    assert refusal(receive, hung=hung, by=far, **person) == "outside-area"


def test_a_withdrawn_one_is_over_and_pages_count_by_state(hung) -> None:  # type: ignore[no-untyped-def]
    number = receive(hung, worker=about(hung, "reserve"))
    receive(hung, worker=about(hung, "outside-quota"))
    withdraw_objection(objection_id=number, reason="Sudah jelas baginya.", by=hung.office.data, at=hung.office.now)
    page = objections(on=ON, run=hung.run)
    assert (dict(page.counts), page.total) == ({"withdrawn": 1, "received": 1}, 2)
    assert objections(on=ON, status="open").total == 1
    assert refusal(answer_objection, objection_id=number, number="1", on=ON, by=hung.office.data, at=hung.office.now) == "wrong-status"


def test_the_time_for_objections_is_never_made_shorter(hung) -> None:  # type: ignore[no-untyped-def]
    options = {"run": hung.run, "on": ON, "by": hung.office.data, "at": hung.office.now}
    assert refusal(publish_provisional, objections_until=date(2025, 6, 26), **options) == "days-in-wrong-order"
    publish_provisional(objections_until=date(2025, 6, 30), **options)


def test_terms_are_days_by_data_and_working_days_know_weekends_holidays_and_joint_leave() -> None:
    assert window_end("objection", date(2025, 6, 20)) == date(2025, 6, 27)
    assert term("objection").source
    assert not is_working_day(date(2025, 6, 27))
    assert add_working_days(date(2025, 6, 26), 1) == date(2025, 6, 30)
    assert add_working_days(date(2025, 12, 24), 1) == date(2025, 12, 29)
