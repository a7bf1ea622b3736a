"""An inspection: a sample kept, findings recorded by one side and answered by the other until the inspector closes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from payung.core.refusals import Refusal
from payung.governance.actions.inspections import (
    answer_finding,
    close_finding,
    keep_sample,
    open_inspection,
    record_finding,
    send_back_finding,
)
from payung.governance.models import AuditEvent, FindingStep, InspectionFinding
from payung.governance.queries.inspections import finding, findings, inspections, samples
from payung.governance.rules.actors import Actor

pytestmark = pytest.mark.django_db

DUE = date(2025, 8, 31)


@pytest.fixture
def inspector(hire) -> Actor:  # type: ignore[no-untyped-def]
    return hire("wati", "inspector", "53", ends_on=date(2025, 12, 31))


@pytest.fixture
def office(hire) -> Actor:  # type: ignore[no-untyped-def]
    return hire("yosef", "data_officer", "53")


@pytest.fixture
def inspection(inspector: Actor, now: datetime) -> int:
    return open_inspection(body="Inspektorat", title="Pemeriksaan daftar 2025", area="53", by=inspector, at=now)


def found(inspection: int, by: Actor, at: datetime, **changes: Any) -> int:
    words = {"condition": "Iuran dibayar setelah meninggal", "rule": "PKS pasal 5", "recommendation": "Minta kredit kepada BPJS"}
    return record_finding(inspection=inspection, **words, due_on=DUE, people=3, months=7, amount_idr=117_600, by=by, at=at, **changes)


def refusal(action: Any, **options: Any) -> str:
    with pytest.raises(Refusal) as refused:
        action(**options)
    return refused.value.code


def test_a_finding_is_answered_with_evidence_sent_back_answered_again_and_closed(
    inspection: int, inspector: Actor, office: Actor, now: datetime
) -> None:
    number = found(inspection, inspector, now)
    answer_finding(finding=number, words="Kredit diminta", evidence=b"%PDF-1.4 LATIHAN", name="surat.pdf", version=1, by=office, at=now)
    send_back_finding(finding=number, words="Mana jawaban BPJS?", version=2, by=inspector, at=now)
    answer_finding(finding=number, words="Terlampir", evidence=None, version=3, by=office, at=now)
    close_finding(finding=number, words="Selesai", version=4, by=inspector, at=now)
    view = finding(number, on=date(2025, 12, 1))
    assert [step.act for step in view.steps] == ["answer", "send-back", "answer", "close"]
    assert view.steps[0].evidence is not None
    assert (view.status, view.late) == ("closed", False)
    assert AuditEvent.objects.filter(kind="finding").count() == 5


def test_whoever_recorded_a_finding_does_not_answer_it_by_rule_and_by_constraint(
    inspection: int, inspector: Actor, office: Actor, now: datetime
) -> None:
    number = found(inspection, inspector, now)
    assert refusal(answer_finding, finding=number, words="Sudah", evidence=None, version=1, by=inspector, at=now) == "not-allowed"
    InspectionFinding.objects.filter(pk=number).update(recorded_by_id=office.user_id)
    assert refusal(answer_finding, finding=number, words="Sudah", evidence=None, version=1, by=office, at=now) == "finder-answers"
    with pytest.raises(IntegrityError, match="finder_does_not_answer"), transaction.atomic():
        FindingStep.objects.create(
            area="53", finding_id=number, act="answer", words="x", recorder_id=office.user_id, done_by_id=office.user_id, done_at=now
        )


def test_only_an_inspector_records_and_closes(inspection: int, inspector: Actor, office: Actor, now: datetime) -> None:
    assert refusal(found, inspection=inspection, by=office, at=now) == "not-allowed"
    number = found(inspection, inspector, now)
    answer_finding(finding=number, words="Sudah", evidence=None, version=1, by=office, at=now)
    assert refusal(close_finding, finding=number, words="Selesai", version=2, by=office, at=now) == "not-allowed"


def test_an_old_page_an_empty_line_and_a_step_out_of_order_are_refused(
    inspection: int, inspector: Actor, office: Actor, now: datetime
) -> None:
    number = found(inspection, inspector, now)
    assert refusal(answer_finding, finding=number, words=" ", evidence=None, version=1, by=office, at=now) == "words-missing"
    assert refusal(answer_finding, finding=number, words="Sudah", evidence=None, version=9, by=office, at=now) == "changed-meanwhile"
    assert refusal(close_finding, finding=number, words="Selesai", version=1, by=inspector, at=now) == "wrong-status"


def test_findings_not_closed_come_first_and_say_when_they_are_late(inspection: int, inspector: Actor, now: datetime) -> None:
    later, sooner = found(inspection, inspector, now), found(inspection, inspector, now)
    InspectionFinding.objects.filter(pk=later).update(due_on=DUE + timedelta(days=30))
    told = findings(on=DUE + timedelta(days=1))
    assert [(each.id, each.late) for each in told] == [(sooner, True), (later, False)]
    assert [(each.findings, each.unclosed) for each in inspections()] == [(2, 2)]


def test_the_same_seed_again_is_the_sample_that_is_there(inspection: int, inspector: Actor, now: datetime) -> None:
    options: dict[str, Any] = {"inspection": inspection, "object_kind": "list", "object_id": 5, "seed": 7, "by": inspector, "at": now}
    first = keep_sample(subjects=[3, 1, 2], **options)
    assert keep_sample(subjects=[9, 9, 9], **options) == first
    assert [each.subjects for each in samples(inspection)] == [(3, 1, 2)]
    assert refusal(keep_sample, subjects=[], **(options | {"seed": 8})) == "sample-empty"
