"""File locks that the operating system drops when their holder dies, however it dies.

Each call opens the file anew, so two threads of one process exclude each other like two processes do.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

from payung.core.refusals import Refusal, gettext_noop


@contextmanager
def held(path: Path, *, patience: float) -> Iterator[None]:
    """Hold `path` alone for the length of the block.

    Raises Refusal `database-busy` when somebody else still holds it after `patience` seconds.
    """
    handle = _open(path)
    try:
        deadline = time.monotonic() + patience
        while not _taken(handle, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise Refusal(
                    "database-busy",
                    gettext_noop(
                        "Another process has been starting or stopping the database for more than %(seconds)d seconds. "
                        "End it, or wait, then try again. It holds the lock file %(file)s."
                    ),
                    seconds=int(patience),
                    file=str(path),
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def share(path: Path) -> int:
    """Hold `path` together with others until the returned descriptor is closed by every process that has it."""
    handle = _open(path)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def is_shared(path: Path) -> bool:
    """Whether anybody holds `path` by `share` at this moment."""
    handle = _open(path)
    try:
        return not _taken(handle, fcntl.LOCK_EX)
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _taken(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
