"""Roles and database that Payung needs on a server, made once by somebody who may make roles.

payung_owner owns tables and migrates; payung_app is the web, under area policy; payung_batch is worker and commands.
The login of PAYUNG_DATABASE_URL is a member of all three. Roles belong to the whole server: no migration makes them.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

ROLES = ("payung_owner", "payung_app", "payung_batch")
PREPARATION_LOCK = 0x5041_5955
"""Two processes that prepare one server do so one after the other."""


def preparation_sql(login: str, database: str, password: str | None = None) -> list[str]:
    """The statements, each safe to run again except CREATE DATABASE, for reading or for a database administrator.

    `password` None leaves the login's password to the administrator.
    """
    statements = [_if_missing(role, f"CREATE ROLE {role} NOLOGIN") for role in ROLES]
    statements.append("GRANT payung_app TO payung_batch")
    secret = sql.SQL(" PASSWORD {}").format(sql.Literal(password)).as_string(None) if password else ""
    quoted = sql.Identifier(login).as_string(None)
    statements.append(_if_missing(login, f"CREATE ROLE {quoted} LOGIN{secret}"))
    statements.append(f"GRANT payung_owner, payung_app, payung_batch TO {quoted}")
    statements.append(f"CREATE DATABASE {sql.Identifier(database).as_string(None)} OWNER payung_owner TEMPLATE template0 ENCODING 'UTF8'")
    return statements


def is_prepared(url: str) -> bool:
    """Whether the login of `url` may take all three roles in an existing database."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            held = connection.execute(
                "SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(current_user, oid, 'member')", [list(ROLES)]
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return held is not None and held[0] == len(ROLES)


def prepare(admin_url: str, login: str, database: str, password: str | None = None) -> None:
    """Make what is missing, as the administrator of `admin_url`. Running it again changes nothing."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARATION_LOCK])  # held to the end of the connection
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        for statement in preparation_sql(login, database, password):
            if not (exists and statement.startswith("CREATE DATABASE")):
                connection.execute(statement.encode())
        if exists:
            connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO payung_owner").format(sql.Identifier(database)))


def _if_missing(role: str, statement: str) -> str:
    name = sql.Literal(role).as_string(None)
    body = statement.replace("$payung$", "")
    return f"DO $payung$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {name}) THEN {body}; END IF; END $payung$"
