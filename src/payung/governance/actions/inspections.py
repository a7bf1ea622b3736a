"""Inspections: opened, a sample drawn, findings recorded, answered with evidence, sent back, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_content
from payung.governance.models import FindingStep, Inspection, InspectionFinding, InspectionSample, StandardTestRun
from payung.governance.queries.inspections import held_finding, held_inspection
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.statuses import FINDINGS, FindingStatus


@transaction.atomic
def open_inspection(*, body: str, title: str, area: str, by: Actor, at: datetime) -> int:
    """Open an inspection over an area; its id. Raises `Refusal` not-allowed, outside-area or words-missing."""
    check_may(by, "inspection.sample")
    check_area(by, area)
    _check_words(body, title)
    held = Inspection.objects.create(area=area, body=body.strip(), title=title.strip(), opened_by_id=by.user_id, opened_at=at)
    record(by=by, at=at, action="open_inspection", kind="inspection", subjects=[held.pk])
    return held.pk


@transaction.atomic
def keep_sample(*, inspection: int, object_kind: str, object_id: int, seed: int, subjects: Sequence[int], by: Actor, at: datetime) -> int:
    """Keep which people a sample holds; its id. The same seed for the same object again gives the sample that is there.

    Raises `Refusal` not-allowed, no-such-object or sample-empty.
    """
    check_may(by, "inspection.sample")
    held = held_inspection(inspection)
    if not subjects:
        raise Refusal("sample-empty", gettext_noop("There is nobody to draw from. Choose another list."))
    sample, made = InspectionSample.objects.get_or_create(
        inspection=held,
        object_kind=object_kind,
        object_id=object_id,
        seed=seed,
        defaults={"area": held.area, "subjects": list(subjects), "drawn_by_id": by.user_id, "drawn_at": at},
    )
    if made:
        record(by=by, at=at, action="draw_sample", kind="inspection", subjects=[held.pk], change={"sample": sample.pk, "seed": seed})
    return sample.pk


@transaction.atomic
def keep_tests(
    *,
    object_kind: str,
    object_id: int,
    on: date,
    people: int,
    months: int,
    amount_idr: int,
    outcomes: Mapping[str, Mapping[str, Any]],
    by: Actor,
    at: datetime,
) -> int:
    """Keep what the auditor's tests found over an object in the actor's area; its id. Raises `Refusal` not-allowed."""
    check_may(by, "inspection.test")
    held = StandardTestRun.objects.create(
        area=by.home_area,
        object_kind=object_kind,
        object_id=object_id,
        on=on,
        people=people,
        months=months,
        amount_idr=amount_idr,
        outcomes={code: dict(outcome) for code, outcome in outcomes.items()},
        ran_by_id=by.user_id,
        ran_at=at,
    )
    record(by=by, at=at, action="run_tests", kind=object_kind, subjects=[object_id], change={"tests": held.pk})
    return held.pk


@transaction.atomic
def record_finding(
    *,
    inspection: int,
    condition: str,
    rule: str,
    recommendation: str,
    due_on: date,
    test: str = "",
    people: int = 0,
    months: int = 0,
    amount_idr: int = 0,
    by: Actor,
    at: datetime,
) -> int:
    """Record a finding of an inspection; its id. Raises `Refusal` not-allowed, no-such-object or words-missing."""
    check_may(by, "inspection.record")
    held = held_inspection(inspection, locked=True)
    _check_words(condition, rule, recommendation)
    number = InspectionFinding.objects.filter(inspection=held).count() + 1
    finding = InspectionFinding.objects.create(
        area=held.area,
        inspection=held,
        number=number,
        test=test,
        condition=condition.strip(),
        rule=rule.strip(),
        recommendation=recommendation.strip(),
        people=people,
        months=months,
        amount_idr=amount_idr,
        due_on=due_on,
        status=FindingStatus.OPEN,
        recorded_by_id=by.user_id,
        recorded_at=at,
    )
    record(by=by, at=at, action="record_finding", kind="finding", subjects=[finding.pk])
    return finding.pk


def answer_finding(*, finding: int, words: str, evidence: bytes | None, name: str = "", version: int, by: Actor, at: datetime) -> None:
    """The office's answer, with evidence if there is a file. Raises `Refusal` as `close_finding`, and finder-answers."""
    check_may(by, "inspection.answer")
    _step("answer", finding, words, evidence, name, version, by, at)


def send_back_finding(*, finding: int, words: str, version: int, by: Actor, at: datetime) -> None:
    """The answer does not do: open again, with what is missing. Raises `Refusal` as `close_finding`."""
    check_may(by, "inspection.close")
    _step("send-back", finding, words, None, "", version, by, at)


def close_finding(*, finding: int, words: str, version: int, by: Actor, at: datetime) -> None:
    """The answer does. Raises `Refusal` not-allowed, no-such-object, words-missing, changed-meanwhile or wrong-status."""
    check_may(by, "inspection.close")
    _step("close", finding, words, None, "", version, by, at)


@transaction.atomic
def _step(act: str, finding: int, words: str, evidence: bytes | None, name: str, version: int, by: Actor, at: datetime) -> None:
    held = held_finding(finding, locked=True)
    _check_words(words)
    if held.version != version:
        raise Refusal("changed-meanwhile", gettext_noop("Somebody else changed this finding meanwhile. Look at it again, then decide."))
    if act == "answer" and held.recorded_by_id == by.user_id:
        raise Refusal("finder-answers", gettext_noop("Whoever recorded a finding does not answer it. Ask a colleague of the office."))
    held.status = FINDINGS.check(act, held.status)
    held.version += 1
    held.save(update_fields=["status", "version"])
    kept = store_content(content=evidence, name=name, area=held.area, file_class="evidence", by=by, at=at) if evidence else None
    FindingStep.objects.create(
        area=held.area,
        finding=held,
        act=act,
        words=words.strip(),
        evidence=kept,
        recorder_id=held.recorded_by_id,
        done_by_id=by.user_id,
        done_at=at,
    )
    record(by=by, at=at, action=f"{act.replace('-', '_')}_finding", kind="finding", subjects=[held.pk])


def _check_words(*words: str) -> None:
    if not all(each.strip() for each in words):
        raise Refusal("words-missing", gettext_noop("Fill in every line: whoever reads this later has nothing else to go by."))
