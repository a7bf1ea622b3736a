"""People of a run, as pages show them: a page of a verdict, whom words find, one person's name and village. No identifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payung.registry.queries import candidates_for
from payung.selection.models import Assessment
from payung.selection.queries.explanations import not_assessed
from payung.selection.queries.runs import run_with_people
from payung.selection.rules.statuses import Verdict

PAGE = 50
_MOST_COUNTED = 10_000
_NIK_DIGITS = 16


@dataclass(frozen=True, slots=True)
class PersonOfRun:
    """One person of a run with his outcome."""

    worker: int
    name: str
    area: str
    verdict: Verdict
    reasons: tuple[str, ...]
    score: int | None
    rank: int | None
    cut_off: int | None


@dataclass(frozen=True)
class RunPeople:
    """A page of people of a run. `total`: at most so many as are counted (`more`: there are more)."""

    rows: tuple[PersonOfRun, ...]
    total: int
    more: bool
    page: int
    pages: int


def people_of_run(run: int, *, verdict: str = "", area: str = "", page: int = 1) -> RunPeople:
    """People of a run in its order, of one verdict, inside an area. Raises `Refusal` no-such-run, run-incomplete or run-purged."""
    run_with_people(run)
    held = Assessment.objects.filter(run_id=run)
    if verdict:
        held = held.filter(verdict=verdict)
    if area:
        held = held.filter(area__gte=area, area__lt=area + ":")
    total = held.values("pk")[: _MOST_COUNTED + 1].count()
    pages = max(1, -(-min(total, _MOST_COUNTED) // PAGE))
    page = min(max(1, page), pages)
    rows = _rows(held.order_by("rank", "worker_id")[(page - 1) * PAGE : page * PAGE])
    return RunPeople(rows, min(total, _MOST_COUNTED), total > _MOST_COUNTED, page, pages)


def find_in_run(run: int, words: str) -> tuple[PersonOfRun, ...]:
    """Whom these words of a name, or a NIK, may mean in a run; nobody for fewer than three letters. Raises as `people_of_run`."""
    run_with_people(run)
    said = " ".join(words.split())
    if len(said) < 3:
        return ()
    asked = {"nik": said} if len(said) == _NIK_DIGITS and said.isdigit() else {"name": said}
    found = [each.worker for each in candidates_for(asked, 20)]
    return _rows(Assessment.objects.filter(run_id=run, worker_id__in=found).order_by("worker__name"))


def person_of_run(run: int, worker: int) -> tuple[str, str]:
    """Name and area of somebody in a run. Raises `Refusal` not-assessed."""
    held = Assessment.objects.filter(run_id=run, worker_id=worker).values_list("worker__name", "area").first()
    if held is None:
        raise not_assessed(run)
    return str(held[0]), str(held[1])


def names_in_run(run: int, workers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Worker -> name and area, of those whom the run assessed."""
    held = Assessment.objects.filter(run_id=run, worker_id__in=list(workers)).values_list("worker_id", "worker__name", "area")
    return {worker: (name, area) for worker, name, area in held}


def _rows(held) -> tuple[PersonOfRun, ...]:  # type: ignore[no-untyped-def]
    rows = held.values_list("worker_id", "worker__name", "area", "verdict", "reasons", "score", "rank", "cut_off")
    return tuple(
        PersonOfRun(worker, name, area, Verdict(verdict), tuple(reasons), score, rank, cut_off)
        for worker, name, area, verdict, reasons, score, rank, cut_off in rows
    )
