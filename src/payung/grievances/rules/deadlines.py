"""Terms of each kind of grievance, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from payung.core.strict_yaml import read_yaml
from payung.law.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Term:
    """How many days a list hangs out, and within how many working days an answer is due; where these come from."""

    window_days: int
    answer_working_days: int
    source: str
    confidence: str


@cache
def term(kind: str) -> Term:
    """The terms of a kind."""
    return Term(**read_yaml(files(__package__).joinpath("deadlines.yaml").read_text(encoding="utf-8"))[kind])


def window_end(kind: str, published_on: date) -> date:
    """The last day on which an objection is in time, for a list that is put up on a day."""
    return published_on + timedelta(days=term(kind).window_days)


def answer_due(kind: str, received_on: date) -> date:
    """The day by which an objection that came in on a day is answered."""
    return add_working_days(received_on, term(kind).answer_working_days)
