"""Runs and what they say of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import current_actor
from payung.registry.queries.workers import identifiers, population
from payung.selection.models import BeneficiaryList, SelectionRun
from payung.selection.rules.fairness import fairness_frame
from payung.selection.rules.statuses import EntryState, Verdict

ENTRY_TABLE = "selection_entry"
KEPT_DAYS = 30
"""How long the people of a run are kept that nobody hands in."""
_LIST = ("rank", "state", "worker", "name", "nik", "village_code", "score", "reasons")
_ENTRY = {
    "entry": pl.Int64,
    "worker": pl.Int64,
    "state": pl.String,
    "rank": pl.Int64,
    "score": pl.Int64,
    "reasons": pl.List(pl.String),
    "name": pl.String,
    "village_code": pl.String,
    "envelope": pl.Binary,
}
_ASSESSMENT = {
    "worker": pl.Int64,
    "verdict": pl.String,
    "reasons": pl.List(pl.String),
    "score": pl.Int64,
    "rank": pl.Int64,
    "cut_off": pl.Int64,
}


@dataclass(frozen=True)
class RunReport:
    """One finished run. `unfilled`: places that money buys and nobody could be chosen for. Money in whole rupiah."""

    run: int
    digest: str
    assessed: int
    chosen: int
    reserve: int
    unfilled: int
    cost_idr: int
    seed: int
    programme: str
    tranche: str
    version: int | None  # of the programme by which it was worked out; null: from before this was kept
    on: date
    ran_at: datetime


def run_report(run: int) -> RunReport:
    """The report of a finished run. Raises `Refusal` no-such-run or run-incomplete."""
    return _report(finished_run(run))


def _report(held: SelectionRun) -> RunReport:
    return RunReport(
        run=held.pk,
        digest=bytes(held.result_digest or b"").hex(),
        assessed=held.assessed,
        chosen=held.chosen,
        reserve=held.reserve,
        unfilled=held.unfilled,
        cost_idr=held.cost_idr,
        seed=held.seed,
        programme=held.programme.code,
        tranche=held.tranche.code,
        version=held.programme_version.version if held.programme_version else None,
        on=held.on,
        ran_at=held.ran_at,
    )


def finished_run(run: int) -> SelectionRun:
    """The run itself, for this room. Raises `Refusal` no-such-run or run-incomplete."""
    held = SelectionRun.objects.select_related("programme", "programme_version", "tranche").filter(pk=run).first()
    if held is None:
        raise Refusal("no-such-run", gettext_noop("There is no selection run %(run)s."), run=run)
    if not held.complete:
        raise Refusal("run-incomplete", gettext_noop("Run %(run)s did not finish. Select again: it goes on where it stopped."), run=run)
    return held


def run_with_people(run: int) -> SelectionRun:
    """A finished run whose people are still kept, for this room. Raises `Refusal` no-such-run, run-incomplete or run-purged."""
    held = finished_run(run)
    if held.purged_at is not None:
        message = gettext_noop("Run %(run)s was never handed in, so its people were dropped after %(days)s days. Select again.")
        raise Refusal("run-purged", message, run=run, days=KEPT_DAYS)
    return held


def runs_to_purge(before: datetime) -> list[int]:
    """Finished runs older than the moment that nobody handed in and whose people are still kept."""
    submitted = BeneficiaryList.objects.values("run_id")
    held = SelectionRun.objects.filter(complete=True, purged_at__isnull=True, ran_at__lt=before).exclude(pk__in=submitted)
    return list(held.order_by("pk").values_list("pk", flat=True))


def is_complete(run: int) -> bool:
    """Whether the run was written down whole."""
    return SelectionRun.objects.filter(pk=run, complete=True).exists()


def newest_programme() -> str | None:
    """The code of the programme that was selected for last, None before the first run."""
    return (
        SelectionRun.objects.filter(complete=True, purged_at__isnull=True).order_by("-pk").values_list("programme__code", flat=True).first()
    )


def latest(programme: str) -> RunReport | None:
    """The latest finished run of a programme whose people are kept."""
    finished = SelectionRun.objects.select_related("programme", "tranche").filter(complete=True, purged_at__isnull=True)
    held = finished.filter(programme__code=programme).order_by("-pk").first()
    return _report(held) if held else None


def unfinished_run(programme: str, tranche: str, seed: int, on: date) -> int | None:
    """A run of the same question that was begun and not finished."""
    asked = SelectionRun.objects.filter(programme__code=programme, tranche__code=tranche, seed=seed, on=on, complete=False)
    return asked.order_by("pk").values_list("pk", flat=True).first()


def list_frame(run: int) -> pl.DataFrame:
    """Chosen people by rank, then the reserve in its order: rank, state, worker, name, nik, village_code, score, reasons (joined by ;)."""
    run_with_people(run)
    entries = _entries(run).filter(pl.col("state") != EntryState.DUPLICATE.value)
    chosen_first = pl.col("state") != EntryState.CHOSEN.value
    return entries.sort(chosen_first, "rank").with_columns(_niks(entries.sort(chosen_first, "rank")), _joined()).select(_LIST)


def assessment_frame(run: int) -> pl.DataFrame:
    """Everybody whom the run assessed: the columns of `list_frame`, verdict and cut_off; by rank, then those without one.

    Name, NIK and village of an entry are those frozen in it, of everybody else those of the registry now.
    """
    held = run_with_people(run)
    entries = _entries(run)
    frozen = entries.select("worker", "state", "name", _niks(entries), "village_code")
    now = population(held.on).join(frozen, on="worker", how="anti")
    others = now.select("worker", "name", identifiers(now)["nik"], "village_code").with_columns(state=pl.lit(None, pl.String))
    people = pl.concat([frozen, others.select(frozen.columns)])
    told = _assessments(run).join(people, on="worker", how="left")
    return told.sort("rank", "worker", nulls_last=True).with_columns(_joined()).select(*_LIST, "verdict", "cut_off")


def places_by_area(run: int, level: Level = Level.REGENCY) -> pl.DataFrame:
    """The quota areas of a level inside the present scope: area, entitled, places (after flowing on), supply, chosen, reserve, cut_off."""
    areas = {area: line for area, line in finished_run(run).quota["areas"].items() if len(area) == level and _visible(area)}
    columns = ("entitled", "places", "supply", "chosen", "reserve", "cut_off")
    rows = [(area, *(line.get(name) for name in columns)) for area, line in sorted(areas.items())]
    return pl.DataFrame(rows, schema={"area": pl.String, **dict.fromkeys(columns, pl.Int64)}, orient="row")


def quota_figures(run: int) -> list[dict[str, str]]:
    """The published figures by which places were apportioned: code, as_of, source, speaker."""
    told: list[dict[str, str]] = finished_run(run).quota["figures"]
    return told


def fairness(run: int) -> pl.DataFrame:
    """Everybody by group, against the eligible: dimension, group, assessed, eligible, chosen, reserve, index (`rules/fairness`).

    In a posting the people of its regencies count; those without a known village only in one that holds the whole area.
    """
    held = finished_run(run)
    whole = _visible(held.programme.area)
    return fairness_frame(held.fairness, [regency for regency in held.fairness if (_visible(regency) if regency else whole)])


def verdict_counts(run: int) -> dict[Verdict, int]:
    """How many people inside the present scope got which verdict."""
    counted = read_frame(
        "SELECT verdict, count(*) FROM selection_assessment WHERE run_id = %s GROUP BY verdict",
        {"verdict": pl.String, "people": pl.Int64},
        [run],
    )
    found = dict(counted.iter_rows())
    return {verdict: found.get(verdict.value, 0) for verdict in Verdict}


def reason_counts(run: int) -> pl.DataFrame:
    """[verdict, reason, people] inside the present scope, most frequent first; a person with two reasons counts under both."""
    return _by_reason(_alike(run))


def verdicts_and_reasons(run: int) -> tuple[dict[Verdict, int], pl.DataFrame]:
    """`verdict_counts` and `reason_counts` by one look at the people of a run."""
    alike = _alike(run)
    found = dict(alike.group_by("verdict").agg(pl.col("people").sum()).iter_rows())
    return {verdict: found.get(verdict.value, 0) for verdict in Verdict}, _by_reason(alike)


def _alike(run: int) -> pl.DataFrame:
    """[verdict, reasons, people]: how many got the same verdict for the same reasons."""
    sql = "SELECT verdict, array_to_string(reasons, ';'), count(*) FROM selection_assessment WHERE run_id = %s GROUP BY verdict, reasons"
    return read_frame(sql, {"verdict": pl.String, "reasons": pl.List(pl.String), "people": pl.Int64}, [run])


def _by_reason(alike: pl.DataFrame) -> pl.DataFrame:
    counted = (
        alike.explode("reasons").drop_nulls("reasons").group_by("verdict", pl.col("reasons").alias("reason")).agg(pl.col("people").sum())
    )
    return counted.sort(["people", "verdict", "reason"], descending=[True, False, False])


def _entries(run: int) -> pl.DataFrame:
    return read_frame(
        "SELECT id, worker_id, state, rank, score, array_to_string(reasons, ';'), name, village_code, encode(envelope, 'hex')"
        " FROM selection_entry WHERE run_id = %s ORDER BY rank",
        _ENTRY,
        [run],
    )


def _assessments(run: int) -> pl.DataFrame:
    return read_frame(
        "SELECT worker_id, verdict, array_to_string(reasons, ';'), score, rank, cut_off FROM selection_assessment WHERE run_id = %s",
        _ASSESSMENT,
        [run],
    )


def _niks(entries: pl.DataFrame) -> pl.Series:
    return opened(entries, ("nik",))["nik"]


def opened(entries: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """The sealed values `names` of rows with `entry` and `envelope`, in their order; null where absent."""
    keys = keyring()
    payloads: list[dict[str, Any]] = [
        keys.open(ENTRY_TABLE, entry, envelope) if envelope else {} for entry, envelope in entries.select("entry", "envelope").iter_rows()
    ]
    return pl.DataFrame({name: pl.Series([payload.get(name) for payload in payloads], dtype=pl.String) for name in names})


def _joined() -> pl.Expr:
    return pl.col("reasons").list.join(";")


def _visible(area: str) -> bool:
    actor = current_actor()
    return actor is None or actor.covers(area)
