"""The database behind a command: our own server, or the one that PAYUNG_DATABASE_URL names. No Django settings are read before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

import django
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from payung.cli.console import Console
from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.external import server_major
from payung.embedded.preparation import is_prepared, prepare
from payung.embedded.server import DATABASE, admin_url, start_or_attach


class Needs(Enum):
    """What must be there before a command's module is loaded."""

    NOTHING = "nothing"  # work on files and arithmetic
    HELP = "help"  # only its words
    SERVER = "server"  # a server that may not be prepared yet
    DATABASE = "database"  # roles and an (empty) database
    OFFICE = "office"  # a migrated installation with keys, places and the shipped programmes


def data_folder() -> Path:
    """Where keys, files and the embedded server live."""
    return Path(os.environ.get("PAYUNG_DATA", "payung-data")).absolute()


@contextmanager
def serving(needs: Needs, console: Console) -> Iterator[Needs]:
    """Have the server up and Django set up, as far as `needs` asks for it, for the length of the block."""
    if needs is Needs.NOTHING:
        yield needs
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "payung.config.settings"
    os.environ.setdefault("PAYUNG_ROLE", "payung_batch")
    os.environ["PAYUNG_DATA"] = str(data_folder())
    if needs is Needs.HELP:
        django.setup()
        yield needs
        return
    if os.environ.get("PAYUNG_DATABASE_URL"):
        _use_external(os.environ["PAYUNG_DATABASE_URL"])
        django.setup()
        yield needs
        return
    with start_or_attach(data_folder()) as attachment:
        if not is_prepared(attachment.url()):
            if attachment.elsewhere:
                console.note(f"The database lies in {attachment.elsewhere}.")
            prepare(admin_url(attachment), "payung", DATABASE, attachment.password())
        os.environ["PAYUNG_DATABASE_URL"] = attachment.url()
        django.setup()
        yield needs


def _use_external(url: str) -> None:
    """Check an external server and prepare it when its login may; raises `Refusal` database-not-prepared when not."""
    if is_prepared(url):
        server_major(url)
        return
    parts = conninfo_to_dict(url)
    admin = os.environ.get("PAYUNG_ADMIN_URL") or make_conninfo(url, dbname="postgres")
    server_major(admin)
    try:
        prepare(admin, str(parts["user"]), str(parts["dbname"]), str(parts["password"]) if parts.get("password") else None)
    except (psycopg.Error, KeyError):
        raise Refusal(
            "database-not-prepared",
            gettext_noop(
                "The database is not prepared, and this login may not do it. Name an administrator in PAYUNG_ADMIN_URL and run "
                "'payung db prepare', or hand the administrator the output of 'payung db prepare --print'."
            ),
        ) from None
