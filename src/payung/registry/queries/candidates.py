"""Who may be the person that is being written down: look-up by keyed hashes, for check-as-you-type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.db import connection

from payung.governance.queries.keys import keyring
from payung.registry.rules.keys import registry_keys

MOST_HOLDERS = 60  # a key that more workers share says nothing
_FIELDS = ("nik", "name", "sex", "birth_date", "village", "mother", "phone", "kpj")


@dataclass(frozen=True)
class Candidate:
    """A worker that shares keys. Inside the posting's areas with his own area; elsewhere with the regency and nothing more."""

    worker: int
    strength: int  # keys that agree
    area: str


def keys_for(person: Mapping[str, str | None]) -> list[int]:
    """The look-up keys of one person: nik, name, sex, birth_date (ISO), village, mother, phone, kpj, all text, any may be missing."""
    row = {"id": "0", **{name: person.get(name) or None for name in _FIELDS}}
    return registry_keys(pl.DataFrame([row], schema=dict.fromkeys(row, pl.String)), keyring().hash64)["key"].to_list()


def candidates_for(person: Mapping[str, str | None], limit: int = 10) -> list[Candidate]:
    """Workers of the present scope that may be this person, the strongest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found.worker_id, count(*), min(found.area) FROM unnest(%s::bigint[]) AS asked(key) CROSS JOIN LATERAL ("
            " SELECT k.worker_id, k.area, count(*) OVER () AS holders"
            " FROM (SELECT r.worker_id, r.area FROM registry_registrykey r WHERE r.key = asked.key LIMIT %s) AS k"
            ") AS found WHERE found.holders <= %s GROUP BY found.worker_id ORDER BY 2 DESC, 1 LIMIT %s",
            [sorted(set(keys_for(person))), MOST_HOLDERS + 1, MOST_HOLDERS, limit],
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def candidates_anywhere(person: Mapping[str, str | None], limit: int = 10) -> list[Candidate]:
    """The same over the whole province, also for a posting that sees a part of it: the worker's number, how strong, which regency.

    A page says no more than "a likely match in Kab. Sikka; the province decides".
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker, strength, area FROM registry_likely(%s, %s) LIMIT %s", [sorted(set(keys_for(person))), MOST_HOLDERS, limit]
        )
        return [Candidate(*row) for row in cursor.fetchall()]
