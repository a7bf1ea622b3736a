"""Why, or why not: one person's outcome, a village's order that was passed over, and two runs side by side."""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl
from django.db import connection

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.law.contribution import contribution
from payung.programmes.queries import programme_by_id, province_law
from payung.programmes.queries.versions import version_settings
from payung.programmes.rules.settings import Settings
from payung.registry.queries.persons import same_person, with_person
from payung.registry.queries.workers import population
from payung.selection.models import Entry, SelectionRun
from payung.selection.queries.decisions import DecisionView, decisions_of
from payung.selection.queries.runs import run_with_people
from payung.selection.rules.comparison import by_regency, changes, stayed
from payung.selection.rules.criteria import with_law
from payung.selection.rules.points import CriterionLine, PointLine, criterion_lines, point_lines
from payung.selection.rules.reasons import Reason, reason
from payung.selection.rules.statuses import Verdict

_OUTCOME = {"worker": pl.Int64, "area": pl.String, "verdict": pl.String, "reasons": pl.List(pl.String)}


@dataclass(frozen=True)
class Explanation:
    """What a run says of one person. `place`: his place among the eligible of his quota area, which has `places`; null when not
    eligible. `decision`: what an official decided of him and the run applied. `points` add up to the score; `last_score`: the score of
    the last who was chosen by order in his quota area, where the reader may see him. `criteria` and `points` are empty for a run from
    before facts were kept.
    """

    run: int
    worker: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    score: int | None
    rank: int | None
    cut_off: int | None
    quota_area: str | None
    place: int | None
    places: int | None
    decision: DecisionView | None
    last_score: int | None
    points: tuple[PointLine, ...]
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side. `moved`: worker, area, change, before, after, reasons, lapses. `self_pay_idr`: what a lapsed person pays himself a month."""

    first: int
    second: int
    stayed: int
    entered: int
    left: int
    lapses: int
    self_pay_idr: int
    moved: pl.DataFrame
    regencies: pl.DataFrame


def explanation(run: int, worker: int) -> Explanation:
    """The outcome of one person in a run. Raises `Refusal` no-such-run, run-incomplete, run-purged or not-assessed."""
    held = run_with_people(run)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verdict, reasons, score, rank, cut_off, quota_area, facts FROM selection_assessment WHERE run_id = %s AND worker_id = %s",
            [run, worker],
        )
        told = cursor.fetchone()
        if told is None:
            raise not_assessed(run)
        verdict, codes, score, rank, cut_off, quota_area, facts = told
        cursor.execute(
            "SELECT count(*) FROM selection_assessment WHERE run_id = %s AND quota_area = %s AND rank <= %s", [run, quota_area, rank]
        )
        place = cursor.fetchone()[0] if rank is not None and quota_area else None
    settings = settings_of(held)
    own = {each.reason: each.says for each in settings.criteria if each.says}
    places = held.quota["areas"][quota_area]["places"] if quota_area else None
    reasons = tuple(reason(code, own) for code in codes)
    person = same_person([worker])[worker]
    decided = next((each for each in decisions_of(held.decisions) if each.worker == person), None)
    known = json.loads(facts)
    return Explanation(
        run, worker, Verdict(verdict), reasons, score, rank, cut_off, quota_area, place, places, decided, score_at(run, cut_off),
        tuple(point_lines(settings, known)), tuple(criterion_lines(settings, known)),
    )  # fmt: skip


def settings_of(run: SelectionRun) -> Settings:
    """The settings by which a run was worked out, the law's values of the day cover starts in them."""
    programme = programme_by_id(run.programme_id)
    settings = version_settings(run.programme_version_id) if run.programme_version_id else programme.settings
    return with_law(settings, province_law(), programme.tranche(run.tranche.code).starts_on)


def score_at(run: int, rank: int | None) -> int | None:
    """The score of whoever stands at a rank of a run, if he has a place on it and the present scope sees him."""
    return None if rank is None else Entry.objects.filter(run_id=run, rank=rank).values_list("score", flat=True).first()


def not_assessed(run: int) -> Refusal:
    """The refusal for a person whom a run did not see."""
    message = gettext_noop("This person was not in run %(run)s: nobody had listed him by then. Propose him for the next list.")
    return Refusal("not-assessed", message, run=run)


def passed_over(run: int) -> pl.DataFrame:
    """People whom their village put before somebody who was chosen, and who were not: village_code, village_order, worker, name,
    verdict, reasons (joined by ;), rank; by village and its order.
    """
    held = run_with_people(run)
    people = population(held.on).select("worker", "name", "village_code", "village_order")
    outcome = read_frame(
        "SELECT worker_id, verdict, array_to_string(reasons, ';'), rank FROM selection_assessment WHERE run_id = %s",
        {"worker": pl.Int64, "verdict": pl.String, "reasons": pl.String, "rank": pl.Int64},
        [run],
    )
    told = people.join(outcome, on="worker").filter(pl.col("village_code") != "")
    chosen = pl.col("verdict") == Verdict.CHOSEN.value
    last_chosen = pl.col("village_order").fill_null(2**31).filter(chosen).max().over("village_code")
    over = told.filter(~chosen & (pl.col("village_order") < last_chosen))
    columns = ("village_code", "village_order", "worker", "name", "verdict", "reasons", "rank")
    return over.select(columns).sort("village_code", "village_order", "worker")


def compare(first: int, second: int) -> Comparison:
    """Who is chosen in one of two finished runs only. People merged since then count as who they are today.

    Raises `Refusal` no-such-run, run-incomplete or run-purged.
    """
    runs = [run_with_people(run) for run in (first, second)]
    outcomes = [_outcome(run.pk) for run in runs]
    moved = changes(*outcomes, follows=_follows(*runs))
    counts = dict(moved["change"].value_counts().iter_rows())
    return Comparison(
        first=first,
        second=second,
        stayed=stayed(*outcomes),
        entered=counts.get("entered", 0),
        left=counts.get("left", 0),
        lapses=int(moved["lapses"].sum()),
        self_pay_idr=_self_pay(runs[1]),
        moved=moved.rename({"person": "worker"}).with_columns(pl.col("reasons").list.join(";")),
        regencies=by_regency(moved),
    )


def _outcome(run: int) -> pl.DataFrame:
    """One row a person of today; of merged records the chosen one speaks."""
    sql = "SELECT worker_id, area, verdict, array_to_string(reasons, ';') FROM selection_assessment WHERE run_id = %s ORDER BY worker_id"
    told = with_person(read_frame(sql, _OUTCOME, [run]))
    return told.sort(pl.col("verdict") != Verdict.CHOSEN.value, maintain_order=True).unique("person", keep="first", maintain_order=True)


def _follows(first: SelectionRun, second: SelectionRun) -> bool:
    """Whether the months of the second run follow those of the first within the gap that the law lets pass."""
    tranches = [programme_by_id(run.programme_id).tranche(run.tranche.code) for run in (first, second)]
    gap: int = province_law().value("conditional-months", tranches[1].starts_on)
    return tranches[0].last_month < tranches[1].first_month <= tranches[0].last_month.plus(1 + gap)


def _self_pay(run: SelectionRun) -> int:
    programme = programme_by_id(run.programme_id)
    month = programme.tranche(run.tranche.code).first_month
    settings = programme.settings
    return contribution(
        province_law(), month=month, declared_income_idr=settings.declared_income_idr, programmes=settings.insurance, payer="self"
    ).total_idr
