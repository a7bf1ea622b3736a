"""Intake in the browser: files taken in and read later, columns corrected on their own rows, findings, comparison, what goes back and is taken back."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.exchange.books import write_xlsx
from tests.intake.lists import person, write_list
from tests.web.stream import AT, PROGRAMME

from payung.exchange.spreadsheets import read_workbook
from payung.governance.actions.jobs import run_job
from payung.governance.queries.scope import scope
from payung.governance.rules.actors import Actor
from payung.intake.queries import upload_report
from payung.intake.queries.pages import file_preview, upload_detail


def sent(path: Path) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(path.name, path.read_bytes())


def upload(client: Client, *paths: Path, **more: object):  # type: ignore[no-untyped-def]
    """What the office answers to files of Desa Nita."""
    form = {"key": f"key-of-{paths[0].name if paths else ''}-{len(more)}", "source": "Desa Nita", "door": "village", **more}
    return client.post(f"/intake/receive?programme={PROGRAMME}", {**form, "lists": [sent(path) for path in paths]})


def number_of(answer) -> int:  # type: ignore[no-untyped-def]
    """The upload that an answer leads to."""
    return int(re.fullmatch(r"/intake/(\d+)/", answer.headers["Location"]).group(1))  # type: ignore[union-attr]


@pytest.fixture
def officer(stream) -> Actor:  # type: ignore[no-untyped-def]
    """The verifier of Kabupaten Sikka."""
    return stream.officers["dominikus"]


@pytest.fixture
def read(officer):  # type: ignore[no-untyped-def]
    """Let the worker read an upload, here and now."""

    def work(upload: int) -> None:
        with scope(officer):
            job = upload_detail(upload).reading.job
        run_job(job_id=job, at=AT)

    return work


def test_many_files_are_kept_at_once_and_read_later(enter, read, officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    paths = [write_list(tmp_path / f"{name}.xlsx", [person(number + place * 10) for number in range(3)]) for place, name in enumerate("ab")]
    answer = upload(client, *paths)
    assert answer.status_code == 303
    number = number_of(answer)
    page = client.get(f"/intake/{number}/").content.decode()
    assert "a.xlsx" in page
    assert "Antre" in page or "Queued" in page
    read(number)
    page = client.get(f"/intake/{number}/").content.decode()
    with scope(officer):
        assert upload_report(number).people == 6
    assert "Yosef da Silva Ab" in page or "Maria" in page
    assert person(0)["NIK"] not in page
    assert client.get(f"/intake/{number}/reading").headers["HX-Refresh"] == "true"


def test_the_same_file_twice_says_so_and_adds_nothing(enter, read, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    path = write_list(tmp_path / "nita.xlsx", [person(number) for number in range(3)])
    first = number_of(upload(client, path))
    again = upload(client, path, key="another-key")
    assert number_of(again) == first
    assert "tidak ada yang ditambahkan" in client.get(f"/intake/{first}/").content.decode()


def test_a_form_sent_twice_is_answered_with_its_first_result(enter, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    path = write_list(tmp_path / "nita.xlsx", [person(number) for number in range(3)])
    first, second = (upload(client, path) for _each in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_a_file_that_cannot_be_read_is_told_of_and_the_others_go_on(enter, read, officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    good = write_list(tmp_path / "baik.xlsx", [person(number) for number in range(3)])
    hostile = {
        "foto.xlsx": b"\xff\xd8\xff\xe0 a photograph",
        "kosong.xlsx": b"",
        "bom.xlsx": _bomb(),
        "../../etc/nama.xlsx": b"no workbook",
        "makro.xlsm": _macro(),
    }
    files = [SimpleUploadedFile(name, content) for name, content in hostile.items()]
    form = {"key": "hostile-files", "source": "Desa Nita", "door": "village", "lists": [*files, sent(good)]}
    number = number_of(client.post(f"/intake/receive?programme={PROGRAMME}", form))
    read(number)
    with scope(officer):
        told = {file.file: (file.outcome, file.code) for file in upload_report(number).files}
    assert told["baik.xlsx"] == ("read", "")
    assert {outcome for name, (outcome, _code) in told.items() if name != "baik.xlsx"} == {"refused"}
    assert {told["foto.xlsx"][1], told["bom.xlsx"][1], told["makro.xlsm"][1]} == {"wrong-type", "bomb", "macro"}
    assert all("/" not in name for name in told)
    page = client.get(f"/intake/{number}/").content.decode()
    assert page.count("Ditolak") >= 4


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 40_000_000)
    return packed.getvalue()


def _macro() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/vbaProject.bin", b"x")
    return packed.getvalue()


def test_without_a_file_or_a_sender_the_form_says_what_is_missing_and_keeps_the_rest(enter, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    answer = upload(client, source="Desa Lela")
    assert answer.status_code == 422
    assert 'value="Desa Lela"' in answer.content.decode()
    assert "Belum ada berkas" in answer.content.decode()


def test_findings_stand_by_cause_with_an_example_that_names_nobody(enter, read, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    people = [person(1, NIK="530712"), person(2, NIK="530713"), person(3, **{"Tanggal Lahir": "31-02-1980"}), person(4)]
    number = number_of(upload(client, write_list(tmp_path / "temuan.xlsx", people)))
    read(number)
    page = client.get(f"/intake/{number}/").content.decode()
    assert "NIK tidak 16 angka" in page
    assert "530712" in page
    assert "31-02-1980" in page
    assert "1 baris siap" in page
    rows = client.get(f"/intake/{number}/rows?finding=nik-length").content.decode()
    assert rows.count('scope="row"') == 2
    for each in people:
        assert each["NIK"] not in rows or len(each["NIK"]) < 16
        assert str(each["Nama Ibu Kandung"]) not in page


def test_a_column_read_wrongly_is_corrected_on_its_own_rows_and_remembered(enter, read, officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    head = ["Kolom A", "NIK", "Nama", "JK", "Tanggal Lahir", "Desa", "Kecamatan"]
    rows = [["petani", *(person(n)[name] for name in head[1:])] for n in range(3)]
    path = write_xlsx(tmp_path / "aneh.xlsx", {"Daftar": [head, *rows]})
    first = number_of(upload(client, path))
    read(first)
    with scope(officer):
        file = upload_detail(first).files[0].id
        shown = file_preview(first, file)[0]
    assert [column.field for column in shown.columns][:3] == ["", "nik", "name"]
    assert shown.rows[0][1][1].startswith("530710")
    assert "•" in shown.rows[0][1][1]
    answer = client.post(f"/intake/{first}/columns", {"key": "columns-of-aneh", "file": file, "sheet": "Daftar", "column-0": "occupation"})
    second = number_of(answer)
    assert second != first
    read(second)
    with scope(officer):
        assert upload_detail(first).status == "replaced"
        assert upload_detail(second).replaces == first
        again = file_preview(second, upload_detail(second).files[0].id)[0]
    assert [column.field for column in again.columns][0] == "occupation"
    assert not any(column.guessed for column in again.columns)
    rows[0][2] = "Nama Lain"
    third = number_of(upload(client, write_xlsx(tmp_path / "lagi.xlsx", {"Daftar": [head, *rows]})))
    read(third)
    with scope(officer):
        assert file_preview(third, upload_detail(third).files[0].id)[0].columns[0].field == "occupation"


def test_columns_that_are_right_are_confirmed_without_reading_again(enter, read, officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    number = number_of(upload(client, write_list(tmp_path / "n.xlsx", [person(n) for n in range(3)])))
    read(number)
    with scope(officer):
        file = upload_detail(number).files[0].id
    answer = client.post(f"/intake/{number}/columns", {"key": "confirm-columns", "file": file, "sheet": "Daftar"})
    assert number_of(answer) == number
    twice = client.post(
        f"/intake/{number}/columns", {"key": "twice-columns", "file": file, "sheet": "Daftar", "column-0": "nik", "column-1": "nik"}
    )
    assert twice.status_code == 422


def test_the_workbook_goes_back_with_notes_and_its_correction_supersedes(enter, read, officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    number = number_of(upload(client, write_list(tmp_path / "kembali.xlsx", [person(1, NIK="530712"), person(2)])))
    read(number)
    client.post(f"/intake/{number}/returned", {"key": "give-it-back"})
    answer = client.post(f"/intake/{number}/returned", {"key": "give-it-back"})  # a file leaves as often as it is asked for
    assert answer.status_code == 200
    assert "kembali" in answer.headers["Content-Disposition"]
    back = tmp_path / "back.xlsx"
    back.write_bytes(answer.content)
    cells = [cell for sheet in read_workbook(back).sheets for _row, row in sheet.rows for cell in row]
    assert "Catatan" in cells
    with scope(officer):
        assert upload_detail(number).returned_at is not None


def test_a_list_is_compared_with_the_one_before(enter, read, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    first = number_of(upload(client, write_list(tmp_path / "1.xlsx", [person(n) for n in range(4)])))
    read(first)
    later = [person(1, Pekerjaan="nelayan"), person(2), person(3), person(9)]
    second = number_of(upload(client, write_list(tmp_path / "2.xlsx", later)))
    read(second)
    page = client.get(f"/intake/{second}/compare").content.decode()
    figures = re.findall(r'<[^>]*class="[^"]*figure[^"]*"[^>]*>.*?</', page, re.DOTALL)
    assert figures
    assert "Baru" in page
    assert page.count("Hilang") >= 1
    assert "Pekerjaan" in page
    assert "Belum ada daftar sebelum ini" in client.get(f"/intake/{first}/compare").content.decode()


def test_an_upload_is_taken_back_with_its_reason(enter, read, officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    number = number_of(upload(client, write_list(tmp_path / "salah.xlsx", [person(n) for n in range(3)])))
    read(number)
    assert client.post(f"/intake/{number}/withdraw", {"key": "no-reason-given", "reason": ""}).status_code == 422
    answer = client.post(f"/intake/{number}/withdraw", {"key": "with-a-reason", "reason": "desa salah kirim"})
    assert answer.status_code == 303
    with scope(officer):
        held = upload_detail(number)
    assert (held.status, held.withdrawn_because) == ("withdrawn", "desa salah kirim")
    assert "desa salah kirim" in client.get(f"/intake/{number}/").content.decode()


def test_a_list_is_taken_in_on_behalf_of_a_village_and_stands_on_the_board(enter, read, officer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    client = enter("dominikus")
    before = client.get(f"/intake/villages/?programme={PROGRAMME}&q=nita").content.decode()
    assert "Yth. pengurus" in before
    path = write_list(tmp_path / "nita.xlsx", [person(n) for n in range(3)])
    number = number_of(upload(client, path, village="5307042001", brought_by="Maria, sekretaris desa"))
    read(number)
    with scope(officer):
        held = upload_detail(number)
    assert (held.of_area, held.area, held.brought_by) == ("5307042001", "5307042001", "Maria, sekretaris desa")
    outside = upload(client, path, village="5371011001", key="outside-the-posting")
    assert outside.status_code == 422


def test_nobody_sees_uploads_of_another_regency(enter, read, tmp_path) -> None:  # type: ignore[no-untyped-def]
    number = number_of(upload(enter("dominikus"), write_list(tmp_path / "rahasia.xlsx", [person(n) for n in range(3)])))
    other = enter("dorkas")
    for page in ("", "rows", "compare", "reading"):
        assert other.get(f"/intake/{number}/{page}").status_code == 404
    assert "rahasia.xlsx" not in other.get("/intake/").content.decode()


def test_files_of_somebody_who_is_not_signed_in_are_not_kept(stream, db, tmp_path) -> None:  # type: ignore[no-untyped-def]
    answer = upload(Client(), write_list(tmp_path / "a.xlsx", [person(1)]))
    assert answer.status_code == 302


@pytest.mark.parametrize("page", ["/intake/", "/intake/new", "/intake/1/", "/intake/villages/", "/intake/typing/", "/rounds/"])
def test_no_page_asks_the_database_more_than_it_may(enter, stream, django_assert_max_num_queries, page) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    first = re.search(r'href="/intake/(\d+)/"', client.get("/intake/").content.decode())
    assert first is not None
    with django_assert_max_num_queries(45):
        assert client.get(page.replace("/1/", f"/{first.group(1)}/")).status_code == 200
