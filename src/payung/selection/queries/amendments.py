"""Amended decrees: where each stands, who left and who entered, and what a list holds today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from payung.core.calendar import Month, months_between
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.programmes.queries import Programme, TrancheRow, programme_by_id, province_law
from payung.programmes.rules.money import insurance_prices
from payung.registry.queries.coverage import covered
from payung.registry.queries.persons import same_person
from payung.registry.queries.workers import SEALED, living_people
from payung.selection.models import AmendedPlace, ListAmendment
from payung.selection.queries.inputs import binding_workers
from payung.selection.queries.lists import EnrolmentList, Entering, held_list, list_for_enrolment
from payung.selection.queries.runs import opened
from payung.selection.rules.amendments import standing_people
from payung.selection.rules.digests import rows_digest_text
from payung.selection.rules.statuses import AmendmentStatus, EntryState, ListStatus

_ENTRY = {
    "entry": pl.Int64, "worker": pl.Int64, "area": pl.String, "state": pl.String, "rank": pl.Int64, "name": pl.String,
    "village_code": pl.String, "envelope": pl.Binary,
}  # fmt: skip
_PLACE = {"leaves": pl.Int64, "enters": pl.Int64, "amendment": pl.Int64, "why": pl.String}


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """An amended decree and where it stands. Money in whole rupiah, all insurances together; `unspent_idr` is what the places leave over."""

    id: int
    list_id: int
    number: int
    status: AmendmentStatus
    first_month: str
    months: int
    people: int
    freed_idr: int
    bound_idr: int
    digest: str
    submitted_by: str
    submitted_at: datetime
    decree_number: str
    decree_on: date | None
    version: int

    @property
    def unspent_idr(self) -> int:
        """What the freed places held more than the new people cost."""
        return self.freed_idr - self.bound_idr


@dataclass(frozen=True)
class ListPlaces:
    """What a decreed list holds today, for whoever fills its places.

    `entries` of chosen and reserve by rank: entry, worker, area, state, rank, name, village_code, quota_area, household (null where unknown or not
    capped), left, entered (by a standing amendment), gone (reserve only: may not enter any more). `prices_idr`: insurance -> one person
    from `first_month` to the last; `held_idr`: entry -> insurance -> what his place holds.
    """

    list_id: int
    programme: Programme
    tranche: TrancheRow
    first_month: Month
    months: int
    month_idr: int
    household_cap: int | None
    entries: pl.DataFrame
    prices_idr: dict[str, int]
    place_idr: dict[str, int]
    place_months: int
    amended: dict[int, tuple[dict[str, int], int]]  # entry that entered by an amendment -> prices and months of it

    def held_by(self, entry: int) -> tuple[dict[str, int], int]:
        """What the place of an entry holds: insurance -> rupiah, and how many months."""
        return self.amended.get(entry, (self.place_idr, self.place_months))


def amendments(list_id: int) -> list[AmendmentView]:
    """The amended decrees of a list, oldest first."""
    held = ListAmendment.objects.filter(beneficiary_list_id=list_id).select_related("submitted_by").order_by("number")
    counts = _people([each.pk for each in held])
    return [_view(each, counts.get(each.pk, 0)) for each in held]


def amendment_view(amendment_id: int) -> AmendmentView:
    """One amended decree. Raises `Refusal` no-such-object."""
    held = held_amendment(amendment_id)
    return _view(held, _people([held.pk]).get(held.pk, 0))


def held_amendment(amendment_id: int) -> ListAmendment:
    """The amendment itself, for this room. Raises `Refusal` no-such-object."""
    held = ListAmendment.objects.select_related("submitted_by").filter(pk=amendment_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no amended decree %(amendment)s."), amendment=amendment_id)
    return held


def amended_places(amendment_id: int) -> pl.DataFrame:
    """The places of an amendment of the present scope, in the order of the list: leaves, enters, why, leaving, entering (names), village_code, rank."""
    rows = (
        AmendedPlace.objects.filter(amendment_id=amendment_id)
        .order_by("leaves__rank")
        .values_list("leaves_id", "enters_id", "why", "leaves__name", "enters__name", "enters__village_code", "enters__rank")
    )
    schema = {
        "leaves": pl.Int64, "enters": pl.Int64, "why": pl.String, "leaving": pl.String, "entering": pl.String, "village_code": pl.String,
        "rank": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def amending_entries(list_id: int) -> set[int]:
    """Entries of a list that a standing amendment lets leave: what is said of them now comes too late."""
    rows = AmendedPlace.objects.filter(amendment__beneficiary_list_id=list_id, standing=True)
    return set(rows.values_list("leaves_id", flat=True))


def list_places(list_id: int, *, on: date, first_month: Month | None = None) -> ListPlaces:
    """What a decreed list holds, and what a new person would cost from `first_month` on (default: the month after `on`, inside the tranche).

    Raises `Refusal` no-such-list, not-decreed or no-months-left.
    """
    held = held_list(list_id)
    if held.status != ListStatus.DECREED:
        message = gettext_noop("List %(list)s is %(status)s. Places of a decreed list are filled from its reserve.")
        raise Refusal("not-decreed", message, list=list_id, status=held.status)
    programme = programme_by_id(held.run.programme_id)
    tranche = programme.tranche(held.run.tranche.code)
    first = max(tranche.first_month, first_month or Month.of(on).plus(1))
    if first > tranche.last_month:
        message = gettext_noop("No month is left: the list pays until %(last)s. Plan the next list instead.")
        raise Refusal("no-months-left", message, last=str(tranche.last_month))
    law, payer = province_law(), programme.payer(tranche.payer).kind
    prices = insurance_prices(law, programme.settings, payer, first, tranche.last_month)
    month = insurance_prices(law, programme.settings, payer, first, first)
    cap = programme.settings.household_cap
    entries = _entries(held.run_id, int(programme.settings.quota[-1].level), capped=cap is not None)
    standing = _standing(list_id)
    entries = entries.with_columns(
        left=pl.col("entry").is_in(standing["leaves"].implode()), entered=pl.col("entry").is_in(standing["enters"].implode())
    )
    waiting = entries.filter(pl.col("state") == EntryState.RESERVE.value, ~pl.col("entered"))
    taken = entries.filter(standing_people(entries))
    gone = _gone(waiting, taken, list_id, first, tranche.last_month, on)
    amended = {
        each.pk: ({str(k): int(v) for k, v in each.prices_idr.items()}, each.months)
        for each in ListAmendment.objects.filter(beneficiary_list_id=list_id)
    }
    return ListPlaces(
        list_id=list_id,
        programme=programme,
        tranche=tranche,
        first_month=first,
        months=months_between(first, tranche.last_month),
        month_idr=sum(month.values()),
        household_cap=cap,
        entries=entries.with_columns(gone=pl.col("entry").is_in(list(gone))),
        prices_idr=prices,
        place_idr=dict(held.run.prices_idr),
        place_months=held.run.months,
        amended={entry: amended[amendment] for entry, amendment in standing.select("enters", "amendment").iter_rows()},
    )


def amendment_for_enrolment(amendment_id: int) -> EnrolmentList:
    """The people who enter by a decreed amendment, as enrolment takes them. Raises `Refusal` no-such-object or not-decreed."""
    held = held_amendment(amendment_id)
    if held.status != AmendmentStatus.DECREED or held.decree_on is None:
        message = gettext_noop("The amended decree is %(status)s. Its people are handed over once number, date and signed copy are in.")
        raise Refusal("not-decreed", message, status=held.status)
    entering = Entering(
        entries=list(AmendedPlace.objects.filter(amendment=held, standing=True).values_list("enters_id", flat=True)),
        first_month=Month.parse(held.first_month),
        months=held.months,
        month_idr=held.month_idr,
        prices_idr=held.prices_idr,
        decree_number=held.decree_number,
        decree_on=held.decree_on,
    )
    return list_for_enrolment(held.beneficiary_list_id, entering)


def decreed_amendments(list_id: int) -> list[int]:
    """Ids of the decreed amendments of a list, oldest first."""
    held = ListAmendment.objects.filter(beneficiary_list_id=list_id, status=AmendmentStatus.DECREED).order_by("number")
    return list(held.values_list("pk", flat=True))


def amendment_digest(amendment_id: int) -> bytes:
    """What is submitted and approved: a keyed digest over the places with the frozen people on both sides, and the money."""
    held = ListAmendment.objects.get(pk=amendment_id)
    places = read_frame(
        "SELECT leaves_id, enters_id, amendment_id, why FROM selection_amendedplace WHERE amendment_id = %s ORDER BY leaves_id",
        _PLACE,
        [amendment_id],
    )
    ids = [*places["leaves"], *places["enters"]]
    people = _frozen(" id = ANY(%s)", [ids])
    whole = people.drop("envelope").hstack(opened(people, SEALED))
    head = f"{held.beneficiary_list_id};{held.number};{held.first_month};{held.months};{sorted(held.prices_idr.items())}".encode()
    return keyring().digest("amendment", b"\n".join([head, rows_digest_text(places.drop("amendment")), rows_digest_text(whole)]))


def _entries(run: int, level: int, *, capped: bool) -> pl.DataFrame:
    held = _frozen("run_id = %s AND state <> %s", [run, EntryState.DUPLICATE.value])
    households = opened(held, ("kk",))["kk"] if capped else pl.Series("kk", [None] * held.height, pl.String)
    return held.drop("envelope").with_columns(quota_area=pl.col("village_code").str.head(level), household=households)


def _frozen(where: str, parameters: list[object]) -> pl.DataFrame:
    sql = f"SELECT id, worker_id, area, state, rank, name, village_code, encode(envelope, 'hex') FROM selection_entry WHERE {where} ORDER BY rank, id"
    return read_frame(sql, _ENTRY, parameters)


def _standing(list_id: int) -> pl.DataFrame:
    rows = AmendedPlace.objects.filter(amendment__beneficiary_list_id=list_id, standing=True)
    return pl.DataFrame(list(rows.values_list("leaves_id", "enters_id", "amendment_id", "why")), schema=_PLACE, orient="row")


def gone_entrants(amendment_id: int, on: date) -> int:
    """How many of those who should enter by an amendment have died, were taken back, are covered or on another list by now."""
    held = ListAmendment.objects.select_related("beneficiary_list__run__tranche").get(pk=amendment_id)
    rows = AmendedPlace.objects.filter(amendment=held, standing=True)
    workers = set(same_person(rows.values_list("enters__worker_id", flat=True)).values())
    last = Month.parse(held.beneficiary_list.run.tranche.last_month)
    return len(workers & _elsewhere(held.beneficiary_list_id, Month.parse(held.first_month), last)) + len(workers - living_people(on))


def _elsewhere(list_id: int, first: Month, last: Month) -> set[int]:
    """Who is covered in these months, or on another binding list for one of them."""
    last_day = last.plus(1).first_day - timedelta(days=1)
    return set(covered(first.first_day, last_day)["worker"]) | binding_workers(first, last, besides=list_id)


def _gone(waiting: pl.DataFrame, taken: pl.DataFrame, list_id: int, first: Month, last: Month, on: date) -> set[int]:
    """Entries of the reserve who may not enter any more: died, taken back, covered in these months, on another list, or on this one already."""
    person = same_person([*waiting["worker"], *taken["worker"]])
    living = living_people(on)
    elsewhere = _elsewhere(list_id, first, last) | {person[worker] for worker in taken["worker"]}
    seen: set[int] = set()
    gone = set()
    for entry, worker in waiting.select("entry", "worker").iter_rows():
        who = person[worker]
        if who not in living or who in elsewhere or who in seen:
            gone.add(entry)
        seen.add(who)
    return gone


def _people(ids: list[int]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for amendment in AmendedPlace.objects.filter(amendment_id__in=ids).values_list("amendment_id", flat=True):
        counted[amendment] = counted.get(amendment, 0) + 1
    return counted


def _view(held: ListAmendment, people: int) -> AmendmentView:
    return AmendmentView(
        id=held.pk,
        list_id=held.beneficiary_list_id,
        number=held.number,
        status=AmendmentStatus(held.status),
        first_month=held.first_month,
        months=held.months,
        people=people,
        freed_idr=sum(held.freed_idr.values()),
        bound_idr=sum(held.bound_idr.values()),
        digest=bytes(held.digest).hex(),
        submitted_by=held.submitted_by.full_name,
        submitted_at=held.submitted_at,
        decree_number=held.decree_number,
        decree_on=held.decree_on,
        version=held.version,
    )
