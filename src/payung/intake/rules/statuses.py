"""Statuses of an upload, and the words for doors and for what became of a file."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class Door(StrEnum):
    """How rows come in: proposals of villages, an extract of the welfare register, lists of agencies."""

    VILLAGE = "village"
    WELFARE = "welfare"
    AGENCY = "agency"


class Outcome(StrEnum):
    """What became of one file; the empty word means that it was not read yet."""

    WAITING = ""
    READ = "read"
    REFUSED = "refused"
    NO_PEOPLE = "no-people"
    ALREADY_HERE = "already-here"


class Way(StrEnum):
    """How an upload came about: files handed in, or typed from paper."""

    FILE = "file"
    TYPED = "typed"


class UploadStatus(StrEnum):
    """Where an upload stands. Rooms downstream see the rows of uploads that are `read`, and of no others."""

    READING = "reading"
    READ = "read"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


UPLOADS = StatusTable(
    "upload",
    UploadStatus,
    {
        "finish": {UploadStatus.READING: UploadStatus.READ},
        "withdraw": {UploadStatus.READING: UploadStatus.WITHDRAWN, UploadStatus.READ: UploadStatus.WITHDRAWN},
        "replace": {UploadStatus.READ: UploadStatus.REPLACED},
        # Withdrawing the upload that replaced another one brings the other back.
        "restore": {UploadStatus.REPLACED: UploadStatus.READ},
    },
)


class DraftStatus(StrEnum):
    """Where a list that is typed from paper stands."""

    OPEN = "open"
    HANDED_IN = "handed-in"
    DROPPED = "dropped"


DRAFTS = StatusTable(
    "list being typed",
    DraftStatus,
    {
        "save": {DraftStatus.OPEN: DraftStatus.OPEN},
        "hand_in": {DraftStatus.OPEN: DraftStatus.HANDED_IN},
        "drop": {DraftStatus.OPEN: DraftStatus.DROPPED},
    },
)
