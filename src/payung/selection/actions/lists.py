"""A list on its way: handed in, returned, approved with its money, decreed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import connection, transaction

from payung.core.calendar import Month
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.approvals import decide
from payung.governance.actions.approvals import submit as submit_for_decision
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import update
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.approval import Paper, check_decide
from payung.governance.rules.statuses import Verdict as Decision
from payung.programmes.actions import commit_money, release_money
from payung.programmes.queries import check_instruments, programme_by_id
from payung.registry.actions.pins import pin
from payung.registry.queries.persons import same_person
from payung.selection.actions._decrees import recorded_decree
from payung.selection.models import BeneficiaryList, Entry, SelectionRun
from payung.selection.queries.decisions import deciders
from payung.selection.queries.inputs import binding_workers
from payung.selection.queries.lists import frozen_entries, list_digest, no_such_list, people_gone
from payung.selection.queries.runs import ENTRY_TABLE, run_with_people
from payung.selection.rules.duplicates import without_duplicates
from payung.selection.rules.statuses import LISTS, EntryState, ListStatus

APPROVE = "selection.approve"  # the act, also of whoever signed on paper
LIST = "list"  # the kind of object for approvals and the audit trail
BINDING_LOCK = 0x5041_594C_4953  # lists become binding one after another


@transaction.atomic
def submit_list(*, run: int, by: Actor, at: datetime) -> int:
    """Hand in a finished run for decision; the list's id. A returned list is handed in again.

    Entries that turned out to be one person since the run are closed as duplicates, and the place of each goes to the
    first of the reserve in his quota area. Raises `Refusal` no-such-run, run-incomplete, run-purged, nothing-chosen, wrong-status or
    people-gone (since the run somebody's rows were taken back, or a death before its day became known).
    """
    check_may(by, "selection.submit")
    held = run_with_people(run)
    check_area(by, held.programme.area)
    SelectionRun.objects.select_for_update().get(pk=run)
    earlier = BeneficiaryList.objects.select_for_update().filter(run_id=run).first()
    status = LISTS.check("submit", earlier.status if earlier else ListStatus.DRAFT)
    _close_duplicates(held)
    entries = frozen_entries(run).filter(pl.col("state") != EntryState.DUPLICATE.value)
    if entries.is_empty():
        raise Refusal("nothing-chosen", gettext_noop("Nobody is chosen in run %(run)s, so there is nothing to hand in."), run=run)
    listed = earlier or BeneficiaryList(run_id=run, version=0)
    listed.status, listed.digest = status, list_digest(run)
    listed.submitted_by_id, listed.submitted_at = by.user_id, at
    listed.version += 1
    listed.save()
    pin(workers=entries["worker"].to_list(), fact=f"{LIST}:{listed.pk}", by=by, at=at)
    _check_nobody_gone(entries["worker"].to_list(), held.on)  # after the pins: from here on nobody's rows are taken back
    stages = programme_by_id(held.programme_id).settings.approval_stages
    submit_for_decision(kind=LIST, object_id=listed.pk, digest=bytes(listed.digest), by=by, at=at, stages=stages)
    return listed.pk


@transaction.atomic
def approve_list(*, list_id: int, paper: Paper | None = None, by: Actor, at: datetime) -> ListStatus:
    """Approve a submitted list at its next stage; with the last stage its money is bound. The list's status after it.

    With `paper` an official decided on paper and `by` only records it: then the refusals of `governance.actions.approvals.decide` hold.

    Raises `Refusal` wrong-status, maker-is-checker (who selected, handed it in or decided of one of its people), already-decided, changed-since,
    already-listed (one of its people is on another binding list for the same months) or budget-exceeded.
    """
    if paper is None:
        check_may(by, APPROVE)
    _become_binding_one_after_another()
    listed = _locked(list_id, by)
    status = LISTS.check("approve", listed.status)
    check_decide(paper.decider if paper else by.user_id, _runners(listed.run), ())
    outcome = decide(
        kind=LIST, object_id=list_id, digest=list_digest(listed.run_id), verdict=Decision.APPROVE, paper=paper, act=APPROVE, by=by, at=at
    )
    if not outcome.final:
        return ListStatus(listed.status)
    chosen = list(Entry.objects.filter(run_id=listed.run_id, state=EntryState.CHOSEN).values_list("worker_id", flat=True))
    _check_not_listed(listed, chosen)
    run = listed.run
    commit_money(programme_id=run.programme_id, payer_code=run.tranche.payer.code, amounts=_amounts(run, len(chosen)), by=by, at=at)
    _move(listed, status)
    return ListStatus(status)


@transaction.atomic
def return_list(*, list_id: int, reason: str, paper: Paper | None = None, by: Actor, at: datetime) -> None:
    """Give a submitted list back to its maker. Raises `Refusal` wrong-status, reason-missing or maker-is-checker."""
    if paper is None:
        check_may(by, APPROVE)
    listed = _locked(list_id, by)
    status = LISTS.check("return", listed.status)
    decide(
        kind=LIST,
        object_id=list_id,
        digest=bytes(listed.digest),
        verdict=Decision.RETURN,
        reason=reason,
        paper=paper,
        act=APPROVE,
        by=by,
        at=at,
    )
    _move(listed, status)


@transaction.atomic
def decree_list(*, list_id: int, number: str = "", on: date | None = None, file: Path | None = None, by: Actor, at: datetime) -> None:
    """Record the decree of an approved list: number, day and signed copy. From now on it may be enrolled.

    What is left out comes from the signed copy of the list's decree (`governance.queries.documents.signed_copy`). Raises `Refusal`
    wrong-status, decree-incomplete, decree-of-another-list, instruments-missing (naming what is not in force on the day) or changed-since.
    """
    check_may(by, "selection.decree")
    listed = _locked(list_id, by)
    status = LISTS.check("decree", listed.status)
    decree = recorded_decree(
        kind="decree",
        object_id=list_id,
        digest=bytes(listed.digest),
        number=number,
        on=on,
        file=file,
        area=listed.run.programme.area,
        by=by,
        at=at,
    )
    check_instruments(listed.run.programme_id, decree.on)
    if list_digest(listed.run_id) != bytes(listed.digest):
        message = gettext_noop("List %(list)s is not what was approved any more. Run 'payung audit verify' and tell the inspector.")
        raise Refusal("changed-since", message, list=list_id)
    listed.decree_number, listed.decree_on, listed.decree_file_id = decree.number, decree.on, decree.file
    _move(listed, status)
    change = {"number": decree.number, "on": decree.on.isoformat(), "file": decree.digest}
    record(by=by, at=at, action="decree_list", kind=LIST, subjects=[list_id], change=change)


@transaction.atomic
def end_list(*, list_id: int, reason: str, by: Actor, at: datetime) -> None:
    """End a binding list. Money of one that was never decreed is free again; of a decreed one it stays bound, since months may be paid.

    Raises `Refusal` wrong-status or reason-missing.
    """
    check_may(by, "selection.approve")
    listed = _locked(list_id, by)
    was_decreed = listed.status == ListStatus.DECREED
    status = LISTS.check("end", listed.status)
    if not reason.strip():
        raise Refusal("reason-missing", gettext_noop("Say why the list ends."))
    if not was_decreed:
        run = listed.run
        chosen = Entry.objects.filter(run_id=run.pk, state=EntryState.CHOSEN).count()
        release_money(programme_id=run.programme_id, payer_code=run.tranche.payer.code, amounts=_amounts(run, chosen), by=by, at=at)
    _move(listed, status)
    record(by=by, at=at, action="end_list", kind=LIST, subjects=[list_id], change={"reason": reason.strip()})


def _close_duplicates(held: SelectionRun) -> None:
    """Close entries of one person, and let the reserve move up. Only before anything was decided."""
    entries = frozen_entries(held.pk)
    level = programme_by_id(held.programme_id).settings.quota[-1].level
    changed = without_duplicates(
        entries.select("entry", "worker", "state", "rank", "village_code"), same_person(entries["worker"]), int(level)
    )
    update(ENTRY_TABLE, changed.rename({"entry": "id"}))


def _check_nobody_gone(workers: list[int], on: date) -> None:
    gone = people_gone(workers, on)
    if gone:
        message = gettext_noop("%(people)s people of this run have died or their rows were taken back since. Select again.")
        raise Refusal("people-gone", message, people=gone)


def _check_not_listed(listed: BeneficiaryList, chosen: list[int]) -> None:
    first, last = Month.parse(listed.run.tranche.first_month), Month.parse(listed.run.tranche.last_month)
    both = set(same_person(chosen).values()) & binding_workers(first, last, besides=listed.pk)
    if both:
        message = gettext_noop("%(people)s people of this list are on an approved list for the same months. Return it and select again.")
        raise Refusal("already-listed", message, people=len(both))


def _locked(list_id: int, by: Actor) -> BeneficiaryList:
    held = (
        BeneficiaryList.objects.select_for_update(of=("self",))
        .select_related("run__programme", "run__tranche__payer")
        .filter(pk=list_id)
        .first()
    )
    if held is None:
        raise no_such_list(list_id)
    check_area(by, held.run.programme.area)
    return held


def _runners(run: SelectionRun) -> set[int]:
    """Who asked for the run is a maker of its list too, and so is who decided of one of its people."""
    return deciders(run.decisions) | ({run.job.asked_by_id} if run.job is not None else set())


def _amounts(run: SelectionRun, people: int) -> dict[str, int]:
    return {insurance: people * price for insurance, price in run.prices_idr.items()}


def _move(listed: BeneficiaryList, status: str) -> None:
    listed.status = status
    listed.version += 1
    listed.save()


def _become_binding_one_after_another() -> None:
    """Two lists with one person in both must not become binding at the same moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BINDING_LOCK])
