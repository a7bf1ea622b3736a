"""What these tests share: an office with places and a programme of 40 places, and ways to fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import transaction

AT = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def founded(django_db_setup, django_db_blocker) -> Iterator:  # type: ignore[no-untyped-def]
    """The operator and the office, made once a module; what a test does to them is gone after the test."""
    from tests.selection.office import opened_office  # noqa: PLC0415 - tables exist only after set-up

    from payung.governance.actions.accounts import found_installation  # noqa: PLC0415
    from payung.governance.actions.keys import init_keys  # noqa: PLC0415
    from payung.governance.queries.keys import keyring_path  # noqa: PLC0415

    with django_db_blocker.unblock(), transaction.atomic():
        operator = found_installation(province="53", at=AT, on=AT.date())
        if not keyring_path().exists():
            init_keys(by=operator, at=AT)
        yield operator, opened_office(operator, AT)
        transaction.set_rollback(True)


@pytest.fixture
def operator(founded, db):  # type: ignore[no-untyped-def]
    """The operator of the office."""
    return founded[0]


@pytest.fixture
def office(founded, db):  # type: ignore[no-untyped-def]
    """An office whose programme NTT 2025 has money for 40 people: `office.data`, `.head` and `.legal` act in it."""
    return founded[1]


@pytest.fixture
def populate(operator) -> Callable[..., list[int]]:  # type: ignore[no-untyped-def]
    """Put made-up people into the registry: `populate(300, seed=2, regencies=("5307",))`; their ids."""
    from tests.selection.office import registered  # noqa: PLC0415

    return registered


@pytest.fixture
def send(operator, now) -> Callable[..., list[int]]:  # type: ignore[no-untyped-def]
    """Hand in rows as one upload that was read to its end; the ids of the rows: `send(person(1), person(2))`."""
    from tests.registry.people import hand_in  # noqa: PLC0415

    return partial(hand_in, operator, now)


@pytest.fixture
def add(office) -> Callable[..., object]:  # type: ignore[no-untyped-def]
    """Take files in through the door of the villages; the report."""
    from payung.intake.actions import add_upload  # noqa: PLC0415

    def call(*paths, source: str = "Desa Nita"):  # type: ignore[no-untyped-def]
        return add_upload(paths=paths, programme="ntt-2025", source=source, door="village", by=office.data, at=office.now)

    return call
