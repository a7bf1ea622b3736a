"""Programmes changed by hand: each change a version of its own, told in words, never a wrong or stale one."""

from __future__ import annotations

import pytest
import yaml
from django.db import IntegrityError, transaction

from payung.core.refusals import Refusal
from payung.governance.models import AuditEvent
from payung.programmes.actions import commit_money, edit_programme, load_programme
from payung.programmes.models import ProgrammeVersion
from payung.programmes.queries import programme
from payung.programmes.queries.offers import offers
from payung.programmes.queries.versions import content_of, version_content, version_differences, versions
from payung.programmes.rules.document import read_content

pytestmark = pytest.mark.django_db

CODE = "ntt-2025"


@pytest.fixture
def held(ntt, now):  # type: ignore[no-untyped-def]
    return load_programme(source=CODE, by=ntt, at=now)


def test_the_content_that_is_kept_is_a_sound_programme_file(held):  # type: ignore[no-untyped-def]
    content = content_of(CODE)
    document = read_content(content)
    assert [each.code for each in document.tranches] == ["2025-jul-dec"]
    assert document.settings == programme(CODE).settings
    assert version_content(held, 1) == content


def test_an_edit_is_the_next_version_and_the_earlier_stays(held, ntt, now):  # type: ignore[no-untyped-def]
    assert edit_programme(code=CODE, version=1, change={"reserve_pct": 30}, note=" Usul dinas ", by=ntt, at=now) == 2
    assert programme(CODE).settings.reserve_pct == 30
    assert [(each.version, each.note, each.made_by) for each in versions(held)] == [
        (2, "Usul dinas", "Operator"),
        (1, f"{CODE}.yaml", "Operator"),
    ]
    assert version_content(held, 1)["reserve_pct"] == 20
    (change,) = version_differences(held, 2)
    assert (change.where, change.before, change.after) == ("reserve_pct", 20, 30)
    assert version_differences(held, 1) == []
    assert AuditEvent.objects.filter(action="load_programme", kind="programme").count() == 2


def test_a_version_cannot_be_changed_even_by_the_owner_of_the_table(held):  # type: ignore[no-untyped-def]
    with pytest.raises(IntegrityError, match="takes inserts only"), transaction.atomic():
        ProgrammeVersion.objects.update(note="other")


def test_an_edit_that_changes_nothing_makes_no_version(held, ntt, now):  # type: ignore[no-untyped-def]
    assert edit_programme(code=CODE, version=1, change={"reserve_pct": 20}, by=ntt, at=now) == 1
    assert len(versions(held)) == 1


def test_a_year_that_was_shown_and_loaded_again_is_the_same_version(held, ntt, now, tmp_path):  # type: ignore[no-untyped-def]
    edit_programme(code=CODE, version=1, change={"reserve_pct": 30}, by=ntt, at=now)
    shown = tmp_path / "mine.yaml"
    shown.write_text(yaml.safe_dump(content_of(CODE), allow_unicode=True, sort_keys=False), encoding="utf-8")
    load_programme(source=shown, by=ntt, at=now)
    assert programme(CODE).version == 2


def test_a_stale_edit_and_a_wrong_one_are_refused(held, ntt, now):  # type: ignore[no-untyped-def]
    edit_programme(code=CODE, version=1, change={"reserve_pct": 30}, by=ntt, at=now)
    with pytest.raises(Refusal) as refused:
        edit_programme(code=CODE, version=1, change={"reserve_pct": 40}, by=ntt, at=now)
    assert refused.value.code == "stale-edit"
    with pytest.raises(Refusal) as refused:
        edit_programme(code=CODE, version=2, change={"reserve_pct": 140}, by=ntt, at=now)
    assert (refused.value.code, refused.value.data["path"]) == ("programme-invalid", "reserve_pct")
    with pytest.raises(Refusal) as refused:
        edit_programme(code=CODE, version=2, change={"quota": [{"level": "regency", "basis": [{"of": "luck"}]}]}, by=ntt, at=now)
    assert refused.value.code == "figure-unknown"
    assert programme(CODE).version == 2


def test_differences_name_the_line_and_its_part(held, ntt, now):  # type: ignore[no-untyped-def]
    content = content_of(CODE)
    criteria = [each for each in content["criteria"] if each["reason"] != "pensioner"]
    criteria[5] = {**criteria[5], "says": "Tanggal lahir belum ada"}
    aside = [{"code": "women", "field": "sex", "operator": "equals", "value": "P", "pct": 30}]
    edit_programme(code=CODE, version=1, change={"criteria": criteria, "set_asides": aside}, by=ntt, at=now)
    told = {(each.where, each.who, each.what) for each in version_differences(held, 2)}
    assert told == {("criteria", criteria[5]["reason"], "says"), ("criteria", "pensioner", ""), ("set_asides", "women", "")}


def test_money_that_is_bound_is_never_edited_away(held, ntt, now):  # type: ignore[no-untyped-def]
    commit_money(programme_id=held, payer_code="ntt", amounts={"jkk": 60_000, "jkm": 40_800}, by=ntt, at=now)
    content = content_of(CODE)
    less = [{**line, "amount_idr": 59_999} if line["insurance"] == "jkk" else line for line in content["budget"]]
    with pytest.raises(Refusal) as refused:
        edit_programme(code=CODE, version=1, change={"budget": less}, by=ntt, at=now)
    assert refused.value.code == "budget-exceeded"
    later = [{**each, "last_month": "2025-11"} for each in content["tranches"]]
    with pytest.raises(Refusal) as refused:
        edit_programme(code=CODE, version=1, change={"tranches": later}, by=ntt, at=now)
    assert refused.value.code == "programme-in-use"
    assert len(versions(held)) == 1


def test_the_same_money_buys_half_the_people_for_twice_the_months(held):  # type: ignore[no-untyped-def]
    told = {each.months: each for each in offers(programme(CODE), (3, 12))}
    assert {months: each.people for months, each in told.items()} == {3: 200_000, 6: 100_000, 12: 50_000}
    assert [told[months].planned for months in (3, 6, 12)] == [False, True, False]
    assert told[12].beyond_year
    assert told[6].left_idr == 0


def test_who_only_reads_changes_nothing(held, hire, now):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        edit_programme(code=CODE, version=1, change={"reserve_pct": 30}, by=hire("imelda", "head_of_office"), at=now)
    assert refused.value.code == "not-allowed"
