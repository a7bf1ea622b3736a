"""Backup and restore: the database (pg_dump) and the encrypted files in one archive. Keys are never in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.binaries import client_program
from payung.governance.actions.audit import record, seal
from payung.governance.queries.accounts import OPERATOR, actor_for
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor

_DUMP = "database.dump"
_OWNER = "payung_owner"


def back_up(*, out: Path, by: Actor, at: datetime) -> int:
    """Write the archive to `out`; its size in bytes. Raises `Refusal` backup-failed."""
    check_may(by, "keys.manage")
    record(by=by, at=at, action="back_up", kind="installation")
    seal(at=at)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(out.name + ".part")
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        dump = Path(folder) / _DUMP
        _run("pg_dump", "--format=custom", f"--role={_OWNER}", f"--file={dump}")
        with tarfile.open(beside, "w") as archive:
            archive.add(dump, _DUMP)
            files = Path(settings.PAYUNG_DATA) / "files"
            if files.exists():
                archive.add(files, "files", filter=lambda member: None if member.name.endswith(".part") else member)
    beside.chmod(0o600)
    beside.replace(out)
    return out.stat().st_size


def restore(*, source: Path, at: datetime) -> None:
    """Bring an archive into an empty database and data folder, then seal what was open in it.

    The caller has made sure of both being empty. Raises `Refusal` backup-unreadable or restore-failed.
    """
    try:
        archive = tarfile.open(source)  # noqa: SIM115 - closed below, opened here to tell its own faults apart
    except (OSError, tarfile.TarError):
        raise Refusal("backup-unreadable", gettext_noop("This is not a file made by 'payung db backup', or it is cut short.")) from None
    with archive, tempfile.TemporaryDirectory() as folder:
        archive.extractall(folder, filter="data")
        dump = Path(folder) / _DUMP
        if not dump.exists():
            raise Refusal("backup-unreadable", gettext_noop("This is not a file made by 'payung db backup', or it is cut short."))
        _run("pg_restore", "--no-owner", f"--role={_OWNER}", "--exit-on-error", f"--dbname={_database_name()}", str(dump))
        files = Path(folder) / "files"
        if files.exists():
            shutil.copytree(files, Path(settings.PAYUNG_DATA) / "files", dirs_exist_ok=True)
    seal(at=at, everything=True)
    record(by=actor_for(OPERATOR, timezone.localdate(at)), at=at, action="restore_backup", kind="installation")


def _run(program: str, *arguments: str) -> None:
    """A client program of the server's version on the present database; its words go into the refusal, never data."""
    path = client_program(program, _server_major())
    where = [f"--host={_setting('HOST')}", f"--port={_setting('PORT') or 5432}", f"--username={_setting('USER')}"]
    named = [] if any(each.startswith("--dbname") for each in arguments) else [_database_name()]
    done = subprocess.run(
        [str(path), *where, "--no-password", *arguments, *named], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Refusal("backup-failed", gettext_noop("%(program)s ended with: %(words)s"), program=program, words=done.stderr.strip()[-400:])


def _server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    options: dict[str, Any] = connection.settings_dict["OPTIONS"]
    if _setting("PASSWORD"):
        environment["PGPASSWORD"] = _setting("PASSWORD")
    if "passfile" in options:
        environment["PGPASSFILE"] = str(options["passfile"])
    return environment


def _setting(name: str) -> str:
    return str(connection.settings_dict[name])


def _database_name() -> str:
    return _setting("NAME")
