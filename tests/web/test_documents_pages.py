"""Papers in the browser: made, taken, numbered, signed, sent; templates; the public check."""

from __future__ import annotations

import re
from io import BytesIO

import docx
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.stream import PROGRAMME

from payung.governance.models import Document, Export

pytestmark = pytest.mark.django_db
KEYS = iter(range(10_000_000, 99_999_999))
SCAN = b"\xff\xd8\xff\xe0" + b"\0" * 40


def press(client: Client, name: str, *args: object, follow: bool = True, **form: object):  # type: ignore[no-untyped-def]
    return client.post(reverse(name, args=args), {"key": f"key-{next(KEYS)}", **form}, follow=follow)


def made(client: Client, kind: str, about: object, area: str = "5307", **form: object) -> Document:
    answer = press(client, "documents-make", kind=kind, about=str(about), area=area, **form)
    assert answer.status_code == 200, answer.content.decode()
    return Document.objects.filter(kind=kind).latest("pk")


def test_a_letter_is_made_initialled_numbered_signed_sent_and_received(enter, stream) -> None:  # type: ignore[no-untyped-def]
    yustina = enter("yustina")
    letter = made(yustina, "quota-letter", PROGRAMME)
    page = yustina.get(reverse("documents-show", args=[letter.pk])).content.decode()
    assert "Bupati Sikka" in page, "the message to copy"
    assert reverse("documents-initial", args=[letter.pk]) not in page, "whoever made it has no such button"
    markus = enter("markus")
    assert reverse("documents-initial", args=[letter.pk]) in markus.get(reverse("documents-show", args=[letter.pk])).content.decode()
    press(markus, "documents-initial", letter.pk, version=letter.version)
    press(yustina, "documents-number", letter.pk, number="560/7", on="2025-06-20", version=letter.version + 1)
    copy = SimpleUploadedFile("surat.jpg", SCAN)
    press(markus, "documents-sign", letter.pk, signed_on="2025-06-20", copy=copy, version=letter.version + 2)
    press(yustina, "documents-send", letter.pk, to="Bupati Sikka, lewat ekspedisi", version=letter.version + 3)
    press(yustina, "documents-receive", letter.pk, received_by="Bagian Umum", version=letter.version + 4)
    letter.refresh_from_db()
    assert (letter.status, letter.number, letter.signed_form) == ("received", "560/7", "scan")
    page = yustina.get(reverse("documents-show", args=[letter.pk])).content.decode()
    assert "560/7" in page and "Bagian Umum" in page
    assert press(yustina, "documents-take", letter.pk, form="signed", purpose="arsip").content == SCAN


def test_a_file_leaves_with_its_purpose_on_record(enter) -> None:  # type: ignore[no-untyped-def]
    yustina = enter("yustina")
    letter = made(yustina, "quota-letter", PROGRAMME)
    answer = press(yustina, "documents-take", letter.pk, form="docx", purpose="kirim ke kabupaten")
    assert "LATIHAN.docx" in answer.headers["Content-Disposition"]
    assert "Bupati Sikka" in str([p.text for p in docx.Document(BytesIO(answer.content)).paragraphs])
    assert Export.objects.filter(purpose="kirim ke kabupaten").count() == 1
    picture = yustina.get(reverse("documents-picture", args=[letter.pk]))
    assert picture.content.startswith(b"\x89PNG")


def test_an_annex_shows_no_number_on_its_page_and_is_not_taken_by_who_sees_none(enter, stream) -> None:  # type: ignore[no-untyped-def]
    yustina = enter("yustina")
    annex = made(yustina, "annex-full", stream.list_id)
    page = yustina.get(reverse("documents-show", args=[annex.pk])).content.decode()
    assert not re.search(r"\b53\d{14}\b", page)
    assert press(yustina, "documents-take", annex.pk, form="pdf", purpose="BPJS").content.startswith(b"%PDF")
    markus = enter("markus")
    assert press(markus, "documents-take", annex.pk, form="pdf", purpose="BPJS").status_code == 409
    assert reverse("documents-take", args=[annex.pk]) not in markus.get(reverse("documents-show", args=[annex.pk])).content.decode()


def test_papers_of_one_regency_are_not_those_of_another(enter) -> None:  # type: ignore[no-untyped-def]
    letter = made(enter("yustina"), "quota-letter", PROGRAMME)
    assert f"/documents/{letter.pk}/" in enter("dominikus").get(reverse("documents")).content.decode()
    dorkas = enter("dorkas")
    assert f"/documents/{letter.pk}/" not in dorkas.get(reverse("documents")).content.decode()
    for name in ("documents-show", "documents-picture"):
        assert dorkas.get(reverse(name, args=[letter.pk])).status_code == 404


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"kind": "decree", "about": "first"}, "no-such-object"),
        ({"kind": "minutes-ward", "about": PROGRAMME, "area": "5307012001"}, "wrong-paper"),
        ({"kind": "nonsense", "about": PROGRAMME}, "form-faults"),
    ],
)
def test_what_cannot_be_made_is_said_beside_the_form_and_nothing_typed_is_lost(enter, form, code) -> None:  # type: ignore[no-untyped-def]
    answer = press(enter("yustina"), "documents-make", **form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert code in page and form["about"] in page


def test_a_refused_signed_copy_says_why_on_the_papers_page(enter) -> None:  # type: ignore[no-untyped-def]
    yustina, markus = enter("yustina"), enter("markus")
    letter = made(yustina, "attendance", PROGRAMME, "5307012001")
    copy = SimpleUploadedFile("surat.exe", b"MZ")
    answer = press(markus, "documents-sign", letter.pk, signed_on="2025-06-20", copy=copy, version=letter.version)
    assert (answer.status_code, "wrong-type" in answer.content.decode()) == (422, True)


def test_templates_are_listed_downloaded_replaced_and_given_back(enter) -> None:  # type: ignore[no-untyped-def]
    yustina = enter("yustina")
    assert yustina.get(reverse("documents-templates")).status_code == 200
    held = yustina.get(reverse("documents-template-file", args=["recap-regency"])).content
    doc = docx.Document(BytesIO(held))
    doc.add_paragraph("{tidak_ada_tempat}")
    out = BytesIO()
    doc.save(out)
    wrong = SimpleUploadedFile("own.docx", out.getvalue())
    answer = press(yustina, "documents-template-put", "recap-regency", template=wrong)
    assert answer.status_code == 422
    assert "{tidak_ada_tempat}" in answer.content.decode()
    press(yustina, "documents-template-put", "recap-regency", template=SimpleUploadedFile("own.docx", held))
    assert (
        reverse("documents-template-drop", args=["recap-regency"])
        in yustina.get(reverse("documents-template", args=["recap-regency"])).content.decode()
    )
    press(yustina, "documents-template-drop", "recap-regency")
    assert enter("markus").get(reverse("documents-templates")).status_code == 403
    assert yustina.get(reverse("documents-template", args=["annex-full"])).status_code == 200


def test_anybody_checks_a_fingerprint_a_few_times_a_minute(enter) -> None:  # type: ignore[no-untyped-def]
    cache.clear()
    letter = made(enter("yustina"), "quota-letter", PROGRAMME)
    anybody = Client()
    found = anybody.get(reverse("documents-check-one", args=[letter.fingerprint.upper()]))
    assert found.status_code == 200
    page = found.content.decode()
    assert "Surat permintaan usulan peserta" in page
    assert "Sikka" not in page, "no more than stands at its head"
    assert anybody.get(reverse("documents-check"), {"fingerprint": "0" * 16}).status_code == 404
    assert anybody.get(reverse("documents-check")).status_code == 200
    answers = [anybody.get(reverse("documents-check"), {"fingerprint": "0" * 16}).status_code for _ in range(40)]
    assert answers[-1] == 429
    cache.clear()
