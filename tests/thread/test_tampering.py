"""`payung audit verify` on an installation that somebody with the database's own rights has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from payung.embedded.server import admin_url, start_or_attach

TABLES = ("governance_auditevent", "governance_auditentry", "governance_auditroot")


@contextmanager
def administrator(payung) -> Iterator[psycopg.Connection]:  # type: ignore[no-untyped-def]
    """A connection that may do everything, on the built-in server or the external one."""
    given = os.environ.get("PAYUNG_TEST_DATABASE_URL")
    if given:
        database = conninfo_to_dict(payung.environment["PAYUNG_DATABASE_URL"])["dbname"]
        with psycopg.connect(make_conninfo(given, dbname=database), autocommit=True) as connection:
            yield connection
    else:
        with start_or_attach(payung.data) as attachment, psycopg.connect(admin_url(attachment, "payung"), autocommit=True) as connection:
            yield connection


def change(payung, statement: str) -> None:  # type: ignore[no-untyped-def]
    with administrator(payung) as connection:
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER insert_only")
        assert connection.execute(statement).rowcount > 0
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER insert_only")


@pytest.mark.parametrize(
    ("harm", "mend", "kind"),
    [
        (
            "UPDATE governance_auditevent SET by_user = by_user + 1 WHERE id = 5",
            "UPDATE governance_auditevent SET by_user = by_user - 1 WHERE id = 5",
            "altered",
        ),
        (
            "UPDATE governance_auditentry SET seq = -seq WHERE seq = 7",
            "UPDATE governance_auditentry SET seq = -seq WHERE seq = -7",
            "removed",
        ),
        (
            "UPDATE selection_entry SET state = 'reserve' WHERE rank = 1 AND run_id = 1",
            "UPDATE selection_entry SET state = 'chosen' WHERE rank = 1 AND run_id = 1",
            "digest",
        ),
    ],
    ids=["an altered event", "a removed entry", "a changed list"],
)
def test_a_planted_change_is_found_and_named(demo, harm: str, mend: str, kind: str):  # type: ignore[no-untyped-def]
    assert demo.payung("audit", "verify", "--json").json["ok"] is True
    change(demo.payung, harm)
    found = demo.payung("audit", "verify", "--json", expect=1).json
    change(demo.payung, mend)
    assert found["ok"] is False
    assert found["first_bad"]["kind"] == kind
    assert found["first_bad"]["object"]
    assert demo.payung("audit", "verify", "--json").json["ok"] is True
