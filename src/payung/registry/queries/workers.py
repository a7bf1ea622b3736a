"""Workers as sets: the records that linkage reads, and the people that selection reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from payung.core.nik import NikState
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.intake.queries import files_of_rows
from payung.registry.queries.answers import FACTS, told_facts
from payung.registry.queries.coverage import deaths, fallen_workers
from payung.registry.queries.persons import with_person
from payung.registry.rules.statuses import Origin, PairStatus

TABLE = "registry_worker"
SEALED = ("nik", "kk", "mother", "phone", "account", "address", "hamlet", "kpj")
TYPED: dict[str, Any] = {
    "nik_state": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "birth_place": pl.String,
    "village_code": pl.String,
    "occupation": pl.String,
    "workplace": pl.String,
    "hours": pl.String,
    "income_idr": pl.Int64,
    "disability": pl.Boolean,
    "decile": pl.Int64,
    "village_order": pl.Int64,
}
_LINKED = ("nik", "mother", "phone")
_CANDIDATE = {
    "id": pl.Int64,
    "origin": pl.String,
    "nik_state": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "village_code": pl.String,
}


def population(on: date) -> pl.DataFrame:
    """Every listed person once, ordered by worker, with what was known on the day.

    worker: who he is known as today. record: which of his records tells the values beside it (a sound NIK first, then the
    surviving record, then the oldest); `envelope` is that record's and `identifiers` opens it. area, nik_state and the
    typed values, an answer of a round by the day in place of what a list says; died_on (null: not known to have died by the day); review: whether an undecided pair waits for a clerk.
    People whose rows were all withdrawn are not in it.
    """
    columns = {"record": pl.Int64, "area": pl.String} | TYPED | {"envelope": pl.Binary}
    held = read_frame(
        f"SELECT id, area, {', '.join(TYPED)}, encode(envelope, 'hex') FROM registry_worker WHERE origin = %s", columns, [Origin.LISTED]
    )
    standing = with_person(held.join(fallen_workers(), left_on="record", right_on="worker", how="anti"), "record", "worker")
    order = [pl.col("nik_state") != NikState.SOUND, pl.col("record") != pl.col("worker"), pl.col("record")]
    people = standing.sort("worker", *order).unique("worker", keep="first", maintain_order=True)
    waiting = people.join(awaiting_review(), on="worker", how="semi")["worker"]
    told = _with_answers(people, on).join(deaths(on), left_on="worker", right_on="person", how="left", maintain_order="left")
    return told.with_columns(review=pl.col("worker").is_in(waiting.implode())).select(
        "worker", "record", "area", *TYPED, "died_on", "review", "envelope"
    )


def living_people(on: date) -> set[int]:
    """The workers of `population` who are not known to have died by the day."""
    held = read_frame("SELECT id FROM registry_worker WHERE origin = %s", {"record": pl.Int64}, [Origin.LISTED])
    standing = with_person(held.join(fallen_workers(), left_on="record", right_on="worker", how="anti"), "record", "worker")
    return set(standing.join(deaths(on), left_on="worker", right_on="person", how="anti")["worker"])


def _with_answers(people: pl.DataFrame, on: date) -> pl.DataFrame:
    """The people with what rounds told of them in place of what lists say; both stay on record (`queries.answers.told_of`)."""
    told = told_facts(on)
    if told.is_empty():
        return people
    joined = people.join(told, left_on="worker", right_on="person", how="left", maintain_order="left", suffix="_told")
    return joined.with_columns(pl.coalesce(f"{name}_told", name).alias(name) for name in FACTS).drop(f"{name}_told" for name in FACTS)


def identifiers(people: pl.DataFrame) -> pl.DataFrame:
    """The sealed values of rows with `record` and `envelope`: record, nik, kk, mother, phone, account, address, hamlet, kpj; null where absent."""
    return people.select("record").hstack(opened_values(TABLE, people["record"], people["envelope"], SEALED))


def opened_values(table: str, ids: pl.Series, envelopes: pl.Series, names: Sequence[str]) -> pl.DataFrame:
    """The values called `names` of the envelopes of rows `ids` of a table, as text; null where absent."""
    keys = keyring()
    payloads = [keys.open(table, row, envelope) if envelope else {} for row, envelope in zip(ids, envelopes, strict=True)]
    return pl.DataFrame({name: pl.Series([payload.get(name) for payload in payloads], dtype=pl.String) for name in names})


def candidate_records() -> pl.DataFrame:
    """What linkage reads: every record that still stands, ordered by id, with origin, nik_state, name, sex, birth_date,
    village_code, nik, mother, phone, and of a listed one `source`: the file that his first row came in.
    """
    sql = "SELECT id, origin, nik_state, name, sex, birth_date, village_code, encode(envelope, 'hex') FROM registry_worker ORDER BY id"
    held = read_frame(sql, _CANDIDATE | {"envelope": pl.Binary}).join(
        fallen_workers(), left_on="id", right_on="worker", how="anti", maintain_order="left"
    )
    return (
        held.drop("envelope")
        .hstack(opened_values(TABLE, held["id"], held["envelope"], _LINKED))
        .join(_first_files(), on="id", how="left", maintain_order="left")
    )


def _first_files() -> pl.DataFrame:
    """[id, source] of every listed worker: the file of the first row that told of him."""
    firsts = read_frame("SELECT worker_id, min(first_id) FROM registry_workerrow GROUP BY worker_id", {"id": pl.Int64, "row": pl.Int64})
    return firsts.join(files_of_rows(firsts["row"].to_list()), on="row").select("id", pl.col("file").cast(pl.String).alias("source"))


def known_participants() -> pl.DataFrame:
    """The members on lists so far: worker, nik_state, birth_date, nik, kpj."""
    columns = {"worker": pl.Int64, "nik_state": pl.String, "birth_date": pl.Date, "envelope": pl.Binary}
    sql = "SELECT id, nik_state, birth_date, encode(envelope, 'hex') FROM registry_worker WHERE origin = %s ORDER BY id"
    held = read_frame(sql, columns, [Origin.PARTICIPANT])
    return held.drop("envelope").hstack(opened_values(TABLE, held["worker"], held["envelope"], ("nik", "kpj")))


def admitted_rows() -> pl.Series:
    """The ids of the intake rows that became workers."""
    return read_frame("SELECT row_id FROM registry_workerrow", {"row": pl.Int64})["row"]


def rows_of(workers: Sequence[int]) -> list[int]:
    """The intake rows that told of these records, ascending."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_id FROM registry_workerrow WHERE worker_id = ANY(%s) ORDER BY row_id", [list(workers)])
        return [row for (row,) in cursor.fetchall()]


def open_one_nik() -> None:
    """Open the NIK of one worker, to prove that keys and data belong together (nothing of it is given back).

    Raises `Refusal` nothing-sealed when no worker has one, and those of the keyring.
    """
    columns = {"record": pl.Int64, "envelope": pl.Binary}
    for state in (NikState.SOUND, NikState.SUSPECT):
        sql = "SELECT id, encode(envelope, 'hex') FROM registry_worker WHERE nik_state = %s AND envelope IS NOT NULL ORDER BY id LIMIT 1"
        found = read_frame(sql, columns, [state])
        if found.height and identifiers(found)["nik"][0]:
            return
    raise Refusal("nothing-sealed", gettext_noop("No worker here has a sealed NIK that could be opened."))


@dataclass(frozen=True)
class Counts:
    """The registry in figures: rows admitted, people listed and people on member lists only (each once, by records that stand),
    merges that stand, deaths known, pairs that wait for a clerk.
    """

    rows: int
    people: int
    participants: int
    merged: int
    died: int
    waiting: int


def linked_rows() -> int:
    """How many rows of the present scope are linked to a worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_workerrow")
        return int(cursor.fetchone()[0])


def counts() -> Counts:
    """The registry of the present scope in figures."""
    fallen = fallen_workers()
    with connection.cursor() as cursor:
        # Most people have one record: only the merged ones are put together, then laid beside those whom they are known as.
        cursor.execute(
            f"""
            WITH standing AS NOT MATERIALIZED (SELECT id, person_id, origin = %s AS listed FROM {TABLE} WHERE id <> ALL(%s)),
            merged AS (SELECT person_id, bool_or(listed) AS listed FROM standing WHERE person_id IS NOT NULL GROUP BY person_id)
            SELECT count(*) FILTER (WHERE h.listed OR m.listed), count(*) FILTER (WHERE (h.listed OR m.listed) IS NOT TRUE)
            FROM (SELECT id, listed FROM standing WHERE person_id IS NULL) AS h FULL JOIN merged m ON m.person_id = h.id""",
            [Origin.LISTED, fallen["worker"].to_list()],
        )
        people, participants = cursor.fetchone()
        cursor.execute(
            f"SELECT (SELECT count(*) FROM registry_workerrow), (SELECT count(*) FROM {TABLE} WHERE survivor_id IS NOT NULL),"
            f" (SELECT count(DISTINCT coalesce(person_id, id)) FROM {TABLE} WHERE died_on IS NOT NULL)"
        )
        rows, merged, died = cursor.fetchone()
    return Counts(
        rows=rows,
        people=people,
        participants=participants,
        merged=merged,
        died=died,
        waiting=pairs_in_question(PairStatus.OPEN, fallen=fallen).height,
    )


def pairs_in_question(*statuses: PairStatus, fallen: pl.DataFrame | None = None) -> pl.DataFrame:
    """[pair, low, high] of the pairs in these statuses whose records both stand, the strongest first; `fallen`: the records that do not, where they are known."""
    sql = "SELECT id, low_id, high_id FROM registry_candidatepair WHERE status = ANY(%s) ORDER BY weight_millibits DESC, id"
    pairs = read_frame(sql, {"pair": pl.Int64, "low": pl.Int64, "high": pl.Int64}, [[str(status) for status in statuses]])
    fallen = fallen_workers() if fallen is None else fallen
    for side in ("low", "high"):
        pairs = pairs.join(fallen, left_on=side, right_on="worker", how="anti", maintain_order="left")
    return pairs


def awaiting_review() -> pl.DataFrame:
    """[worker] of the people in pairs that nobody has decided."""
    pairs = pairs_in_question(PairStatus.OPEN, PairStatus.UNSURE)
    return with_person(pl.concat([pairs["low"], pairs["high"]]).unique().to_frame("record"), "record", "worker").select("worker").unique()
