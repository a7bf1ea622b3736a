"""Handing in rows as intake leaves them, and writing lists from outside."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def send(operator, now) -> Callable[..., list[int]]:  # type: ignore[no-untyped-def]
    """Hand in rows as one upload that was read to its end; the ids of the rows: `send(person(1), person(2), corrects=None)`."""
    from tests.registry.people import hand_in  # noqa: PLC0415 - tables exist only after the settings are there

    return partial(hand_in, operator, now)


@pytest.fixture
def write_list(tmp_path: Path) -> Callable[..., Path]:
    """A CSV list with the columns that the rows name."""

    def write(name: str, rows: Sequence[Mapping[str, Any]]) -> Path:
        path = tmp_path / name
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def admit(send, operator, now) -> Callable[..., list[int]]:  # type: ignore[no-untyped-def]
    """Hand in and admit people; their workers."""
    from payung.registry.actions import admit_rows  # noqa: PLC0415
    from payung.registry.models import Worker  # noqa: PLC0415

    def make(*people: Mapping[str, Any]) -> list[int]:
        before = Worker.objects.count()
        send(*people)
        admit_rows(by=operator, at=now)
        return list(Worker.objects.order_by("id").values_list("id", flat=True))[before:]

    return make
