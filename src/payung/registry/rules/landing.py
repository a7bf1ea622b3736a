"""Whom a returned row is about: by the code of our own sheets, by NIK, by name and date of birth, at last by what linkage has in common.

Nothing lands by one sign alone where another contradicts it: rows get sorted under codes that stay, and codes get dragged.
Pure: frames in, frames out.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from rapidfuzz import fuzz

from payung.exchange.values import fold

_CODE_ROUND, _CODE_WORKER = r"^(\d+)-\d+-[A-Z]+$", r"^\d+-(\d+)-[A-Z]+$"
_LETTERS = "BCDFGHKLMNPRSTVWXZ"  # no vowels, no words
_MARK = 4
_SAME_NAME, _LIKE_NAME = 72.0, 86.0
_CLEARLY_BETTER = 6.0
_FEW_PLACES = 2  # places in which a NIK that was typed wrong may differ


def row_code(round_id: int, worker: int, mark: int) -> str:
    """The code that goes out hidden in every line. `mark`: a keyed hash of both, so that a code dragged down a column is none.

    Round 0: a sheet that belongs to no round yet.
    """
    letters = ""
    mark %= len(_LETTERS) ** _MARK
    for _ in range(_MARK):
        mark, place = divmod(mark, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{round_id}-{worker}-{letters}"


def coded(rows: pl.DataFrame, mark_of: Callable[[int, int], int]) -> pl.DataFrame:
    """`rows` with `code_round` and `code_worker`; both null where the code is none of ours."""
    code = pl.col("code").str.replace_all(r"\s", "").str.to_uppercase()
    read = rows.with_columns(
        code.str.extract(_CODE_ROUND).cast(pl.Int64, strict=False).alias("code_round"),
        code.str.extract(_CODE_WORKER).cast(pl.Int64, strict=False).alias("code_worker"),
        code.alias("_code"),
    )
    ours = [
        worker is not None and row_code(number, worker, mark_of(number, worker)) == said
        for number, worker, said in read.select("code_round", "code_worker", "_code").iter_rows()
    ]
    true = pl.Series("_ours", ours, dtype=pl.Boolean)
    return read.with_columns(pl.when(true).then(pl.col(name)) for name in ("code_round", "code_worker")).drop("_code")


def land(rows: pl.DataFrame, people: pl.DataFrame, shared: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """[row, person, by] of the rows that are about somebody of `people`; by: code, nik, name or linkage.

    rows: row, code_worker, nik, nik_key, name, birth_date. people: person, worker, nik_key, name, folded, birth_date. `shared` gives
    [row, person] pairs that have keys of linkage in common, for the rows that nothing else places.
    """
    rows = with_folded_names(rows)
    waiting, landed = rows, [pl.DataFrame(schema={"row": pl.Int64, "person": pl.Int64, "by": pl.String})]
    steps: tuple[tuple[str, Callable[[pl.DataFrame], pl.DataFrame]], ...] = (
        ("code", lambda left: left.join(people, left_on="code_worker", right_on="worker", suffix="_known")),
        ("nik", lambda left: left.join(_alone(people, "nik_key"), on="nik_key", suffix="_known").with_columns(nik_key_known=pl.col("nik_key"))),
        ("name", lambda left: left.join(_alone(people, "folded", "birth_date"), on=["folded", "birth_date"], suffix="_known").with_columns(
            folded_known=pl.col("folded"), birth_date_known=pl.col("birth_date"))),
    )  # fmt: skip
    for by, found in steps:
        pairs = found(waiting)
        sure = pairs.filter(_agrees(pairs, by)).select("row", "person", pl.lit(by).alias("by"))
        landed.append(sure)
        waiting = waiting.join(sure, on="row", how="anti", maintain_order="left")
    if waiting.height:
        landed.append(_best(waiting, people, shared(waiting)))
    return pl.concat(landed).sort("row")


def with_folded_names(frame: pl.DataFrame) -> pl.DataFrame:
    """With `folded`, the name for comparison; null where none is told."""
    names = [fold(name) if name else None for name in frame["name"]]
    return frame.with_columns(pl.Series("folded", [name or None for name in names], dtype=pl.String))


def _alone(people: pl.DataFrame, *key: str) -> pl.DataFrame:
    """The people whose key nobody shares and is known."""
    known = people.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in key))
    return known.filter(pl.len().over(key) == 1)


def _agrees(pairs: pl.DataFrame, by: str) -> pl.Series:
    """Whether the rest of a row agrees with the person that `by` names."""
    same_nik = (pairs["nik_key"] == pairs["nik_key_known"]).fill_null(False)
    same_name = (pairs["folded"] == pairs["folded_known"]).fill_null(False)
    if by == "name":
        return same_name
    silent = pairs["folded"].is_null() & (pairs["nik"].is_null() if by == "code" else pairs["birth_date"].is_null())
    same_birth = (pairs["birth_date"] == pairs["birth_date_known"]).fill_null(False)
    agreed = same_name | silent | (same_nik if by == "code" else same_birth)
    doubtful = (~agreed).arg_true()
    near = [
        fuzz.token_sort_ratio(one or "", other or "") >= _SAME_NAME
        for one, other in pairs[doubtful].select("folded", "folded_known").iter_rows()
    ]
    if near:
        agreed = agreed.scatter(doubtful, pl.Series(near, dtype=pl.Boolean))
    return agreed


def _best(rows: pl.DataFrame, people: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The one person who is clearly like the row, where the name is near and the date of birth or nearly the whole NIK agrees."""
    known = pairs.join(rows, on="row").join(people, on="person", suffix="_known")
    scored = [
        (row, person, _likeness(*each))
        for row, person, *each in known.select(
            "row", "person", "folded", "folded_known", "birth_date", "birth_date_known", "nik", "nik_known"
        ).iter_rows()
    ]
    frame = pl.DataFrame(scored, schema={"row": pl.Int64, "person": pl.Int64, "score": pl.Float64}, orient="row")
    frame = frame.filter(pl.col("score") > 0).sort("row", "score", "person", descending=[False, True, False])
    first = frame.group_by("row", maintain_order=True).agg(
        pl.col("person").first(), pl.col("score").first(), pl.col("score").get(1, null_on_oob=True).alias("second")
    )
    clear = first.filter(pl.col("second").is_null() | (pl.col("score") - pl.col("second") >= _CLEARLY_BETTER))
    return clear.select("row", "person", pl.lit("linkage").alias("by"))


def _likeness(name: str | None, known: str | None, birth, known_birth, nik: str | None, known_nik: str | None) -> float:  # type: ignore[no-untyped-def]
    """0 to 200: how like, and 0 where it is too little to go by."""
    score = fuzz.token_sort_ratio(name or "", known or "")
    score = max(score, fuzz.token_set_ratio(name or "", known or "") - 4)
    if score < _LIKE_NAME:
        return 0.0
    near_nik = bool(nik and known_nik and sum(one != other for one, other in zip(nik, known_nik, strict=True)) <= _FEW_PLACES)
    if birth is not None and birth == known_birth:
        return score + 60 + 40 * near_nik
    return score + 40 if near_nik else 0.0
