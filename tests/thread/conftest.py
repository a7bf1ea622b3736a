"""The thread as its users run it: the command line in processes of its own, on data folders of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

PAYUNG = [sys.executable, "-m", "payung.cli.main"]
PASSPHRASE = "a long passphrase of the tests"


@dataclass
class Answer:
    """What one command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        held: dict[str, Any] = json.loads(self.out)
        return held


@dataclass
class Installation:
    """One data folder and, where the run is against an external server, one database."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def env(self, **more: str) -> dict[str, str]:
        """The environment of its processes: nothing of the test run's own Django."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAYUNG_", "DJANGO_"))}
        return kept | {"PAYUNG_DATA": str(self.data), "PAYUNG_PASSPHRASE": PASSPHRASE, **self.environment, **more}

    def __call__(self, *arguments: object, expect: int | None = 0, **more: str) -> Answer:
        """Run one command; its exit code must be `expect` (None: any)."""
        done = subprocess.run(
            [*PAYUNG, *map(str, arguments)], env=self.env(**more), capture_output=True, text=True, check=False, timeout=600
        )
        if expect is not None:
            assert done.returncode == expect, f"{arguments}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def new_installation(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[], Installation]:
    """Make an empty installation: on the built-in server, or in a fresh database of the external one."""

    def make() -> Installation:
        data = tmp_path_factory.mktemp("installation") / "data"
        external = os.environ.get("PAYUNG_TEST_DATABASE_URL")
        if not external:
            return Installation(data)
        url = make_conninfo(**{**conninfo_to_dict(request.getfixturevalue("database_url")), "dbname": f"payung_{uuid.uuid4().hex[:12]}"})
        return Installation(data, {"PAYUNG_DATABASE_URL": url, "PAYUNG_ADMIN_URL": external})

    return make


@dataclass
class Demo:
    """A finished demo: where it ran and what it left."""

    payung: Installation
    out: Path
    told: Answer

    @property
    def summary(self) -> dict[str, Any]:
        """summary.json."""
        held: dict[str, Any] = json.loads((self.out / "summary.json").read_text())
        return held


@pytest.fixture(scope="session")
def demo(new_installation: Callable[[], Installation], tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Demo]:
    """The demo at its usual size, once for all tests that only look at it."""
    payung = new_installation()
    out = tmp_path_factory.mktemp("demo")
    yield Demo(payung, out, payung("demo", "--workers", 2000, "--seed", 1, "--out", out))
