"""What the actions of this room share: the locked claim, one step written down, and the deadline that then runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from payung.claims.models import Claim, ClaimEvent
from payung.claims.queries.claims import deadline_of, held_claim
from payung.claims.rules.statuses import CLAIMS
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_area
from payung.governance.rules.actors import Actor

CLAIM = "claim"
CLAIMS_TABLE, HEIRS_TABLE, LINES_TABLE, REPORTS_TABLE = "claims_claim", "claims_heir", "claims_agencyline", "claims_deathreport"


@dataclass(frozen=True, slots=True)
class Told:
    """What a step rests on: the day, an amount, words; of a fact of the agency who told it, on what (rules.statuses.Channel), the slip or the line."""

    on: date
    amount_idr: int | None = None
    words: str = ""
    told_by: str = ""
    channel: str = ""
    file: int | None = None
    line: int | None = None


def locked(claim_id: int, version: int | None, by: Actor) -> Claim:
    """The claim, held until the transaction ends. Raises `Refusal` no-such-object, outside-area or stale."""
    held_claim(claim_id)
    held = Claim.objects.select_for_update(of=("self",)).select_related("worker").get(pk=claim_id)
    check_area(by, held.area)
    if version is not None and held.version != version:
        raise Refusal("stale", gettext_noop("Somebody else changed this claim meanwhile. Reload the page to see its present state."))
    return held


def step(held: Claim, act: str, told: Told, by: Actor, at: datetime) -> None:
    """Move the claim by its status table where `act` is a move, write the step down, and let the next deadline run."""
    if act in CLAIMS.moves:
        held.status = CLAIMS.check(act, held.status)
    ClaimEvent.objects.create(
        area=held.area, claim=held, act=act, status=held.status, on=told.on, amount_idr=told.amount_idr, words=told.words.strip(),
        told_by=told.told_by.strip(), channel=told.channel, file_id=told.file, line_id=told.line, recorded_by_id=by.user_id, recorded_at=at,
    )  # fmt: skip
    deadline = deadline_of(held)
    held.due_on = deadline.due_on if deadline else None
    held.version += 1
    held.save()
    change = {"status": held.status, "on": told.on, "amount_idr": told.amount_idr, "words": told.words, "told_by": told.told_by}
    record(by=by, at=at, action=f"claim_{act}", kind=CLAIM, subjects=[held.pk], change=change)


def check_said(text: str, code: str, message: str) -> None:
    """Raises `Refusal` `code` when nothing is said."""
    if not text.strip():
        raise Refusal(code, message)


def check_not_ahead(on: date, at: datetime) -> None:
    """Raises `Refusal` day-ahead for a day that has not come yet."""
    if on > at.date():
        raise Refusal("day-ahead", gettext_noop("This day lies ahead. Write the day on which it happened."))
