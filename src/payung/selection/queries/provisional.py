"""What hangs on the notice boards, and until when anybody may object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from payung.selection.models import BeneficiaryList, ProvisionalList, SelectionRun
from payung.selection.queries.runs import RunReport, run_report
from payung.selection.rules.statuses import ListStatus


@dataclass(frozen=True, slots=True)
class ProvisionalView:
    """A provisional list: from which day, and the last day for objections."""

    run: int
    published_on: date
    objections_until: date
    published_by: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """A finished run, and the list that it became: its id and state; a draft has none. `kept`: its people are still there."""

    report: RunReport
    list_id: int | None
    status: ListStatus
    kept: bool


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """A run that was asked for and is not whole yet, with its job."""

    run: int
    job: int | None


def provisional_list(run: int) -> ProvisionalView | None:
    """The provisional list of a run, if it was published."""
    held = ProvisionalList.objects.filter(run_id=run).select_related("published_by").first()
    return ProvisionalView(held.run_id, held.published_on, held.objections_until, held.published_by.full_name) if held else None


def open_provisional(programme: str) -> ProvisionalView | None:
    """The provisional list of a programme that was published last."""
    held = ProvisionalList.objects.filter(run__programme__code=programme).select_related("published_by").order_by("-pk").first()
    return ProvisionalView(held.run_id, held.published_on, held.objections_until, held.published_by.full_name) if held else None


def runs(programme: str, most: int = 20) -> list[RunRow]:
    """The newest finished runs of a programme with their lists, newest first."""
    held = list(SelectionRun.objects.filter(programme__code=programme, complete=True).order_by("-pk").values_list("pk", "purged_at")[:most])
    listed = {
        run: (pk, ListStatus(status))
        for pk, run, status in BeneficiaryList.objects.filter(run_id__in=[run for run, _ in held])
        .order_by("pk")
        .values_list("pk", "run_id", "status")
    }
    none: tuple[int | None, ListStatus] = (None, ListStatus.DRAFT)
    found = [(run_report(run), listed.get(run, none), purged is None) for run, purged in held]
    return [RunRow(report, list_id, status, kept) for report, (list_id, status), kept in found]


def unfinished_runs(programme: str) -> list[UnfinishedRun]:
    """Runs of a programme that were asked for and are not whole, newest first."""
    held = SelectionRun.objects.filter(programme__code=programme, complete=False).order_by("-pk").values_list("pk", "job_id")[:5]
    return [UnfinishedRun(*row) for row in held]
