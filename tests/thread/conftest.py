"""The thread as its users run it: the command line in processes of its own, on data folders of its own."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.thread.processes import Answer, Installation


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
