"""Who is chosen: order, places, set-asides, household cap, reserve. Frame in, a verdict with reasons for everybody out.

Whole numbers decide, never a fraction. The same people, settings and seed give the same result whatever the order of
the rows and whatever ids the people have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from payung.programmes.rules.settings import OrderKey, SetAside, Settings
from payung.selection.rules.criteria import meets
from payung.selection.rules.facts import CONTENT
from payung.selection.rules.quota import AreaPlaces
from payung.selection.rules.statuses import PersonAct, Verdict

WITHIN_QUOTA = "within-quota"
IN_RESERVE = "in-reserve"
PLACES_TAKEN = "places-taken"
NO_QUOTA_AREA = "no-quota-area"
HOUSEHOLD_FULL = "household-full"
SET_ASIDE = "set-aside-"
PASSED_OVER = "passed-for-set-aside"
ADDED = "added-by-decision"
PASSED_FOR_DECISION = "passed-for-decision"

_LOT_OF = ("name", "sex", "birth_date", "village_code")
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Line:
    """The eligible in order (`rank` from 1), those within the household cap marked, with the quota area of each."""

    people: pl.DataFrame
    supply: Mapping[str, int]


def line_up(assessed: pl.DataFrame, settings: Settings, seed: int, areas: Sequence[str]) -> Line:
    """Put the eligible people in order and count who can be chosen in each of the quota's last areas.

    `assessed` has `failed`, `score`, `comes_last` (behind everybody, and not to be chosen) and, where the programme caps households, `household` (any value that is equal
    inside one household, null where unknown).
    """
    eligible = assessed.filter(pl.col("failed").list.len() == 0)
    ordered = _in_order(eligible, settings.order, seed).with_row_index("rank", offset=1).with_columns(pl.col("rank").cast(pl.Int64))
    quota_area = pl.col("village_code").str.head(int(settings.quota[-1].level))
    placed = ordered.with_columns(quota_area=pl.when(quota_area.is_in(list(areas))).then(quota_area), capped=_beyond_cap(settings))
    counted = placed.filter(~pl.col("capped"), ~pl.col("comes_last"), pl.col("quota_area").is_not_null()).group_by("quota_area").len()
    supply = dict.fromkeys(areas, 0) | dict(counted.iter_rows())
    return Line(placed, supply)


def choose(assessed: pl.DataFrame, line: Line, settings: Settings, places: Mapping[str, AreaPlaces]) -> pl.DataFrame:
    """Everybody of `assessed` with verdict, reasons, rank and cut_off (the last rank chosen by order in the quota area).

    Whom an official added takes one of his area's places before anybody else; whose place that was is told so.
    """
    of_area = [(area, places[area].places) for area in line.supply]
    quota = pl.DataFrame(of_area, schema={"quota_area": pl.String, "places": pl.Int64}, orient="row")
    people = line.people.join(quota, on="quota_area", how="left", maintain_order="left").with_columns(
        pl.col("places").fill_null(0), stands=~pl.col("capped") & pl.col("quota_area").is_not_null()
    )
    people = people.with_columns(waits=pl.col("stands") & ~pl.col("comes_last"))
    people = people.with_columns(by_plain_order=pl.col("waits") & (_count(pl.col("waits")) <= pl.col("places")), aside=pl.lit(""))
    people = _add_decided(people)
    for each in settings.set_asides:
        people = _set_aside(people, each)
    people = _fill(people)
    people = _reserve(people, settings.reserve_pct)
    last = pl.col("rank").filter(pl.col("taken") & (pl.col("aside") == "") & ~pl.col("added")).max().over("quota_area")
    chosen = people.select("worker", "rank", "quota_area", verdict=_verdict(), reasons=_reasons(), cut_off=last)
    answered = assessed.join(chosen, on="worker", how="left", maintain_order="left")
    eligible = pl.col("verdict").is_not_null()
    return answered.with_columns(
        verdict=pl.col("verdict").fill_null(Verdict.NOT_ELIGIBLE.value),
        reasons=pl.when(eligible).then("reasons").otherwise("failed").list.concat("unanswered"),
        score=pl.when(eligible).then("score"),
    )


def lots(frame: pl.DataFrame, seed: int) -> pl.Series:
    """The lot of each person: BLAKE2b of name, sex, birth date and village under the published seed, as a 64-bit number.

    Anybody who knows the four can draw it again; no database id takes part.
    """
    key = str(seed).encode()
    texts = frame.select(pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in _LOT_OF], separator=_SEPARATOR)).to_series()
    drawn = [int.from_bytes(hashlib.blake2b(text.encode(), key=key, digest_size=8).digest(), "big") for text in texts]
    return pl.Series("lot", drawn, dtype=pl.UInt64)


def _in_order(eligible: pl.DataFrame, order: Sequence[OrderKey], seed: int) -> pl.DataFrame:
    """The people from first to last. Whom even the lot cannot tell apart, the rest of his record does, at last his id."""
    keys: list[tuple[str, bool]] = [("comes_last", False)]
    keys += [
        {
            OrderKey.SCORE: ("score", True),
            OrderKey.DECILE: ("decile", False),
            OrderKey.INCOME: ("income_idr", False),
            OrderKey.OLDEST: ("birth_date", False),
            OrderKey.VILLAGE_ORDER: ("village_order", False),
            OrderKey.SEED: ("lot", False),
        }[key]
        for key in order
    ]
    keys += [(name, False) for name in (*CONTENT, "worker")]
    once = dict(reversed(keys))
    names = list(dict.fromkeys(name for name, _ in keys))
    drawn = eligible.with_columns(lots(eligible, seed))
    return drawn.sort(names, descending=[once[name] for name in names], nulls_last=True)


def _beyond_cap(settings: Settings) -> pl.Expr:
    if settings.household_cap is None:
        return pl.lit(False)
    place = pl.int_range(1, pl.len() + 1).over("household")
    return pl.col("household").is_not_null() & (place > settings.household_cap)


def _count(flag: pl.Expr) -> pl.Expr:
    """How many of the quota area's people have the flag, up to and including each, in the present order."""
    return flag.cast(pl.Int64).cum_sum().over("quota_area")


def _total(flag: pl.Expr) -> pl.Expr:
    return flag.cast(pl.Int64).sum().over("quota_area")


def _add_decided(people: pl.DataFrame) -> pl.DataFrame:
    """Give a place to those whom an official added; `by_order` is what order gives of the places that are left."""
    wanted = pl.col("waits") & (pl.col("decision") == PersonAct.ADD.value).fill_null(False)
    people = people.with_columns(added=wanted & (_count(wanted) <= pl.col("places")))
    others = pl.col("waits") & ~pl.col("added")
    left = pl.col("places") - _total(pl.col("added"))
    return people.with_columns(taken=pl.col("added"), by_order=others & (_count(others) <= left))


def _set_aside(people: pl.DataFrame, rule: SetAside) -> pl.DataFrame:
    """Take the first of the group until the group has its share of the places, if it has so many people."""
    member = pl.col("waits") & meets(rule.condition)
    share = (pl.col("places") * rule.pct + 99) // 100
    missing = pl.min_horizontal(share - _total(pl.col("taken") & member), pl.col("places") - _total(pl.col("taken")))
    free = member & ~pl.col("taken")
    picked = free & (_count(free) <= missing)
    return people.with_columns(picked=picked).with_columns(
        taken=pl.col("taken") | pl.col("picked"),
        aside=pl.when(pl.col("picked") & ~pl.col("by_order")).then(pl.lit(rule.code)).otherwise("aside"),
    )


def _fill(people: pl.DataFrame) -> pl.DataFrame:
    """Give the places that are left by order alone."""
    free = pl.col("waits") & ~pl.col("taken")
    left = pl.col("places") - _total(pl.col("taken"))
    return people.with_columns(taken=pl.col("taken") | (free & (_count(free) <= left)))


def _reserve(people: pl.DataFrame, pct: int) -> pl.DataFrame:
    free = pl.col("stands") & ~pl.col("taken")
    seats = (pl.col("places") * pct + 99) // 100
    return people.with_columns(reserve=free & (_count(free) <= seats))


def _verdict() -> pl.Expr:
    verdict = pl.when(pl.col("taken")).then(pl.lit(Verdict.CHOSEN.value)).when(pl.col("reserve")).then(pl.lit(Verdict.RESERVE.value))
    return verdict.otherwise(pl.lit(Verdict.OUTSIDE_QUOTA.value))


def _reasons() -> pl.Expr:
    first = (
        pl.when(pl.col("capped"))
        .then(pl.lit(HOUSEHOLD_FULL))
        .when(pl.col("quota_area").is_null())
        .then(pl.lit(NO_QUOTA_AREA))
        .when(pl.col("added"))
        .then(pl.lit(ADDED))
        .when(pl.col("aside") != "")
        .then(pl.lit(SET_ASIDE) + pl.col("aside"))
        .when(pl.col("taken"))
        .then(pl.lit(WITHIN_QUOTA))
        .when(pl.col("reserve"))
        .then(pl.lit(IN_RESERVE))
        .otherwise(pl.lit(PLACES_TAKEN))
    )
    untaken = pl.col("by_plain_order") & ~pl.col("taken")
    passed = pl.when(untaken & pl.col("by_order")).then(pl.lit(PASSED_OVER)).when(untaken).then(pl.lit(PASSED_FOR_DECISION))
    return pl.concat_list(first, passed).list.drop_nulls()
