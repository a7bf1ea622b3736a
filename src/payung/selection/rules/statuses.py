"""Statuses of lists, and what a run says of a person."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class ListStatus(StrEnum):
    """Where a list stands. A run nobody handed in yet is a draft; only a decreed list is enrolled."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    DECREED = "decreed"
    ENDED = "ended"


LISTS = StatusTable(
    "list",
    ListStatus,
    {
        "submit": {ListStatus.DRAFT: ListStatus.SUBMITTED, ListStatus.RETURNED: ListStatus.SUBMITTED},
        "approve": {ListStatus.SUBMITTED: ListStatus.APPROVED},
        "return": {ListStatus.SUBMITTED: ListStatus.RETURNED},
        "decree": {ListStatus.APPROVED: ListStatus.DECREED},
        "end": {ListStatus.APPROVED: ListStatus.ENDED, ListStatus.DECREED: ListStatus.ENDED},
    },
)


class AmendmentStatus(StrEnum):
    """Where an amended decree stands. One that was returned is over: the next one is a new one."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    DECREED = "decreed"


AMENDMENTS = StatusTable(
    "amendment",
    AmendmentStatus,
    {
        "approve": {AmendmentStatus.SUBMITTED: AmendmentStatus.APPROVED},
        "return": {AmendmentStatus.SUBMITTED: AmendmentStatus.RETURNED},
        "decree": {AmendmentStatus.APPROVED: AmendmentStatus.DECREED},
    },
)

AGREED = (AmendmentStatus.APPROVED, AmendmentStatus.DECREED)
"""Money was moved by these amendments, and their people hold the places."""

BINDING = (ListStatus.APPROVED, ListStatus.DECREED)
"""Money is bound to these lists, and their people are on no other list for the same months."""


class Verdict(StrEnum):
    """What a run says of a person."""

    CHOSEN = "chosen"
    RESERVE = "reserve"
    OUTSIDE_QUOTA = "outside-quota"
    NOT_ELIGIBLE = "not-eligible"


class PersonAct(StrEnum):
    """What an official decides of one person, openly."""

    ADD = "add"
    REMOVE = "remove"


class EntryState(StrEnum):
    """What an entry of a run is. `duplicate`: he turned out to be another person of the list before it was handed in."""

    CHOSEN = "chosen"
    RESERVE = "reserve"
    DUPLICATE = "duplicate"
