"""Keys: what a registry stores of each row, hashed, so that it can look up by equality who may be the same person.

The hash comes from outside and is keyed: the space of NIKs is minutes of computing for a plain one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import repeat

import numpy as np
import polars as pl

from payung.linkage.candidates import families
from payung.linkage.clean import Records, clean

# The families that find a single new row its candidates. "sound-village" and the rarer ones are left to whole runs: a village's rows
# with a word in common are found by the word's key and the area that the registry keeps beside it.
LOOKED_UP = ("nik15", "phone", "day-sound", "names-province", "sounds-district")


def registry_keys(frame: pl.DataFrame, hash64: Callable[[str], int]) -> pl.DataFrame:
    """All keys of every row: id, key (signed 64 bits). One for each folded word of the name, NIK, NIK less its last place, phone, KPJ
    (column kpj, where there is one) and the compounds of date, names and place. Raises `Refusal` ids-missing or ids-repeated.
    """
    records = clean(frame)
    return _hashed(records, [*_compounds(records), *_singles(records, frame)], hash64).select("id", "key").unique().sort("id", "key")


def lookup_keys(frame: pl.DataFrame, hash64: Callable[[str], int]) -> pl.DataFrame:
    """The keys by which candidates are looked up: id, key, most. A key that more than `most` rows share says nothing: leave it out."""
    records = clean(frame)
    return _hashed(records, list(_compounds(records)), hash64).unique().sort("id", "key")


def word_keys(words: str, hash64: Callable[[str], int]) -> list[int]:
    """The keys of the words of a name that somebody searches for."""
    records = clean(pl.DataFrame({"id": ["1"], "name": [words]}))
    return [hash64(f"word:{records.tokens.text[number]}") for number in records.name[0] if number >= 0]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The keys of one family before they are hashed: row and text."""

    rows: list[int]
    texts: list[str]
    most: int


def _compounds(records: Records) -> Iterator[_Texts]:
    for family in families(records):
        if family.name in LOOKED_UP:
            columns = [
                map(str, part.tolist()) if text is None else [text[number] for number in part.tolist()]
                for part, text in zip(family.parts, family.texts, strict=True)
            ]
            texts = [":".join(parts) for parts in zip(repeat(family.name, len(family.rows)), *columns, strict=True)]
            yield _Texts(family.rows.tolist(), texts, family.most)


def _singles(records: Records, frame: pl.DataFrame) -> Iterator[_Texts]:
    rows, columns = np.nonzero(records.name >= 0)
    yield _Texts(rows.tolist(), [f"word:{records.tokens.text[number]}" for number in records.name[rows, columns].tolist()], 0)
    whole = np.flatnonzero(records.nik_number >= 0).tolist()
    yield _Texts(whole, [f"nik:{records.nik_text[row]}" for row in whole], 0)
    if "kpj" in frame.columns:
        numbers = frame.sort(pl.col("id").cast(pl.String)).select(
            pl.col("kpj").cast(pl.String).str.to_uppercase().str.replace_all(r"\W", "")
        )
        known = [(row, number) for row, number in enumerate(numbers["kpj"].to_list()) if number]
        yield _Texts([row for row, _ in known], [f"kpj:{number}" for _, number in known], 0)


def _hashed(records: Records, families: list[_Texts], hash64: Callable[[str], int]) -> pl.DataFrame:
    """id, key and most; each distinct text is hashed once."""
    key = cache(hash64)
    rows = [row for family in families for row in family.rows]
    return pl.DataFrame(
        {
            "id": records.ids.gather(rows),
            "key": pl.Series([key(text) for family in families for text in family.texts], dtype=pl.Int64),
            "most": pl.Series([family.most for family in families for _ in family.rows], dtype=pl.Int64),
        }
    )
