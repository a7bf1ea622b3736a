"""A stream run once for the tests of what is told of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def stream(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator:  # type: ignore[no-untyped-def]
    """A small province taken as far as a list that waits for approval."""
    from tests.web.stream import run_stream  # noqa: PLC0415 - tables exist only after set-up

    with django_db_blocker.unblock(), transaction.atomic():
        yield run_stream(tmp_path_factory.mktemp("stream"))
        transaction.set_rollback(True)
