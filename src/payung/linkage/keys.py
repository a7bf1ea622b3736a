"""Keys: what a registry stores of each row, hashed, so that it can look up by equality who may be the same person.

The hash comes from outside and is keyed: the space of NIKs is minutes of computing for a plain one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from payung.linkage.candidates import Family, families
from payung.linkage.clean import Records, clean

# The families that find a single new row its candidates. "sound-village" and the rarer ones are left to whole runs: a village's rows
# with a word in common are found by the word's key and the area that the registry keeps beside it.
LOOKED_UP = ("nik15", "phone", "day-sound", "names-province", "sounds-district")


def registry_keys(frame: pl.DataFrame, hash64: Callable[[str], int]) -> pl.DataFrame:
    """All keys of every row: id, key (signed 64 bits). One for each folded word of the name, NIK, NIK less its last place, phone, KPJ
    (column kpj, where there is one) and the compounds of date, names and place. Raises `Refusal` ids-missing or ids-repeated.
    """
    records = clean(frame)
    texts = [_family_texts(records, family) for family in families(records) if family.name in LOOKED_UP]
    return _hashed(pl.concat([*texts, *_single_texts(records, frame)]), hash64).select("id", "key").unique().sort("id", "key")


def lookup_keys(frame: pl.DataFrame, hash64: Callable[[str], int]) -> pl.DataFrame:
    """The keys by which candidates are looked up: id, key, most. A key that more than `most` rows share says nothing: leave it out."""
    records = clean(frame)
    texts = [_family_texts(records, family) for family in families(records) if family.name in LOOKED_UP]
    return _hashed(pl.concat(texts), hash64).select("id", "key", "most").unique().sort("id", "key")


def word_keys(words: str, hash64: Callable[[str], int]) -> list[int]:
    """The keys of the words of a name that somebody searches for."""
    records = clean(pl.DataFrame({"id": ["1"], "name": [words]}))
    return [hash64(f"word:{records.tokens.text[number]}") for number in records.name[0] if number >= 0]


def _family_texts(records: Records, family: Family) -> pl.DataFrame:
    parts = [
        pl.Series(part).cast(pl.String) if text is None else pl.Series(text, dtype=pl.String).gather(part)
        for part, text in zip(family.parts, family.texts, strict=True)
    ]
    return pl.DataFrame({"id": records.ids.gather(family.rows), **{f"part{n}": part for n, part in enumerate(parts)}}).select(
        "id",
        pl.concat_str([pl.lit(family.name), *(pl.col(f"part{n}") for n in range(len(parts)))], separator=":").alias("text"),
        pl.lit(family.most, pl.Int64).alias("most"),
    )


def _single_texts(records: Records, frame: pl.DataFrame) -> list[pl.DataFrame]:
    rows, columns = np.nonzero(records.name >= 0)
    words = pl.Series(records.tokens.text).gather(records.name[rows, columns])
    whole = np.flatnonzero(records.nik_number >= 0)
    singles = [("word", records.ids.gather(rows), words), ("nik", records.ids.gather(whole), pl.Series(records.nik_text).gather(whole))]
    if "kpj" in frame.columns:
        known = frame.filter(pl.col("kpj").is_not_null())
        singles.append(("kpj", known["id"].cast(pl.String), known["kpj"].cast(pl.String).str.to_uppercase().str.replace_all(r"\W", "")))
    return [
        pl.DataFrame({"id": ids, "text": values}, schema={"id": pl.String, "text": pl.String}).select(
            "id", (pl.lit(f"{name}:") + pl.col("text")).alias("text"), pl.lit(0, pl.Int64).alias("most")
        )
        for name, ids, values in singles
    ]


def _hashed(texts: pl.DataFrame, hash64: Callable[[str], int]) -> pl.DataFrame:
    """Each distinct text is hashed once."""
    distinct = texts["text"].unique().sort()
    keys = pl.DataFrame({"text": distinct, "key": pl.Series([hash64(text) for text in distinct.to_list()], dtype=pl.Int64)})
    return texts.join(keys, on="text", how="left")
