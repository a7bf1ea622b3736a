"""Asking for a check of the whole audit trail."""

from __future__ import annotations

from datetime import datetime

from payung.governance.actions.jobs import ask
from payung.governance.queries.jobs import VERIFY_JOB
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor


def ask_for_check(*, by: Actor, at: datetime) -> int:
    """A job that checks the trail in the background; its id, for the worker. Raises `Refusal` not-allowed."""
    check_may(by, "audit.verify")
    return ask(kind=VERIFY_JOB, arguments={}, by=by, at=at)
