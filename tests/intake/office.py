"""An office in processes of its own, for tests that kill: one line of JSON asks for one act, done in a forked process.

It is set up but idle, and forks at once, so that a test can kill an act at any moment without paying for a start each
time. Answers: the process id of the act as soon as it runs, then what it said, or {} when it was killed.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection

from payung.core.refusals import Refusal
from payung.governance.actions.accounts import found_installation
from payung.governance.actions.audit import record
from payung.governance.actions.keys import init_keys
from payung.governance.queries.accounts import actor_for
from payung.intake import jobs
from payung.intake.actions import add_upload
from payung.intake.queries import export_frame, rows_to_admit, upload_report, uploads
from payung.places.actions import load_places
from payung.programmes.actions import load_programme

AT = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
ON = date(2025, 6, 10)


def prepare() -> dict[str, Any]:
    """Tables, operator, keys, places and a programme in an empty database."""
    call_command("migrate", verbosity=0, interactive=False)
    operator = found_installation(province="53", at=AT, on=ON)
    init_keys(by=operator, at=AT)
    load_places(province="53", by=operator, at=AT, record=record)
    load_programme(source="ntt-2025", by=operator, at=AT)
    return {"prepared": True}


def add(folder: str, rows_at_once: int) -> dict[str, Any]:
    """Take a folder in, in chunks small enough for a few rows to take many."""
    jobs._ROWS_AT_ONCE = rows_at_once
    report = add_upload(paths=[Path(folder)], programme="ntt-2025", source="Nita", door="village", by=actor_for("operator", ON), at=AT)
    return {"upload": report.upload, "people": report.people}


def export(upload: int, out: str) -> dict[str, Any]:
    """What was read, as a file, and how much of it would go downstream."""
    export_frame(upload).write_csv(out)
    files = [[file.outcome, file.rows, file.people] for file in upload_report(upload).files]
    return {"files": files, "to_admit": rows_to_admit().height, "uploads": len(uploads())}


ACTS = {"prepare": prepare, "add": add, "export": export}


def run(role: str, database: str, data: str, act: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """One act in the database and data folder named, in the role named."""
    settings.PAYUNG_DATA = Path(data)
    connection.settings_dict["NAME"] = database
    connection.settings_dict["OPTIONS"]["assume_role"] = role
    try:
        return ACTS[act](**arguments)
    except Refusal as refusal:
        return {"refused": refusal.code}
    except (DatabaseError, InterfaceError) as failure:
        return {"failed": type(failure).__name__}


def _serve(line: str, tell: int) -> None:
    try:
        os.write(tell, json.dumps(run(**json.loads(line))).encode())
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(0)  # nothing of the process that forked is to be ended or flushed here


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        listen, tell = os.pipe()
        act = os.fork()
        if act == 0:
            _serve(line, tell)
        os.close(tell)
        print(act, flush=True)
        with os.fdopen(listen, "rb") as pipe:
            said = pipe.read()
        os.waitpid(act, 0)
        print(said.decode() or "{}", flush=True)
