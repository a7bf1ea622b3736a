"""Reading the audit trail, and finding the first place where it was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from payung.governance.models import AuditEvent, AuditRoot, User
from payung.governance.queries.keys import keyring

COLUMNS = ("id", "by_user", "by_posting", "at", "action", "kind", "subjects", "subject_count", "subjects_digest", "change_digest", "run")
_FETCH = 20_000


def event_digest(row: Sequence[Any]) -> bytes:
    """The digest of one event, over all its columns in the order of `COLUMNS`."""
    parts = []
    for value in row:
        if isinstance(value, bytes | memoryview):
            parts.append(bytes(value).hex())
        elif hasattr(value, "astimezone"):
            parts.append(value.astimezone(UTC).isoformat())
        else:
            parts.append(repr(value))
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def next_root(previous: bytes, entries: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The root over (seq, event, digest) entries, chained to the previous root."""
    chain = hashlib.sha256(previous)
    for seq, event, digest in entries:
        chain.update(b"%d:%d:" % (seq, event))
        chain.update(bytes(digest))
    return chain.digest()


def root_message(first: int, last: int, previous: bytes, root: bytes) -> bytes:
    """What the signature of a root covers."""
    return b"payung-audit-1:%d:%d:" % (first, last) + previous + root


@dataclass(frozen=True)
class Fault:
    """The first bad place: `kind` is altered, removed, reordered or digest."""

    seq: int
    kind: str
    object: str


@dataclass(frozen=True)
class Verdict:
    """The answer of a check of the trail."""

    events: int
    sealed: int
    open: int
    first_bad: Fault | None

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return self.first_bad is None


def verify_trail() -> Verdict:
    """Recompute every digest, root and signature of the sealed trail, in order, and name the first fault."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM governance_auditevent")
        events = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM governance_auditentry")
        sealed = cursor.fetchone()[0]
        fault = _first_fault()
    return Verdict(events, sealed, max(0, events - sealed), fault)


@dataclass(frozen=True)
class Seal:
    """Where the trail stands: its events, how many are sealed, and the newest seal with whether its signature holds (None: none yet)."""

    events: int
    sealed: int
    sealed_at: datetime | None
    signature_holds: bool | None


def newest_seal() -> Seal:
    """The state of the trail as a page can tell it: counts and the newest seal. `verify_trail` checks every event."""
    events, root = AuditEvent.objects.count(), AuditRoot.objects.order_by("-first_seq").first()
    if root is None:
        return Seal(events, 0, None, None)
    message = root_message(root.first_seq, root.last_seq, bytes(root.previous_root), bytes(root.root))
    return Seal(events, root.last_seq, root.sealed_at, keyring().signature_holds(bytes(root.signature), message))


def _first_fault() -> Fault | None:
    keys = keyring()
    expected, previous, covered = 1, b"", 0
    roots = list(AuditRoot.objects.order_by("first_seq"))
    columns = ", ".join(f"e.{column}" for column in COLUMNS)
    for root in roots:
        if root.first_seq != expected or bytes(root.previous_root) != previous:
            return Fault(expected, "removed", "root")
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f"SELECT s.seq, s.event, s.digest, {columns} FROM governance_auditentry s LEFT JOIN governance_auditevent e ON e.id = s.event "
                "WHERE s.seq BETWEEN %s AND %s ORDER BY s.seq",
                [root.first_seq, root.last_seq],
            )
            chain = hashlib.sha256(previous)
            while rows := cursor.fetchmany(_FETCH):
                for seq, event, digest, *row in rows:
                    if seq != expected:
                        return Fault(expected, "removed", "entry")
                    if row[0] is None:
                        return Fault(seq, "removed", f"event:{event}")
                    if event_digest(row) != bytes(digest):
                        return Fault(seq, "altered", f"{row[5]}:{','.join(map(str, row[6][:3]))}" if row[6] else f"{row[5]}")
                    chain.update(b"%d:%d:" % (seq, event))
                    chain.update(bytes(digest))
                    expected += 1
        if expected != root.last_seq + 1:
            return Fault(expected, "removed", "entry")
        if chain.digest() != bytes(root.root):
            return Fault(root.first_seq, "reordered", "root")
        if not keys.signature_holds(bytes(root.signature), root_message(root.first_seq, root.last_seq, previous, bytes(root.root))):
            return Fault(root.first_seq, "altered", "signature")
        previous, covered = bytes(root.root), root.last_seq
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(seq) FROM governance_auditentry WHERE seq > %s", [covered])
        beyond = cursor.fetchone()[0]
    return Fault(beyond, "removed", "root") if beyond is not None else None


# Verbs of acts that judge or read an object instead of making it.
_NOT_MAKING = ("approve_", "return_", "record_decision_", "decree_", "read_", "export_", "reveal_")


def editors(kind: str, object_id: int) -> set[int]:
    """The users who made or changed an object, read from its events: each of them is a maker."""
    events = AuditEvent.objects.filter(kind=kind, subjects__contains=[object_id]).values_list("by_user", "action")
    return {user for user, action in events if not action.startswith(_NOT_MAKING)}


@dataclass(frozen=True)
class Happening:
    """One line of an object's history."""

    at: datetime
    by: str
    action: str
    subject_count: int


def history(kind: str, object_id: int) -> list[Happening]:
    """What happened to an object, newest first."""
    events = AuditEvent.objects.filter(kind=kind, subjects__contains=[object_id]).order_by("-id")
    names = dict(User.objects.filter(pk__in={event.by_user for event in events}).values_list("pk", "full_name"))
    return [Happening(event.at, names.get(event.by_user, ""), event.action, event.subject_count) for event in events]
