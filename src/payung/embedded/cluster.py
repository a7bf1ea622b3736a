"""One PostgreSQL cluster on disk and its server process: make, start, look at, stop. The caller holds the gate."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.binaries import Binaries
from payung.embedded.places import Place

SUPERUSER = "postgres"
LOGIN = "payung"
PATIENCE = 300
"""Seconds allowed for one start or stop: recovery after a crash may replay 4 GB of log."""

SHORT = Path("/tmp")
"""Where a socket goes whose path would be too long."""

PORT = 5432
"""Of the socket's name only; over TCP a free port is found at each start."""

BUILTIN_LOCALE_SINCE = 17

SETTINGS = {
    # A machine of two cores and 4 GB or more, shared with Python.
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_parallel_workers_per_gather": "1",
    "random_page_cost": "1.1",
    # Loads write in bursts: few checkpoints, no log for tables made and filled in one transaction. Backups are dumps.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",
    "timezone": "UTC",
    # No statement, parameter or row may reach a log: an ERROR quotes values ("invalid input syntax: …"), so only LOG and worse are kept.
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


_UNFINISHED = "cluster.unfinished-"


class State(StrEnum):
    DOWN = "down"
    BUSY = "busy"
    READY = "ready"


@dataclass(frozen=True)
class Address:
    """Where a running server listens: a socket's folder or 127.0.0.1, and the port."""

    host: str
    port: int


@dataclass
class Cluster:
    """The cluster of a place. `settings` overlay `SETTINGS`; `sockets` False means TCP on 127.0.0.1 whatever the machine can do."""

    place: Place
    binaries: Binaries
    settings: Mapping[str, str]
    sockets: bool = True
    _child: subprocess.Popen[Any] | None = None

    @property
    def path(self) -> Path:
        return self.place.cluster

    @property
    def log(self) -> Path:
        """What the server said since its last start; the one before it is in `server.old.log`."""
        return self.place.home / "server.log"

    def state(self) -> State:
        """Whether the server is down, starting or stopping, or ready.

        The pid in the file is believed only when that process was started for this cluster (a zombie has no command line
        any more, a pid used again has another one) or somebody answers on the socket (a server in another container).
        """
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        lines = self._pid_file()
        if not lines or not (_runs_for(int(lines[0]), self.path) or _answers(lines)):
            return State.DOWN
        return State.READY if len(lines) > 7 and lines[7].strip() == "ready" else State.BUSY

    def address(self) -> Address:
        """Where the running server listens, as its pid file tells. Raises Refusal `database-down`."""
        lines = self._pid_file()
        if len(lines) < 5:
            raise Refusal(
                "database-down", gettext_noop("The database is not running. Start the command again: it starts the database too.")
            )
        return Address(lines[4].strip() or "127.0.0.1", int(lines[3]))

    def ensure_running(self) -> None:
        """Make the cluster if there is none, and start its server unless it is ready.

        A server on its way up or down is waited for; what a dead one left behind is removed.
        Raises Refusal `database-version`, `database-not-made`, `database-not-started`.
        """
        if not self.path.is_dir():
            self._make()
        self._check_version()
        deadline = time.monotonic() + PATIENCE
        while (state := self.state()) is State.BUSY and time.monotonic() < deadline:
            time.sleep(0.02)
        if state is State.BUSY:
            raise self._not_started("it neither starts nor stops")
        if state is State.DOWN:
            self._start(deadline)

    def stop(self) -> None:
        """Stop the server by SIGINT (sessions end, transactions roll back) and wait until it is gone."""
        deadline = time.monotonic() + PATIENCE
        lines = self._pid_file()
        if not lines or not _runs_for(int(lines[0]), self.path):
            return
        os.kill(int(lines[0]), signal.SIGINT)
        while self.state() is not State.DOWN:
            if time.monotonic() > deadline:
                raise Refusal(
                    "database-not-stopped",
                    gettext_noop("The database server has not stopped after %(seconds)d seconds; its log is %(log)s. Try again."),
                    seconds=PATIENCE,
                    log=str(self.log),
                )
            time.sleep(0.01)
        if Path(lines[4].strip()).parent == SHORT:
            Path(lines[4].strip()).rmdir()

    def _make(self) -> None:
        """Run initdb beside the final place and rename, so that a cluster is whole or not there."""
        place = self.place
        # A folder of this attempt's own: the initdb of a process that was killed may still be writing into an earlier one.
        unfinished = place.home / f"{_UNFINISHED}{secrets.token_hex(4)}"
        place.account.make_folder(unfinished)
        superuser, login = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        _write_private(place.passwords, f"*:*:*:{SUPERUSER}:{superuser}\n*:*:*:{LOGIN}:{login}\n")
        with tempfile.TemporaryDirectory(dir=place.home) as folder:
            password_file = Path(folder) / "password"
            _write_private(password_file, superuser)
            for path in (password_file, Path(folder)):
                os.chown(path, place.account.uid, place.account.gid)
            options: list[str | Path] = ["--username", SUPERUSER, "--pwfile", password_file, "--auth", "scram-sha-256", "--data-checksums"]
            done = place.account.run([self.binaries["initdb"], "-D", unfinished, "--encoding", "UTF8", *self._locale(), *options])
        if done.returncode != 0:
            raise Refusal(
                "database-not-made",
                gettext_noop(
                    "The database could not be made in %(folder)s: %(reason)s. Mend that, or choose another folder by PAYUNG_DATA."
                ),
                folder=str(place.home),
                reason=" ".join(done.stderr.split()) or "initdb gave no reason",
            )
        unfinished.rename(place.cluster)
        for left in place.home.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)  # what an orphan still writes into stays behind, useless and harmless

    def _locale(self) -> list[str]:
        """The same order of bytes and the same letter cases on every platform, where the version can."""
        if self.binaries.major >= BUILTIN_LOCALE_SINCE:
            return ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        return ["--locale", "C.UTF-8"]

    def _check_version(self) -> None:
        made_by = int((self.path / "PG_VERSION").read_text())
        if made_by != self.binaries.major:
            raise Refusal(
                "database-version",
                gettext_noop(
                    "The database in %(folder)s was made by PostgreSQL %(made_by)d and the programs here are version %(major)d. "
                    "Make a backup with the Payung that used it, and restore it into a new data folder with this one."
                ),
                folder=str(self.place.home),
                made_by=made_by,
                major=self.binaries.major,
            )

    def _start(self, deadline: float) -> None:
        """Start the server in a session of its own, so that neither Ctrl-C nor our end reaches it, and wait until it is ready."""
        if self.log.exists():
            self.log.replace(self.log.with_name("server.old.log"))
        command: list[str | Path] = [self.binaries["postgres"], "-D", self.path, "-c", f"config_file={self._configure()}"]
        while time.monotonic() < deadline:
            self._remove_left_behind()
            with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
                options = self.place.account.process_options()
                self._child = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **options)
            while (state := self.state()) is not State.READY and self._child is not None and time.monotonic() < deadline:
                time.sleep(0.01)
            if state is State.READY:
                return
            # Processes of a killed server that are busy with a statement end a moment later than it.
            if "still in use" not in self.log.read_text(errors="replace"):
                break
            time.sleep(0.1)
        raise self._not_started(" ".join(self.log.read_text(errors="replace").split()[-60:]))

    def _not_started(self, reason: str) -> Refusal:
        return Refusal(
            "database-not-started",
            gettext_noop("The database in %(folder)s does not start: %(reason)s. Its log is %(log)s; mend what it names and try again."),
            folder=str(self.place.home),
            reason=reason,
            log=str(self.log),
        )

    def _remove_left_behind(self) -> None:
        """Remove the lock files of a server that died: PostgreSQL itself would believe a zombie."""
        lines = self._pid_file()
        if len(lines) > 4 and lines[4].strip():
            for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
                (Path(lines[4].strip()) / name).unlink(missing_ok=True)
        (self.path / "postmaster.pid").unlink(missing_ok=True)

    def _configure(self) -> Path:
        """Write the configuration of this start, readable by the server's user; `local.conf` beside it has the last word."""
        path, local = self.place.home / "payung.conf", self.place.home / "local.conf"
        settings = {**SETTINGS, **self._listening(), **self.settings}
        lines = [
            "# Written anew at every start. Settings of your own belong into local.conf beside it.",
            f"include {_quoted(str(self.path / 'postgresql.conf'))}",
            *(f"{name} = {_quoted(value)}" for name, value in settings.items()),
            "include 'local.conf'",
        ]
        path.write_text("\n".join(lines) + "\n")
        if not local.exists():
            local.write_text("# Settings of your own for this database: they have the last word.\n")
        for file in (path, local):
            file.chmod(0o644)
        return path

    def _listening(self) -> dict[str, str]:
        folder = _socket_folder(self.place) if self.sockets else None
        if folder is None:
            return {"listen_addresses": "127.0.0.1", "port": str(_free_port()), "unix_socket_directories": ""}
        escaped = str(folder).replace('"', '""')
        return {"listen_addresses": "", "port": str(PORT), "unix_socket_directories": f'"{escaped}"'}

    def _pid_file(self) -> list[str]:
        """Lines of postmaster.pid: pid, folder, start, port, socket folder, address, shared memory, status. Empty without a server."""
        try:
            return (self.path / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


def _socket_folder(place: Place) -> Path | None:
    """A folder of the server's user where a socket can be bound, else None.

    In the home, or in /tmp where that path is too long for a socket or has a comma, which parts hosts for libpq.
    """
    short = SHORT / f"payung-{sha256(os.fsencode(place.home)).hexdigest()[:16]}"
    for folder in [short] if "," in str(place.home) else [place.home / "run", short]:
        place.account.make_folder(folder)
        status = folder.lstat()
        if status.st_uid == place.account.uid and status.st_mode & 0o777 == 0o700 and not folder.is_symlink() and _can_bind(folder):
            return folder
    return None


def _can_bind(folder: Path) -> bool:
    """Whether a socket with a name as long as the server's can be made in `folder`: paths end at about 100 bytes."""
    if not hasattr(socket, "AF_UNIX"):
        return False
    trial = folder / f".s.PGSQL.{PORT}.test"
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.bind(str(trial))
    except OSError:
        return False
    trial.unlink()
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(pid_file: list[str]) -> bool:
    """Whether somebody listens on the socket that the pid file names. A TCP port may by now be anybody's: not asked."""
    if len(pid_file) < 5 or not pid_file[4].strip():
        return False
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            probe.connect(f"{pid_file[4].strip()}/.s.PGSQL.{pid_file[3]}")
    except OSError:
        return False
    return True


def _runs_for(pid: int, cluster: Path) -> bool:
    """Whether process `pid` lives and was started for `cluster`. A zombie lives no more: its command line is gone."""
    try:
        if Path("/proc/self").exists():
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        else:
            command = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True).stdout
    except (FileNotFoundError, ProcessLookupError):
        return False
    return os.fsencode(cluster) in command


def _write_private(path: Path, text: str) -> None:
    """Write `text` where only we can read it."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
