"""Nobody decides what he made; each stage needs another person; what was decided is what was submitted."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from payung.core.refusals import Refusal
from payung.governance.actions.approvals import decide, submit
from payung.governance.actions.audit import record
from payung.governance.models import ApprovalDecision
from payung.governance.rules.statuses import ApprovalStatus, Verdict

DIGEST = b"\x01" * 32


@pytest.fixture
def officers(hire):  # type: ignore[no-untyped-def]
    return hire("officer", "data_officer"), hire("head", "head_of_office"), hire("second", "head_of_office")


def hand_in(by, at, stages=1):  # type: ignore[no-untyped-def]
    return submit(kind="list", object_id=1, digest=DIGEST, by=by, at=at, stages=stages)


def approve(by, at, digest=DIGEST):  # type: ignore[no-untyped-def]
    return decide(kind="list", object_id=1, digest=digest, verdict=Verdict.APPROVE, by=by, at=at)


@pytest.mark.django_db
def test_a_colleague_approves_what_the_maker_submitted(officers, now):  # type: ignore[no-untyped-def]
    officer, head, _ = officers
    hand_in(officer, now)
    outcome = approve(head, now)
    assert (outcome.status, outcome.final) == (ApprovalStatus.APPROVED, True)


@pytest.mark.django_db
def test_the_maker_cannot_approve(officers, now):  # type: ignore[no-untyped-def]
    officer, _, _ = officers
    hand_in(officer, now)
    with pytest.raises(Refusal) as refusal:
        approve(officer, now)
    assert refusal.value.code == "maker-is-checker"


@pytest.mark.django_db
def test_whoever_edited_the_object_is_a_maker_too(officers, now):  # type: ignore[no-untyped-def]
    officer, head, second = officers
    record(by=head, at=now, action="change_list", kind="list", subjects=[1])
    hand_in(officer, now)
    with pytest.raises(Refusal) as refusal:
        approve(head, now)
    assert refusal.value.code == "maker-is-checker"
    assert approve(second, now).final


@pytest.mark.django_db
def test_each_stage_needs_another_person(officers, now):  # type: ignore[no-untyped-def]
    officer, head, second = officers
    hand_in(officer, now, stages=2)
    assert not approve(head, now).final
    with pytest.raises(Refusal) as refusal:
        approve(head, now)
    assert refusal.value.code == "already-decided"
    assert approve(second, now).final


@pytest.mark.django_db
def test_what_changed_since_it_was_submitted_is_not_approved(officers, now):  # type: ignore[no-untyped-def]
    officer, head, _ = officers
    hand_in(officer, now)
    with pytest.raises(Refusal) as refusal:
        approve(head, now, digest=b"\x02" * 32)
    assert refusal.value.code == "changed-since"


@pytest.mark.django_db
def test_a_return_says_why_and_opens_the_way_for_another_submission(officers, now):  # type: ignore[no-untyped-def]
    officer, head, _ = officers
    hand_in(officer, now)
    with pytest.raises(Refusal) as refusal:
        decide(kind="list", object_id=1, digest=DIGEST, verdict=Verdict.RETURN, by=head, at=now)
    assert refusal.value.code == "reason-missing"
    outcome = decide(kind="list", object_id=1, digest=DIGEST, verdict=Verdict.RETURN, reason="Sikka is missing", by=head, at=now)
    assert outcome.status is ApprovalStatus.RETURNED
    assert hand_in(officer, now)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_maker_as_checker(officers, now):  # type: ignore[no-untyped-def]
    officer, _, _ = officers
    approval = hand_in(officer, now)
    with pytest.raises(IntegrityError, match="decision_maker_is_not_checker"), transaction.atomic():
        ApprovalDecision.objects.create(
            approval_id=approval, stage=1, verdict="approve", maker_id=officer.user_id, decided_by_id=officer.user_id, decided_at=now
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_refused(officers, now):  # type: ignore[no-untyped-def]
    officer, head, second = officers
    hand_in(officer, now)
    codes: list[str] = []
    gate = threading.Barrier(2)

    def try_it(by):  # type: ignore[no-untyped-def]
        gate.wait()
        try:
            approve(by, now)
            codes.append("approved")
        except Refusal as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(each,)) for each in (head, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["approved", "nothing-waiting"]
