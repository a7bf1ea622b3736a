"""Pages of agreements, meetings and law: what ends is told, what may leave is entered, a second person decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from payung.governance.rules.practice import STAMP

KEY = "a-key-of-this-very-test"


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    """Both programmes and one officer of each role. What a test does to it is gone after the test."""
    from tests.web.stream import open_office  # noqa: PLC0415 - tables exist only after set-up

    with django_db_blocker.unblock(), transaction.atomic():
        yield open_office()[1]
        transaction.set_rollback(True)


@pytest.fixture
def enter(office, db):  # type: ignore[no-untyped-def]
    """A client signed in as one of the officers, in English."""

    def sign_in(login: str) -> Client:
        from django.contrib.auth import get_user_model  # noqa: PLC0415

        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(get_user_model().objects.get(login=login))
        return client

    return sign_in


def registered(client: Client, code: str, **facts: str) -> None:
    """An agreement in force, entered on the pages."""
    told = {"key": f"{KEY}-{code}", "code": code, "title": f"Perjanjian {code}", "kind": "agreement"} | facts
    assert client.post("/agreements/register", told).status_code == 303
    state = {"key": f"{KEY}-{code}-s", "version": "1", "status": "in-force", "number": "12/2025", "on": "2025-01-01"}
    assert client.post(f"/agreements/{code}/state", state).status_code == 303


def terms(**changes: object) -> dict[str, object]:
    """What may leave to BPJS, as typed."""
    held = {
        "key": KEY, "version": "2", "counterpart": "bpjs", "parties": "Provinsi; BPJS", "areas": "53.07, 5310", "purposes": ["enrolment"],
        "fields_of_people": ["nik", "name"], "officer": "Kepala Bidang", "delete_on": "",
    }  # fmt: skip
    return held | changes


def test_the_register_lists_agreements_of_programmes_and_what_is_not_entered(enter, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    with django_assert_max_num_queries(50):
        page = client.get("/agreements/").content.decode()
    assert "/agreements/pks-bpjs-ntt-2025/" in page
    assert "not entered yet" in page
    assert "No agreement like this is entered" in client.get("/agreements/?state=force").content.decode()


def test_an_agreement_is_entered_with_what_may_leave_and_is_found_by_its_side(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    registered(client, "pks-maumere")
    assert client.post("/agreements/pks-maumere/terms/save", terms()).status_code == 303
    page = client.get("/agreements/pks-maumere/").content.decode()
    for words in ("Kabupaten Sikka", "Handing over participants to BPJS", "NIK, name", "12/2025", "In force", "What may leave was entered"):
        assert words in page
    assert "pks-maumere" in client.get("/agreements/?side=bpjs&state=force").content.decode()
    assert "pks-maumere" not in client.get("/agreements/?side=church").content.decode()


def test_terms_without_a_purpose_are_refused_beside_the_field_and_keep_what_was_typed(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    registered(client, "pks-maumere")
    answer = client.post("/agreements/pks-maumere/terms/save", terms(purposes=[], officer="Kabid Jaminan"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kabid Jaminan" in page
    assert "fault" in page


def test_an_end_within_ninety_days_is_told_on_the_register(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    soon = timezone.localdate() + timedelta(days=30)
    registered(client, "pks-soon", ends_on=soon.isoformat())
    page = client.get("/agreements/").content.decode()
    assert "Perjanjian pks-soon ends in 30 days." in page
    assert "30 days left" in page


def test_a_state_that_is_not_possible_is_refused_and_a_stale_one_too(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    registered(client, "pks-maumere")
    told = {"key": f"{KEY}-2", "version": "2", "status": "signed", "number": "", "on": ""}
    assert client.post("/agreements/pks-maumere/state", told).status_code == 422
    stale = {"key": f"{KEY}-3", "version": "1", "status": "ended", "number": "", "on": "2025-05-01"}
    answer = client.post("/agreements/pks-maumere/state", stale)
    assert answer.status_code == 422
    assert "you read version 1, now it is version 2" in answer.content.decode()


def test_a_signed_copy_is_kept_and_handed_back_stamped_in_practice(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    registered(client, "pks-maumere")
    assert client.post("/agreements/pks-maumere/copy/keep", {"key": f"{KEY}-4"}).status_code == 422
    signed = SimpleUploadedFile("pks.pdf", b"%PDF-1.7 signed and sealed")
    assert client.post("/agreements/pks-maumere/copy/keep", {"key": f"{KEY}-5", "file": signed}).status_code == 303
    answer = client.get("/agreements/pks-maumere/copy")
    assert b"signed and sealed" in answer.content
    assert STAMP in answer.headers["Content-Disposition"]


def test_who_only_reads_sees_the_register_and_may_enter_nothing(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("imelda")
    page = client.get("/agreements/pks-bpjs-ntt-2025/").content.decode()
    assert "Record state" not in page
    for address in ("/agreements/new", "/agreements/pks-bpjs-ntt-2025/terms", "/meetings/new"):
        assert client.get(address).status_code == 403
    assert client.post("/agreements/register", {"key": KEY}).status_code == 403


def test_a_meeting_is_recorded_with_decisions_that_wait_until_done(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    told = {
        "key": KEY, "title": "Rapat koordinasi", "held_on": "2025-06-10", "present": "Dinas; BPJS", "agreement": "pks-bpjs-ntt-2025",
        "d1-text": "Kirim daftar tahap dua", "d1-owner": "Disnakertrans", "d1-due_on": "2025-06-20",
    }  # fmt: skip
    answer = client.post("/meetings/record", told)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Kirim daftar tahap dua" in page
    assert "Late" in page
    assert "Kirim daftar tahap dua" in client.get("/agreements/").content.decode()
    decision = page.split('name="decision" value="')[1].split('"')[0]
    closed = {"key": f"{KEY}-6", "decision": decision, "act": "finish", "outcome": "Terkirim 12 Juni"}
    assert client.post(f"{answer.headers['Location']}decide", closed).status_code == 303
    assert "Terkirim 12 Juni" in client.get(answer.headers["Location"]).content.decode()
    assert "Kirim daftar tahap dua" not in client.get("/agreements/").content.decode()


def test_a_decision_without_a_day_is_refused_and_nothing_is_recorded(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    told = {"key": KEY, "title": "Rapat", "held_on": "2025-06-10", "present": "Dinas", "d2-text": "Kirim daftar", "d2-owner": "Dinas"}
    answer = client.post("/meetings/record", told)
    assert answer.status_code == 422
    assert "Kirim daftar" in answer.content.decode()
    assert "No meeting is recorded yet" in client.get("/meetings/").content.decode()


def amendment(**changes: str) -> dict[str, str]:
    """An amendment as typed."""
    held = {
        "key": KEY,
        "value": "7.000",
        "from_on": "2025-07-01",
        "to_on": "",
        "article": "PP 1/2025 Pasal 3",
        "source": "Salinan",
        "confidence": "H",
    }
    return held | changes


def test_an_amendment_is_prepared_by_one_and_approved_by_another(enter) -> None:  # type: ignore[no-untyped-def]
    maker, head = enter("yustina"), enter("markus")
    made = maker.post("/law/jkm-contribution/prepare", amendment())
    assert made.status_code == 303
    address = made.headers["Location"]
    assert maker.post(f"{address}submit", {"key": f"{KEY}-7"}).status_code == 303
    assert maker.post(f"{address}decide", {"key": f"{KEY}-8", "act": "approve"}).status_code == 403
    assert "Amendments under way" in head.get("/law/").content.decode()
    assert "Approve" in head.get(address).content.decode()
    assert head.post(f"{address}decide", {"key": f"{KEY}-9", "act": "return", "note": ""}).status_code == 422
    assert head.post(f"{address}decide", {"key": f"{KEY}-10", "act": "approve"}).status_code == 303
    page = head.get("/law/jkm-contribution/").content.decode()
    assert "Rp 7.000" in page.replace("\u00a0", " ").replace(",", ".")
    assert "the province" in page
    assert "Became law of the province" in head.get(address).content.decode()


def test_a_value_that_has_not_the_form_is_refused_and_stays_typed(enter) -> None:  # type: ignore[no-untyped-def]
    answer = enter("yustina").post("/law/jkm-contribution/prepare", amendment(value="tujuh ribu"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tujuh ribu" in page
    assert "has not the form of its unit" in page


def test_bands_of_income_are_typed_as_lines(enter) -> None:  # type: ignore[no-untyped-def]
    lines = "0; 1099000; 1000000\n1100000; ; 1200000"
    answer = enter("yustina").post("/law/bands/prepare", amendment(value=lines))
    assert answer.status_code == 303
    assert "1100000; ; 1200000" in enter("yustina").get(answer.headers["Location"]).content.decode()


def test_every_parameter_has_words_and_stands_with_article_source_and_confidence(enter, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    from payung.law.loader import load_parameters  # noqa: PLC0415
    from payung.web.programme_words import PARAMETERS, UNITS  # noqa: PLC0415

    law = load_parameters()
    assert set(PARAMETERS) == set(law.by_name)
    assert {each.unit.value for each in law.by_name.values()} <= set(UNITS)
    client = enter("imelda")
    with django_assert_max_num_queries(50):
        page = client.get("/law/").content.decode()
    today = law.describe("upper-age", date(2025, 7, 1))
    assert today.article in page
    for name in law.by_name:
        assert client.get(f"/law/{name}/").status_code == 200
