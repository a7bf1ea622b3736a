"""Putting a run's outcome on the notice boards before anything is decided, with a time for objections."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.selection.models import BeneficiaryList, ProvisionalList
from payung.selection.queries.runs import run_with_people
from payung.selection.rules.statuses import ListStatus


@transaction.atomic
def publish_provisional(*, run: int, on: date, objections_until: date, by: Actor, at: datetime) -> int:
    """Publish the provisional list of a run: from `on`, with objections until that last day; its id. Again, it may only give more time.

    Raises `Refusal` not-allowed, outside-area, no-such-run, run-incomplete, run-purged, days-in-wrong-order or decided-already.
    """
    check_may(by, "selection.propose")
    held = run_with_people(run)
    check_area(by, held.programme.area)
    if BeneficiaryList.objects.filter(run=held, status__in=[ListStatus.APPROVED, ListStatus.DECREED, ListStatus.ENDED]).exists():
        raise Refusal("decided-already", gettext_noop("The list of this run is decided. Objections to it are taken in all the same."))
    standing = ProvisionalList.objects.select_for_update().filter(run=held).first()
    first = standing.published_on if standing else on
    if objections_until < first or (standing is not None and objections_until < standing.objections_until):
        message = gettext_noop("The time for objections ends after the list is published, and is never made shorter once it hangs.")
        raise Refusal("days-in-wrong-order", message)
    if standing is None:
        standing = ProvisionalList(run=held, published_on=on, published_by_id=by.user_id, published_at=at)
    standing.objections_until = objections_until
    standing.save()
    change = {"on": standing.published_on, "until": objections_until}
    record(by=by, at=at, action="publish_provisional", kind="selection_run", subjects=[run], change=change, run=run)
    return standing.pk
