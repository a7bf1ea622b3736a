"""A job survives its worker: the next attempt goes on where the last chunk ended, and the old one can write nothing more."""

from __future__ import annotations

import pytest
from django.db import connection

from payung.core.refusals import Refusal
from payung.governance.actions.jobs import JOB_KINDS, JobRun, SupersededError, ask, job_kind, run_job
from payung.governance.models import StoredFile
from payung.governance.queries.jobs import job_view
from payung.governance.queries.scope import current_actor
from payung.governance.rules.statuses import JobStatus

pytestmark = pytest.mark.django_db(transaction=True)


class WorkerDiedError(Exception):
    """Stands for a process that is gone."""


@pytest.fixture
def ten_steps(operator, now):  # type: ignore[no-untyped-def]
    """A job that writes one file fact a chunk; `dies_at` names the chunk in whose middle its worker dies."""
    behaviour = {"dies_at": None, "in_chunk": None}

    @job_kind("test.ten")
    def ten(run: JobRun) -> None:
        for step in range(run.state.get("next", 0), 10):
            with run.chunk(done=step + 1, total=10, next=step + 1):
                StoredFile.objects.create(
                    area="5307",
                    digest=f"{step:064}",
                    name=f"{step}",
                    size_bytes=1,
                    file_class="source",
                    stored_at=now,
                    stored_by_id=operator.user_id,
                )
                if behaviour["in_chunk"]:
                    behaviour["in_chunk"](step)
                if behaviour["dies_at"] == step:
                    raise WorkerDiedError

    yield behaviour
    del JOB_KINDS["test.ten"]


def steps_written() -> list[str]:
    return sorted(StoredFile.objects.values_list("name", flat=True), key=int)


def test_a_job_whose_worker_died_in_a_chunk_goes_on_and_counts_exactly(ten_steps, operator, now):  # type: ignore[no-untyped-def]
    job = ask(kind="test.ten", arguments={}, by=operator, at=now)
    for place in (0, 4, 9):
        ten_steps["dies_at"] = place
        with pytest.raises(WorkerDiedError):
            run_job(job_id=job, at=now)
        assert steps_written() == [str(step) for step in range(place)]
    ten_steps["dies_at"] = None
    run_job(job_id=job, at=now)
    assert steps_written() == [str(step) for step in range(10)]
    assert job_view(job).status is JobStatus.DONE


def test_an_attempt_that_was_overtaken_writes_nothing_more(ten_steps, operator, now):  # type: ignore[no-untyped-def]
    job = ask(kind="test.ten", arguments={}, by=operator, at=now)

    def overtaken_after_three(step: int) -> None:
        ten_steps["in_chunk"] = None
        if step == 0:
            ten_steps["dies_at"] = 3

    ten_steps["in_chunk"] = overtaken_after_three
    with pytest.raises(WorkerDiedError):
        run_job(job_id=job, at=now)
    ten_steps["dies_at"] = None
    stale = JobRun(job, 1, operator, now, {}, {"next": 3}, whole_province=False)
    run_job(job_id=job, at=now)
    with pytest.raises(SupersededError), stale.chunk(done=4, total=10):
        pytest.fail("the fence let a stale attempt into its chunk")
    assert steps_written() == [str(step) for step in range(10)]


def test_a_job_runs_in_the_posting_of_who_asked(operator, hire, now):  # type: ignore[no-untyped-def]
    seen = []

    @job_kind("test.scope")
    def look(run: JobRun) -> None:
        with run.chunk(done=1, total=1), connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('payung.area_lo')")
            seen.append((cursor.fetchone(), current_actor().login))  # type: ignore[union-attr]

    try:
        sikka = hire("sikka", "regency_verifier", "5307")
        run_job(job_id=ask(kind="test.scope", arguments={}, by=sikka, at=now), at=now)
    finally:
        del JOB_KINDS["test.scope"]
    assert seen == [(("payung_app", "5307,,,,,,,"), "sikka")]


def test_a_refused_job_keeps_its_code_and_can_be_begun_again(operator, now):  # type: ignore[no-untyped-def]
    answers = [Refusal("no-money", "There is no money."), None]

    @job_kind("test.refused")
    def refused(run: JobRun) -> None:
        answer = answers.pop(0)
        if answer:
            raise answer

    try:
        job = ask(kind="test.refused", arguments={}, by=operator, at=now)
        with pytest.raises(Refusal):
            run_job(job_id=job, at=now)
        assert (job_view(job).status, job_view(job).error) == (JobStatus.FAILED, "no-money")
        run_job(job_id=job, at=now)
        assert (job_view(job).status, job_view(job).error) == (JobStatus.DONE, "")
    finally:
        del JOB_KINDS["test.refused"]
