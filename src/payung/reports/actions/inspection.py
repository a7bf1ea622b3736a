"""Running the auditor's tests and drawing samples: worked out here from all rooms, kept by governance."""

from __future__ import annotations

from datetime import date, datetime

from payung.governance.actions.inspections import keep_sample, keep_tests
from payung.governance.rules.actors import Actor
from payung.reports.queries.standard_tests import drawn, standard_tests

LIST = "list"


def run_standard_tests(*, list_id: int, on: date, by: Actor, at: datetime) -> int:
    """Run every test over a list and keep what they found; the id of the run. Raises `Refusal` not-allowed or no-such-list."""
    told = standard_tests(list_id, on=on)
    outcomes = {
        each.test.code: {"people": each.people, "months": each.months, "amount_idr": each.amount_idr, "subjects": list(each.entries)}
        for each in told.outcomes
    }
    return keep_tests(
        object_kind=LIST,
        object_id=list_id,
        on=on,
        people=told.people,
        months=told.months,
        amount_idr=told.amount_idr,
        outcomes=outcomes,
        by=by,
        at=at,
    )


def draw_sample(*, inspection: int, list_id: int, seed: int, size: int, by: Actor, at: datetime) -> int:
    """Draw people of a list by a seed and keep which they were; the id of the sample. Raises `Refusal` as `keep_sample`, no-such-list."""
    subjects = drawn(list_id, seed=seed, size=size)
    return keep_sample(inspection=inspection, object_kind=LIST, object_id=list_id, seed=seed, subjects=subjects, by=by, at=at)
