"""Every later change of the audit trail shows, and the first place is named."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from payung.governance.actions.audit import record, seal
from payung.governance.models import AuditEvent
from payung.governance.queries.audit import verify_trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(operator, now):  # type: ignore[no-untyped-def]
    for number in range(1, 6):
        record(by=operator, at=now, action="load_thing", kind="thing", subjects=[number], change={"number": number})
    seal(at=now, everything=True)
    for number in range(6, 9):
        record(by=operator, at=now, action="load_thing", kind="thing", subjects=[number])
    seal(at=now, everything=True)
    return operator


def _as_database_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        for table in ("governance_auditevent", "governance_auditentry", "governance_auditroot"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER insert_only")
        cursor.execute(statement)
        for table in ("governance_auditevent", "governance_auditentry", "governance_auditroot"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER insert_only")


def test_an_untouched_trail_is_whole(trail):  # type: ignore[no-untyped-def]
    verdict = verify_trail()
    assert verdict.ok
    assert verdict.events == verdict.sealed == AuditEvent.objects.count()
    assert verdict.open == 0


@pytest.mark.parametrize(
    ("tampering", "kind"),
    [
        ("UPDATE governance_auditevent SET by_user = by_user + 1 WHERE subjects = '{3}' AND kind = 'thing'", "altered"),
        ("DELETE FROM governance_auditevent WHERE subjects = '{3}' AND kind = 'thing'", "removed"),
        ("DELETE FROM governance_auditentry WHERE seq = 4", "removed"),
        ("DELETE FROM governance_auditroot WHERE first_seq = 1", "removed"),
        ("DELETE FROM governance_auditroot WHERE first_seq = (SELECT max(first_seq) FROM governance_auditroot)", "removed"),
        (
            "UPDATE governance_auditentry a SET event = b.event, digest = b.digest FROM governance_auditentry b "
            "WHERE (a.seq, b.seq) IN ((2, 3), (3, 2))",
            "reordered",
        ),
        ("UPDATE governance_auditroot SET signature = sha256(signature) || sha256(signature) WHERE first_seq = 1", "altered"),
    ],
)
def test_a_planted_change_is_found(trail, tampering: str, kind: str):  # type: ignore[no-untyped-def]
    if "reordered" in kind:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE governance_auditentry DROP CONSTRAINT auditentry_event_once")
    _as_database_owner(tampering)
    fault = verify_trail().first_bad
    assert fault is not None
    assert fault.kind == kind


@pytest.mark.parametrize("table", ["governance_auditevent", "governance_auditentry", "governance_auditroot"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_database_refuses_to_change_the_trail(trail, table: str, change: str):  # type: ignore[no-untyped-def]
    column = {"governance_auditevent": "run = 1", "governance_auditentry": "event = 1", "governance_auditroot": "last_seq = 99"}[table]
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="inserts only"):
        cursor.execute(change.format(table, column))


def test_the_row_of_a_transaction_still_open_is_not_sealed(operator, now):  # type: ignore[no-untyped-def]
    record(by=operator, at=now, action="load_thing", kind="thing", subjects=[1])
    assert seal(at=now) == 0  # this test's own transaction is open
