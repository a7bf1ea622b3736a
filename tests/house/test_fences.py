"""The fences of the house, each seen to hold and each seen to refuse a planted violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "payung"
BIN = Path(sys.executable).parent

PLANTED = {
    "an arrow downstream": ("intake/queries_planted.py", "import payung.selection.actions\n", "Imports point upstream"),
    "a folder that is not in the plan": ("helpers/__init__.py", "", "Imports point upstream"),
    "an engine that knows another engine": ("law/planted.py", "import payung.exchange\n", "Imports point upstream"),
    "a door that knows another door": ("web/planted.py", "import payung.cli.main\n", "Imports point upstream"),
    "a drawer that opens upwards": ("registry/queries/planted.py", "import payung.registry.actions\n", "Drawers open downwards"),
    "Django in an engine": ("linkage/planted.py", "import django.db\n", "know no Django"),
    "Django in rules": ("intake/rules/planted.py", "from django.utils import timezone\n", "know no Django"),
    "a door at the tables": ("cli/planted.py", "import payung.intake.models\n", "Doors never touch models"),
    "a room at another room's tables": ("enrolment/planted.py", "import payung.intake.models\n", "Only intake opens"),
    "somebody at governance's tables": ("registry/planted.py", "import payung.governance.models.audit\n", "Only governance opens"),
    "a room that imports config": ("reports/planted.py", "import payung.config.settings\n", "Nobody imports config"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [str(BIN / "lint-imports"), "--config", str(ROOT / ".importlinter"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        SOURCE, tmp_path / "payung", ignore=shutil.ignore_patterns("__pycache__", "static", "*.parquet", "locale", "migrations")
    )
    return tmp_path


def test_the_house_as_it_stands_holds(copy: Path) -> None:
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("violation", PLANTED)
def test_a_planted_import_is_refused(copy: Path, violation: str) -> None:
    path, text, contract = PLANTED[violation]
    target = copy / "payung" / path
    for folder in reversed(target.parents[: len(Path(path).parents) - 1]):
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    target.write_text(text)
    answer = lint(copy)
    assert answer.returncode != 0
    broken = [line for line in answer.stdout.splitlines() if "BROKEN" in line]
    assert any(contract in line for line in broken), answer.stdout


BANNED = {
    "a signal": ("from django.db.models.signals import post_save\n\nprint(post_save)\n", "TID251"),
    "a receiver": ("from django.dispatch import receiver\n\nprint(receiver)\n", "TID251"),
    "the admin": ("from django.contrib.admin import site\n\nprint(site)\n", "TID251"),
    "an import inside a function": ("def late() -> None:\n    import json\n\n    print(json)\n", "PLC0415"),
    "a swallowed error": ("try:\n    print()\nexcept ValueError:\n    pass\n", "SIM105"),
    "a blind except": ("try:\n    print()\nexcept Exception:\n    print()\n", "BLE001"),
    "commented-out code": ("# value = compute(1)\nvalue = 2\n", "ERA001"),
}


@pytest.mark.parametrize("violation", BANNED)
def test_banned_writing_is_refused(violation: str) -> None:
    text, code = BANNED[violation]
    command = [str(BIN / "ruff"), "check", "--output-format", "concise", "--stdin-filename", "src/payung/registry/planted.py", "-"]
    answer = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert code in answer.stdout


def test_the_only_late_imports_are_those_of_the_entry_points() -> None:
    """House: one stated exception, cli/main.py, which loads a command's module by name; the worker needs set-up first too."""
    late = [path for path in SOURCE.rglob("*.py") if "noqa: PLC0415" in path.read_text()]
    assert [path.relative_to(SOURCE).as_posix() for path in late] == ["cli/worker.py"]
    by_name = [path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if "import_module(" in path.read_text()]
    assert by_name == ["cli/main.py"]
