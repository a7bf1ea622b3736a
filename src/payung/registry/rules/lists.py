"""Lists taken in from outside: which rows cannot be taken, who pays for a member, and which members are known already.

Pure: frames in, frames and expressions out. The columns are those of `payung.exchange`'s list reader.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from payung.core.nik import NikState

SEGMENTS = ("bpu", "pu", "jakon", "pmi")
UNKNOWN = "unknown"

# In the segments of wage earners and of building work the employer pays (UU 24/2011 art. 19); in the others the member
# himself or somebody for him, which a member list does not say.
_PAYERS = {"pu": "employer", "jakon": "employer"}


def spans_of_members(members: pl.DataFrame, on: date) -> pl.DataFrame:
    """`members` with segment, payer_kind, starts_on and ends_on. A list that does not say since when tells of its own day."""
    segment = pl.when(pl.col("segment").fill_null("") == "").then(pl.lit(UNKNOWN)).otherwise(pl.col("segment").str.to_lowercase())
    return members.with_columns(
        segment.alias("segment"),
        segment.replace_strict(_PAYERS, default=UNKNOWN, return_dtype=pl.String).alias("payer_kind"),
        pl.col("from").fill_null(on).alias("starts_on"),
        pl.col("to").alias("ends_on"),
    )


def member_fault() -> pl.Expr:
    """Why a row of `spans_of_members` cannot be taken (a stable code), else null."""
    return (
        pl.when(~pl.col("segment").is_in([*SEGMENTS, UNKNOWN]))
        .then(pl.lit("segment-unknown"))
        .when(pl.col("ends_on") <= pl.col("starts_on"))
        .then(pl.lit("to-before-from"))
        .otherwise(pl.lit(None, pl.String))
    )


def death_fault(on: date) -> pl.Expr:
    """Why a row of a death list, told on the day `on`, cannot be taken (a stable code), else null."""
    return (
        pl.when(pl.col("died_on").is_null())
        .then(pl.lit("died-on-missing"))
        .when(pl.col("died_on") > on)
        .then(pl.lit("died-on-later"))
        .when(pl.col("died_on") < pl.col("birth_date"))
        .then(pl.lit("died-before-birth"))
        .otherwise(pl.lit(None, pl.String))
    )


def spans_of_exclusions(people: pl.DataFrame, on: date) -> pl.DataFrame:
    """`people` with starts_on and ends_on (the first day on which it holds no more). A list that does not say since when tells of its own day."""
    return people.with_columns(pl.col("from").fill_null(on).alias("starts_on"), pl.col("to").alias("ends_on"))


def exclusion_fault() -> pl.Expr:
    """Why a row of `spans_of_exclusions` cannot be taken (a stable code), else null."""
    return pl.when(pl.col("ends_on") <= pl.col("starts_on")).then(pl.lit("to-before-from")).otherwise(pl.lit(None, pl.String))


def same_members(members: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """`members` with `group` (rows of one person have the same) and `worker` (who he is among `known`, else null).

    Both frames hold kpj, nik, nik_state and birth_date, `known` also worker. One KPJ is one person, and so is one sound NIK
    with one birth date; everything less sure is left to linkage.
    """
    rows = members.with_row_index("row").with_columns(_kpj().alias("_kpj"), _nik().alias("_nik"))
    held = known.with_columns(_kpj().alias("_kpj"), _nik().alias("_nik"))
    group = pl.col("row")
    for key in ("_kpj", "_nik", "_kpj"):
        rows = rows.with_columns(pl.when(pl.col(key).is_null()).then(group).otherwise(group.min().over(key)).alias("group"))
        group = pl.col("group")
    for key in ("_kpj", "_nik"):
        first = held.filter(pl.col(key).is_not_null()).group_by(key).agg(pl.col("worker").min().alias(f"by{key}"))
        rows = rows.join(first, on=key, how="left", maintain_order="left")
    worker = pl.coalesce("by_kpj", "by_nik").min().over("group")
    return rows.with_columns(worker.alias("worker")).drop("row", "_kpj", "_nik", "by_kpj", "by_nik")


def _kpj() -> pl.Expr:
    return pl.when(pl.col("kpj") != "").then(pl.col("kpj"))


def _nik() -> pl.Expr:
    sure = (pl.col("nik_state") == NikState.SOUND) & pl.col("birth_date").is_not_null()
    return pl.when(sure).then(pl.col("nik") + pl.lit(" ") + pl.col("birth_date").cast(pl.String))
