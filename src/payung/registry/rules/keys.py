"""Look-up keys of records, until linkage gives its own."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

Hash64 = Callable[[str, str], int]


def registry_keys(people: pl.DataFrame, hash64: Hash64) -> pl.DataFrame:
    """[id, key] of people (id, nik, name, birth_date, village, phone, kpj): names, numbers, and names with day or village."""
    keys = []
    for row in people.iter_rows(named=True):
        words = sorted(set((row["name"] or "").lower().split()))
        texts = [f"name:{word}" for word in words]
        texts += [f"day:{row['birth_date']}:{word}" for word in words if row["birth_date"]]
        texts += [f"village:{row['village']}:{word}" for word in words if row["village"]]
        texts += [f"nik15:{row['nik'][:15]}", f"nik:{row['nik']}"] if row["nik"] else []
        texts += [f"{name}:{row[name]}" for name in ("phone", "kpj") if row[name]]
        keys += [(row["id"], hash64("registry", text)) for text in texts]
    return pl.DataFrame(keys, schema={"id": people.schema["id"], "key": pl.Int64}, orient="row")
