"""What the tests of claims share: thirty members under cover from April 2025, and who works with their claims."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Covered:
    """An office, its people, and the workers of thirty members in the order of their numbers."""

    officer: Any
    head: Any
    branch: Any
    agent: Any
    workers: list[int]
    now: datetime
    write: Callable[[str, Sequence[Mapping[str, Any]]], Path]


@pytest.fixture
def covered(operator, hire, now, tmp_path):  # type: ignore[no-untyped-def]
    """Members 0 to 29 with their KPJ, covered since 1 April 2025."""
    from tests.registry.people import member  # noqa: PLC0415 - tables exist only after set-up

    from payung.governance.actions.audit import record  # noqa: PLC0415
    from payung.places.actions import load_places  # noqa: PLC0415
    from payung.registry.actions import add_participants  # noqa: PLC0415
    from payung.registry.queries.finding import records_with_number  # noqa: PLC0415

    def write(name: str, rows: Sequence[Mapping[str, Any]]) -> Path:
        path = tmp_path / name
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    load_places(province="53", by=operator, at=now, record=record)
    rows = [member(number) | {"from": "2025-04-01"} for number in range(30)]
    add_participants(path=write("members.csv", rows), source="BPJS", on=date(2025, 6, 1), by=operator, at=now)
    workers = [records_with_number("kpj", str(row["kpj"]))[0] for row in rows]
    people = [hire(login, role) for login, role in (("rina", "claims_officer"), ("yosef", "head_of_office"), ("bela", "bpjs_officer"))]
    return Covered(*people, hire("ance", "agent", "5307"), workers, now, write)
