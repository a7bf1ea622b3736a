"""Deadline day: every village hands its list in through the browser within a scaled hour, 300 of them at once at the end.

    .venv/bin/python bench/deadline.py [--villages 3442] [--minutes 60] [--at-once 300] [--readers 8] [--scale 1]

A fresh office is served with accounts of its own; each village's small workbook comes as a form of a signed-in session. Meanwhile
`--readers` people look at the pages of intake. `--scale 10` runs the hour in six minutes. Told: uploads accepted, seconds of each,
places in the queue seen, page seconds, when the last list was read; at the end every file must be there and read, each person once.
Written to bench/results/deadline.json.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from browser import PEOPLE, Browser, served, village_list
from machine import machine, write_result

from payung.core import gazetteer

BAR = "3,442 village files within an hour, 300 at once at the end: none lost, queue position shown, pages p95 <= 2 s"
LOGIN, PASSWORD = "yustina", "payung-latihan"
PAGES = ("/intake/", "/intake/villages/", "/intake/new", "/rounds/")


def main() -> None:
    """Serve, upload, look, count."""
    options = _options()
    villages = gazetteer.villages("53").head(options.villages).select("code", "name").rows()
    before = machine()
    with tempfile.TemporaryDirectory(prefix="payung-bench-") as folder:
        Path(folder).chmod(0o711)
        environment = os.environ | {"PAYUNG_DATA": f"{folder}/data"}
        subprocess.run(
            [sys.executable, "-m", "payung.cli.main", "demo", "--workers", "1000", "--out", f"{folder}/demo"],
            env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with served(environment["PAYUNG_DATA"]) as port:
            told = day(port, villages, options)
    print(json.dumps(told, indent=1))
    write_result("deadline", {"bar": BAR, **before, "runs": told})
    if told["lost"] or told["failed"]:
        raise SystemExit(1)


def day(port: int, villages: list[tuple[str, str]], options: argparse.Namespace) -> dict[str, Any]:
    """All villages hand in; what the day was like."""
    browser = Browser(port)
    browser.sign_in(LOGIN, PASSWORD)
    browser.ask("GET", "/intake/new")
    lists = [(code, name, village_list(code, name, number)) for number, (code, name) in enumerate(villages)]
    steady, rush = lists[: -options.at_once], lists[-options.at_once :]
    seconds: list[float] = []
    landed: dict[str, int] = {}
    failed: list[int] = []
    lock = threading.Lock()

    def send(each: tuple[str, str, bytes]) -> None:
        code, name, content = each
        own = Browser(port)
        own.cookies = dict(browser.cookies)
        begun = time.perf_counter()
        status, leads = own.upload(f"{name}.xlsx", content, f"Desa {name}", code, f"deadline-{code}")
        with lock:
            seconds.append(time.perf_counter() - begun)
            if status == 303:
                landed[code] = int(re.findall(r"\d+", leads)[0])
            else:
                failed.append(status)

    readers = _Readers(port, browser.cookies, options.readers)
    begun = time.perf_counter()
    pause = options.minutes * 60 / options.scale / max(1, len(steady))
    with ThreadPoolExecutor(32) as hands:
        for place, each in enumerate(steady):
            time.sleep(max(0.0, begun + place * pause - time.perf_counter()))
            hands.submit(send, each)
    steady_seconds = sorted(seconds)
    with ThreadPoolExecutor(max(1, options.at_once)) as hands:
        list(hands.map(send, rush))
    taken_in = time.perf_counter() - begun
    queue = _queue(browser)
    read = _until_read(browser, begun)
    pages = readers.stop()
    lost = (
        [code for code, _name, _content in lists if code not in landed or not _is_whole(browser, landed[code])] if read is not None else []
    )
    return {
        "villages": len(lists), "people": PEOPLE * len(lists), "scale": options.scale, "at_once": options.at_once, "accepted": len(landed),
        "failed": failed, "lost": len(lost), "minutes_taking_in": round(taken_in / 60, 2), "minutes_until_read": None if read is None else round(read / 60, 2),
        "files_read_per_minute": None if read is None else round(len(lists) / read * 60), "longest_queue_shown": queue,
        "upload_p95_s": _p95(steady_seconds), "rush_upload_p95_s": _p95(sorted(seconds)[len(steady_seconds) :]), "pages": len(pages), "page_p95_s": _p95(sorted(pages)),
        "page_faults": readers.faults,
    }  # fmt: skip


class _Readers:
    """People who look at pages all the while."""

    def __init__(self, port: int, cookies: dict[str, str], many: int) -> None:
        self.faults = 0
        self._seconds: list[float] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._look, args=(port, cookies, place), daemon=True) for place in range(many)]
        for thread in self._threads:
            thread.start()

    def _look(self, port: int, cookies: dict[str, str], place: int) -> None:
        own = Browser(port)
        own.cookies = dict(cookies)
        while not self._over.wait(1.5):
            place += 1
            begun = time.perf_counter()
            status, _page, _leads = own.ask("GET", PAGES[place % len(PAGES)])
            self._seconds.append(time.perf_counter() - begun)
            self.faults += status != 200

    def stop(self) -> list[float]:
        """No more; the seconds of each page."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        return self._seconds


def _queue(browser: Browser) -> int:
    """The longest place in the queue that the list of uploads tells."""
    _status, page, _leads = browser.ask("GET", "/intake/?status=reading")
    return max((int(found.replace(".", "")) for found in re.findall(r"Antre, ([\d.]+) di depannya", page)), default=0)


def _until_read(browser: Browser, begun: float) -> float | None:
    """Seconds until nothing waits to be read; None after two hours."""
    until = time.perf_counter() + 7200
    while time.perf_counter() < until:
        _status, page, _leads = browser.ask("GET", "/intake/?status=reading")
        if 'href="/intake/' not in re.sub(r'href="/intake/(?:new|villages|typing|")', "", page):
            return time.perf_counter() - begun
        time.sleep(2)
    return None


def _is_whole(browser: Browser, upload: int) -> bool:
    """Whether an upload was read with all of its people."""
    _status, page, _leads = browser.ask("GET", f"/intake/{upload}/")
    return f"{PEOPLE} orang dalam" in page


def _p95(ordered: list[float]) -> float | None:
    return round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 3) if ordered else None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--villages", type=int, default=3_442)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--at-once", type=int, default=300)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--scale", type=float, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
