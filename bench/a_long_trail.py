"""An audit trail of as many events as asked for, written past the actions; and tampering with it, as only the database's owner could."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from django.db import connection, transaction

from payung.governance.actions.audit import seal
from payung.governance.actions.bulk import load

_TABLES = ("governance_auditevent", "governance_auditentry")


def fill(events: str) -> None:
    """So many events of one user, sealed."""
    frame = pl.select(pl.int_range(int(events)).alias("n")).select(
        by_user=pl.lit(1),
        by_posting=pl.lit(1),
        at=pl.lit(datetime(2025, 7, 1, tzinfo=UTC)),
        action=pl.lit("change_worker"),
        kind=pl.lit("worker"),
        subjects=pl.concat_str(pl.lit("{"), pl.col("n"), pl.lit("}")),
        subject_count=pl.lit(1),
    )
    load("governance_auditevent", frame)
    seal(at=datetime.now(UTC))


def tamper(kind: str) -> None:
    """Alter or remove the event in the middle, or let it change places with the next one; what was there is kept aside."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE payung_owner")
        for table in _TABLES:
            cursor.execute(f"CREATE TABLE {table}_kept AS TABLE {table} WITH NO DATA")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER insert_only")
        cursor.execute("SELECT max(seq) / 2 FROM governance_auditentry")
        middle = cursor.fetchone()[0]
        cursor.execute("SELECT seq, event, digest FROM governance_auditentry WHERE seq IN (%s, %s) ORDER BY seq", [middle, middle + 1])
        (one, event, digest), (two, other, its_digest) = cursor.fetchall()
        cursor.execute("INSERT INTO governance_auditevent_kept SELECT * FROM governance_auditevent WHERE id = %s", [event])
        cursor.execute("INSERT INTO governance_auditentry_kept SELECT * FROM governance_auditentry WHERE seq IN (%s, %s)", [one, two])
        if kind == "altered":
            cursor.execute("UPDATE governance_auditevent SET action = 'approve_list' WHERE id = %s", [event])
        elif kind == "removed":
            cursor.execute("DELETE FROM governance_auditevent WHERE id = %s", [event])
        else:
            cursor.execute("UPDATE governance_auditentry SET event = -1 WHERE seq = %s", [one])
            cursor.execute("UPDATE governance_auditentry SET event = %s, digest = %s WHERE seq = %s", [event, digest, two])
            cursor.execute("UPDATE governance_auditentry SET event = %s, digest = %s WHERE seq = %s", [other, its_digest, one])


def undo() -> None:
    """Put back what was tampered with."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE payung_owner")
        cursor.execute("DELETE FROM governance_auditentry WHERE seq IN (SELECT seq FROM governance_auditentry_kept)")
        cursor.execute("DELETE FROM governance_auditevent WHERE id IN (SELECT id FROM governance_auditevent_kept)")
        for table in _TABLES:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {table}_kept")
            cursor.execute(f"DROP TABLE {table}_kept")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER insert_only")
