"""Reference pages that are made from the program itself, and are therefore true: commands and access."""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

import django
import yaml

from payung.cli.main import COMMANDS

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
ACCESS = Path(__file__).resolve().parents[2] / "src" / "payung" / "governance" / "data" / "access.yaml"


def commands_page() -> str:
    """Every command's own help."""
    os.environ["COLUMNS"] = "140"
    parts = [
        "# Commands\n\nMade from the commands' own help by `python -m tests.docs.test_reference`; a test fails when this page is stale.\n",
        "Common: `payung [--data DIR] COMMAND …`. `--json` answers with exactly one JSON object on stdout; `--as LOGIN` (or `PAYUNG_USER`) says who acts, "
        "else the operator. Exit: 0 done, 1 the answer is no, 2 wrong usage, 3 refused, 70 a bug.\n",
    ]
    for name, command in COMMANDS.items():
        module = importlib.import_module(f"payung.cli.commands.{name}")
        parser = argparse.ArgumentParser(
            prog=f"payung {name}", description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        module.add_arguments(parser)
        parts.append(
            f"## payung {name}\n\n{command.summary[0].upper()}{command.summary[1:]}.\n\n```text\n{parser.format_help().strip()}\n```\n"
        )
    return "\n".join(parts)


def access_page() -> str:
    """Who may do what."""
    table = yaml.safe_load(ACCESS.read_text(encoding="utf-8"))
    roles = list(table["roles"])
    head = "| act | what | " + " | ".join(role.replace("_", " ") for role in roles) + " |"
    lines = [
        "# Access\n\nMade from `governance/data/access.yaml` by `python -m tests.docs.test_reference`. Every act happens inside the areas of the posting.\n",
        head,
        "|" + "---|" * (len(roles) + 2),
    ]
    for act, meaning in table["acts"].items():
        marks = " | ".join("yes" if act in table["roles"][role]["may"] else "" for role in roles)
        lines.append(f"| `{act}` | {meaning} | {marks} |")
    return "\n".join(lines) + "\n"


def test_the_page_of_commands_is_fresh() -> None:
    assert (REFERENCE / "commands.md").read_text(encoding="utf-8") == commands_page()


def test_the_page_of_access_is_fresh() -> None:
    assert (REFERENCE / "access.md").read_text(encoding="utf-8") == access_page()


def test_every_act_of_the_access_table_is_asked_for_somewhere() -> None:
    """An act that no code checks would promise a protection that is not there."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in ACCESS.parents[2].rglob("*.py"))
    acts = yaml.safe_load(ACCESS.read_text(encoding="utf-8"))["acts"]
    assert [act for act in acts if f'"{act}"' not in source] == []


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payung.config.settings")
    django.setup()
    (REFERENCE / "commands.md").write_text(commands_page(), encoding="utf-8")
    (REFERENCE / "access.md").write_text(access_page(), encoding="utf-8")
