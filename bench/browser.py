"""A browser without a screen: one person's session with a served office, and the small list that a village sends."""

from __future__ import annotations

import http.client
import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

import xlsxwriter

from payung.core import gazetteer

PEOPLE = 25
"""On the list of one village."""
_EDGE = "payung-edge-of-a-part"
_OUTSIDE = {
    name: value for name, value in os.environ.items() if name != "PAYUNG_ROLE"
}  # as it was before anything was set up in this process


class Browser:
    """A session of one person: cookies are kept, each question comes on a connection of its own, as phones have it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str, str]:
        """Status, body and where the answer leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _equals, rest = value.partition("=")
                self.cookies[cookie] = rest.split(";")[0]
        connection.close()
        return answer.status, text, answer.getheader("Location", "")

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        """A form without files."""
        form = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        return self.ask("POST", path, urlencode(form).encode(), "application/x-www-form-urlencoded")

    def sign_in(self, login: str, password: str) -> None:
        """Through the door like anybody."""
        _status, page, _to = self.ask("GET", "/signin")
        field = "login" if 'name="login"' in page else "username"
        status, page, _to = self.post(
            "/signin", {field: login, "password": password, "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")}
        )
        assert status in (302, 303), f"signing in was answered with {status}: {page[:500]}"

    def upload(self, name: str, content: bytes, source: str, village: str, key: str) -> tuple[int, str]:
        """One list of one village."""
        fields = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "key": key, "source": source, "door": "village", "village": village}
        parts = [
            f'--{_EDGE}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode() for field, value in fields.items()
        ]
        head = f'--{_EDGE}\r\nContent-Disposition: form-data; name="lists"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        body = b"".join(parts) + head.encode() + content + f"\r\n--{_EDGE}--\r\n".encode()
        status, _page, leads = self.ask("POST", "/intake/receive", body, f"multipart/form-data; boundary={_EDGE}")
        return status, leads


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page's first form that has it."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the page has no form with {name}"
    return found.group(1)


@contextmanager
def served(data: str, workers: int = 1) -> Iterator[int]:
    """A real `payung serve` with its worker over a data folder; its port."""
    command = [sys.executable, "-m", "payung.cli.main", "serve", "--port", "0", "--workers", str(workers)]
    server = subprocess.Popen(command, env=_OUTSIDE | {"PAYUNG_DATA": data}, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline().rsplit(":", 1)[1].strip("/\n"))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def village_list(code: str, name: str, number: int) -> bytes:
    """A workbook of invented people of one village."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Daftar")
        for column, header in enumerate(("No", "NIK", "Nama", "JK", "Tanggal Lahir", "Desa", "Kecamatan", "Pekerjaan")):
            sheet.write_string(0, column, header)
        district = gazetteer.name_of(code[:6])
        for row in range(1, PEOPLE + 1):
            day, year, woman = row % 28 + 1, 70 + row % 29, row % 2
            nik = f"{code[:6]}{day + 40 * woman:02}{row % 12 + 1:02}{year:02}{(number * PEOPLE + row) % 9999 + 1:04}"
            cells = (
                str(row),
                nik,
                f"Pekerja {code} {chr(65 + row % 26)}{chr(97 + number % 26)}",
                "LP"[woman],
                f"{day:02}-{row % 12 + 1:02}-19{year}",
                name,
                district,
                "petani",
            )
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    return content.getvalue()
