"""Fifty people of the office at once, each with an account, a role and an area of his own, doing what such people do.

    PAYUNG_DATA=DIR .venv/bin/python bench/users.py [--people 50] [--minutes 5] [--workers 100000] [--web 1] [--seed 1]

An empty data folder is filled by `payung demo` first. Accounts are made beside the ready ones, `payung serve` is started with its worker,
and everybody goes from page to page with three to eight seconds of thought: looks for a name, opens a person, decides pairs, types rows,
uploads a small list, reads reports, jobs, coverage and the board. Told: errors, and seconds of each kind of action (p50, p95). A pair that
a colleague decided in the meantime is refused with the reason, as it must be, and counted apart. Written to bench/results/users.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("PAYUNG_ROLE", "payung_batch")

from browser import Browser, hidden, served, village_list
from machine import machine, write_result
from pages import fill

from payung.cli.console import Console
from payung.cli.server import Needs, serving
from payung.core import gazetteer

BAR = "50 concurrent office users, mixed script, 5 minutes: 0 errors, p95 <= 1 s"
PASSWORD = "payung-latihan-bench"
THOUGHT_S = (3.0, 8.0)
# Of fifty: who has which role, and how deep his area lies (0: the whole province).
OFFICE = (
    ("data_officer", 0, 6), ("regency_verifier", 4, 14), ("kecamatan_officer", 6, 12), ("village_officer", 10, 9),
    ("programme_officer", 0, 3), ("inspector", 0, 3), ("social_affairs", 0, 3),
)  # fmt: skip
NAMES = ("maria", "yohanes", "petrus", "agustina", "dominggus", "yuliana", "markus", "theresia", "stefanus", "elisabeth")
LOOKS = {
    "home": "/", "board": "/intake/villages/", "uploads": "/intake/", "reports": "/reports/", "jobs": "/jobs/", "coverage": "/coverage/",
    "programmes": "/programmes/", "selection": "/selection/", "thread": "/thread/",
}  # fmt: skip
# What each role does, and how often beside the others.
DOES = {
    "data_officer": {"search": 4, "list": 3, "review": 3, "upload": 1, "type": 1, "home": 2, "board": 2, "uploads": 2, "reports": 1, "jobs": 2, "coverage": 1, "thread": 1},
    "regency_verifier": {"search": 4, "list": 4, "review": 3, "upload": 1, "home": 2, "board": 2, "uploads": 2, "reports": 1, "jobs": 1, "coverage": 1, "thread": 1},
    "kecamatan_officer": {"search": 3, "list": 3, "type": 5, "upload": 1, "home": 1, "board": 2, "uploads": 1, "jobs": 1},
    "village_officer": {"search": 2, "list": 2, "type": 4, "upload": 1, "home": 1, "uploads": 1},
    "programme_officer": {"list": 2, "home": 2, "reports": 2, "coverage": 2, "programmes": 2, "selection": 2, "jobs": 1, "thread": 2},
    "inspector": {"list": 3, "search": 2, "home": 1, "reports": 2, "coverage": 2, "selection": 1},
    "social_affairs": {"list": 3, "search": 3, "home": 1, "reports": 1, "coverage": 1},
}  # fmt: skip


class Told:
    """What everybody met, by kind of action."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._lock = threading.Lock()

    def note(self, kind: str, seconds: float, status: int) -> None:
        """One question and its answer; status 0: no answer at all."""
        with self._lock:
            self.seconds[kind].append(seconds)
            if status == 422:
                self.refused[kind] += 1
            elif not 200 <= status < 400:
                self.errors[f"{kind} {status}"] += 1


class Person:
    """One of the office: a session, what he does, and when he has done enough."""

    def __init__(self, number: int, login: str, role: str, area: str, port: int, told: Told, seed: int) -> None:
        self.login, self.role, self.area, self.told = login, role, area, told
        self.chance = random.Random(f"{seed}/{number}")
        self.browser = Browser(port)
        self.number, self.turn, self.line = number, 0, 0
        self.draft = ""
        self.fields: list[str] = []

    def work(self, until: float) -> None:
        """Until the office closes: think, then do one thing."""
        does = DOES[self.role]
        time.sleep(self.chance.uniform(0, THOUGHT_S[1]))
        while time.monotonic() < until:
            self.turn += 1
            kind = self.chance.choices(list(does), list(does.values()))[0]
            act: Callable[[], None] | None = getattr(self, kind, None)
            if act is None:
                self._get(kind, LOOKS[kind])
            else:
                act()
            self._think()

    def search(self) -> None:
        """A name in the box of the bar, then the first person found."""
        page = self._post("search", "/search/", {"q": self.chance.choice(NAMES)})
        self._open(page)

    def list(self) -> None:
        """People of an area, then one of them."""
        narrowed = self.chance.choice(("", "?sex=P&age_from=40", "?covered=no", "?state=review", "?nik=absent", "?page=2", "?sort=-born"))
        self._open(self._get("list", f"/workers/{narrowed}"))

    def review(self) -> None:
        """The next pair, looked at and decided."""
        page = self._get("review", "/review/")
        found = re.search(r'action="(/review/\d+/decide)"', page)
        if found is None:
            return
        self._think()
        verdict = self.chance.choices(("same", "different", "unsure"), (5, 4, 1))[0]
        self._post("decide", found.group(1), {"key": _key_of(page, found.group(1)), "after": "", "verdict": verdict})

    def type(self) -> None:
        """A row of a list typed from paper; the first time the list is begun."""
        if not self.draft:
            page = self._get("typing", "/intake/typing/")
            village = self._village()
            form = {"key": hidden(page, "key"), "village": village, "brought_by": "Orang Contoh, sekretaris desa"}
            self._post("begin", "/intake/typing/begin", form)
            if not self.draft:
                return
            self.fields = re.findall(r'name="1-(\w+)"', self._get("draft", f"/intake/typing/{self.draft}/"))
            self._think()
        self.line = self.line % 20 + 1
        day, month, year, woman = (
            self.chance.randint(1, 28),
            self.chance.randint(1, 12),
            self.chance.randint(60, 99),
            self.chance.randint(0, 1),
        )
        values = {
            "nik": f"{(self.area + '010101')[:6]}{day + 40 * woman:02}{month:02}{year:02}{self.chance.randint(1, 9999):04}",
            "name": f"{self.chance.choice(NAMES).title()} Contoh {self.number}", "sex": "LP"[woman], "birth_date": f"{day:02}-{month:02}-19{year}",
            "occupation": "petani",
        }  # fmt: skip
        form = {f"{self.line}-{field}": values.get(field, "") for field in self.fields}
        self._post("row", f"/intake/typing/{self.draft}/line/{self.line}", form)

    def upload(self) -> None:
        """A small workbook of one village, then the page of what became of it."""
        page = self._get("upload-form", "/intake/new")
        self._think()
        village = self._village()
        content = village_list(village, gazetteer.name_of(village), self.number * 1000 + self.turn)
        begun = time.perf_counter()
        try:
            status, leads = self.browser.upload(f"{self.login}-{self.turn}.xlsx", content, f"Desa {village}", village, hidden(page, "key"))
        except OSError:
            status, leads = 0, ""
        self.told.note("upload", time.perf_counter() - begun, status)
        if status == 303:
            self._get("uploaded", leads)

    def _open(self, page: str) -> None:
        people = re.findall(r'href="(/workers/\d+/)"', page)
        if people:
            self._think()
            self._get("person", self.chance.choice(people))

    def _village(self) -> str:
        villages = gazetteer.villages(self.area)["code"]
        return str(villages[self.chance.randrange(len(villages))])

    def _think(self) -> None:
        time.sleep(self.chance.uniform(*THOUGHT_S))

    def _get(self, kind: str, path: str) -> str:
        return self._timed(kind, lambda: self.browser.ask("GET", path))

    def _post(self, kind: str, path: str, form: dict[str, str]) -> str:
        return self._timed(kind, lambda: self.browser.post(path, form))

    def _timed(self, kind: str, ask: Callable[[], tuple[int, str, str]]) -> str:
        begun = time.perf_counter()
        try:
            status, page, leads = ask()
        except OSError:
            status, page, leads = 0, "", ""
        self.told.note(kind, time.perf_counter() - begun, status)
        if kind == "begin" and status == 303:
            self.draft = re.findall(r"\d+", leads)[0]
        return page


def main() -> None:
    """Fill, make accounts, serve, work, count."""
    options = _options()
    before = machine()
    fill(options.workers)
    with serving(Needs.DATABASE, Console(as_json=False)):
        office = accounts(options.people)
    told = Told()
    with served(os.environ["PAYUNG_DATA"], options.web) as port:
        people = [Person(number, *each, port, told, options.seed) for number, each in enumerate(office)]
        for each in people:
            each.browser.sign_in(each.login, PASSWORD)
        until = time.monotonic() + options.minutes * 60
        threads = [threading.Thread(target=each.work, args=(until,)) for each in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    result = summary(told)
    print(json.dumps(result, indent=1))
    shape = {
        "people": len(people),
        "minutes": options.minutes,
        "workers": options.workers,
        "web_processes": options.web,
        "seed": options.seed,
    }
    write_result("users", {"bar": BAR, **before, "load_after": round(os.getloadavg()[0], 2), **shape, "runs": result})
    if result["errors"]:
        raise SystemExit(1)


def summary(told: Told) -> dict[str, Any]:
    """Errors and seconds, over everything and by kind."""
    everything = sorted(second for each in told.seconds.values() for second in each)
    kinds = {kind: {"asked": len(each), **_shares(sorted(each))} for kind, each in sorted(told.seconds.items())}
    return {
        "asked": len(everything), "errors": sum(told.errors.values()), "which": dict(told.errors), "refused": dict(told.refused),
        **_shares(everything), "kinds": kinds,
    }  # fmt: skip


def accounts(people: int) -> list[tuple[str, str, str]]:
    """So many accounts, in the shares of `OFFICE`: login, role, area. Those of an earlier measurement are used again."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 - only now is Django set up
    from django.utils import timezone  # noqa: PLC0415

    from payung.core.refusals import Refusal  # noqa: PLC0415
    from payung.governance.actions.accounts import create_user  # noqa: PLC0415
    from payung.governance.queries.accounts import actor_for  # noqa: PLC0415

    by, hashed, found = actor_for("operator", timezone.localdate()), make_password(PASSWORD), []
    for place, (role, depth) in enumerate(_seats(people)):
        area = _areas(depth)[place * 7 % len(_areas(depth))]
        login = f"bench-{place:02}"
        try:
            create_user(
                login=login, full_name=f"Orang Contoh {place}", password=None, hashed=hashed, role=role, areas=[area],
                ends_on=date(timezone.localdate().year + 1, 1, 1) if role == "inspector" else None,
                by=by, at=timezone.now(), on=timezone.localdate(),
            )  # fmt: skip
        except Refusal as refusal:
            if refusal.code != "login-taken":
                raise
        found.append((login, role, area))
    return found


def _seats(people: int) -> list[tuple[str, int]]:
    """Role and depth of each of so many."""
    whole = [(role, depth) for role, depth, share in OFFICE for _each in range(share)]
    return [whole[place * len(whole) // people % len(whole)] for place in range(people)]


def _areas(depth: int) -> list[str]:
    if not depth:
        return ["53"]
    return sorted({str(code)[:depth] for code in gazetteer.villages("53")["code"]})


def _key_of(page: str, address: str) -> str:
    """The one-use key of the form that leads to an address."""
    return hidden(page[page.index(f'action="{address}"') :], "key")


def _shares(ordered: list[float]) -> dict[str, float]:
    return {
        f"p{share}_s": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)], 3) if ordered else 0.0 for share in (50, 95, 99)
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workers", type=int, default=100_000)
    parser.add_argument("--web", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
