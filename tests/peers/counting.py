"""Counting what is asked of the database: every statement that reaches the driver, COPY too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def statements() -> Iterator[list[str]]:
    """The beginnings of all statements on the connection while inside, in their order."""
    connection.ensure_connection()
    driver = connection.connection
    usual = driver.cursor_factory
    asked: list[str] = []

    class Counting(usual):  # type: ignore[misc, valid-type]
        """The usual cursor, which tells what it was asked."""

        def execute(self, query: Any, *args: Any, **options: Any) -> Any:
            asked.append(str(query)[:120])
            return super().execute(query, *args, **options)

        def executemany(self, query: Any, given: Any, **options: Any) -> Any:
            every = list(given)
            asked.extend([str(query)[:120]] * len(every))
            return super().executemany(query, every, **options)

        def copy(self, query: Any, *args: Any, **options: Any) -> Any:
            asked.append(str(query)[:120])
            return super().copy(query, *args, **options)

    driver.cursor_factory = Counting
    try:
        yield asked
    finally:
        driver.cursor_factory = usual
