"""An official adds or removes a person: openly, with a reason, inside the share that the programme allows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_file
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.programmes.queries import programme_by_id
from payung.registry.queries.persons import same_person
from payung.selection.models import Assessment, PersonDecision
from payung.selection.queries.decisions import standing_decisions
from payung.selection.queries.explanations import not_assessed
from payung.selection.queries.runs import run_with_people
from payung.selection.rules.decisions import check_act, check_share
from payung.selection.rules.statuses import PersonAct, Verdict

_DECIDING_LOCK = 0x5041_5944_4543  # one decision after another, or two would share the last place of the share


@transaction.atomic
def decide_person(
    *, run: int, worker: int, act: PersonAct | str, reason: str, evidence_file: Path | None = None, by: Actor, at: datetime
) -> int:
    """Add or remove a person whom `run` assessed, for its tranche; the decision's id.

    The run stays as it is: the next runs apply the decision, and their reasons show it. Raises `Refusal` not-allowed, outside-area,
    no-such-run, run-incomplete, run-purged, not-assessed, reason-missing, evidence-missing, nothing-to-decide, decided-already,
    decisions-not-allowed or decisions-used-up.
    """
    check_may(by, "selection.decide")
    held = run_with_people(run)
    check_area(by, held.programme.area)
    if not reason.strip():
        raise Refusal("reason-missing", gettext_noop("A decision on a person is taken openly: give its reason."))
    if evidence_file is not None and not evidence_file.is_file():
        raise Refusal("evidence-missing", gettext_noop("The file of the evidence is not there."))
    _one_after_another()
    told = Assessment.objects.filter(run_id=run, worker_id=worker).values_list("verdict", "reasons", "area").first()
    if told is None:
        raise not_assessed(run)
    verdict, reasons, area = told
    word = PersonAct(act)
    check_act(word, Verdict(verdict), reasons)
    person = same_person([worker])[worker]
    standing = {each.worker: each.act for each in standing_decisions(held.tranche_id)}
    if standing.pop(person, None) is word:
        raise Refusal("decided-already", gettext_noop("The same was decided of this person before. Select again: the next run applies it."))
    check_share(len(standing), held.capacity, programme_by_id(held.programme_id).settings.decisions_pct)
    stored = (
        store_file(source=evidence_file, name=evidence_file.name, area=held.programme.area, file_class="decision", by=by, at=at)
        if evidence_file is not None
        else None
    )
    made = PersonDecision.objects.create(
        area=area, run=held, tranche_id=held.tranche_id, worker_id=worker, act=word, reason=reason.strip(), evidence=stored,
        decided_by_id=by.user_id, decided_at=at,
    )  # fmt: skip
    change = {"act": word, "reason": made.reason, "evidence": stored.digest if stored else ""}
    record(by=by, at=at, action="decide_person", kind="worker", subjects=[worker], change=change, run=run)
    return made.pk


def _one_after_another() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DECIDING_LOCK])
