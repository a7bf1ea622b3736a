"""Commands in processes of their own, on data folders of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
