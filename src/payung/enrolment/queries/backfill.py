"""Freed places of a list and who of the reserve takes them: proposed, nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import polars as pl

from payung.core.calendar import Month
from payung.enrolment.models import Enrolment
from payung.enrolment.rules.backfill import Freed, Offer, Waiting, offers
from payung.enrolment.rules.reasons import REASONS
from payung.enrolment.rules.statuses import EnrolmentStatus
from payung.selection.queries import AmendmentView, ListPlaces, amendments, list_places
from payung.selection.rules.amendments import standing_people
from payung.selection.rules.statuses import EntryState


@dataclass(frozen=True)
class OfferedPlace:
    """A freed place with names: who leaves and why, who enters, or why nobody does."""

    offer: Offer
    leaving: str
    entering: str
    area: str
    rank: int | None


@dataclass(frozen=True)
class Backfill:
    """What filling the freed places would do. Money in whole rupiah.

    `freed_idr`: what all freed places hold; `cost_idr`: what the new people cost for `months` months from `first_month`; `days_left` until the
    tranche's last day; `under_way`: an amended decree that must be decided first.
    """

    list_id: int
    first_month: Month
    months: int
    person_idr: int
    places: tuple[OfferedPlace, ...]
    freed_idr: int
    cost_idr: int
    days_left: int
    under_way: AmendmentView | None

    @property
    def filled(self) -> int:
        """Places that somebody takes."""
        return sum(each.offer.enters is not None for each in self.places)

    @property
    def unspent_idr(self) -> int:
        """Money of the freed places that nobody uses."""
        return self.freed_idr - self.cost_idr

    @property
    def unfilled(self) -> dict[str, int]:
        """Why places stay empty -> how many."""
        return dict(Counter(each.offer.unfilled.value for each in self.places if each.offer.unfilled is not None))

    @property
    def by_regency(self) -> dict[str, int]:
        """People who would enter, by regency: the replacement batches."""
        return dict(sorted(Counter(each.area[:4] for each in self.places if each.offer.enters is not None).items()))

    def rows(self) -> pl.DataFrame:
        """leaves, enters and why of the places that are filled, as an amendment takes them."""
        rows = [(each.offer.leaves, each.offer.enters, each.offer.why) for each in self.places if each.offer.enters is not None]
        return pl.DataFrame(rows, schema={"leaves": pl.Int64, "enters": pl.Int64, "why": pl.String}, orient="row")


def backfill(list_id: int, *, on: date, first_month: Month | None = None, waits: bool = False) -> Backfill:
    """Each refused place offered to the next of the reserve. `waits`: leave places open whose person better data may still bring in.

    Raises `Refusal` no-such-list, not-decreed or no-months-left.
    """
    held = list_places(list_id, on=on, first_month=first_month)
    refused = dict(
        Enrolment.objects.filter(batch__beneficiary_list_id=list_id, status=EnrolmentStatus.REJECTED).values_list("entry_id", "reason")
    )
    if waits:
        refused = {entry: why for entry, why in refused.items() if not (why in REASONS and REASONS[why].mends)}
    freed = _freed(held, refused)
    made = offers(
        freed,
        _waiting(held.entries),
        price_idr=held.prices_idr,
        months=held.months,
        household_cap=held.household_cap,
        households=_households(held.entries),
    )
    person = sum(held.prices_idr.values())
    under_way = next((each for each in amendments(list_id) if each.status in ("submitted", "approved")), None)
    return Backfill(
        list_id=list_id,
        first_month=held.first_month,
        months=held.months,
        person_idr=person,
        places=tuple(_named(held.entries, made)),
        freed_idr=sum(sum(each.idr.values()) for each in freed),
        cost_idr=person * sum(each.enters is not None for each in made),
        days_left=(held.tranche.ends_on - on).days,
        under_way=under_way,
    )


def _freed(held: ListPlaces, refused: dict[int, str]) -> list[Freed]:
    standing = held.entries.filter(standing_people(held.entries), pl.col("entry").is_in(list(refused)))
    return [
        Freed(entry, rank, quota_area, household, refused[entry], *held.held_by(entry))
        for entry, rank, quota_area, household in standing.select("entry", "rank", "quota_area", "household").iter_rows()
    ]


def _waiting(entries: pl.DataFrame) -> list[Waiting]:
    may_enter = (pl.col("state") == EntryState.RESERVE.value) & ~pl.col("entered") & ~pl.col("left") & ~pl.col("gone")
    return [Waiting(*row) for row in entries.filter(may_enter).select("entry", "rank", "quota_area", "household").iter_rows()]


def _households(entries: pl.DataFrame) -> dict[str, int]:
    standing = entries.filter(standing_people(entries), pl.col("household").is_not_null())
    return dict(standing.group_by("household").len().iter_rows())


def _named(entries: pl.DataFrame, made: list[Offer]) -> list[OfferedPlace]:
    known = {entry: (name, area, rank) for entry, name, area, rank in entries.select("entry", "name", "area", "rank").iter_rows()}
    found = []
    for each in made:
        name, area, _ = known[each.leaves]
        entering, area, rank = known[each.enters] if each.enters is not None else ("", area, None)
        found.append(OfferedPlace(each, name, entering, area, rank))
    return found
