"""Words of the office for codes, in the language of the page. Codes stay codes in the rooms; only doors speak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from payung.core.figures import language_of
from payung.core.refusals import Refusal
from payung.intake.rules.findings import Finding, Severity
from payung.reports.rules import words
from payung.web.parts import Status

ROLES = {
    "operator": gettext_noop("Operator of the command line"),
    "administrator": gettext_noop("Administrator"),
    "data_officer": gettext_noop("Provincial data officer"),
    "programme_officer": gettext_noop("Programme officer"),
    "regency_verifier": gettext_noop("Regency verifier"),
    "kecamatan_officer": gettext_noop("Kecamatan officer"),
    "village_officer": gettext_noop("Village officer"),
    "head_of_section": gettext_noop("Head of section"),
    "head_of_office": gettext_noop("Head of office"),
    "legal_bureau": gettext_noop("Legal bureau"),
    "signer": gettext_noop("Signer"),
    "pptk": gettext_noop("PPTK"),
    "treasurer": gettext_noop("Treasurer"),
    "bpjs_officer": gettext_noop("BPJS branch officer"),
    "civil_registry": gettext_noop("Civil registry"),
    "social_affairs": gettext_noop("Social affairs"),
    "bank": gettext_noop("Bank"),
    "claims_officer": gettext_noop("Claims officer"),
    "wadah_head": gettext_noop("Head of a Wadah"),
    "agent": gettext_noop("PERISAI agent"),
    "inspector": gettext_noop("Inspector"),
    "public": gettext_noop("Public"),
}
# Code: lozenge and tint. What it says is in reports/rules/words.
_LIST_MARKS = {
    "draft": ("empty", ""),
    "submitted": ("half", "info"),
    "returned": ("dotted", "warn"),
    "approved": ("half", "info"),
    "decreed": ("full", "good"),
    "ended": ("barred", ""),
}
_ENTRY_MARKS = {"chosen": ("full", "good"), "reserve": ("empty", ""), "duplicate": ("barred", "")}
_OUTCOME_MARKS = {
    "": ("half", "info"),
    "read": ("full", "good"),
    "refused": ("barred", "bad"),
    "no-people": ("dotted", "warn"),
    "already-here": ("empty", ""),
}
_SEVERITIES = {
    Severity.ERROR: ("barred", "bad", gettext_noop("Wrong")),
    Severity.WARNING: ("dotted", "warn", gettext_noop("Check")),
}


def role_words(role: str) -> str:
    """A role."""
    return _(ROLES[role])


def refusal_words(refusal: Refusal) -> str:
    """A refusal in the language of the page; so are the sentences that it holds."""
    told = _(refusal.message)
    data = {name: _(value) if isinstance(value, str) and " " in value else value for name, value in refusal.data.items()}
    return told % data if data else told


def list_status(code: str) -> Status:
    """Where a list stands."""
    return Status(_LIST_MARKS[code][0], _(words.LIST_STATUS[code]), _LIST_MARKS[code][1])  # type: ignore[arg-type]


def entry_status(code: str) -> Status:
    """What an entry of a list is."""
    return Status(_ENTRY_MARKS[code][0], _(words.VERDICTS[code]), _ENTRY_MARKS[code][1])  # type: ignore[arg-type]


def outcome_status(code: str, fault: str = "") -> Status:
    """What became of a file, with the fault for which it was refused."""
    said = _(words.OUTCOMES[code])
    if fault:
        said = f"{said}: {_(words.FILE_FAULTS[fault])}"
    return Status(_OUTCOME_MARKS[code][0], said, _OUTCOME_MARKS[code][1])  # type: ignore[arg-type]


def severity_status(severity: Severity) -> Status:
    """How much a finding matters."""
    state, tint, said = _SEVERITIES[severity]
    return Status(state, _(said), tint)  # type: ignore[arg-type]


def finding_words(finding: Finding) -> tuple[str, str]:
    """A finding's cause and what to do about it: its first sentence and the rest."""
    said = finding.english if language_of(get_language()) == "en" else finding.indonesian
    cause, _stop, advice = said.partition(". ")
    return cause.removesuffix("."), advice


def reason_words(codes: Sequence[str], own: Mapping[str, str]) -> str:
    """Why a person was chosen or not; `own` are the programme's words for reasons of its own."""
    return "; ".join(_(words.reason(code, own)) for code in codes)
