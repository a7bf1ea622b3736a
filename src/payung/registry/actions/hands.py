"""What people put right by hand: a value of a record, and one record that is somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import connection
from django.db.models import F

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.registry.actions._merging import one_writer_at_a_time, settle_persons
from payung.registry.actions._parting import part, reason_missing, resting_fact, sides, standing_merge
from payung.registry.actions._records import keys_of, load_records
from payung.registry.models import Correction, RegistryKey, Worker
from payung.registry.queries.people import record_frame
from payung.registry.rules.corrections import read_correction, shown_value
from payung.registry.rules.statuses import Origin


def correct_worker(*, worker: int, version: int, values: Mapping[str, str], reason: str, by: Actor, at: datetime) -> list[str]:
    """Put typed values of a record right (rules.corrections.FIELDS, as written in a form); the fields that changed.

    What stood before stays on record with the reason. NIK and village are not put right here: who sent the row corrects them, and a
    round confirms them. Raises `Refusal` no-such-object, reason-missing, stale (somebody else changed it meanwhile), unknown-field or
    unreadable-value.
    """
    check_may(by, "workers.correct")
    if not reason.strip():
        raise reason_missing()
    with scope(by):
        held = Worker.objects.select_for_update().filter(pk=worker).first()
        if held is None:
            raise Refusal("no-such-object", gettext_noop("There is no such worker, or he lies outside your area."))
        if held.version != version:
            message = gettext_noop("Somebody else changed this record meanwhile. Look at what stands now, then put it right again.")
            raise Refusal("stale", message, version=held.version)
        read = {name: read_correction(name, text, at.date()) for name, text in values.items()}
        changed = {name: value for name, value in read.items() if value != getattr(held, name)}
        if not changed:
            return []
        facts = {"area": held.area, "worker_id": worker, "reason": reason.strip(), "corrected_by_id": by.user_id, "corrected_at": at}
        Correction.objects.bulk_create(
            Correction(field=name, before=shown_value(getattr(held, name)), after=shown_value(value), **facts)
            for name, value in changed.items()
        )
        Worker.objects.filter(pk=worker).update(version=F("version") + 1, **changed)
        _renew_keys(worker)
        record(by=by, at=at, action="correct_worker", kind="worker", subjects=[worker], change={"fields": sorted(changed)})
    return sorted(changed)


def split_worker(*, worker: int, reason: str, by: Actor, at: datetime) -> int:
    """Make a worker of his own out of a merged record, where a fact downstream rests on the merge; the new worker.

    The record stays where it is, so that the fact reads as it was made, and tells of nobody any more. Raises `Refusal` reason-missing,
    no-such-object, not-merged, outside-area, not-pinned (undo the merge instead) or others-behind (records are merged into this one).
    """
    check_may(by, "workers.split")
    if not reason.strip():
        raise reason_missing()
    with scope(by):
        one_writer_at_a_time()
        merge = standing_merge(worker)
        mine, others = sides(worker)
        if len(mine) > 1:
            raise Refusal("others-behind", gettext_noop("Other records were merged into this one. Part them from it first."))
        if not resting_fact(mine, others):
            raise Refusal("not-pinned", gettext_noop("Nothing rests on this merge yet. Undo it instead of splitting."))
        new = _copy(worker)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE registry_participation SET worker_id = %s WHERE worker_id = %s", [new, worker])
        settle_persons([worker, new])
        part(new, merge.survivor_id, {new}, others | mine, by, at)
        record(by=by, at=at, action="split_worker", kind="worker", subjects=[worker, new], change={"reason": reason.strip()})
    return new


def _copy(worker: int) -> int:
    """A new worker with everything that a record holds, sealed anew."""
    people = record_frame([worker])
    (new,) = take_ids("registry_worker", 1)
    load_records(people.with_columns(pl.lit(new, pl.Int64).alias("worker")), Origin(people["origin"][0]))
    held = Worker.objects.get(pk=worker)
    Worker.objects.filter(pk=new).update(split_from=worker, died_on=held.died_on, died_source=held.died_source)
    return new


def _renew_keys(worker: int) -> None:
    """The look-up keys of a record as its values are now."""
    RegistryKey.objects.filter(worker=worker).delete()
    load("registry_registrykey", keys_of(record_frame([worker])))
