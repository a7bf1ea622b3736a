"""Who may be the person that is being written down: look-up by keyed hashes, for check-as-you-type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl
from django.db import connection

from payung.governance.queries.keys import keyring
from payung.linkage import lookup_keys, registry_keys

_FIELDS = ("nik", "name", "sex", "birth_date", "village", "mother", "phone")
_NUMBER_HOLDERS = 5  # workers under one KPJ: the same member from several lists


@dataclass(frozen=True)
class Candidate:
    """A worker that shares keys. Inside the posting's areas with his own area; elsewhere with the regency and nothing more."""

    worker: int
    strength: int  # keys that agree
    area: str


def candidates_for(person: Mapping[str, str | None], limit: int = 10) -> list[Candidate]:
    """Workers of the present scope that may be this person, the strongest first.

    `person`: nik, name, sex, birth_date (ISO), village, mother, phone, kpj, all text, any may be missing.
    """
    return _look_up(
        "SELECT w.id, l.strength, w.area FROM registry_likely(%s, %s) AS l JOIN registry_worker AS w ON w.id = l.worker"
        " ORDER BY l.strength DESC, w.id LIMIT %s",
        person,
        limit,
    )


def candidates_anywhere(person: Mapping[str, str | None], limit: int = 10) -> list[Candidate]:
    """The same over the whole province, also for a posting that sees a part of it: the worker's number, how strong, which regency.

    A page says no more than "a likely match in Kab. Sikka; the province decides".
    """
    return _look_up("SELECT worker, strength, area FROM registry_likely(%s, %s) LIMIT %s", person, limit)


def hash_of_key() -> Callable[[str], int]:
    """The keyed hash under which keys are stored and looked up."""
    return partial(keyring().hash64, "registry-key")


def _look_up(sql: str, person: Mapping[str, str | None], limit: int) -> list[Candidate]:
    keys = _keys_of(person)
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(keys), list(keys.values()), limit])
        return [Candidate(*row) for row in cursor.fetchall()]


def _keys_of(person: Mapping[str, str | None]) -> dict[int, int]:
    """The keys to look up, each with the most workers that may share it."""
    row = {"id": "0", **{name: person.get(name) or None for name in _FIELDS}}
    found = lookup_keys(pl.DataFrame([row], schema=dict.fromkeys(row, pl.String)), hash_of_key())
    keys = dict(found.select("key", "most").iter_rows())
    if person.get("kpj"):
        number = pl.DataFrame({"id": ["0"], "kpj": [person["kpj"]]})
        keys |= dict.fromkeys(registry_keys(number, hash_of_key())["key"], _NUMBER_HOLDERS)
    return keys
