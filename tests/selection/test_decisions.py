"""An official adds or removes people: openly, with a reason, inside the programme's share; the next run applies it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.selection.office import officer
from tests.selection.test_answers import own_programme

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent, StoredFile
from payung.governance.queries.scope import scope
from payung.selection.actions import approve_list, decide_person, submit_list
from payung.selection.models import Assessment, PersonDecision, SelectionRun
from payung.selection.queries import assessment_frame, decisions, explanation, list_frame

pytestmark = pytest.mark.django_db

SOUND = {"nik_state": "sound", "died_on": None, "birth_date": date(1990, 1, 1)}


@pytest.fixture
def allowing(office, tmp_path, operator, now):  # type: ignore[no-untyped-def]
    """The office, whose programme of 40 places lets officials decide on 5 % of them: two people."""
    own_programme(tmp_path, operator, now, decisions_pct=5)
    return office


def decide(office, run: int, worker: int, act: str = "add", **changes: Any) -> int:  # type: ignore[no-untyped-def]
    options: dict[str, Any] = {"reason": "Korban banjir, surat camat 12/2025", "by": office.head, "at": office.now}
    return decide_person(run=run, worker=worker, act=act, **options | changes)


def refused(office, run: int, worker: int, act: str = "add", **changes: Any) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refusal:
        decide(office, run, worker, act, **changes)
    return refusal.value.code


def worker_of(run: int, verdict: str, place: int = 0) -> int:
    held = Assessment.objects.filter(run_id=run, verdict=verdict).order_by("rank", "worker_id")
    return int(held.values_list("worker_id", flat=True)[place])


def test_the_next_run_applies_it_and_shows_it_and_the_first_stays_as_it_was(allowing, populate):  # type: ignore[no-untyped-def]
    populate(200, **SOUND)
    first = allowing.select()
    added, removed = worker_of(first.run, "outside-quota"), worker_of(first.run, "chosen")
    before = assessment_frame(first.run)
    made = [decide(allowing, first.run, added), decide(allowing, first.run, removed, "remove")]
    assert assessment_frame(first.run).equals(before)
    second = allowing.select()
    assert second.chosen == first.chosen == 40
    held = {row["worker"]: row for row in assessment_frame(second.run).iter_rows(named=True)}
    assert (held[added]["verdict"], held[added]["reasons"]) == ("chosen", "added-by-decision")
    assert (held[removed]["verdict"], held[removed]["reasons"]) == ("not-eligible", "removed-by-decision")
    assert added in list_frame(second.run)["worker"]
    assert SelectionRun.objects.get(pk=second.run).decisions == made
    assert bytes(SelectionRun.objects.get(pk=first.run).inputs_digest) != bytes(SelectionRun.objects.get(pk=second.run).inputs_digest)
    assert second.digest != first.digest
    assert allowing.select().digest == second.digest


def test_the_reason_and_the_official_are_told_of_the_person(allowing, populate, tmp_path):  # type: ignore[no-untyped-def]
    populate(120, **SOUND)
    run = allowing.select().run
    paper = tmp_path / "surat.pdf"
    paper.write_bytes(b"%PDF surat")
    worker = worker_of(run, "reserve")
    decide(allowing, run, worker, evidence_file=paper)
    told = explanation(allowing.select().run, worker)
    assert told.reasons[0].says.startswith("An official gave him")
    assert told.decision is not None
    assert (told.decision.decided_by, told.decision.reason) == ("Head", "Korban banjir, surat camat 12/2025")
    assert told.decision.evidence == StoredFile.objects.get(file_class="decision").digest
    assert [each.worker for each in decisions("ntt-2025")] == [worker]
    assert AuditEvent.objects.filter(action="decide_person", subjects=[worker]).count() == 1
    assert explanation(run, worker).decision is None


def test_without_a_share_nobody_is_added_or_removed(office, populate):  # type: ignore[no-untyped-def]
    populate(100, **SOUND)
    run = office.select().run
    assert refused(office, run, worker_of(run, "chosen"), "remove") == "decisions-not-allowed"
    assert PersonDecision.objects.count() == 0


def test_the_share_counts_people_and_a_word_taken_back_frees_nothing_but_is_not_counted_twice(allowing, populate):  # type: ignore[no-untyped-def]
    populate(200, **SOUND)
    run = allowing.select().run
    outside = [worker_of(run, "outside-quota", place) for place in range(3)]
    decide(allowing, run, outside[0])
    assert refused(allowing, run, outside[0]) == "decided-already"
    decide(allowing, run, outside[1])
    assert refused(allowing, run, outside[2]) == "decisions-used-up"
    second = allowing.select().run
    decide(allowing, second, outside[0], "remove")
    third = allowing.select().run
    assert explanation(third, outside[0]).reasons[0].code == "removed-by-decision"
    assert refused(allowing, third, outside[2]) == "decisions-used-up"


def test_nobodys_word_sets_law_and_criteria_aside(allowing, populate):  # type: ignore[no-untyped-def]
    populate(200)
    run = allowing.select().run
    assert refused(allowing, run, worker_of(run, "not-eligible")) == "nothing-to-decide"
    assert refused(allowing, run, worker_of(run, "chosen")) == "nothing-to-decide"
    assert refused(allowing, run, worker_of(run, "outside-quota"), "remove") == "nothing-to-decide"
    assert refused(allowing, run, 10**9) == "not-assessed"


def test_a_decision_needs_its_reason_its_file_and_a_role_for_the_whole_programme(allowing, populate, operator, tmp_path, now):  # type: ignore[no-untyped-def]
    populate(100, **SOUND)
    run = allowing.select().run
    worker = worker_of(run, "chosen")
    assert refused(allowing, run, worker, "remove", reason=" ") == "reason-missing"
    assert refused(allowing, run, worker, "remove", evidence_file=tmp_path / "not-there.pdf") == "evidence-missing"
    assert refused(allowing, run, worker, "remove", by=allowing.data) == "not-allowed"
    regency = officer(operator, "sikka", "head_of_office", now, "5307")
    assert refused(allowing, run, worker, "remove", by=regency) == "outside-area"


def test_who_decided_of_a_person_does_not_approve_the_list(allowing, populate, operator, now):  # type: ignore[no-untyped-def]
    populate(100, **SOUND)
    run = allowing.select().run
    decide(allowing, run, worker_of(run, "chosen"), "remove")
    listed = submit_list(run=allowing.select().run, by=allowing.data, at=now)
    with pytest.raises(Refusal) as refusal:
        approve_list(list_id=listed, by=allowing.head, at=now)
    assert refusal.value.code == "maker-is-checker"
    assert approve_list(list_id=listed, by=officer(operator, "second", "head_of_office", now), at=now) == "approved"


def test_a_regency_reads_the_decisions_on_its_own_people(allowing, populate, operator, now):  # type: ignore[no-untyped-def]
    populate(60, regencies=("5301",), **SOUND)
    populate(60, seed=2, regencies=("5307",), **SOUND)
    run = allowing.select().run
    for area in ("5301", "5307"):
        decide(
            allowing,
            run,
            Assessment.objects.filter(run_id=run, verdict="chosen", area__startswith=area).values_list("worker_id", flat=True)[0],
            "remove",
        )
    with scope(officer(operator, "sikka", "regency_verifier", now, "5307")):
        assert len(decisions("ntt-2025")) == 1
    assert len(decisions("ntt-2025")) == 2
