"""Of which claim and which person a line of the agency's list tells: by the number of the claim, KPJ, NIK, and only then by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payung.claims.models import Claim
from payung.claims.rules.agency_lists import Line
from payung.claims.rules.statuses import ClaimStatus, LineOutcome
from payung.exchange.values import fold
from payung.registry.queries.finding import find_by_name, records_with_number
from payung.registry.queries.persons import records_of, same_person

_FAR = date(2100, 1, 1)
_NEAR_DAYS = 31
"""A claim of the kind whose event lies this near is the one that the line tells of."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Who a line tells of. `outcome`: recorded (known who), nobody or uncertain; `claim` where one stands already."""

    worker: int | None
    claim: int | None
    outcome: LineOutcome


def linked_lines(lines: Sequence[Line]) -> dict[int, Linked]:
    """Row number -> who the line tells of, inside the present scope."""
    numbers = [each.claim_no for each in lines if each.claim_no]
    known = {
        number: (claim, worker)
        for claim, worker, number in Claim.objects.filter(claim_no__in=numbers).values_list("pk", "worker_id", "claim_no")
    }
    return {each.row_number: _linked(each, known.get(each.claim_no)) for each in lines}


def _linked(line: Line, known: tuple[int, int] | None) -> Linked:
    if known is not None:
        return Linked(known[1], known[0], LineOutcome.RECORDED)
    people = _by_number(line)
    alike = _by_name(line) if not people else {}
    people = people or {worker for worker, fits in alike.items() if fits}
    if len(people) != 1:
        return Linked(None, None, LineOutcome.UNCERTAIN if people or alike else LineOutcome.NOBODY)
    (worker,) = people
    return Linked(worker, _claim(worker, line), LineOutcome.RECORDED)


def _by_number(line: Line) -> set[int]:
    """The people whom the strongest of the line's numbers names."""
    for kind, number in (("kpj", line.kpj), ("nik", line.nik)):
        found = set(same_person(records_with_number(kind, number)).values()) if number else set()
        if found:
            return found
    return set()


def _by_name(line: Line) -> dict[int, bool]:
    """The people called so -> whether a claim of theirs is to be expected: known to have died, under cover on the day, or with
    such a claim already.

    Where somebody has exactly this name, longer names with the same words are left out.
    """
    if not line.name:
        return {}
    found = find_by_name(line.name, line.event_on or line.paid_on or _FAR)
    exact = [each for each in found if fold(each.name) == fold(line.name)]
    return {each.worker: each.died_on is not None or each.covered or _claim(each.worker, line) is not None for each in exact or found}


def _claim(worker: int, line: Line) -> int | None:
    """The claim of this kind that stands: the one whose event is nearest, within a month where the line names a day."""
    held = (
        Claim.objects.filter(worker__in=list(records_of([worker])), kind=line.kind).exclude(status=ClaimStatus.CLOSED).order_by("-event_on")
    )
    claims = list(held.values_list("pk", "event_on", "claim_no"))
    free = [(pk, event) for pk, event, number in claims if not number or not line.claim_no or number == line.claim_no]
    if line.event_on is None:
        return free[0][0] if free else None
    near = [(abs((event - line.event_on).days), pk) for pk, event in free]
    return min(near)[1] if near and min(near)[0] <= _NEAR_DAYS else None
