"""Taking files in: what is kept of them, what is told of each, and what a second time adds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.exchange.books import write_docx, write_ods, write_xls
from tests.intake.lists import HEADER, person, write_list

from payung.core.refusals import Refusal
from payung.exchange.workbooks import unpack_cells
from payung.governance.queries.audit import history
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.actors import Actor
from payung.intake.actions import add_upload
from payung.intake.models import IntakeRow, SourceFile, Upload
from payung.intake.queries import UploadReport, export_frame, findings_by_cause, rows_to_admit, uploads
from payung.intake.rules.statuses import UploadStatus

pytestmark = pytest.mark.django_db

Add = Callable[..., UploadReport]


@pytest.fixture
def add(operator: Actor, programme: str, now: datetime) -> Add:
    """Take files in as the operator, through the door of the villages unless told otherwise."""

    def call(*paths: Path, by: Actor = operator, source: str = "Desa Nita", door: str = "village", **more: Any) -> UploadReport:
        return add_upload(paths=paths, programme=programme, source=source, door=door, by=by, at=now, **more)

    return call


def test_every_person_of_a_folder_is_kept_once_and_told_of(add: Add, tmp_path: Path) -> None:
    write_list(tmp_path / "in" / "kecamatan" / "b.xlsx", [person(n) for n in range(10, 13)])
    write_list(tmp_path / "in" / "a.xlsx", [person(n) for n in range(5)])
    report = add(tmp_path / "in")
    assert [(file.file, file.outcome, file.people) for file in report.files] == [("a.xlsx", "read", 5), ("kecamatan/b.xlsx", "read", 3)]
    assert report.files[0].rows == 9  # title, header, five people, total, signature
    assert report.status is UploadStatus.READ
    assert IntakeRow.objects.count() == report.people == 8


def test_the_export_has_its_columns_in_order_of_file_sheet_and_row(add: Add, tmp_path: Path) -> None:
    write_list(tmp_path / "b.xlsx", [person(3)], sheet="Lembar")
    write_list(tmp_path / "a.xlsx", [person(1), person(2)])
    frame = export_frame(add(tmp_path / "b.xlsx", tmp_path / "a.xlsx").upload)
    assert frame.columns == ["file", "sheet", "row_number", "nik", "nik_state", "name", "sex", "birth_date", "village_code", "findings"]
    assert frame.select("file", "sheet", "row_number").rows() == [("a.xlsx", "Daftar", 4), ("a.xlsx", "Daftar", 5), ("b.xlsx", "Lembar", 4)]
    first = frame.row(0, named=True)
    assert (first["nik"], first["nik_state"], first["sex"]) == (person(1)["NIK"], "sound", "L")
    assert (first["name"], first["village_code"], first["findings"]) == ("Yosef da Silva Aa", "5307042001", "")


def test_a_row_is_kept_as_it_came_and_sealed(add: Add, tmp_path: Path) -> None:
    came = person(1, Nama="  yosef  DA silva", NIK="5307 1007 0270 0002")
    add(write_list(tmp_path / "a.xlsx", [came]))
    row = IntakeRow.objects.get()
    opened = keyring().open("intake_intakerow", row.pk, bytes(row.envelope))
    assert unpack_cells(opened["cells"])[: len(HEADER)] == tuple(came.values())
    assert (opened["nik"], opened["mother"], opened["phone"]) == ("5307100702700002", "Yohana", "081200000001")
    assert row.name == "yosef DA silva"
    assert bytes(row.row_digest) == keyring().digest("row", opened["cells"].encode())


def test_no_sealed_value_stands_in_a_table(add: Add, tmp_path: Path) -> None:
    add(write_list(tmp_path / "a.xlsx", [person(n, **{"Nama Ibu Kandung": "Ibundaku"}) for n in range(5)]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', [f"{person(1)['NIK']}|Ibundaku|{person(1)['No HP']}"])
            assert cursor.fetchone()[0] == 0, table


def test_the_same_file_twice_adds_nothing_whatever_its_name(add: Add, tmp_path: Path) -> None:
    first = add(write_list(tmp_path / "a.xlsx", [person(n) for n in range(4)]))
    (tmp_path / "again.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes())
    second = add(tmp_path / "again.xlsx", source="Camat")
    assert second.upload == first.upload
    assert [(file.file, file.outcome, file.people) for file in second.files] == [("again.xlsx", "already-here", 0)]
    assert (IntakeRow.objects.count(), Upload.objects.count()) == (4, 1)


def test_a_new_file_beside_one_that_is_here_adds_only_itself(add: Add, tmp_path: Path) -> None:
    write_list(tmp_path / "a.xlsx", [person(n) for n in range(4)])
    first = add(tmp_path)
    write_list(tmp_path / "b.xlsx", [person(n) for n in range(4, 6)])
    second = add(tmp_path)
    assert second.upload != first.upload
    assert [(file.file, file.outcome, file.people) for file in second.files] == [("a.xlsx", "already-here", 0), ("b.xlsx", "read", 2)]
    assert rows_to_admit().height == 6


def test_the_same_file_comes_through_each_door_once(add: Add, tmp_path: Path) -> None:
    add(write_list(tmp_path / "a.xlsx", [person(1)]))
    assert add(tmp_path / "a.xlsx", door="welfare").files[0].outcome == "read"
    assert add(tmp_path / "a.xlsx", door="welfare").files[0].outcome == "already-here"


def test_two_copies_in_one_folder_are_one(add: Add, tmp_path: Path) -> None:
    write_list(tmp_path / "a.xlsx", [person(n) for n in range(4)])
    (tmp_path / "salinan.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes())
    report = add(tmp_path)
    assert [(file.outcome, file.people) for file in report.files] == [("read", 4), ("already-here", 0)]
    assert IntakeRow.objects.count() == 4


def test_bad_files_are_refused_one_by_one_and_the_others_go_on(add: Add, tmp_path: Path) -> None:
    (tmp_path / "1-kosong.xlsx").touch()
    (tmp_path / "2-kosong.csv").touch()
    (tmp_path / "3-gambar.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (tmp_path / "4-putus.xlsx").write_bytes(write_list(tmp_path / "whole.xlsx", [person(n) for n in range(30)]).read_bytes()[:3000])
    (tmp_path / "whole.xlsx").unlink()
    (tmp_path / "5-surat.txt").write_text("Dengan hormat,\nbersama ini kami sampaikan.\n")
    write_list(tmp_path / "6-baik.xlsx", [person(1)])
    report = add(tmp_path)
    told = {file.file[0]: (file.outcome, file.code) for file in report.files}
    assert told == {
        "1": ("refused", "empty"),
        "2": ("refused", "empty"),
        "3": ("refused", "wrong-type"),
        "4": ("refused", "truncated"),
        "5": ("no-people", ""),
        "6": ("read", ""),
    }
    assert (uploads()[0].refused, uploads()[0].people) == (4, 1)


def test_a_folder_given_again_is_told_of_again_without_a_new_upload(add: Add, tmp_path: Path) -> None:
    write_list(tmp_path / "a.xlsx", [person(1)])
    (tmp_path / "b.xlsx").touch()
    (tmp_path / "c.txt").write_text("Dengan hormat")
    first, second = add(tmp_path), add(tmp_path)
    assert first.upload == second.upload
    assert [(file.outcome, file.code) for file in second.files] == [("already-here", ""), ("refused", "empty"), ("no-people", "")]
    assert Upload.objects.count() == 1


def test_a_copy_of_a_refused_file_is_refused_too(add: Add, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    assert [(file.outcome, file.code) for file in add(tmp_path).files] == [("refused", "wrong-type")] * 2


def test_other_kinds_of_files_are_read_too(add: Add, tmp_path: Path) -> None:
    rows = [HEADER, tuple(person(1).values())]
    write_xls(tmp_path / "a.xls", rows)
    write_ods(tmp_path / "b.ods", rows)
    write_docx(tmp_path / "c.docx", [rows])
    (tmp_path / "d.csv").write_text("\n".join(";".join(map(str, row)) for row in rows))
    frame = export_frame(add(tmp_path).upload)
    assert frame["sheet"].to_list() == ["Sheet1", "Lembar1", "table 1", ""]
    assert set(frame["nik"]) == {person(1)["NIK"]}


def test_people_without_a_sound_nik_are_never_dropped(add: Add, tmp_path: Path) -> None:
    niks = [None, "-", "belum punya", 5307100702700002, "53071007027", "5307100702700000", "5.30710070270000E+15", "9999999999999999"]
    upload = add(write_list(tmp_path / "a.xlsx", [person(n, NIK=nik) for n, nik in enumerate(niks)])).upload
    frame = export_frame(upload)
    assert frame.height == len(niks)
    assert "sound" not in set(frame["nik_state"])
    assert rows_to_admit().height == len(niks)
    assert not [code for code in frame["findings"] if "nik-" not in code]


def test_what_repeats_over_files_is_found_at_the_end(add: Add, tmp_path: Path) -> None:
    twice = person(7)
    write_list(tmp_path / "a.xlsx", [person(1), twice])
    write_list(tmp_path / "b.xlsx", [person(2), twice, person(3, NIK=person(1)["NIK"])])
    frame = export_frame(add(tmp_path).upload)
    found = {name: codes for name, codes in frame.select("name", "findings").rows() if codes}
    assert found == {
        person(1)["Nama"]: "nik-repeated",
        person(7)["Nama"]: "nik-repeated;row-repeated",
        person(3)["Nama"]: "nik-birthdate;nik-repeated",
    }


def test_a_row_belongs_to_its_village_else_to_its_sender(add: Add, hire: Callable[..., Actor], tmp_path: Path) -> None:
    sikka = hire("sikka", "regency_verifier", "5307")
    people = [person(1), person(2, Desa=None, Kecamatan=None), person(3, Desa="Desa Khayal", Kecamatan="Nita")]
    add(write_list(tmp_path / "a.xlsx", people), by=sikka)
    assert list(IntakeRow.objects.order_by("row_number").values_list("area", flat=True)) == ["5307042001", "5307", "5307"]


def test_a_village_outside_the_posting_keeps_the_senders_area_with_a_finding(add: Add, hire: Callable[..., Actor], tmp_path: Path) -> None:
    sikka = hire("sikka", "regency_verifier", "5307")
    header = (*HEADER[:6], "Kode Desa")
    rows = [header, (*list(person(1).values())[:6], "53.08.01.2002")]
    (tmp_path / "a.csv").write_text("\n".join(";".join(map(str, row)) for row in rows))
    frame = export_frame(add(tmp_path / "a.csv", by=sikka).upload)
    assert frame.select("village_code", "findings").row(0) == ("5308012002", "area-outside")
    assert IntakeRow.objects.get().area == "5307"


def test_another_regency_sees_nothing_of_an_upload(add: Add, hire: Callable[..., Actor], tmp_path: Path) -> None:
    upload = add(write_list(tmp_path / "a.xlsx", [person(1, NIK=None)]), by=hire("sikka", "regency_verifier", "5307")).upload
    with scope(hire("ende", "regency_verifier", "5308")):
        assert (uploads(), findings_by_cause(), rows_to_admit().height) == ([], [], 0)
        with pytest.raises(Refusal, match="no such upload"):
            export_frame(upload)


def test_a_regency_sees_the_findings_on_its_rows_though_the_province_took_them_in(
    add: Add, hire: Callable[..., Actor], tmp_path: Path
) -> None:
    add(write_list(tmp_path / "a.xlsx", [person(1, NIK=None), person(2, NIK=None, Desa="Ndorurea", Kecamatan="Nangapanda")]))
    assert [count.rows for count in findings_by_cause()] == [2]
    with scope(hire("sikka", "regency_verifier", "5307")):
        assert [count.rows for count in findings_by_cause()] == [1]


def test_findings_are_counted_by_cause(add: Add, tmp_path: Path) -> None:
    people = [person(1, NIK=None), person(2, NIK=None), person(3, JK="?")]
    upload = add(write_list(tmp_path / "a.xlsx", people)).upload
    counted = [(count.finding.code, count.finding.severity, count.rows) for count in findings_by_cause(upload)]
    assert counted == [("nik-absent", "error", 2), ("sex-absent", "error", 1)]
    assert all(count.finding.english and count.finding.indonesian for count in findings_by_cause())


def test_a_mapping_helps_and_is_remembered_for_its_source(add: Add, tmp_path: Path) -> None:
    def strange(path: Path, *numbers: int) -> Path:
        rows = [("Kolom1", "Kolom2"), *((person(n)["NIK"], person(n)["Nama"]) for n in numbers)]
        path.write_text("\n".join(",".join(row) for row in rows))
        return path

    add(strange(tmp_path / "a.csv", 1, 2), mapping={"Kolom1": "nik", "Kolom2": "name"}, source="Koperasi")
    frame = export_frame(add(strange(tmp_path / "b.csv", 3), source="Koperasi").upload)
    assert frame.select("nik", "name").rows() == [(person(3)["NIK"], person(3)["Nama"])]


def test_values_that_the_table_cannot_take_do_not_stop_a_file(add: Add, tmp_path: Path) -> None:
    people = [person(1, Nama="Maria " * 5000, Pekerjaan="t" * 3000, JK="Perempuan" * 50), person(2, Nama='Yos"ef, \\N\n\\.')]
    add(write_list(tmp_path / "a.xlsx", people))
    long, odd = IntakeRow.objects.order_by("row_number")
    assert (len(long.name), len(long.occupation)) == (300, 120)
    assert odd.name == 'Yos"ef, \\N \\.'
    assert keyring().open("intake_intakerow", long.pk, bytes(long.envelope))["cells"].count("Maria") == 5000


def test_an_upload_leaves_its_trail(add: Add, tmp_path: Path) -> None:
    upload = add(write_list(tmp_path / "a.xlsx", [person(1)])).upload
    assert [each.action for each in history("upload", upload)] == ["read_upload", "add_upload"]


def test_rows_of_an_upload_that_is_not_read_to_its_end_go_nowhere(add: Add, tmp_path: Path) -> None:
    upload = add(write_list(tmp_path / "a.xlsx", [person(1)])).upload
    Upload.objects.filter(pk=upload).update(status=UploadStatus.READING)
    assert rows_to_admit().is_empty()
    assert findings_by_cause() == []
    SourceFile.objects.filter(upload=upload).update(complete=False)
    assert export_frame(upload).is_empty()


def test_what_cannot_be_taken_in_is_refused_before_anything_is_kept(
    add: Add, operator: Actor, hire: Callable[..., Actor], now: datetime, tmp_path: Path
) -> None:
    (tmp_path / ".hidden").touch()
    for call, code in (
        (lambda: add(tmp_path / "missing.xlsx"), "no-such-file"),
        (lambda: add(tmp_path), "no-files"),
        (lambda: add(write_list(tmp_path / "a.xlsx", [person(1)]), door="window"), "unknown-door"),
        (lambda: add_upload(paths=[tmp_path], programme="moon", source="x", door="village", by=operator, at=now), "unknown-programme"),
        (lambda: add(tmp_path / "a.xlsx", by=hire("head", "head_of_office")), "not-allowed"),
    ):
        with pytest.raises(Refusal) as refused:
            call()
        assert refused.value.code == code
    assert Upload.objects.count() == 0
