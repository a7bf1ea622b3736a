"""A run over the registry: recorded, reproducible, fenced, resumable, and read back."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from django.db import connection
from tests.selection.office import ON

from payung.core.areas import Level
from payung.core.refusals import Refusal
from payung.governance.actions.jobs import SupersededError, run_job
from payung.governance.models import AuditEvent, Job
from payung.governance.queries.scope import scope
from payung.programmes.actions import load_programme
from payung.registry.models import Participation, Worker
from payung.selection.actions import purge_runs, submit_list
from payung.selection.actions.runs import begin_selection
from payung.selection.models import Assessment, Entry, SelectionRun
from payung.selection.queries import (
    assessment_frame,
    latest,
    list_frame,
    places_by_area,
    quota_figures,
    reason_counts,
    run_report,
    verdict_counts,
)

pytestmark = pytest.mark.django_db


def test_everybody_is_assessed_and_the_money_is_spent_to_the_last_place(office, populate):  # type: ignore[no-untyped-def]
    populate(300)
    report = office.select()
    assert (report.assessed, report.chosen, report.unfilled, report.cost_idr) == (300, 40, 0, 40 * 100_800)
    assert Assessment.objects.filter(run_id=report.run).count() == 300
    counts = verdict_counts(report.run)
    assert (sum(counts.values()), counts["chosen"], counts["reserve"]) == (300, 40, report.reserve)
    assert Entry.objects.filter(run_id=report.run).count() == 40 + report.reserve
    assert latest("ntt-2025") == report


def test_the_same_question_twice_gives_the_same_digest_and_another_seed_another(office, populate):  # type: ignore[no-untyped-def]
    populate(300)
    first, second, third = office.select(), office.select(), office.select(seed=2)
    assert first.run != second.run
    assert first.digest == second.digest != third.digest
    inputs = {bytes(each) for each in SelectionRun.objects.values_list("inputs_digest", flat=True)}
    assert len(inputs) == 1


def test_other_ids_of_the_same_people_give_the_same_digest(office, populate):  # type: ignore[no-untyped-def]
    earlier = populate(200)
    first = office.select()
    Entry.objects.all().delete()
    Worker.objects.all().delete()
    later = populate(200)
    assert set(later).isdisjoint(earlier)
    assert office.select().digest == first.digest


def test_each_reason_is_told(office, populate):  # type: ignore[no-untyped-def]
    populate(300)
    counts = reason_counts(office.select().run)
    told = dict(counts.filter(pl.col("verdict") == "not-eligible").select("reason", "people").iter_rows())
    assert set(told) == {"dead", "nik-not-usable", "over-age"}
    assert set(counts.filter(pl.col("verdict") == "chosen")["reason"]) == {"within-quota"}


def test_who_is_covered_elsewhere_in_these_months_is_told_so(office, populate, now):  # type: ignore[no-untyped-def]
    ids = populate(60, nik_state="sound", died_on=None, birth_date=date(1990, 1, 1))
    spans = [(ids[0], date(2025, 1, 1), None), (ids[1], date(2025, 1, 1), date(2025, 7, 1)), (ids[2], date(2026, 1, 1), None)]
    for worker, starts_on, ends_on in spans:
        Participation.objects.create(
            worker_id=worker, area="5307", segment="pu", payer_kind="employer", starts_on=starts_on, ends_on=ends_on,
            source="members", source_on=ON, recorded_at=now,
        )  # fmt: skip
    run = office.select().run
    outside = Assessment.objects.filter(run_id=run, reasons__contains=["covered-elsewhere"])
    assert list(outside.values_list("worker_id", flat=True)) == [ids[0]]


def test_the_quota_names_its_figures_and_places_flow_to_where_people_are(office, populate):  # type: ignore[no-untyped-def]
    populate(300)
    run = office.select().run
    (figure,) = quota_figures(run)
    assert (figure["code"], figure["as_of"], figure["speaker"]) == ("population-dukcapil", "2024-12-31", "Dukcapil")
    places = places_by_area(run)
    assert places.height == 22
    assert (places["entitled"].sum(), places["places"].sum(), places["chosen"].sum()) == (40, 40, 40)
    full = places.filter(pl.col("supply") > 0)
    assert set(full["area"]) == {"5301", "5307", "5308"}
    assert (full["places"] >= full["entitled"]).all()


def test_an_entry_is_frozen_with_its_own_envelope(office, populate):  # type: ignore[no-untyped-def]
    populate(120)
    run = office.select().run
    listed = list_frame(run)
    assert listed.columns == ["rank", "state", "worker", "name", "nik", "village_code", "score", "reasons"]
    assert listed["state"].to_list() == ["chosen"] * 40 + ["reserve"] * (listed.height - 40)
    assert listed.select(same=pl.col("nik").str.split("-").list.last() == pl.col("name").str.split(" ").list.last())["same"].all()
    moved = Entry.objects.filter(run_id=run).order_by("pk")
    first, second = moved[0], moved[1]
    Entry.objects.filter(pk=first.pk).update(envelope=second.envelope)
    with pytest.raises(Refusal) as refused:
        list_frame(run)
    assert refused.value.code == "envelope-broken"


def test_the_export_of_a_run_holds_everybody_once(office, populate):  # type: ignore[no-untyped-def]
    populate(150)
    run = office.select().run
    frame = assessment_frame(run)
    assert frame.columns[-2:] == ["verdict", "cut_off"]
    assert (frame.height, frame["worker"].n_unique(), frame["name"].null_count()) == (150, 150, 0)
    chosen = frame.filter(pl.col("state") == "chosen")
    assert chosen.equals(frame.filter(pl.col("verdict") == "chosen"))
    assert (chosen["rank"] <= chosen["cut_off"]).all()


def test_a_regency_sees_its_own_people_and_places_only(office, populate, hire):  # type: ignore[no-untyped-def]
    populate(300)
    run = office.select().run
    with scope(hire("sikka", "regency_verifier", "5307")):
        assert set(list_frame(run)["village_code"].str.head(4)) == {"5307"}
        assert set(assessment_frame(run)["village_code"].str.head(4)) == {"5307"}
        assert places_by_area(run)["area"].to_list() == ["5307"]
        assert 0 < sum(verdict_counts(run).values()) < 300
        assert places_by_area(run, Level.VILLAGE).is_empty()


def test_a_run_leaves_its_events_and_nobody_without_the_right_makes_one(office, populate, hire, now):  # type: ignore[no-untyped-def]
    populate(30)
    run = office.select().run
    assert AuditEvent.objects.filter(kind="selection_run", action="run_selection", subjects=[run]).count() == 1
    for actor, code in ((office.head, "not-allowed"), (hire("sikka", "data_officer", "5307"), "outside-area")):
        with pytest.raises(Refusal) as refused:
            begin_selection(programme="ntt-2025", tranche="2025-jul-dec", seed=1, on=ON, by=actor, at=now)
        assert refused.value.code == code


def test_a_killed_run_goes_on_and_comes_to_the_same_digest(office, populate, now):  # type: ignore[no-untyped-def]
    populate(200)
    whole = office.select()
    begun = begin_selection(programme="ntt-2025", tranche="2025-jul-dec", seed=1, on=ON, by=office.data, at=now)
    Job.objects.filter(pk=SelectionRun.objects.get(pk=begun).job_id).update(status="running", attempt=1)
    with connection.cursor() as cursor:  # the partition that a killed attempt left bare
        cursor.execute("SELECT governance.open_partition('selection_assessment', %s)", [begun])
    report = office.select()
    assert (report.run, report.digest, report.assessed) == (begun, whole.digest, 200)
    assert Assessment.objects.filter(run_id=begun).count() == 200


def test_an_attempt_that_was_overtaken_writes_nothing(office, populate, now):  # type: ignore[no-untyped-def]
    populate(60)
    begun = begin_selection(programme="ntt-2025", tranche="2025-jul-dec", seed=1, on=ON, by=office.data, at=now)
    job = SelectionRun.objects.get(pk=begun).job_id

    def overtake(done: int, total: int, step: str) -> None:
        if done == 1:
            Job.objects.filter(pk=job).update(attempt=99)

    with pytest.raises(SupersededError):
        run_job(job_id=job, at=now, progress=overtake)
    assert not SelectionRun.objects.get(pk=begun).complete
    assert not Assessment.objects.filter(run_id=begun).exists()
    assert not Entry.objects.filter(run_id=begun).exists()


def test_a_worker_that_dies_after_the_last_write_changes_nothing_when_it_comes_back(office, populate, now):  # type: ignore[no-untyped-def]
    populate(60)
    report = office.select()
    held = SelectionRun.objects.get(pk=report.run)
    Job.objects.filter(pk=held.job_id).update(status="running")
    run_job(job_id=held.job_id, at=now)
    assert run_report(report.run) == report
    assert Assessment.objects.filter(run_id=report.run).count() == 60


def test_a_run_of_nobody_chooses_nobody(office):  # type: ignore[no-untyped-def]
    report = office.select()
    assert (report.assessed, report.chosen, report.unfilled, report.cost_idr) == (0, 0, 40, 0)
    assert list_frame(report.run).is_empty()


def test_an_unfinished_or_unknown_run_is_refused(office, now):  # type: ignore[no-untyped-def]
    begun = begin_selection(programme="ntt-2025", tranche="2025-jul-dec", seed=1, on=ON, by=office.data, at=now)
    for run, code in ((begun, "run-incomplete"), (begun + 1, "no-such-run")):
        with pytest.raises(Refusal) as refused:
            list_frame(run)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        office.select(tranche="2031")
    assert refused.value.code == "unknown-tranche"


def test_the_batch_role_may_do_the_whole_run(office, populate, now):  # type: ignore[no-untyped-def]
    populate(60)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE payung_batch")
    assert office.select().assessed == 60


def test_money_for_more_people_never_takes_a_place_from_anybody(office, populate, operator, now):  # type: ignore[no-untyped-def]
    populate(300)
    before = office.select()
    load_programme(source="ntt-2025", by=operator, at=now, scale=Fraction(55, 100_000))
    after = office.select()
    chosen = [set(list_frame(each.run).filter(pl.col("state") == "chosen")["worker"]) for each in (before, after)]
    assert (len(chosen[0]), len(chosen[1])) == (40, 55)
    assert chosen[0] < chosen[1]


def test_a_run_that_nobody_hands_in_is_purged_after_thirty_days_and_its_digest_stays(office, populate, now):  # type: ignore[no-untyped-def]
    populate(80)
    kept, dropped = office.select(), office.select(seed=2)
    submit_list(run=kept.run, by=office.data, at=now)
    assert purge_runs(by=office.data, at=now + timedelta(days=30)) == 0
    assert purge_runs(by=office.data, at=now + timedelta(days=31)) == 1
    assert run_report(dropped.run) == dropped
    assert (Assessment.objects.count(), Entry.objects.exclude(run_id=kept.run).count()) == (80, 0)
    with pytest.raises(Refusal) as refused:
        list_frame(dropped.run)
    assert refused.value.code == "run-purged"
    assert latest("ntt-2025") == kept
    assert purge_runs(by=office.data, at=now + timedelta(days=62)) == 0


def test_the_worker_purges_by_night_what_nobody_handed_in(office, populate, now):  # type: ignore[no-untyped-def]
    from payung.selection.jobs import purge_old_runs  # noqa: PLC0415 - tables exist only after set-up

    populate(60)
    run = office.select().run
    purge_old_runs(timestamp=int((now + timedelta(days=31)).timestamp()))
    assert SelectionRun.objects.get(pk=run).purged_at is not None
