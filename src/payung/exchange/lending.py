"""Lending content under a path: to a reading child, or to whoever asks for a file, without a disk where the system can do so."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path


def lend(content: bytes, name: str, folder: Path, lent: ExitStack) -> Path:
    """A path in `folder` under which this user's processes can open the content as `name`, until `lent` closes."""
    path = folder / name
    if sys.platform == "linux":
        handle = os.memfd_create(path.stem)
        lent.callback(os.close, handle)
        with os.fdopen(os.dup(handle), "wb") as memory:
            memory.write(content)
        path.symlink_to(f"/proc/{os.getpid()}/fd/{handle}")
    else:
        path.touch(0o600)
        path.write_bytes(content)
    lent.callback(path.unlink)
    return path
