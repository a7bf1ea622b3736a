"""Statuses of a grievance, and what an objection is about."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class GrievanceStatus(StrEnum):
    """Where a grievance stands."""

    RECEIVED = "received"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


GRIEVANCES = StatusTable(
    "grievance",
    GrievanceStatus,
    {
        "uphold": {GrievanceStatus.RECEIVED: GrievanceStatus.UPHELD},
        "dismiss": {GrievanceStatus.RECEIVED: GrievanceStatus.DISMISSED},
        "answer": {GrievanceStatus.UPHELD: GrievanceStatus.ANSWERED, GrievanceStatus.DISMISSED: GrievanceStatus.ANSWERED},
        "withdraw": {GrievanceStatus.RECEIVED: GrievanceStatus.WITHDRAWN},
    },
)


class About(StrEnum):
    """What an objection says."""

    NOT_CHOSEN = "not-chosen"  # he should be on the list
    WRONGLY_CHOSEN = "wrongly-chosen"  # he should not
    WRONG_DATA = "wrong-data"  # what the list says of him is wrong
    NEVER_LISTED = "never-listed"  # nobody ever proposed him


class Remedy(StrEnum):
    """What follows from an objection that is upheld."""

    DECISION = "decision"  # the person is added or removed by an official's decision
    CORRECTION = "correction"  # the record is corrected; the next run reads it
    INTAKE = "intake"  # he is proposed now, and assessed with everybody in the next run


REMEDIES = {
    About.NOT_CHOSEN: (Remedy.DECISION, Remedy.CORRECTION),
    About.WRONGLY_CHOSEN: (Remedy.DECISION, Remedy.CORRECTION),
    About.WRONG_DATA: (Remedy.CORRECTION,),
    About.NEVER_LISTED: (Remedy.INTAKE,),
}
"""What may follow, by what the objection says."""


class Channel(StrEnum):
    """How an objection came in."""

    PAPER = "paper"
    COUNTER = "counter"
    MESSAGE = "message"
