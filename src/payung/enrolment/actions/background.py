"""Asking for the long works of this room: batches, replies, readiness. The web queues the job; its end is in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.queries.batches import check_handed_over
from payung.exchange.layouts import layout
from payung.governance.actions.files import store_handed
from payung.governance.actions.jobs import ask
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.handed import Handed
from payung.selection.queries import list_for_enrolment, list_view

EXPORT_JOB, REPLY_JOB, READY_JOB = "enrolment.export", "enrolment.reply", "enrolment.ready"


@transaction.atomic
def begin_export(*, list_id: int, layout_code: str, on: date, by: Actor, at: datetime) -> int:
    """Ask for the batches of a list; the job. Raises `Refusal` not-allowed, layout-unknown, no-such-list or not-decreed."""
    check_may(by, "enrolment.export")
    layout(layout_code)
    list_for_enrolment(list_id)
    return ask(kind=EXPORT_JOB, arguments={"list": list_id, "layout": layout_code, "on": on.isoformat()}, by=by, at=at)


@transaction.atomic
def begin_reply(*, list_id: int, files: Sequence[Handed], on: date, by: Actor, at: datetime) -> int:
    """Keep files of answers as they were handed in and ask for their recording; the job. Raises `Refusal` not-allowed, no-such-file or not-exported."""
    check_may(by, "enrolment.reply")
    check_handed_over(list_id)
    if not files:
        raise Refusal("no-such-file", gettext_noop("Choose at least one file."))
    kept = [store_handed(handed=each, area=by.home_area, file_class="reply", by=by, at=at).pk for each in files]
    arguments: dict[str, int | str] = {"list": list_id, "files": ",".join(map(str, kept)), "on": on.isoformat()}
    return ask(kind=REPLY_JOB, arguments=arguments, by=by, at=at)


@transaction.atomic
def begin_readiness(*, list_id: int, layout_code: str, by: Actor, at: datetime) -> int:
    """Ask for a look at everybody of a list; the job. Raises `Refusal` not-allowed, layout-unknown or no-such-list."""
    check_may(by, "enrolment.export")
    layout(layout_code)
    list_view(list_id)
    return ask(kind=READY_JOB, arguments={"list": list_id, "layout": layout_code}, by=by, at=at)
