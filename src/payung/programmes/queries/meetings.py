"""Joint meetings, what they decided, and which decisions are late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from payung.core.refusals import Refusal, gettext_noop
from payung.programmes.models import Meeting, MeetingDecision
from payung.programmes.rules.statuses import DecisionStatus


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision of a meeting: who does what by when."""

    id: int
    meeting: int
    meeting_title: str
    number: int
    text: str
    owner: str
    due_on: date
    status: DecisionStatus
    closed_on: date | None
    outcome: str

    def late(self, on: date) -> bool:
        """Whether it is still open after its day."""
        return self.status is DecisionStatus.OPEN and self.due_on < on


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting with its decisions."""

    id: int
    title: str
    held_on: date
    place: str
    present: str
    notes: str
    agreement: str
    agreement_title: str
    file_id: int | None
    decisions: tuple[DecisionRow, ...]

    @property
    def open(self) -> int:
        """How many decisions wait."""
        return sum(each.status is DecisionStatus.OPEN for each in self.decisions)


def meetings(agreement: str = "") -> list[MeetingRow]:
    """Meetings (about one agreement), newest first."""
    held = Meeting.objects.select_related("agreement").order_by("-held_on", "-pk")
    return _meetings(held.filter(agreement__code=agreement) if agreement else held)


def meeting(meeting_id: int) -> MeetingRow:
    """One meeting. Raises `Refusal` no-such-object."""
    found = _meetings(Meeting.objects.select_related("agreement").filter(pk=meeting_id))
    if not found:
        raise Refusal("no-such-object", gettext_noop("There is no such meeting."))
    return found[0]


def open_decisions(until: date | None = None) -> list[DecisionRow]:
    """Decisions that wait (and are due by a day), the most urgent first."""
    held = MeetingDecision.objects.filter(status=DecisionStatus.OPEN).select_related("meeting").order_by("due_on", "pk")
    return [_decision(each) for each in (held.filter(due_on__lte=until) if until else held)]


def _meetings(found: Iterable[Meeting]) -> list[MeetingRow]:
    held = list(found)
    decided: dict[int, list[DecisionRow]] = {}
    for each in MeetingDecision.objects.filter(meeting__in=held).select_related("meeting").order_by("number"):
        decided.setdefault(each.meeting_id, []).append(_decision(each))
    return [
        MeetingRow(
            id=each.pk,
            title=each.title,
            held_on=each.held_on,
            place=each.place,
            present=each.present,
            notes=each.notes,
            agreement=each.agreement.code if each.agreement else "",
            agreement_title=each.agreement.title if each.agreement else "",
            file_id=each.file_id,
            decisions=tuple(decided.get(each.pk, [])),
        )
        for each in held
    ]


def _decision(held: MeetingDecision) -> DecisionRow:
    return DecisionRow(
        id=held.pk,
        meeting=held.meeting_id,
        meeting_title=held.meeting.title,
        number=held.number,
        text=held.text,
        owner=held.owner,
        due_on=held.due_on,
        status=DecisionStatus(held.status),
        closed_on=held.closed_on,
        outcome=held.outcome,
    )
