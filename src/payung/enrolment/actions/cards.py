"""Facts about cards and savings books, and looking at who is ready."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.models import Enrolment, VillageReadiness
from payung.enrolment.queries.batches import layout_rows
from payung.enrolment.rules.statuses import HANDOVERS, EnrolmentStatus, HandoverStatus, Item, Mark
from payung.exchange.layouts import layout, missing_fields
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.selection.queries import list_before_decree


@transaction.atomic
def record_handover(
    *,
    enrolments: Sequence[int],
    item: str,
    status: str,
    on: date,
    receiver: str = "",
    mark: str = "",
    reason: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Write down what happened to the cards or books of these people on a day; how many.

    Handed over: to whom, with signature or thumbprint. Not collected or returned: why. Raises `Refusal` not-allowed, nobody-chosen,
    no-such-object, not-accepted, wrong-status, receiver-missing or reason-missing.
    """
    check_may(by, "enrolment.cards")
    thing, to = Item(item), HandoverStatus(status)
    if not enrolments:
        raise Refusal("nobody-chosen", gettext_noop("Choose at least one person."))
    if to is HandoverStatus.HANDED and (not receiver.strip() or mark not in tuple(Mark)):
        raise Refusal("receiver-missing", gettext_noop("Say who took it, and whether with signature or thumbprint."))
    if to in (HandoverStatus.NOT_COLLECTED, HandoverStatus.RETURNED) and not reason.strip():
        raise Refusal("reason-missing", gettext_noop("Say why it was not collected, or why it came back."))
    held = list(Enrolment.objects.select_for_update().filter(pk__in=set(enrolments)).order_by("pk"))
    if len(held) < len(set(enrolments)) or not all(by.covers(each.area) for each in held):
        raise Refusal("no-such-object", gettext_noop("Not all of these people are here, or some lie outside your area."))
    if any(each.status != EnrolmentStatus.ACCEPTED for each in held):
        raise Refusal("not-accepted", gettext_noop("Only people whom BPJS accepted get a card and a savings book."))
    for each in held:
        HANDOVERS.check(to, getattr(each, thing))
    size = len(held)
    load(
        "enrolment_handover",
        pl.DataFrame(
            {
                "id": pl.Series(take_ids("enrolment_handover", size), dtype=pl.Int64),
                "area": [each.area for each in held],
                "enrolment_id": [each.pk for each in held],
                "item": [thing.value] * size,
                "status": [to.value] * size,
                "happened_on": [on] * size,
                "receiver": [receiver.strip()] * size,
                "mark": [mark if to is HandoverStatus.HANDED else ""] * size,
                "reason": [reason.strip()] * size,
                "recorded_by_id": [by.user_id] * size,
                "recorded_at": [at] * size,
            }
        ),
    )
    Enrolment.objects.filter(pk__in=[each.pk for each in held]).update(**{thing.value: to.value})
    change = {"item": thing, "status": to, "on": on, "mark": mark}
    record(by=by, at=at, action="record_handover", kind="enrolment", subjects=[each.pk for each in held], change=change)
    return size


@transaction.atomic
def check_readiness(*, list_id: int, layout_code: str = "bpu", by: Actor, at: datetime) -> int:
    """Look at every person of a list, decreed or not, and keep by village who is ready; how many villages. Raises `Refusal` no-such-list or layout-unknown."""
    check_may(by, "enrolment.export")
    form = layout(layout_code)
    held = list_before_decree(list_id)
    rows = layout_rows(held, held.people)
    villages: dict[str, list[list[str]]] = {}
    for area, fields in zip(rows["area"], missing_fields(form, rows), strict=True):
        villages.setdefault(area, []).append(fields)
    VillageReadiness.objects.filter(beneficiary_list_id=list_id, layout=layout_code).delete()
    VillageReadiness.objects.bulk_create(
        [
            VillageReadiness(
                area=area,
                beneficiary_list_id=list_id,
                layout=layout_code,
                people=len(people),
                ready=sum(not fields for fields in people),
                missing=dict(sorted(Counter(field for fields in people for field in fields).items())),
                checked_at=at,
            )
            for area, people in sorted(villages.items())
        ],
        batch_size=2_000,
    )
    record(
        by=by, at=at, action="check_readiness", kind="list", subjects=[list_id], change={"layout": layout_code, "villages": len(villages)}
    )
    return len(villages)
