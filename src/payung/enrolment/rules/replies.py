"""What each row of a reply does: whom it is about, and what it changes. Frames in, frames out; the order of rows decides nothing.

Rows: row, nik_key, kpj_key, name (folded), birth_date, said, reason. Lines (of the list): enrolment, entry, status, nik_key, kpj_key,
name (folded), birth_date, moved (somebody else has his place).
"""

from __future__ import annotations

import polars as pl

from payung.enrolment.rules.statuses import EnrolmentStatus, RowOutcome

_SAID_ACCEPTED, _UNREADABLE = "accepted", "unreadable"


def placed(rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """[row, enrolment, by_nik]: by the NIK that was sent, else by name and date of birth where these are one person's alone.

    Where somebody has several lines (refused, then sent again) the newest speaks.
    """
    newest = lines.sort("enrolment", descending=True)
    by_nik = newest.filter(pl.col("nik_key").is_not_null()).unique("nik_key", keep="first", maintain_order=True)
    found = rows.join(by_nik.select("nik_key", "enrolment"), on="nik_key", how="inner").select(
        "row", "enrolment", pl.lit(True).alias("by_nik")
    )
    left = rows.join(found, on="row", how="anti").filter(pl.col("name").is_not_null(), pl.col("birth_date").is_not_null())
    named = newest.unique(["entry"], keep="first").filter(pl.struct("name", "birth_date").is_unique())
    by_name = left.join(named.select("name", "birth_date", "enrolment"), on=["name", "birth_date"], how="inner")
    return pl.concat([found, by_name.select("row", "enrolment", pl.lit(False).alias("by_nik"))])


def judged(rows: pl.DataFrame, lines: pl.DataFrame, numbers_taken: pl.DataFrame) -> pl.DataFrame:
    """The rows with enrolment, by_nik and outcome.

    `numbers_taken` [kpj_key, enrolment]: who has which number, in this list or another. A file that says two things of one person, or
    one number of two people, changes nothing about them.
    """
    known = rows.join(placed(rows, lines), on="row", how="left", maintain_order="left").join(
        lines.select("enrolment", "status", "moved", held_key="kpj_key"), on="enrolment", how="left", maintain_order="left"
    )
    taken = numbers_taken.rename({"enrolment": "holder"}).unique("kpj_key")
    known = known.join(taken, on="kpj_key", how="left", maintain_order="left")
    readable = pl.col("enrolment").is_not_null() & (pl.col("said") != _UNREADABLE)
    accepts = readable & (pl.col("said") == _SAID_ACCEPTED)
    message = pl.when(accepts).then(pl.col("kpj_key")).otherwise(pl.lit(0))
    torn = message.filter(readable).n_unique().over("enrolment") > 1
    shared = pl.col("enrolment").filter(accepts).n_unique().over("kpj_key") > 1
    foreign = pl.col("holder").is_not_null() & (pl.col("holder") != pl.col("enrolment"))
    first = pl.col("row").filter(readable).min().over("enrolment") == pl.col("row")
    status = pl.col("status")
    outcome = (
        pl.when(pl.col("enrolment").is_null())
        .then(pl.lit(RowOutcome.UNKNOWN.value))
        .when(pl.col("said") == _UNREADABLE)
        .then(pl.lit(RowOutcome.UNREADABLE.value))
        .when(torn | (accepts & (shared.fill_null(False) | foreign)))
        .then(pl.lit(RowOutcome.CONFLICT.value))
        .when(~first)
        .then(pl.lit(RowOutcome.REPEATED.value))
        .when(accepts)
        .then(
            pl.when(status == EnrolmentStatus.ACCEPTED.value)
            .then(_same_or_conflict(pl.col("kpj_key") == pl.col("held_key")))
            .when(status.is_in([EnrolmentStatus.EXPORTED.value, EnrolmentStatus.REJECTED.value]) & ~pl.col("moved"))
            .then(pl.lit(RowOutcome.ACCEPTED.value))
            .otherwise(pl.lit(RowOutcome.CONFLICT.value))
        )
        .when(status == EnrolmentStatus.EXPORTED.value)
        .then(pl.lit(RowOutcome.REFUSED.value))
        .otherwise(_same_or_conflict(status.is_in([EnrolmentStatus.REJECTED.value, EnrolmentStatus.REPLACED.value])))
    )
    return known.with_columns(outcome.alias("outcome"), pl.col("by_nik").fill_null(False)).drop("status", "moved", "held_key", "holder")


def _same_or_conflict(same: pl.Expr) -> pl.Expr:
    return pl.when(same.fill_null(False)).then(pl.lit(RowOutcome.REPEATED.value)).otherwise(pl.lit(RowOutcome.CONFLICT.value))


def differences(declared: dict[str, int], counted: dict[str, int]) -> dict[str, int]:
    """Where a file declares another number than was read: what -> rows read less rows declared. `counted`: rows, accepted, refused as said."""
    return {what: counted.get(what, 0) - said for what, said in sorted(declared.items()) if counted.get(what, 0) != said}
