"""Frames and files taken from a province: what linkage is fed, the member list, the death list, and the truth behind each row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from payung.synthetic.clerks import Work, type_rows
from payung.synthetic.errors import Mix, mix_of
from payung.synthetic.listings import USUAL_REPEATS, Lists
from payung.synthetic.people import Province
from payung.synthetic.streams import Ints, stream

LINKAGE_COLUMNS = ("id", "nik", "name", "sex", "birth_date", "village", "mother", "phone", "source")
_PARTICIPANT_CARE = 0.35  # the agency's own data has about a third of the errors of a list
_PARTICIPANTS_PER_CLERK = 150


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
    work = _listed_work(listed, lists)
    rows = type_rows(stream(seed, f"registrations {chosen.name}"), province, work, chosen)
    registrations = _identified(rows, "R", lists.source.gather(work.listed))
    members = _member_work(province, seed)
    typed = type_rows(stream(seed, f"participants {chosen.name}"), province, members, chosen.scaled(_PARTICIPANT_CARE))
    participants = _identified(typed, "M", pl.lit("bpjs"))
    return LinkageFrames(registrations, participants, _truth(registrations, work.person), _truth(participants, members.person))


def registrations(province: Province) -> pl.DataFrame:
    """The listed rows without any error, in the columns of `LinkageFrames`; the ids are the same there."""
    work = _listed_work(province.listed, province.lists)
    return _identified(_as_they_are(province, work), "R", province.lists.source.gather(work.listed))


def participants(province: Province, seed: int = 1) -> pl.DataFrame:
    """The members without any error, in the columns of `LinkageFrames`; `seed` gives the order, as there."""
    return _identified(_as_they_are(province, _member_work(province, seed)), "M", pl.lit("bpjs"))


def _as_they_are(province: Province, work: Work) -> pl.DataFrame:
    people = province.people[work.person].select("nik", "name", "sex", pl.col("birth_date").cast(pl.String), "mother", "phone")
    return people.with_columns(province.villages.code.gather(work.village).alias("village"))


def _listed_work(listed: pl.DataFrame, lists: Lists) -> Work:
    person, village, list_ = (listed[column].to_numpy().astype(np.int64) for column in ("person", "village", "list"))
    return Work(person, village, list_, len(lists.source))


def _member_work(province: Province, seed: int) -> Work:
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
