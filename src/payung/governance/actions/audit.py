"""Leaving audit events, and sealing them into a chain that shows every later change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from payung.governance.models import AuditEntry, AuditEvent, AuditRoot
from payung.governance.queries.audit import COLUMNS, event_digest, next_root, root_message
from payung.governance.queries.keys import keyring
from payung.governance.rules.actors import Actor

MOST_SUBJECTS = 100
_SEALER_LOCK = 0x5041_5955_4E47  # one sealer at a time
_BLOCK = 20_000


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    kind: str,
    subjects: Sequence[int] = (),
    change: Mapping[str, Any] | bytes | None = None,
    run: int | None = None,
) -> None:
    """Leave one event in the caller's transaction: who did `action` on which objects of `kind`.

    `change` is kept as a digest only (keyed, so that its values cannot be tried out). More than 100 subjects are kept
    as the digest of the set.
    """
    ids = sorted(subjects)
    AuditEvent.objects.create(
        by_user=by.user_id,
        by_posting=by.posting_id,
        at=at,
        action=action,
        kind=kind,
        subjects=ids if len(ids) <= MOST_SUBJECTS else [],
        subject_count=len(ids),
        subjects_digest=hashlib.sha256(",".join(map(str, ids)).encode()).digest() if len(ids) > MOST_SUBJECTS else None,
        change_digest=_change_digest(change),
        run=run,
    )


def _change_digest(change: Mapping[str, Any] | bytes | None) -> bytes | None:
    if change is None or isinstance(change, bytes):
        return change
    return keyring().digest("change", json.dumps(change, sort_keys=True, default=str).encode())


def seal(*, at: datetime, everything: bool = False) -> int:
    """Number and chain the events whose transactions are over; how many were sealed.

    `everything` also takes rows whose transaction number is not comparable, as after a restore. Raises `Refusal`
    keys-missing without keys.
    """
    sealed = 0
    while True:
        taken = _seal_block(at, everything)
        sealed += taken
        if taken < _BLOCK:
            return sealed


def _seal_block(at: datetime, everything: bool) -> int:
    keys = keyring()
    ended = "" if everything else "AND e.xid < pg_snapshot_xmin(pg_current_snapshot())"
    columns = ", ".join(f"e.{column}" for column in COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALER_LOCK])
        last = AuditRoot.objects.order_by("-first_seq").first()
        previous, seq = (bytes(last.root), last.last_seq) if last else (b"", 0)
        cursor.execute(
            f"SELECT {columns} FROM governance_auditevent e LEFT JOIN governance_auditentry s ON s.event = e.id WHERE s.event IS NULL {ended} ORDER BY e.id LIMIT {_BLOCK}"
        )
        entries = [AuditEntry(seq=seq + place, event=row[0], digest=event_digest(row)) for place, row in enumerate(cursor.fetchall(), 1)]
        if not entries:
            return 0
        AuditEntry.objects.bulk_create(entries, batch_size=5_000)
        root = next_root(previous, ((entry.seq, entry.event, bytes(entry.digest)) for entry in entries))
        first, last_seq = entries[0].seq, entries[-1].seq
        signature = keys.sign(root_message(first, last_seq, previous, root))
        AuditRoot.objects.create(first_seq=first, last_seq=last_seq, previous_root=previous, root=root, signature=signature, sealed_at=at)
    return len(entries)
