"""Words of the rooms that choose and enrol, for codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.enrolment.rules.backfill import Unfilled
from payung.enrolment.rules.reasons import REASONS
from payung.enrolment.rules.statuses import EnrolmentStatus, HandoverStatus, Item, Mark, RowOutcome
from payung.grievances.rules.statuses import About, Channel, GrievanceStatus, Remedy
from payung.places.queries import place_names
from payung.selection.rules.statuses import AmendmentStatus, Verdict
from payung.web.parts import Status

_MARKS: dict[type, dict[str, tuple[str, str, str]]] = {
    Verdict: {
        Verdict.CHOSEN: ("full", gettext_noop("Chosen"), "good"),
        Verdict.RESERVE: ("empty", gettext_noop("Reserve"), ""),
        Verdict.OUTSIDE_QUOTA: ("dotted", gettext_noop("Outside the quota"), ""),
        Verdict.NOT_ELIGIBLE: ("barred", gettext_noop("Not eligible"), ""),
    },
    AmendmentStatus: {
        AmendmentStatus.SUBMITTED: ("half", gettext_noop("Waits for approval"), "info"),
        AmendmentStatus.RETURNED: ("dotted", gettext_noop("Returned"), "warn"),
        AmendmentStatus.APPROVED: ("half", gettext_noop("Approved, waits for the decree"), "info"),
        AmendmentStatus.DECREED: ("full", gettext_noop("Decreed"), "good"),
    },
    EnrolmentStatus: {
        EnrolmentStatus.EXPORTED: ("half", gettext_noop("Waits for the answer"), "info"),
        EnrolmentStatus.ACCEPTED: ("full", gettext_noop("Accepted"), "good"),
        EnrolmentStatus.REJECTED: ("barred", gettext_noop("Refused"), "bad"),
        EnrolmentStatus.REPLACED: ("barred", gettext_noop("Replaced"), ""),
        EnrolmentStatus.DUPLICATE: ("barred", gettext_noop("The same person twice"), ""),
        EnrolmentStatus.ENDED: ("barred", gettext_noop("Ended"), ""),
    },
    RowOutcome: {
        RowOutcome.ACCEPTED: ("full", gettext_noop("Accepted"), "good"),
        RowOutcome.REFUSED: ("barred", gettext_noop("Refused"), "bad"),
        RowOutcome.REPEATED: ("empty", gettext_noop("Said before"), ""),
        RowOutcome.CONFLICT: ("dotted", gettext_noop("Says something else"), "warn"),
        RowOutcome.UNKNOWN: ("dotted", gettext_noop("Nobody of the list"), "warn"),
        RowOutcome.UNREADABLE: ("dotted", gettext_noop("Cannot be read"), "warn"),
    },
    HandoverStatus: {
        HandoverStatus.EXPECTED: ("empty", gettext_noop("Not here yet"), ""),
        HandoverStatus.RECEIVED: ("half", gettext_noop("Here, to be handed over"), "info"),
        HandoverStatus.HANDED: ("full", gettext_noop("Handed over"), "good"),
        HandoverStatus.NOT_COLLECTED: ("dotted", gettext_noop("Not collected"), "warn"),
        HandoverStatus.RETURNED: ("barred", gettext_noop("Sent back"), "bad"),
    },
    GrievanceStatus: {
        GrievanceStatus.RECEIVED: ("half", gettext_noop("To be decided"), "info"),
        GrievanceStatus.UPHELD: ("dotted", gettext_noop("Upheld, waits for its letter"), "warn"),
        GrievanceStatus.DISMISSED: ("dotted", gettext_noop("Dismissed, waits for its letter"), "warn"),
        GrievanceStatus.ANSWERED: ("full", gettext_noop("Answered by letter"), "good"),
        GrievanceStatus.WITHDRAWN: ("barred", gettext_noop("Taken back"), ""),
    },
}
ITEMS = {Item.CARD: gettext_noop("Card"), Item.BOOK: gettext_noop("Savings book")}
MARKS_LEFT = {Mark.SIGNATURE: gettext_noop("Signature"), Mark.THUMBPRINT: gettext_noop("Thumbprint")}
UNFILLED = {
    Unfilled.NOBODY_LEFT: gettext_noop("the reserve of the area is used up"),
    Unfilled.HOUSEHOLD_FULL: gettext_noop("households that are left have their places"),
    Unfilled.MONEY: gettext_noop("the money does not reach"),
    Unfilled.WAITS: gettext_noop("better data may still bring him in"),
}
ABOUT = {
    About.NOT_CHOSEN: gettext_noop("Should be on the list"),
    About.WRONGLY_CHOSEN: gettext_noop("Should not be on the list"),
    About.WRONG_DATA: gettext_noop("What the list says of him is wrong"),
    About.NEVER_LISTED: gettext_noop("Nobody ever listed him"),
}
CHANNELS = {
    Channel.PAPER: gettext_noop("On paper"),
    Channel.COUNTER: gettext_noop("At the counter"),
    Channel.MESSAGE: gettext_noop("By message"),
}
REMEDIES_WORDS = {
    Remedy.DECISION: gettext_noop("Add or remove the person by decision"),
    Remedy.CORRECTION: gettext_noop("Correct the record; the next run reads it"),
    Remedy.INTAKE: gettext_noop("He is proposed; the next run assesses him"),
}
DIMENSIONS = {
    ("sex", "P"): gettext_noop("Women"),
    ("disability", "yes"): gettext_noop("Disability"),
    ("age", "55-64"): gettext_noop("Age 55 to 64"),
    ("age", "to-24"): gettext_noop("Age to 24"),
    ("decile", "1"): gettext_noop("Decile 1"),
    ("decile", "2"): gettext_noop("Decile 2"),
    ("village", "kelurahan"): gettext_noop("Urban wards"),
    ("nik", "not-usable"): gettext_noop("Without a usable NIK"),
    ("continues", "yes"): gettext_noop("Covered before"),
}
"""Groups of the fairness picture, in its order."""
REFUSALS = {
    "already-active": gettext_noop("a member already"),
    "over-age": gettext_noop("past the age limit"),
    "died": gettext_noop("died"),
    "not-found": gettext_noop("NIK not found"),
    "data-differ": gettext_noop("data differ"),
    "numbers-swapped": gettext_noop("numbers swapped"),
    "field-missing": gettext_noop("a field is empty"),
    "repeated": gettext_noop("in the file twice"),
    "other": gettext_noop("other words"),
}
"""Why BPJS refused somebody, short."""
FIELDS = {
    "nik": gettext_noop("NIK"),
    "name": gettext_noop("name"),
    "birth_place": gettext_noop("place of birth"),
    "birth_date": gettext_noop("date of birth"),
    "sex": gettext_noop("sex"),
    "mother": gettext_noop("mother's name"),
    "address": gettext_noop("address"),
    "village": gettext_noop("village"),
    "district": gettext_noop("district"),
    "regency": gettext_noop("regency"),
    "phone": gettext_noop("phone"),
    "occupation": gettext_noop("occupation"),
    "workplace": gettext_noop("place of work"),
    "hours": gettext_noop("working hours"),
    "income_idr": gettext_noop("income"),
    "programmes": gettext_noop("insurances"),
    "months": gettext_noop("months"),
}


def named(codes: Iterable[str]) -> Callable[[str], str]:
    """The names of many places, asked for once; a place that is not loaded is called by its code."""
    known = place_names(set(codes))
    return lambda code: known.get(code, code)


def status_of(code: Verdict | AmendmentStatus | EnrolmentStatus | RowOutcome | HandoverStatus | GrievanceStatus) -> Status:
    """The tag of a status of these rooms."""
    state, words, tint = _MARKS[type(code)][code]
    return Status(state, _(words), tint)  # type: ignore[arg-type]


def refusal_words(code: str) -> str:
    """Why BPJS refused somebody."""
    return _(REASONS[code].says) if code in REASONS else code


def short_refusal(code: str) -> str:
    """The same in two or three words."""
    return _(REFUSALS[code]) if code in REFUSALS else code


def field_words(code: str) -> str:
    """A field of a layout."""
    return _(FIELDS[code]) if code in FIELDS else code
