"""Storing files: content-addressed, encrypted in chunks, complete before anybody sees it."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import datetime
from pathlib import Path

from payung.governance.actions.audit import record
from payung.governance.models import StoredFile
from payung.governance.queries.files import content_path
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area
from payung.governance.rules.actors import Actor
from payung.governance.rules.handed import Handed, handed_content, handed_path


def store_file(*, source: Path, name: str, area: str, file_class: str, by: Actor, at: datetime) -> StoredFile:
    """Keep the file at `source`: its content in the data folder, its facts in the database.

    `name` is the name as the sender gave it. Equal content is written once.
    """
    return store_handed(handed=handed_path(source, name), area=area, file_class=file_class, by=by, at=at)


def store_content(*, content: bytes, name: str, area: str, file_class: str, by: Actor, at: datetime) -> StoredFile:
    """Keep `content` that Payung made itself."""
    return store_handed(handed=handed_content(content, name), area=area, file_class=file_class, by=by, at=at)


def store_handed(*, handed: Handed, area: str, file_class: str, by: Actor, at: datetime) -> StoredFile:
    """Keep what somebody handed in, piece by piece: it is never whole in memory."""
    check_area(by, area)
    _write_content(handed)
    held: StoredFile = StoredFile.objects.create(
        area=area,
        digest=handed.digest,
        name=handed.name,
        size_bytes=handed.size,
        file_class=file_class,
        stored_at=at,
        stored_by_id=by.user_id,
    )
    record(by=by, at=at, action="store_file", kind="file", subjects=[held.pk], change=bytes.fromhex(handed.digest))
    return held


def file_digest(source: Path) -> str:
    """SHA-256 of the content, in hex."""
    with source.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write_content(handed: Handed) -> None:
    path = content_path(handed.digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        for sealed in keyring().encrypt_file(handed.digest, iter(handed.chunks())):
            out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
