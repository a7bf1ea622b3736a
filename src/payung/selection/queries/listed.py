"""Who stands in a list for which months, amended decrees included: what inspections and reports look at."""

from __future__ import annotations

import polars as pl

from payung.core.calendar import Month
from payung.governance.queries.frames import read_frame
from payung.registry.queries.persons import with_person
from payung.selection.models import AmendedPlace, BeneficiaryList, ListAmendment
from payung.selection.queries.lists import held_list
from payung.selection.rules.statuses import AmendmentStatus, EntryState, ListStatus

_ENTRIES = {
    "entry": pl.Int64, "worker": pl.Int64, "area": pl.String, "state": pl.String, "name": pl.String, "birth_date": pl.Date, "village_code": pl.String,
}  # fmt: skip


def listed(list_id: int) -> pl.DataFrame:
    """The people of a list with their months, by entry: entry, worker, person (as known today), area, village_code, name, birth_date, first, last.

    `first` and `last` are the first days of his first and last month: whoever left by a decreed amendment is paid until the month
    before, whoever entered from its first month on. In a posting's scope only its people. Raises `Refusal` no-such-list.
    """
    held = held_list(list_id)
    tranche = held.run.tranche
    entries = read_frame(
        "SELECT id, worker_id, area, state, name, birth_date, village_code FROM selection_entry WHERE run_id = %s ORDER BY id",
        _ENTRIES,
        [held.run_id],
    )
    leaves, enters = _amended(list_id)
    first, last = Month.parse(tranche.first_month).first_day, Month.parse(tranche.last_month).first_day
    months = pl.DataFrame({"entry": list(enters), "begins": list(enters.values())}, schema={"entry": pl.Int64, "begins": pl.Date})
    ends = pl.DataFrame({"entry": list(leaves), "ends": list(leaves.values())}, schema={"entry": pl.Int64, "ends": pl.Date})
    known = entries.join(months, on="entry", how="left").join(ends, on="entry", how="left")
    standing = known.filter((pl.col("state") == EntryState.CHOSEN.value) | pl.col("begins").is_not_null())
    dated = standing.with_columns(first=pl.coalesce("begins", pl.lit(first)), last=pl.coalesce("ends", pl.lit(last)))
    return (
        with_person(dated).select("entry", "worker", "person", "area", "village_code", "name", "birth_date", "first", "last").sort("entry")
    )


def decreed_lists() -> list[int]:
    """Ids of the lists whose people are or were paid for, oldest first."""
    return list(BeneficiaryList.objects.filter(status=ListStatus.DECREED).order_by("pk").values_list("pk", flat=True))


def _amended(list_id: int) -> tuple[dict[int, object], dict[int, object]]:
    """Last month of every entry that left, first month of every one that entered, by decreed amendments."""
    leaves: dict[int, object] = {}
    enters: dict[int, object] = {}
    decreed = ListAmendment.objects.filter(beneficiary_list_id=list_id, status=AmendmentStatus.DECREED).order_by("number")
    for amendment_id, first_month in decreed.values_list("pk", "first_month"):
        month = Month.parse(first_month)
        for left, entered in AmendedPlace.objects.filter(amendment_id=amendment_id, standing=True).values_list("leaves_id", "enters_id"):
            leaves[left] = month.plus(-1).first_day
            enters[entered] = month.first_day
    return leaves, enters
