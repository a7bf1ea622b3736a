"""What other rules would do with the people of today: counted as a run would, and nothing written."""

from __future__ import annotations

import pytest
from tests.selection.office import ON

from payung.core.refusals import Refusal
from payung.governance.queries.scope import scope
from payung.programmes.queries.versions import content_of
from payung.selection.models import SelectionRun
from payung.selection.queries.preview import preview

pytestmark = pytest.mark.django_db

CODE = "ntt-2025"


def test_a_preview_of_the_rules_as_they_are_counts_what_a_run_counts(office, populate):  # type: ignore[no-untyped-def]
    populate(300)
    told = preview(CODE, on=ON)
    assert SelectionRun.objects.count() == 0
    report = office.select()
    assert (told.assessed, told.chosen, told.reserve, told.capacity) == (report.assessed, report.chosen, report.reserve, 40)
    assert sum(told.regencies.values()) == 40


def test_other_rules_change_the_counts_and_the_criterion_that_did_it_is_named(office, populate):  # type: ignore[no-untyped-def]
    populate(300)
    content = content_of(CODE)
    older = [{**each, "value": 40} if each["reason"] == "under-age" else each for each in content["criteria"]]
    now, then = preview(CODE, on=ON), preview(CODE, on=ON, settings={**content, "criteria": older})
    assert then.eligible < now.eligible
    assert then.reasons["under-age"] > now.reasons.get("under-age", 0)
    fewer = preview(CODE, on=ON, settings={**content, "reserve_pct": 0})
    assert (fewer.reserve, fewer.chosen) == (0, now.chosen)


def test_rules_that_cannot_be_are_refused_with_their_place(office, populate):  # type: ignore[no-untyped-def]
    populate(20)
    with pytest.raises(Refusal) as refused:
        preview(CODE, on=ON, settings={**content_of(CODE), "reserve_pct": 300})
    assert (refused.value.code, refused.value.data["path"]) == ("programme-invalid", "reserve_pct")


def test_who_sees_a_part_of_the_people_only_is_not_shown_counts_of_all(office, populate, hire):  # type: ignore[no-untyped-def]
    populate(20)
    with scope(hire("dominikus", "regency_verifier", "5307")), pytest.raises(Refusal) as refused:
        preview(CODE, on=ON)
    assert refused.value.code == "outside-area"
