"""Words of the office for codes: roles, verdicts, reasons. Codes stay codes in the rooms; only doors speak."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ROLES = {
    "operator": gettext_noop("Operator of the command line"),
    "administrator": gettext_noop("Administrator"),
    "data_officer": gettext_noop("Provincial data officer"),
    "regency_verifier": gettext_noop("Regency verifier"),
    "village_officer": gettext_noop("Village officer"),
    "head_of_office": gettext_noop("Head of office"),
    "legal_bureau": gettext_noop("Legal bureau"),
    "inspector": gettext_noop("Inspector"),
}


def role_words(role: str) -> str:
    """A role in the language of the page."""
    return _(ROLES[role])
