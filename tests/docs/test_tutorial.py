"""The tutorial of the first hour, followed word by word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-hour.md"


@dataclass
class Step:
    """One command of the tutorial and what it says it prints; `…` stands for anything."""

    command: str
    expected: list[str] = field(default_factory=list)

    def fits(self, printed: str) -> bool:
        """Whether the output is what the tutorial shows."""
        pattern = "\n".join(re.escape(line).replace("…", r"[\s\S]*?") for line in self.expected)
        return re.fullmatch(pattern, printed.strip()) is not None


def steps() -> list[Step]:
    found: list[Step] = []
    for block in re.findall(r"```console\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(line[2:]))
            else:
                found[-1].expected.append(line)
    return found


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that other users may pass through, as a reader's own is (root's server is another user)."""
    with tempfile.TemporaryDirectory(prefix="payung-tutorial-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_the_first_hour_goes_as_it_is_written(open_folder: Path) -> None:
    """All commands in one shell, in one empty folder, with nothing but `payung` on the path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAYUNG_", "DJANGO_"))}
    environment = kept | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    followed = steps()
    mark = "=== end of step ==="
    script = "\n".join(f"{step.command} 2>&1\necho; echo '{mark}'" for step in followed)
    done = subprocess.run(
        ["bash", "-c", script], cwd=open_folder, env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    said = done.stdout.split(mark)
    assert len(followed) > 12
    wrong = [
        f"$ {step.command}\n{printed.strip()[-1500:]}" for step, printed in zip(followed, said, strict=False) if not step.fits(printed)
    ]
    assert wrong == []


def test_the_tutorial_names_no_command_that_does_not_exist() -> None:
    from payung.cli.main import COMMANDS  # noqa: PLC0415 - only this test needs it

    named = set(re.findall(r"`?payung (?:--data \w+ )?([a-z]+)", TUTORIAL.read_text(encoding="utf-8"))) - {"in"}
    assert named <= set(COMMANDS)
