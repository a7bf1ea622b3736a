"""Statuses of a claim and of a finding of the gap finder, and the words that facts are kept under."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class ClaimKind(StrEnum):
    """What is claimed."""

    JKK = "jkk"
    JKM = "jkm"
    JHT = "jht"
    SCHOLARSHIP = "scholarship"  # one child, one school year


class Cause(StrEnum):
    """What happened, as far as people have judged it. The agency decides."""

    UNKNOWN = "unknown"
    NATURAL = "natural"  # death outside work
    WORK_DEATH = "work-death"
    WORK_ACCIDENT = "work-accident"  # he lives
    OLD_AGE = "old-age"  # reasons of JHT
    STOPPED = "stopped"
    SCHOOL = "school"  # a year of the scholarship


class ClaimStatus(StrEnum):
    """Where a claim stands. From `filed` on Payung knows only what it is told."""

    INCIDENT = "incident"
    COMPLETE = "complete"
    FILED = "filed"
    ASKED = "asked"
    DECIDED = "decided"
    PAID = "paid"
    REFUSED = "refused"
    APPEALED = "appealed"
    CLOSED = "closed"


_S = ClaimStatus
_BEFORE = (_S.INCIDENT, _S.COMPLETE)
_AT_AGENCY = (_S.FILED, _S.ASKED, _S.APPEALED)

# What the agency says may be told of a claim that nobody filed here: families also go there by themselves.
CLAIMS = StatusTable(
    "claim",
    ClaimStatus,
    {
        "complete": {_S.INCIDENT: _S.COMPLETE},
        "reopen": {_S.COMPLETE: _S.INCIDENT, _S.CLOSED: _S.INCIDENT},
        "file": dict.fromkeys((*_BEFORE, _S.ASKED), _S.FILED),
        "ask": dict.fromkeys((*_BEFORE, _S.FILED, _S.APPEALED), _S.ASKED),
        "decide": dict.fromkeys((*_BEFORE, *_AT_AGENCY), _S.DECIDED),
        "pay": dict.fromkeys((*_BEFORE, *_AT_AGENCY, _S.DECIDED), _S.PAID),
        "refuse": dict.fromkeys((*_BEFORE, *_AT_AGENCY), _S.REFUSED),
        "appeal": dict.fromkeys((_S.REFUSED, _S.DECIDED, _S.PAID), _S.APPEALED),
        "close": dict.fromkeys((*_BEFORE, _S.REFUSED), _S.CLOSED),
    },
)

HEARD = {"filed": "file", "asked": "ask", "decided": "decide", "paid": "pay", "refused": "refuse"}
"""What the agency may be heard to say, as lists and forms name it -> the act. Each needs who told it and on what."""

OPEN = (_S.INCIDENT, _S.COMPLETE, _S.FILED, _S.ASKED, _S.DECIDED, _S.APPEALED)
"""Somebody still waits."""

ENDED = (_S.PAID, _S.REFUSED, _S.CLOSED)


class Channel(StrEnum):
    """On what a fact of the agency came."""

    SLIP = "slip"
    MESSAGE = "message"
    LIST = "list"
    LETTER = "letter"
    VISIT = "visit"


class Source(StrEnum):
    """Who told of a death or an accident."""

    VILLAGE = "village"
    CIVIL_REGISTRY = "civil-registry"
    PARISH = "parish"
    OBITUARY = "obituary"
    AGENT = "agent"
    FAMILY = "family"
    AGENCY = "agency"


class AccountStep(StrEnum):
    """The bank account of whoever is paid: a step of its own, for a dead worker's savings book cannot receive anything."""

    NONE = "none"
    OPENING = "opening"
    READY = "ready"


class LineOutcome(StrEnum):
    """What became of a line of the agency's list."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    BEHIND = "behind"  # a later state is known already
    NOBODY = "nobody"
    UNCERTAIN = "uncertain"


class FindingStatus(StrEnum):
    """Where a finding of the gap finder stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DISMISSED = "dismissed"


FINDINGS = StatusTable(
    "gap finding",
    FindingStatus,
    {
        "claim": {FindingStatus.OPEN: FindingStatus.CLAIMED},
        "dismiss": {FindingStatus.OPEN: FindingStatus.DISMISSED},
        "reopen": {FindingStatus.DISMISSED: FindingStatus.OPEN},
    },
)
