"""Words of the office for papers: their states, steps and the kinds of objects they are made of."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.governance.rules.statuses import DocumentStatus
from payung.web.parts import Status

STATUSES = {
    DocumentStatus.DRAFT: ("empty", gettext_noop("Draft"), ""),
    DocumentStatus.INITIALLED: ("half", gettext_noop("Initialled"), "info"),
    DocumentStatus.SIGNED: ("half", gettext_noop("Signed"), "good"),
    DocumentStatus.SENT: ("half", gettext_noop("Sent"), "info"),
    DocumentStatus.RECEIVED: ("full", gettext_noop("Received"), "good"),
    DocumentStatus.VOID: ("barred", gettext_noop("Void"), ""),
}
STEPS = {
    "prepare": gettext_noop("Made, data frozen"),
    "initial": gettext_noop("Initialled"),
    "number": gettext_noop("Number recorded"),
    "sign": gettext_noop("Signed copy uploaded"),
    "send": gettext_noop("Sent"),
    "receive": gettext_noop("Received"),
    "void": gettext_noop("Made void"),
}
ABOUT = {
    "programme": gettext_noop("Programme (its code)"),
    "round": gettext_noop("Round (its number)"),
    "run": gettext_noop("Selection run (its number)"),
    "list": gettext_noop("List (its number)"),
    "amendment": gettext_noop("Amended decree (its number)"),
    "objection": gettext_noop("Objection (its number)"),
    "claim": gettext_noop("Claim (its number)"),
}
FORMS = {"scan": gettext_noop("Scan of the signed paper"), "signed-pdf": gettext_noop("PDF signed electronically")}


def document_status(status: DocumentStatus, *, late: bool = False) -> Status:
    """Where a paper stands; late when it should have been signed by now."""
    state, words, tint = STATUSES[status]
    if late:
        return Status("barred", f"{_(words)}, {_('late')}", "bad")
    return Status(state, _(words), tint)  # type: ignore[arg-type]
