"""An open office for a command: migrated, founded, with keys; and the desk that says who acts and when."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from payung.cli.console import Console
from payung.cli.server import Needs
from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.preparation import PREPARATION_LOCK
from payung.governance.actions.accounts import found_installation
from payung.governance.actions.audit import record, seal
from payung.governance.actions.keys import init_keys
from payung.governance.queries.accounts import OPERATOR, actor_for
from payung.governance.queries.keys import keyring_path
from payung.governance.rules.actors import Actor
from payung.places.actions import load_places
from payung.programmes.actions import load_programme

PROVINCE = "53"
SHIPPED_PROGRAMMES = ("ntt-2025", "ntt-2026")


@dataclass(frozen=True)
class Desk:
    """Who acts in this command, and the moment it began."""

    login: str | None
    at: datetime
    on: date

    @property
    def by(self) -> Actor:
        """The user named by --as or PAYUNG_USER, else the operator. Raises `Refusal` unknown-user or no-posting."""
        return actor_for(self.login or os.environ.get("PAYUNG_USER") or OPERATOR, self.on)

    def someone(self, login: str) -> Actor:
        """Another user: the demo's officers act one after another."""
        return actor_for(login, self.on)


@contextmanager
def opened(needs: Needs, console: Console, login: str | None) -> Iterator[Desk]:
    """The office, made ready when it is empty. Open audit rows are sealed before it closes, also after a refusal."""
    at = datetime.now(UTC)
    desk = Desk(login, at, timezone.localdate(at))
    if needs is Needs.OFFICE:
        make_ready(console, desk)
    try:
        yield desk
    finally:
        if keyring_path().exists() and _is_migrated():
            seal(at=datetime.now(UTC))
        connection.close()


def make_ready(console: Console, desk: Desk) -> None:
    """Migrate, found the installation, make its keys, load places and the shipped programmes, as far as each is missing."""
    if _is_migrated() and is_founded():
        return
    console.note("Preparing the database …")
    migrate()
    with _alone(), transaction.atomic():  # a first start that is killed leaves nothing half founded
        if is_founded():
            return
        operator = found_installation(province=PROVINCE, at=desk.at, on=desk.on)
        if not keyring_path().exists():
            init_keys(by=operator, at=desk.at)
        load_places(province=PROVINCE, by=operator, at=desk.at, record=record)
        for code in SHIPPED_PROGRAMMES:
            load_programme(source=code, by=operator, at=desk.at)


def migrate() -> None:
    """Bring the tables up to this version, in the owner's role, step by whole step."""
    with _alone(), _as_owner():
        executor = _WholeSteps(connection)
        emit_pre_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
        executor.migrate(executor.loader.graph.leaf_nodes())
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


class _WholeSteps(MigrationExecutor):
    """Records a migration in the transaction that makes its tables.

    Django itself records it afterwards where indexes come last: killed in between, it would make the tables again.
    """

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        """One migration with its record."""
        with transaction.atomic() if migration.atomic else nullcontext():
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


def _is_migrated() -> bool:
    """Asked in the owner's role: a first migration that was killed leaves its record readable by nobody else."""
    with _as_owner():
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextmanager
def _alone() -> Iterator[None]:
    """No other process prepares this database meanwhile: one that was killed is waited for until the server has ended its work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARATION_LOCK])


@contextmanager
def _as_owner() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("SET ROLE payung_owner")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{role}"')


def is_founded() -> bool:
    """Whether this database holds an installation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('governance_installation') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM governance_installation)")
        return bool(cursor.fetchone()[0])


def refuse_unless_empty() -> None:
    """Raises `Refusal` not-empty when this database holds an installation already."""
    if is_founded():
        raise Refusal(
            "not-empty",
            gettext_noop("There is an installation here already. Restore into an empty data folder: payung --data NEW db restore FILE."),
        )
