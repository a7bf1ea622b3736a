"""Cards and savings books on their way, readiness by village, and the long works in the background."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.enrolment.office import Handed, accepted, officer

from payung.core.refusals import Refusal
from payung.enrolment.actions import begin_export, begin_readiness, begin_reply, check_readiness, record_handover
from payung.enrolment.models import Batch, Enrolment
from payung.enrolment.queries import cards, handovers_of, number_of, people_readiness, readiness, reply_status, village_readiness
from payung.governance.actions.jobs import run_job
from payung.governance.rules.handed import handed_path

pytestmark = pytest.mark.django_db
ON = date(2025, 8, 9)


def refusal(action: Any, **options: Any) -> str:
    with pytest.raises(Refusal) as refused:
        action(**options)
    return refused.value.code


def test_a_card_is_received_handed_to_somebody_with_a_mark_or_comes_back_with_a_reason(handed_over: Handed, operator, now) -> None:  # type: ignore[no-untyped-def]
    people = handed_over.people()[:3]
    handed_over.record(handed_over.answer([accepted(each, 25000000000 + place) for place, each in enumerate(people)]))
    one, two, three = Enrolment.objects.filter(status="accepted").order_by("entry__rank").values_list("pk", flat=True)
    by = {"item": "card", "on": ON, "by": handed_over.office.data, "at": now}
    assert refusal(record_handover, enrolments=[one], status="handed", receiver="Maria", mark="thumbprint", **by) == "wrong-status"
    assert record_handover(enrolments=[one, two, three], status="received", **by) == 3
    assert refusal(record_handover, enrolments=[one], status="handed", receiver="Maria", **by) == "receiver-missing"
    assert refusal(record_handover, enrolments=[two], status="not-collected", **by) == "reason-missing"
    record_handover(enrolments=[one], status="handed", receiver="Maria (istri)", mark="thumbprint", **by)
    record_handover(enrolments=[two], status="not-collected", reason="merantau", **by)
    record_handover(enrolments=[three], status="returned", reason="nama salah", **by)
    assert dict(cards(handed_over.list_id).counts["card"]) == {"handed": 1, "not-collected": 1, "returned": 1}
    assert dict(cards(handed_over.list_id).counts["book"]) == {"expected": 3}
    assert [each.status for each in handovers_of(one)] == ["handed", "received"]
    assert (handovers_of(one)[0].receiver, handovers_of(one)[0].mark) == ("Maria (istri)", "thumbprint")
    assert [row.enrolment for row in cards(handed_over.list_id, status="returned").rows] == [three]
    assert number_of(one) == "25000000000"
    open_ = Enrolment.objects.filter(status="exported").values_list("pk", flat=True)[0]
    assert refusal(record_handover, enrolments=[open_], status="received", **by) == "not-accepted"
    outside = officer(operator, "far", "kecamatan_officer", now, "531101")
    assert (
        refusal(record_handover, enrolments=[one], status="returned", reason="x", item="card", on=ON, by=outside, at=now)
        == "no-such-object"
    )


def test_readiness_is_told_by_village_and_person_before_and_after_the_decree(handed_over: Handed) -> None:
    whole = readiness(handed_over.list_id, "bpu")
    villages = check_readiness(list_id=handed_over.list_id, by=handed_over.office.data, at=handed_over.office.now)
    told = village_readiness(handed_over.list_id)
    assert (len(told), sum(each.people for each in told), sum(each.ready for each in told)) == (villages, whole.people, whole.ready)
    first = told[0]
    people = people_readiness(handed_over.list_id, first.area)
    assert (len(people), sum(not each.missing for each in people)) == (first.people, first.ready)
    assert village_readiness(handed_over.list_id, area="5311") == []


def test_batches_replies_and_readiness_run_in_the_background(handed_over: Handed) -> None:
    by = {"by": handed_over.office.data, "at": handed_over.office.now}
    run_job(job_id=begin_export(list_id=handed_over.list_id, layout_code="bpu", on=ON, **by), at=by["at"])
    assert Batch.objects.filter(file__isnull=False).count() == Batch.objects.count()
    run_job(job_id=begin_readiness(list_id=handed_over.list_id, layout_code="bpu", **by), at=by["at"])
    assert village_readiness(handed_over.list_id)
    path = handed_over.answer([accepted(handed_over.people()[0], 25000000011)])
    sent = handed_path(path, "balasan.csv")
    job = begin_reply(list_id=handed_over.list_id, files=[sent], on=ON, **by)
    run_job(job_id=job, at=by["at"])
    assert reply_status(handed_over.list_id).accepted == 1
