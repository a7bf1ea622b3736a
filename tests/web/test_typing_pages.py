"""A list typed in the browser beside its paper, and the board of villages from which it is begun."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.intake.lists import person
from tests.web.stream import PROGRAMME

from payung.governance.queries.audit import history
from payung.governance.queries.scope import scope
from payung.intake.queries.pages import upload_detail

NITA = "5307042001"


@pytest.fixture
def draft(enter):  # type: ignore[no-untyped-def]
    """A list of Desa Nita that the verifier of Sikka begins to type, with a picture of the paper."""
    client = enter("dominikus")
    form = {
        "key": "begin-a-list",
        "village": NITA,
        "brought_by": "Maria, sekretaris desa",
        "scan": SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n page"),
    }
    answer = client.post(f"/intake/typing/begin?programme={PROGRAMME}", form)
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return client, answer.headers["Location"]


def fields(number: int, of: int, **changes: str) -> dict[str, str]:
    """What a clerk types of a person into line `number`."""
    held = person(of)
    told = {"name": held["Nama"], "nik": held["NIK"], "sex": held["JK"], "birth_date": held["Tanggal Lahir"], **changes}
    return {f"{number}-{field}": str(value) for field, value in told.items()}


def test_the_grid_stands_beside_the_paper_and_a_look_at_it_leaves_a_trace(draft, stream) -> None:  # type: ignore[no-untyped-def]
    client, url = draft
    page = client.get(url).content.decode()
    assert f'src="{url}scan"' in page
    assert page.count('aria-label="NIK, ') == 10
    picture = client.get(f"{url}scan")
    assert (picture.headers["Content-Type"], picture.content) == ("image/png", b"\x89PNG\r\n\x1a\n page")
    assert picture.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in picture.headers["Cache-Control"]
    assert "look_at_scan" in {event.action for event in history("draft", int(re.findall(r"\d+", url)[-1]))}


def test_a_line_answers_with_what_is_found_and_is_there_after_a_reload(draft) -> None:  # type: ignore[no-untyped-def]
    client, url = draft
    said = client.post(f"{url}line/2", fields(2, 1, nik="530710")).content.decode()
    assert "NIK tidak 16 angka" in said
    assert "Baik" in client.post(f"{url}line/3", fields(3, 2)).content.decode()
    page = client.get(url).content.decode()
    assert 'value="530710"' in page
    assert "2 orang, 1 baris dengan kesalahan" in page


def test_a_list_is_typed_pasted_and_handed_in_without_any_script(draft, stream) -> None:  # type: ignore[no-untyped-def]
    client, url = draft
    pasted = f"Nama\tNIK\tL/P\tTgl Lahir\n{person(5)['Nama']}\t{person(5)['NIK']}\t{person(5)['JK']}\t{person(5)['Tanggal Lahir']}\n"
    saved = client.post(
        f"{url}save", {"key": "save-the-list", "version": "1", "act": "save", **fields(1, 1), **fields(2, 2), "pasted": pasted}
    )
    assert saved.headers["Location"] == url
    page = client.get(url).content.decode()
    assert "3 orang, 0 baris" in page
    assert person(5)["NIK"] in page
    version = re.search(r'name="version" value="(\d+)"', page).group(1)  # type: ignore[union-attr]
    form = {name: value for number, of in ((1, 1), (2, 2), (3, 5)) for name, value in fields(number, of).items()}
    answer = client.post(f"{url}save", {"key": "hand-it-in", "version": version, "act": "hand-in", **form})
    number = int(re.fullmatch(r"/intake/(\d+)/", answer.headers["Location"]).group(1))  # type: ignore[union-attr]
    with scope(stream.officers["dominikus"]):
        held = upload_detail(number)
    assert (held.way, held.of_area, held.has_scan) == ("typed", NITA, True)
    assert "diserahkan" in client.get(url).content.decode()
    assert client.get(f"/intake/{number}/scan").headers["Content-Type"] == "image/png"


def test_what_was_typed_stays_on_the_screen_when_it_is_refused(draft) -> None:  # type: ignore[no-untyped-def]
    client, url = draft
    client.post(f"{url}save", {"key": "first-to-save", "version": "1", "act": "save", **fields(1, 1)})
    stale = client.post(f"{url}save", {"key": "late-to-save", "version": "1", "act": "save", **fields(1, 3)})
    assert stale.status_code == 422
    assert person(3)["NIK"] in stale.content.decode()
    nobody = client.post(f"{url}save", {"key": "hand-in-nobody", "version": "2", "act": "hand-in", "1-phone": "081234567890"})
    assert nobody.status_code == 422
    assert "081234567890" in nobody.content.decode()


def test_what_is_no_picture_is_refused_and_the_form_keeps_the_rest(enter) -> None:  # type: ignore[no-untyped-def]
    form = {"key": "not-a-picture", "village": NITA, "brought_by": "Maria", "scan": SimpleUploadedFile("foto.png", b"MZ a program")}
    answer = enter("dominikus").post(f"/intake/typing/begin?programme={PROGRAMME}", form)
    assert answer.status_code == 422
    assert "PDF, JPEG atau PNG" in answer.content.decode()
    assert 'value="Maria"' in answer.content.decode()


def test_a_list_of_another_regency_is_not_to_be_found(draft, enter) -> None:  # type: ignore[no-untyped-def]
    _client, url = draft
    other = enter("dorkas")
    assert [other.get(f"{url}{page}").status_code for page in ("", "scan")] == [404, 404]
    assert other.post(f"{url}line/1", fields(1, 1)).status_code == 404


def test_an_inspector_sees_the_board_and_may_type_nothing(enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("imelda")
    page = client.get(f"/intake/villages/?programme={PROGRAMME}").content.decode()
    assert "Belum kirim" in page
    assert "/intake/typing/" not in page
    assert client.get("/intake/typing/").status_code == 403


def test_the_board_tells_state_days_and_a_message_that_names_nobody(enter, stream) -> None:  # type: ignore[no-untyped-def]
    page = enter("dominikus").get(f"/intake/villages/?programme={PROGRAMME}").content.decode()
    shown = re.findall(r"<textarea readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert shown
    assert all(text.startswith("Yth. pengurus ") for text in shown)
    assert "https://wa.me/?text=" in page
    assert "Kabupaten Sikka" in page
    assert "Kupang" not in "".join(shown)
    assert "Berita acara belum ada" in page
    assert not re.search(r"\d{16}", page)
