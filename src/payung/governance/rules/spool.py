"""Content that is under way to the store: in memory while it is small, else in a nameless file under a key that only this process knows.

Nothing that somebody sends lies readable on a disk, not even for a moment, and no whole file is in memory.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SMALL = 2**18  # bytes kept in memory
_NONCE_BYTES, _TAG_BYTES = 12, 16


class Spool:
    """Bytes in, in pieces; the same bytes out, as often as asked. `folder`: where a large one is kept; it is gone when the process is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._small = bytearray()
        self._pieces: list[int] = []
        self._file: IO[bytes] | None = None
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        """SHA-256 of everything put in, in hex."""
        return self._hash.hexdigest()

    def put(self, piece: bytes) -> None:
        """Add bytes at the end."""
        self._hash.update(piece)
        self.size += len(piece)
        self._small += piece
        if len(self._small) > SMALL:
            self._write_away()

    def chunks(self) -> Iterator[bytes]:
        """Everything put in, piece by piece."""
        if self._file is not None:
            self._file.seek(0)
            for place, length in enumerate(self._pieces):
                nonce, sealed = self._file.read(_NONCE_BYTES), self._file.read(length + _TAG_BYTES)
                yield self._cipher.decrypt(nonce, sealed, str(place).encode())
        if self._small:
            yield bytes(self._small)

    def close(self) -> None:
        """Let go of everything."""
        self._small.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write_away(self) -> None:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - closed by `close`, or with the process
        nonce = os.urandom(_NONCE_BYTES)
        piece = bytes(self._small)
        self._file.write(nonce + self._cipher.encrypt(nonce, piece, str(len(self._pieces)).encode()))
        self._pieces.append(len(piece))
        self._small.clear()
