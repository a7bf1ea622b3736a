"""Whether the installation is well, in figures: nothing of anybody."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Count

from payung.governance.models import AuditEvent, Job
from payung.governance.queries.audit import newest_seal
from payung.governance.queries.jobs import worker_is_alive
from payung.governance.rules.statuses import JobStatus


@dataclass(frozen=True)
class StateView:
    """The parts of a well office. `database_bytes` and `free_bytes`: of the database, and left on the disk of the data folder."""

    worker: bool
    jobs: dict[str, int]
    events: int
    unsealed: int
    seal_holds: bool
    sealed_at: datetime | None
    last_backup_at: datetime | None
    database_version: str
    database_bytes: int
    free_bytes: int
    connections: int


def state() -> StateView:
    """The installation now."""
    seal = newest_seal()
    backup = AuditEvent.objects.filter(kind="installation", action="back_up").order_by("-id").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
        )
        version, size, connections = cursor.fetchone()
    counted = dict(Job.objects.values_list("status").annotate(Count("pk")))
    return StateView(
        worker=worker_is_alive(),
        jobs={each.value: counted.get(each.value, 0) for each in JobStatus},
        events=seal.events,
        unsealed=seal.events - seal.sealed,
        seal_holds=seal.signature_holds is not False,
        sealed_at=seal.sealed_at,
        last_backup_at=backup.at if backup else None,
        database_version=version,
        database_bytes=size,
        free_bytes=shutil.disk_usage(settings.PAYUNG_DATA).free,
        connections=connections,
    )
