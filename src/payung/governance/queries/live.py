"""What the installation knows of itself before it leaves practice mode, and when it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from payung.governance.models import AuditEvent, LiveSwitch
from payung.governance.queries.accounts import installation
from payung.governance.rules.live import PEOPLE, Proven


@dataclass(frozen=True)
class SwitchView:
    """One switch, with what was declared for it."""

    to_live: bool
    controller: str
    protection_officer: str
    agreements: tuple[str, ...]
    server_place: str
    backup_proven_on: date | None
    keys_exported_on: date | None
    by: str
    at: datetime


def proven() -> Proven:
    """What is known without anybody's word."""
    held = installation()
    last = LiveSwitch.objects.order_by("-id").first()
    since = last.switched_at if last else held.prepared_at
    people = AuditEvent.objects.filter(kind__in=PEOPLE, at__gte=since).exists()
    backup = AuditEvent.objects.filter(kind="installation", action="back_up").order_by("id").first()
    keys = AuditEvent.objects.filter(kind="keys")
    made = keys.filter(action__in=["init_keys", "rotate_keys", "import_keys"]).order_by("-id").first()
    exported = keys.filter(action="export_keys", id__gt=made.pk if made else 0).order_by("-id").first()
    return Proven(held.practice, _day(backup), _day(exported), people)


def switches() -> list[SwitchView]:
    """Every switch, newest first."""
    return [
        SwitchView(
            each.to_live, each.controller, each.protection_officer, tuple(each.agreements), each.server_place, each.backup_proven_on,
            each.keys_exported_on, each.switched_by.full_name, each.switched_at,
        )
        for each in LiveSwitch.objects.select_related("switched_by").order_by("-id")
    ]  # fmt: skip


def _day(event: AuditEvent | None) -> date | None:
    return timezone.localdate(event.at) if event else None
