"""Joint meetings and what became of their decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.files import store_file
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.programmes.models import Meeting, MeetingDecision
from payung.programmes.queries.agreements import agreement as agreement_row
from payung.programmes.rules.statuses import MEETING_DECISIONS, DecisionStatus

FILE_CLASS = "minutes"


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as typed."""

    text: str
    owner: str
    due_on: date | None


@transaction.atomic
def record_meeting(
    *,
    title: str,
    held_on: date,
    place: str = "",
    present: str,
    notes: str = "",
    agreement: str = "",
    decisions: Sequence[Decided] = (),
    minutes: Path | None = None,
    minutes_name: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Keep a meeting with its decisions and, if there is one, the file of its minutes; its id.

    Raises `Refusal` meeting-incomplete, decision-incomplete or unknown-instrument.
    """
    check_may(by, "agreements.manage")
    for name, said in (("title", title), ("present", present)):
        if not said.strip():
            raise Refusal("meeting-incomplete", gettext_noop("Say what the meeting was about and who was present."), field=name)
    about = agreement_row(agreement).instrument.id if agreement else None
    kept = (
        store_file(source=minutes, name=minutes_name, area=installation().province, file_class=FILE_CLASS, by=by, at=at)
        if minutes
        else None
    )
    held = Meeting.objects.create(
        title=title.strip(),
        held_on=held_on,
        place=place.strip(),
        present=present.strip(),
        notes=notes.strip(),
        agreement_id=about,
        file_id=kept.pk if kept else None,
        recorded_at=at,
    )
    for number, each in enumerate(decisions, 1):
        _add(held.pk, number, each)
    record(
        by=by,
        at=at,
        action="record_meeting",
        kind="meeting",
        subjects=[held.pk],
        change={"decisions": [asdict(each) for each in decisions]},
    )
    return held.pk


@transaction.atomic
def add_decision(*, meeting_id: int, decided: Decided, by: Actor, at: datetime) -> int:
    """One more decision of a meeting; its id. Raises `Refusal` no-such-object or decision-incomplete."""
    check_may(by, "agreements.manage")
    if not Meeting.objects.select_for_update().filter(pk=meeting_id).exists():
        raise Refusal("no-such-object", gettext_noop("There is no such meeting."))
    number = MeetingDecision.objects.filter(meeting_id=meeting_id).count() + 1
    made = _add(meeting_id, number, decided)
    record(by=by, at=at, action="add_decision", kind="meeting", subjects=[meeting_id], change=asdict(decided))
    return made


@transaction.atomic
def close_decision(*, decision_id: int, act: str, outcome: str, on: date, by: Actor, at: datetime) -> None:
    """Say what became of a decision: `act` is finish, drop or reopen. Raises `Refusal` no-such-object, wrong-status or outcome-missing."""
    check_may(by, "agreements.manage")
    held = MeetingDecision.objects.select_for_update().filter(pk=decision_id).first()
    if held is None or act not in MEETING_DECISIONS.moves:
        raise Refusal("no-such-object", gettext_noop("There is no such decision."))
    held.status = MEETING_DECISIONS.check(act, held.status)
    if held.status == DecisionStatus.DROPPED and not outcome.strip():
        raise Refusal("outcome-missing", gettext_noop("Say why the decision was dropped."), field="outcome")
    held.closed_on = None if held.status == DecisionStatus.OPEN else on
    held.outcome = outcome.strip()
    held.save(update_fields=["status", "closed_on", "outcome"])
    record(
        by=by,
        at=at,
        action=f"{act}_decision",
        kind="meeting",
        subjects=[held.meeting_id],
        change={"decision": decision_id, "outcome": held.outcome},
    )


def _add(meeting_id: int, number: int, decided: Decided) -> int:
    if not decided.text.strip() or not decided.owner.strip() or decided.due_on is None:
        message = gettext_noop("Decision %(number)s needs what is to be done, who does it and by which day.")
        raise Refusal("decision-incomplete", message, number=number)
    made = MeetingDecision.objects.create(
        meeting_id=meeting_id,
        number=number,
        text=decided.text.strip(),
        owner=decided.owner.strip(),
        due_on=decided.due_on,
        status=DecisionStatus.OPEN,
    )
    return made.pk
