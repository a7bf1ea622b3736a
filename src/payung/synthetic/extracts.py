"""Frames and files taken from a province: what linkage is fed, the member list, the death list, and the truth behind each row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from payung.synthetic.clerks import BIT, Work, damage_codes, type_rows
from payung.synthetic.errors import FIELD, OFFICE, Mix, mix_of
from payung.synthetic.families import COVER_STARTS_ON
from payung.synthetic.listings import USUAL_REPEATS, Lists
from payung.synthetic.people import Province
from payung.synthetic.streams import Ints, stream

LINKAGE_COLUMNS = ("id", "nik", "name", "sex", "birth_date", "village", "mother", "phone", "source")
_PARTICIPANT_CARE = 0.35  # the agency's own data has about a third of the errors of a list
_PARTICIPANTS_PER_CLERK = 150
_DEATHS_CARE = 0.6
_PERSON = ("nik", "name", "sex", "birth_date", "village")
TRUTH_COLUMNS = (
    "kind", "file", "sheet", "row_number", "person", "nik", "name", "sex", "birth_date", "village_code", "written_nik", "written_name",
    "written_sex", "written_birth_date", "written_village", "damage", "mix", "again", "member", "dead", "over_age",
)  # fmt: skip


@dataclass(frozen=True)
class LinkageFrames:
    """registrations and participants: id, nik, name, sex, birth_date, village, mother, phone, source, all text.

    truth and participants_truth: id, person (text; equal for rows of one person). A registration's source is the name of its list.
    """

    registrations: pl.DataFrame
    participants: pl.DataFrame
    truth: pl.DataFrame
    participants_truth: pl.DataFrame


def linkage_frames(province: Province, mix: Mix | str, seed: int, repeats: float = USUAL_REPEATS) -> LinkageFrames:
    """The lists and the members of a province as clerks of `mix` type them; `repeats`: share of rows that repeat a person (0 to 0.25).

    Raises `Refusal` mix-unknown and ValueError for a share out of range.
    """
    chosen = mix_of(mix)
    listed, lists = (province.listed, province.lists) if repeats == USUAL_REPEATS else province.relisted(repeats)
    work = listed_work(listed, lists)
    rows = type_rows(stream(seed, f"registrations {chosen.name}"), province, work, chosen)
    registrations = _identified(_half_dates_left_out(rows), "R", lists.source.gather(work.listed))
    members = member_work(province, seed)
    typed = type_rows(stream(seed, f"participants {chosen.name}"), province, members, chosen.scaled(_PARTICIPANT_CARE))
    participants = _identified(_half_dates_left_out(typed), "M", pl.lit("bpjs"))
    return LinkageFrames(registrations, participants, _truth(registrations, work.person), _truth(participants, members.person))


def registrations(province: Province) -> pl.DataFrame:
    """The listed rows without any error, in the columns of `LinkageFrames`; the ids are the same there."""
    work = listed_work(province.listed, province.lists)
    return _identified(_as_they_are(province, work), "R", province.lists.source.gather(work.listed))


def participants(province: Province, seed: int = 1) -> pl.DataFrame:
    """The members without any error, in the columns of `LinkageFrames`; `seed` gives the order, as there."""
    return _identified(_as_they_are(province, member_work(province, seed)), "M", pl.lit("bpjs"))


def _as_they_are(province: Province, work: Work) -> pl.DataFrame:
    people = province.people[work.person].select("nik", "name", "sex", pl.col("birth_date").cast(pl.String), "mother", "phone")
    return people.with_columns(province.villages.code.gather(work.village).alias("village"))


def listed_work(listed: pl.DataFrame, lists: Lists) -> Work:
    """The listed rows as work for clerks."""
    person, village, list_ = (listed[column].to_numpy().astype(np.int64) for column in ("person", "village", "list"))
    return Work(person, village, list_, len(lists.source))


def member_work(province: Province, seed: int) -> Work:
    """Members in an order that says nothing, typed in by clerks of the agency; an address may be the one of before a move."""
    rng = stream(seed, "member order")
    person = rng.permutation(province.members["person"].to_numpy().astype(np.int64))
    lists = max(1, len(person) // _PARTICIPANTS_PER_CLERK)
    old = province.moved_from[person]
    village = np.where((old >= 0) & (rng.random(len(person)) < 0.7), old, province.families.village[person])
    return Work(person, village, np.sort(rng.integers(0, lists, len(person))), lists)


def _identified(rows: pl.DataFrame, letter: str, source: pl.Series | pl.Expr) -> pl.DataFrame:
    number = pl.int_range(1, rows.height + 1, eager=True).cast(pl.String).str.zfill(8)
    return rows.with_columns((letter + number).alias("id"), source.alias("source")).select(LINKAGE_COLUMNS)


def _truth(rows: pl.DataFrame, person: Ints) -> pl.DataFrame:
    return pl.DataFrame({"id": rows["id"], "person": pl.Series(person).cast(pl.String)})


def write_members(province: Province, out: Path, seed: int) -> pl.DataFrame:
    """Write `out`/members.csv (nik,name,sex,birth_date,village,kpj,segment,from,to); its rows for the truth, kind `member`."""
    work = member_work(province, seed)
    mix = OFFICE.scaled(_PARTICIPANT_CARE)
    typed = type_rows(stream(seed, "members.csv"), province, work, mix).with_columns(pl.Series("person", work.person))
    rows = typed.join(province.members, on="person", how="left", maintain_order="left")
    return _write_list(province, rows, out, "members.csv", ("kpj", "segment", "from", "to"), "member", mix)


def write_deaths(province: Province, out: Path, seed: int) -> pl.DataFrame:
    """Write `out`/deaths.csv (nik,name,sex,birth_date,village,died_on,source); its rows for the truth, kind `death`."""
    person = province.deaths["person"].to_numpy().astype(np.int64)
    work = Work(person, province.families.village[person], np.zeros(len(person), dtype=np.int64), 1)
    mix = FIELD.scaled(_DEATHS_CARE)
    typed = type_rows(stream(seed, "deaths.csv"), province, work, mix)
    rows = pl.concat([typed, province.deaths.with_columns(pl.col("person").cast(pl.Int64))], how="horizontal")
    return _write_list(province, rows, out, "deaths.csv", ("died_on", "source"), "death", mix)


def _write_list(province: Province, rows: pl.DataFrame, out: Path, file: str, more: tuple[str, ...], kind: str, mix: Mix) -> pl.DataFrame:
    rows = _half_dates_left_out(rows)
    rows.select(*_PERSON, *more).write_csv(out / file, line_terminator="\n")
    row_number = pl.int_range(2, rows.height + 2, eager=True).cast(pl.UInt32)  # below the header
    located = rows.with_columns(
        pl.lit(file).alias("file"), pl.lit("").alias("sheet"), row_number.alias("row_number"), pl.lit(mix.name).alias("mix")
    )
    return truth_of(province, located.with_columns(pl.lit(False).alias("again")), kind)


def truth_of(province: Province, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """What is true of each row, what a perfect reader finds in its cells (`written_…`, null where nothing stands), and the damage between.

    `rows` as typed, with person, file, sheet, row_number, mix and again.
    """
    people = province.people.select(
        pl.col("person").cast(pl.Int64),
        "nik",
        "name",
        "sex",
        "birth_date",
        "village_code",
        "member",
        pl.col("died_on").is_not_null().alias("dead"),
    )
    limit = date(COVER_STARTS_ON.year - 65, COVER_STARTS_ON.month, COVER_STARTS_ON.day)
    written = _half_dates_left_out(rows).select(
        "person", "file", "sheet", "row_number", "mix", "again",
        pl.col("nik", "name", "sex").name.prefix("written_"),
        pl.col("birth_date").str.to_date().alias("written_birth_date"),
        pl.col("village").alias("written_village"),
        damage_codes(rows["damage"]).alias("damage"),
    )  # fmt: skip
    return written.join(people, on="person", how="left", maintain_order="left").select(
        pl.lit(kind).alias("kind"), (pl.col("birth_date") <= limit).alias("over_age"), pl.all().exclude("person"), pl.col("person").cast(pl.String)
    ).select(TRUTH_COLUMNS)  # fmt: skip


def _half_dates_left_out(rows: pl.DataFrame) -> pl.DataFrame:
    """A frame or a canonical file has no way to write half a date."""
    half = pl.col("damage") & int(BIT["birthdate-incomplete"]) != 0
    return rows.with_columns(pl.when(~half).then("birth_date").alias("birth_date"))
