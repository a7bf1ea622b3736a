"""The papers of listing, verification, decision and enrolment, made of an office's own people."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from tests.selection.office import ON, officer, opened_office, registered

from payung.core.refusals import Refusal
from payung.enrolment.actions.papers import leave_with, make_papers, write_papers
from payung.exchange.papers.letters import outline
from payung.exchange.papers.signatures import page_count
from payung.governance.actions.documents import initial_document, set_number, sign_document
from payung.governance.models import Document, Export
from payung.governance.queries.documents import document_view, rendered
from payung.governance.queries.scope import scope
from payung.places.queries import letterhead
from payung.registry.actions.rounds import open_round
from payung.selection.actions import approve_list, decree_list, return_list, submit_list
from payung.selection.models import BeneficiaryList
from payung.selection.queries import list_view
from payung.selection.queries.papers import annex_papers, provisional_paper
from payung.selection.queries.runs import run_report

pytestmark = pytest.mark.django_db
VILLAGE = "5307012001"
SCAN = b"\xff\xd8\xff\xe0" + b"\0" * 40


@pytest.fixture
def office(operator, now):  # type: ignore[no-untyped-def]
    held = opened_office(operator, now)
    registered(90, regencies=("5307", "5308"))
    registered(6, seed=2, area=VILLAGE, village_code=VILLAGE, died_on=None)
    return held


@pytest.fixture
def listed(office, now):  # type: ignore[no-untyped-def]
    run = office.select().run
    return SimpleNamespace(run=run, id=submit_list(run=run, by=office.data, at=now), office=office)


def make(office, kind: str, about: object, area: str = "", **options):  # type: ignore[no-untyped-def]
    return make_papers(
        **{"kind": kind, "about": str(about), "area": area, "on": ON, "by": office.data, "at": office.now} | options
    ).documents


def text(document: int) -> str:
    return str(outline(rendered(document, "docx").content)).replace("\\xa0", " ")


def code_of(act) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


def test_every_regency_gets_its_letter_with_the_annex_in_it(office):  # type: ignore[no-untyped-def]
    made = make(office, "quota-letter", "ntt-2025")
    assert len(made) == 22
    sikka = next(each for each in made if document_view(each, ON).area == "5307")
    told = text(sikka)
    for part in (
        "Bupati Sikka",
        "DINAS KOPERASI, TENAGA KERJA DAN TRANSMIGRASI",
        "Kuota Kabupaten Sikka",
        "enam belas angka",
        "30 Juni 2025",
    ):
        assert part in told
    message = document_view(sikka, ON).message
    assert "Bupati Sikka" in message
    assert make(office, "quota-letter", "ntt-2025", "5307") == (sikka,), "it stands already"


def test_a_village_gets_its_sheet_minutes_attendance_and_statement(office, tmp_path):  # type: ignore[no-untyped-def]
    sheet, minutes, seats, statement = (
        make(office, kind, "ntt-2025", VILLAGE)[0] for kind in ("verification-sheet", "minutes-village", "attendance", "sptjm-village")
    )
    assert document_view(sheet, ON).row.people >= 6
    assert page_count(rendered(sheet, "pdf").content) >= 1
    assert "nik-2-0" in text(minutes), "the minutes carry who was discussed"
    assert "Kepala Desa Masabewa" in text(statement)
    assert "30" in text(seats)
    assert code_of(lambda: make(office, "minutes-ward", "ntt-2025", VILLAGE)) == "wrong-paper"
    assert code_of(lambda: make(office, "minutes-village", "ntt-2025", "5371011001")) == "wrong-paper"
    ward = make(office, "minutes-ward", "ntt-2025", "5371011001")[0]
    assert "REMBUK KELURAHAN" in text(ward)
    written = write_papers(documents=[sheet, minutes], form="", out=tmp_path, purpose="verifikasi", by=office.data, at=office.now)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(each.name for each in written)
    assert all("LATIHAN" in each.name for each in written)
    assert Export.objects.filter(purpose="verifikasi").count() == 2


def test_a_recapitulation_counts_the_answers_of_the_newest_round_and_a_statement_of_the_office_rests_on_it(office):  # type: ignore[no-untyped-def]
    assert code_of(lambda: make(office, "recap-regency", "ntt-2025", "5307")) == "nobody-asked"
    opened = open_round(kind="village", programme="ntt-2025", due=date(2025, 7, 1), on=ON, by=office.data, at=office.now)
    recap = make(office, "recap-regency", "ntt-2025", "5307")[0]
    assert document_view(recap, ON).row.due_on == date(2025, 7, 1)
    assert "Belum" in text(recap)
    district = make(office, "recap-district", "ntt-2025", VILLAGE[:6])[0]
    assert "Masabewa" in text(district)
    assert code_of(lambda: make(office, "recap-district", "ntt-2025", VILLAGE)) == "wrong-paper"
    statement = make(office, "sptjm-office", "ntt-2025", "53")[0]
    assert "SURAT PERNYATAAN TANGGUNG JAWAB MUTLAK" in text(statement)
    assert opened.people > 0


@pytest.mark.parametrize("kind", ["dukcapil", "welfare", "bpjs"])
def test_a_round_of_another_office_is_handed_over_with_request_and_minutes(office, kind):  # type: ignore[no-untyped-def]
    opened = open_round(kind=kind, programme="ntt-2025", area="5307", due=date(2025, 7, 1), on=ON, by=office.data, at=office.now)
    made = make(office, f"handover-{kind}", opened.round)[0]
    told = text(made)
    for part in ("BERITA ACARA SERAH TERIMA DATA", "PIHAK KEDUA", "Kabupaten Sikka", "1 Juli 2025"):
        assert part in told
    other = "bpjs" if kind != "bpjs" else "welfare"
    assert code_of(lambda: make(office, f"handover-{other}", opened.round)) == "wrong-paper"


def test_a_decree_is_drafted_of_a_list_that_was_handed_in_and_names_its_digest(listed):  # type: ignore[no-untyped-def]
    office = listed.office
    made = make(office, "decree", listed.id)[0]
    told = text(made)
    for part in ("GUBERNUR NUSA TENGGARA TIMUR", "MEMUTUSKAN", "40 orang", "Kabupaten Sikka", "Juli 2025"):
        assert part in told
    assert code_of(lambda: make(office, "decree", "first")) == "no-such-object"
    assert code_of(lambda: make(office, "decree", 999)) == "no-such-list"


def test_an_annex_for_each_regency_in_two_editions_one_without_any_nik(listed):  # type: ignore[no-untyped-def]
    office = listed.office
    full, public = (make(office, kind, listed.id) for kind in ("annex-full", "annex-public"))
    assert len(full) == len(public) == 2
    assert sum(Document.objects.get(pk=each).people for each in full) == run_report(listed.run).chosen
    with scope(office.data):
        shown = [row for paper in annex_papers(listed.id, kind="annex-public", on=ON) for row in paper.rows["orang"]]
        whole = [row for paper in annex_papers(listed.id, kind="annex-full", on=ON) for row in paper.rows["orang"]]
    assert {row["nik"] for row in whole} & {f"nik-1-{n}" for n in range(90)}
    assert not any("nik" in row for row in shown)
    for each in (*full, *public):
        assert page_count(rendered(each, "pdf").content) >= 1
    assert code_of(lambda: make(office, "annex-full", listed.id, "5371")) == "wrong-area"


def test_who_does_not_see_numbers_gets_no_paper_that_shows_them(listed, operator, now):  # type: ignore[no-untyped-def]
    office = listed.office
    full = make(office, "annex-full", listed.id)[0]
    public = make(office, "annex-public", listed.id)[0]
    planner = officer(operator, "rencana", "programme_officer", now)
    assert code_of(lambda: make(office, "annex-full", listed.id, by=planner)) == "field-not-allowed"
    assert code_of(lambda: leave_with(document=full, form="pdf", by=planner, at=now)) == "field-not-allowed"
    assert leave_with(document=public, form="pdf", by=planner, at=now)[1].startswith(b"%PDF")
    assert code_of(lambda: make(office, "annex-public", listed.id, by=office.legal)) == "not-allowed"


def test_a_provisional_list_hangs_in_each_village_by_hamlet_with_the_slip(listed):  # type: ignore[no-untyped-def]
    office = listed.office
    assert code_of(lambda: make(office, "provisional-list", listed.run)) == "due-missing"
    made = make(office, "provisional-list", listed.run, "5307", due=date(2025, 7, 1))
    view = document_view(made[0], ON)
    assert view.area.startswith("5307")
    assert page_count(rendered(made[0], "pdf").content) >= 2, "the slip has a page of its own"
    with scope(office.data):
        paper = provisional_paper(listed.run, village=view.area, until=date(2025, 7, 1), on=ON)
    assert not any("nik" in row for row in paper.rows["orang"])
    assert {row["keadaan"] for row in paper.rows["orang"]} <= {"Terpilih", "Cadangan"}


def test_receipt_lists_wait_for_the_reply(listed):  # type: ignore[no-untyped-def]
    assert code_of(lambda: make(listed.office, "receipts-card", listed.id)) == "nothing-to-write"
    assert code_of(lambda: make(listed.office, "receipts-book", listed.id, VILLAGE)) == "nobody-accepted"


def test_a_posting_makes_papers_of_its_own_area_only_and_not_without_end(office, operator, now):  # type: ignore[no-untyped-def]
    sikka = officer(operator, "sikka", "regency_verifier", now, "5307")
    made = make(office, "attendance", "ntt-2025", VILLAGE[:6], by=sikka)
    assert {Document.objects.get(pk=each).area[:6] for each in made} == {VILLAGE[:6]}
    assert code_of(lambda: make(office, "attendance", "ntt-2025", "5308", by=sikka)) == "outside-area"
    assert code_of(lambda: make(office, "attendance", "ntt-2025")) == "too-many"
    assert letterhead(VILLAGE, ON).above == "Pemerintah Kabupaten Sikka, Kecamatan Paga"


def signed(office, document: int) -> None:  # type: ignore[no-untyped-def]
    """The paper initialled, numbered and its signed copy kept."""
    initial_document(document_id=document, by=office.head, at=office.now)
    set_number(document_id=document, number="100/KEP/2025", on=date(2025, 6, 9), by=office.data, at=office.now)
    sign_document(document_id=document, content=SCAN, name="sk.jpg", signed_on=date(2025, 6, 9), by=office.legal, at=office.now)


def test_a_list_is_decreed_by_the_signed_copy_of_its_own_decree(listed):  # type: ignore[no-untyped-def]
    office = listed.office
    office.bring_into_force()
    approve_list(list_id=listed.id, by=office.head, at=office.now)
    assert code_of(lambda: decree_list(list_id=listed.id, by=office.legal, at=office.now)) == "decree-incomplete"
    draft = make(office, "decree", listed.id)[0]
    assert code_of(lambda: decree_list(list_id=listed.id, by=office.legal, at=office.now)) == "decree-incomplete", "it is not signed yet"
    signed(office, draft)
    decree_list(list_id=listed.id, by=office.legal, at=office.now)
    view = list_view(listed.id)
    assert (view.status, view.decree_number, view.decree_on) == ("decreed", "100/KEP/2025", date(2025, 6, 9))


def test_a_decree_drafted_of_other_people_decrees_nothing(listed, operator, now):  # type: ignore[no-untyped-def]
    office = listed.office
    office.bring_into_force()
    draft = make(office, "decree", listed.id)[0]
    signed(office, draft)
    return_list(list_id=listed.id, reason="ganda", by=office.head, at=office.now)
    BeneficiaryList.objects.filter(pk=listed.id).update(digest=b"other" * 8, status="approved")
    assert code_of(lambda: decree_list(list_id=listed.id, by=office.legal, at=office.now)) == "decree-of-another-list"
