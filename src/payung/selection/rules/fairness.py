"""Fairness after the cap: who was assessed, eligible, chosen and in reserve, by group, against the eligible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from payung.core.areas import Level
from payung.core.nik import NikState
from payung.selection.rules.statuses import Verdict

Counts = Mapping[str, Mapping[str, Mapping[str, list[int]]]]
"""Regency ("": unknown) -> dimension -> group -> people assessed, eligible, chosen, in reserve."""

UNKNOWN = "unknown"
_AGES = {"to-24": 25, "25-34": 35, "35-44": 45, "45-54": 55, "55-64": 65, "65-up": 1000}  # group -> the first age beyond it
_COUNTED = ("assessed", "eligible", "chosen", "reserve")


def by_regency(result: pl.DataFrame, village_kinds: Mapping[str, str]) -> dict[str, dict[str, dict[str, list[int]]]]:
    """The counts of a run's result, to be kept with it. `village_kinds`: village code -> desa, kelurahan, …"""
    grouped = result.select(
        regency=pl.col("village_code").str.head(int(Level.REGENCY)).fill_null(""),
        everybody=pl.lit("all"),
        sex=pl.col("sex"),
        age=_age_group(),
        decile=pl.col("decile").cast(pl.String),
        disability=pl.col("disability").replace_strict({True: "yes", False: "no"}, default=None, return_dtype=pl.String),
        nik=pl.col("nik_state").replace_strict({NikState.SOUND.value: "usable"}, default="not-usable", return_dtype=pl.String),
        village=pl.col("village_code").replace_strict(dict(village_kinds), default=None, return_dtype=pl.String),
        continues=pl.col("continues").replace_strict({True: "yes", False: "no"}, return_dtype=pl.String),
        assessed=pl.lit(1),
        eligible=pl.col("verdict") != Verdict.NOT_ELIGIBLE.value,
        chosen=pl.col("verdict") == Verdict.CHOSEN.value,
        reserve=pl.col("verdict") == Verdict.RESERVE.value,
    )
    dimensions = [name for name in grouped.columns if name not in ("regency", *_COUNTED)]
    found: dict[str, dict[str, dict[str, list[int]]]] = {}
    for name in dimensions:
        counts = grouped.group_by("regency", pl.col(name).fill_null(UNKNOWN)).agg(pl.col(each).cast(pl.Int64).sum() for each in _COUNTED)
        for regency, group, *people in counts.sort("regency", name).iter_rows():
            found.setdefault(regency, {}).setdefault(name, {})[group] = people
    return dict(sorted(found.items()))


def fairness_frame(counts: Counts, regencies: Iterable[str]) -> pl.DataFrame:
    """The groups of these regencies together: dimension, group, assessed, eligible, chosen, reserve, index.

    index: the group's share of the chosen against its share of the eligible, 100 = the same; null where nobody is
    eligible. It is shown, nothing is decided by it.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    for regency in regencies:
        for dimension, groups in counts.get(regency, {}).items():
            for group, people in groups.items():
                held = sums.setdefault((dimension, group), [0] * len(_COUNTED))
                sums[dimension, group] = [before + more for before, more in zip(held, people, strict=True)]
    for regency in regencies:
        whole = counts.get(regency, {}).get("everybody", {}).get("all")
        if whole:
            sums["regency", regency or UNKNOWN] = list(whole)
    _, eligible, chosen, _ = sums.get(("everybody", "all"), [0, 0, 0, 0])
    rows = [(*key, *people, _index(people[1], people[2], eligible, chosen)) for key, people in sorted(sums.items())]
    schema = {"dimension": pl.String, "group": pl.String, **dict.fromkeys(_COUNTED, pl.Int64), "index": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _age_group() -> pl.Expr:
    return pl.coalesce(pl.when(pl.col("age") < beyond).then(pl.lit(group)) for group, beyond in _AGES.items())


def _index(eligible: int, chosen: int, all_eligible: int, all_chosen: int) -> int | None:
    if not eligible or not all_chosen:
        return None
    return (200 * chosen * all_eligible // (eligible * all_chosen) + 1) // 2
