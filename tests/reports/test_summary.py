"""The summary of a list: one file that needs nothing beside it, in Bahasa Indonesia, stamped in practice mode."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from tests.web.stream import PROGRAMME

import payung.reports
import payung.web
from payung.core.figures import whole
from payung.core.refusals import Refusal
from payung.governance.models import Installation
from payung.governance.queries.scope import scope
from payung.reports.queries.summary import write_summary
from payung.selection.queries import list_frame

WORDS = [("intake", "12 files, 400 rows that hold a person; <1> file refused.")]


def summary(stream, path: Path, login: str = "yustina", run: int | None = None) -> str:  # type: ignore[no-untyped-def]
    """The summary as an officer would write it."""
    with scope(stream.officers[login]):
        write_summary(path / "summary.html", programme=PROGRAMME, run=run or stream.run.run, words=WORDS)
    return (path / "summary.html").read_text(encoding="utf-8")


def text(page: str) -> str:
    page = re.sub(r"<(desc|title|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_it_tells_the_list_from_what_came_in_to_its_digest(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    stream.approve()
    stream.decree()
    stream.export()
    page = summary(stream, tmp_path)
    words = text(page)
    assert '<html lang="id">' in page
    assert f"{whole(stream.run.chosen)} orang terpilih dari" in words
    assert "Satu orang, satu catatan" in words
    assert "Berkas bukan tabel foto.xlsx" in words
    assert "Mengapa orang tidak layak" in words
    assert "Cakupan menurut kabupaten dan kota" in words
    assert "Timor Tengah Selatan" in words
    assert stream.run.digest in words
    assert "Disetujui oleh Markus" in words
    assert "Ditetapkan oleh Theresia LATIHAN/1/2025" in words
    assert "penduduk terdaftar (Dukcapil" in words


def test_it_stands_alone_and_holds_no_script(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    page = summary(stream, tmp_path)
    assert not re.search(r'\b(src|href)="(?!data:)', page)
    assert set(re.findall(r"url\(\"?([a-z]+):", page)) == {"data"}
    assert "<script" not in page
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", page)) <= set(re.findall(r"--([a-z0-9-]+):", page))
    assert len(page.encode()) < 250_000
    assert page.count("<svg") > 20
    assert "prefers-color-scheme:dark" in page.replace(" ", "")
    assert "@media print" in page


def test_what_the_command_said_stays_text(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    assert "&lt;1&gt; file refused" in summary(stream, tmp_path)


def test_it_is_stamped_in_practice_mode_and_only_then(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    assert "LATIHAN" in summary(stream, tmp_path).split("<h1>")[0]
    Installation.objects.update(practice=False)
    assert "LATIHAN" not in summary(stream, tmp_path)


def test_nobody_is_named_in_it(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    page, people = summary(stream, tmp_path), list_frame(stream.run.run)
    assert {name for name in people["name"] if name and len(name) > 8 and name in page} == set()
    assert {nik for nik in people["nik"] if nik and nik in page} == set()


def test_a_posting_in_one_regency_gets_the_summary_of_its_regency(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    words = text(summary(stream, tmp_path, "dominikus"))
    assert "Sikka" in words
    assert "Timor Tengah Selatan" not in words


def test_a_summary_is_of_the_latest_run_and_needs_a_scope(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        summary(stream, tmp_path, run=stream.run.run + 1)
    assert refused.value.code == "run-not-latest"
    with pytest.raises(ValueError, match="scope"):
        write_summary(tmp_path / "summary.html", programme=PROGRAMME, run=stream.run.run, words=WORDS)


def test_the_cloth_of_documents_is_that_of_the_office():  # type: ignore[no-untyped-def]
    documents = Path(payung.reports.__file__).parent / "templates/reports/band.svg"
    office = Path(payung.web.__file__).parent / "static/web/band.svg"
    assert documents.read_bytes() == office.read_bytes()


def test_who_enters_by_an_amended_decree_takes_a_place_that_was_counted_already():  # type: ignore[no-untyped-def]
    from payung.enrolment.queries.batches import BatchView  # noqa: PLC0415 - models need settings
    from payung.reports.queries.thread import exported_places  # noqa: PLC0415

    first = BatchView("bpjs-branch-kupang-5302", "bpjs-branch-kupang", "5302", 40, 12, 0, "")
    later = BatchView("bpjs-branch-kupang-5302-p1", "bpjs-branch-kupang", "5302", 2, 1, 0, "", 1)
    assert exported_places([first, later]) == 40
