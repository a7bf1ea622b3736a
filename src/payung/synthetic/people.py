"""The province: families in villages, everything true about each person, and who is listed, a member, or dead.

All people are invented: names are put together at random, NIKs begin with real area codes and belong to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.synthetic.families import COVER_STARTS_ON, Families, NameCodes, found_families, name_families
from payung.synthetic.identifiers import date_parts, days_of, issue_kks, issue_niks, kpjs
from payung.synthetic.listings import USUAL_REPEATS, Lists, list_people
from payung.synthetic.lives import areas_of_issue, birth_places, homes, phone_numbers, work
from payung.synthetic.names import full_names
from payung.synthetic.streams import Bools, Ints, pick, stream
from payung.synthetic.villages import Villages, choose_villages

MEMBER_SHARE = 0.141  # members for each listed row
FEWEST_WORKERS, MOST_WORKERS = 100, 10_000_000
_PEOPLE_PER_WORKER = 1.25
_MEMBERS_LISTED = 0.65
_SURELY_LISTED = 0.75  # of the listing order: listed whatever the share of repeats
_JOINED_BETWEEN = date(2018, 1, 1), date(2025, 6, 1)
_DIED_BETWEEN = date(2024, 3, 1), date(2025, 8, 23)
_SEGMENTS = ("BPU", "PU", "PMI")
_MONTHS_PAID, _MONTHS_SHARES = np.array([0, 6, 12, 24]), np.array([0.72, 0.14, 0.09, 0.05])  # 0: still paying


@dataclass(frozen=True)
class Province:
    """Everything true. Rows of `people` are numbered from 0, and `person` in every frame is that number.

    people: person, family, nik, kk, name, given, second, clan, sex, birth_date, birth_place, village_code, hamlet, address, mother,
    phone, occupation, workplace, hours, income_idr, disability, decile, waged, member, migrant, moved_from (village code), died_on.
    members: person, kpj, segment, from, to (half-open; null: still covered). deaths: person, died_on, source, as reported.
    listed: row, person, list, village (position in `villages`), again (the person stands in an earlier row too).
    """

    seed: int
    workers: int
    villages: Villages
    families: Families
    names: NameCodes
    people: pl.DataFrame
    members: pl.DataFrame
    deaths: pl.DataFrame
    listed: pl.DataFrame
    lists: Lists
    listing_order: Ints
    moved_from: Ints

    def relisted(self, repeats: float) -> tuple[pl.DataFrame, Lists]:
        """The rows and lists of the same people with another share of repeated rows (0 to 0.25)."""
        if not 0 <= repeats <= 1 - _SURELY_LISTED:
            raise ValueError(f"share of repeats out of range: {repeats}")
        return _list(self.seed, self.villages, self.workers, repeats, self.listing_order, self.families, self.moved_from)


def make_province(workers: int, seed: int, regencies: Sequence[str] | None = None) -> Province:
    """A province whose lists hold `workers` rows (8 % of them repeats); members are 14.1 % of that number.

    The same arguments give the same province. Raises `Refusal` workers-out-of-range and area-unknown.
    """
    if not FEWEST_WORKERS <= workers <= MOST_WORKERS:
        message = gettext_noop("A synthetic province can have %(fewest)s to %(most)s workers. Choose a number between them.")
        raise Refusal("workers-out-of-range", message, fewest=FEWEST_WORKERS, most=MOST_WORKERS)
    villages = choose_villages(stream(seed, "villages"), workers, regencies)
    families = found_families(stream(seed, "families"), villages, round(workers * _PEOPLE_PER_WORKER))
    names = name_families(stream(seed, "names"), villages, families)
    order = stream(seed, "listing order").permutation(len(families.family))
    moved_from = _moved_from(seed, families, villages)
    listed, lists = _list(seed, villages, workers, USUAL_REPEATS, order, families, moved_from)
    fates = _fates(seed, families)
    members = _members(seed, workers, order, fates)
    people = _people(seed, villages, families, names, moved_from, fates, members)
    return Province(seed, workers, villages, families, names, people, members, _deaths(seed, people), listed, lists, order, moved_from)


def _list(
    seed: int, villages: Villages, workers: int, repeats: float, order: Ints, families: Families, moved_from: Ints
) -> tuple[pl.DataFrame, Lists]:
    return list_people(stream(seed, f"lists {repeats}"), villages, workers, repeats, order, families.village, moved_from)


def _moved_from(seed: int, families: Families, villages: Villages) -> Ints:
    """The village (position) that 4 % of the families left, -1 for the others."""
    rng = stream(seed, "moves")
    moved = (rng.random(len(families.family)) < 0.04)[families.head]
    old = rng.integers(0, len(villages.code), len(families.family))[families.head]
    return np.where(moved & (old != families.village), old, -1)


@dataclass(frozen=True)
class _Fates:
    """Who works for a wage, who left to work abroad, and who died on which day (days since 1970, -1: alive)."""

    waged: Bools
    migrant: Bools
    died: Ints


def _fates(seed: int, families: Families) -> _Fates:
    rng, count = stream(seed, "fates"), len(families.family)
    age = COVER_STARTS_ON.year - 1970 - families.born / 365.25
    waged = (rng.random(count) < 0.04) & (age < 60)
    migrant = ~waged & (rng.random(count) < 0.03) & (age < 55)
    dead = rng.random(count) < 0.003 + 0.05 * np.clip((age - 40) / 40, 0, 1) ** 2
    first, last = (_days(day) for day in _DIED_BETWEEN)
    return _Fates(waged, migrant, np.where(dead, rng.integers(first, last, count), -1))


def _days(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _members(seed: int, workers: int, order: Ints, fates: _Fates) -> pl.DataFrame:
    """Members by the order of listing: some surely listed, the others surely not."""
    rng, count = stream(seed, "members"), round(workers * MEMBER_SHARE)
    place = np.argsort(order)
    among_listed = round(count * _MEMBERS_LISTED)
    inside = rng.choice(place[: int(workers * _SURELY_LISTED)], among_listed, replace=False)
    outside = rng.choice(place[workers:], count - among_listed, replace=False)
    person = np.sort(np.concatenate([inside, outside]))
    segment = np.where(fates.waged[person], 1, np.where(fates.migrant[person], 2, 0))
    earliest, latest = (_days(day) for day in _JOINED_BETWEEN)
    day, month, year = date_parts(earliest + ((latest - earliest) * rng.random(count) ** 0.5).astype(np.int64))
    day = np.where(rng.random(count) < 0.8, 1, np.minimum(day, 28))
    paid = _MONTHS_PAID[pick(rng, _MONTHS_SHARES, count)]
    frame = pl.DataFrame({
        "person": person, "kpj": kpjs(rng, count), "segment": pl.Series(_SEGMENTS).gather(segment),
        "from": pl.Series(days_of(year, month, day).astype(np.int32)).cast(pl.Date),
        "to": pl.Series(days_of(year, month + paid, day).astype(np.int32)).cast(pl.Date),
    })  # fmt: skip
    return frame.with_columns(pl.when(pl.Series(paid > 0)).then("to").alias("to"))


def _deaths(seed: int, people: pl.DataFrame) -> pl.DataFrame:
    """Three in four of the dead, by who reported them."""
    rng = stream(seed, "death list")
    dead = people.filter(pl.col("died_on").is_not_null()).select("person", "died_on")
    dead = dead.filter(pl.Series(rng.random(dead.height) < 0.75, dtype=pl.Boolean))
    source = pl.Series(["desa", "dukcapil", "paroki"]).gather(pick(rng, np.array([0.5, 0.35, 0.15]), dead.height))
    return dead.with_columns(source.alias("source"))


def _people(
    seed: int,
    villages: Villages,
    families: Families,
    names: NameCodes,
    moved_from: Ints,
    fates: _Fates,
    members: pl.DataFrame,
) -> pl.DataFrame:
    count = len(families.family)
    area = areas_of_issue(stream(seed, "areas of issue"), villages, families)
    nik = issue_niks(stream(seed, "nik"), area, families.born, families.woman)
    member = np.zeros(count, dtype=bool)
    member[members["person"].to_numpy()] = True
    frame = pl.DataFrame({
        "person": np.arange(count, dtype=np.uint32),
        "family": families.family.astype(np.uint32),
        "nik": pl.Series(nik).cast(pl.String),
        "kk": pl.Series(_household_cards(seed, villages, families)).cast(pl.String),
        "name": full_names(names.given, names.second, names.clan),
        "sex": pl.Series(["L", "P"]).gather(families.woman.astype(np.uint32)),
        "birth_date": pl.Series(families.born.astype(np.int32)).cast(pl.Date),
        "birth_place": birth_places(stream(seed, "birth places"), area),
    })  # fmt: skip
    mother = full_names(names.mother_given, np.full(count, -1), names.mother_clan).alias("mother")
    old_home = pl.Series(np.where(moved_from < 0, 0, moved_from))
    left = pl.DataFrame({"code": villages.code.gather(old_home), "moved": moved_from >= 0})
    return pl.concat(
        [
            frame,
            homes(stream(seed, "homes"), villages, families),
            mother.to_frame(),
            phone_numbers(stream(seed, "phones"), families).alias("phone").to_frame(),
            work(stream(seed, "work"), families),
            pl.DataFrame({"waged": fates.waged, "member": member, "migrant": fates.migrant}),
            left.select(pl.when("moved").then("code").alias("moved_from")),
            pl.DataFrame({"died": fates.died}).select(
                pl.when(pl.col("died") >= 0).then(pl.col("died").cast(pl.Int32).cast(pl.Date)).alias("died_on")
            ),
        ],
        how="horizontal",
    )


def _household_cards(seed: int, villages: Villages, families: Families) -> Ints:
    """A KK number for each household, issued in its kecamatan between 2006 and 2025."""
    rng, count = stream(seed, "kk"), int(families.household.max()) + 1
    district = np.zeros(count, dtype=np.int64)
    district[families.household] = villages.district[families.village]
    district = np.where(district == 0, villages.district[0], district)
    first, last = (days_of(np.array([year]), np.array([1]), np.array([1]))[0] for year in (2006, 2025))
    return issue_kks(rng, district, rng.integers(first, last, count))[families.household]
