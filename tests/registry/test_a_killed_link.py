"""Linking survives its worker: killed at any moment it goes on, counts exactly, and an overtaken attempt writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from tests.registry.people import person

from payung.core.refusals import Refusal
from payung.governance.actions.jobs import JOB_KINDS, JobRun, SupersededError, run_job
from payung.governance.queries.jobs import job_view
from payung.governance.rules.statuses import JobStatus
from payung.registry import jobs
from payung.registry.actions import LINK_JOB, begin_link, link
from payung.registry.models import CandidatePair, LinkRun, Merge, Worker, WorkerRow

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 9  # three blocks of three
MERGES = 3


class WorkerDiedError(Exception):
    """Stands for a process that is gone."""


@pytest.fixture
def mess(send, monkeypatch):  # type: ignore[no-untyped-def]
    """Nine rows of six people, admitted three at a time."""
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 3)
    send(*(person(number % 6) for number in range(ROWS)))


@pytest.fixture
def dies(monkeypatch):  # type: ignore[no-untyped-def]
    """Let the worker die at the end of the n-th chunk, before its transaction is whole: `dies(2)`; `dies(None)` lets it live."""
    whole = JobRun.chunk

    def set_death(at_chunk: int | None) -> None:
        entered = []

        def chunk(self, **progress):  # type: ignore[no-untyped-def]
            entered.append(progress)
            return dying(whole(self, **progress)) if len(entered) == at_chunk else whole(self, **progress)

        monkeypatch.setattr(JobRun, "chunk", chunk)

    return set_death


@contextmanager
def dying(chunk: AbstractContextManager[None]) -> Iterator[None]:
    """A chunk whose worker dies when its work is done and not yet written."""
    with chunk:
        yield
        raise WorkerDiedError


def exact() -> bool:
    return (Worker.objects.count(), WorkerRow.objects.count(), Merge.objects.count()) == (ROWS, ROWS, MERGES)


@pytest.mark.parametrize("chunk", [1, 2, 3, 4])
def test_a_link_killed_in_any_chunk_goes_on_and_counts_exactly(mess, dies, operator, now, today, chunk):  # type: ignore[no-untyped-def]
    dies(chunk)
    with pytest.raises(WorkerDiedError):
        link(seed=1, on=today, by=operator, at=now)
    assert Worker.objects.count() == min(3 * (chunk - 1), ROWS)
    assert Merge.objects.count() == 0
    dies(None)
    report = link(seed=1, on=today, by=operator, at=now)
    assert exact()
    assert (report.admitted, report.workers, report.merged) == (ROWS, ROWS, MERGES)
    assert LinkRun.objects.count() == 1
    assert job_view(LinkRun.objects.get().job_id).status is JobStatus.DONE


def test_a_link_killed_after_its_last_chunk_is_whole(mess, monkeypatch, operator, now, today):  # type: ignore[no-untyped-def]
    kind = JOB_KINDS[LINK_JOB]

    def dies_at_the_end(run: JobRun) -> None:
        kind.run(run)
        raise WorkerDiedError

    monkeypatch.setitem(JOB_KINDS, LINK_JOB, type(kind)(dies_at_the_end, kind.whole_province))
    run = begin_link(seed=1, on=today, by=operator, at=now)
    job = LinkRun.objects.get(pk=run).job_id
    with pytest.raises(WorkerDiedError):
        run_job(job_id=job, at=now)
    monkeypatch.setitem(JOB_KINDS, LINK_JOB, kind)
    before = list(Merge.objects.values())
    run_job(job_id=job, at=now)
    assert exact()
    assert list(Merge.objects.values()) == before
    assert LinkRun.objects.get().merged == MERGES


def test_an_attempt_that_was_overtaken_writes_nothing_more(mess, operator, now, today):  # type: ignore[no-untyped-def]
    run = begin_link(seed=1, on=today, by=operator, at=now)
    job = LinkRun.objects.get(pk=run).job_id
    stale = JobRun(job, 0, operator, now, {"run": run}, {}, whole_province=True)
    run_job(job_id=job, at=now)
    before = [list(model.objects.order_by("id").values()) for model in (Worker, Merge, CandidatePair, LinkRun)]
    with pytest.raises(SupersededError), stale.chunk(done=1, total=2):
        pytest.fail("the fence let a stale attempt into its chunk")
    assert [list(model.objects.order_by("id").values()) for model in (Worker, Merge, CandidatePair, LinkRun)] == before


def test_a_command_whose_run_another_process_took_over_says_so(mess, monkeypatch, operator, now, today):  # type: ignore[no-untyped-def]
    kind = JOB_KINDS[LINK_JOB]

    def taken_over(run: JobRun) -> None:
        monkeypatch.setitem(JOB_KINDS, LINK_JOB, kind)
        run_job(job_id=run.job_id, at=now)
        with run.chunk(done=1, total=1):
            pytest.fail("two attempts wrote")

    monkeypatch.setitem(JOB_KINDS, LINK_JOB, type(kind)(taken_over, kind.whole_province))
    with pytest.raises(Refusal) as refusal:
        link(seed=1, on=today, by=operator, at=now)
    assert refusal.value.code == "taken-over"
    assert exact()


def test_an_unfinished_run_with_another_seed_is_finished_before_the_new_one(mess, dies, operator, now, today):  # type: ignore[no-untyped-def]
    dies(2)
    with pytest.raises(WorkerDiedError):
        link(seed=1, on=today, by=operator, at=now)
    dies(None)
    report = link(seed=2, on=today, by=operator, at=now)
    assert exact()
    assert list(LinkRun.objects.order_by("id").values_list("seed", "admitted", "merged")) == [(1, ROWS, MERGES), (2, 0, 0)]
    assert (report.merged, report.workers) == (0, ROWS)
