"""A list typed from paper: saved line by line, judged by the rules of any file, handed in as an upload that keeps its picture."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from tests.intake.lists import person

from payung.core.refusals import Refusal
from payung.governance.actions.jobs import run_job
from payung.governance.queries.scope import scope
from payung.governance.rules.handed import handed_content
from payung.intake.actions import begin_draft, drop_draft, hand_in_draft, save_draft
from payung.intake.actions.typing import save_line
from payung.intake.queries import export_frame, upload_report
from payung.intake.queries.drafts import draft_scan, draft_view, open_drafts, upload_scan
from payung.intake.queries.pages import upload_detail
from payung.intake.rules.grid import as_workbook, columns_for, judged, pasted
from payung.intake.rules.typing import Typist

pytestmark = pytest.mark.django_db
NITA = "5307042001"
PDF = b"%PDF-1.7 a page of names"
ON = date(2025, 6, 10)


def line(number: int, **changes: str) -> dict[str, str]:
    """What a clerk types of the person of this number."""
    held = person(number)
    names = {
        "name": "Nama",
        "nik": "NIK",
        "sex": "JK",
        "birth_place": "Tempat Lahir",
        "birth_date": "Tanggal Lahir",
        "mother": "Nama Ibu Kandung",
    }
    return {field: str(held[header]) for field, header in names.items()} | changes


@pytest.fixture
def begin(operator, programme, now):  # type: ignore[no-untyped-def]
    """Begin a list of Desa Nita."""

    def call(**changes):  # type: ignore[no-untyped-def]
        told = {"programme": programme, "door": "village", "source": "", "area": NITA, "brought_by": "Maria, sekretaris desa", **changes}
        return begin_draft(**told, by=operator, at=now)

    return call


def test_a_typed_list_ends_as_an_upload_with_its_picture_and_nothing_of_it_is_left_in_the_draft(begin, operator, now) -> None:  # type: ignore[no-untyped-def]
    draft = begin(scan=handed_content(PDF, "foto ../daftar.jpeg"))
    save_draft(draft=draft, lines=[line(1), line(2), {}, line(3, nik="530710")], version=1, by=operator, at=now)
    received = hand_in_draft(draft=draft, by=operator, at=now)
    run_job(job_id=received.job, at=now)
    with scope(operator):
        detail = upload_detail(received.upload)
        frame = export_frame(received.upload)
        assert upload_scan(received.upload) == ("application/pdf", PDF)
        assert draft_view(draft, ON).lines == ()
        assert open_drafts() == []
    assert (detail.way, detail.door, detail.of_area, detail.brought_by) == ("typed", "village", NITA, "Maria, sekretaris desa")
    assert detail.source == "Nita"
    assert frame["row_number"].to_list() == [2, 3, 5]  # line n stands in row n + 1, the blank one keeps its number
    assert frame["village_code"].unique().to_list() == [NITA]
    assert frame["findings"].to_list() == ["", "", "nik-length"]


def test_what_is_found_while_typing_is_what_is_found_when_it_is_read(begin, operator, now) -> None:  # type: ignore[no-untyped-def]
    draft = begin()
    lines = [line(1), line(2, sex="", birth_date="31-02-1980"), line(1), {"name": "Maria Lodan"}, line(4, nik="5307 1007 02")]
    save_draft(draft=draft, lines=lines, version=1, by=operator, at=now)
    with scope(operator):
        while_typing = {number + 1: list(verdict.findings) for number, verdict in draft_view(draft, ON).verdicts.items()}
    received = hand_in_draft(draft=draft, by=operator, at=now)
    run_job(job_id=received.job, at=now)
    with scope(operator):
        read = {
            row: codes.split(";") if codes else [] for row, codes in export_frame(received.upload).select("row_number", "findings").rows()
        }
    assert while_typing == read
    assert "row-repeated" in read[2]


def test_a_line_is_kept_as_soon_as_it_is_typed_and_a_stale_screen_is_refused(begin, operator, now) -> None:  # type: ignore[no-untyped-def]
    draft = begin()
    save_line(draft=draft, number=3, line=line(3), by=operator, at=now)
    save_line(draft=draft, number=1, line=line(1), by=operator, at=now)
    with scope(operator):
        held = draft_view(draft, ON)
    assert [bool(each) for each in held.lines] == [True, False, True]
    assert save_draft(draft=draft, lines=[line(1)], version=held.version, by=operator, at=now) == held.version + 1
    with pytest.raises(Refusal) as refused:
        save_draft(draft=draft, lines=[line(2)], version=held.version, by=operator, at=now)
    assert refused.value.code == "stale"


def test_what_is_typed_stands_in_no_table_in_the_clear(begin, operator, now) -> None:  # type: ignore[no-untyped-def]
    draft = begin()
    save_draft(draft=draft, lines=[line(1, mother="Ibundaku")], version=1, by=operator, at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_draft t WHERE t::text ~ %s", [f"Ibundaku|{person(1)['NIK']}"])
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [([], "draft-empty"), ([{"name": "Maria Lodan"}, {"phone": "081234567890"}], "line-without-person")],
    ids=["nothing typed", "a line without anybody"],
)
def test_a_list_is_not_handed_in_while_a_line_of_it_would_be_lost(begin, operator, now, lines, code) -> None:  # type: ignore[no-untyped-def]
    draft = begin()
    save_draft(draft=draft, lines=lines, version=1, by=operator, at=now)
    with pytest.raises(Refusal) as refused:
        hand_in_draft(draft=draft, by=operator, at=now)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"brought_by": " "}, "brought-by-missing"),
        ({"area": "5399999999"}, "area-unknown"),
        ({"scan": handed_content(b"MZ a program", "foto.pdf")}, "scan-type"),
        ({"scan": handed_content(b"%PDF" + b"x" * 26 * 2**20, "foto.pdf")}, "scan-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_list_is_not_begun_without_what_it_rests_on(begin, changes, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        begin(**changes)
    assert refused.value.code == code


def test_a_list_of_another_area_is_neither_seen_nor_typed(begin, hire, operator, now) -> None:  # type: ignore[no-untyped-def]
    draft = begin(scan=handed_content(PDF, "foto.pdf"))
    stranger = hire("dorkas", "kecamatan_officer", "530201")
    with scope(stranger), pytest.raises(Refusal) as refused:
        draft_scan(draft)
    assert refused.value.code == "no-such-object"
    with pytest.raises(Refusal):
        save_line(draft=draft, number=1, line=line(1), by=stranger, at=now)
    with pytest.raises(Refusal) as outside:
        begin_draft(programme="ntt-2025", door="village", source="", area=NITA, brought_by="x", by=stranger, at=now)
    assert outside.value.code == "outside-area"


def test_a_list_given_up_is_gone(begin, operator, now) -> None:  # type: ignore[no-untyped-def]
    draft = begin()
    save_draft(draft=draft, lines=[line(1)], version=1, by=operator, at=now)
    drop_draft(draft=draft, by=operator, at=now)
    with scope(operator):
        assert draft_view(draft, ON).lines == ()
    with pytest.raises(Refusal):
        hand_in_draft(draft=draft, by=operator, at=now)


def test_the_same_list_typed_twice_is_told_to_be_here(begin, operator, now) -> None:  # type: ignore[no-untyped-def]
    uploads = []
    for _each in range(2):
        draft = begin()
        save_draft(draft=draft, lines=[line(1), line(2)], version=1, by=operator, at=now)
        uploads.append(hand_in_draft(draft=draft, by=operator, at=now))
    assert uploads[1].job is None
    assert uploads[0].upload == uploads[1].upload
    with scope(operator):
        assert len(upload_report(uploads[0].upload).files) == 1


def test_cells_from_a_spreadsheet_land_under_their_headers_or_in_order() -> None:
    fields = columns_for(NITA)
    with_headers = 'NIK\tNama Lengkap\tTgl Lahir\n5307100702700002\tYosef Lewar\t7-2-1970\n\t"Maria\nLodan"\t1-1-1980\n'
    assert pasted(with_headers, fields) == [
        {"nik": "5307100702700002", "name": "Yosef Lewar", "birth_date": "7-2-1970"},
        {"name": "Maria Lodan", "birth_date": "1-1-1980"},
    ]
    assert pasted("Yosef Lewar\t5307100702700002\tL\r\n", fields) == [{"name": "Yosef Lewar", "nik": "5307100702700002", "sex": "L"}]
    assert pasted("", fields) == []


def test_a_list_of_a_kecamatan_asks_for_the_village_of_each() -> None:
    assert "village" in columns_for("530704")
    assert "village" not in columns_for(NITA)
    verdicts = judged([line(1, village="Nita"), line(2)], "530704", Typist(on=ON, known_area="530704"))
    assert verdicts[1].findings == ()
    assert "area-absent" in verdicts[2].findings


def test_the_same_lines_give_the_same_bytes_and_nothing_becomes_a_formula() -> None:
    lines = [line(1, name="=HYPERLINK(1)")]
    assert as_workbook(lines, NITA) == as_workbook(lines, NITA)
    assert b"<f>" not in as_workbook(lines, NITA)
