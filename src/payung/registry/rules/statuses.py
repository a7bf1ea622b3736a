"""Statuses of what registry keeps: candidate pairs and death notices."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class Origin(StrEnum):
    """How a worker came in: by a row of a proposal or register, or by a member list only."""

    LISTED = "listed"
    PARTICIPANT = "participant"


class Basis(StrEnum):
    """What a merge rests on."""

    LINKAGE = "linkage"
    CLERK = "clerk"
    CORRECTION = "correction"  # the sender corrected his row


class PairStatus(StrEnum):
    """Where a candidate pair stands. `joined`: the two became one person without a decision on this pair."""

    OPEN = "open"
    UNSURE = "unsure"
    SAME = "same"
    DIFFERENT = "different"
    JOINED = "joined"


class PairVerdict(StrEnum):
    """What a clerk says of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class SecondLook(StrEnum):
    """Whether a second reviewer sees a decided pair: some are chosen by a keyed hash, and those in doubt. Empty: this one is not."""

    NONE = ""
    WAITING = "waiting"
    AGREED = "agreed"
    DISAGREED = "disagreed"


JOIN, PART, UNDO, REOPEN = "join", "part", "undo", "reopen"

# Linkage may only `join`; it never leads back to open, so a dismissed pair does not come back by linking again. What was
# joined is put asunder by un-merging (`part`), never by a verdict. Who decided may take it back (`undo` before anybody else
# looked, `reopen` after); a second reviewer who disagrees reopens it, for a third.
PAIRS = StatusTable(
    "pair",
    PairStatus,
    {
        PairVerdict.SAME: {
            PairStatus.OPEN: PairStatus.SAME,
            PairStatus.UNSURE: PairStatus.SAME,
            PairStatus.DIFFERENT: PairStatus.SAME,
        },
        PairVerdict.DIFFERENT: {PairStatus.OPEN: PairStatus.DIFFERENT, PairStatus.UNSURE: PairStatus.DIFFERENT},
        PairVerdict.UNSURE: {PairStatus.OPEN: PairStatus.UNSURE},
        JOIN: {PairStatus.OPEN: PairStatus.JOINED, PairStatus.UNSURE: PairStatus.JOINED},
        PART: dict.fromkeys(PairStatus, PairStatus.DIFFERENT),
        UNDO: {each: PairStatus.OPEN for each in PairStatus if each is not PairStatus.OPEN},
        REOPEN: dict.fromkeys((PairStatus.SAME, PairStatus.DIFFERENT, PairStatus.JOINED), PairStatus.UNSURE),
    },
)

BARRING = (PairStatus.DIFFERENT, PairStatus.UNSURE)
"""Linkage never makes one person of a pair in these statuses."""


class NoticeStatus(StrEnum):
    """What became of a row of a death list or a list of exclusions. `uncertain`: somebody here is like him, not surely he."""

    WAITING = "waiting"
    MATCHED = "matched"
    UNCERTAIN = "uncertain"
    NOBODY = "nobody"


# `reopen`: the rows of the person it told of were taken back.
NOTICES = StatusTable(
    "row of a death list or of exclusions",
    NoticeStatus,
    {
        "match": {status: NoticeStatus.MATCHED for status in NoticeStatus if status != NoticeStatus.MATCHED},
        "doubt": {status: NoticeStatus.UNCERTAIN for status in NoticeStatus if status != NoticeStatus.MATCHED},
        "miss": {status: NoticeStatus.NOBODY for status in NoticeStatus if status != NoticeStatus.MATCHED},
        "reopen": {NoticeStatus.MATCHED: NoticeStatus.WAITING},
    },
)


class RoundState(StrEnum):
    """Whether a round takes answers."""

    OPEN = "open"
    CLOSED = "closed"


ROUNDS = StatusTable(
    "round",
    RoundState,
    {
        "record": {RoundState.OPEN: RoundState.OPEN},
        "close": {RoundState.OPEN: RoundState.CLOSED},
        "reopen": {RoundState.CLOSED: RoundState.OPEN},
    },
)
