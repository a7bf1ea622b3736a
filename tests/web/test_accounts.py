"""Accounts and governance in the browser: made, slipped, posted, ended; what each page shows to whom."""

from __future__ import annotations

import re
import secrets
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payung.governance.actions.accounts import create_user
from payung.governance.actions.reveals import reveal
from payung.governance.models import FirstUse, Installation, Posting, User
from payung.governance.queries.accounts import first_password
from payung.governance.rules.practice import READY_PASSWORD

PAGES = ("governance", "accounts", "access", "chains", "audit", "left", "places")


@pytest.fixture(autouse=True)
def nobody_has_guessed() -> None:
    cache.clear()


def body(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_an_administrator_reads_every_page_of_governance(enter, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = enter("agus").get(reverse(name))
    assert answer.status_code == 200
    assert "<h1>" in body(answer)


def sign_in(login: str, password: str = READY_PASSWORD) -> tuple[Client, object]:
    client = Client()
    return client, client.post("/signin", {"login": login, "password": password}, follow=True)


def key() -> str:
    return secrets.token_urlsafe(16)


def code_of(secret: str, at: float | None = None) -> str:
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def test_a_village_signs_in_with_its_slip_and_must_choose_a_password(stream, db) -> None:  # type: ignore[no-untyped-def]
    sikka = stream.officers["dominikus"]
    made = create_user(
        login="desa-satu", full_name="Maria", password=None, role="village_officer", areas=["5307012001"], slip=True, by=sikka,
        at=timezone.now(), on=timezone.localdate(),
    )  # fmt: skip
    slip = first_password(made.user_id) or ""
    client, answer = sign_in("Desa-Satu ", slip)
    assert answer.redirect_chain[-1][0] == reverse("password")  # type: ignore[attr-defined]
    assert client.get(reverse("home")).headers["Location"] == reverse("password")
    for new, again in ((slip, slip), ("pendek", "pendek"), ("desa-satu-1", "desa-satu-1"), ("seekor ikan di laut", "seekor ikan di darat")):
        refused = client.post(reverse("password-change"), {"new": new, "again": again, "key": key()})
        assert refused.status_code == 422, new
    done = client.post(reverse("password-change"), {"new": "seekor ikan di laut", "again": "seekor ikan di laut", "key": key()})
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert client.get(reverse("own-account")).status_code == 200
    assert not FirstUse.objects.filter(user_id=made.user_id).exists()
    assert sign_in("desa-satu", slip)[1].status_code == 403  # type: ignore[attr-defined]


def test_five_wrong_guesses_close_a_name_for_a_while(stream, db) -> None:  # type: ignore[no-untyped-def]
    for _number in range(5):
        assert sign_in("yustina", "guessed")[1].status_code == 403  # type: ignore[attr-defined]
    answer = sign_in("yustina")[1]
    assert "terlalu sering" in body(answer)
    assert sign_in("markus")[1].status_code == 200  # type: ignore[attr-defined]


def test_an_ended_account_is_out_at_its_next_request(stream, db, enter) -> None:  # type: ignore[no-untyped-def]
    client, _answer = sign_in("dominikus")
    assert client.get("/").status_code == 200
    administrator = enter("agus")
    user = stream.user("dominikus")
    answer = administrator.post(reverse("account-act", args=[user.pk]), {"act": "end", "key": key()})
    assert answer.status_code == 303
    assert client.get("/").headers["Location"].startswith("/signin")
    assert sign_in("dominikus")[1].status_code == 403  # type: ignore[attr-defined]


def test_a_session_is_listed_and_ended_by_its_owner(stream, db) -> None:  # type: ignore[no-untyped-def]
    first, _answer = sign_in("yustina")
    second, _answer = sign_in("yustina")
    page = body(second.get(reverse("own-account")))
    (ending,) = re.findall(r'action="(/account/sessions/\d+/end)"', page)
    assert second.post(ending, {"key": key()}).status_code == 303
    assert first.get("/").status_code == 302
    assert second.get("/").status_code == 200


def test_who_decides_sets_up_a_second_factor_first_and_is_asked_for_it_ever_after(stream, db) -> None:  # type: ignore[no-untyped-def]
    Installation.objects.update(practice=False)
    User.objects.filter(login__in=["markus", "yustina"]).update(woken_at=timezone.now())
    assert sign_in("yustina")[0].get("/").status_code == 200
    client, answer = sign_in("markus")
    assert answer.redirect_chain[-1][0] == reverse("mfa_activate_totp")  # type: ignore[attr-defined]
    page = body(answer)
    assert "<svg" in page.split('class="qr"')[1]
    secret = re.findall(r'class="code">([A-Z2-7]{32})<', page)[0]
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    codes = re.findall(r'<li class="code">(\d+)</li>', body(answer))
    assert len(codes) == 10
    assert client.get("/").status_code == 200
    assert "Anda memerlukan faktor kedua" not in body(client.get("/"))
    assert secret not in str(Authenticator.objects.get(user=stream.user("markus"), type="totp").data)
    again, answer = sign_in("markus")
    assert answer.redirect_chain[-1][0].startswith(reverse("mfa_authenticate"))  # type: ignore[attr-defined]
    assert again.get("/").status_code == 302
    assert again.post(reverse("mfa_authenticate"), {"code": "123456"}).status_code == 200
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert again.get("/").status_code == 200
    refused = again.post(reverse("mfa_deactivate_totp"), {})
    assert "Peran Anda memerlukan faktor kedua" in body(refused)
    assert Authenticator.objects.filter(user=stream.user("markus"), type="totp").exists()
    third, _answer = sign_in("markus")
    assert third.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200


def test_outside_practice_an_account_that_was_not_used_for_long_sleeps(stream, db) -> None:  # type: ignore[no-untyped-def]
    Installation.objects.update(practice=False)
    answer = sign_in("yustina")[1]
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "tidur" in body(answer)


def test_a_regency_makes_its_villages_from_a_sheet_and_prints_the_slips(stream, db, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    empty = client.get(reverse("accounts-sheet-empty"))
    assert empty.content[:2] == b"PK"
    sheet = SimpleUploadedFile("akun.csv", b"wilayah,nama\n53.07.01.2001,Maria Goreti\n53.02.01.2001,Orang Lain\n")
    answer = client.post(reverse("accounts-sheet-take"), {"sheet": sheet, "key": key()})
    assert answer.status_code == 200
    assert "1 dibuat, 0 diatur ulang, 0 diakhiri" in body(answer)
    assert "Baris 3" in body(answer)
    slips = body(client.post(reverse("accounts-slips"), {"key": key()}))
    assert "desa-5307012001" in slips
    assert first_password(User.objects.get(login="desa-5307012001").pk) in slips
    assert "Maria Goreti" in body(client.get(reverse("accounts")))
    other = enter("dorkas")
    assert "Maria Goreti" not in body(other.get(reverse("accounts")))
    assert "desa-5307012001" not in body(other.post(reverse("accounts-slips"), {"key": key()}))
    assert other.get(reverse("account", args=[User.objects.get(login="desa-5307012001").pk])).status_code == 404


def test_an_account_is_made_posted_and_unposted_in_the_browser(stream, db, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("agus")
    given = {"full_name": "Sekretaris Daerah", "login": "sekda", "role": "signer", "areas": "53", "on_paper": "on", "key": key()}
    answer = client.post(reverse("account-make"), given)
    user = User.objects.get(login="sekda")
    assert answer.headers["Location"] == reverse("account", args=[user.pk])
    assert "Tanda tangan di kertas" in body(client.get(answer.headers["Location"]))
    apart = client.post(reverse("account-posting", args=[user.pk]), {"role": "data_officer", "areas": "53", "key": key()})
    assert apart.status_code == 422
    assert "yang membuat daftar tidak menyetujuinya" in body(apart)
    posting = Posting.objects.get(user=user)
    Posting.objects.filter(pk=posting.pk).update(starts_on="2025-01-01")
    ended = client.post(reverse("account-posting-end", args=[user.pk]), {"posting": posting.pk, "on": "2025-06-01", "key": key()})
    assert ended.status_code == 303
    assert Posting.objects.get(pk=posting.pk).ends_on.isoformat() == "2025-06-01"


def test_a_chain_is_set_in_the_browser_and_its_page_says_it(stream, db, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("agus")
    given = {"role_1": "head_of_section", "days_1": "3", "role_2": "head_of_office", "least_2": "1000000", "key": key()}
    assert client.post(reverse("chain-keep", args=["list"]), given).status_code == 303
    page = body(client.get(reverse("chains")))
    assert "Kepala bidang, dalam 3 hari" in page
    assert client.post(reverse("chain-keep", args=["list"]), {"key": key()}).status_code == 422
    assert enter("imelda").get(reverse("chain", args=["list"])).status_code == 403


def test_the_trail_is_read_filtered_and_exported(stream, db, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("imelda")
    page = body(client.get(reverse("audit"), {"kind": "list"}))
    assert "Daftar diajukan" in page
    history = client.get(reverse("object-history", args=["list", stream.list_id]))
    assert "Daftar diajukan" in body(history)
    table = client.get(reverse("object-history-csv", args=["list", stream.list_id]))
    assert "Daftar diajukan" in body(table)
    assert "riwayat-list" in body(client.get(reverse("left")))
    assert enter("dominikus").get(reverse("object-history", args=["list", stream.list_id])).status_code == 403


def test_identifiers_that_were_shown_are_listed_with_their_purpose(stream, db, enter) -> None:  # type: ignore[no-untyped-def]
    reveal(kind="worker", object_id=1, field="nik", purpose="counter", by=stream.officers["dominikus"], at=timezone.now())
    page = body(enter("imelda").get(reverse("left"), {"show": "identifiers"}))
    assert "Dominikus" in page
    assert "Dominikus" not in body(enter("dorkas").get(reverse("left"), {"show": "identifiers"}))


def test_the_access_table_is_told_in_words(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("agus")
    assert "Petugas desa" in body(client.get(reverse("access")))
    assert "mengajukan daftar" in body(client.get(reverse("access"), {"role": "data_officer"}))
    page = body(client.get(reverse("access"), {"act": "selection.decree"})).split("<tbody>")[1]
    assert "Biro hukum" in page
    assert "Petugas desa" not in page.split("</tbody>")[0]
