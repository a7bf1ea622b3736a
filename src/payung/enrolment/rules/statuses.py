"""Statuses of an enrolment, from the batch that was handed over to what BPJS answered; and of the card and book that come of it."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class EnrolmentStatus(StrEnum):
    """Where one person's enrolment stands."""

    EXPORTED = "exported"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"
    ENDED = "ended"


ENROLMENTS = StatusTable(
    "enrolment",
    EnrolmentStatus,
    {
        # Who was refused and sent again with better data may be accepted, as long as nobody has his place.
        "accept": {EnrolmentStatus.EXPORTED: EnrolmentStatus.ACCEPTED, EnrolmentStatus.REJECTED: EnrolmentStatus.ACCEPTED},
        "reject": {EnrolmentStatus.EXPORTED: EnrolmentStatus.REJECTED},
        "replace": {EnrolmentStatus.REJECTED: EnrolmentStatus.REPLACED},
        # Two entries turned out to be one person: the later one is closed, its place goes to the reserve.
        "close as duplicate": {EnrolmentStatus.EXPORTED: EnrolmentStatus.DUPLICATE, EnrolmentStatus.ACCEPTED: EnrolmentStatus.DUPLICATE},
        "end": {EnrolmentStatus.ACCEPTED: EnrolmentStatus.ENDED},
    },
)


class RowOutcome(StrEnum):
    """What a row of a reply did."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPEATED = "repeated"  # it says again what stands
    CONFLICT = "conflict"  # it says something else than what stands, or than another row: a person decides
    UNKNOWN = "unknown"  # nobody of the list
    UNREADABLE = "unreadable"  # no status, or accepted without a number


class Item(StrEnum):
    """What is handed over to an enrolled person."""

    CARD = "card"
    BOOK = "book"


class Mark(StrEnum):
    """What whoever takes it leaves on the receipt list."""

    SIGNATURE = "signature"
    THUMBPRINT = "thumbprint"


class HandoverStatus(StrEnum):
    """Where a card or savings book is."""

    EXPECTED = "expected"
    RECEIVED = "received"
    HANDED = "handed"
    NOT_COLLECTED = "not-collected"
    RETURNED = "returned"


HANDOVERS = StatusTable(
    "handover",
    HandoverStatus,
    {
        HandoverStatus.RECEIVED: {HandoverStatus.EXPECTED: HandoverStatus.RECEIVED, HandoverStatus.RETURNED: HandoverStatus.RECEIVED},
        HandoverStatus.HANDED: {HandoverStatus.RECEIVED: HandoverStatus.HANDED, HandoverStatus.NOT_COLLECTED: HandoverStatus.HANDED},
        HandoverStatus.NOT_COLLECTED: {HandoverStatus.RECEIVED: HandoverStatus.NOT_COLLECTED},
        HandoverStatus.RETURNED: {
            HandoverStatus.RECEIVED: HandoverStatus.RETURNED,
            HandoverStatus.NOT_COLLECTED: HandoverStatus.RETURNED,
        },
    },
)
