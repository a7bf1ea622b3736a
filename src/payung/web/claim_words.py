"""Claims in words of the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.claims.queries.claims import EventLine
from payung.claims.rules.heirs import order_of_heirs
from payung.claims.rules.owed import CONDITIONS, Owed
from payung.claims.rules.statuses import AccountStep, Cause, Channel, ClaimKind, ClaimStatus, FindingStatus, Source
from payung.core.figures import rupiah
from payung.governance.rules.papers import paper_kind
from payung.web.parts import Event, Status
from payung.web.templatetags.payung_format import page_language

KINDS = {
    ClaimKind.JKK: gettext_noop("Work accident (JKK)"),
    ClaimKind.JKM: gettext_noop("Death (JKM)"),
    ClaimKind.JHT: gettext_noop("Old age (JHT)"),
    ClaimKind.SCHOLARSHIP: gettext_noop("Scholarship"),
}
CAUSES = {
    Cause.UNKNOWN: gettext_noop("not judged yet"),
    Cause.NATURAL: gettext_noop("death outside work"),
    Cause.WORK_DEATH: gettext_noop("death at work"),
    Cause.WORK_ACCIDENT: gettext_noop("accident at work"),
    Cause.OLD_AGE: gettext_noop("reached the age"),
    Cause.STOPPED: gettext_noop("stopped working"),
    Cause.SCHOOL: gettext_noop("school year"),
}
STATUSES = {
    ClaimStatus.INCIDENT: ("empty", gettext_noop("Papers being gathered"), "warn"),
    ClaimStatus.COMPLETE: ("half", gettext_noop("Evidence complete"), "info"),
    ClaimStatus.FILED: ("half", gettext_noop("Filed at the agency"), "info"),
    ClaimStatus.ASKED: ("dotted", gettext_noop("Agency asked for more"), "warn"),
    ClaimStatus.DECIDED: ("half", gettext_noop("Decided"), "good"),
    ClaimStatus.PAID: ("full", gettext_noop("Paid"), "good"),
    ClaimStatus.REFUSED: ("barred", gettext_noop("Refused"), "bad"),
    ClaimStatus.APPEALED: ("dotted", gettext_noop("Objected to"), "warn"),
    ClaimStatus.CLOSED: ("barred", gettext_noop("Closed"), ""),
}
FINDINGS = {
    FindingStatus.OPEN: ("dotted", gettext_noop("To be visited"), "warn"),
    FindingStatus.CLAIMED: ("full", gettext_noop("Claim opened"), "good"),
    FindingStatus.DISMISSED: ("barred", gettext_noop("None after all"), ""),
}
SOURCES = {
    Source.VILLAGE: gettext_noop("village"),
    Source.CIVIL_REGISTRY: gettext_noop("civil registry"),
    Source.PARISH: gettext_noop("parish or congregation"),
    Source.OBITUARY: gettext_noop("obituary"),
    Source.AGENT: gettext_noop("agent"),
    Source.FAMILY: gettext_noop("family"),
    Source.AGENCY: gettext_noop("BPJS"),
}
CHANNELS = {
    Channel.SLIP: gettext_noop("slip"),
    Channel.MESSAGE: gettext_noop("message"),
    Channel.LIST: gettext_noop("list"),
    Channel.LETTER: gettext_noop("letter"),
    Channel.VISIT: gettext_noop("visit"),
}
ACCOUNTS = {
    AccountStep.NONE: ("barred", gettext_noop("no account yet"), "bad"),
    AccountStep.OPENING: ("half", gettext_noop("being opened"), "warn"),
    AccountStep.READY: ("full", gettext_noop("own account ready"), "good"),
}
STEPS = {
    "report-accident": gettext_noop("Report the accident"),
    "evidence": gettext_noop("Gather the papers"),
    "file": gettext_noop("File it at the agency"),
    "agency-papers": gettext_noop("The agency names missing papers"),
    "agency-pays-jkm": gettext_noop("The agency pays"),
    "agency-pays-jkk": gettext_noop("The agency pays"),
    "agency-pays-jht": gettext_noop("The agency pays"),
    "bring-more": gettext_noop("Bring what was asked for"),
    "agency-pays-decided": gettext_noop("The agency pays what it decided"),
    "appeal-answer": gettext_noop("The agency answers the objection"),
}
WAITS = {
    "family": gettext_noop("the family"),
    "village": gettext_noop("the village"),
    "office": gettext_noop("us"),
    "agency": gettext_noop("BPJS"),
}
HEARD = {
    "filed": gettext_noop("It received the claim"),
    "asked": gettext_noop("It asks for more"),
    "decided": gettext_noop("It decided"),
    "paid": gettext_noop("It paid"),
    "refused": gettext_noop("It refused"),
}
ACTS = {
    "open": gettext_noop("Opened"),
    "judge": gettext_noop("What happened was judged"),
    "confirm": gettext_noop("Confirmed by a second person"),
    "situation": gettext_noop("Situation of the family recorded"),
    "report": gettext_noop("First report to the agency"),
    "complete": gettext_noop("Evidence complete"),
    "reopen": gettext_noop("Taken up again"),
    "file": gettext_noop("Filed at the agency"),
    "ask": gettext_noop("The agency asks for more"),
    "decide": gettext_noop("The agency decided"),
    "pay": gettext_noop("Paid"),
    "refuse": gettext_noop("Refused"),
    "appeal": gettext_noop("Objection against the decision"),
    "close": gettext_noop("Closed"),
}
YEARS = {
    "due": ("dotted", gettext_noop("due"), "warn"),
    "late": ("barred", gettext_noop("late"), "bad"),
    "claimed": ("full", gettext_noop("claim opened"), "good"),
    "too-young": ("empty", gettext_noop("begins later"), ""),
}


def tag(marks: Mapping[Any, tuple[str, str, str]], code: str) -> Status:
    """The tag of a code."""
    state, words, tint = marks[code]
    return Status(state, _(words), tint)  # type: ignore[arg-type]


def local(told: Mapping[str, str]) -> str:
    """Words that data hold in both languages."""
    return told[page_language()]


def relation_words(code: str) -> str:
    """What an heir is to the worker."""
    return local(order_of_heirs()["relations"][code])


def range_words(lowest: int | None, highest: int | None) -> str:
    """From what to what is owed."""
    if lowest is None or highest is None:
        return _("cannot be said yet")
    language = page_language()
    if lowest == highest:
        return rupiah(lowest, language)
    return _("%(lowest)s to %(highest)s") % {"lowest": rupiah(lowest, language), "highest": rupiah(highest, language)}


def conditions(told: Owed) -> list[str]:
    """What the amount depends on."""
    return [*(_(CONDITIONS[code]) for code in told.conditions), *(_(note) for note in told.notes)]


def paper_title(kind: str) -> str:
    """The title of a paper, in Bahasa Indonesia as it stands on it."""
    return paper_kind(kind).title


def event(told: EventLine) -> Event:
    """One line of the timeline, with who told it and on what."""
    parts = [
        rupiah(told.amount_idr, page_language()) if told.amount_idr is not None else "",
        told.words,
        _("told by %(who)s") % {"who": told.told_by} if told.told_by else "",
        _(CHANNELS[Channel(told.channel)]) if told.channel else "",
    ]
    return Event(told.on, _(ACTS[told.act]), told.recorded_by, " · ".join(part for part in parts if part))
