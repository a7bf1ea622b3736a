"""Server time of every page at 100,000 workers, beside its bar: p50, p95 and the most queries.

    PAYUNG_DATA=DIR .venv/bin/python bench/pages.py [WORKERS [ROUNDS]]

An empty data folder is filled by `payung demo` first. Then every page without an argument, and one of each kind with one, is asked for
ROUNDS times by a provincial data officer, a regency verifier and a visitor, through the whole stack of the web (middleware, scope,
query, template) in one process. The first answer of each page is not counted: it fills caches and statistics. Written to
bench/results/pages.json.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("PAYUNG_ROLE", "payung_app")

import psycopg
from machine import machine, write_result

from payung.cli.console import Console
from payung.cli.server import Needs, serving

P95_MS, MOST_QUERIES = 200, 50
ASKED_BY = ("data_officer", "regency_verifier", "")  # the last: a visitor
_NOT_PAGES = {"signout", "health", "metrics", "language", "scheme", "posting", "programme"}


def main(workers: int, rounds: int) -> None:
    """Fill, measure, compare with the bar, keep the result."""
    known = machine()
    fill(workers)
    with serving(Needs.DATABASE, Console(as_json=False)):
        pages = list(measured(rounds))
    over = [each for each in pages if each["p95_ms"] > P95_MS or each["queries"] > MOST_QUERIES]
    for each in sorted(pages, key=lambda each: -each["p95_ms"]):
        mark = "MISSED" if each in over else "holds"
        print(
            f"{mark:<8}{each['p95_ms']:7.0f} ms p95 {each['p50_ms']:7.0f} ms p50 {each['queries']:4} queries  {each['by'] or 'visitor':<17}{each['page']}"
        )
    print(f"{len(pages) - len(over)} of {len(pages)} hold p95 <= {P95_MS} ms and <= {MOST_QUERIES} queries")
    write_result("pages", {**known, "load_after": round(os.getloadavg()[0], 2), "workers": workers, "rounds": rounds, "pages": pages})


def fill(workers: int) -> None:
    """A whole demo, unless the data folder has one."""
    data = Path(os.environ["PAYUNG_DATA"])
    if data.exists() and any(data.iterdir()):
        return
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as out:
        subprocess.run(
            [sys.executable, "-m", "payung.cli.main", "demo", "--workers", str(workers), "--out", out],
            env=os.environ | {"PAYUNG_ROLE": "payung_batch"},
            check=True,
        )


def measured(rounds: int) -> Iterator[dict[str, Any]]:
    """Each page that answers, for each of those who ask."""
    from django.test import Client  # noqa: PLC0415 - only now is Django set up

    for role, login in logins().items():
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        if role:
            from django.contrib.auth import get_user_model  # noqa: PLC0415

            client.force_login(get_user_model().objects.get(login=login))
        for page in addresses(role):
            address, _mark, sought = page.partition("#")  # what is sought travels in the body
            ask = partial(client.post, address, {"q": sought}) if sought else partial(client.get, address)
            told = timed(ask, rounds)
            if told is not None:
                yield {"by": role, "page": page, **told}


def logins() -> dict[str, str]:
    """One ready account for each role that asks, and nobody."""
    from payung.governance.queries.accounts import ready_accounts  # noqa: PLC0415

    found = {role: login for login, _name, role in reversed(ready_accounts())}
    return {role: found.get(role, "") for role in ASKED_BY if not role or role in found}


def addresses(role: str) -> list[str]:
    """The addresses without arguments, and one of each kind with one."""
    from django.urls import NoReverseMatch, get_resolver, reverse  # noqa: PLC0415

    found = []
    for name in sorted({each for each in get_resolver().reverse_dict if isinstance(each, str)} - _NOT_PAGES):
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found + (examples() if role else [])


def examples() -> list[str]:
    """Pages of one worker, one pair, one regency, filters that cost most."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE payung_batch")
        cursor.execute("SELECT min(worker_id) FROM selection_entry WHERE area LIKE '5307%'")
        worker = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
    filters = (
        "area=5307",
        "covered=yes",
        "covered=no",
        "state=review",
        "state=died",
        "nik=absent",
        "sex=P&age_from=40",
        "sort=-born",
        "page=150",
    )
    return [
        f"/workers/{worker}/",
        f"/counter/{worker}/",
        "/coverage/?area=5307",
        "/coverage/?level=district",
        "/coverage/?of=informal-programme&payer=self",
        *(f"/workers/?{each}" for each in filters),
        "/search/#maria",
        "/search/#yohanes da costa",
    ]


def timed(ask: Callable[[], Any], rounds: int) -> dict[str, Any] | None:
    """Milliseconds and queries of so many answers; None for what is no page of this reader."""
    first = ask()
    if first.status_code >= 500:
        print(f"BROKEN  {first.request['PATH_INFO']}")
    if first.status_code != 200 or not first.headers.get("Content-Type", "").startswith("text/html"):
        return None
    taken, queries = [], 0
    for _round in range(rounds):
        with counted() as count:
            began = time.perf_counter()
            answer = ask()
            taken.append((time.perf_counter() - began) * 1000)
        queries = max(queries, count[0])
    taken.sort()
    at = {name: taken[min(len(taken) - 1, int(len(taken) * share))] for name, share in (("p50_ms", 0.5), ("p95_ms", 0.95))}
    return {name: round(value, 1) for name, value in at.items()} | {"queries": queries, "kilobytes": round(len(answer.content) / 1024)}


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many statements go to the database inside, large reads among them; those that only open and close transactions left out."""
    from django.db import connection  # noqa: PLC0415

    count, copy = [0], psycopg.Cursor.copy

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += not sql.startswith(("SAVEPOINT", "RELEASE", "SET LOCAL", "SELECT set_config", "SELECT current_user"))
        return execute(sql, params, many, context)

    def copying(self: Any, *given: Any, **named: Any) -> Any:
        count[0] += 1
        return copy(self, *given, **named)

    psycopg.Cursor.copy = copying  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(counting):
            yield count
    finally:
        psycopg.Cursor.copy = copy  # type: ignore[method-assign]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 20)
