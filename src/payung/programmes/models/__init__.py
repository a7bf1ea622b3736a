"""Tables of the room."""

from payung.programmes.models.agreements import AgreementTerms, AgreementUse, Meeting, MeetingDecision
from payung.programmes.models.law import LawAmendment
from payung.programmes.models.years import BudgetLine, Instrument, Payer, ProgrammeInstrument, ProgrammeVersion, ProgrammeYear, Tranche

__all__ = [
    "AgreementTerms",
    "AgreementUse",
    "BudgetLine",
    "Instrument",
    "LawAmendment",
    "Meeting",
    "MeetingDecision",
    "Payer",
    "ProgrammeInstrument",
    "ProgrammeVersion",
    "ProgrammeYear",
    "Tranche",
]
