"""What pages show of rounds: those that concern a posting, people asked about beside what was known and what was answered, files that came back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from payung.core.areas import AreaRange, Level
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.places.queries import places
from payung.registry.models import Round, RoundFile
from payung.registry.queries.answers import ANSWER_TABLE, PERSON_TABLE
from payung.registry.queries.rounds import RoundView, round_view
from payung.registry.queries.workers import TABLE
from payung.registry.rules.rounds import SILENT, kind_of

_PERSON: dict[str, Any] = {
    "person": pl.Int64, "record": pl.Int64, "name": pl.String, "sex": pl.String, "birth_date": pl.Date, "village_code": pl.String,
    "occupation": pl.String, "decile": pl.Int64, "state": pl.String, "answered_on": pl.Date, "answerer": pl.String, "facts": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class RoundRow:
    """One round in a list: how many people it asks about inside the posting, and about how many an answer came."""

    view: RoundView
    place: str
    people: int
    answered: int


@dataclass(frozen=True)
class AskedPerson:
    """One person of a round: what was known when it was asked, and the answer that stands (`facts` by question)."""

    person: int
    name: str
    sex: str
    birth_date: date | None
    village: str
    occupation: str
    decile: int | None
    state: str
    answered_on: date | None
    answerer: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class AskedPage:
    """A page of people, in the order of the printed sheet, and how many there are."""

    rows: tuple[AskedPerson, ...]
    total: int


@dataclass(frozen=True)
class AnswerFile:
    """A file of answers that came back. `unused`: rows whose answer was not taken (sheet, row number, why)."""

    name: str
    answerer: str
    answered_on: date
    rows: int
    landed: int
    new_names: int
    unused: tuple[tuple[str, int, str], ...]
    upload: int | None
    recorded_at: datetime
    recorded_by: str


def rounds_of(ranges: Sequence[AreaRange], programme_id: int) -> list[RoundRow]:
    """The rounds of a programme that ask about places of a posting, newest first."""
    held = [
        each
        for each in Round.objects.select_related("programme").filter(programme_id=programme_id).order_by("-pk")
        if _touches(each.area, ranges)
    ]
    counts = read_frame(
        f"SELECT round_id, count(*), count(answered_on) FROM {PERSON_TABLE} WHERE round_id = ANY(%s) GROUP BY 1",
        {"round": pl.Int64, "people": pl.Int64, "answered": pl.Int64},
        [[each.pk for each in held]],
    )
    told = {number: (people, answered) for number, people, answered in counts.iter_rows()}
    names = dict(places().select("code", "name").iter_rows())
    return [RoundRow(round_view(each.pk), names.get(each.area, each.area), *told.get(each.pk, (0, 0))) for each in held]


def _touches(area: str, ranges: Sequence[AreaRange]) -> bool:
    """Whether one of the areas lies in the other."""
    return any(each.holds(area) or each.lo.startswith(area) for each in ranges)


def asked_page(round_id: int, *, area: str = "", state: str = "", number: int = 1, size: int = 50) -> AskedPage:
    """People of a round in the present scope, of a place, in a state (`answered`: in any but silence); as on the printed sheet: by village,
    hamlet and name. Raises `Refusal` no-such-object.
    """
    kind = kind_of(round_view(round_id).kind)
    sql = (
        "SELECT p.id, p.record_id, w.name, w.sex, w.birth_date, w.village_code, w.occupation, w.decile, p.state, p.answered_on, a.answerer, a.facts"
        f" FROM {PERSON_TABLE} p JOIN registry_worker w ON w.id = p.record_id LEFT JOIN {ANSWER_TABLE} a ON a.id = p.answer_id"
        " WHERE p.round_id = %s AND p.area >= %s AND p.area < %s"
    )
    people = read_frame(f"{sql} ORDER BY p.area, w.name, p.id", _PERSON, [round_id, area, f"{area}~"])
    if state == "answered":
        people = people.filter(pl.col("state") != SILENT)
    elif state:
        people = people.filter(pl.col("state") == state)
    if kind.per == "village" and len(area) == Level.VILLAGE:
        people = _by_hamlet(people)
    names = dict(places(area[: int(Level.REGENCY)], Level.VILLAGE).select("code", "name").iter_rows())
    shown = people.slice((number - 1) * size, size)
    return AskedPage(tuple(_asked(each, names) for each in shown.iter_rows(named=True)), people.height)


def _asked(each: Mapping[str, Any], names: Mapping[str, str]) -> AskedPerson:
    return AskedPerson(
        person=each["person"],
        name=each["name"] or "",
        sex=each["sex"] or "",
        birth_date=each["birth_date"],
        village=names.get(each["village_code"] or "", ""),
        occupation=each["occupation"] or "",
        decile=each["decile"],
        state=each["state"],
        answered_on=each["answered_on"],
        answerer=each["answerer"] or "",
        facts=json.loads(each["facts"]) if each["facts"] else {},
    )


def _by_hamlet(people: pl.DataFrame) -> pl.DataFrame:
    """In the order of the sheet: hamlets are sealed, and are opened only to sort by."""
    sql = "SELECT id, encode(envelope, 'hex') FROM registry_worker WHERE id = ANY(%s)"
    sealed = read_frame(sql, {"record": pl.Int64, "envelope": pl.Binary}, [people["record"].to_list()])
    keys = keyring()
    hamlets = [keys.open(TABLE, record, envelope).get("hamlet") if envelope else None for record, envelope in sealed.iter_rows()]
    told = sealed.select("record").with_columns(pl.Series("hamlet", hamlets, dtype=pl.String))
    return people.join(told, on="record", how="left", maintain_order="left").sort("hamlet", "name", "person", nulls_last=True)


def answer_files(round_id: int) -> list[AnswerFile]:
    """The files of answers that the present scope sees, newest first."""
    held = RoundFile.objects.filter(round_id=round_id).select_related("recorded_by").order_by("-pk")[:100]
    return [
        AnswerFile(
            each.name, each.answerer, each.answered_on, each.rows, each.landed, each.new_names,
            tuple((sheet, row, why) for sheet, row, why in each.refused), each.upload_id, each.recorded_at, each.recorded_by.full_name,
        )
        for each in held
    ]  # fmt: skip
