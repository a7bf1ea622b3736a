"""Lists of exclusions as a page shows them: who is on which, told by whom, and of whom each row tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from payung.registry.models import Exclusion, OutsideList
from payung.registry.queries.persons import same_person


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """One row of a list: of which kind, told by whom for which day, for which half-open days; `worker`: of whom it tells, once that is sure."""

    id: int
    kind: str
    name: str
    village_code: str
    source: str
    told_on: date
    starts_on: date
    ends_on: date | None
    status: str
    worker: int | None


@dataclass(frozen=True)
class ExclusionPage:
    """One page of rows, by name."""

    rows: tuple[ExclusionLine, ...]
    total: int
    page: int
    pages: int


def exclusion_page(*, kind: str = "", status: str = "", page: int = 1, size: int = 50) -> ExclusionPage:
    """The rows of lists of exclusions of the present scope."""
    held = Exclusion.objects.order_by("name", "pk")
    if kind:
        held = held.filter(kind=kind)
    if status:
        held = held.filter(status=status)
    total = held.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    rows = list(held[(page - 1) * size : page * size])
    ends = same_person([each.worker_id for each in rows if each.worker_id])
    days = dict(OutsideList.objects.filter(pk__in={each.outside_list_id for each in rows}).values_list("pk", "source_on"))
    return ExclusionPage(
        tuple(
            ExclusionLine(
                each.pk, each.kind, each.name, each.village_code, each.source, days.get(each.outside_list_id, each.starts_on),
                each.starts_on, each.ends_on, each.status, ends[each.worker_id] if each.worker_id else None,
            )
            for each in rows
        ),
        total,
        page,
        pages,
    )  # fmt: skip
