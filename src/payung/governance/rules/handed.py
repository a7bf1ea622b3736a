"""A file that somebody hands in, wherever it lies: on a disk of this machine, or under way from a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from payung.governance.rules.keyring import FILE_CHUNK


@dataclass(frozen=True)
class Handed:
    """Its name as the sender gave it, SHA-256 of its content in hex, size in bytes; `chunks` gives the content, as often as asked."""

    name: str
    digest: str
    size: int
    chunks: Callable[[], Iterable[bytes]]


def handed_path(path: Path, name: str) -> Handed:
    """A file on a disk, under a name of its own."""
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return Handed(name, digest, path.stat().st_size, partial(_chunks, path))


def handed_content(content: bytes, name: str) -> Handed:
    """Content that Payung made."""
    return Handed(name, hashlib.sha256(content).hexdigest(), len(content), lambda: (content,))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while chunk := opened.read(FILE_CHUNK):
            yield chunk
