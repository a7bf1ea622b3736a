"""Loading records of people: values into columns, identifiers into the envelope, keys for look-up."""

from __future__ import annotations

import polars as pl

from payung.governance.actions.bulk import load
from payung.governance.queries.keys import keyring
from payung.linkage import registry_keys
from payung.registry.queries.candidates import hash_of_key
from payung.registry.queries.workers import SEALED, TABLE, TYPED
from payung.registry.rules.statuses import Origin

_LINKED = ("nik", "name", "sex", "birth_date", "village_code", "mother", "phone", "kpj")
_WORDS = ("name", "sex", "birth_place", "village_code", "occupation", "workplace", "hours")  # empty, not null, where nothing is told


def load_records(people: pl.DataFrame, origin: Origin) -> None:
    """Write a worker for every row of `people`: worker (an id taken before), area, the typed values and the sealed ones.

    Columns that a list does not have may be missing.
    """
    told = [name for name in TYPED if name in people.columns]
    typed = people.select(pl.col(name).fill_null("") if name in _WORDS else pl.col(name) for name in told)
    sealed = sealed_envelopes(TABLE, people["worker"], people)
    frame = people.select(pl.col("worker").alias("id"), "area", pl.lit(origin.value).alias("origin")).hstack(typed)
    missing = [pl.lit("").alias(name) for name in _WORDS if name not in told]
    load("registry_worker", frame.with_columns(*missing, pl.lit("").alias("died_source"), pl.lit(1).alias("version"), sealed))
    load("registry_registrykey", keys_of(people))


def sealed_envelopes(table: str, ids: pl.Series, people: pl.DataFrame) -> pl.Series:
    """One envelope a row, of the sealed values that are there."""
    names = [name for name in SEALED if name in people.columns]
    keys = keyring()
    envelopes = [
        keys.seal(table, row, {name: value for name, value in zip(names, values, strict=True) if value})
        for row, values in zip(ids, people.select(names).iter_rows(), strict=True)
    ]
    return pl.Series("envelope", envelopes, dtype=pl.Binary)


def keys_of(people: pl.DataFrame) -> pl.DataFrame:
    """The look-up keys of records, in the order of their index: key, worker_id, area."""
    keys = registry_keys(linkage_columns(people), hash_of_key()).with_columns(pl.col("id").cast(pl.Int64))
    areas = people.select(pl.col("worker").alias("id"), "area")
    return (
        keys.join(areas, on="id")
        .select("key", pl.col("id").alias("worker_id"), "area")
        .unique(["key", "worker_id"])
        .sort("key", "worker_id")
    )


def linkage_columns(people: pl.DataFrame) -> pl.DataFrame:
    """The columns that linkage makes keys of: id, nik, name, sex, birth_date, village, mother, phone, kpj; text, null where absent."""
    renamed = {"worker": "id", "village_code": "village"}
    known = people.select(pl.col(name).alias(renamed.get(name, name)) for name in ("worker", *_LINKED) if name in people.columns)
    return known.with_columns(pl.lit(None, pl.String).alias(name) for name in ("mother", "phone", "kpj") if name not in known.columns)
