"""Who is one person with whom, as the column `person` has it: survivor pointers followed to their end when they were written."""

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
    wanted = list(dict.fromkeys(ids))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, person_id FROM registry_worker WHERE id = ANY(%s)", [wanted])
        known = {worker: person for worker, person in cursor.fetchall() if person is not None}
    return {worker: known.get(worker, worker) for worker in wanted}


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
            "SELECT id, id FROM registry_worker WHERE id = ANY(%(ends)s)"
            " UNION ALL SELECT id, person_id FROM registry_worker WHERE person_id = ANY(%(ends)s)",
            {"ends": ends},
        )
        return dict(cursor.fetchall())


def not_all_here() -> Refusal:
    """Some of the workers named are not there in the present scope."""
    return Refusal("no-such-object", gettext_noop("Not all of these workers are here, or some lie outside your area."))
