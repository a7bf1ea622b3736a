"""Killing for real: a command at a random moment, or the database server under it, and going on afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.thread.processes import PAYUNG, Installation

SIZE = 2000
MOST_TRIES = 40


@dataclass(frozen=True)
class Outcome:
    """What must not depend on kills: the exported rows to the byte, counts, and the digest of the selection."""

    rows: bytes
    people: int
    digest: str
    chosen: int
    reserve: int
    audit_ok: bool


def thread(payung: Installation, mess: Path, killer: Killer | None = None) -> Outcome:
    """Intake, lists from outside, linkage and selection; with a `killer` each command is killed again and again until it gets through."""

    def do(*arguments: object) -> None:
        if killer is None:
            payung(*arguments)
        else:
            killer.drive(payung, *arguments)

    adding = ("intake", "add", mess / "workbooks", "--programme", "ntt-2025", "--source", "Villages", "--door", "village")
    do(*adding)
    for kind in ("participants", "deaths"):
        do(kind, "add", mess / ("members.csv" if kind == "participants" else "deaths.csv"), "--on", "2025-06-01", "--source", kind)
    do("link", "--seed", 1)
    do("select", "--programme", "ntt-2025", "--seed", 1, "--on", "2025-06-20")
    out = payung.data.parent / f"rows-{time.monotonic_ns()}.csv"
    upload = payung(*adding, "--json").json["upload"]  # adds nothing; a killed server leaves numbers out
    payung("intake", "export", upload, "--out", out)
    told = payung("select", "--programme", "ntt-2025", "--seed", 1, "--on", "2025-06-20", "--json").json
    people = payung(
        "report",
        "coverage",
        "--level",
        "regency",
        "--denominator",
        "registered",
        "--on",
        "2025-07-01",
        "--out",
        out.with_suffix(".x.csv"),
        "--json",
    ).json["rows"]
    ok = payung("audit", "verify", "--json").json["ok"]
    return Outcome(out.read_bytes(), people, told["digest"], told["chosen"], told["reserve"], ok)


class Killer:
    """Kills by a seed: which moment, and whether the command or the database server dies."""

    def __init__(self, seed: int, *, server_too: bool) -> None:
        self._dice = random.Random(seed)
        self._server_too = server_too
        self.kills = 0

    def drive(self, payung: Installation, *arguments: object) -> None:
        """Run the command until it ends by itself, killing it at random moments; later tries are given more time."""
        for attempt in range(MOST_TRIES):
            process = subprocess.Popen([*PAYUNG, *map(str, arguments)], env=payung.env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            try:
                said, _ = process.communicate(timeout=self._dice.uniform(0.4, 2.5) * (1 + attempt / 2))
            except subprocess.TimeoutExpired:
                self._kill(payung, process)
                continue
            if process.returncode == 0:
                return
            assert self._server_died(said), said.decode()[-3000:]
        raise AssertionError(f"{arguments} did not get through in {MOST_TRIES} tries")

    def _kill(self, payung: Installation, process: subprocess.Popen[bytes]) -> None:
        self.kills += 1
        server = _postmaster(payung.data)
        if self._server_too and server and self._dice.random() < 0.4:
            with suppress(ProcessLookupError):  # it had just ended by itself, or lies dead since the last kill
                os.kill(server, signal.SIGKILL)
            process.communicate(timeout=60)
        else:
            process.kill()
            process.communicate()

    @staticmethod
    def _server_died(said: bytes) -> bool:
        return any(
            words in said for words in (b"OperationalError", b"server closed the connection", b"terminating connection", b"database-")
        )


def _postmaster(data: Path) -> int | None:
    for path in data.rglob("postmaster.pid"):
        return int(path.read_text().split()[0])
    return None
