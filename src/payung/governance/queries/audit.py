"""Reading the audit trail, and finding the first place where it was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from payung.core.areas import Level
from payung.governance.models import AuditEvent, AuditRoot, Posting, User
from payung.governance.queries.keys import keyring
from payung.governance.rules.actors import Actor

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
    """The trail is read once, in its order, never more than some thousand rows at a time."""
    keys = keyring()
    expected, previous = 1, b""
    entries = _entries()
    entry = next(entries, None)
    for root in AuditRoot.objects.order_by("first_seq").iterator(_FETCH):
        if root.first_seq != expected or bytes(root.previous_root) != previous:
            return Fault(expected, "removed", "root")
        chain = hashlib.sha256(previous)
        while expected <= root.last_seq:
            if entry is None or entry[0] != expected:
                return Fault(expected, "removed", "entry")
            seq, event, digest, *row = entry
            if row[0] is None:
                return Fault(seq, "removed", f"event:{event}")
            if event_digest(row) != bytes(digest):
                return Fault(seq, "altered", f"{row[5]}:{','.join(map(str, row[6][:3]))}" if row[6] else f"{row[5]}")
            chain.update(b"%d:%d:" % (seq, event))
            chain.update(bytes(digest))
            expected += 1
            entry = next(entries, None)
        if chain.digest() != bytes(root.root):
            return Fault(root.first_seq, "reordered", "root")
        if not keys.signature_holds(bytes(root.signature), root_message(root.first_seq, root.last_seq, previous, bytes(root.root))):
            return Fault(root.first_seq, "altered", "signature")
        previous = bytes(root.root)
    return Fault(entry[0], "removed", "root") if entry is not None else None


def _entries() -> Iterator[tuple[Any, ...]]:
    """Every entry with its event beside it (None where it is gone), in order."""
    columns = ", ".join(f"e.{column}" for column in COLUMNS)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT s.seq, s.event, s.digest, {columns} FROM governance_auditentry s LEFT JOIN governance_auditevent e ON e.id = s.event ORDER BY s.seq"
        )
        while rows := cursor.fetchmany(_FETCH):
            yield from rows


# Verbs of acts that judge or read an object instead of making it.
_NOT_MAKING = ("approve_", "return_", "record_decision_", "decree_", "read_", "export_", "reveal_")


def editors(kind: str, object_id: int) -> set[int]:
    """The users who made or changed an object, read from its events: each of them is a maker."""
    events = AuditEvent.objects.filter(kind=kind, subjects__contains=[object_id]).values_list("by_user", "action")
    return {user for user, action in events if not action.startswith(_NOT_MAKING)}


@dataclass(frozen=True)
class Happening:
    """One event: when, who in which role, what to how many objects of which kind, and the first of them."""

    id: int
    at: datetime
    by: str
    role: str
    action: str
    kind: str
    subjects: tuple[int, ...]
    subject_count: int


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail, newest first, and whether there are older events."""

    rows: tuple[Happening, ...]
    page: int
    older: bool


A_PAGE = 50
MOST_OF_A_HISTORY = 500


def history(kind: str, object_id: int) -> list[Happening]:
    """What happened to an object, newest first."""
    return _happenings(AuditEvent.objects.filter(kind=kind, subjects__contains=[object_id]).order_by("-id")[:MOST_OF_A_HISTORY])


def trail(
    actor: Actor,
    *,
    kind: str = "",
    object_id: int | None = None,
    login: str = "",
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
) -> TrailPage:
    """The events of the actor's area, newest first: of a province everybody's, below it what was done in postings inside the area."""
    held = AuditEvent.objects.order_by("-id")
    if not any(len(each.lo) == Level.PROVINCE for each in actor.ranges):
        inside = Q()
        for each in actor.ranges:
            inside |= Q(range_lo__0__gte=each.lo, range_lo__0__lt=each.hi)
        held = held.filter(by_posting__in=Posting.objects.filter(inside).values("pk"))
    if kind:
        held = held.filter(kind=kind)
    if object_id is not None:
        held = held.filter(subjects__contains=[object_id])
    if action:
        held = held.filter(action=action)
    if login:
        held = held.filter(by_user__in=User.objects.filter(login=login).values("pk"))
    if since:
        held = held.filter(at__gte=since)
    if until:
        held = held.filter(at__lt=until)
    first = (max(1, page) - 1) * A_PAGE
    found = _happenings(held[first : first + A_PAGE + 1])
    return TrailPage(tuple(found[:A_PAGE]), max(1, page), len(found) > A_PAGE)


def _happenings(events: Iterable[AuditEvent]) -> list[Happening]:
    held = list(events)
    names = dict(User.objects.filter(pk__in={event.by_user for event in held}).values_list("pk", "full_name"))
    roles = dict(Posting.objects.filter(pk__in={event.by_posting for event in held}).values_list("pk", "role"))
    return [
        Happening(
            event.pk, event.at, names.get(event.by_user, ""), roles.get(event.by_posting, ""), event.action, event.kind,
            tuple(event.subjects), event.subject_count,
        )
        for event in held
    ]  # fmt: skip


def state_of_trail(*, but: Collection[str] = ()) -> str:
    """What was computed before stands as long as this is the same. `but`: kinds of objects that do not matter.

    The newest event, and how many of the last thousand numbers are there: one that another overtook while it was being written counts too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH newest AS (SELECT coalesce(max(id), 0) AS id FROM governance_auditevent WHERE kind <> ALL(%(but)s))"
            " SELECT n.id, (SELECT count(*) FROM governance_auditevent e WHERE e.id > n.id - 1000 AND e.kind <> ALL(%(but)s)) FROM newest n",
            {"but": list(but)},
        )
        return "{}-{}".format(*cursor.fetchone())
