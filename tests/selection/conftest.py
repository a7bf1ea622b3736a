"""What the tests of selection share: an office with a programme, people in its registry, a signed paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def office(operator, now):  # type: ignore[no-untyped-def]
    """An office whose programme NTT 2025 has money for 40 people: `office.data`, `.head` and `.legal` act in it."""
    from tests.selection.office import opened_office  # noqa: PLC0415 - tables exist only after set-up

    return opened_office(operator, now)


@pytest.fixture
def populate(operator) -> Callable[..., list[int]]:  # type: ignore[no-untyped-def]
    """Put made-up people into the registry: `populate(300, seed=2, regencies=("5307",))`; their ids."""
    from tests.selection.office import registered  # noqa: PLC0415

    return registered


@pytest.fixture
def signed_copy(tmp_path: Path) -> Path:
    """A signed decree, as far as anybody can tell."""
    path = tmp_path / "decree.pdf"
    path.write_bytes(b"%PDF-1.4 LATIHAN")
    return path
