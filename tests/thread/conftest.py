"""The thread as its users run it: the command line in processes of its own, on data folders of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.thread.browsing import ARGUMENTS, ROOT
from tests.thread.papers import small_programme
from tests.thread.processes import PAYUNG, Answer, Installation

# Pictures that the documentation shows; all others are looked at by the test and thrown away.
KEPT = {
    "home", "office", "office-dark", "office-phone", "summary", "intake", "matching", "review", "criteria", "selection", "why", "approval",
    "membership", "backfill", "round", "typing", "paper", "inspection", "finding",
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all pages of a module."""
    path = os.environ.get("PAYUNG_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[str], Path]:
    """Where the picture of a name goes: those of the documentation into it when PAYUNG_PICTURES=1, all others away."""

    def place(name: str) -> Path:
        kept = name in KEPT and os.environ.get("PAYUNG_PICTURES") == "1"
        folder = ROOT / "docs/images" if kept else tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.png"

    return place


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


@pytest.fixture(scope="module")
def office(new_installation, tmp_path_factory) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Where an office answers that holds nobody yet, with its officers and two small programmes."""
    payung = new_installation()
    payung("account", "practice")
    for code in ("uji-id", "uji-en"):
        payung("programme", "load", small_programme(tmp_path_factory.mktemp("programme") / "year.yaml", code, 1000))
    command = [*PAYUNG, "serve", "--port", "0"]
    with subprocess.Popen(command, env=payung.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as served:
        assert served.stdout is not None
        yield served.stdout.readline().strip()
        served.send_signal(signal.SIGTERM)
        assert served.wait(60) == 0
