"""Who stands in an upload more than once: the same NIK, or the same person, anywhere in its files."""

from __future__ import annotations

import polars as pl

from payung.core.nik import NikState
from payung.intake.rules.findings import ORDER

_NOT_WORD = r"[^a-z0-9]+"


def find_repeats(people: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows of the typed frame, each later row with the first one it repeats: row, other (places in the frame), code.

    `nik-repeated`: one NIK in both, unless its last digit may be lost or it is a family card. `row-repeated`: the same folded
    name with the same NIK, or with the same birth date and village where no two sound NIKs contradict it.
    """
    keyed = people.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        pl.when(reliable_nik()).then("nik").alias("nik"),
        pl.when(pl.col("nik_state") == NikState.SOUND).then("nik").alias("sound"),
        folded_name().alias("name"),
        "birth_date",
        "village_code",
    )
    same_person = keyed.filter((pl.col("sound").drop_nulls().n_unique() <= 1).over("name", "birth_date", "village_code"))
    pairs = pl.concat(
        [
            _pairs(keyed, ["nik"], "nik-repeated"),
            _pairs(keyed, ["nik", "name"], "row-repeated"),
            _pairs(same_person, ["name", "birth_date", "village_code"], "row-repeated"),
        ]
    )
    return pairs.unique(["row", "code"], keep="first", maintain_order=True).sort("row", "code")


def mark_repeats(people: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The typed frame with the codes of `pairs` among the findings of both rows."""
    both = pl.concat([pairs.select("row", "code"), pairs.select(pl.col("other").alias("row"), "code")]).unique()
    codes = both.group_by("row").agg(pl.col("code").alias("found"))
    joined = (
        people.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).join(codes, on="row", how="left", maintain_order="left")
    )
    merged = pl.concat_list("findings", pl.col("found").fill_null([])).list.unique()
    in_order = merged.list.eval(pl.element().sort_by(pl.element().replace_strict(ORDER, return_dtype=pl.Int32)))
    return joined.with_columns(pl.when(pl.col("found").is_null()).then("findings").otherwise(in_order).alias("findings")).select(
        people.columns
    )


def folded_name() -> pl.Expr:
    """The name in lower case without accents and punctuation, as `exchange.values.fold` makes it; null when nothing is left."""
    plain = pl.col("name").str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    folded = plain.str.replace_all(_NOT_WORD, " ").str.strip_chars()
    return pl.when(folded != "").then(folded)


def reliable_nik() -> pl.Expr:
    """Whether all sixteen digits of a row's NIK are known and are no family card's."""
    state, nik = pl.col("nik_state"), pl.col("nik")
    damaged = (state == NikState.SUSPECT) & nik.str.ends_with("0")
    return state.is_in([NikState.SOUND, NikState.SUSPECT]) & ~damaged & ~pl.col("findings").list.contains("nik-is-kk")


def _pairs(keyed: pl.DataFrame, keys: list[str], code: str) -> pl.DataFrame:
    """Every row after the first of those that agree in all of `keys` (none of them null), with that first row."""
    whole = keyed.drop_nulls(keys)
    first = pl.col("row").min().over(keys)
    return whole.select("row", first.alias("other")).filter(pl.col("row") != pl.col("other")).with_columns(pl.lit(code).alias("code"))
