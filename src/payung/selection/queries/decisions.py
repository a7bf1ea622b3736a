"""What officials decided of people: who, what, why, on what evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from payung.programmes.queries import programme
from payung.registry.queries.persons import same_person
from payung.selection.models import PersonDecision
from payung.selection.rules.statuses import PersonAct


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A word on one person. `worker`: who he is known as today. `evidence`: SHA-256 of the file, empty without one."""

    id: int
    worker: int
    act: PersonAct
    reason: str
    evidence: str
    decided_by: str
    decided_at: datetime
    tranche: str


def standing_decisions(tranche_id: int) -> list[DecisionView]:
    """The last word on each person for a tranche, in the order in which they were said."""
    last = {each.worker: each for each in _views(PersonDecision.objects.filter(tranche_id=tranche_id))}
    return sorted(last.values(), key=lambda each: each.id)


def decisions(code: str) -> list[DecisionView]:
    """Every word on anybody of the present scope in a programme, the oldest first. Raises `Refusal` unknown-programme."""
    return _views(PersonDecision.objects.filter(tranche_id__in=[each.id for each in programme(code).tranches]))


def decisions_of(ids: Sequence[int]) -> list[DecisionView]:
    """These decisions."""
    return _views(PersonDecision.objects.filter(pk__in=list(ids)))


def deciders(ids: Sequence[int]) -> set[int]:
    """The users who took these decisions: makers of every list that rests on them."""
    return set(PersonDecision.objects.filter(pk__in=list(ids)).values_list("decided_by_id", flat=True))


def _views(held: QuerySet[PersonDecision]) -> list[DecisionView]:
    rows = list(held.select_related("evidence", "decided_by", "tranche").order_by("pk"))
    person = same_person([row.worker_id for row in rows])
    return [
        DecisionView(
            id=row.pk,
            worker=person[row.worker_id],
            act=PersonAct(row.act),
            reason=row.reason,
            evidence=row.evidence.digest if row.evidence else "",
            decided_by=row.decided_by.full_name,
            decided_at=row.decided_at,
            tranche=row.tranche.code,
        )
        for row in rows
    ]
