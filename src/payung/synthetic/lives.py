"""What is true of a person besides name and numbers: home, work, income, telephone, and where the NIK was first issued."""

from __future__ import annotations

import csv

import numpy as np
import polars as pl

from payung.core import gazetteer
from payung.synthetic.families import COVER_STARTS_ON, Families
from payung.synthetic.identifiers import phones
from payung.synthetic.names import DATA
from payung.synthetic.streams import Floats, Ints, pick
from payung.synthetic.villages import Villages, regency_facts

_DECILE_WEIGHTS = np.array([0.20, 0.17, 0.14, 0.12, 0.10, 0.08, 0.07, 0.05, 0.04, 0.03])
_ISSUED = {"own kecamatan": 0.86, "own regency": 0.07, "own province": 0.05, "elsewhere": 0.02}
_NO_PHONE = -1


def areas_of_issue(rng: np.random.Generator, villages: Villages, people: Families) -> Ints:
    """The kecamatan whose code begins each NIK: mostly the family's own, often one of the regency it was split from."""
    areas = _draw_areas(rng, villages, people.village)
    return np.where(rng.random(len(areas)) < 0.85, areas[people.head], areas)


def _draw_areas(rng: np.random.Generator, villages: Villages, village: Ints) -> Ints:
    districts = gazetteer.districts()["code"].cast(pl.Int64).to_numpy()  # in the order of codes, as the gazetteer gives them
    home, regency = villages.district[village], villages.regency[village]
    kind = pick(rng, np.array(list(_ISSUED.values())), len(village))
    first, last = np.zeros_like(home), np.full_like(home, 999_999)
    for number, prefix in ((0, home), (1, regency * 100), (2, regency // 100 * 10_000)):
        width = (1, 100, 10_000)[number]
        first, last = np.where(kind == number, prefix, first), np.where(kind == number, prefix + width, last)
    parent, share = _old_parent(regency)
    old = rng.random(len(village)) < share
    first, last = np.where(old, parent * 100, first), np.where(old, (parent + 1) * 100, last)
    low, high = np.searchsorted(districts, first), np.searchsorted(districts, last)
    return districts[low + (rng.random(len(village)) * (high - low)).astype(np.int64)]


def _old_parent(regency: Ints) -> tuple[Ints, Floats]:
    shares = dict(regency_facts().select("code", "old_code_share").iter_rows())
    codes, inverse = np.unique(regency, return_inverse=True)
    parents = [gazetteer.old_parents(str(code)) for code in codes]
    parent = np.array([int(found[0]) if found else 0 for found in parents])
    share = np.array([shares.get(str(code), 0.3) if found else 0.0 for code, found in zip(codes, parents, strict=True)])
    return parent[inverse], share[inverse]


def birth_places(rng: np.random.Generator, area: Ints) -> pl.Series:
    """Where each was born, by the area of issue: the kecamatan, or as many write, the regency's capital."""
    capitals = dict(regency_facts().select("code", "capital").iter_rows())
    known = [(code, capitals.get(code) or name.split(" ", 1)[1]) for code, name in gazetteer.regencies().select("code", "name").iter_rows()]
    towns = pl.DataFrame(known, schema=["regency", "town"], orient="row").with_columns(pl.col("regency").cast(pl.Int64))
    districts = gazetteer.districts().select(pl.col("code").cast(pl.Int64).alias("area"), pl.col("name").alias("kecamatan"))
    frame = pl.DataFrame({"area": area, "regency": area // 100, "in_town": rng.random(len(area)) < 0.55})
    frame = frame.join(districts, on="area", how="left", maintain_order="left").join(towns, on="regency", how="left", maintain_order="left")
    return frame.select(pl.when("in_town").then("town").otherwise("kecamatan").alias("birth_place")).to_series()


def homes(rng: np.random.Generator, villages: Villages, people: Families) -> pl.DataFrame:
    """village_code, hamlet, address: one of each for a household."""
    home = people.household
    households = int(home.max()) + 1
    hamlet, rt, rw = rng.integers(1, 5, households)[home], rng.integers(1, 25, households)[home], rng.integers(1, 9, households)[home]
    roman = pl.Series(["Dusun I", "Dusun II", "Dusun III", "Dusun IV"]).gather(hamlet - 1)
    frame = pl.DataFrame({"village_code": villages.code.gather(people.village), "hamlet": roman, "rt": rt, "rw": rw})
    number = pl.concat_str(
        pl.lit("RT "), pl.col("rt").cast(pl.String).str.zfill(3), pl.lit("/RW "), pl.col("rw").cast(pl.String).str.zfill(3)
    )
    return frame.select("village_code", "hamlet", pl.concat_str(number, pl.lit(", "), "hamlet").alias("address"))


def phone_numbers(rng: np.random.Generator, people: Families) -> pl.Series:
    """Mobile numbers as `08…`, null for those without; some families share the head's."""
    own = np.where(rng.random(len(people.family)) < 0.58, phones(rng, len(people.family)), _NO_PHONE)
    number = pl.Series(np.where(rng.random(len(own)) < 0.10, own[people.head], own))
    return pl.select(pl.when(number != _NO_PHONE).then("0" + number.cast(pl.String))).to_series()


def work(rng: np.random.Generator, people: Families) -> pl.DataFrame:
    """occupation, workplace, hours a week, income_idr a month, disability, decile (1 poorest; of the household)."""
    with (DATA / "occupations.csv").open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines))
    count = len(people.family)
    by_sex = [pick(rng, np.array([float(row[column]) for row in table]), count) for column in ("men", "women")]
    chosen = np.where(people.woman, by_sex[1], by_sex[0])
    decile = 1 + pick(rng, _DECILE_WEIGHTS, int(people.household.max()) + 1)[people.household]
    hours, usual = (np.array([int(row[column]) for row in table])[chosen] for column in ("hours", "income_idr"))
    income = usual * rng.lognormal(0.0, 0.35, count) * (0.7 + 0.08 * decile)
    age = COVER_STARTS_ON.year - 1970 - people.born / 365.25
    return pl.DataFrame({
        "occupation": pl.Series([row["occupation"] for row in table]).gather(chosen),
        "workplace": pl.Series([row["workplace"] for row in table]).gather(chosen),
        "hours": np.clip(hours + rng.normal(0, 6, count), 8, 84).astype(np.int16),
        "income_idr": np.maximum(income // 50_000 * 50_000, 100_000).astype(np.int64),
        "disability": rng.random(count) < 0.02 + 0.0008 * np.clip(age - 30, 0, 60),
        "decile": decile.astype(np.int8),
    })  # fmt: skip
