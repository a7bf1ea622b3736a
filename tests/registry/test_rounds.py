"""A round from end to end: opened, handed out, answered in whatever form, recorded on the right people, each in exactly one state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.registry.people import NEXT_VILLAGE, OTHER_REGENCY, VILLAGE, dead, everything_in, member, person

from payung.core.refusals import Refusal
from payung.governance.actions.audit import record
from payung.intake.models import IntakeRow, Upload
from payung.places.actions import load_places
from payung.programmes.actions import load_programme
from payung.registry.actions import (
    add_deaths,
    add_participants,
    admit_rows,
    close_round,
    export_round,
    link,
    open_round,
    record_answers,
    reopen_round,
    write_template,
)
from payung.registry.models import DeathNotice, Participation, RoundPerson, Worker
from payung.registry.queries import covered, population, round_status, told_of
from payung.registry.queries.answers import round_states
from payung.registry.rules.rounds import SILENT

pytestmark = pytest.mark.django_db

CODE = "payung_baris"


@pytest.fixture
def office(operator, now, today):  # type: ignore[no-untyped-def]
    """A province with its places and the programme of 2025."""
    load_places(province="53", by=operator, at=now, record=record)
    load_programme(source="ntt-2025", by=operator, at=now)
    return operator


@pytest.fixture
def listed(office, send, now) -> Callable[..., list[int]]:  # type: ignore[no-untyped-def]
    """Workers of rows that stand, in the order of the rows."""

    def enter(*people: Mapping[str, Any]) -> list[int]:
        send(*people)
        admit_rows(by=office, at=now)
        return list(Worker.objects.order_by("id").values_list("pk", flat=True))[-len(people) :]

    return enter


@pytest.fixture
def ask(office, now, today):  # type: ignore[no-untyped-def]
    """Open a round: `ask("village")`."""

    def opened(kind: str, area: str | None = None, due: date | None = None) -> int:
        return open_round(kind=kind, programme="ntt-2025", area=area, due=due, on=today, by=office, at=now).round

    return opened


@pytest.fixture
def answer(office, now, today):  # type: ignore[no-untyped-def]
    """Record files: `answer(round, path)`; the report of the only file."""

    def recorded(round_id: int, *paths: Path, on: date = today, by=office, answerer: str = "Kepala Desa"):  # type: ignore[no-untyped-def]
        report = record_answers(round_id=round_id, files=paths, answerer=answerer, on=on, by=by, at=now)
        return report.files[0] if len(report.files) == 1 else report.files

    return recorded


class Sheet:
    """A workbook that went out, opened to be filled in: cells by the header above them."""

    def __init__(self, path: Path) -> None:
        self._book = openpyxl.load_workbook(path)
        self.sheet = self._book["Isian"]
        self.top = next(row for row in range(1, 20) if self.sheet.cell(row, 1).value == "No")
        self.columns = {cell.value: cell.column for cell in self.sheet[self.top] if cell.value}

    def row_of(self, name: str) -> int:
        return next(row for row in range(self.top + 1, self.sheet.max_row + 1) if self.get(row, "Nama lengkap") == name)

    def get(self, row: int, header: str) -> Any:
        return self.sheet.cell(row, self.columns[header]).value

    def put(self, row: int | str, **answers: Any) -> None:
        """Fill cells in; headers with underscores for spaces."""
        at = self.row_of(row) if isinstance(row, str) else row
        for header, value in answers.items():
            self.sheet.cell(at, self.columns[header.replace("_", " ")], value)

    def empty_row(self) -> int:
        rows = range(self.top + 1, self.sheet.max_row + 1)
        return next(row for row in rows if self.get(row, CODE) and not self.get(row, "Nama lengkap"))

    def save(self, path: Path) -> Path:
        self._book.save(path)
        return path


@pytest.fixture
def sheets(office, now, today, tmp_path):  # type: ignore[no-untyped-def]
    """The workbooks of a round by who answers: `sheets(round)["5307012001"]`."""

    def exported(round_id: int) -> dict[str, Sheet]:
        written = export_round(round_id=round_id, out=tmp_path / f"out{round_id}", on=today, by=office, at=now)
        return {path.name.split("-")[1]: Sheet(path) for path in written if path.suffix == ".xlsx"}

    return exported


def states(round_id: int) -> dict[int, str]:
    return dict(RoundPerson.objects.filter(round_id=round_id).values_list("worker_id", "state"))


def test_everybody_who_lives_is_asked_about_and_silent_at_first(listed, ask):  # type: ignore[no-untyped-def]
    workers = listed(person(1), person(2), person(3, village_code=OTHER_REGENCY))
    Worker.objects.filter(pk=workers[1]).update(died_on=date(2025, 1, 1))
    opened = ask("village", due=date(2025, 7, 1))
    assert states(opened) == {workers[0]: SILENT, workers[2]: SILENT}
    assert states(ask("village", area="5308")) == {workers[2]: SILENT}
    with pytest.raises(Refusal) as refusal:
        ask("village", area="5301")
    assert refusal.value.code == "nobody-to-ask"
    with pytest.raises(Refusal) as refusal:
        ask("astrology")
    assert refusal.value.code == "unknown-round-kind"


def test_a_village_gets_a_workbook_with_text_drop_downs_and_codes_and_a_form_for_paper(listed, ask, office, now, today, tmp_path):  # type: ignore[no-untyped-def]
    listed(person(1), person(2), person(3, village_code=NEXT_VILLAGE))
    paths = export_round(round_id=ask("village"), out=tmp_path, on=today, by=office, at=now)
    assert [path.name for path in paths] == [
        f"village-{code}{end}" for code in (VILLAGE, NEXT_VILLAGE) for end in ("-LATIHAN.xlsx", "-cetak-LATIHAN.html")
    ]
    book = openpyxl.load_workbook(paths[0])
    sheet = Sheet(paths[0])
    assert book["Isian"]["A1"].value == "LATIHAN"
    assert book["Pilihan"].sheet_state == "hidden"
    row = sheet.row_of(person(1)["name"])
    assert sheet.get(row, "NIK") == person(1)["nik"]
    assert sheet.sheet.cell(row, sheet.columns["NIK"]).number_format == "@"
    letter = openpyxl.utils.get_column_letter(sheet.columns[CODE])
    assert sheet.sheet.column_dimensions[letter].hidden
    assert sheet.get(sheet.empty_row(), CODE)
    assert len(sheet.sheet.data_validations.dataValidation) >= 4
    assert str(book["Isian"].page_setup.paperSize) == "9"
    form = paths[1].read_text(encoding="utf-8")
    assert person(1)["name"] in form
    assert "LATIHAN" in form
    assert "Kepala Desa/Lurah" in form


def test_answers_land_by_the_hidden_code_and_each_person_ends_in_one_state(listed, ask, sheets, answer, tmp_path):  # type: ignore[no-untyped-def]
    workers = listed(*(person(number) for number in range(6)))
    opened = ask("village")
    sheet = sheets(opened)[VILLAGE]
    sheet.put(person(0)["name"], Keadaan="tinggal di sini", Pekerjaan_sekarang="Nelayan", Tempat_kerja="Pantai Paga", Urutan_desa=2)
    sheet.put(person(1)["name"], Keadaan="Meningal", Tanggal_meninggal="03-02-2025")
    sheet.put(person(2)["name"], Keadaan="pindah ke Kupang")
    sheet.put(person(3)["name"], Urutan_desa=1)
    sheet.put(person(4)["name"], Keadaan="entah")
    report = answer(opened, sheet.save(tmp_path / "back.xlsx"))
    assert states(opened) == dict(zip(workers, ["here", "dead", "moved", "here", SILENT, SILENT], strict=True))
    assert (report.outcome, report.rows, report.landed, report.answers, report.new_names) == ("recorded", 6, 6, 4, 0)
    assert [each.reason for each in report.unused] == ["answer-unreadable"]
    people = {each["worker"]: each for each in population(date(2025, 6, 10)).iter_rows(named=True)}
    assert (people[workers[0]]["occupation"], people[workers[0]]["village_order"]) == ("Nelayan", 2)
    assert people[workers[3]]["occupation"] == "Petani"  # what the list says, where the village says nothing
    assert people[workers[1]]["died_on"] == date(2025, 2, 3)
    assert "Verifikasi desa" in Worker.objects.get(pk=workers[1]).died_source
    held = RoundPerson.objects.select_related("answer__file").get(worker=workers[0])
    assert (held.answered_on, held.answer.file.answerer) == (date(2025, 6, 10), "Kepala Desa")


def test_the_same_answers_again_change_nothing_and_a_later_one_stands(listed, ask, sheets, answer, tmp_path):  # type: ignore[no-untyped-def]
    (worker,) = listed(person(1))
    opened = ask("village")
    sheet = sheets(opened)[VILLAGE]
    sheet.put(person(1)["name"], Keadaan="merantau")
    path = sheet.save(tmp_path / "a.xlsx")
    answer(opened, path)
    assert answer(opened, path).outcome == "already-here"
    sheet.put(1, No="No")
    again = answer(opened, sheet.save(tmp_path / "b.xlsx"), on=date(2025, 6, 20))  # other bytes, the same answers
    assert (again.outcome, again.answers) == ("recorded", 0)
    sheet.put(person(1)["name"], Keadaan="ada")
    assert answer(opened, sheet.save(tmp_path / "c.xlsx"), on=date(2025, 6, 21)).answers == 1
    assert states(opened) == {worker: "here"}
    sheet.put(person(1)["name"], Keadaan="pindah")
    answer(opened, sheet.save(tmp_path / "d.xlsx"), on=date(2025, 6, 15))  # older than what stands: kept, and that is all
    assert states(opened) == {worker: "here"}
    assert [(each.state, each.stands) for each in told_of(worker)] == [("here", True), ("moved", False), ("migrated", False)]


def test_new_names_go_to_intake_as_rows_of_the_village(listed, ask, sheets, answer, office, now, tmp_path):  # type: ignore[no-untyped-def]
    listed(person(1), person(2))
    opened = ask("village")
    sheet = sheets(opened)[VILLAGE]
    sheet.put(sheet.empty_row(), Nama_lengkap="Yohanes Nong Baba", NIK="5307010207800009", Pekerjaan_sekarang="Petani", Keadaan="ada")
    sheet.sheet.cell(sheet.row_of("Yohanes Nong Baba"), sheet.columns["Tanggal lahir"], date(1980, 7, 2))
    row = sheet.empty_row()
    sheet.put(row, Nama_lengkap="Maria Nona Sareng", NIK=5307014101850003)  # typed as a number: nobody knows its last digit
    report = answer(opened, sheet.save(tmp_path / "back.xlsx"))
    assert (report.landed, report.new_names) == (2, 2)
    upload = Upload.objects.get(pk=report.upload)
    assert (upload.door, upload.programme.code, upload.source) == ("village", "ntt-2025", f"Verifikasi desa {opened}: Kepala Desa")
    rows = IntakeRow.objects.filter(file__upload=upload).order_by("row_number")
    assert [(each.name, each.nik_state, each.village_code, each.occupation) for each in rows] == [
        ("Yohanes Nong Baba", "sound", VILLAGE, "Petani"),
        ("Maria Nona Sareng", "suspect", VILLAGE, ""),
    ]
    assert rows[1].row_number == row
    admit_rows(by=office, at=now)
    programme = upload.programme_id
    told = round_states(programme, "village", date(2025, 6, 10))
    assert told["state"].to_list() == ["new-name", "new-name"]


def test_a_retyped_list_without_codes_lands_by_nik_then_by_name_and_date_then_by_likeness(listed, ask, answer, write_list):  # type: ignore[no-untyped-def]
    workers = listed(*(person(number) for number in range(6)))
    opened = ask("village")
    wrong = person(2)["nik"][:8] + "9" + person(2)["nik"][9:]
    rows = [
        {"NIK": person(0)["nik"], "Nama": person(0)["name"].upper(), "Tgl Lahir": "01/01/1970", "Keterangan": "masih hidup"},
        {"NIK": "", "Nama": person(1)["name"], "Tgl Lahir": person(1)["birth_date"].strftime("%d/%m/%Y"), "Keterangan": "wafat"},
        {
            "NIK": wrong,
            "Nama": "Agustinus Bolly Tokan",
            "Tgl Lahir": person(2)["birth_date"].strftime("%d/%m/%Y"),
            "Keterangan": "merantau",
        },
        {"NIK": person(4)["nik"], "Nama": "Orang Lain Sekali", "Tgl Lahir": "05/05/1999", "Keterangan": "meninggal"},
    ]
    report = answer(opened, write_list("ketik ulang.csv", rows))
    assert states(opened) == dict(zip(workers, ["here", "dead", "migrated", SILENT, SILENT, SILENT], strict=True))
    assert [(each.row_number, each.reason) for each in report.unused] == [(5, "not-asked")]


def test_codes_that_stayed_behind_when_rows_were_sorted_do_not_mislead(listed, ask, sheets, answer, tmp_path):  # type: ignore[no-untyped-def]
    workers = listed(*(person(number) for number in range(4)))
    opened = ask("village")
    sheet = sheets(opened)[VILLAGE]
    sheet.put(person(0)["name"], Keadaan="pindah")
    rows = [sheet.row_of(person(number)["name"]) for number in range(4)]
    codes = [sheet.get(row, CODE) for row in rows]
    for row, code in zip(rows, [*codes[1:], codes[0]], strict=True):
        sheet.sheet.cell(row, sheet.columns[CODE], code)
    answer(opened, sheet.save(tmp_path / "sorted.xlsx"))
    assert states(opened)[workers[0]] == "moved"
    assert set(states(opened).values()) == {"moved", SILENT}


def test_a_template_without_a_round_answers_the_round_that_comes_later(listed, ask, answer, office, now, today, tmp_path):  # type: ignore[no-untyped-def]
    (worker,) = listed(person(1))
    workbook, _ = write_template(programme="ntt-2025", village="53.07.01.2001", out=tmp_path, on=today, by=office, at=now)
    sheet = Sheet(workbook)
    sheet.put(person(1)["name"], Keadaan="ada")
    path = sheet.save(tmp_path / "back.xlsx")
    first, second = ask("village"), ask("village")
    assert answer(first, path).answers == 1
    assert states(first) == {worker: "here"}
    filled = Sheet(write_template(programme="ntt-2025", village=VILLAGE, out=tmp_path, on=today, by=office, at=now)[0])
    filled.put(person(1)["name"], Keadaan="ada")
    other = answer(first, filled.save(tmp_path / "of second.xlsx"))  # the template now belongs to the newest round
    assert [each.reason for each in other.unused] == ["other-round"]
    assert states(second) == {worker: SILENT}


def test_a_village_answers_inside_its_area_and_opens_nothing(listed, ask, sheets, answer, hire, tmp_path, now, today):  # type: ignore[no-untyped-def]
    here, there = listed(person(1), person(2, village_code=NEXT_VILLAGE))
    opened = ask("village")
    clerk = hire("sekdes", "village_officer", VILLAGE)
    files = []
    for village, number in ((VILLAGE, 1), (NEXT_VILLAGE, 2)):
        sheet = sheets(opened)[village]
        sheet.put(person(number)["name"], Keadaan="pindah")
        files.append(sheet.save(tmp_path / f"{village}.xlsx"))
    own, others = answer(opened, *files, by=clerk)
    assert (own.answers, others.answers, [each.reason for each in others.unused]) == (1, 0, ["outside-area"])
    assert others.new_names == 0
    assert states(opened) == {here: "moved", there: SILENT}
    for act in (
        lambda: open_round(kind="village", programme="ntt-2025", on=today, by=clerk, at=now),
        lambda: export_round(round_id=opened, out=tmp_path, on=today, by=clerk, at=now),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == "not-allowed"


def test_one_bad_file_stops_no_other_and_what_is_no_answer_is_told(listed, ask, sheets, answer, tmp_path):  # type: ignore[no-untyped-def]
    (worker,) = listed(person(1))
    opened = ask("village")
    sheet = sheets(opened)[VILLAGE]
    sheet.put(person(1)["name"], Keadaan="ada")
    broken, empty = tmp_path / "broken.xlsx", tmp_path / "notes.csv"
    broken.write_bytes(b"")
    empty.write_text("Kepada Yth;Bapak Camat\n", encoding="utf-8")
    reports = answer(opened, broken, sheet.save(tmp_path / "good.xlsx"), empty)
    assert [(each.outcome, each.code) for each in reports] == [("refused", "empty"), ("recorded", ""), ("no-people", "")]
    assert states(opened) == {worker: "here"}
    with pytest.raises(Refusal) as refusal:
        answer(opened + 99, broken)
    assert refusal.value.code == "no-such-object"


def test_a_nik_that_the_civil_registry_confirms_is_verified_until_it_says_otherwise(listed, ask, answer, write_list):  # type: ignore[no-untyped-def]
    one, twin, other = listed(person(1), person(1, name="Petrus Kopong"), person(2))
    opened = ask("dukcapil")
    rows = [{"NIK": person(number)["nik"], "Nama": person(number)["name"], "Hasil": "Sesuai"} for number in (2,)]
    answer(opened, write_list("a.csv", rows), answerer="Dukcapil")
    macs = dict(Worker.objects.values_list("pk", "verified_nik_mac"))
    assert len(bytes(macs[other])) == 32
    assert (macs[one], macs[twin]) == (None, None)
    twins = [
        {"NIK": person(1)["nik"], "Nama": name, "Tanggal lahir": person(1)["birth_date"], "Hasil": "match"}
        for name in (person(1)["name"], "Petrus Kopong")
    ]
    answer(opened, write_list("b.csv", twins), answerer="Dukcapil")
    verified = Worker.objects.filter(pk__in=[one, twin], verified_nik_mac__isnull=False)
    assert verified.count() == 1  # one NIK, two records: a clerk decides who they are
    answer(opened, write_list("c.csv", [rows[0] | {"Hasil": "tidak ditemukan"}]), on=date(2025, 6, 11))
    assert Worker.objects.get(pk=other).verified_nik_mac is None
    assert states(opened)[other] == "not-found"


def test_a_village_that_sees_him_alive_outranks_a_death_list_until_it_says_so_no_more(listed, ask, answer, write_list, office, now, today):  # type: ignore[no-untyped-def]
    (worker,) = listed(person(1))
    opened, registry = ask("village"), ask("dukcapil")
    row = {"NIK": person(1)["nik"], "Nama": person(1)["name"]}

    def died() -> tuple[date | None, str]:
        return Worker.objects.values_list("died_on", "died_source").get(pk=worker)

    answer(opened, write_list("desa.csv", [row | {"Keadaan": "masih hidup"}]))
    add_deaths(path=write_list("deaths.csv", [dead(1)]), source="Paroki", on=today, by=office, at=now)
    assert link(seed=1, on=today, by=office, at=now).died == 1
    assert died() == (None, "")
    notice = DeathNotice.objects.get()
    assert (notice.worker_id, notice.died_on, notice.status) == (worker, date(2025, 3, 2), "matched")  # what the list says stays told
    answer(opened, write_list("desa2.csv", [row | {"Keadaan": "tidak dikenal"}]), on=date(2025, 6, 11))
    assert died() == (date(2025, 3, 2), "Desa")
    answer(registry, write_list("padan.csv", [row | {"Hasil": "sesuai"}]), on=date(2025, 6, 12))
    assert died() == (date(2025, 3, 2), "Desa")  # a register that matches has not seen him alive
    answer(opened, write_list("desa3.csv", [row | {"Keadaan": "meninggal", "Tanggal meninggal": "28-02-2025"}]), on=date(2025, 6, 13))
    assert died() == (date(2025, 2, 28), f"Verifikasi desa {opened}: Kepala Desa")


def test_what_bpjs_answers_is_cover_or_ends_what_lists_say(listed, ask, answer, write_list, office, now, today):  # type: ignore[no-untyped-def]
    one, two = listed(person(1), person(2))
    add_participants(path=write_list("members.csv", [member(1)]), source="Daftar BPJS", on=date(2025, 6, 1), by=office, at=now)
    link(seed=1, on=today, by=office, at=now)
    opened = ask("bpjs")
    rows = [
        {"NIK": person(1)["nik"], "Nama": person(1)["name"], "Status": "Belum terdaftar", "Segmen": "", "Aktif sampai": ""},
        {"NIK": person(2)["nik"], "Nama": person(2)["name"], "Status": "Aktif", "Segmen": "PU", "Aktif sampai": "31-08-2025"},
    ]
    answer(opened, write_list("bpjs.csv", rows), answerer="BPJS Maumere")
    assert set(covered(today, today)["worker"]) == {two}
    assert set(covered(date(2025, 5, 1), date(2025, 5, 31))["worker"]) == {one}  # what the list said of earlier days stays
    told = Participation.objects.get(worker=two)
    assert (told.segment, told.payer_kind, told.ends_on, told.source) == (
        "pu",
        "employer",
        date(2025, 9, 1),
        f"Penyaringan BPJS Ketenagakerjaan {opened}",
    )
    answer(opened, write_list("lagi.csv", [rows[1] | {"Status": "tidak aktif", "Segmen": "", "Aktif sampai": ""}]), on=date(2025, 6, 20))
    assert covered(date(2025, 6, 21), date(2025, 6, 21)).is_empty()


def test_two_rounds_that_differ_are_both_kept_and_the_newest_says_what_holds(listed, ask, answer, write_list):  # type: ignore[no-untyped-def]
    (worker,) = listed(person(1))
    row = {"NIK": person(1)["nik"], "Nama": person(1)["name"]}
    village, registry = ask("village"), ask("dukcapil")
    answer(registry, write_list("d.csv", [row | {"Hasil": "meninggal", "Tanggal meninggal": "2025-02-01"}]), on=date(2025, 6, 8))
    answer(village, write_list("v.csv", [row | {"Keadaan": "ada"}]), on=date(2025, 6, 9), answerer="Sekdes")
    assert population(date(2025, 6, 10))["died_on"][0] is None
    told = told_of(worker)
    assert [(each.kind, each.state, each.answerer, each.stands) for each in told] == [
        ("village", "here", "Sekdes", True),
        ("dukcapil", "dead", "Kepala Desa", True),
    ]
    assert round_status(village).states["here"] == round_status(registry).states["dead"] == 1


def test_identifiers_of_answers_are_sealed(listed, ask, answer, write_list):  # type: ignore[no-untyped-def]
    listed(person(1))
    opened = ask("village")
    answer(
        opened,
        write_list("v.csv", [{"NIK": person(1)["nik"], "Nama": person(1)["name"], "Keadaan": "ada", "Nama ibu": person(1)["mother"]}]),
    )
    for table in ("registry_roundperson", "registry_roundanswer", "registry_roundfile"):
        held = everything_in(table)
        assert held
        assert person(1)["nik"] not in held
        assert person(1)["mother"] not in held


def test_a_closed_round_takes_no_answers_and_names_what_it_rests_on(listed, ask, answer, office, now, today, tmp_path):  # type: ignore[no-untyped-def]
    listed(person(1), person(2))
    opened = ask("village")
    assert round_status(opened).agreement
    close_round(round_id=opened, on=today, by=office, at=now)
    with pytest.raises(Refusal) as twice:
        close_round(round_id=opened, on=today, by=office, at=now)
    assert twice.value.code == "wrong-status"
    (tmp_path / "late.csv").write_text("Nama lengkap;Keadaan\nSiapa;pindah\n")
    with pytest.raises(Refusal) as late:
        answer(opened, tmp_path / "late.csv")
    assert late.value.code == "round-closed"
    reopen_round(round_id=opened, by=office, at=now)
    assert round_status(opened).closed_on is None
