"""Of whom a row of a death list or of a list of exclusions tells."""

from __future__ import annotations

import polars as pl

from payung.core.nik import NikState
from payung.registry.rules.statuses import NoticeStatus

_ACCEPT = "accept"


def not_known_exactly(notices: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The notices that wait and whose NIK and birth date no record has: only they have to be compared."""
    sound = pl.col("nik_state") == NikState.SOUND
    waiting = notices.filter(pl.col("status") != NoticeStatus.MATCHED)
    known = waiting.filter(sound).join(records.filter(sound), on=["nik", "birth_date"], how="semi").select("id")
    return waiting.join(known, on="id", how="anti", maintain_order="left")


def judge_notices(notices: pl.DataFrame, records: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """[id, worker, status] for every notice that is not matched yet.

    notices: id, nik, nik_state, birth_date, status. records: id, person, nik, nik_state, birth_date. told: what linkage
    says (notice, worker, person, weight, decision). A sound NIK with the same birth date decides where it names one
    person; else the accepted pairs do where they agree on one. Whatever else is like somebody is uncertain.
    """
    waiting = notices.filter(pl.col("status") != NoticeStatus.MATCHED)
    sound = pl.col("nik_state") == NikState.SOUND
    exact = waiting.filter(sound).join(records.filter(sound), on=["nik", "birth_date"]).select(
        pl.col("id").alias("notice"), pl.col("id_right").alias("worker"), "person", pl.lit(float("inf")).alias("weight"), pl.lit(True).alias("sure")
    )  # fmt: skip
    linked = told.select("notice", "worker", "person", "weight", (pl.col("decision") == _ACCEPT).alias("sure"))
    named = exact.select("notice").unique()
    all_told = pl.concat([exact, linked.join(named, on="notice", how="anti")]).sort("weight", "worker", descending=[True, False])
    sure = all_told.filter("sure").group_by("notice").agg(pl.col("worker").first(), pl.col("person").n_unique().alias("people"))
    one = sure.filter(pl.col("people") == 1).select("notice", "worker")
    judged = waiting.select("id").join(one, left_on="id", right_on="notice", how="left").sort("id")
    doubtful = pl.col("id").is_in(all_told["notice"].unique().implode())
    status = (
        pl.when(pl.col("worker").is_not_null())
        .then(pl.lit(NoticeStatus.MATCHED.value))
        .when(doubtful)
        .then(pl.lit(NoticeStatus.UNCERTAIN.value))
        .otherwise(pl.lit(NoticeStatus.NOBODY.value))
    )
    return judged.select("id", "worker", status.alias("status"))
