"""Rounds in the browser: opened, handed out, answered by file and from paper, chased, closed; nothing of another area."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.stream import PROGRAMME

from payung.governance.queries.scope import scope
from payung.registry.queries import round_status
from payung.registry.queries.round_pages import asked_page


@pytest.fixture
def opened(enter):  # type: ignore[no-untyped-def]
    """A village round about Kabupaten Sikka; the client of the province that opened it, and its number."""
    client = enter("yustina")
    answer = client.post(
        f"/rounds/open?programme={PROGRAMME}", {"key": "open-a-round", "kind": "village", "area": "5307", "due": "2031-01-01"}
    )
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return client, int(re.fullmatch(r"/rounds/(\d+)/", answer.headers["Location"]).group(1))  # type: ignore[union-attr]


@pytest.fixture
def village(stream, opened):  # type: ignore[no-untyped-def]
    """The village with the most people of the round, and them."""
    with scope(stream.officers["yustina"]):
        areas = round_status(opened[1]).areas
        chosen = max((each for each in areas if len(each.area) == 10), key=lambda each: each.people)
        return chosen, asked_page(opened[1], area=chosen.area).rows


def states(stream, number: int) -> dict[str, int]:  # type: ignore[no-untyped-def]
    """How many are in each state."""
    with scope(stream.officers["yustina"]):
        return {code: count for code, count in round_status(number).states.items() if count}


def test_a_round_names_what_it_rests_on_and_shows_silence_as_silence(opened, village) -> None:  # type: ignore[no-untyped-def]
    client, number = opened
    page = client.get(f"/rounds/{number}/").content.decode()
    assert "Dasar: " in page
    assert "Belum dijawab" in page
    assert "1 Januari 2031" in page
    assert "Yth. " in page
    assert not re.search(r"\d{16}", page)
    assert f"/rounds/{number}/" in client.get(f"/rounds/?programme={PROGRAMME}").content.decode()


def test_a_sheet_goes_out_for_one_place_and_its_answers_come_back_by_file(opened, village, enter, stream) -> None:  # type: ignore[no-untyped-def]
    _client, number = opened
    chosen, people = village
    verifier = enter("dominikus")
    out = verifier.post(f"/rounds/{number}/sheet/{chosen.area}", {"key": "hand-out-sheet"})
    with zipfile.ZipFile(io.BytesIO(out.content)) as packed:
        assert sorted(name.rsplit(".", 1)[1] for name in packed.namelist()) == ["html", "xlsx"]
    answers = "Nama lengkap;Tanggal lahir;Keadaan\n" + "".join(
        f"{each.name};{each.birth_date:%d-%m-%Y};tinggal di sini\n" for each in people if each.name and each.birth_date
    )
    form = {
        "key": "record-a-file",
        "answerer": "Kepala Desa",
        "on": "2025-06-18",
        "files": SimpleUploadedFile("jawaban.csv", answers.encode()),
    }
    answer = verifier.post(f"/rounds/{number}/record", form)
    assert answer.status_code == 303
    assert "jawaban baru" in verifier.get(f"/rounds/{number}/").content.decode()
    assert states(stream, number)["here"] > 0
    again = {**form, "key": "record-it-again", "files": SimpleUploadedFile("jawaban.csv", answers.encode())}
    verifier.post(f"/rounds/{number}/record", again)
    assert "sudah ada" in verifier.get(f"/rounds/{number}/").content.decode()


def test_a_bad_file_is_told_of_and_the_others_go_on(opened, village, enter, stream) -> None:  # type: ignore[no-untyped-def]
    _client, number = opened
    _chosen, people = village
    first = next(each for each in people if each.birth_date)
    good = f"Nama lengkap;Tanggal lahir;Keadaan\n{first.name};{first.birth_date:%d-%m-%Y};pindah\nOrang Lain Sekali;01-01-1999;pindah\n"
    files = [SimpleUploadedFile("foto.xlsx", b"\xff\xd8\xff"), SimpleUploadedFile("../baik.csv", good.encode())]
    client = enter("dominikus")
    client.post(f"/rounds/{number}/record", {"key": "one-bad-file", "answerer": "Lurah", "on": "2025-06-18", "files": files})
    page = client.get(f"/rounds/{number}/").content.decode()
    assert "foto.xlsx: ditolak" in page
    assert "baik.csv: 1 jawaban baru" in page
    assert "Baris 3 tidak diambil" in page
    assert states(stream, number)["moved"] == 1


def test_a_paper_sheet_is_typed_person_by_person_with_new_names(opened, village, enter, stream) -> None:  # type: ignore[no-untyped-def]
    _client, number = opened
    chosen, people = village
    client = enter("dominikus")
    url = f"/rounds/{number}/type/{chosen.area}/"
    page = client.get(url).content.decode()
    assert page.count('value="tinggal di sini"') == len(people) + 5
    form = {
        "key": "type-the-sheet",
        "answerer": "Kepala Desa, lembar kertas",
        "on": "2025-06-18",
        f"p{people[0].person}-state": "tinggal di sini",
    }
    form |= {f"p{people[0].person}-occupation": "Nelayan", f"p{people[1].person}-died_on": "01-05-2025"}
    form |= {"n1-name": "Maria Baru Sekali", "n1-birth_date": "02-03-1985", "n1-sex": "P", "n1-occupation": "Petani"}
    assert client.post(f"{url}in", form).status_code == 303
    assert states(stream, number) | {"silent": 0} == {"here": 1, "dead": 1, "silent": 0}
    page = client.get(url).content.decode()
    assert "1 nama baru" in page
    assert re.search(rf'name="p{people[0].person}-state" value="tinggal di sini" checked', page)
    told = client.get(f"/rounds/{number}/people?state=here").content.decode()
    assert "bekerja sebagai Nelayan" in told
    assert "Kepala Desa, lembar kertas" in told
    client.post(f"{url}in", {**form, "key": "the-same-again"})
    assert "sudah ada" in client.get(url).content.decode()


def test_typing_nothing_or_nobody_is_refused_and_keeps_what_was_typed(opened, village, enter) -> None:  # type: ignore[no-untyped-def]
    _client, number = opened
    chosen, people = village
    client = enter("dominikus")
    url = f"/rounds/{number}/type/{chosen.area}/in"
    nothing = client.post(url, {"key": "nothing-typed", "answerer": "Kepala Desa", "on": "2025-06-18"})
    assert nothing.status_code == 422
    unsigned = client.post(
        url, {"key": "nobody-answers", "answerer": "", "on": "2025-06-18", f"p{people[0].person}-occupation": "Penenun kain"}
    )
    assert unsigned.status_code == 422
    assert "Penenun kain" in unsigned.content.decode()


def test_a_closed_round_takes_no_answers_until_it_is_opened_again(opened, village, enter) -> None:  # type: ignore[no-untyped-def]
    client, number = opened
    chosen, people = village
    assert enter("dominikus").post(f"/rounds/{number}/close", {"key": "not-my-round"}).status_code == 403
    assert client.post(f"/rounds/{number}/close", {"key": "close-the-round"}).status_code == 303
    form = {"key": "too-late-now", "answerer": "Lurah", "on": "2025-06-18", f"p{people[0].person}-state": "pindah"}
    late = client.post(f"/rounds/{number}/type/{chosen.area}/in", form)
    assert late.status_code == 422
    assert "sudah ditutup" in late.content.decode()
    client.post(f"/rounds/{number}/reopen", {"key": "open-it-again"})
    assert client.post(f"/rounds/{number}/type/{chosen.area}/in", {**form, "key": "in-time-again"}).status_code == 303


def test_nobody_hands_out_or_answers_for_another_area(opened, village, enter) -> None:  # type: ignore[no-untyped-def]
    _client, number = opened
    chosen, people = village
    other = enter("dorkas")
    assert other.post(f"/rounds/{number}/sheet/{chosen.area}", {"key": "foreign-sheet"}).status_code == 403
    form = {"key": "foreign-answer", "answerer": "x", "on": "2025-06-18", f"p{people[0].person}-state": "pindah"}
    assert other.post(f"/rounds/{number}/type/{chosen.area}/in", form).status_code in (403, 422)
    assert people[0].name not in other.get(f"/rounds/{number}/people").content.decode()


def test_the_sheet_of_one_village_is_there_without_a_round(enter, stream) -> None:  # type: ignore[no-untyped-def]
    out = enter("dominikus").post(f"/rounds/template?programme={PROGRAMME}", {"key": "a-blank-sheet", "village": "5307042001"})
    assert out.status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(out.content))
