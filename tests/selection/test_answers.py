"""Why or why not, a village's order that was passed over, two years side by side, and what a year would buy."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from tests.selection.office import ON, officer

import payung
from payung.core.refusals import Refusal
from payung.governance.queries.scope import scope
from payung.programmes.actions import load_programme
from payung.registry.actions.participation import record_participation
from payung.registry.models import Participation
from payung.selection.actions import select
from payung.selection.models import Assessment
from payung.selection.queries import (
    compare,
    explanation,
    fairness,
    list_frame,
    passed_over,
    places_by_area,
    plan,
    proposal_quotas,
)

pytestmark = pytest.mark.django_db

DATA = Path(payung.__file__).parent / "programmes" / "data"
SOUND = {"nik_state": "sound", "died_on": None, "birth_date": date(1990, 1, 1)}


def own_programme(folder: Path, by: Any, at: Any, **changes: Any) -> None:
    """NTT 2025 with other rules and money for 40 people."""
    content = yaml.safe_load((DATA / "ntt-2025.yaml").read_text(encoding="utf-8")) | changes
    path = folder / "own.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    load_programme(source=path, by=by, at=at, scale=Fraction(40, 100_000))


def test_a_person_is_told_why_not_and_what_would_change_it(office, populate):  # type: ignore[no-untyped-def]
    populate(300)
    run = office.select().run
    for verdict, code in (("not-eligible", "nik-not-usable"), ("outside-quota", "places-taken"), ("chosen", "within-quota")):
        worker = Assessment.objects.filter(run_id=run, verdict=verdict, reasons=[code]).values_list("worker_id", flat=True)[0]
        told = explanation(run, worker)
        assert (told.verdict, [each.code for each in told.reasons]) == (verdict, [code])
        assert told.reasons[0].says != code
        assert (told.reasons[0].remedy == "") == (verdict == "chosen")
        assert (told.place is None) == (verdict == "not-eligible")
        if told.place is not None and told.places is not None:
            assert (told.place <= told.places) == (verdict == "chosen")


def test_who_was_never_listed_is_told_so(office, populate):  # type: ignore[no-untyped-def]
    ids = populate(30)
    run = office.select().run
    with pytest.raises(Refusal) as refused:
        explanation(run, max(ids) + 1)
    assert refused.value.code == "not-assessed"


def test_no_regency_learns_about_a_person_of_another(office, populate, operator, now):  # type: ignore[no-untyped-def]
    populate(60, regencies=("5301",), **SOUND)
    run = office.select().run
    worker = list_frame(run)["worker"][0]
    with scope(officer(operator, "sikka", "regency_verifier", now, "5307")), pytest.raises(Refusal) as refused:
        explanation(run, worker)
    assert refused.value.code == "not-assessed"


def test_each_priority_of_a_village_that_was_passed_over_is_listed_with_its_reason(office, populate):  # type: ignore[no-untyped-def]
    village = "5307012001"
    ids = [populate(1, seed=n, village_code=village, area=village, village_order=n, decile=11 - n, **SOUND)[0] for n in range(1, 11)]
    populate(100, seed=50, regencies=("5307",), **SOUND)
    run = office.select().run
    chosen = set(list_frame(run).filter(pl.col("state") == "chosen")["worker"]) & set(ids)
    over = passed_over(run)
    last = max(place for place, worker in enumerate(ids) if worker in chosen)
    assert over["worker"].to_list() == [worker for worker in ids[:last] if worker not in chosen]
    assert set(over["reasons"]) <= {"places-taken", "in-reserve"}
    assert over["village_order"].is_sorted()


def test_when_the_villages_order_binds_nobody_is_passed_over(office, populate, tmp_path, operator, now):  # type: ignore[no-untyped-def]
    quota = [{"level": "regency", "basis": [{"of": "equal"}]}, {"level": "village", "basis": [{"of": "eligible"}]}]
    own_programme(tmp_path, operator, now, ranking={"score": [], "order": ["village-order", "seed"]}, quota=quota)
    for n in range(1, 31):
        populate(
            2,
            seed=n,
            regencies=("5307",),
            village_order=n,
            decile=10,
            **{**SOUND, "village_code": f"530701200{1 + n % 3}", "area": "5307012001"},
        )
    run = office.select().run
    assert places_by_area(run)["chosen"].sum() == 40
    assert passed_over(run).is_empty()


def test_a_household_gets_no_more_places_than_the_programme_gives_it(office, populate, tmp_path, operator, now):  # type: ignore[no-untyped-def]
    own_programme(tmp_path, operator, now, household_cap=2)
    populate(60, seed=3, households=10, **SOUND)
    report = office.select()
    assert (report.chosen, report.unfilled) == (20, 20)
    full = Assessment.objects.filter(run_id=report.run, reasons=["household-full"]).count()
    assert full == 40


def test_a_set_aside_of_the_programme_file_is_met(office, populate, tmp_path, operator, now):  # type: ignore[no-untyped-def]
    women = {"code": "women", "field": "sex", "operator": "equals", "value": "P", "pct": 60}
    own_programme(tmp_path, operator, now, set_asides=[women])
    populate(100, seed=3, sex="L", decile=1, **SOUND)
    populate(100, seed=4, sex="P", decile=9, **SOUND)
    told = fairness(office.select().run)
    chosen = dict(told.filter(pl.col("dimension") == "sex").select("group", "chosen").iter_rows())
    assert chosen["P"] >= 24
    assert chosen["L"] + chosen["P"] == 40


def test_quotas_net_of_what_others_cover_give_less_where_more_are_covered(office, populate, tmp_path, operator, now):  # type: ignore[no-untyped-def]
    quota = [{"level": "regency", "basis": [{"of": "eligible"}], "net_of_covered": True}]
    own_programme(tmp_path, operator, now, quota=quota)
    ids = populate(120, seed=6, regencies=("5301",), **SOUND)
    populate(100, seed=7, regencies=("5307",), **SOUND)
    spans = [
        {"worker": worker, "segment": "pu", "payer_kind": "employer", "starts_on": date(2025, 1, 1), "ends_on": None} for worker in ids[:20]
    ]
    frame = pl.DataFrame(spans, schema_overrides={"ends_on": pl.Date})
    record_participation(spans=frame, source="members", on=ON, by=operator, at=now)
    lines = {
        area: (entitled, chosen)
        for area, entitled, chosen in places_by_area(office.select().run).select("area", "entitled", "chosen").iter_rows()
    }
    assert (lines["5301"], lines["5307"]) == ((10, 10), (30, 30))


def test_fairness_of_a_regency_is_its_own(office, populate, operator, now):  # type: ignore[no-untyped-def]
    populate(200)
    run = office.select().run
    everybody = fairness(run).filter(pl.col("dimension") == "everybody")
    assert everybody["assessed"].to_list() == [200]
    with scope(officer(operator, "sikka", "regency_verifier", now, "5307")):
        own = fairness(run)
    assert own.filter(pl.col("dimension") == "regency")["group"].to_list() == ["5307"]
    assert own.filter(pl.col("dimension") == "everybody")["assessed"].item() < 200


def test_two_years_side_by_side_say_who_lapses_and_what_going_on_costs_him(office, populate, operator, now):  # type: ignore[no-untyped-def]
    populate(150, **SOUND)
    first = office.select()
    load_programme(source="ntt-2026", by=operator, at=now, scale=Fraction(20, 50_000))
    second = select(programme="ntt-2026", seed=9, on=ON, by=office.data, at=now)
    told = compare(first.run, second.run)
    assert (second.chosen, told.stayed + told.entered, told.stayed + told.left) == (20, 20, 40)
    assert told.lapses == told.left > 0
    assert told.self_pay_idr == 16_800
    assert told.regencies["left"].sum() == told.left
    assert compare(first.run, first.run).moved.is_empty()
    again = office.select(seed=2)
    assert compare(first.run, again.run).lapses == 0


def test_who_continues_comes_first_where_the_programme_scores_it(office, populate, operator, now):  # type: ignore[no-untyped-def]
    ids = populate(150, regencies=("5307",), **SOUND)
    for worker in ids[:20]:
        Participation.objects.create(
            worker_id=worker, area="5307", segment="bpu", payer_kind="apbd", starts_on=date(2025, 7, 1), ends_on=date(2026, 1, 1),
            source="payung", source_on=ON, recorded_at=now,
        )  # fmt: skip
    load_programme(source="ntt-2026", by=operator, at=now, scale=Fraction(30, 50_000))
    run = select(programme="ntt-2026", seed=1, on=ON, by=office.data, at=now).run
    chosen = list_frame(run).filter(pl.col("state") == "chosen").sort("rank")
    assert set(chosen["worker"][:20]) == set(ids[:20])
    assert (chosen.height, chosen["score"][19] >= 20, chosen["score"][20] < 20) == (30, True, True)


def test_half_the_months_buy_twice_the_people_and_none_lapse_before_anything_began(office, populate):  # type: ignore[no-untyped-def]
    populate(100, **SOUND)
    six, three, twelve = plan("ntt-2025", on=ON, months=(6, 3, 12))
    assert [(each.months, each.people, each.cost_idr) for each in (six, three, twelve)] == [
        (6, 40, 40 * 100_800), (3, 80, 40 * 100_800), (12, 20, 40 * 100_800),
    ]  # fmt: skip
    assert [each.chosen for each in (six, three, twelve)] == [40, 80, 20]
    assert (six.beyond_year, twelve.beyond_year) == (False, True)
    assert {each.lapse for each in (six, three, twelve)} == {0}
    assert [each.months for each in plan("ntt-2025", on=ON)] == [6]
    assert [each.payer for each in plan("ntt-2025", on=ON, payer="ntt")] == ["ntt"]


def test_a_plan_counts_the_people_who_would_lapse(office, populate, operator, now):  # type: ignore[no-untyped-def]
    ids = populate(60, **SOUND)
    for worker in ids:
        Participation.objects.create(
            worker_id=worker, area="5307", segment="bpu", payer_kind="apbd", starts_on=date(2025, 7, 1), ends_on=date(2026, 1, 1),
            source="payung", source_on=ON, recorded_at=now,
        )  # fmt: skip
    load_programme(source="ntt-2026", by=operator, at=now, scale=Fraction(20, 50_000))
    twelve, six = plan("ntt-2026", on=ON, months=(12, 6))
    assert (twelve.people, twelve.lapse) == (20, 40)
    assert (six.people, six.lapse) == (40, 20)


def test_quotas_come_from_statistics_before_anybody_is_listed(office, operator, now, tmp_path):  # type: ignore[no-untyped-def]
    own_programme(tmp_path, operator, now, proposal_ceiling_pct=130)
    quotas = proposal_quotas("ntt-2025", on=ON)
    assert (quotas.height, quotas["places"].sum()) == (22, 40)
    assert quotas.filter(pl.col("area") == "5371").row(0) == ("5371", "Kota Kupang", 3, 4, date(2025, 6, 30))
    assert (quotas["ceiling"] * 10 >= quotas["places"] * 13).all()
