"""Two lists of the same sender, held against each other: person by person, by the row that was corrected, NIK, or name and birth date."""

from __future__ import annotations

import polars as pl

from payung.intake.rules.repeats import folded_name

COMPARED = ("name", "sex", "birth_date", "village_code", "occupation")


def compare(earlier: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """[kind, name, birth_date, before, fields]: everybody of both lists once, those who are new first, then changed, gone and the same.

    Both: id, first (the first version of the row), nik_key, the columns of COMPARED, digest (of the row as it came). `fields`: what is
    written differently; "other" where the row differs in what is sealed only. `before`: the name that stood there.
    """
    pairs = _pairs(earlier, later)
    both = pairs.join(earlier, left_on="earlier", right_on="id").join(later, left_on="later", right_on="id", suffix="_later")
    differs = [pl.when(pl.col(name).ne_missing(pl.col(f"{name}_later"))).then(pl.lit(name)) for name in COMPARED]
    sealed = pl.when(pl.col("digest") != pl.col("digest_later")).then(pl.lit("other"))
    told = both.with_columns(pl.concat_list(*differs).list.drop_nulls().alias("fields")).with_columns(
        pl.when(pl.col("fields").list.len() > 0).then("fields").otherwise(pl.concat_list(sealed).list.drop_nulls()).alias("fields")
    )
    kept = told.select(
        pl.when(pl.col("fields").list.len() > 0).then(pl.lit("changed")).otherwise(pl.lit("same")).alias("kind"),
        pl.col("name_later").alias("name"),
        pl.col("birth_date_later").alias("birth_date"),
        pl.col("name").alias("before"),
        "fields",
    )
    parts = [
        _alone(later.join(pairs, left_on="id", right_on="later", how="anti", maintain_order="left"), "new"),
        kept.filter(pl.col("kind") == "changed"),
        _alone(earlier.join(pairs, left_on="id", right_on="earlier", how="anti", maintain_order="left"), "gone"),
        kept.filter(pl.col("kind") == "same"),
    ]
    return pl.concat(parts)


def _alone(people: pl.DataFrame, kind: str) -> pl.DataFrame:
    nothing = pl.Series("fields", [[]] * people.height, dtype=pl.List(pl.String))
    return people.select(pl.lit(kind).alias("kind"), "name", "birth_date", pl.lit(None, pl.String).alias("before")).with_columns(nothing)


def _pairs(earlier: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """[earlier, later]: each row with its one counterpart, by the surest sign first."""
    found = [pl.DataFrame(schema={"earlier": pl.Int64, "later": pl.Int64})]
    left, right = (frame.with_columns(folded_name().alias("folded")) for frame in (earlier, later))
    for keys in (["first"], ["nik_key"], ["folded", "birth_date"]):
        one, other = (frame.drop_nulls(keys).unique(keys, keep="first", maintain_order=True) for frame in (left, right))
        pairs = one.join(other, on=keys, suffix="_later").select(pl.col("id").alias("earlier"), pl.col("id_later").alias("later"))
        found.append(pairs)
        left = left.join(pairs, left_on="id", right_on="earlier", how="anti", maintain_order="left")
        right = right.join(pairs, left_on="id", right_on="later", how="anti", maintain_order="left")
    return pl.concat(found).sort("later")
