"""Matching in the browser: what waits, asking for a run once, and lists from outside."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.test_thread import text

from payung.governance.models import AuditEvent, Job
from payung.registry.models import LinkRun, OutsideList

KEY = {"key": "a-key-for-one-form"}


def test_the_page_tells_of_the_runs_and_of_the_lists_from_outside(enter, stream) -> None:  # type: ignore[no-untyped-def]
    page = enter("yustina").get(reverse("matching"))
    assert page.status_code == 200
    run = LinkRun.objects.get()
    assert [row.cells["admitted"] for row in page.context["runs"].rows] == [run.admitted]
    assert {row.cells["rows"] for row in page.context["lists"].rows} == set(OutsideList.objects.values_list("rows", flat=True))
    assert "Semua baris yang masuk sudah dicocokkan" in text(page)


def test_asking_twice_is_one_run_with_one_job(enter, stream) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    first = client.post(reverse("matching-match"), KEY, follow=True)
    again = client.post(reverse("matching-match"), KEY, follow=True)
    assert LinkRun.objects.filter(ran_at__isnull=True).count() == 1
    assert Job.objects.filter(kind="registry.link", status="queued").count() == 1
    assert first.context["jobs"][0].running
    assert again.redirect_chain == [(reverse("matching"), 303)]
    assert "Cocokkan</button>" not in again.content.decode()


def test_a_list_of_deaths_is_taken_in_and_the_same_file_adds_nothing(enter, stream) -> None:  # type: ignore[no-untyped-def]
    client = enter("yustina")
    told = {"tells": "deaths", "source": "Dukcapil Sikka", "on": "2025-06-10"}
    content = b"nama,nik,tanggal lahir,tanggal meninggal\nMaria Uji,5307014507800001,05/07/1980,01/06/2025\nTanpa Hari,5307014507810002,05/07/1981,\n"
    for number, words in enumerate(("1 dari 2 baris diterima", "Daftar ini sudah ada")):
        file = _file("kematian.csv", content)
        answer = client.post(reverse("matching-take"), told | {"file": file, "key": f"a-key-for-form-{number}"}, follow=True)
        assert answer.status_code == 200
        assert words in text(answer)
    assert OutsideList.objects.filter(source="Dukcapil Sikka").count() == 1
    assert AuditEvent.objects.filter(action="add_deaths", kind="outside-list").count() == 2  # that of the stream, and this one


def test_without_a_file_what_was_typed_is_kept(enter, stream) -> None:  # type: ignore[no-untyped-def]
    answer = enter("yustina").post(reverse("matching-take"), KEY | {"tells": "asn", "source": "BKD Sikka", "on": "2025-06-10"})
    assert answer.status_code == 422
    assert 'value="BKD Sikka"' in answer.content.decode()


def test_a_regency_verifier_has_no_such_page(enter, stream) -> None:  # type: ignore[no-untyped-def]
    assert enter("dominikus").get(reverse("matching")).status_code == 403


def _file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")
