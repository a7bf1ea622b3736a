"""Inspection in the browser: tests run, a sample drawn, a finding written, answered by the office and closed."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def act(client: Client, address: str, **typed):  # type: ignore[no-untyped-def]
    return client.post(address, {"key": uuid.uuid4().hex, **typed}, follow=True)


@pytest.fixture
def inspector(enter) -> Client:  # type: ignore[no-untyped-def]
    return enter("imelda")


@pytest.fixture
def office(enter) -> Client:  # type: ignore[no-untyped-def]
    return enter("yustina")


@pytest.fixture
def inspection(inspector: Client) -> str:
    """The address of an opened inspection."""
    return str(act(inspector, "/inspection/open", body="Inspektorat NTT", title="Daftar 2025").request["PATH_INFO"])


FINDING = {
    "condition": "Iuran dibayar setelah meninggal",
    "rule": "PKS pasal 5",
    "recommendation": "Minta kredit",
    "people": "2",
    "months": "5",
    "amount_idr": "84000",
    "due_on": "2030-01-31",
}


def test_the_tests_are_run_and_their_figures_stand_with_their_day(stream, office: Client) -> None:  # type: ignore[no-untyped-def]
    before = office.get("/inspection/").content.decode()
    assert "belum dijalankan" in before
    after = act(office, "/inspection/run").content.decode()
    assert "Dibayar setelah meninggal" in after
    assert "Yustina" in after
    assert "6" in after


def test_a_test_leads_to_its_people_without_their_nik(stream, office: Client) -> None:  # type: ignore[no-untyped-def]
    act(office, "/inspection/run")
    page = office.get(f"/inspection/lists/{stream.list_id}/tests/without-minutes/")
    assert page.status_code == 200
    assert page.context["table"].total > 0
    assert office.get(f"/inspection/lists/{stream.list_id}/tests/gossip/").status_code == 404


def test_a_sample_is_drawn_by_seed_and_shows_people(inspector: Client, inspection: str) -> None:
    page = act(inspector, f"{inspection}draw", size="5", seed="11")
    assert page.context["table"].total == 5
    again = act(inspector, f"{inspection}draw", size="5", seed="11")
    assert again.request["PATH_INFO"] == page.request["PATH_INFO"]


def test_a_finding_is_answered_by_the_office_with_evidence_and_closed_by_the_inspector(
    inspector: Client, office: Client, inspection: str
) -> None:
    finding = act(inspector, f"{inspection}record", **FINDING).request["PATH_INFO"]
    proof = SimpleUploadedFile("surat.pdf", b"%PDF-1.4 LATIHAN", content_type="application/pdf")
    answered = act(office, f"{finding}answer", words="Kredit sudah diminta", evidence=proof, version="1")
    assert "Kredit sudah diminta" in answered.content.decode()
    closed = act(inspector, f"{finding}decide", words="Selesai", act="close", version="2")
    assert closed.context["status"].words in {"Selesai", "Ditutup", "Closed"}
    matrix = office.get("/inspection/findings.xlsx")
    assert matrix.status_code == 200
    assert matrix.content[:2] == b"PK"


def test_whoever_may_not_sees_no_button_and_is_refused(office: Client, inspector: Client, inspection: str) -> None:
    assert act(office, "/inspection/open", body="x", title="y").status_code == 403
    assert act(office, f"{inspection}record", **FINDING).status_code == 403
    assert "finding_form" not in office.get(inspection).context or office.get(inspection).context["finding_form"] is None
    assert act(inspector, "/inspection/findings/999/answer", words="x", version="1").status_code == 403


def test_what_was_typed_into_a_refused_form_is_still_there(inspector: Client, inspection: str) -> None:
    page = act(inspector, f"{inspection}record", **(FINDING | {"due_on": ""}))
    assert page.status_code == 422
    assert "Iuran dibayar setelah meninggal" in page.content.decode()


def test_a_regency_sees_the_tests_of_its_own_people_only(stream, enter) -> None:  # type: ignore[no-untyped-def]
    verifier = enter("dominikus")
    answer = verifier.get("/inspection/")
    assert answer.status_code in {200, 403}
    if answer.status_code == 200:
        assert answer.context["told"] is None
