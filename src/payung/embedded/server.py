"""The built-in PostgreSQL: one server for each data folder, alive as long as any process uses it.

Two file locks hold it. `gate` is held alone while starting or stopping; `use` is shared by every process for as long as it
is attached. First in starts the server, last out stops it; the system drops the locks of a process that dies.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from psycopg.conninfo import make_conninfo

from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.binaries import Binaries, packaged, runnable_by
from payung.embedded.cluster import LOGIN, PATIENCE, SUPERUSER, Cluster
from payung.embedded.locks import held, is_shared, share
from payung.embedded.places import base_of, place_of

DATABASE = "payung"


@dataclass
class Attachment:
    """One use of a data folder's server. `close` gives it back, at the latest when the process ends in good order."""

    data: Path
    cluster: Cluster
    _use: int | None = field(repr=False)

    @property
    def elsewhere(self) -> Path | None:
        """The folder that holds the database when it could not lie in the data folder: to be told to the user."""
        place = self.cluster.place
        return place.home if place.home != place.base else None

    @property
    def binaries(self) -> Binaries:
        return self.cluster.binaries

    def url(self, login: str = LOGIN, database: str = DATABASE) -> str:
        """Connection string (libpq) for `login`, without a secret in it: it names the password file."""
        address = self.cluster.address()
        return make_conninfo(host=address.host, port=address.port, user=login, dbname=database, passfile=str(self.cluster.place.passwords))

    def password(self, login: str = LOGIN) -> str:
        """The password that the login must be made with."""
        for line in self.cluster.place.passwords.read_text().splitlines():
            name, secret = line.split(":")[3:]
            if name == login:
                return secret
        raise KeyError(login)

    def ensure_running(self) -> None:
        """Start the server again if it was killed meanwhile: what was committed is there."""
        with held(self.cluster.place.gate, patience=PATIENCE):
            self.cluster.ensure_running()

    def close(self) -> None:
        """End this use; stop the server and wait for its end if it was the last. A second call does nothing."""
        if self._use is None:
            return
        place = self.cluster.place
        with held(place.gate, patience=PATIENCE):
            os.close(self._use)
            self._use = None
            atexit.unregister(self.close)
            if not is_shared(place.use):
                self.cluster.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def start_or_attach(
    data: Path, *, binaries: Binaries | None = None, settings: Mapping[str, str] | None = None, sockets: bool = True
) -> Attachment:
    """Use the server of `data`, making folder, cluster and server as far as they are not there.

    `binaries` other than the packaged ones and `settings` over the usual ones serve tests; `sockets` False asks for TCP on
    127.0.0.1. Raises Refusal: `database-platform`, `database-binaries`, `database-account`, `database-folder`,
    `database-busy`, `database-missing`, `database-copied`, `database-version`, `database-not-made`, `database-not-started`.
    """
    if sys.platform == "win32":
        raise Refusal(
            "database-platform",
            gettext_noop(
                "The built-in database runs on Linux and macOS. On Windows install PostgreSQL and name it in PAYUNG_DATABASE_URL; "
                "payung check needs no database."
            ),
        )
    base = base_of(data)
    with held(base / "gate", patience=PATIENCE):
        place = place_of(base)
        cluster = Cluster(place, runnable_by(binaries or packaged(), place.account), settings or {}, sockets)
        cluster.ensure_running()
        attachment = Attachment(data, cluster, share(place.use))
    atexit.register(attachment.close)
    return attachment


def admin_url(attachment: Attachment, database: str = "postgres") -> str:
    """Connection string of the superuser: for `payung db prepare` alone."""
    return attachment.url(SUPERUSER, database)


@contextmanager
def throwaway(binaries: Binaries | None = None) -> Iterator[Attachment]:
    """A server on an empty data folder that is removed with everything in it at the end of the block: for tests.

    It survives the death of its processes like any other, but not a power cut (fsync is off).
    """
    folder = Path(tempfile.mkdtemp(prefix="payung-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    home = None
    try:
        with start_or_attach(folder / "data", binaries=binaries, settings={"fsync": "off", "full_page_writes": "off"}) as attachment:
            home = attachment.elsewhere
            yield attachment
    finally:
        for path in (folder, home):
            if path is not None:
                shutil.rmtree(path)
