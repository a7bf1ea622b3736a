"""Keys: a registry finds by equality of hashes whom a new row may be."""

from __future__ import annotations

import hashlib

import polars as pl
from tests.linkage.people import MARIA, YOSEF, crowd, frame

from payung.linkage import lookup_keys, registry_keys, word_keys


def keyed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, key=b"secret").digest(), signed=True)


def shared(one: pl.DataFrame, other: pl.DataFrame) -> set[int]:
    return set(one["key"]) & set(other["key"])


def test_a_careless_row_shares_a_looked_up_key_with_its_person_and_not_with_others() -> None:
    registry = registry_keys(pl.concat([frame(MARIA, YOSEF), crowd()]), keyed)
    careless = {"name": "Marya G. Nonah", "nik": "5307014506850000", "birth_date": None, "village": "53.07.01.2001"}
    found = lookup_keys(frame(careless), keyed).join(registry, on="key", suffix="_found")
    assert set(found["id_found"]) == {"R1"}
    assert found["most"].min() > 1


def test_names_find_without_nik_and_date() -> None:
    registry = registry_keys(pl.concat([frame(MARIA, YOSEF), crowd()]), keyed)
    assert "R2" in set(
        lookup_keys(frame({"name": "Josef Lado", "village": YOSEF["village"]}), keyed).join(registry, on="key", suffix="_found")["id_found"]
    )


def test_every_word_of_a_name_and_every_number_has_its_key() -> None:
    keys = registry_keys(frame(MARIA), keyed)
    assert keys.schema == {"id": pl.String, "key": pl.Int64}
    assert set(word_keys("GORETTI", keyed)) <= set(keys["key"])
    assert shared(keys, registry_keys(frame({"nik": MARIA["nik"]}), keyed)) >= {keyed(f"nik:{MARIA['nik']}")}
    assert shared(keys, registry_keys(frame({"phone": "+62 812-3456-7890"}), keyed))
    with_kpj = frame({}).with_columns(pl.lit("0123a456789").alias("kpj"))
    assert keyed("kpj:0123A456789") in set(registry_keys(with_kpj, keyed)["key"])


def test_another_hash_key_gives_other_keys_and_the_order_of_rows_none() -> None:
    rows = pl.concat([frame(MARIA, YOSEF), crowd(50)])
    keys = registry_keys(rows, keyed)
    assert registry_keys(rows.reverse(), keyed).equals(keys)
    assert not shared(keys, registry_keys(rows, lambda text: keyed("other " + text)))


def test_rows_of_nothing_have_no_keys() -> None:
    assert registry_keys(frame({}), keyed).is_empty()
    assert registry_keys(frame(), keyed).is_empty()
    assert lookup_keys(frame({}), keyed).is_empty()
