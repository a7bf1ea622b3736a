"""Lists: where each stands, what enrolment takes of them, and whether one was altered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db.models import Count

from payung.core.calendar import Month
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.programmes.queries import TrancheRow, programme_by_id
from payung.registry.queries.persons import same_person
from payung.registry.queries.workers import SEALED, living_people
from payung.selection.models import BeneficiaryList, Entry
from payung.selection.queries.runs import RunReport, opened, run_report
from payung.selection.rules.digests import rows_digest_text
from payung.selection.rules.statuses import EntryState, ListStatus

_FROZEN: dict[str, Any] = {
    "entry": pl.Int64,
    "worker": pl.Int64,
    "area": pl.String,
    "state": pl.String,
    "rank": pl.Int64,
    "score": pl.Int64,
    "reasons": pl.List(pl.String),
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "birth_place": pl.String,
    "village_code": pl.String,
    "occupation": pl.String,
    "workplace": pl.String,
    "hours": pl.String,
    "income_idr": pl.Int64,
    "envelope": pl.Binary,
}
_DOES_NOT_OPEN = ("envelope-broken", "key-missing")
_WATCHED = (ListStatus.SUBMITTED, ListStatus.APPROVED, ListStatus.DECREED, ListStatus.ENDED)


@dataclass(frozen=True)
class ListView:
    """A list and where it stands. `chosen` and `reserve` count its entries; `digest` is what was submitted."""

    id: int
    run: int
    programme: str
    tranche: str
    status: ListStatus
    chosen: int
    reserve: int
    cost_idr: int
    digest: str
    submitted_by: str
    submitted_at: datetime
    decree_number: str
    decree_on: date | None
    version: int


@dataclass(frozen=True)
class DecreedRun:
    """A decreed list and the report of its run."""

    list_id: int
    report: RunReport


@dataclass(frozen=True)
class EnrolmentList:
    """A decreed list as enrolment takes it. `people`: the chosen by rank, with their identifiers opened, null where absent."""

    list_id: int
    programme: str
    tranche: TrancheRow
    first_month: Month
    months: int
    month_idr: int  # one person, the first month
    person_idr: int  # one person, all months
    insurances: tuple[str, ...]
    decree_number: str
    decree_on: date | None
    people: pl.DataFrame


def lists(programme: str | None = None) -> list[ListView]:
    """All lists (of a programme), newest first."""
    held = BeneficiaryList.objects.select_related("run__programme", "run__tranche", "submitted_by").order_by("-pk")
    if programme is not None:
        held = held.filter(run__programme__code=programme)
    return [_view(each) for each in held]


def list_view(list_id: int) -> ListView:
    """One list. Raises `Refusal` no-such-list."""
    return _view(held_list(list_id))


def decreed_run(programme: str) -> DecreedRun | None:
    """The latest decreed list of a programme."""
    held = BeneficiaryList.objects.filter(run__programme__code=programme, status=ListStatus.DECREED).order_by("-pk").first()
    return DecreedRun(held.pk, run_report(held.run_id)) if held else None


@dataclass(frozen=True)
class Entering:
    """Who is taken of a list by an amended decree, for which months, at which price, under which decree."""

    entries: Sequence[int]
    first_month: Month
    months: int
    month_idr: int
    prices_idr: dict[str, int]
    decree_number: str
    decree_on: date


def list_for_enrolment(list_id: int, entering: Entering | None = None) -> EnrolmentList:
    """A decreed list as it was decreed; with `entering` the people of an amendment of it. Raises `Refusal` no-such-list or not-decreed."""
    held = held_list(list_id)
    if held.status != ListStatus.DECREED or held.decree_on is None:
        message = gettext_noop(
            "List %(list)s is %(status)s. Only a decreed list is enrolled: record number, date and signed copy of its decree."
        )
        raise Refusal("not-decreed", message, list=list_id, status=held.status)
    taken = (pl.col("state") == EntryState.CHOSEN.value) if entering is None else pl.col("entry").is_in(list(entering.entries))
    return _with_people(held, frozen_entries(held.run_id).filter(taken), entering)


def list_before_decree(list_id: int, area: str = "") -> EnrolmentList:
    """The chosen people of a list (inside an area), whether or not it was decreed: to see who is ready. Raises `Refusal` no-such-list."""
    held = held_list(list_id)
    inside = (pl.col("state") == EntryState.CHOSEN.value) & pl.col("village_code").str.starts_with(area)
    return _with_people(held, frozen_entries(held.run_id, area).filter(inside), None)


def _with_people(held: BeneficiaryList, entries: pl.DataFrame, entering: Entering | None) -> EnrolmentList:
    programme = programme_by_id(held.run.programme_id)
    tranche = programme.tranche(held.run.tranche.code)
    prices = held.run.prices_idr if entering is None else entering.prices_idr
    return EnrolmentList(
        list_id=held.pk,
        programme=programme.code,
        tranche=tranche,
        first_month=tranche.first_month if entering is None else entering.first_month,
        months=held.run.months if entering is None else entering.months,
        month_idr=held.run.price_idr if entering is None else entering.month_idr,
        person_idr=sum(prices.values()),
        insurances=tuple(sorted(prices)),
        decree_number=held.decree_number if entering is None else entering.decree_number,
        decree_on=held.decree_on if entering is None else entering.decree_on,
        people=entries.drop("envelope").hstack(opened(entries, SEALED)),
    )


def held_list(list_id: int) -> BeneficiaryList:
    """The list itself, for this room. Raises `Refusal` no-such-list."""
    held = BeneficiaryList.objects.select_related("run__programme", "run__tranche", "submitted_by").filter(pk=list_id).first()
    if held is None:
        raise no_such_list(list_id)
    return held


def no_such_list(list_id: int) -> Refusal:
    """The refusal for a list that is not there."""
    return Refusal("no-such-list", gettext_noop("There is no list %(list)s."), list=list_id)


def frozen_entries(run: int, area: str = "") -> pl.DataFrame:
    """Every entry of a run (inside an area) as it was frozen, by rank, with its envelope."""
    columns = "id, worker_id, area, state, rank, score, array_to_string(reasons, ';'), name, sex, birth_date, birth_place, village_code"
    return read_frame(
        f"SELECT {columns}, occupation, workplace, hours, income_idr, encode(envelope, 'hex') FROM selection_entry"
        " WHERE run_id = %s AND area >= %s AND area < %s ORDER BY rank",
        _FROZEN,
        [run, area, area + ":"],  # the sign after 9
    )


def list_digest(run: int) -> bytes:
    """What is submitted and approved, as a keyed digest of every entry of the run with its identifiers.

    Keyed, since it covers identifiers. Raises `Refusal` envelope-broken or key-missing when an envelope was altered or moved.
    """
    entries = frozen_entries(run)
    whole = entries.drop("envelope").hstack(opened(entries, SEALED))
    return keyring().digest("list", rows_digest_text(whole))


def people_gone(workers: Sequence[int], on: date) -> int:
    """How many of these people are listed no more (their rows were taken back) or known to have died by the day."""
    return len(set(same_person(workers).values()) - living_people(on))


def altered_list() -> int | None:
    """The first list that is not what was submitted any more, or None. Whole-province work: a posting sees a part only."""
    for list_id, run, digest in BeneficiaryList.objects.filter(status__in=_WATCHED).order_by("pk").values_list("pk", "run_id", "digest"):
        if not _stands(run, bytes(digest)):
            return list_id
    return None


def _stands(run: int, digest: bytes) -> bool:
    try:
        return list_digest(run) == digest
    except Refusal as refusal:
        if refusal.code in _DOES_NOT_OPEN:
            return False
        raise


def _view(held: BeneficiaryList) -> ListView:
    states = dict(Entry.objects.filter(run_id=held.run_id).values_list("state").annotate(Count("pk")))
    chosen = states.get(EntryState.CHOSEN, 0)
    return ListView(
        id=held.pk,
        run=held.run_id,
        programme=held.run.programme.code,
        tranche=held.run.tranche.code,
        status=ListStatus(held.status),
        chosen=chosen,
        reserve=states.get(EntryState.RESERVE, 0),
        cost_idr=chosen * sum(held.run.prices_idr.values()),
        digest=bytes(held.digest).hex(),
        submitted_by=held.submitted_by.full_name,
        submitted_at=held.submitted_at,
        decree_number=held.decree_number,
        decree_on=held.decree_on,
        version=held.version,
    )
