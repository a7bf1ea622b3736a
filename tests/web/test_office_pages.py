"""Offices in the browser: entered with letterhead and signatory, changed from a day on, and the papers that bear them."""

from __future__ import annotations

import json
import struct
import zlib
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.stream import AT

from payung.exchange.papers.letters import outline
from payung.governance.actions.documents import prepare_document
from payung.governance.models import AuditEvent, Document
from payung.governance.queries.documents import first_page, rendered
from payung.governance.queries.files import read_content
from payung.governance.queries.scope import scope
from payung.places.models import Office
from payung.places.queries import letterhead
from payung.selection.queries.papers import quota_letters


def png(side: int = 8) -> bytes:
    """A grey square."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    rows = zlib.compress((b"\0" + b"\x99" * side) * side)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def written(**changed: object) -> dict[str, object]:
    """The form of the labour office of Sikka."""
    held: dict[str, object] = {
        "key": "", "code": "labour-5307", "kind": "labour-office", "areas": "5307", "starts_on": "2025-01-01", "ends_on": "",
        "above": "Pemerintah Kabupaten Sikka", "name": "Dinas Tenaga Kerja Kabupaten Sikka", "address": "Jalan Eltari 1, Maumere",
        "contact": "(0382) 21000", "seat": "Maumere", "head_title": "Kepala Dinas", "head_name": "Yohanes Contoh, S.Sos.",
        "head_rank": "Pembina Utama Muda", "head_number": "19700101 199501 1 001", "signer_title": "", "signer_name": "", "signer_rank": "",
        "signer_number": "",
    }  # fmt: skip
    return held | changed


def keep(client, page: str, **changed: object):  # type: ignore[no-untyped-def]
    """Send the form that `page` shows."""
    shown = client.get(page)
    return client.post(shown.context["to"], written(key=shown.context["form"] and one_use(shown), **changed))


def one_use(shown) -> str:  # type: ignore[no-untyped-def]
    """The one-use key of a form."""
    return shown.content.decode().split('name="key" value="')[1].split('"')[0]


def test_an_office_is_entered_with_its_letterhead_and_who_signs_and_its_papers_bear_them(stream, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("agus")
    emblem = SimpleUploadedFile("lambang.png", png(), content_type="image/png")
    answer = keep(client, "/governance/offices/new", emblem=emblem)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).content.decode()
    assert all(words in page for words in ("Pemerintah Kabupaten Sikka", "Jalan Eltari 1", "Yohanes Contoh", "19700101 199501 1 001"))
    assert client.get(f"{answer.headers['Location']}emblem").content == png()
    with scope(stream.operator):
        paper = next(iter(quota_letters("ntt-2025", on=date(2025, 6, 20), regency="5307")))
        number = prepare_document(paper=_as_of(paper, "5307"), on=date(2025, 6, 20), by=stream.operator, at=AT)
        frozen = json.loads(read_content(Document.objects.get(pk=number).data.digest))["values"]
        assert (frozen["kop_2"], frozen["pejabat"]) == ("DINAS TENAGA KERJA KABUPATEN SIKKA", "Yohanes Contoh, S.Sos.")
        word, pdf = rendered(number, "docx"), rendered(number, "pdf")
        assert first_page(number).startswith(b"\x89PNG")
    assert "DINAS TENAGA KERJA KABUPATEN SIKKA" in str(outline(word.content))
    assert BytesIO(word.content).getvalue().count(b"word/media/image") >= 2
    assert pdf.content.startswith(b"%PDF")


def _as_of(paper, office: str):  # type: ignore[no-untyped-def]
    return type(paper)(**{**{name: getattr(paper, name) for name in paper.__dataclass_fields__}, "office": office})


def test_another_day_gives_another_head_and_keeps_the_earlier_one(stream, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("agus")
    first = keep(client, "/governance/offices/new").headers["Location"]
    later = keep(
        client, f"{first}edit", starts_on="2026-02-01", signer_title="Sekretaris", signer_name="Maria Contoh, S.H.", signer_number="1980"
    )
    assert later.status_code == 303
    assert list(Office.objects.filter(code="labour-5307").order_by("starts_on").values_list("ends_on", flat=True)) == [
        date(2026, 2, 1),
        None,
    ]
    assert letterhead("5307", date(2026, 1, 31)).head_name == "Yohanes Contoh, S.Sos."
    signs = letterhead("5307", date(2026, 2, 1))
    assert (signs.head_title, signs.head_name, signs.head_number) == ("a.n. Kepala Dinas\nSekretaris", "Maria Contoh, S.H.", "1980")
    page = client.get(first).content.decode()
    assert page.count("Dinas Tenaga Kerja Kabupaten Sikka") >= 3
    assert AuditEvent.objects.filter(action="enter_office", kind="office").count() == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ends_on": "2024-12-31"}, "office-dates"),
        ({"areas": "5399"}, "area-unknown"),
        ({"signer_title": "Sekretaris"}, "form-faults"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_form(stream, enter, changed: dict[str, object], code: str) -> None:  # type: ignore[no-untyped-def]
    answer = keep(enter("agus"), "/governance/offices/new", **changed)
    assert (answer.status_code, answer.wsgi_request.refusal.code) == (422, code)
    assert "Yohanes Contoh" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "code"), [(b"GIF89a", "emblem-unreadable"), (png(2001), "emblem-unreadable"), (png() + b" " * 200_000, "emblem-too-large")]
)
def test_only_a_small_picture_stands_on_a_letterhead(stream, enter, content: bytes, code: str) -> None:  # type: ignore[no-untyped-def]
    emblem = SimpleUploadedFile("lambang.png", content, content_type="image/png")
    answer = keep(enter("agus"), "/governance/offices/new", emblem=emblem)
    assert (answer.status_code, answer.wsgi_request.refusal.code) == (422, code)


def test_an_office_is_read_by_whoever_governs_and_changed_by_the_administrator_only(stream, enter) -> None:  # type: ignore[no-untyped-def]
    number = Office.objects.order_by("pk").first().pk
    reader = enter("yustina")
    assert reader.get(f"/governance/offices/{number}/").status_code == 200
    assert reader.get(f"/governance/offices/{number}/edit").status_code == 403
    assert reader.get("/governance/offices/new").status_code == 403
