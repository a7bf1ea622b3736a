"""Reading an upload, killed at random moments for real: the process that reads, or the database server under it."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from tests.intake.lists import person, write_list

from payung.embedded.preparation import prepare
from payung.embedded.server import Attachment, admin_url, throwaway

ROWS_AT_ONCE = 40
PEOPLE = 400
MOST_KILLS = 5


def is_alive(act: int) -> bool:
    try:
        os.kill(act, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Offices:
    """The process that forks for each act, and the server whose databases they work in."""

    server: Attachment
    folder: Path
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PAYUNG_", "DJANGO_"))}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "payung.config.settings",
            "PAYUNG_DATABASE_URL": self.server.url(),
            "PAYUNG_DATA": str(self.folder / "base"),
            "PAYUNG_ROLE": "payung_batch",
        }
        command = [sys.executable, "-c", "import django; django.setup(); from tests.intake.office import main; main()"]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def begin(self, office: str, act: str, role: str = "payung_batch", **arguments: Any) -> int:
        """Have an act begun in an office (a database and a data folder of this name); its process id."""
        assert self.process.stdin and self.process.stdout
        asked = {"role": role, "database": office, "data": str(self.folder / office), "act": act, "arguments": arguments}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def said(self) -> dict[str, Any]:
        """What the act that was begun last said; nothing when it was killed."""
        assert self.process.stdout
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def do(self, office: str, act: str, **arguments: Any) -> dict[str, Any]:
        """An act to its end."""
        self.begin(office, act, **arguments)
        return self.said()

    def wait_for(self, act: int, office: str, chunks: int, seconds: float = 60) -> None:
        """Wait until so many more chunks were written in an office, the act is over, or the time."""
        with psycopg.connect(admin_url(self.server, office), autocommit=True) as connection:

            def written() -> int:
                held = connection.execute("SELECT coalesce(sum(counter), 0) FROM governance_job").fetchone()
                return int(held[0]) if held else 0

            goal, last = written() + chunks, time.monotonic() + seconds
            while written() < goal and is_alive(act) and time.monotonic() < last:
                time.sleep(0.003)

    def open(self, office: str) -> str:
        """A prepared office of its own, copied from the first; its name."""
        with psycopg.connect(admin_url(self.server), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {office} TEMPLATE base OWNER payung_owner".encode())
            connection.execute("CHECKPOINT")  # a copied sequence is safe in a crash only from then on
        shutil.copytree(self.folder / "base", self.folder / office)
        return office


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with throwaway() as server:
        prepare(admin_url(server), "payung", "base", server.password())
        with Offices(server, tmp_path_factory.mktemp("offices")) as served:
            assert served.do("base", "prepare", role="payung_owner") == {"prepared": True}
            yield served


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many small lists, one that takes several chunks, and one that nobody can read."""
    lists = tmp_path_factory.mktemp("lists")
    write_list(lists / "a.xlsx", [person(n) for n in range(PEOPLE // 2)])
    for start in range(PEOPLE // 2, PEOPLE, 20):
        write_list(lists / f"b{start}.xlsx", [person(n) for n in range(start, start + 20)])
    (lists / "rusak.xlsx").write_bytes(b"PK\x03\x04")
    return lists


@dataclass(frozen=True)
class End:
    """What must not depend on kills: counts, outcomes, and the export to the byte."""

    uploads: int
    files: list[tuple[str, int]]
    to_admit: int
    export: bytes


def add(offices: Offices, office: str, folder: Path) -> int:
    """Begin to take the folder in, in many small chunks."""
    return offices.begin(office, "add", folder=str(folder), rows_at_once=ROWS_AT_ONCE)


def end_of(offices: Offices, office: str, folder: Path) -> End:
    """Where the upload in an office ends, after as many calls as it takes."""
    add(offices, office, folder)
    upload = offices.said()["upload"]
    out = offices.folder / f"{office}.csv"
    told = offices.do(office, "export", upload=upload, out=str(out))
    return End(told["uploads"], told["files"], told["to_admit"], out.read_bytes())


@pytest.fixture(scope="module")
def undisturbed(offices: Offices, folder: Path) -> End:
    """The end of an undisturbed upload."""
    office = offices.open("undisturbed")
    add(offices, office, folder)
    assert offices.said()["people"] == PEOPLE
    end = end_of(offices, office, folder)
    assert end.to_admit == PEOPLE
    return end


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_random_it_ends_as_if_nothing_had_been(offices: Offices, folder: Path, undisturbed: End, seed: int) -> None:
    dice, office, kills = random.Random(seed), offices.open(f"killed_{seed}"), 0
    for _ in range(MOST_KILLS):
        act = add(offices, office, folder)
        offices.wait_for(act, office, dice.randrange(4))
        time.sleep(dice.uniform(0, 0.1))
        with suppress(ProcessLookupError):
            os.kill(act, signal.SIGKILL)
        if offices.said():
            break
        kills += 1
    assert kills > 0
    assert end_of(offices, office, folder) == undisturbed


def test_two_processes_on_one_upload_write_nothing_twice(offices: Offices, folder: Path, undisturbed: End) -> None:
    office = offices.open("overtaken")
    with Offices(offices.server, offices.folder) as others:
        add(others, "undisturbed", folder)
        others.said()  # it is awake
        first = add(offices, office, folder)
        offices.wait_for(first, office, 2)
        os.kill(first, signal.SIGSTOP)
        # Where the first stopped inside a transaction, the second waits for it in the queue.
        others.wait_for(add(others, office, folder), office, 1, seconds=2)
        os.kill(first, signal.SIGCONT)
        assert offices.said() == {"refused": "taken-over"}
        assert others.said()["people"] == PEOPLE
    assert end_of(offices, office, folder) == undisturbed


def test_the_database_server_dies_and_comes_back(offices: Offices, folder: Path, undisturbed: End) -> None:
    office = offices.open("server_killed")
    offices.wait_for(add(offices, office, folder), office, 3)
    pidfile = next(offices.server.cluster.place.home.rglob("postmaster.pid"))
    os.kill(int(pidfile.read_text().split()[0]), signal.SIGKILL)
    assert "failed" in offices.said()
    offices.server.ensure_running()
    assert end_of(offices, office, folder) == undisturbed
