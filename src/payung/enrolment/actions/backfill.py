"""Filling freed places in one step: the amended decree is handed in with the people of its replacement batches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from payung.core.calendar import Month
from payung.enrolment.queries.backfill import Backfill, backfill
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.selection.actions import submit_amendment


@dataclass(frozen=True)
class Replacement:
    """An amended decree that was handed in, and what it rests on. `batches`: regency -> people of its replacement batch."""

    amendment: int
    proposal: Backfill
    batches: dict[str, int]


@transaction.atomic
def make_replacement(
    *, list_id: int, on: date, by: Actor, at: datetime, first_month: Month | None = None, waits: bool = False
) -> Replacement:
    """Offer every freed place to the next of the reserve and hand the amended decree in; its batches leave once it is decreed.

    Raises `Refusal` not-allowed, and those of `queries.backfill.backfill` and of selection's `submit_amendment`.
    """
    check_may(by, "enrolment.backfill")
    made = backfill(list_id, on=on, first_month=first_month, waits=waits)
    amendment = submit_amendment(list_id=list_id, places=made.rows(), first_month=made.first_month, on=on, by=by, at=at)
    record(by=by, at=at, action="make_replacement", kind="list", subjects=[list_id], change={"amendment": amendment, "people": made.filled})
    return Replacement(amendment, made, made.by_regency)
