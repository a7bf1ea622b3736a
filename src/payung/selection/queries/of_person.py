"""What runs and lists say of one person: the newest run first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from payung.programmes.queries import programme_by_id
from payung.selection.models import BeneficiaryList, ProvisionalList, SelectionRun
from payung.selection.queries.explanations import score_at, settings_of
from payung.selection.rules.points import PointLine, point_lines
from payung.selection.rules.reasons import Reason, reason


@dataclass(frozen=True)
class ListStep:
    """A list of a run: where it stands, when it was handed in, and its decree."""

    list_id: int
    status: str
    submitted_at: datetime
    decree_number: str
    decree_on: date | None


@dataclass(frozen=True)
class RunOutcome:
    """What one run says of a person. `place` among the eligible of his quota area, which has `places`; `entry`: his place on the list, if any.

    `points` add up to `score`; `last_score` is that of the last chosen by order in his quota area. `objections_until`: the last day to object, where the run's provisional list was published on `published_on`.
    """

    run: int
    programme: str
    tranche: str
    first_month: str
    last_month: str
    payer: str
    declared_income_idr: int
    insurances: tuple[str, ...]
    starts_on: date
    on: date
    ran_at: datetime
    verdict: str
    reasons: tuple[Reason, ...]
    score: int | None
    rank: int | None
    cut_off: int | None
    quota_area: str | None
    place: int | None
    places: int | None
    entry: int | None
    listed: ListStep | None
    published_on: date | None
    objections_until: date | None
    last_score: int | None
    points: tuple[PointLine, ...]


def outcomes_of_person(records: Sequence[int], most: int = 4) -> list[RunOutcome]:
    """What the newest runs whose people are kept say of whoever these records are, at most so many runs."""
    held = SelectionRun.objects.filter(complete=True, purged_at__isnull=True).select_related("tranche").order_by("-pk")[:most]
    found = [_outcome(run, records) for run in held]
    return [each for each in found if each is not None]


def _outcome(run: SelectionRun, records: Sequence[int]) -> RunOutcome | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verdict, reasons, score, rank, cut_off, quota_area, facts FROM selection_assessment WHERE run_id = %s AND worker_id = ANY(%s)"
            " ORDER BY rank NULLS LAST, worker_id LIMIT 1",
            [run.pk, list(records)],
        )
        told = cursor.fetchone()
        if told is None:
            return None
        cursor.execute("SELECT min(id) FROM selection_entry WHERE run_id = %s AND worker_id = ANY(%s)", [run.pk, list(records)])
        entry = cursor.fetchone()[0]
        verdict, codes, score, rank, cut_off, quota_area, facts = told
        place = None
        if rank is not None and quota_area:
            cursor.execute(
                "SELECT count(*) FROM selection_assessment WHERE run_id = %s AND quota_area = %s AND rank <= %s", [run.pk, quota_area, rank]
            )
            place = cursor.fetchone()[0]
    programme = programme_by_id(run.programme_id)
    tranche = programme.tranche(run.tranche.code)
    settings = settings_of(run)
    own = {each.reason: each.says for each in settings.criteria if each.says}
    provisional = ProvisionalList.objects.filter(run=run.pk).first()
    return RunOutcome(
        run=run.pk,
        programme=programme.code,
        tranche=tranche.code,
        first_month=str(tranche.first_month),
        last_month=str(tranche.last_month),
        payer=programme.payer(tranche.payer).name,
        declared_income_idr=programme.settings.declared_income_idr,
        insurances=tuple(programme.settings.insurance),
        starts_on=tranche.starts_on,
        on=run.on,
        ran_at=run.ran_at,
        verdict=verdict,
        reasons=tuple(reason(code, own) for code in codes),
        score=score,
        rank=rank,
        cut_off=cut_off,
        quota_area=quota_area,
        place=place,
        places=run.quota["areas"][quota_area]["places"] if quota_area and quota_area in run.quota.get("areas", {}) else None,
        entry=entry,
        listed=_list(run.pk),
        published_on=provisional.published_on if provisional else None,
        objections_until=provisional.objections_until if provisional else None,
        last_score=score_at(run.pk, cut_off),
        points=tuple(point_lines(settings, json.loads(facts))),
    )


def _list(run: int) -> ListStep | None:
    held = BeneficiaryList.objects.filter(run=run).order_by("-pk").first()
    return ListStep(held.pk, held.status, held.submitted_at, held.decree_number, held.decree_on) if held else None
