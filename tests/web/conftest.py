"""What the tests of the office share: a stream run once a module, and clients that are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client


@pytest.fixture(scope="module")
def stream(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator:  # type: ignore[no-untyped-def]
    """A list that waits for approval. What a test does to it is gone after the test."""
    from tests.web.stream import run_stream  # noqa: PLC0415 - tables exist only after set-up

    with django_db_blocker.unblock(), transaction.atomic():
        yield run_stream(tmp_path_factory.mktemp("stream"))
        transaction.set_rollback(True)


@pytest.fixture
def enter(stream, db) -> Callable[[str], Client]:  # type: ignore[no-untyped-def]
    """A client signed in as one of the officers."""

    def sign_in(login: str, **headers: str) -> Client:
        client = Client(headers=headers)
        client.force_login(stream.user(login))
        return client

    return sign_in
