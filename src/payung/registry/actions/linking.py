"""Finding out who is one person: recorded runs that make merges and lay doubtful pairs before the clerks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import polars as pl
from django.db import connection, transaction

from payung import __version__
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, update
from payung.governance.actions.jobs import Progress, SupersededError, ask, run_job
from payung.governance.queries.frames import read_frame
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.registry.actions._merging import one_writer_at_a_time, settle_persons, with_shared_area, write_merges
from payung.registry.actions._told import settle_answered
from payung.registry.models import LinkRun
from payung.registry.queries.coverage import fallen_workers
from payung.registry.queries.linking import EXCLUSIONS, NOTICES, LinkReport, Pass, asked_about, link_report, people_of, unfinished_runs
from payung.registry.queries.persons import with_person
from payung.registry.rules.deaths import judge_notices
from payung.registry.rules.linking import PARTICIPANT, TAKEN
from payung.registry.rules.statuses import Basis, Origin, PairStatus
from payung.registry.rules.survivors import Join, join_accepted

LINK_JOB = "registry.link"


def link(*, seed: int, on: date, by: Actor, at: datetime, progress: Progress | None = None) -> LinkReport:
    """Admit what came in and link everything, as one recorded run in this process.

    A run that was begun before and not finished is finished first, and is the answer if its seed is the same. What stands is not rewritten: earlier merges and
    clerks' decisions hold, and linking again with nothing new changes nothing. Raises `Refusal` not-allowed or taken-over.
    """
    check_may(by, "registry.link")
    begun = unfinished_runs()
    for run, _ in begun:
        _work_on(run, at, progress)
    if begun and begun[-1][1] == seed:
        return link_report(begun[-1][0])
    run = begin_link(seed=seed, on=on, by=by, at=at)
    _work_on(run, at, progress)
    return link_report(run)


@transaction.atomic
def begin_link(*, seed: int, on: date, by: Actor, at: datetime) -> int:
    """Write down a run to be done, with its job; its id. The web queues the job, `link` runs it.

    Asked twice before it is finished (a double click), it is one run.
    """
    check_may(by, "registry.link")
    one_writer_at_a_time()
    begun = [each for each, of_seed in unfinished_runs() if of_seed == seed]
    if begun:
        return begun[-1]
    run = LinkRun.objects.create(seed=seed, on=on, began_at=at)
    run.job_id = ask(kind=LINK_JOB, arguments={"run": run.pk}, by=by, at=at)
    run.save(update_fields=["job"])
    return run.pk


def _work_on(run: int, at: datetime, progress: Progress | None) -> None:
    job = LinkRun.objects.values_list("job", flat=True).get(pk=run)
    try:
        run_job(job_id=job, at=at, progress=progress)
    except SupersededError:
        message = gettext_noop("Another process went on with this run. Wait for it to end, then run the command again for its answer.")
        raise Refusal("taken-over", message) from None


@transaction.atomic
def link_workers(*, run: int, work: Pass, by: Actor, at: datetime) -> None:
    """Write down what one pass found, and with that the run is whole: merges, questions for clerks, deaths, counts."""
    check_may(by, "registry.link")
    one_writer_at_a_time()
    accepted = work.found.decided("accept").sort(pl.col("kind") == PARTICIPANT, maintain_order=True)
    person_of, people = people_of(work.records)
    joins, taken = join_accepted(people, _pairs_to_join(accepted), person_of)
    _write_joins(joins, accepted, run, by, at)
    settle_persons(fallen_workers()["worker"])
    questions = pl.concat([work.found.decided("review"), accepted[taken].with_columns(pl.lit(TAKEN).alias("reason"))])
    listed = work.records["origin"] == Origin.LISTED
    LinkRun.objects.filter(pk=run).update(
        ran_at=at,
        inputs_digest=work.inputs_digest,
        parameters_digest=work.parameters_digest,
        code_version=__version__,
        workers=int(listed.sum()),
        participants=int((~listed).sum()),
        accepted=accepted.height,
        review=work.found.decided("review").height,
        merged=len(joins),
        queued=_queue(questions, work, run),
        died=_match_deaths(work),
        excluded=_match(EXCLUSIONS, work.exclusions, work.found.excluded, work).height,
        model=work.found.model,
    )
    record(by=by, at=at, action="link_workers", kind="linkrun", subjects=[run], change=work.inputs_digest, run=run)


def _pairs_to_join(accepted: pl.DataFrame) -> Iterator[tuple[int, int, bool]]:
    return accepted.select("left", "right", pl.col("kind") == PARTICIPANT).iter_rows()


def _write_joins(joins: Sequence[Join], accepted: pl.DataFrame, run: int, by: Actor, at: datetime) -> None:
    """Keep the pair that each merge rests on, then merge."""
    made = pl.DataFrame([(join.merged, join.survivor) for join in joins], schema={"merged": pl.Int64, "survivor": pl.Int64}, orient="row")
    pairs = _in_order(accepted[[join.pair for join in joins]])
    _keep_pairs(pairs.with_columns(pl.lit("[]").alias("evidence")), PairStatus.JOINED, run)
    held = read_frame("SELECT low_id, high_id, id FROM registry_candidatepair", {"low": pl.Int64, "high": pl.Int64, "pair": pl.Int64})
    rests_on = pairs.select("low", "high").join(held, on=["low", "high"], how="left", maintain_order="left")["pair"]
    write_merges(made.with_columns(rests_on), basis=Basis.LINKAGE, by=by, at=at)


def _queue(questions: pl.DataFrame, work: Pass, run: int) -> int:
    """Lay pairs before the clerks, the strongest of each couple of people; how many. Nobody is asked twice about a couple."""
    couples = with_person(with_person(_in_order(questions), "low", "one"), "high", "other")
    couples = couples.with_columns(pl.min_horizontal("one", "other"), pl.max_horizontal("one", "other").alias("other"))
    asked = asked_about().select(pl.min_horizontal("one", "other").alias("one"), pl.max_horizontal("one", "other").alias("other"))
    new = couples.filter(pl.col("one") != pl.col("other")).join(asked, on=["one", "other"], how="anti")
    strongest = new.sort("weight", "low", "high", descending=[True, False, False]).unique(
        ["one", "other"], keep="first", maintain_order=True
    )
    evidence = [json.dumps(work.found.grounds(*pair)) for pair in strongest.select("left", "right", "kind").iter_rows()]
    return _keep_pairs(strongest.with_columns(pl.Series("evidence", evidence, dtype=pl.String)), PairStatus.OPEN, run)


def _in_order(pairs: pl.DataFrame) -> pl.DataFrame:
    """With `low` and `high`, the smaller and the larger record."""
    return pairs.with_columns(pl.min_horizontal("left", "right").alias("low"), pl.max_horizontal("left", "right").alias("high"))


def _keep_pairs(pairs: pl.DataFrame, status: PairStatus, run: int) -> int:
    """Write pairs that are not kept yet; how many."""
    facts = with_shared_area(pairs, "low", "high").select(
        "area",
        pl.col("low").alias("low_id"),
        pl.col("high").alias("high_id"),
        "kind",
        (pl.col("weight") * 1000).round().cast(pl.Int32).alias("weight_millibits"),
        "reason",
        "evidence",
        pl.lit(status.value).alias("status"),
        pl.lit(run).alias("run_id"),
    )
    return load("registry_candidatepair", facts, on_conflict="DO NOTHING")


def _match_deaths(work: Pass) -> int:
    """Say of whom each row of a death list tells, and set the day of death where it is sure; how many were matched now."""
    matched = _match(NOTICES, work.notices, work.found.told, work)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_worker AS w SET died_on = n.died_on, died_source = n.source, version = w.version + 1 FROM ("
            " SELECT DISTINCT ON (worker_id) worker_id, died_on, source FROM registry_deathnotice WHERE id = ANY(%s) ORDER BY worker_id, died_on, id"
            ") AS n WHERE n.worker_id = w.id AND w.died_on IS NULL",
            [matched["id"].to_list()],
        )
    settle_answered(matched["worker"].unique().to_list())
    return matched.height


def _match(table: str, rows: pl.DataFrame, told: pl.DataFrame, work: Pass) -> pl.DataFrame:
    """Say of whom each row of a list tells; [id, worker, status] of those matched now."""
    records = with_person(work.records.select("id", "nik", "nik_state", "birth_date"), "id", "person")
    judged = judge_notices(rows, records, with_person(told, "worker", "person"))
    update(table, judged.rename({"worker": "worker_id"}))
    return judged.filter(pl.col("worker").is_not_null())
