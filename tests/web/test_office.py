"""The door of the office: signing in, language, light and dark, whether it is well, and what is said when something is wrong."""

from __future__ import annotations

import json

import pytest
from django.http import HttpRequest
from django.test import Client
from django.views.defaults import server_error

from payung.governance.rules.practice import READY_PASSWORD

WRONG = "Nama dan kata sandi ini tidak cocok"


def test_a_ready_account_opens_the_page_and_leaves_again(stream, db):  # type: ignore[no-untyped-def]
    client = Client()
    door = client.get("/signin").content.decode()
    assert "Yustina" in door
    assert READY_PASSWORD in door
    answer = client.post("/signin", {"login": "yustina", "password": READY_PASSWORD, "next": "/"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Perjalanan daftar 2025" in answer.content.decode()
    assert client.post("/signout").headers["Location"] == "/signin"
    assert client.get("/").status_code == 302


def test_a_wrong_password_is_refused_and_the_name_is_kept(stream, db):  # type: ignore[no-untyped-def]
    answer = Client().post("/signin", {"login": "yustina", "password": "guessed"})
    assert answer.status_code == 403
    assert WRONG in answer.content.decode()
    assert 'value="yustina"' in answer.content.decode()


def test_the_operator_of_the_command_line_cannot_sign_in(stream, db):  # type: ignore[no-untyped-def]
    for password in ("", "!", READY_PASSWORD):
        assert Client().post("/signin", {"login": "operator", "password": password}).status_code == 403


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_signing_in_never_leads_out_of_the_office(stream, db, target):  # type: ignore[no-untyped-def]
    answer = Client().post("/signin", {"login": "yustina", "password": READY_PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_nothing_is_offered_ready_outside_practice_mode(stream, db):  # type: ignore[no-untyped-def]
    from payung.governance.models import Installation  # noqa: PLC0415

    Installation.objects.update(practice=False)
    door = Client().get("/signin").content.decode()
    assert READY_PASSWORD not in door
    assert "LATIHAN" not in door


def test_indonesian_comes_first_whatever_the_browser_was_set_to(enter):  # type: ignore[no-untyped-def]
    answer = enter("yustina", accept_language="en-US,en;q=0.9").get("/")
    assert '<html lang="id"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "id"


def test_the_language_is_what_the_reader_chose(enter):  # type: ignore[no-untyped-def]
    client = enter("yustina")
    assert client.post("/language", {"language": "en"}).status_code == 302
    page = client.get("/").content.decode()
    assert '<html lang="en"' in page
    assert "The whole list on one page" in page
    client.post("/language", {"language": "xx"})
    assert '<html lang="en"' in client.get("/").content.decode()


def test_light_and_dark_are_kept_until_the_device_decides_again(enter):  # type: ignore[no-untyped-def]
    client = enter("yustina")
    client.post("/scheme", {"scheme": "dark"})
    assert 'data-scheme="dark"' in client.get("/").content.decode()
    client.post("/scheme", {"scheme": ""})
    assert "data-scheme" not in client.get("/").content.decode()


def test_health_tells_whether_database_and_worker_answer(stream, db):  # type: ignore[no-untyped-def]
    answer = Client().get("/healthz")
    told = json.loads(answer.content)
    assert answer.status_code == 503
    assert (told["status"], told["database"], told["worker"]) == ("ill", "ok", "missing")
    assert told["version"]


def test_an_address_that_is_not_there_says_so_in_the_look(stream, db):  # type: ignore[no-untyped-def]
    answer = Client().get("/no/such/page")
    assert answer.status_code == 404
    assert "Halaman tidak ada" in answer.content.decode()
    assert "built/office.css" in answer.content.decode()


def test_a_mistake_of_ours_says_that_nothing_was_changed():  # type: ignore[no-untyped-def]
    answer = server_error(HttpRequest())
    assert answer.status_code == 500
    assert "built/office.css" in answer.content.decode()
    assert "Payung" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_in_the_look(stream, db):  # type: ignore[no-untyped-def]
    answer = Client(enforce_csrf_checks=True).post("/signin", {"login": "yustina", "password": READY_PASSWORD})
    assert answer.status_code == 403
    assert "Formulir ini dibuka terlalu lama" in answer.content.decode()


def test_a_programme_that_is_not_loaded_is_refused(enter):  # type: ignore[no-untyped-def]
    answer = enter("yustina").get("/", {"programme": "ntt-1999"})
    assert answer.status_code == 404
    assert "ntt-1999" in answer.content.decode()
