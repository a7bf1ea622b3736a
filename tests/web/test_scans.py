"""Pictures of paper beside what is read from them: framed by our own pages only, and every look on record."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.stream import AT

from payung.exchange.papers.marks import qr_png
from payung.governance.actions.documents import sign_document
from payung.governance.models import AuditEvent, Document
from payung.governance.queries.scope import scope
from payung.selection.actions import record_paper_decision
from payung.selection.queries import list_view

SIGNED = b"%PDF-1.4 a page with a signature"


def framed(answer) -> bool:  # type: ignore[no-untyped-def]
    """Whether a page of this office, and nobody else, may frame an answer."""
    return answer.headers["X-Frame-Options"] == "SAMEORIGIN" and "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_the_signed_page_of_a_decision_on_paper_is_shown_beside_it_and_the_look_is_kept(stream, enter, tmp_path) -> None:  # type: ignore[no-untyped-def]
    page = tmp_path / "halaman.pdf"
    page.write_bytes(SIGNED)
    at = datetime(2025, 6, 24, 1, 0, tzinfo=UTC)
    record_paper_decision(
        kind="list", object_id=stream.list_id, approved=True, decider=stream.officers["markus"].user_id, signed_at=at,
        digest=list_view(stream.list_id).digest, page=page, by=stream.operator, at=at,
    )  # fmt: skip
    client = enter("yustina")
    shown = client.get(f"/decided/list/{stream.list_id}/1/")
    assert f'<iframe src="/decided/list/{stream.list_id}/1/scan"' in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "DENY"
    scan = client.get(f"/decided/list/{stream.list_id}/1/scan")
    assert (scan.content, scan.headers["Content-Type"], framed(scan)) == (SIGNED, "application/pdf", True)
    assert AuditEvent.objects.filter(action="look_at_scan", kind="list", subjects=[stream.list_id]).count() == 1
    assert client.get(f"/decided/list/{stream.list_id}/2/scan").status_code == 404


def test_the_signed_copy_of_a_paper_is_shown_to_whoever_sees_what_stands_on_it(stream, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    page = client.get("/documents/new/").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    client.post("/documents/make", {"key": key, "kind": "verification-sheet", "about": "ntt-2025", "area": "5307012001"})
    number = Document.objects.get(kind="verification-sheet").pk
    with scope(stream.officers["markus"]):
        sign_document(document_id=number, content=qr_png("x"), name="salinan.png", signed_on=AT.date(), by=stream.officers["markus"], at=AT)
    assert f'<img src="/documents/{number}/copy"' in client.get(f"/documents/{number}/").content.decode()
    copy = client.get(f"/documents/{number}/copy")
    assert (copy.headers["Content-Type"], framed(copy)) == ("image/png", True)
    assert AuditEvent.objects.filter(action="look_at_scan", kind="document", subjects=[number]).exists()


def test_a_list_is_typed_beside_its_scan(stream, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    page = client.get("/intake/typing/").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    scan = SimpleUploadedFile("daftar.pdf", SIGNED, content_type="application/pdf")
    village = client.get("/intake/typing/").context["form"].fields["village"]
    chosen = next((code for code, _name in getattr(village, "choices", []) if code), "Nita")
    answer = client.post("/intake/typing/begin", {"key": key, "village": chosen, "brought_by": "Maria, sekretaris desa", "scan": scan})
    assert answer.status_code == 303
    shown = client.get(answer.headers["Location"]).content.decode()
    address = shown.split('<iframe src="')[1].split('"')[0]
    assert framed(client.get(address))
