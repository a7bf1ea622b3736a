"""Words of intake and of rounds: statuses, fields, findings, kinds and states, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.core.refusals import Refusal
from payung.governance.rules.statuses import JobStatus
from payung.intake.queries.pages import Reading
from payung.intake.rules.board import VillageState
from payung.intake.rules.statuses import UploadStatus
from payung.registry.rules.rounds import SILENT, Kind
from payung.registry.rules.statuses import RoundState
from payung.web.parts import Status
from payung.web.templatetags.payung_format import whole

UPLOADS = {
    UploadStatus.READING: ("half", gettext_noop("Being read"), "info"),
    UploadStatus.READ: ("full", gettext_noop("Read"), "good"),
    UploadStatus.WITHDRAWN: ("barred", gettext_noop("Withdrawn"), ""),
    UploadStatus.REPLACED: ("barred", gettext_noop("Replaced"), ""),
}
DOORS = {
    "village": gettext_noop("Proposals of a village"),
    "welfare": gettext_noop("Extract of the welfare register"),
    "agency": gettext_noop("List of an office, cooperative or church"),
}
WAYS = {"file": gettext_noop("File"), "typed": gettext_noop("Typed from paper")}
LEFT_OUT = gettext_noop("Leave out")
FIELDS = {
    "": LEFT_OUT, "nik": gettext_noop("NIK"), "kk": gettext_noop("Family card number"), "name": gettext_noop("Name"),
    "sex": gettext_noop("Sex"), "birth_date": gettext_noop("Birth date"), "birth_place": gettext_noop("Birth place"),
    "birth_place+birth_date": gettext_noop("Birth place and date"), "village": gettext_noop("Village"), "district": gettext_noop("Kecamatan"),
    "regency": gettext_noop("Regency"), "village_code": gettext_noop("Village code"), "address": gettext_noop("Address"),
    "hamlet": gettext_noop("Hamlet"), "mother": gettext_noop("Mother's name"), "phone": gettext_noop("Telephone"),
    "occupation": gettext_noop("Occupation"), "workplace": gettext_noop("Place of work"), "hours": gettext_noop("Working hours"),
    "income_idr": gettext_noop("Income"), "disability": gettext_noop("Disability"), "decile": gettext_noop("Decile"), "kpj": gettext_noop("KPJ number"),
    "account": gettext_noop("Account number"), "other": gettext_noop("a sealed value"),
}  # fmt: skip
VILLAGES = {
    VillageState.NOT_SENT: ("empty", gettext_noop("Not sent"), ""),
    VillageState.SENT: ("half", gettext_noop("Sent"), "info"),
    VillageState.RETURNED: ("dotted", gettext_noop("Returned to the village"), "warn"),
    VillageState.MINUTES_MISSING: ("dotted", gettext_noop("Minutes missing"), "warn"),
    VillageState.COMPLETE: ("full", gettext_noop("Complete"), "good"),
}
KINDS = {
    "village": gettext_noop("Village verification"),
    "dukcapil": gettext_noop("Civil registry"),
    "welfare": gettext_noop("Welfare decile (DTSEN)"),
    "bpjs": gettext_noop("Screening by BPJS"),
}
_STATES = {
    SILENT: gettext_noop("No answer yet"), "dead": gettext_noop("Dead"), "moved": gettext_noop("Moved away"), "migrated": gettext_noop("Works elsewhere"),
    "not-here": gettext_noop("Not known there"), "official": gettext_noop("Civil servant or official"), "unwilling": gettext_noop("Unwilling"),
    "here": gettext_noop("Lives here"), "not-found": gettext_noop("Not found"), "name-differs": gettext_noop("Name differs"), "match": gettext_noop("Agrees"),
    "ranked": gettext_noop("Has a decile"), "unranked": gettext_noop("No decile"), "active": gettext_noop("Member already"), "over-age": gettext_noop("Over age"),
    "data-differ": gettext_noop("Data differ"), "free": gettext_noop("No member yet"),
}  # fmt: skip
_FACTS = {
    "died_on": gettext_noop("died on"), "moved_to": gettext_noop("moved to"), "occupation": gettext_noop("works as"), "workplace": gettext_noop("works at"),
    "hours": gettext_noop("hours a day"), "since": gettext_noop("works since"), "official": gettext_noop("official"), "willing": gettext_noop("willing"),
    "village_order": gettext_noop("village's order"), "name_registered": gettext_noop("name there"), "decile": gettext_noop("decile"),
    "decile_on": gettext_noop("decile of"), "segment": gettext_noop("segment"), "from": gettext_noop("from"), "to": gettext_noop("until"), "kpj": gettext_noop("KPJ"),
}  # fmt: skip
ANSWER_FAULTS = {
    "not-asked": gettext_noop("nobody asked about this person"),
    "other-round": gettext_noop("a line of another round"),
    "outside-area": gettext_noop("outside the area of your posting"),
    "answer-unreadable": gettext_noop("the answer cannot be read"),
    "answers-contradict": gettext_noop("the answers contradict each other"),
}
ANSWER_OUTCOMES = {
    "recorded": gettext_noop("recorded"),
    "already-here": gettext_noop("was here already"),
    "refused": gettext_noop("refused"),
    "no-people": gettext_noop("nobody in it"),
}


def upload_status(status: UploadStatus, reading: Reading) -> Status:
    """Where an upload stands; while it is read, how far, or how many are before it."""
    state, said, tint = UPLOADS[status]
    if status is not UploadStatus.READING:
        return Status(state, _(said), tint)  # type: ignore[arg-type]
    if reading.status == JobStatus.FAILED:
        return Status("barred", _("Reading stopped"), "bad")
    if reading.status == JobStatus.QUEUED:
        return Status("empty", queue_words(reading.ahead))
    return Status("half", _("Being read, %(percent)s %%") % {"percent": reading.percent}, "info")


def queue_words(ahead: int) -> str:
    """How many are read before this one."""
    return _("Queued, next") if ahead == 0 else _("Queued, %(count)s before it") % {"count": whole(ahead)}


def village_status(state: VillageState) -> Status:
    """Where a village stands."""
    mark, said, tint = VILLAGES[state]
    return Status(mark, _(said), tint)  # type: ignore[arg-type]


def days_words(left: int) -> str:
    """How many days are left, or by how many it is late."""
    if left > 0:
        return _("%(days)s days left") % {"days": left}
    return _("due today") if left == 0 else _("%(days)s days late") % {"days": -left}


def kind_words(kind: str) -> str:
    """A kind of round."""
    return _(KINDS[kind]) if kind in KINDS else kind


def state_words(code: str) -> str:
    """The state of a person in a round."""
    return _(_STATES.get(code, code))


def state_status(kind: Kind, code: str) -> Status:
    """The state of a person in a round, with its mark."""
    if code == SILENT:
        return Status("empty", state_words(code))
    speaks_against = code in kind.states_with("against") or code in kind.states_with("covered")
    return Status("barred", state_words(code), "warn") if speaks_against else Status("full", state_words(code), "good")


def round_status(state: RoundState, left: int | None) -> Status:
    """Whether a round takes answers, and until when they are asked for."""
    if state is RoundState.CLOSED:
        return Status("barred", _("Closed"))
    if left is None:
        return Status("half", _("Open"), "info")
    return Status("dotted" if left < 0 else "half", days_words(left), "warn" if left < 3 else "info")


def fact_words(name: str, value: object) -> str:
    """One fact of an answer: "works as Petani"."""
    said = {True: _("yes"), False: _("no")}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return f"{_(_FACTS.get(name, name))} {said}"


def refusal_words(refusal: Refusal) -> str:
    """A refusal that is told beside a button and not on a page of its own."""
    return _(refusal.message) % refusal.data if refusal.data else _(refusal.message)
