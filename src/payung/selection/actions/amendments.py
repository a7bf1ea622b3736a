"""An amended decree on its way: handed in, returned, approved with its money moved, decreed. The list that it amends is never touched."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import connection, transaction

from payung.core.calendar import Month
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.approvals import decide
from payung.governance.actions.approvals import submit as submit_for_decision
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.approval import Paper
from payung.governance.rules.statuses import Verdict as Decision
from payung.programmes.actions import commit_money, release_money
from payung.programmes.queries import check_instruments
from payung.registry.actions.pins import pin
from payung.selection.actions._decrees import recorded_decree
from payung.selection.actions.lists import APPROVE, BINDING_LOCK
from payung.selection.models import AmendedPlace, BeneficiaryList, ListAmendment
from payung.selection.queries.amendments import ListPlaces, amendment_digest, gone_entrants, held_amendment, list_places
from payung.selection.queries.lists import no_such_list
from payung.selection.rules.amendments import check_money, check_places
from payung.selection.rules.statuses import AMENDMENTS, AmendmentStatus

AMENDMENT = "amendment"  # the kind of object for approvals and the audit trail


@transaction.atomic
def submit_amendment(*, list_id: int, places: pl.DataFrame, first_month: Month, on: date, by: Actor, at: datetime) -> int:
    """Hand in an amended decree; its id. `places`: leaves and enters (entries of the list) and why, one row a place.

    The new people are paid from `first_month` to the tranche's last month. Raises `Refusal` not-allowed, outside-area, no-such-list,
    not-decreed, no-months-left, amendment-under-way, or those of `rules.amendments`.
    """
    check_may(by, "enrolment.backfill")
    listed = BeneficiaryList.objects.select_for_update().select_related("run__programme").filter(pk=list_id).first()
    if listed is None:
        raise no_such_list(list_id)
    check_area(by, listed.run.programme.area)
    held = list_places(list_id, on=on, first_month=first_month)
    earlier = ListAmendment.objects.filter(beneficiary_list_id=list_id)
    if earlier.filter(status__in=[AmendmentStatus.SUBMITTED, AmendmentStatus.APPROVED]).exists():
        message = gettext_noop("An amended decree of this list is under way. Decide and decree it first, or return it.")
        raise Refusal("amendment-under-way", message)
    check_places(places, held.entries, held.household_cap)
    freed, bound, freed_months = _money(held, places)
    check_money(freed, bound, freed_months, places.height * held.months)
    made = ListAmendment.objects.create(
        beneficiary_list_id=list_id, number=earlier.count() + 1, status=AmendmentStatus.SUBMITTED, first_month=str(held.first_month),
        months=held.months, month_idr=held.month_idr, prices_idr=held.prices_idr, freed_idr=freed, bound_idr=bound, digest=b"",
        submitted_by_id=by.user_id, submitted_at=at,
    )  # fmt: skip
    _keep_places(made, places, held)
    made.digest = amendment_digest(made.pk)
    made.save(update_fields=["digest"])
    entering = held.entries.filter(pl.col("entry").is_in(places["enters"].implode()))["worker"].to_list()
    pin(workers=entering, fact=f"{AMENDMENT}:{made.pk}", by=by, at=at)
    stages = held.programme.settings.approval_stages
    submit_for_decision(kind=AMENDMENT, object_id=made.pk, digest=bytes(made.digest), by=by, at=at, stages=stages)
    return made.pk


@transaction.atomic
def approve_amendment(*, amendment_id: int, paper: Paper | None = None, by: Actor, at: datetime) -> AmendmentStatus:
    """Approve at the next stage; with the last stage the money of the freed places goes to the new people. The status after it.

    Raises `Refusal` wrong-status, maker-is-checker, already-decided, changed-since, people-gone, or budget-exceeded.
    """
    if paper is None:
        check_may(by, APPROVE)
    with connection.cursor() as cursor:  # nobody becomes binding on another list meanwhile
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BINDING_LOCK])
    held = _locked(amendment_id, by)
    status = AMENDMENTS.check("approve", held.status)
    outcome = decide(
        kind=AMENDMENT,
        object_id=amendment_id,
        digest=amendment_digest(amendment_id),
        verdict=Decision.APPROVE,
        paper=paper,
        act=APPROVE,
        by=by,
        at=at,
    )
    if not outcome.final:
        return AmendmentStatus(held.status)
    _check_nobody_gone(held, at.date())
    run = held.beneficiary_list.run
    payer = run.tranche.payer.code
    release_money(programme_id=run.programme_id, payer_code=payer, amounts=held.freed_idr, by=by, at=at)
    commit_money(programme_id=run.programme_id, payer_code=payer, amounts=held.bound_idr, by=by, at=at)
    _move(held, status)
    return AmendmentStatus(status)


@transaction.atomic
def return_amendment(*, amendment_id: int, reason: str, paper: Paper | None = None, by: Actor, at: datetime) -> None:
    """Give an amended decree back: its places are free again, the next one is a new one. Raises `Refusal` wrong-status, reason-missing or maker-is-checker."""
    if paper is None:
        check_may(by, APPROVE)
    held = _locked(amendment_id, by)
    status = AMENDMENTS.check("return", held.status)
    decide(
        kind=AMENDMENT,
        object_id=amendment_id,
        digest=bytes(held.digest),
        verdict=Decision.RETURN,
        reason=reason,
        paper=paper,
        act=APPROVE,
        by=by,
        at=at,
    )
    AmendedPlace.objects.filter(amendment=held).update(standing=False)
    _move(held, status)


@transaction.atomic
def decree_amendment(
    *, amendment_id: int, number: str = "", on: date | None = None, file: Path | None = None, by: Actor, at: datetime
) -> None:
    """Record number, day and signed copy of an approved amendment: its people may be handed over.

    What is left out comes from the signed copy of its own paper. Raises `Refusal` wrong-status, decree-incomplete,
    decree-of-another-list, instruments-missing or changed-since.
    """
    check_may(by, "selection.decree")
    held = _locked(amendment_id, by)
    status = AMENDMENTS.check("decree", held.status)
    programme = held.beneficiary_list.run.programme
    decree = recorded_decree(
        kind="decree-amended",
        object_id=amendment_id,
        digest=bytes(held.digest),
        number=number,
        on=on,
        file=file,
        area=programme.area,
        by=by,
        at=at,
    )
    check_instruments(programme.pk, decree.on)
    if amendment_digest(amendment_id) != bytes(held.digest):
        message = gettext_noop("The amended decree is not what was approved any more. Run 'payung audit verify' and tell the inspector.")
        raise Refusal("changed-since", message)
    held.decree_number, held.decree_on, held.decree_file_id = decree.number, decree.on, decree.file
    _move(held, status)
    change = {"number": decree.number, "on": decree.on.isoformat(), "file": decree.digest}
    record(by=by, at=at, action="decree_amendment", kind=AMENDMENT, subjects=[amendment_id], change=change)


def _money(held: ListPlaces, places: pl.DataFrame) -> tuple[dict[str, int], dict[str, int], int]:
    """What the freed places hold and what the new people cost, by insurance; and the person-months that are freed."""
    freed: Counter[str] = Counter()
    months = 0
    for entry in places["leaves"]:
        prices, paid = held.held_by(entry)
        freed.update(prices)
        months += paid
    return dict(freed), {insurance: places.height * price for insurance, price in held.prices_idr.items()}, months


def _keep_places(made: ListAmendment, places: pl.DataFrame, held: ListPlaces) -> None:
    areas = held.entries.select(pl.col("entry").alias("enters"), "area")
    rows = places.join(areas, on="enters", how="left", maintain_order="left")
    load(
        "selection_amendedplace",
        rows.select(
            pl.Series("id", take_ids("selection_amendedplace", rows.height), pl.Int64),
            "area",
            pl.lit(made.pk).alias("amendment_id"),
            pl.col("leaves").alias("leaves_id"),
            pl.col("enters").alias("enters_id"),
            "why",
            pl.lit(True).alias("standing"),
        ),
    )


def _check_nobody_gone(held: ListAmendment, on: date) -> None:
    """Between hand-in and approval somebody who should enter may have died or been covered."""
    gone = gone_entrants(held.pk, on)
    if gone:
        message = gettext_noop("%(people)s people who should enter have died or are covered by now. Return it and make it again.")
        raise Refusal("people-gone", message, people=gone)


def _locked(amendment_id: int, by: Actor) -> ListAmendment:
    held_amendment(amendment_id)
    held: ListAmendment = (
        ListAmendment.objects.select_for_update(of=("self",))
        .select_related("beneficiary_list__run__programme", "beneficiary_list__run__tranche__payer")
        .get(pk=amendment_id)
    )
    check_area(by, held.beneficiary_list.run.programme.area)
    return held


def _move(held: ListAmendment, status: str) -> None:
    held.status = status
    held.version += 1
    held.save()
