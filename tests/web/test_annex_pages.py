"""The annexes of a whole list: asked for in the browser, made by one job that can be stopped and goes on, taken as one archive."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from tests.web.stream import AT

from payung.governance.actions.jobs import cancel_job, resume_job, run_job
from payung.governance.models import Document, Export, Job
from payung.selection.queries.papers import regencies_of_list


def asked(client, list_id: int) -> Job:  # type: ignore[no-untyped-def]
    """The job that the button asks for."""
    page = client.get(f"/enrolment/{list_id}/annexes/").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    assert client.post(f"/enrolment/{list_id}/annexes/make", {"key": key}).status_code == 303
    return Job.objects.filter(kind="enrolment.annexes").latest("pk")


def test_all_annexes_are_made_by_one_job_and_leave_as_one_archive_on_record(stream, enter) -> None:  # type: ignore[no-untyped-def]
    client, list_id = enter("yustina"), stream.list_id
    regencies = regencies_of_list(list_id)
    job = asked(client, list_id)
    seen: list[tuple[int, int]] = []
    run_job(job_id=job.pk, at=AT, progress=lambda done, total, _step: seen.append((done, total)))
    assert seen == [(number, 2 * len(regencies)) for number in range(1, 2 * len(regencies) + 1)]
    assert Document.objects.filter(kind__in=["annex-full", "annex-public"], object_id=list_id).count() == 2 * len(regencies)
    page = client.get(f"/enrolment/{list_id}/annexes/")
    assert len(page.context["table"].rows) == len(regencies)
    left = client.post(f"/enrolment/{list_id}/annexes/take", {"kind": "annex-full", "purpose": "Penyerahan ke cabang"})
    with zipfile.ZipFile(BytesIO(left.content)) as archive:
        assert archive.namelist() == [f"annex-full-{regency}.pdf" for regency in regencies]
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    assert "LATIHAN" in left.headers["Content-Disposition"]
    taken = Export.objects.latest("pk")
    assert (taken.purpose, taken.rows) == ("Penyerahan ke cabang", 60)


def test_a_job_that_was_cancelled_goes_on_after_the_last_annex_that_stands(stream, enter) -> None:  # type: ignore[no-untyped-def]
    job, by = asked(enter("yustina"), stream.list_id), stream.officers["yustina"]

    def stop(done: int, total: int, step: str) -> None:
        if done == 2:
            cancel_job(job_id=job.pk, by=by, at=AT)

    with pytest.raises(Exception, match=str(job.pk)):
        run_job(job_id=job.pk, at=AT, progress=stop)
    job.refresh_from_db()
    assert (job.status, job.done, len(job.state["files"])) == ("cancelled", 2, 2)
    before = job.state["files"]
    resume_job(job_id=job.pk, by=by, at=AT)
    run_job(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert job.status == "done"
    assert job.state["files"][:2] == before


def test_who_does_not_see_the_nik_gets_the_public_edition_only(stream, enter) -> None:  # type: ignore[no-untyped-def]
    run_job(job_id=asked(enter("yustina"), stream.list_id).pk, at=AT)
    reader = enter("markus")
    page = reader.get(f"/enrolment/{stream.list_id}/annexes/")
    assert [kind for kind, _words in page.context["editions"]] in (["annex-public"], ["annex-full", "annex-public"])
    refused = enter("dorkas").post(f"/enrolment/{stream.list_id}/annexes/take", {"kind": "annex-full", "purpose": "x"})
    assert refused.status_code in (403, 404, 409)
