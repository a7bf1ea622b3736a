"""`payung serve`: web and worker up, the right page for the right person, and everything gone when it is told to stop."""

from __future__ import annotations

import http.cookiejar
import json
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import psutil
import pytest
from tests.thread.processes import PAYUNG


class Browser:
    """A reader with cookies, without scripts: no page needs any."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        try:
            with self._opener.open(self.base + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def sign_in(self, login: str, password: str = "payung-latihan") -> tuple[int, str]:
        _, page = self.get("signin")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "login": login, "password": password, "next": "/"}
        request = urllib.request.Request(self.base + "signin", urllib.parse.urlencode(form).encode(), {"Referer": self.base + "signin"})
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def served(demo) -> Iterator[tuple[str, subprocess.Popen[str]]]:  # type: ignore[no-untyped-def]
    process = subprocess.Popen(
        [*PAYUNG, "serve", "--port", "0"], env=demo.payung.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    url = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url)
    yield url, process
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


def health(url: str) -> tuple[int, dict[str, str]]:
    status, text = Browser(url).get("healthz")
    return status, json.loads(text)


def test_it_is_well_once_it_says_its_address(served):  # type: ignore[no-untyped-def]
    status, told = health(served[0])
    assert status == 200
    assert told["status"] == "ok"
    assert set(told) == {"status", "database", "worker", "version"}


def test_without_signing_in_nothing_is_shown(served):  # type: ignore[no-untyped-def]
    status, page = Browser(served[0]).get("")
    assert status == 200
    assert 'name="password"' in page
    assert "Perjalanan daftar" not in page


def test_a_wrong_password_does_not_open_the_door(served):  # type: ignore[no-untyped-def]
    assert Browser(served[0]).sign_in("yustina", "wrong-password")[0] == 403


def test_the_province_sees_the_whole_list_and_a_regency_its_own(served):  # type: ignore[no-untyped-def]
    province, regency = Browser(served[0]), Browser(served[0])
    province.sign_in("yustina")
    regency.sign_in("dominikus")
    _, whole = province.get("thread/")
    _, sikka = regency.get("thread/")
    assert "Timor Tengah Selatan" in whole
    assert "Sikka" in sikka
    assert "Timor Tengah Selatan" not in sikka
    assert not re.search(r"(?<!\d)\d{16}(?!\d)", whole + sikka), "no NIK on the page"


def workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The living background processes of a served office."""
    children = [child for child in psutil.Process(process.pid).children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in children if "payung.cli.worker" in " ".join(child.cmdline())]


def test_a_killed_worker_is_started_again(served):  # type: ignore[no-untyped-def]
    url, process = served
    (worker,) = workers(process)
    worker.kill()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        time.sleep(1)
        if [each.pid for each in workers(process)] not in ([], [worker.pid]) and health(url)[0] == 200:
            return
    pytest.fail("the worker did not come back")


def test_told_to_stop_it_leaves_no_process_behind(demo):  # type: ignore[no-untyped-def]
    process = subprocess.Popen(
        [*PAYUNG, "serve", "--port", "0"], env=demo.payung.env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    assert process.stdout.readline().startswith("http://")
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 2
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
