"""Lists taken in from outside: who is a member elsewhere, who died, who must not or need not be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from payung.core.exclusions import ExclusionKind
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.people_lists import ListKind, read_people_list
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.actions.files import file_digest, store_file
from payung.governance.queries.accounts import installation
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.places.queries import code_history
from payung.registry.actions._records import load_records, sealed_envelopes
from payung.registry.actions.participation import record_participation
from payung.registry.models import OutsideList
from payung.registry.queries.linking import EXCLUSIONS, NOTICES
from payung.registry.queries.workers import known_participants
from payung.registry.rules.areas import area_of
from payung.registry.rules.lists import death_fault, exclusion_fault, member_fault, same_members, spans_of_exclusions, spans_of_members
from payung.registry.rules.statuses import NoticeStatus, Origin


@dataclass(frozen=True)
class RefusedRow:
    """A row of a list that could not be taken: sheet, the number that the spreadsheet shows, and why (a stable code)."""

    sheet: str
    row_number: int
    reason: str


@dataclass(frozen=True)
class ListReport:
    """What became of a list: rows that hold a person, rows taken, rows refused. A list that is here already takes nothing."""

    list_id: int
    already_here: bool
    rows: int
    taken: int
    refused: tuple[RefusedRow, ...]


def add_participants(*, path: Path, source: str, on: date, by: Actor, at: datetime) -> ListReport:
    """Take in a list of members, as it holds on the day: each becomes a worker to link with, and his cover a participation.

    A member who is on an earlier list (by KPJ, or by sound NIK and birth date) stays the same worker. The file is kept; the
    same file again adds nothing. Raises `Refusal` not-allowed and those of reading a file.
    """
    check_may(by, "registry.import")
    return _take(_Given(ListKind.PARTICIPANTS, path, source, on), by, at)


def add_deaths(*, path: Path, source: str, on: date, by: Actor, at: datetime) -> ListReport:
    """Take in a list of people who died, told on the day; the next linking says who of them is a worker here.

    The file is kept; the same file again adds nothing. Raises `Refusal` not-allowed and those of reading a file.
    """
    check_may(by, "registry.import")
    return _take(_Given(ListKind.DEATHS, path, source, on), by, at)


def add_exclusions(*, path: Path, kind: ExclusionKind | str, source: str, on: date, by: Actor, at: datetime) -> ListReport:
    """Take in a list of people who must not or need not be chosen, as it holds on the day; the next linking says who of them is a worker here.

    The file is kept; the same file again as the same kind adds nothing. Raises `Refusal` not-allowed, exclusion-kind-unknown and those
    of reading a file.
    """
    check_may(by, "registry.import")
    if kind not in tuple(ExclusionKind):
        message = gettext_noop("There is no kind of exclusion %(kind)s. Use one of: %(known)s.")
        raise Refusal("exclusion-kind-unknown", message, kind=kind, known=", ".join(ExclusionKind))
    return _take(_Given(ListKind.EXCLUSIONS, path, source, on, ExclusionKind(kind)), by, at)


@dataclass(frozen=True)
class _Given:
    """A list as it was handed in."""

    kind: ListKind
    path: Path
    source: str
    on: date
    excluded_as: ExclusionKind | None = None

    @property
    def tells(self) -> str:
        """What it tells, as the list is kept: one file may tell of members and of exclusions of several kinds."""
        return self.excluded_as or self.kind


def _take(given: _Given, by: Actor, at: datetime) -> ListReport:
    """Keep the file, load the rows that can be taken, and name the others."""
    with scope(by):
        here = OutsideList.objects.filter(kind=given.tells, digest=file_digest(given.path)).first()
        if here is not None:
            return _already_here(here)
    judged = _judged(given)
    refused, taken = judged.filter(pl.col("reason").is_not_null()), judged.filter(pl.col("reason").is_null())
    with scope(by):
        stored = store_file(source=given.path, name=given.path.name, area=by.home_area, file_class=given.kind, by=by, at=at)
        facts = {"area": by.home_area, "stored_id": stored.pk, "source": given.source, "source_on": given.on, "taken_at": at}
        counted = {"rows": judged.height, "refused": refused.height}
        held, made = OutsideList.objects.get_or_create(kind=given.tells, digest=stored.digest, defaults=facts | counted)
        if not made:
            return _already_here(held)
        located = taken.with_columns(area_of(pl.col("village_code"), pl.lit(by.home_area), installation().province).alias("area"))
        _LOADERS[given.kind](located, held.pk, given, by, at)
        record(by=by, at=at, action=f"add_{given.kind}", kind="outside-list", subjects=[held.pk], change=bytes.fromhex(stored.digest))
    rows = tuple(RefusedRow(*each) for each in refused.select("sheet", "row_number", "reason").iter_rows())
    return ListReport(held.pk, False, judged.height, taken.height, rows)


def _already_here(held: OutsideList) -> ListReport:
    return ListReport(held.pk, True, held.rows, 0, ())


def _judged(given: _Given) -> pl.DataFrame:
    """The rows of a list with `reason`: why a row cannot be taken, else null."""
    people = read_people_list(given.path, given.kind, on=given.on, known_area=installation().province, history=code_history())
    if given.kind is ListKind.PARTICIPANTS:
        return spans_of_members(people, given.on).with_columns(member_fault().alias("reason"))
    if given.kind is ListKind.EXCLUSIONS:
        return spans_of_exclusions(people, given.on).with_columns(exclusion_fault().alias("reason"))
    return people.with_columns(death_fault(given.on).alias("reason"))


def _load_members(members: pl.DataFrame, _list: int, given: _Given, by: Actor, at: datetime) -> None:
    told = same_members(members, known_participants())
    new = told.filter(pl.col("worker").is_null()).unique("group", keep="first", maintain_order=True)
    new = new.with_columns(pl.Series("worker", take_ids("registry_worker", new.height), dtype=pl.Int64))
    load_records(new, Origin.PARTICIPANT)
    told = told.join(new.select("group", pl.col("worker").alias("made")), on="group", how="left", maintain_order="left")
    spans = told.select(pl.coalesce("worker", "made").alias("worker"), "segment", "payer_kind", "starts_on", "ends_on")
    record_participation(spans=spans, source=given.source, on=given.on, by=by, at=at)


def _load_notices(notices: pl.DataFrame, outside_list: int, given: _Given, by: Actor, at: datetime) -> None:
    _load_rows(NOTICES, notices, outside_list, given, [pl.col("died_on")])


def _load_exclusions(people: pl.DataFrame, outside_list: int, given: _Given, by: Actor, at: datetime) -> None:
    _load_rows(EXCLUSIONS, people, outside_list, given, [pl.col("starts_on"), pl.col("ends_on"), pl.lit(given.tells).alias("kind")])


def _load_rows(table: str, rows: pl.DataFrame, outside_list: int, given: _Given, own: list[pl.Expr]) -> None:
    ids = pl.Series("id", take_ids(table, rows.height), dtype=pl.Int64)
    told_by = pl.when(pl.col("source").fill_null("") == "").then(pl.lit(given.source)).otherwise(pl.col("source"))
    frame = rows.select(
        "area", "sheet", "row_number", "nik_state", pl.col("name", "sex", "village_code").fill_null(""), "birth_date", told_by.alias("source"),
        pl.lit(outside_list).alias("outside_list_id"), pl.lit(NoticeStatus.WAITING.value).alias("status"), *own,
    )  # fmt: skip
    load(table, frame.with_columns(ids, sealed_envelopes(table, ids, rows)))


_LOADERS = {ListKind.PARTICIPANTS: _load_members, ListKind.DEATHS: _load_notices, ListKind.EXCLUSIONS: _load_exclusions}
