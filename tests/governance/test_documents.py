"""Papers on their way: data frozen, initials by somebody else, number, signed copy, dispatch; templates of one's own; the public check."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest
from tests.governance.signing import signed_pdf

from payung.core.refusals import Refusal
from payung.exchange.papers.letters import outline
from payung.exchange.papers.signatures import page_count
from payung.governance.actions.audit import record
from payung.governance.actions.documents import (
    ROOTS,
    drop_template,
    initial_document,
    prepare_document,
    put_template,
    receive_document,
    send_document,
    set_number,
    sign_document,
    void_document,
)
from payung.governance.models import AuditEvent, Document, DocumentStep, Installation
from payung.governance.queries.documents import (
    check_url,
    checked,
    document_view,
    documents,
    rendered,
    signed_copy,
    signed_file,
    template_file,
    templates,
)
from payung.governance.queries.scope import scope
from payung.governance.rules.papers import Paper, paper_kind, paper_kinds
from payung.governance.rules.statuses import DocumentStatus
from payung.places.actions import OfficeEntry, enter_office, load_places

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 10)
SCAN = b"\xff\xd8\xff\xe0" + b"\0" * 40


@pytest.fixture
def office(operator, hire, now):  # type: ignore[no-untyped-def]
    load_places(province="53", by=operator, at=now, record=record)
    return hire("maria", "data_officer"), hire("yosef", "head_of_section")


def paper(kind: str = "recap-regency", area: str = "5307", object_id: int = 1, **changes) -> Paper:  # type: ignore[no-untyped-def]
    held = paper_kind(kind)
    fields = {name: f"[{name}]" for name in held.fields}
    rows = {group: [{name: f"{name} {n}" for name in names} for n in (1, 2)] for group, names in held.rows.items()}
    return Paper(
        **{"kind": kind, "object_id": object_id, "area": area, "about": "Kabupaten Sikka", "fields": fields, "rows": rows} | changes
    )


def code_of(act) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


@pytest.mark.parametrize("kind", paper_kinds())
def test_every_kind_of_paper_is_made_whole_as_word_file_and_pdf(office, now, kind):  # type: ignore[no-untyped-def]
    maria, _ = office
    made = prepare_document(paper=paper(kind), on=ON, by=maria, at=now)
    view = document_view(made, ON)
    for form in view.forms:
        file = rendered(made, form)
        if form == "docx":
            text = str(outline(file.content)) + "".join(p.text for p in edges(file.content))
            assert "{" not in text
            assert view.fingerprint in text
            assert "LATIHAN" in text
        else:
            assert file.content.startswith(b"%PDF")
            assert page_count(file.content) >= 1
    assert "nik" not in view.message.lower().replace("nik jangan dikirim", "").replace("tanpa nik", "").replace("nik tidak dicantumkan", "")


def edges(content: bytes):  # type: ignore[no-untyped-def]
    section = docx.Document(BytesIO(content)).sections[0]
    tables = [cell for table in section.footer.tables for row in table.rows for cell in row.cells]
    return [*section.header.paragraphs, *(each for cell in tables for each in cell.paragraphs)]


def test_a_paper_goes_from_draft_to_received_and_every_step_is_kept(office, now):  # type: ignore[no-untyped-def]
    maria, yosef = office
    made = prepare_document(paper=paper(), on=ON, by=maria, at=now)
    assert prepare_document(paper=paper(), on=ON, by=maria, at=now) == made, "the same paper stands already"
    assert (
        code_of(lambda: sign_document(document_id=made, content=SCAN, name="a.jpg", signed_on=ON, by=yosef, at=now)) == "initials-missing"
    )
    initial_document(document_id=made, by=yosef, at=now)
    set_number(document_id=made, number=" 560/12/2025 ", on=ON, by=maria, at=now)
    assert signed_copy("recap-regency", 1) is None
    sign_document(document_id=made, content=SCAN, name="surat bertanda.PNG", signed_on=ON, by=yosef, at=now)
    held = signed_copy("recap-regency", 1)
    assert held is not None
    assert (held.number, held.numbered_on, held.form, held.name) == ("560/12/2025", ON, "scan", "surat bertanda.jpg")
    assert signed_file(made).content == SCAN
    send_document(document_id=made, to="Bupati Sikka", by=maria, at=now)
    assert code_of(lambda: set_number(document_id=made, number="2", on=ON, by=maria, at=now)) == "wrong-status"
    receive_document(document_id=made, received_by="Bagian Umum", by=maria, at=now)
    view = document_view(made, ON)
    assert view.row.status is DocumentStatus.RECEIVED
    assert [each.act for each in view.steps] == ["receive", "send", "sign", "number", "initial", "prepare"]
    assert AuditEvent.objects.filter(kind="document").count() == 6
    assert "560/12/2025" in str(outline(rendered(made, "docx").content))


def test_who_made_a_paper_does_not_initial_it_and_a_stale_or_void_one_is_left_alone(office, hire, now):  # type: ignore[no-untyped-def]
    maria, yosef = office
    both = hire("ana", "regency_verifier", "5307")
    own = prepare_document(paper=paper(object_id=2), on=ON, by=both, at=now)
    assert code_of(lambda: initial_document(document_id=own, by=both, at=now)) == "maker-is-checker"
    assert code_of(lambda: initial_document(document_id=own, by=maria, at=now)) == "not-allowed"
    assert code_of(lambda: initial_document(document_id=own, version=9, by=yosef, at=now)) == "stale"
    assert code_of(lambda: void_document(document_id=own, reason=" ", by=maria, at=now)) == "reason-missing"
    void_document(document_id=own, reason="angka salah", by=maria, at=now)
    assert code_of(lambda: initial_document(document_id=own, by=yosef, at=now)) == "wrong-status"
    again = prepare_document(paper=paper(object_id=2), on=ON, by=both, at=now)
    assert again != own
    assert code_of(lambda: send_document(document_id=again, to="Bupati", by=maria, at=now)) == "wrong-status"


def test_a_paper_that_leaves_with_a_number_is_not_sent_without_one(office, now):  # type: ignore[no-untyped-def]
    maria, yosef = office
    made = prepare_document(paper=paper(), on=ON, by=maria, at=now)
    initial_document(document_id=made, by=yosef, at=now)
    sign_document(document_id=made, content=SCAN, name="a.jpg", signed_on=ON, by=yosef, at=now)
    assert code_of(lambda: send_document(document_id=made, to="Bupati", by=maria, at=now)) == "number-missing"
    assert code_of(lambda: set_number(document_id=made, number="  ", on=ON, by=maria, at=now)) == "number-missing"


def test_a_signed_pdf_is_checked_and_what_was_found_is_kept_and_a_changed_one_is_refused(office, now, settings):  # type: ignore[no-untyped-def]
    maria, yosef = office
    pdf, root = signed_pdf("Kepala Dinas Contoh")
    made = prepare_document(paper=paper("sptjm-village", "5307012001"), on=ON, by=maria, at=now)
    at = datetime(2026, 12, 1, tzinfo=UTC)
    changed = pdf.replace(b"/MediaBox[0 0 595", b"/MediaBox[0 0 594")
    assert changed != pdf
    assert (
        code_of(lambda: sign_document(document_id=made, content=changed, name="a.pdf", signed_on=ON, by=yosef, at=at)) == "signature-broken"
    )
    copy = sign_document(document_id=made, content=pdf, name="a.pdf", signed_on=ON, by=yosef, at=at)
    assert [(each.signer, each.intact, each.whole, each.trusted) for each in copy.signatures] == [
        ("Kepala Dinas Contoh", True, True, False)
    ]
    view = document_view(made, ON)
    assert (view.signed_form, view.signatures[0]["signer"], view.signatures[0]["trusted"]) == ("signed-pdf", "Kepala Dinas Contoh", False)
    folder = settings.PAYUNG_DATA / ROOTS
    folder.mkdir(exist_ok=True)
    (folder / "contoh.pem").write_bytes(root)
    other = prepare_document(paper=paper("sptjm-village", "5307012003"), on=ON, by=maria, at=now)
    assert sign_document(document_id=other, content=pdf, name="a.pdf", signed_on=ON, by=yosef, at=at).signatures[0].trusted


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"PK\x03\x04zip", "wrong-type"), (b"%PDF-1.7 nothing", "unreadable"), (b"\xff" * 30_000_000, "too-large")],
)
def test_what_is_no_signed_copy_is_refused(office, now, content, code):  # type: ignore[no-untyped-def]
    maria, yosef = office
    made = prepare_document(paper=paper("attendance", "5307012001"), on=ON, by=maria, at=now)
    assert code_of(lambda: sign_document(document_id=made, content=content, name="a.pdf", signed_on=ON, by=yosef, at=now)) == code
    late = datetime(2025, 6, 9, tzinfo=UTC)
    assert code_of(lambda: sign_document(document_id=made, content=SCAN, name="a", signed_on=ON, by=yosef, at=late)) == "signed-too-early"


def test_an_office_edits_its_template_and_papers_made_before_keep_theirs(office, now):  # type: ignore[no-untyped-def]
    maria, _ = office
    before = prepare_document(paper=paper(), on=ON, by=maria, at=now)
    doc = docx.Document(BytesIO(template_file("recap-regency").content))
    doc.add_paragraph("Tembusan: Gubernur; {program}")
    own = saved(doc)
    put_template(kind="recap-regency", content=own, name="own.docx", by=maria, at=now)
    assert template_file("recap-regency").content == own
    after = prepare_document(paper=paper(object_id=2), on=ON, by=maria, at=now)
    assert "Tembusan: Gubernur; [program]" in str(outline(rendered(after, "docx").content))
    assert "Tembusan" not in str(outline(rendered(before, "docx").content))
    assert code_of(lambda: rendered(after, "pdf")) == "form-unknown"
    assert [each.kind for each in templates() if each.own] == ["recap-regency"]
    drop_template(kind="recap-regency", by=maria, at=now)
    assert [each.kind for each in templates() if each.own] == []
    assert code_of(lambda: drop_template(kind="recap-regency", by=maria, at=now)) == "no-such-object"
    assert code_of(lambda: put_template(kind="annex-full", content=own, name="own.docx", by=maria, at=now)) == "form-unknown"


def saved(doc) -> bytes:  # type: ignore[no-untyped-def]
    out = BytesIO()
    doc.save(out)
    return out.getvalue()


def test_a_village_makes_its_paper_with_the_offices_template(office, hire, now):  # type: ignore[no-untyped-def]
    maria, _ = office
    put_template(kind="attendance", content=template_file("attendance").content, name="own.docx", by=maria, at=now)
    village = hire("desa", "village_officer", "5307012001")
    with scope(village):
        made = prepare_document(paper=paper("attendance", "5307012001"), on=ON, by=village, at=now)
        assert "DAFTAR HADIR" in str(outline(rendered(made, "docx").content))
        assert code_of(lambda: prepare_document(paper=paper("attendance", "5307012003"), on=ON, by=village, at=now)) == "outside-area"
    with scope(hire("lain", "village_officer", "5307012003")):
        assert documents(on=ON).total == 0
        assert code_of(lambda: rendered(made, "docx")) == "no-such-object"


def test_letterhead_and_signatory_are_those_of_the_office_on_the_day(office, operator, now):  # type: ignore[no-untyped-def]
    maria, _ = office
    entry = OfficeEntry(
        code="labour-5307", kind="labour-office", name="Dinas Nakertrans Kabupaten Sikka", areas=("5307",), starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 1), seat="Maumere", address="Jalan Contoh 1", head_title="Plt. Kepala Dinas", head_name="Anton Contoh", head_number="1",
    )  # fmt: skip
    enter_office(entry=entry, by=operator, at=now, record=record)
    early = prepare_document(paper=paper(), on=date(2025, 5, 31), by=maria, at=now)
    text = str(outline(rendered(early, "docx").content))
    assert "DINAS NAKERTRANS KABUPATEN SIKKA" in text
    assert "Anton Contoh" in text
    late = prepare_document(paper=paper(), on=ON, by=maria, at=now)
    assert "Anton Contoh" not in str(outline(rendered(late, "docx").content))
    assert (
        code_of(lambda: enter_office(entry=OfficeEntry("a", "b", "c", ("99",), ON), by=operator, at=now, record=record)) == "area-unknown"
    )
    ended = OfficeEntry("a", "b", "c", ("53",), ON, ends_on=ON)
    assert code_of(lambda: enter_office(entry=ended, by=operator, at=now, record=record)) == "office-dates"
    assert (
        code_of(lambda: enter_office(entry=OfficeEntry("a", "b", " ", ("53",), ON), by=operator, at=now, record=record))
        == "office-incomplete"
    )


def test_anybody_learns_of_a_fingerprint_what_stands_at_the_head_and_nothing_of_a_wrong_one(office, now):  # type: ignore[no-untyped-def]
    maria, _ = office
    made = prepare_document(paper=paper(), on=ON, by=maria, at=now)
    view = document_view(made, ON)
    found = checked(view.fingerprint.lower())
    assert found is not None
    assert (found.kind, found.status, found.number) == ("recap-regency", DocumentStatus.DRAFT, "")
    assert view.check_url.endswith(f"/check/{view.fingerprint.replace(' ', '')}")
    assert [checked(wrong) for wrong in ("0" * 16, "x", "'; drop", "")] == [None] * 4


def test_papers_are_listed_by_kind_state_number_and_what_is_late(office, now):  # type: ignore[no-untyped-def]
    maria, yosef = office
    first = prepare_document(paper=paper(object_id=1, due_on=date(2025, 6, 1)), on=ON, by=maria, at=now)
    prepare_document(paper=paper(object_id=2), on=ON, by=maria, at=now)
    prepare_document(paper=paper("attendance", "5371011001"), on=ON, by=maria, at=now)
    set_number(document_id=first, number="7", on=ON, by=maria, at=now)
    initial_document(document_id=first, by=yosef, at=now)
    assert documents(on=ON).total == 3
    assert [each.id for each in documents(on=ON, number="7").rows] == [first]
    assert [each.id for each in documents(on=ON, late=True).rows] == [first]
    assert documents(on=ON, area="5307").counts == {"initialled": 1, "draft": 1}
    assert documents(on=ON, kind="attendance").total == documents(on=ON, status="initialled").total == 1
    assert documents(on=ON, object_kind="programme", object_id=2).total == 1
    assert documents(on=ON, page=9).page == 1


def test_a_room_that_hands_in_other_words_than_the_kind_has_is_a_bug(office, now):  # type: ignore[no-untyped-def]
    maria, _ = office
    whole = paper()
    with pytest.raises(ValueError, match="other fields"):
        prepare_document(paper=paper(fields={**whole.fields, "extra": "x"}), on=ON, by=maria, at=now)
    with pytest.raises(ValueError, match="other records"):
        prepare_document(paper=paper(rows={"wilayah": [{"no": "1"}]}), on=ON, by=maria, at=now)
    assert Document.objects.count() == DocumentStep.objects.count() == 0


def test_outside_practice_mode_no_paper_carries_the_stamp(office, now):  # type: ignore[no-untyped-def]
    maria, _ = office
    Installation.objects.update(practice=False)
    made = prepare_document(paper=paper(), on=ON, by=maria, at=now)
    assert "LATIHAN" not in "".join(each.text for each in edges(rendered(made, "docx").content))


def test_the_address_of_the_check_is_the_public_one_when_it_is_set(settings):  # type: ignore[no-untyped-def]
    settings.PAYUNG_PUBLIC_URL = "https://payung.example.id/"
    assert check_url("ab12") == "https://payung.example.id/check/AB12"


def test_a_paper_made_before_its_kind_got_a_place_is_still_written(office, now, monkeypatch):  # type: ignore[no-untyped-def]
    maria, _ = office
    made = prepare_document(paper=paper(), on=ON, by=maria, at=now)
    kind = paper_kind("recap-regency")
    has_got_since = replace(kind, fields={**kind.fields, "baru": "x"}, rows={"wilayah": {**kind.rows["wilayah"], "lain": "x"}})
    monkeypatch.setitem(paper_kinds(), "recap-regency", has_got_since)
    assert "[program]" in str(outline(rendered(made, "docx").content))
    assert document_view(made, ON).message
