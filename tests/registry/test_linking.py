"""One worker once: sure pairs are merged, doubtful ones wait, and linking again rewrites nothing that stands."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.registry.people import member, person

from payung.governance.models import AuditEvent
from payung.intake.models import Upload
from payung.registry.actions import add_participants, decide_pair, link, unmerge
from payung.registry.models import CandidatePair, LinkRun, Merge, Worker
from payung.registry.queries import LinkReport, counts, population, review_queue, same_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def link_all(operator, now, today):  # type: ignore[no-untyped-def]
    """Link everything that is there."""

    def run(seed: int = 1) -> LinkReport:
        return link(seed=seed, on=today, by=operator, at=now)

    return run


def facts() -> tuple[list[object], ...]:
    """Everything that linking may change, but for the record of the run."""
    return tuple(list(model.objects.order_by("id").values()) for model in (Worker, Merge, CandidatePair))


def twins() -> tuple[dict[str, object], dict[str, object]]:
    """Two sisters of one day, mother, village and telephone; the NIK of one is not known."""
    one = person(4, name="Maria Goreti Tukan", nik="5307014506850001", birth_date="1985-06-05", sex="P", mother="Theresia Bunga")
    return one, one | {"name": "Kristina Goreti Tukan", "nik": None}


def test_one_person_listed_twice_is_one_worker_and_the_smaller_number_survives(send, link_all):  # type: ignore[no-untyped-def]
    send(person(1), person(2), person(1, name="Petrus K. Doni", village_code="5307012003"))
    report = link_all()
    assert (report.admitted, report.workers, report.accepted, report.merged, report.review) == (3, 3, 1, 1, 0)
    first, second, third = Worker.objects.order_by("id")
    assert (first.survivor_id, second.survivor_id, third.survivor_id) == (None, None, first.pk)
    assert same_person([third.pk, second.pk]) == {third.pk: first.pk, second.pk: second.pk}
    merge = Merge.objects.get()
    assert (merge.merged_id, merge.survivor_id, merge.basis, merge.area) == (third.pk, first.pk, "linkage", "530701")
    assert (merge.pair.low_id, merge.pair.high_id, merge.pair.status, merge.pair.reason) == (first.pk, third.pk, "joined", "nik")


def test_a_listed_worker_survives_the_member_who_was_here_before_him(send, link_all, write_list, operator, now, today):  # type: ignore[no-untyped-def]
    add_participants(path=write_list("members.csv", [member(1)]), source="BPJS", on=today, by=operator, at=now)
    send(person(1), person(2))
    report = link_all()
    assert (report.workers, report.participants, report.merged) == (2, 1, 1)
    participant = Worker.objects.get(origin="participant")
    assert participant.survivor == Worker.objects.filter(origin="listed").earliest("id")


def test_twins_stay_apart_until_a_human_decides(send, link_all, operator, now, today):  # type: ignore[no-untyped-def]
    send(*twins())
    report = link_all()
    assert (report.merged, report.review, report.queued) == (0, 1, 1)
    (waiting,) = review_queue()
    assert waiting.low.name != waiting.high.name
    assert waiting.evidence
    assert population(today)["review"].to_list() == [True, True]
    decide_pair(pair=waiting.pair, verdict="different", by=operator, at=now)
    assert review_queue() == []
    assert population(today).select("worker", "review").rows() == [(waiting.low.worker, False), (waiting.high.worker, False)]


def test_linking_again_with_nothing_new_changes_nothing(send, link_all, write_list, operator, now, today):  # type: ignore[no-untyped-def]
    add_participants(path=write_list("members.csv", [member(2), member(9)]), source="BPJS", on=today, by=operator, at=now)
    send(person(1), person(2), person(1), *twins())
    first = link_all()
    before = facts()
    second = link_all()
    assert facts() == before
    assert (second.admitted, second.merged, second.queued, second.died) == (0, 0, 0, 0)
    same = ("workers", "participants", "accepted", "review")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]
    runs = LinkRun.objects.order_by("id")
    assert bytes(runs[0].inputs_digest) == bytes(runs[1].inputs_digest)
    assert bytes(runs[0].parameters_digest) == bytes(runs[1].parameters_digest)
    link_all(seed=2)
    assert facts() == before


def test_new_rows_are_linked_and_the_merges_that_stand_stay(send, link_all):  # type: ignore[no-untyped-def]
    send(person(1), person(1))
    link_all()
    before = list(Merge.objects.values())
    (row,) = send(person(1))
    report = link_all()
    assert (report.admitted, report.merged) == (1, 1)
    assert list(Merge.objects.order_by("id").values())[:1] == before
    assert len(set(same_person(Worker.objects.values_list("id", flat=True)).values())) == 1
    assert row


def test_a_dismissed_pair_never_comes_back_and_a_merge_that_was_undone_stays_undone(send, link_all, operator, now):  # type: ignore[no-untyped-def]
    send(*twins(), person(1), person(1))
    link_all()
    (waiting,) = review_queue()
    decide_pair(pair=waiting.pair, verdict="different", by=operator, at=now)
    merged = Worker.objects.get(survivor__isnull=False)
    unmerge(worker=merged.pk, by=operator, at=now)
    before = facts()
    for seed in (1, 2):
        report = link_all(seed)
        assert (report.merged, report.queued) == (0, 0)
    assert facts() == before
    send(person(1, name="Petrus Kopong Doni"))  # a third record of the two that a human parted
    report = link_all()
    assert report.merged == 1
    assert len(set(same_person(Worker.objects.filter(name=person(1)["name"]).values_list("id", flat=True)).values())) == 2
    assert review_queue() == []


def test_what_a_clerk_joined_stays_joined_and_a_further_record_is_asked_about_once(send, link_all, operator, now):  # type: ignore[no-untyped-def]
    one, other = twins()
    send(one, other)
    link_all()
    (waiting,) = review_queue()
    decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    send(other)
    assert link_all().merged == 0  # as like to the one as unlike to the other: linkage does not choose
    (waiting,) = review_queue()
    decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    assert len(set(same_person(Worker.objects.values_list("id", flat=True)).values())) == 1
    assert counts().people == 1
    assert link_all().queued == 0


def test_two_members_are_never_made_one_by_linkage(send, link_all, write_list, operator, now, today):  # type: ignore[no-untyped-def]
    rows = [member(1), member(2, nik="", name=person(1)["name"], birth_date=person(1)["birth_date"], sex="L")]
    add_participants(path=write_list("members.csv", rows), source="BPJS", on=today, by=operator, at=now)
    send(person(1), person(1))
    link_all()
    people = same_person(Worker.objects.filter(origin="participant").values_list("id", flat=True))
    assert len(set(people.values())) == 2


def test_a_run_leaves_its_digests_its_model_and_one_event(send, link_all, operator):  # type: ignore[no-untyped-def]
    send(person(1), person(1))
    report = link_all()
    run = LinkRun.objects.get(pk=report.run)
    assert (len(bytes(run.inputs_digest)), len(bytes(run.parameters_digest))) == (32, 32)
    assert run.model["fields"]
    event = AuditEvent.objects.get(action="link_workers")
    assert (event.kind, event.subjects, event.run, event.by_user) == ("linkrun", [run.pk], run.pk, operator.user_id)


def test_nothing_of_a_person_is_in_a_pair_or_a_run(send, link_all):  # type: ignore[no-untyped-def]
    send(*twins(), person(1), person(1))
    link_all()
    told = " ".join(str(each) for model in (CandidatePair, LinkRun) for each in model.objects.values())
    assert CandidatePair.objects.count() == 2
    for one in (*twins(), person(1)):
        for name in ("nik", "phone", "name", "mother"):
            assert not one[name] or str(one[name]) not in told


def test_linking_an_empty_registry_is_a_run_that_found_nothing(link_all):  # type: ignore[no-untyped-def]
    report = link_all()
    assert (report.workers, report.participants, report.accepted, report.review, report.merged, report.died) == (0, 0, 0, 0, 0, 0)


def test_members_alone_are_linked_with_nobody(link_all, write_list, operator, now, today):  # type: ignore[no-untyped-def]
    add_participants(path=write_list("members.csv", [member(1), member(2)]), source="BPJS", on=today, by=operator, at=now)
    report = link_all()
    assert (report.workers, report.participants, report.merged) == (0, 2, 0)


def test_the_role_of_commands_which_owns_nothing_admits_links_and_decides(send, link_all, write_list, operator, now, today):  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE payung_batch")
    add_participants(path=write_list("members.csv", [member(1)]), source="BPJS", on=today, by=operator, at=now)
    send(person(1), *twins())
    assert link_all().merged == 1
    (waiting,) = review_queue()
    decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
    unmerge(worker=waiting.high.worker, by=operator, at=now)
    assert counts().people == 3


def test_a_pair_whose_record_was_withdrawn_waits_for_nobody(send, link_all):  # type: ignore[no-untyped-def]
    one, other = twins()
    send(one)
    send(other)
    link_all()
    assert (len(review_queue()), counts().waiting, counts().people) == (1, 1, 2)
    Upload.objects.filter(pk=Upload.objects.latest("id").pk).update(status="withdrawn")
    assert (review_queue(), counts().waiting, counts().people) == ([], 0, 1)
    assert link_all().workers == 1
