"""Storing files: content-addressed, encrypted in chunks, complete before anybody sees it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from payung.governance.actions.audit import record
from payung.governance.models import StoredFile
from payung.governance.queries.files import content_path
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area
from payung.governance.rules.actors import Actor
from payung.governance.rules.keyring import FILE_CHUNK


def store_file(*, source: Path, name: str, area: str, file_class: str, by: Actor, at: datetime) -> StoredFile:
    """Keep the file at `source`: its content in the data folder, its facts in the database.

    `name` is the name as the sender gave it. Equal content is written once.
    """
    return _keep(file_digest(source), lambda: _chunks(source), source.stat().st_size, name, area, file_class, by, at)


def store_content(*, content: bytes, name: str, area: str, file_class: str, by: Actor, at: datetime) -> StoredFile:
    """Keep `content` that Payung made itself."""
    return _keep(hashlib.sha256(content).hexdigest(), lambda: iter([content]), len(content), name, area, file_class, by, at)


def file_digest(source: Path) -> str:
    """SHA-256 of the content, in hex."""
    with source.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _keep(digest, chunks, size, name, area, file_class, by, at) -> StoredFile:  # type: ignore[no-untyped-def]
    check_area(by, area)
    _write_content(digest, chunks)
    held: StoredFile = StoredFile.objects.create(
        area=area, digest=digest, name=name, size_bytes=size, file_class=file_class, stored_at=at, stored_by_id=by.user_id
    )
    record(by=by, at=at, action="store_file", kind="file", subjects=[held.pk], change=bytes.fromhex(digest))
    return held


def _write_content(digest: str, chunks) -> None:  # type: ignore[no-untyped-def]
    path = content_path(digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        for sealed in keyring().encrypt_file(digest, chunks()):
            out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def _chunks(source: Path) -> Iterator[bytes]:
    with source.open("rb") as opened:
        while chunk := opened.read(FILE_CHUNK):
            yield chunk
