"""Who is one person with whom: survivor pointers followed to their end."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from django.db import connection

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame


def same_person(ids: Iterable[int]) -> dict[int, int]:
    """For every worker the worker he is known as today (himself, when he was never merged).

    The one question with which submitting, exporting, billing, paying and claiming begin: rows downstream keep the worker
    they were made for.
    """
    known: dict[int, int] = {}
    wanted = list(dict.fromkeys(ids))
    asked = wanted
    with connection.cursor() as cursor:
        while asked:
            cursor.execute("SELECT id, survivor_id FROM registry_worker WHERE survivor_id IS NOT NULL AND id = ANY(%s)", [asked])
            told = dict(cursor.fetchall())
            known |= told
            asked = sorted(set(told.values()) - known.keys())
    ends = {}
    for worker in wanted:
        end = worker
        while end in known:
            end = known[end]
        ends[worker] = end
    return ends


def persons() -> pl.DataFrame:
    """[worker, person] of every merged worker of the present scope; whoever is not in it is a person himself."""
    return read_frame("SELECT id, person_id FROM registry_worker WHERE person_id IS NOT NULL", {"worker": pl.Int64, "person": pl.Int64})


def with_person(frame: pl.DataFrame, worker: str = "worker", person: str = "person") -> pl.DataFrame:
    """`frame` with the column `person`: who the worker in column `worker` is known as today."""
    known = persons().rename({"worker": worker, "person": person})
    return frame.join(known, on=worker, how="left", maintain_order="left").with_columns(pl.col(person).fill_null(pl.col(worker)))


def records_of(workers: Iterable[int]) -> dict[int, int]:
    """For every record that is one person with any of `workers` today, the worker this person is known as."""
    ends = sorted(set(same_person(workers).values()))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE group_of(record, person) AS ("
            " SELECT id, id FROM registry_worker WHERE id = ANY(%s)"
            " UNION ALL SELECT w.id, g.person FROM registry_worker w JOIN group_of g ON w.survivor_id = g.record"
            ") SELECT record, person FROM group_of",
            [ends],
        )
        return dict(cursor.fetchall())


def not_all_here() -> Refusal:
    """Some of the workers named are not there in the present scope."""
    return Refusal("no-such-object", gettext_noop("Not all of these workers are here, or some lie outside your area."))
