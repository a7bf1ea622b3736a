"""Selecting: one recorded run over everybody."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
from django.db import connection, transaction

from payung import __version__
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import close_partition, drop_partition, load, load_partition, open_partition, take_ids
from payung.governance.actions.jobs import Progress, SupersededError, ask, run_job
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.programmes.queries import Programme, TrancheRow, tranche_money
from payung.programmes.queries import programme as programme_of
from payung.registry.queries.workers import SEALED, identifiers
from payung.selection.models import BeneficiaryList, Entry, SelectionRun
from payung.selection.queries.inputs import Outcome
from payung.selection.queries.runs import ENTRY_TABLE, KEPT_DAYS, RunReport, run_report, runs_to_purge, unfinished_run
from payung.selection.rules.statuses import BINDING, EntryState, Verdict

SELECT_JOB = "selection.run"
ASSESSMENT_TABLE = "selection_assessment"
_FROZEN_TEXTS = ("name", "sex", "birth_place", "village_code", "occupation", "workplace", "hours")
_BEGINNING_LOCK = 0x5041_594C_5253  # runs are begun one after another
_ENTRY_OF = {Verdict.CHOSEN.value: EntryState.CHOSEN.value, Verdict.RESERVE.value: EntryState.RESERVE.value}


def select(
    *, programme: str, seed: int, on: date, by: Actor, at: datetime, tranche: str | None = None, progress: Progress | None = None
) -> RunReport:
    """Assess everybody and choose within the quota, as one recorded run in this process; its report.

    `on`: the day as of which people and figures are known. Without `tranche` the first one that no binding list fills.
    A run of the same question that was begun and not finished is gone on with. Raises `Refusal` unknown-programme,
    unknown-tranche, not-allowed, outside-area, quota-floors-exceed or taken-over.
    """
    check_may(by, "selection.run")
    held = programme_of(programme)
    asked = held.tranche(tranche) if tranche else _next_tranche(held)
    run = begin_selection(programme=programme, tranche=asked.code, seed=seed, on=on, by=by, at=at)
    job = SelectionRun.objects.values_list("job_id", flat=True).get(pk=run)
    try:
        run_job(job_id=int(job or 0), at=at, progress=progress)
    except SupersededError:
        message = gettext_noop("Another process went on with this run. Wait for it to end, then run the command again for its answer.")
        raise Refusal("taken-over", message) from None
    return run_report(run)


@transaction.atomic
def begin_selection(*, programme: str, tranche: str, seed: int, on: date, by: Actor, at: datetime) -> int:
    """Write down a run to be done, with its job; its id. The web queues the job, `select` runs it.

    Asked twice before it is finished (a double click), the same question is one run.
    """
    check_may(by, "selection.run")
    held = programme_of(programme)
    check_area(by, held.area)
    _begin_one_after_another()
    begun = unfinished_run(programme, tranche, seed, on)
    if begun is not None:
        return begun
    asked = held.tranche(tranche)
    money = tranche_money(held, asked)
    run = SelectionRun.objects.create(
        programme_id=held.id,
        tranche_id=asked.id,
        seed=seed,
        on=on,
        code_version=__version__,
        months=asked.months,
        price_idr=money.month_idr,
        prices_idr=money.prices_idr,
        ran_at=at,
    )
    run.job_id = ask(kind=SELECT_JOB, arguments={"run": run.pk}, by=by, at=at)
    run.save(update_fields=["job"])
    return run.pk


@transaction.atomic
def keep_outcome(*, run: int, outcome: Outcome, by: Actor, at: datetime) -> None:
    """Write down what a run came to, and with that it is whole: everybody's assessment, the frozen entries, its facts."""
    check_may(by, "selection.run")
    assessed = outcome.result.sort("rank", "worker", nulls_last=True)
    partition = open_partition(ASSESSMENT_TABLE, run)
    numbered = assessed.with_row_index("id", offset=1).with_columns(run_id=pl.lit(run))
    load_partition(
        partition,
        numbered.select(
            "id",
            "run_id",
            pl.col("worker").alias("worker_id"),
            "area",
            "verdict",
            "reasons",
            "score",
            "rank",
            "cut_off",
            "quota_area",
            "facts",
        ),
    )
    close_partition(ASSESSMENT_TABLE, run)
    _load_entries(run, assessed.filter(pl.col("verdict").is_in(list(_ENTRY_OF))))
    SelectionRun.objects.filter(pk=run).update(**outcome.facts, ran_at=at, complete=True)
    record(by=by, at=at, action="run_selection", kind="selection_run", subjects=[run], change=outcome.facts["result_digest"], run=run)


@transaction.atomic
def purge_runs(*, by: Actor, at: datetime) -> int:
    """Drop the people of runs that nobody handed in within 30 days; how many runs. Their digests, counts and quotas stay."""
    check_may(by, "selection.run")
    purged = runs_to_purge(at - timedelta(days=KEPT_DAYS))
    for run in purged:
        Entry.objects.filter(run_id=run).delete()
        drop_partition(ASSESSMENT_TABLE, run)
    SelectionRun.objects.filter(pk__in=purged).update(purged_at=at)
    record(by=by, at=at, action="purge_runs", kind="selection_run", subjects=purged)
    return len(purged)


def _begin_one_after_another() -> None:
    """Two who ask the same at the same moment must not both find that nobody asked yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_BEGINNING_LOCK])


def _load_entries(run: int, people: pl.DataFrame) -> None:
    """Freeze the chosen and the reserve as they are today; identifiers go from the record's envelope into the entry's own."""
    ids = take_ids(ENTRY_TABLE, people.height)
    keys = keyring()
    sealed = [
        keys.seal(ENTRY_TABLE, entry, {name: value for name, value in zip(SEALED, values, strict=True) if value})
        for entry, values in zip(ids, identifiers(people).select(SEALED).iter_rows(), strict=True)
    ]
    entries = people.select(
        pl.Series("id", ids, pl.Int64),
        pl.lit(run).alias("run_id"),
        pl.col("worker").alias("worker_id"),
        "area",
        pl.col("verdict").replace_strict(_ENTRY_OF, return_dtype=pl.String).alias("state"),
        "rank",
        "score",
        "reasons",
        *(pl.col(name).fill_null("") for name in _FROZEN_TEXTS),
        "birth_date",
        "income_idr",
        pl.Series("envelope", sealed, pl.Binary),
    )
    load(ENTRY_TABLE, entries)


def _next_tranche(held: Programme) -> TrancheRow:
    """The first tranche that no binding list fills yet, else the last."""
    filled = set(BeneficiaryList.objects.filter(run__programme_id=held.id, status__in=BINDING).values_list("run__tranche__code", flat=True))
    waiting = [each for each in held.tranches if each.code not in filled]
    return waiting[0] if waiting else held.tranches[-1]
