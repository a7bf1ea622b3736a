"""People as pages see them: a list with filters, and one person with the records he is made of. No identifier is in any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.scope import current_actor
from payung.registry.models import Correction, Merge, Worker, WorkerPin, WorkerRow
from payung.registry.queries.coverage import covered_people, fallen_workers
from payung.registry.queries.exclusions import excluded
from payung.registry.queries.persons import records_of, same_person
from payung.registry.queries.workers import TABLE, TYPED, awaiting_review, identifiers
from payung.registry.rules.masks import masked_nik, masked_phone, shortened_mother

MOST_COUNTED = 10_000
"""Lists are counted so far and no farther: beyond it a page says "more than"."""

SORTS = {"name": "w.name, w.id", "-name": "w.name DESC, w.id DESC", "born": "w.birth_date, w.id", "-born": "w.birth_date DESC, w.id DESC"}
_PERSON = "coalesce(w.person_id, w.id)"
_SHOWN = f"{_PERSON}, w.id, w.area, w.origin, w.name, w.sex, w.birth_date, w.village_code, w.occupation, w.nik_state, w.died_on"


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of people is narrowed to; empty or None: everybody. `area` is a code of any level, ages are completed years on the day."""

    area: str = ""
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    occupation: str = ""
    nik_state: str = ""
    origin: str = ""
    covered: bool | None = None
    exclusion: str = ""  # a kind, or "any"
    state: str = ""  # living | died | review


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of a list, told of by `record`. `covered` and `exclusions` hold on the day of the list."""

    worker: int
    record: int
    area: str
    origin: str
    name: str
    sex: str
    birth_date: date | None
    village_code: str
    occupation: str
    nik_state: str
    died_on: date | None
    covered: bool
    exclusions: tuple[str, ...]


@dataclass(frozen=True)
class PeoplePage:
    """One page of a list: `total` people (`MOST_COUNTED` + 1: more than so many) on `pages` pages that can be turned to."""

    rows: tuple[PersonLine, ...]
    total: int
    page: int
    pages: int


def people(chosen: PeopleFilter, *, on: date, sort: str = "name", page: int = 1, size: int = 50) -> PeoplePage:
    """One page of the people of the present scope, each once, told of by the record that tells of him."""
    where, values = _conditions(chosen, on)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} w WHERE {where} LIMIT {MOST_COUNTED + 1}) AS counted", values)
        total: int = cursor.fetchone()[0]
        pages = max(1, -(-min(total, MOST_COUNTED) // size))
        page = min(max(1, page), pages)
        order = SORTS.get(sort, SORTS["name"])
        cursor.execute(
            f"SELECT {_SHOWN} FROM {TABLE} w WHERE {where} ORDER BY {order} OFFSET %(offset)s LIMIT %(size)s",
            values | {"offset": (page - 1) * size, "size": size},
        )
        found = cursor.fetchall()
    return PeoplePage(tuple(_lines(found, on)), total, page, pages)


def people_frame(chosen: PeopleFilter, *, on: date, most: int = MOST_COUNTED) -> pl.DataFrame:
    """The whole list as a file takes it, without identifiers: worker, name, sex, birth_date, village_code, occupation, nik_state, origin, died_on.

    Raises `Refusal` too-many above `most` people.
    """
    where, values = _conditions(chosen, on)
    schema = {
        "worker": pl.Int64, "name": pl.String, "sex": pl.String, "birth_date": pl.Date, "village_code": pl.String, "occupation": pl.String,
        "nik_state": pl.String, "origin": pl.String, "died_on": pl.Date,
    }  # fmt: skip
    shown = "coalesce(w.person_id, w.id), w.name, w.sex, w.birth_date, w.village_code, w.occupation, w.nik_state, w.origin, w.died_on"
    found = read_frame(f"SELECT {shown} FROM {TABLE} w WHERE {where} ORDER BY w.name, w.id LIMIT {most + 1}", schema, values)
    if found.height > most:
        raise Refusal("too-many", gettext_noop("These are more than %(most)s people. Narrow the list by area first."), most=most)
    return found


def lines_of(records: Sequence[int], on: date, most: int) -> list[PersonLine]:
    """The people whose records these are, as lists show them, by name; at most so many."""
    telling = _telling(sorted(set(same_person(records).values())))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SHOWN} FROM {TABLE} w WHERE w.id = ANY(%s) AND w.id <> ALL(%s) ORDER BY w.name, w.id LIMIT %s",
            [telling, fallen_workers()["worker"].to_list(), most],
        )
        return _lines(cursor.fetchall(), on)


def occupations(most: int = 40) -> list[str]:
    """The occupations that most people of the present scope were listed with, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT occupation FROM (SELECT occupation, count(*) AS people FROM (SELECT occupation FROM {TABLE} WHERE tells AND occupation <> ''"
            " LIMIT 20000) AS listed GROUP BY 1 ORDER BY 2 DESC LIMIT %s) AS usual ORDER BY 1",
            [most],
        )
        return [each for (each,) in cursor.fetchall()]


def _conditions(chosen: PeopleFilter, on: date) -> tuple[str, dict[str, Any]]:
    """The list as SQL over `w`, with its values."""
    inside, values = _inside_scope()
    told = {
        "w.area >= %(area)s AND w.area < %(beyond)s": bool(chosen.area),
        inside: not chosen.area,
        "w.sex = %(sex)s": bool(chosen.sex),
        "w.birth_date <= %(born_by)s": chosen.age_from is not None,
        "w.birth_date > %(born_after)s": chosen.age_to is not None,
        "w.occupation = %(occupation)s": bool(chosen.occupation),
        "w.nik_state = %(nik_state)s": bool(chosen.nik_state),
        "w.origin = %(origin)s": bool(chosen.origin),
        "w.died_on IS NULL": chosen.state == "living",
        "w.died_on IS NOT NULL": chosen.state == "died",
        "w.id = ANY(%(waiting)s)": chosen.state == "review",
        "w.id = ANY(%(covered)s)": chosen.covered is True,
        "w.id NOT IN (SELECT unnest(%(covered)s::bigint[]))": chosen.covered is False,
        "w.id = ANY(%(excluded)s)": bool(chosen.exclusion),
        "w.id <> ALL(%(fallen)s)": True,
    }
    values |= {
        "area": chosen.area,
        "beyond": f"{chosen.area}:",
        "sex": chosen.sex,
        "born_by": _years_before(on, chosen.age_from or 0),
        "born_after": _years_before(on, (chosen.age_to or 0) + 1),
        "occupation": chosen.occupation,
        "nik_state": chosen.nik_state,
        "origin": chosen.origin,
        "fallen": fallen_workers()["worker"].to_list(),
    }
    if chosen.state == "review":
        values["waiting"] = _telling(awaiting_review()["worker"].to_list())
    if chosen.covered is not None:
        values["covered"] = _telling(covered_people(on))
    if chosen.exclusion:
        hits = excluded(on, on)
        named = hits if chosen.exclusion == "any" else hits.filter(pl.col("kind") == chosen.exclusion)
        values["excluded"] = _telling(named["worker"].unique().to_list())
    return " AND ".join(["w.tells", *(condition for condition, holds in told.items() if holds)]), values


def _telling(people: Sequence[int]) -> list[int]:
    """The records that tell of these people."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {TABLE} WHERE tells AND person_id IS NULL AND id = ANY(%(people)s)"
            f" UNION ALL SELECT id FROM {TABLE} WHERE tells AND person_id = ANY(%(people)s)",
            {"people": list(people)},
        )
        return [record for (record,) in cursor.fetchall()]


def _inside_scope() -> tuple[str, dict[str, Any]]:
    """The areas of the posting, said once more: so the index by area narrows before the policy asks row by row."""
    actor = current_actor()
    if actor is None:
        return "true", {}
    parts = [f"(w.area >= %(lo{place})s AND w.area < %(hi{place})s)" for place in range(len(actor.ranges))]
    values = {f"{end}{place}": getattr(each, end) for place, each in enumerate(actor.ranges) for end in ("lo", "hi")}
    return f"({' OR '.join(parts)})", values


def _years_before(on: date, years: int) -> date:
    years = min(max(0, years), 150)
    return date(on.year - years, on.month, 28 if (on.month, on.day) == (2, 29) else on.day)


def _lines(found: Sequence[tuple[Any, ...]], on: date) -> list[PersonLine]:
    """Rows of a page with what holds for these few people on the day."""
    groups = records_of([row[0] for row in found])
    records = list(groups)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker_id FROM registry_participation WHERE worker_id = ANY(%s) AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)",
            [records, on, on],
        )
        under_cover = {groups[worker] for (worker,) in cursor.fetchall()}
        cursor.execute(
            "SELECT worker_id, kind FROM registry_exclusion WHERE worker_id = ANY(%s) AND status = 'matched' AND starts_on <= %s"
            " AND (ends_on IS NULL OR ends_on > %s) ORDER BY kind",
            [records, on, on],
        )
        hits: dict[int, list[str]] = {}
        for worker, kind in cursor.fetchall():
            hits.setdefault(groups[worker], []).append(kind)
    return [PersonLine(*[*row, row[0] in under_cover, tuple(dict.fromkeys(hits.get(row[0], ())))]) for row in found]


# --- one person ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record of a person: where it came from (`row`: the intake row behind it, None for a member list), and whether it stands and tells of him."""

    record: int
    area: str
    origin: str
    name: str
    sex: str
    birth_date: date | None
    birth_place: str
    village_code: str
    occupation: str
    workplace: str
    hours: str
    income_idr: int | None
    disability: bool | None
    decile: int | None
    nik_state: str
    died_on: date | None
    died_source: str
    split_from: int | None
    version: int
    row: int | None
    stands: bool
    tells: bool


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge of two records of the person, standing or undone: on what basis (rules.statuses.Basis), by whom, and the fact that rests on it."""

    merged: int
    survivor: int
    basis: str
    pair: int | None
    merged_by: str
    merged_at: datetime
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A value put right by hand."""

    record: int
    field: str
    before: str
    after: str
    reason: str
    corrected_by: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class SpanLine:
    """Cover told of the person: half-open days, by whom, told for which day, written down when."""

    segment: str
    payer_kind: str
    starts_on: date
    ends_on: date | None
    source: str
    source_on: date
    recorded_at: datetime


@dataclass(frozen=True)
class PersonView:
    """One person: who he is known as today, the record that tells of him first, and everything this room knows of him."""

    worker: int
    verified: bool
    records: tuple[RecordLine, ...]
    merges: tuple[MergeLine, ...]
    corrections: tuple[CorrectionLine, ...]
    spans: tuple[SpanLine, ...]
    facts: tuple[str, ...]  # downstream facts pinned to him

    @property
    def told(self) -> RecordLine:
        """The record that tells of him."""
        return self.records[0]


def person(worker: int) -> PersonView:
    """The person whom a worker is known as today, as far as the present scope sees him. Raises `Refusal` no-such-object."""
    known = same_person([worker])[worker]
    held = list(Worker.objects.filter(pk__in=list(records_of([known]))).order_by("-tells", "pk"))
    if not held:
        raise no_such_worker()
    ids = [each.pk for each in held]
    rows = dict(WorkerRow.objects.filter(worker__in=ids).values_list("worker_id", "row_id"))
    fallen = set(fallen_workers()["worker"])
    merges = Merge.objects.filter(merged__in=ids).select_related("merged_by", "undone_by").order_by("pk")
    corrected = Correction.objects.filter(worker__in=ids).select_related("corrected_by").order_by("pk")
    return PersonView(
        worker=known,
        verified=any(each.verified_nik_mac is not None for each in held),
        records=tuple(_record_line(each, rows.get(each.pk), each.pk not in fallen) for each in held),
        merges=tuple(
            MergeLine(
                each.merged_id,
                each.survivor_id,
                each.basis,
                each.pair_id,
                each.merged_by.full_name,
                each.merged_at,
                each.undone_by.full_name if each.undone_by else "",
                each.undone_at,
            )
            for each in merges
        ),  # fmt: skip
        corrections=tuple(
            CorrectionLine(each.worker_id, each.field, each.before, each.after, each.reason, each.corrected_by.full_name, each.corrected_at)
            for each in corrected
        ),
        spans=tuple(_spans(ids)),
        facts=tuple(WorkerPin.objects.filter(worker__in=ids).order_by("fact").values_list("fact", flat=True).distinct()),
    )


def no_such_worker() -> Refusal:
    """There is no such worker in the present scope."""
    return Refusal("no-such-object", gettext_noop("There is no such worker, or he lies outside your area."))


def record_frame(records: Sequence[int]) -> pl.DataFrame:
    """Records with everything they hold, opened: worker, area, origin, the typed values and the sealed ones. For this room's own acts."""
    columns = {"record": pl.Int64, "area": pl.String, "origin": pl.String} | TYPED | {"envelope": pl.Binary}
    sql = f"SELECT id, area, origin, {', '.join(TYPED)}, encode(envelope, 'hex') FROM {TABLE} WHERE id = ANY(%s) ORDER BY id"
    held = read_frame(sql, columns, [list(records)])
    opened = held.join(identifiers(held), on="record").rename({"record": "worker"})
    return opened.drop("envelope")


def _record_line(held: Worker, row: int | None, stands: bool) -> RecordLine:
    return RecordLine(
        record=held.pk, area=held.area, origin=held.origin, name=held.name, sex=held.sex, birth_date=held.birth_date,
        birth_place=held.birth_place, village_code=held.village_code, occupation=held.occupation, workplace=held.workplace,
        hours=held.hours, income_idr=held.income_idr, disability=held.disability, decile=held.decile, nik_state=held.nik_state,
        died_on=held.died_on, died_source=held.died_source, split_from=held.split_from_id, version=held.version, row=row, stands=stands,
        tells=held.tells,
    )  # fmt: skip


def _spans(records: Sequence[int]) -> list[SpanLine]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT segment, payer_kind, starts_on, ends_on, source, source_on, recorded_at FROM registry_participation"
            " WHERE worker_id = ANY(%s) ORDER BY starts_on, id",
            [list(records)],
        )
        return [SpanLine(*row) for row in cursor.fetchall()]


def sealed_value(worker: int, field: str) -> str:
    """One sealed value of the person, of the record that tells of him, else of another that has it; empty where none does.

    Only after `governance.actions.reveals.reveal` in the same transaction. Raises `Refusal` no-such-object.
    """
    held = person(worker)
    opened = record_frame([each.record for each in held.records])
    values = dict(zip(opened["worker"].to_list(), opened[field].to_list(), strict=True))
    return next((values[each.record] for each in held.records if values[each.record]), "")


def masked_values(held_person: PersonView) -> dict[str, str]:
    """NIK, telephone and mother's name of the record that tells of a person, as far as a page shows them."""
    held = record_frame([held_person.told.record]).row(0, named=True)
    return {
        "nik": masked_nik(held["nik"] or ""),
        "phone": masked_phone(held["phone"] or ""),
        "mother": shortened_mother(held["mother"] or ""),
    }
