"""Statuses of legal instruments and agreements."""

from __future__ import annotations

from enum import StrEnum

from payung.core.machines import StatusTable


class InstrumentStatus(StrEnum):
    """Where an instrument stands. One that was amended stays in force as amended."""

    DRAFTING = "drafting"
    HARMONISING = "harmonising"
    SIGNED = "signed"
    IN_FORCE = "in-force"
    AMENDED = "amended"
    ENDED = "ended"


_BEFORE_FORCE = (InstrumentStatus.DRAFTING, InstrumentStatus.HARMONISING, InstrumentStatus.SIGNED)
IN_FORCE = (InstrumentStatus.IN_FORCE, InstrumentStatus.AMENDED)

INSTRUMENTS = StatusTable(
    "instrument",
    InstrumentStatus,
    {
        "harmonise": {InstrumentStatus.DRAFTING: InstrumentStatus.HARMONISING},
        "sign": {InstrumentStatus.DRAFTING: InstrumentStatus.SIGNED, InstrumentStatus.HARMONISING: InstrumentStatus.SIGNED},
        # What was never followed while it was drafted is recorded when it is in force.
        "bring-into-force": dict.fromkeys(_BEFORE_FORCE, InstrumentStatus.IN_FORCE),
        "amend": dict.fromkeys(IN_FORCE, InstrumentStatus.AMENDED),
        "end": dict.fromkeys((InstrumentStatus.SIGNED, *IN_FORCE), InstrumentStatus.ENDED),
    },
)

# The act that leads to a status: what `set_instrument_state` is asked for is the status.
ACT_TO = {
    InstrumentStatus.HARMONISING: "harmonise",
    InstrumentStatus.SIGNED: "sign",
    InstrumentStatus.IN_FORCE: "bring-into-force",
    InstrumentStatus.AMENDED: "amend",
    InstrumentStatus.ENDED: "end",
}


class AmendmentStatus(StrEnum):
    """Where an amendment of a law parameter stands. Only an approved one is part of the law; a replaced one no longer is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


AMENDMENTS = StatusTable(
    "amendment",
    AmendmentStatus,
    {
        "edit": {AmendmentStatus.DRAFT: AmendmentStatus.DRAFT, AmendmentStatus.RETURNED: AmendmentStatus.DRAFT},
        "submit": {AmendmentStatus.DRAFT: AmendmentStatus.SUBMITTED, AmendmentStatus.RETURNED: AmendmentStatus.SUBMITTED},
        "approve": {AmendmentStatus.SUBMITTED: AmendmentStatus.APPROVED},
        "return": {AmendmentStatus.SUBMITTED: AmendmentStatus.RETURNED},
        "withdraw": {AmendmentStatus.DRAFT: AmendmentStatus.WITHDRAWN, AmendmentStatus.RETURNED: AmendmentStatus.WITHDRAWN},
        "replace": {AmendmentStatus.APPROVED: AmendmentStatus.REPLACED},
    },
)


class DecisionStatus(StrEnum):
    """Whether what a meeting decided was done."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


MEETING_DECISIONS = StatusTable(
    "decision of a meeting",
    DecisionStatus,
    {
        "finish": {DecisionStatus.OPEN: DecisionStatus.DONE},
        "drop": {DecisionStatus.OPEN: DecisionStatus.DROPPED},
        "reopen": {DecisionStatus.DONE: DecisionStatus.OPEN, DecisionStatus.DROPPED: DecisionStatus.OPEN},
    },
)
