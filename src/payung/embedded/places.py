"""Where a data folder keeps its database: in its folder `postgres`, or elsewhere when the server's user cannot get there."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.accounts import Account, account_of, server_account
from payung.embedded.binaries import SHARED

CLUSTER = "cluster"


@dataclass(frozen=True)
class Place:
    """`base` (ours: locks, passwords) and `home` (cluster, socket, logs; the same folder unless it had to go elsewhere)."""

    base: Path
    home: Path
    account: Account

    @property
    def gate(self) -> Path:
        return self.base / "gate"

    @property
    def use(self) -> Path:
        return self.base / "use"

    @property
    def passwords(self) -> Path:
        """Logins and passwords in the form that libpq reads (PGPASSFILE)."""
        return self.base / "pgpass"

    @property
    def cluster(self) -> Path:
        return self.home / CLUSTER


def base_of(data: Path) -> Path:
    """The folder `postgres` of a data folder, made if it is not there; open to passage as root, else closed to others.

    Raises Refusal `database-folder` when it cannot be used.
    """
    base = data.resolve() / "postgres"
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        for folder in (data.resolve(), base):
            folder.mkdir(mode=mode, parents=True, exist_ok=True)
        if base.stat().st_uid != os.geteuid() or not os.access(base, os.W_OK | os.X_OK):
            raise PermissionError(f"it belongs to user number {base.stat().st_uid}")
    except OSError as error:
        raise Refusal(
            "database-folder",
            gettext_noop(
                "The data folder %(folder)s cannot be used: %(reason)s. "
                "Run Payung as the user that made it, or choose another folder by PAYUNG_DATA or --data."
            ),
            folder=str(data),
            reason=error.strerror or str(error),
        ) from error
    return base


def place_of(base: Path, shared: Path = SHARED) -> Place:
    """The place that `base` already has, else a new one. To be called with the gate held.

    Root never loosens the permissions of a folder above the data folder: when one of them stops the server's user,
    the cluster goes to a new folder in `shared` and the file `where` in `base` says so.
    Raises Refusal `database-account` or `database-copied`.
    """
    pointer = base / "where"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        _check_owner(base, home)
    elif (base / CLUSTER).is_dir() or server_account().can_enter(base):
        home = base
    else:
        shared.mkdir(mode=0o755, exist_ok=True)
        home = Path(tempfile.mkdtemp(dir=shared, prefix="database-"))
        home.chmod(0o711)
        (home / "of").write_text(f"{base}\n")
        pointer.write_text(f"{home}\n")
    cluster = home / CLUSTER
    return Place(base, home, account_of(cluster) if cluster.is_dir() else server_account())


def _check_owner(base: Path, home: Path) -> None:
    """Let a data folder that was moved keep its cluster, but not a copy of it share the cluster with the first."""
    if not home.is_dir():
        raise Refusal(
            "database-missing",
            gettext_noop("The database of %(folder)s should lie in %(home)s, which is not there. Bring it back, or restore a backup."),
            folder=str(base.parent),
            home=str(home),
        )
    owner = Path((home / "of").read_text().strip())
    if owner != base and (owner / "where").exists():
        raise Refusal(
            "database-copied",
            gettext_noop(
                "%(folder)s is a copy of %(first)s, and its database in %(home)s is still used by the first. "
                "Use payung db backup and payung db restore to make a second installation."
            ),
            folder=str(base.parent),
            first=str(owner.parent),
            home=str(home),
        )
    if owner != base:
        (home / "of").write_text(f"{base}\n")
