"""Which system user runs the server: PostgreSQL refuses to run as root, and Payung creates no user."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import pwd

from payung.core.refusals import Refusal, gettext_noop

UNPRIVILEGED = ("payung", "nobody")
"""Users that root hands the server to, the first that exists: an administrator may make one called payung."""


@dataclass(frozen=True)
class Account:
    """A system user by its numbers."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def process_options(self) -> dict[str, Any]:
        """Keywords for `subprocess` that make a child this user's, with nothing private of ours in its environment."""
        environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        options: dict[str, Any] = {"env": environment | {"LC_ALL": "C"}, "cwd": "/", "umask": 0o077, "stdin": subprocess.DEVNULL}
        return options if self.is_ours else options | {"user": self.uid, "group": self.gid, "extra_groups": ()}

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run `command` as this user to its end; what it printed is in the answer."""
        return subprocess.run(command, capture_output=True, text=True, errors="replace", **self.process_options())

    def make_folder(self, path: Path) -> None:
        """Make `path`, readable by this user alone, unless it is there."""
        if not path.is_dir():
            path.mkdir(mode=0o700)
            if not self.is_ours:
                os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether the permissions of `folder` and of all folders above it let this user pass."""
        return self.run(["sh", "-c", 'cd -- "$1"', "sh", folder]).returncode == 0


def account_of(path: Path) -> Account:
    """The owner of an existing `path`."""
    status = path.stat()
    return Account(status.st_uid, status.st_gid)


def server_account() -> Account:
    """The user for a new cluster: ourselves, or as root the first of `UNPRIVILEGED`.

    Raises Refusal `database-account` when root finds none of them.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in users:
            return Account(users[name].pw_uid, users[name].pw_gid)
    raise Refusal(
        "database-account",
        gettext_noop(
            "PostgreSQL does not run as root, and this machine has neither a user payung nor a user nobody to run it. "
            "Run Payung as an ordinary user, or make a system user called payung."
        ),
    )
