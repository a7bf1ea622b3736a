"""Leaving practice mode, and going back while nobody real is inside."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from payung.governance.actions.audit import record
from payung.governance.models import Installation, LiveSwitch
from payung.governance.queries.live import proven
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.live import Declared, check_go_back, check_go_live


@transaction.atomic
def go_live(*, declared: Declared, by: Actor, at: datetime, on: date) -> None:
    """From now on people are real and nothing is stamped LATIHAN. Raises `Refusal` not-allowed or what `rules.live.missing` names."""
    check_may(by, "live.switch")
    held = Installation.objects.select_for_update().get()
    known = proven()
    check_go_live(known, declared, on)
    held.practice = False
    held.save(update_fields=["practice"])
    kept = LiveSwitch.objects.create(
        to_live=True,
        controller=declared.controller.strip(),
        protection_officer=declared.protection_officer.strip(),
        agreements=[each.strip() for each in declared.agreements if each.strip()],
        server_place=declared.server_place.strip(),
        backup_proven_on=declared.backup_proven_on,
        keys_exported_on=known.keys_exported_on,
        switched_by_id=by.user_id,
        switched_at=at,
    )
    record(by=by, at=at, action="go_live", kind="installation", subjects=[kept.pk], change={"agreements": kept.agreements})


@transaction.atomic
def go_back(*, by: Actor, at: datetime) -> None:
    """Back to practice mode. Raises `Refusal` not-allowed, already-practice or real-people-inside."""
    check_may(by, "live.switch")
    held = Installation.objects.select_for_update().get()
    check_go_back(proven())
    held.practice = True
    held.save(update_fields=["practice"])
    kept = LiveSwitch.objects.create(to_live=False, switched_by_id=by.user_id, switched_at=at)
    record(by=by, at=at, action="go_back", kind="installation", subjects=[kept.pk])
