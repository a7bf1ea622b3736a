"""The stages of the list: nobody comes from nowhere, whatever happened after the selection."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from tests.web.stream import AT, ON, PROGRAMME

from payung.core.refusals import Refusal
from payung.governance.actions.audit import seal
from payung.governance.actions.jobs import ask
from payung.governance.queries.audit import newest_seal
from payung.governance.queries.jobs import jobs_under_way
from payung.governance.queries.scope import scope
from payung.intake.models import Upload
from payung.programmes.queries import programme
from payung.reports.queries.thread import as_at, programme_in_hand, thread


def facts(stream, login: str = "yustina", code: str | None = PROGRAMME, on: date = ON):  # type: ignore[no-untyped-def]
    actor = stream.officers[login]
    with scope(actor):
        return thread(actor, code, on=on)


def left(told) -> dict[str, int]:  # type: ignore[no-untyped-def]
    return {code: people for stage in told.stages for code, people in stage.left}


def test_rows_that_stand_no_more_leave_by_name_and_no_stage_outgrows_the_one_before(stream, db):  # type: ignore[no-untyped-def]
    before = facts(stream)
    Upload.objects.update(status="withdrawn")
    cache.clear()  # nothing was written in the trail
    after = facts(stream)
    assert after.intake.rows.standing == 0
    assert after.stages[0] == before.stages[0]
    assert left(after)["withdrawn"] > 0
    people = [stage.people for stage in after.stages]
    assert people == sorted(people, reverse=True)
    for earlier, later in zip(after.stages, after.stages[1:], strict=False):
        assert earlier.people - later.people == sum(people for _, people in later.left)


def test_rows_that_came_after_the_selection_are_not_called_duplicates(stream, db):  # type: ignore[no-untyped-def]
    assert "since-run" not in left(facts(stream))
    Upload.objects.update(received_at=AT + timedelta(hours=1))
    cache.clear()
    told = facts(stream)
    assert told.intake.rows.late == told.intake.rows.standing > 0
    assert set(left(told)) & {"since-run", "same-person"} == {"since-run"}


def test_the_chosen_and_those_who_are_not_are_everybody_who_was_assessed(stream, db):  # type: ignore[no-untyped-def]
    told = facts(stream)
    stages = {stage.code: stage.people for stage in told.stages}
    assert stages["persons"] == stream.run.assessed
    assert stages["persons"] - stages["chosen"] == left(told)["not-eligible"] + left(told)["in-reserve"] + left(told)["outside-quota"]
    assert left(told)["in-reserve"] == stream.run.reserve


def test_a_page_speaks_of_today_and_after_the_programmes_end_of_its_last_day(stream, db):  # type: ignore[no-untyped-def]
    held = programme(PROGRAMME)
    assert as_at(held, date(2025, 8, 12)) == date(2025, 8, 12)
    assert as_at(held, date(2026, 11, 24)) == date(2025, 12, 31)
    assert facts(stream, on=date(2026, 11, 24)).as_at == date(2025, 12, 31)


def test_the_programme_in_hand_is_the_one_selected_for_last(stream, db):  # type: ignore[no-untyped-def]
    assert programme_in_hand(date(2026, 3, 1)) == PROGRAMME
    assert facts(stream, code=None).programme.code == PROGRAMME
    assert facts(stream, code="ntt-2026").run is None


def test_an_unknown_programme_is_refused(stream, db):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        facts(stream, code="ntt-1999")
    assert refused.value.code == "unknown-programme"


def test_places_of_the_regencies_are_all_the_places(stream, db):  # type: ignore[no-untyped-def]
    told = facts(stream)
    assert sum(each.quota for each in told.run.regencies) == told.tranche.people
    assert sum(each.chosen for each in told.run.regencies) == told.run.chosen
    assert [each.quota for each in told.run.regencies] == sorted((each.quota for each in told.run.regencies), reverse=True)


def test_the_newest_seal_is_told_and_a_forged_one_does_not_hold(stream, db):  # type: ignore[no-untyped-def]
    from payung.governance.models import AuditRoot  # noqa: PLC0415

    assert newest_seal().signature_holds is None
    seal(at=AT, everything=True)
    told = newest_seal()
    assert told.signature_holds is True
    assert told.sealed == told.events > 20
    AuditRoot.objects.create(
        first_seq=told.sealed + 1, last_seq=told.sealed + 1, previous_root=b"x", root=b"y", signature=b"z" * 64, sealed_at=AT
    )
    assert newest_seal().signature_holds is False


def test_work_under_way_is_told_to_the_posting_that_asked_for_it(stream, db):  # type: ignore[no-untyped-def]
    asked = ask(kind="registry.link", arguments={}, by=stream.officers["yustina"], at=AT)
    assert [job.id for job in facts(stream).jobs] == [asked]
    assert facts(stream, "dominikus").jobs == ()
    assert jobs_under_way(stream.officers["markus"].posting_id) == []
