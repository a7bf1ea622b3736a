"""Which deadline of a claim runs, whom it waits for, and who is asked next when it has passed: dated data (deadlines.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from payung.claims.rules.statuses import Cause, ClaimKind, ClaimStatus
from payung.core.strict_yaml import read_yaml
from payung.law.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline that runs: the step, until when, who is waited for (family, office, agency), and by which article."""

    step: str
    due_on: date
    waits: str
    article: str
    source: str


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a claim that deadlines count from; None: not yet."""

    event: date
    heard: date
    reported: date | None = None
    completed: date | None = None
    filed: date | None = None
    asked: date | None = None
    decided: date | None = None
    appealed: date | None = None


@cache
def _terms() -> Mapping[str, Any]:
    held: Mapping[str, Any] = read_yaml(files(__package__).joinpath("deadlines.yaml").read_text(encoding="utf-8"))
    return held


def next_deadline(kind: ClaimKind | str, cause: Cause | str, status: ClaimStatus | str, days: Days) -> Deadline | None:
    """The deadline that a claim in this status is under; None where nobody is waited for."""
    step = _step(ClaimKind(kind), Cause(cause), ClaimStatus(status), days)
    if step is None:
        return None
    term = _terms()["steps"][step]
    begins = getattr(days, term["from"]) or days.heard
    due = add_working_days(begins, term["working_days"]) if "working_days" in term else begins + timedelta(days=term["days"])
    return Deadline(step, due, term["waits"], term["article"], term["source"])


def _step(kind: ClaimKind, cause: Cause, status: ClaimStatus, days: Days) -> str | None:
    if status is ClaimStatus.INCIDENT:
        accident = kind is ClaimKind.JKK or cause in (Cause.WORK_DEATH, Cause.WORK_ACCIDENT)
        return "report-accident" if accident and days.reported is None else "evidence"
    pays = {ClaimKind.JKK: "agency-pays-jkk", ClaimKind.JHT: "agency-pays-jht"}.get(kind, "agency-pays-jkm")
    return {
        ClaimStatus.COMPLETE: "file",
        ClaimStatus.FILED: pays,
        ClaimStatus.ASKED: "bring-more",
        ClaimStatus.DECIDED: "agency-pays-decided",
        ClaimStatus.APPEALED: "appeal-answer",
    }.get(status)


def right_lapses_on(event: date) -> date:
    """The day on which the right to the benefit lapses."""
    years = _terms()["right_lapses"]["years"]
    return date(event.year + years, event.month, 28 if (event.month, event.day) == (2, 29) else event.day)


def lapse_is_near(event: date, on: date) -> bool:
    """Whether so little is left of the years in which the right holds that a family must be told."""
    return on >= right_lapses_on(event) - timedelta(days=_terms()["right_lapses"]["warn_days"])


def escalation(deadline: Deadline | None, on: date) -> Mapping[str, str] | None:
    """Who is asked next (words by language) when the agency let a deadline pass; None before that, and where others are waited for."""
    if deadline is None or deadline.waits != "agency" or on <= deadline.due_on:
        return None
    reached = [each["to"] for each in _terms()["escalation"] if on > add_working_days(deadline.due_on, each["after"])]
    return reached[-1] if reached else None
