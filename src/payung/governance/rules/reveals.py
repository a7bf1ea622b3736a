"""Showing a sealed identifier: for a purpose, so many an hour and a day."""

from __future__ import annotations

from enum import StrEnum

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import access, check_may, check_may_see
from payung.governance.rules.actors import Actor

MOST_AN_HOUR = 30
MOST_A_DAY = 200


class Purpose(StrEnum):
    """What an identifier is shown for."""

    CORRECTION = "correction"
    VERIFICATION = "verification"
    COUNTER = "counter"
    BPJS = "bpjs"
    CLAIM = "claim"
    INSPECTION = "inspection"
    OTHER = "other"


def check_reveal(actor: Actor, field: str, purpose: str, reference: str) -> Purpose:
    """The purpose. Raises `Refusal` not-allowed, field-not-allowed, not-sealed, purpose-missing or reference-missing."""
    check_may(actor, "identifiers.reveal")
    check_may_see(actor, field)
    if not access().fields[field].sealed:
        raise Refusal("not-sealed", gettext_noop("%(field)s is not a sealed field; the page of the person shows it."), field=field)
    if purpose not in tuple(Purpose):
        raise Refusal("purpose-missing", gettext_noop("Say what you need the identifier for."))
    if purpose == Purpose.OTHER and not reference.strip():
        raise Refusal("reference-missing", gettext_noop("Name the letter or case that needs the identifier."))
    return Purpose(purpose)


def check_shown(last_hour: int, last_day: int) -> None:
    """Raises `Refusal` too-many-reveals when this one would be more than 30 in an hour or 200 in a day."""
    if last_hour >= MOST_AN_HOUR or last_day >= MOST_A_DAY:
        raise Refusal(
            "too-many-reveals",
            gettext_noop(
                "You have seen %(hour)s identifiers in the last hour and %(day)s in a day. Wait, or ask for an export that rests on an agreement."
            ),
            hour=last_hour,
            day=last_day,
        )
