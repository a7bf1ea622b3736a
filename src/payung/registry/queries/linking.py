"""Linkage runs, and what one pass of linkage reads and has to respect."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.registry.models import LinkRun
from payung.registry.queries.persons import with_person
from payung.registry.queries.workers import candidate_records, opened_values
from payung.registry.rules.deaths import not_known_exactly
from payung.registry.rules.linking import Found, find_persons
from payung.registry.rules.statuses import NOTICES as NOTICE_MOVES
from payung.registry.rules.statuses import NoticeStatus, Origin, PairStatus
from payung.registry.rules.survivors import Person

NOTICES = "registry_deathnotice"
EXCLUSIONS = "registry_exclusion"
_NOTICE = {
    "id": pl.Int64,
    "nik_state": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "village_code": pl.String,
    "status": pl.String,
    "worker": pl.Int64,
}


@dataclass(frozen=True)
class LinkReport:
    """What a run did: rows admitted as workers, records linked, pairs found, merges made, pairs laid before clerks, deaths
    and exclusions matched.
    """

    run: int
    admitted: int
    workers: int
    participants: int
    accepted: int
    review: int
    merged: int
    queued: int
    died: int
    excluded: int


def link_report(run: int) -> LinkReport:
    """A whole linkage run. Raises `Refusal` no-such-object."""
    held = LinkRun.objects.filter(pk=run, ran_at__isnull=False).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such linkage run, or it is not finished."))
    return LinkReport(held.pk, *(getattr(held, each.name) for each in fields(LinkReport)[1:]))


def unfinished_runs() -> list[tuple[int, int]]:
    """(run, seed) of the runs that were begun and are not whole, oldest first."""
    return list(LinkRun.objects.filter(ran_at__isnull=True).order_by("id").values_list("pk", "seed"))


def death_notices() -> pl.DataFrame:
    """Every row of every death list, opened: id, nik_state, name, sex, birth_date, village_code, status, worker, died_on, nik, mother, phone."""
    return _list_rows(NOTICES, {"died_on": pl.Date})


def exclusion_rows() -> pl.DataFrame:
    """Every row of every list of exclusions, opened: as `death_notices`, with kind, starts_on and ends_on in place of died_on."""
    return _list_rows(EXCLUSIONS, {"kind": pl.String, "starts_on": pl.Date, "ends_on": pl.Date})


def _list_rows(table: str, own: dict[str, Any]) -> pl.DataFrame:
    columns = _NOTICE | own
    names = ", ".join("worker_id" if name == "worker" else name for name in columns)
    held = read_frame(f"SELECT {names}, encode(envelope, 'hex') FROM {table} ORDER BY id", columns | {"envelope": pl.Binary})
    return held.drop("envelope").hstack(opened_values(table, held["id"], held["envelope"], ("nik", "mother", "phone")))


def people_of(records: pl.DataFrame) -> tuple[dict[int, int], list[Person]]:
    """Who each record (id, origin) is known as, and what joining must know of these people: who is kept apart from whom by a clerk."""
    held = with_person(records.select("id", "origin"), "id", "person")
    kinds = held.group_by("person").agg(
        (pl.col("origin") == Origin.LISTED).any().alias("listed"), (pl.col("origin") == Origin.PARTICIPANT).any().alias("participant")
    )
    people = {person: Person(person, listed, participant) for person, listed, participant in kinds.iter_rows()}
    for one, other in decided_apart().iter_rows():
        for here, there in ((one, other), (other, one)):
            if here in people:
                people[here].apart.add(there)
    return dict(held.select("id", "person").iter_rows()), list(people.values())


def decided_apart() -> pl.DataFrame:
    """[one, other] people whom a clerk called different, or could not tell: linkage leaves them apart."""
    return _couples(PairStatus.DIFFERENT, PairStatus.UNSURE)


def asked_about() -> pl.DataFrame:
    """[one, other] people between whom a question was put already, whatever became of it."""
    return _couples(*PairStatus)


def _couples(*statuses: PairStatus) -> pl.DataFrame:
    sql = "SELECT low_id, high_id FROM registry_candidatepair WHERE status = ANY(%s)"
    pairs = read_frame(sql, {"low": pl.Int64, "high": pl.Int64}, [[str(status) for status in statuses]])
    pairs = with_person(with_person(pairs, "low", "one"), "high", "other")
    return pairs.filter(pl.col("one") != pl.col("other")).select("one", "other").unique(maintain_order=True)


@dataclass(frozen=True)
class Pass:
    """One pass of linkage over everything that stands: what it read, what it found, and the digests of both sides of it."""

    records: pl.DataFrame
    notices: pl.DataFrame
    exclusions: pl.DataFrame
    found: Found
    inputs_digest: bytes
    parameters_digest: bytes


def one_pass(run: int) -> Pass:
    """Read everything that stands and link it, with the seed of the run. Writes nothing."""
    seed = LinkRun.objects.values_list("seed", flat=True).get(pk=run)
    records = candidate_records()
    notices, exclusions = (_reopened(rows, records) for rows in (death_notices(), exclusion_rows()))
    decided = _decided_pairs()
    found = find_persons(records, notices, not_known_exactly(exclusions, records), decided, seed=seed)
    parameters = json.dumps({"seed": seed, "version": found.version, "model": found.tables}, sort_keys=True)
    inputs = _inputs_digest(records, (notices, exclusions), decided)
    return Pass(records, notices, exclusions, found, inputs, hashlib.sha256(parameters.encode()).digest())


def _reopened(rows: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Rows of lists; one that was matched to a person none of whose records stands any more waits again."""
    standing = with_person(records.select("id"), "id", "person")["person"].unique()
    person = with_person(rows.select("worker"), "worker", "person")["person"]
    gone = pl.Series(rows["status"] == NoticeStatus.MATCHED) & ~person.is_in(standing.implode())
    waits = pl.lit(NOTICE_MOVES.check("reopen", NoticeStatus.MATCHED))
    return rows.with_columns(pl.when(gone).then(waits).otherwise("status").alias("status"))


def is_whole(run: int) -> bool:
    """Whether a run wrote down what it found."""
    return LinkRun.objects.filter(pk=run, ran_at__isnull=False).exists()


def _decided_pairs() -> pl.DataFrame:
    """[low, high, same] of the pairs that clerks decided; one that they could not tell is not the same until they can."""
    sql = "SELECT low_id, high_id, status = %s FROM registry_candidatepair WHERE status = ANY(%s) ORDER BY low_id, high_id"
    decided = [PairStatus.SAME.value, PairStatus.DIFFERENT.value, PairStatus.UNSURE.value]
    return read_frame(sql, {"low": pl.Int64, "high": pl.Int64, "same": pl.Boolean}, [PairStatus.SAME.value, decided])


def _inputs_digest(records: pl.DataFrame, lists: Sequence[pl.DataFrame], decided: pl.DataFrame) -> bytes:
    """A keyed digest of what linkage reads. Ids and the order of the rows are no part of it: a decided pair is told by its rows."""
    rows = pl.concat_str(pl.exclude("id").cast(pl.String).fill_null(""), separator="\x1f").alias("row")
    people, told = records.select("id", rows), [each.drop("status", "worker").select(rows)["row"] for each in lists]
    pairs = decided.join(people, left_on="low", right_on="id").join(people, left_on="high", right_on="id", suffix="_high")
    sides = [pl.min_horizontal("row", "row_high"), pl.max_horizontal("row", "row_high"), pl.col("same").cast(pl.String)]
    parts = [people["row"], *told, pairs.select(pl.concat_str(sides, separator="\x1e").alias("pair"))["pair"]]
    return keyring().digest("linkage-inputs", "\x1d".join("\n".join(part.sort()) for part in parts).encode())
