"""No page asks the database more than fifty times, however much is in it: a loop of queries shows in the smallest office already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.urls import NoReverseMatch, reverse
from tests.web.addresses import routes

MOST = 50
_AROUND = ("SAVEPOINT", "RELEASE", "SET LOCAL", "RESET ROLE", "SELECT set_config", "SELECT current_user")
READERS = ("yustina", "dominikus", "agus")  # the province, a regency, the administrator


@contextmanager
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that go to the database inside, large reads among them; those that only open and close transactions left out."""
    told: list[str] = []
    copy = psycopg.Cursor.copy

    def asking(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if not sql.startswith(_AROUND):
            told.append(sql)
        return execute(sql, params, many, context)

    def copying(self, statement, *given, **named):  # type: ignore[no-untyped-def]
        told.append(str(statement))
        return copy(self, statement, *given, **named)

    with monkeypatch.context() as patched, connection.execute_wrapper(asking):
        patched.setattr(psycopg.Cursor, "copy", copying)
        yield told


def pages() -> list[str]:
    """The addresses without arguments."""
    found = []
    for name in routes():
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return sorted(found)


@pytest.mark.parametrize("login", READERS)
def test_no_page_asks_more_than_fifty_times(enter, stream, monkeypatch, login) -> None:  # type: ignore[no-untyped-def]
    from payung.registry.models import Worker  # noqa: PLC0415 - tables exist only after set-up
    from payung.selection.models import Entry  # noqa: PLC0415

    client = enter(login)
    worker = Entry.objects.values_list("worker_id", flat=True).first() or Worker.objects.values_list("pk", flat=True).first()
    found = {}
    for page in (*pages(), f"/workers/{worker}/", f"/counter/{worker}/", "/workers/?covered=no", "/coverage/?level=village"):
        with asked(monkeypatch) as told:
            answer = client.get(page)
        if answer.status_code == 200:
            found[page] = len(told)
    with asked(monkeypatch) as told:
        client.post("/search/", {"q": "maria"})
    found["a search"] = len(told)
    assert found
    assert {page: count for page, count in found.items() if count > MOST} == {}
