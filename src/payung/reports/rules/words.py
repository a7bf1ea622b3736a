"""What the codes of the rooms are called, as messages to be translated where they are shown. A test holds that no code is left out."""

from __future__ import annotations

from collections.abc import Mapping

from payung.core.refusals import gettext_noop

LIST_STATUS = {
    "draft": gettext_noop("Draft"),
    "submitted": gettext_noop("Waits for approval"),
    "returned": gettext_noop("Returned"),
    "approved": gettext_noop("Approved, waits for the decree"),
    "decreed": gettext_noop("Decreed"),
    "ended": gettext_noop("Ended"),
}
"""Of a beneficiary list."""

STAGES = {
    "listed": gettext_noop("Rows with a person"),
    "persons": gettext_noop("One person, one record"),
    "eligible": gettext_noop("Eligible"),
    "chosen": gettext_noop("Chosen"),
    "decreed": gettext_noop("Decreed"),
    "exported": gettext_noop("In batches for BPJS"),
}
"""Of the list on its way."""

LEFT = {
    "withdrawn": gettext_noop("withdrawn"),
    "not-linked": gettext_noop("not linked yet"),
    "since-run": gettext_noop("came after the selection"),
    "same-person": gettext_noop("of a person counted already"),
    "not-eligible": gettext_noop("not eligible"),
    "in-reserve": gettext_noop("in reserve"),
    "outside-quota": gettext_noop("outside the quota"),
    "not-decreed": gettext_noop("wait for the decree"),
    "not-exported": gettext_noop("wait for their batch"),
}
"""Why people leave before a stage; the words follow a number."""

STEPS = {
    "submit_list": gettext_noop("Submitted"),
    "return_list": gettext_noop("Returned"),
    "approve_list": gettext_noop("Approved"),
    "decree_list": gettext_noop("Decreed"),
}
"""What happened to a list."""

VERDICTS = {
    "chosen": gettext_noop("Chosen"),
    "reserve": gettext_noop("Reserve"),
    "outside-quota": gettext_noop("Outside the quota"),
    "not-eligible": gettext_noop("Not eligible"),
    "duplicate": gettext_noop("The same person twice"),
}
"""Of a person in a run or on a list."""

REASONS = {
    "within-quota": gettext_noop("within the quota"),
    "in-reserve": gettext_noop("next in order when a place falls free"),
    "places-taken": gettext_noop("all places of the regency are taken"),
    "no-quota-area": gettext_noop("lives where no places were given"),
    "household-full": gettext_noop("the household has its share already"),
    "passed-for-set-aside": gettext_noop("gave way to a group with set-aside places"),
    "passed-for-decision": gettext_noop("gave way to a person added by decision"),
    "added-by-decision": gettext_noop("added by decision"),
    "removed-by-decision": gettext_noop("removed by decision"),
    "already-listed": gettext_noop("is on another list for these months"),
    "dead": gettext_noop("has died"),
    "under-review": gettext_noop("may be the same person as another"),
    "village-unknown": gettext_noop("village not known"),
    "not-in-province": gettext_noop("lives outside the province"),
    "nik-not-usable": gettext_noop("NIK cannot be used"),
    "birth-date-unknown": gettext_noop("birth date not known"),
    "over-age": gettext_noop("too old when cover starts"),
    "under-age": gettext_noop("too young when cover starts"),
    "covered-elsewhere": gettext_noop("is covered already"),
    "civil-servant": gettext_noop("is a civil servant"),
    "army-or-police": gettext_noop("serves in army or police"),
    "pensioner": gettext_noop("draws a pension"),
    "village-official": gettext_noop("is a village official"),
    "other-payer": gettext_noop("another payer covers him"),
    "works-elsewhere": gettext_noop("works outside the province"),
}
"""Why a person was chosen or not; a programme may add reasons with words of its own."""

SET_ASIDE = gettext_noop("one of the places set aside")
"""Stands for every reason that begins with `set-aside-`."""

OUTCOMES = {
    "": gettext_noop("Waits to be read"),
    "read": gettext_noop("Read"),
    "refused": gettext_noop("Refused"),
    "no-people": gettext_noop("Nobody in it"),
    "already-here": gettext_noop("Was here already"),
}
"""Of a file that came in."""

FILE_FAULTS = {
    "too-large": gettext_noop("too large"),
    "bomb": gettext_noop("unpacks without end"),
    "encrypted": gettext_noop("has a password"),
    "truncated": gettext_noop("cut off at the end"),
    "wrong-type": gettext_noop("no table"),
    "empty": gettext_noop("empty"),
    "too-wide": gettext_noop("too many columns"),
    "macro": gettext_noop("holds macros"),
    "parser-died": gettext_noop("broke the reader"),
    "unreadable": gettext_noop("damaged"),
}
"""Why a file was refused."""

JOBS = {
    "intake.read": gettext_noop("Reading files"),
    "registry.link": gettext_noop("Finding out who is one person"),
    "selection.run": gettext_noop("Choosing within the quota"),
    "enrolment.export": gettext_noop("Making batches"),
    "enrolment.reply": gettext_noop("Recording the answer of BPJS"),
    "enrolment.annexes": gettext_noop("Making the annexes of a list"),
    "enrolment.ready": gettext_noop("Looking who is ready"),
    "governance.verify": gettext_noop("Checking the audit trail"),
}
"""Kinds of work in the background."""

FIGURES = {
    "registered": gettext_noop("people in this registry, each counted once"),
    "informal-programme": gettext_noop("informal workers as the programme plans with them"),
    "informal-bps": gettext_noop("informal workers by the labour survey"),
    "informal-estimate": gettext_noop("informal workers by regency, estimated"),
    "employed-bps": gettext_noop("employed people, all sectors"),
    "workers-ucj": gettext_noop("workers of all segments who may be members"),
    "population-dukcapil": gettext_noop("registered residents"),
    "poverty-rate": gettext_noop("share of people in poverty"),
}
"""What coverage is a share of, and by what places are apportioned."""

PUBLISHED = (
    gettext_noop("Governor of NTT and BPJS Ketenagakerjaan"),
    gettext_noop("Decree of the Minister of Home Affairs 300.2.2-2138/2025"),
)
"""Speakers and sources of published figures, as the data has them: their names in the language of the page."""


def short_name(name: str) -> str:
    """A regency's name where the head of the column says what it is: Sikka; a city keeps its word: Kota Kupang."""
    return name.removeprefix("Kabupaten ")


def reason(code: str, own: Mapping[str, str]) -> str:
    """The message of a reason: the programme's `own` words, else the common ones, else the code itself."""
    if code.startswith("set-aside-"):
        return own.get(code, SET_ASIDE)
    return own.get(code) or REASONS.get(code, code)
