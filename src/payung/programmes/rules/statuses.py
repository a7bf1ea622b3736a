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
