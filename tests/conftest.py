"""The database for tests: a server of our own, or the one PAYUNG_TEST_DATABASE_URL names, started only when a test needs it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import django
import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from payung.embedded.preparation import PREPARATION_LOCK, prepare
from payung.embedded.server import admin_url, throwaway

TEST_PASSWORD = "payung-tests"


def pytest_configure(config: pytest.Config) -> None:
    """Settings for the whole run: owner's role, a data folder of its own. No server is started here.

    They are set up here and not named in pyproject.toml: pytest-django would read them before this environment is there.
    """
    config.addinivalue_line("markers", "database: needs PostgreSQL; run once per server")
    config.addinivalue_line("markers", "once: needs PostgreSQL, but is about our own server, files or processes; run on the built-in one")
    folder = tempfile.TemporaryDirectory(prefix="payung-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["PAYUNG_DATA"] = str(Path(folder.name) / "data")
    os.environ["PAYUNG_ROLE"] = "payung_owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "payung.config.settings"
    django.setup()
    settings.PAYUNG_DATA = Path(os.environ["PAYUNG_DATA"])  # xdist's processes have read the settings of the one that began them
    settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database, so that it can be run again on another server; and keep together what shares a costly fixture.

    With two processes a module stays in one of them, and so do all modules that look at one finished demo. The longest
    begin first.
    """
    items.sort(key=lambda item: item.path.parent.name not in {"thread", "docs"})
    for item in items:
        names = getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("demo" if "demo" in names else item.nodeid.split("::")[0]))
        if item.get_closest_marker("once") or (item.path.parent.name == "web" and item.path.stem != "test_leaks"):
            continue  # about our own server, files, processes and pages over queries that the rooms' tests ask: another server shows nothing new
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "database_url"} & set(names):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def database_admin() -> Iterator[str]:
    """URL of an administrator of the test server."""
    given = os.environ.get("PAYUNG_TEST_DATABASE_URL")
    with ExitStack() as stack:
        yield given or admin_url(stack.enter_context(throwaway()))


@pytest.fixture(scope="session")
def database_url(database_admin: str) -> str:
    """URL of the login `payung` on the test server, with its roles made; its database is `payung`."""
    login = "payung_test" if os.environ.get("PAYUNG_TEST_DATABASE_URL") else "payung"
    prepare(database_admin, login, "payung", TEST_PASSWORD)
    with psycopg.connect(database_admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARATION_LOCK])  # xdist's workers share an external server
        connection.execute("ALTER ROLE payung_owner CREATEDB")
        connection.execute(f"ALTER ROLE {login} PASSWORD '{TEST_PASSWORD}'")
    parts = conninfo_to_dict(database_admin) | {"user": login, "password": TEST_PASSWORD, "dbname": "payung"}
    parts.pop("passfile", None)
    return make_conninfo(**{name: str(value) for name, value in parts.items()})


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_url: str, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Point Django at the test server."""
    from django.db import connections  # noqa: PLC0415 - only now are the settings there

    parts = conninfo_to_dict(database_url)
    connections["default"].settings_dict.update(
        NAME="payung", USER=parts["user"], PASSWORD=TEST_PASSWORD, HOST=parts.get("host", ""), PORT=str(parts.get("port", ""))
    )


@pytest.fixture
def now() -> datetime:
    """The moment at which everything in a test happens."""
    return datetime(2025, 6, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def today() -> date:
    """The same moment as a day of the province."""
    return date(2025, 6, 10)


@pytest.fixture
def operator(db: None, now: datetime, today: date):  # type: ignore[no-untyped-def]
    """The operator of a prepared installation with keys: loads and prepares, never approves."""
    from payung.governance.actions.accounts import found_installation  # noqa: PLC0415
    from payung.governance.actions.keys import init_keys  # noqa: PLC0415
    from payung.governance.queries.keys import keyring_path  # noqa: PLC0415

    actor = found_installation(province="53", at=now, on=today)
    if not keyring_path().exists():
        init_keys(by=actor, at=now)
    return actor


@pytest.fixture
def hire(operator, now: datetime, today: date):  # type: ignore[no-untyped-def]
    """Make a person with a role and areas: `hire("maria", "head_of_office", "53")`."""
    from payung.governance.actions.accounts import create_user  # noqa: PLC0415

    def make(login: str, role: str, *areas: str, **more):  # type: ignore[no-untyped-def]
        return create_user(
            login=login,
            full_name=login.title(),
            password="a-long-password",
            role=role,
            areas=areas or ("53",),
            by=operator,
            at=now,
            on=today,
            **more,
        )

    return make
