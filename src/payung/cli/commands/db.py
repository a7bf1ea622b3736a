"""Prepare, migrate, back up and restore.

  payung db prepare [--print]       make roles and database (or print the SQL for an administrator)
  payung db migrate                 bring the tables up to this version
  payung db backup FILE             database and files in one archive; never the keys
  payung db restore FILE [--check]  into an empty data folder; with --check one NIK is opened, which needs the exported keys

A restore drill: payung --data NEW keys import KEYS; payung --data NEW db restore FILE --check
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from payung.cli.console import Console
from payung.cli.office import Desk, make_ready, migrate, refuse_unless_empty
from payung.cli.options import common
from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.preparation import preparation_sql
from payung.embedded.server import DATABASE
from payung.governance.actions.backup import back_up, restore
from payung.governance.queries.keys import keyring
from payung.registry.queries.workers import open_one_nik


def add_arguments(parser: ArgumentParser) -> None:
    """prepare|migrate|backup FILE|restore FILE."""
    parser.add_argument("act", choices=["prepare", "migrate", "backup", "restore"])
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
    parser.add_argument("--print", action="store_true", dest="print_sql", help="with prepare: print the SQL and change nothing")
    parser.add_argument("--check", action="store_true", help="with restore: open one NIK afterwards and print only 'opened'")
    common(parser)


def run(options: Namespace, console: Console, desk: Desk | None = None) -> int:
    """Do what was asked; `desk` is missing for --print, which needs no database."""
    if desk is None:
        console.say(_sql())
    elif options.act == "prepare":
        make_ready(console, desk)
        console.answer({"prepared": True}, "The database is prepared, with its operator, places and the shipped programmes.")
    elif options.act == "migrate":
        migrate()
        console.answer({"migrated": True}, "The tables are those of this version.")
    elif options.act == "backup":
        written = back_up(out=_file(options), by=desk.by, at=desk.at)
        console.answer(
            {"file": str(options.file), "bytes": written}, f"Backed up to {options.file}. The keys are not in it: 'payung keys export'."
        )
    else:
        _restore(_file(options), console, desk, check=options.check)
    return 0


def _restore(source: Path, console: Console, desk: Desk, *, check: bool) -> None:
    refuse_unless_empty()
    keyring()  # without keys nothing could be opened: refuse before anything is written
    restore(source=source, at=desk.at)
    if check:
        open_one_nik()
        console.answer({"opened": True}, "opened")
    else:
        console.answer({"restored": True}, f"Restored from {source}.")


def _sql() -> str:
    parts = conninfo_to_dict(os.environ.get("PAYUNG_DATABASE_URL", ""))
    return ";\n".join(preparation_sql(str(parts.get("user", "payung")), str(parts.get("dbname", DATABASE)))) + ";"


def _file(options: Namespace) -> Path:
    if options.file is None:
        raise Refusal("file-missing", gettext_noop("Name the file: payung db backup FILE, or payung db restore FILE."))
    return Path(options.file)
