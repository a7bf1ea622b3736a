"""Who takes people out with their NIKs leaves an event before the file is there."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

import pytest

from payung.core.refusals import Refusal
from payung.exchange.books import safe_book
from payung.governance.actions.exports import hand_out, record_export
from payung.governance.models import AuditEvent
from payung.governance.queries.leaving import exports

pytestmark = pytest.mark.django_db


def test_an_export_leaves_who_took_what_from_where_and_no_name_of_a_file(operator, now):  # type: ignore[no-untyped-def]
    record_export(name="petrus.csv", kind="upload", subjects=[7], rows=3, by=operator, at=now)
    event = AuditEvent.objects.get(action="export_people")
    assert (event.by_user, event.kind, event.subjects) == (operator.user_id, "upload", [7])
    record_export(name="petrus.csv", kind="upload", subjects=[7], rows=4, by=operator, at=now)
    digests = {bytes(digest) for digest in AuditEvent.objects.filter(action="export_people").values_list("change_digest", flat=True)}
    assert len(digests) == 2


def test_a_role_that_may_not_take_lists_out_is_refused(hire, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        record_export(name="all.csv", kind="selection_run", subjects=[1], rows=1, by=hire("nita", "village_officer", "5307012001"), at=now)
    assert refusal.value.code == "not-allowed"
    assert not AuditEvent.objects.filter(action="export_people").exists()


def sheet() -> bytes:
    written = BytesIO()
    with safe_book(written) as book:
        book.add_worksheet().write_string(0, 0, "Maria")
    return written.getvalue()


def test_a_file_that_leaves_bears_who_when_what_for_and_its_agreement(operator, now):  # type: ignore[no-untyped-def]
    handed = hand_out(name="peserta.xlsx", content=sheet(), purpose="Rekonsiliasi", agreement="PKS 12/2025", rows=1, by=operator, at=now)
    with zipfile.ZipFile(BytesIO(handed.content)) as parts:
        properties = parts.read("docProps/core.xml").decode()
        assert parts.testzip() is None
    assert all(part in properties for part in ("Operator", "2025-06-10 01:00 UTC", "Rekonsiliasi", "PKS 12/2025"))
    ((row,), more) = exports(operator)
    assert (row.name, row.rows, row.purpose, row.agreement, row.taken_by, more) == (
        "peserta-LATIHAN.xlsx", 1, "Rekonsiliasi", "PKS 12/2025", "Operator", False,
    )  # fmt: skip
    assert row.digest == hashlib.sha256(handed.content).hexdigest()
    assert AuditEvent.objects.filter(action="export_file", subjects__len=1).count() == 1


def test_a_table_of_text_leaves_as_it_is_and_a_drawing_says_whose_it_is(operator, now):  # type: ignore[no-untyped-def]
    assert hand_out(name="a.csv", content=b"x,y\n", by=operator, at=now).content == b"x,y\n"
    drawn = hand_out(name="a.svg", content=b"<svg/>", purpose="rapat -- besok", by=operator, at=now).content.decode()
    assert drawn.startswith("<svg/>\n<!-- Operator")
    assert drawn.count("--") == 2


def test_a_paper_leaves_by_the_right_to_read_papers(hire, now):  # type: ignore[no-untyped-def]
    clerk = hire("nita", "village_officer", "5307012001")
    assert hand_out(name="a.pdf", content=b"%PDF", act="documents.read", by=clerk, at=now).name == "a-LATIHAN.pdf"
    with pytest.raises(Refusal):
        hand_out(name="a.pdf", content=b"%PDF", by=clerk, at=now)
