"""Statuses of an enrolment: from the batch that was handed over to what BPJS answered."""

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
        "accept": {EnrolmentStatus.EXPORTED: EnrolmentStatus.ACCEPTED},
        "reject": {EnrolmentStatus.EXPORTED: EnrolmentStatus.REJECTED},
        "replace": {EnrolmentStatus.REJECTED: EnrolmentStatus.REPLACED},
        # Two entries turned out to be one person: the later one is closed, its place goes to the reserve.
        "close as duplicate": {EnrolmentStatus.EXPORTED: EnrolmentStatus.DUPLICATE, EnrolmentStatus.ACCEPTED: EnrolmentStatus.DUPLICATE},
        "end": {EnrolmentStatus.ACCEPTED: EnrolmentStatus.ENDED},
    },
)
