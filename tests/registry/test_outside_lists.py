"""Lists of members and of the dead: taken once, every bad row named, and matched by the next linking."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.registry.people import NEXT_VILLAGE, OTHER_REGENCY, VILLAGE, dead, everything_in, member, person

from payung.core.areas import Level
from payung.core.refusals import Refusal
from payung.governance.models import StoredFile
from payung.governance.queries.files import read_content
from payung.governance.queries.scope import scope
from payung.registry.actions import add_deaths, add_participants, decide_pair, link, record_participation, unmerge
from payung.registry.models import DeathNotice, OutsideList, Participation, Worker
from payung.registry.queries import coverage_counts, covered, population, review_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(write_list, operator, now, today):  # type: ignore[no-untyped-def]
    """Take in a list of rows: `take(add_participants, member(1), member(2))`."""

    def add(action, *rows, name="list.csv", on=today, source="BPJS"):  # type: ignore[no-untyped-def]
        return action(path=write_list(name, rows), source=source, on=on, by=operator, at=now)

    return add


def test_members_become_workers_with_their_cover(take, operator, now, today):  # type: ignore[no-untyped-def]
    report = take(add_participants, member(1), member(2, segment="bpu", to="2025-04-01"))
    assert (report.rows, report.taken, report.refused, report.already_here) == (2, 2, (), False)
    assert list(Worker.objects.order_by("id").values_list("origin", "name", "area")) == [
        ("participant", person(number)["name"], VILLAGE) for number in (1, 2)
    ]
    told = Participation.objects.order_by("id").values_list(
        "segment", "payer_kind", "starts_on", "ends_on", "source", "source_on", "recorded_at"
    )
    assert list(told) == [
        ("pu", "employer", date(2024, 1, 1), None, "BPJS", today, now),
        ("bpu", "unknown", date(2024, 1, 1), date(2025, 4, 1), "BPJS", today, now),
    ]


def test_the_file_is_kept_and_the_same_file_again_adds_nothing(take, write_list):  # type: ignore[no-untyped-def]
    first = take(add_participants, member(1))
    again = take(add_participants, member(1), name="other-name.csv")
    assert (again.already_here, again.taken, again.list_id) == (True, 0, first.list_id)
    assert (Worker.objects.count(), Participation.objects.count(), OutsideList.objects.count()) == (1, 1, 1)
    stored = StoredFile.objects.get()
    assert read_content(stored.digest) == write_list("again.csv", [member(1)]).read_bytes()
    assert take(add_deaths, member(1) | {"died_on": "2025-01-01"}).already_here is False


def test_a_row_that_cannot_be_taken_is_named_with_its_reason_and_the_others_are_taken(take):  # type: ignore[no-untyped-def]
    report = take(add_participants, member(1), member(2, segment="platinum"), member(3, to="2023-01-01"), member(4))
    assert (report.rows, report.taken) == (4, 2)
    assert [(row.row_number, row.reason) for row in report.refused] == [(3, "segment-unknown"), (4, "to-before-from")]
    assert OutsideList.objects.get().refused == 2
    report = take(add_deaths, dead(1), dead(2, died_on=""), dead(3, died_on="2030-01-01"), dead(4, died_on="1950-01-01"), name="dead.csv")
    assert [(row.row_number, row.reason) for row in report.refused] == [
        (3, "died-on-missing"),
        (4, "died-on-later"),
        (5, "died-before-birth"),
    ]
    assert DeathNotice.objects.count() == 1


def test_a_list_that_does_not_say_since_when_tells_of_its_own_day(take, today):  # type: ignore[no-untyped-def]
    take(add_participants, {name: value for name, value in member(1, segment="").items() if name not in ("from", "to")})
    held = Participation.objects.get()
    assert (held.starts_on, held.ends_on, held.segment, held.payer_kind) == (today, None, "unknown", "unknown")


def test_next_months_list_finds_the_same_members_and_tells_of_ends(take, today):  # type: ignore[no-untyped-def]
    take(add_participants, member(1), member(2, kpj=""), member(3))
    report = take(
        add_participants,
        member(1, name="Petrus K. Doni", to="2025-07-01"),  # by KPJ
        member(2, kpj="77700000000"),  # by NIK and birth date
        member(8),
        name="july.csv",
        on=date(2025, 7, 10),
    )
    assert report.taken == 3
    assert Worker.objects.count() == 4
    one = Worker.objects.earliest("id")
    assert Participation.objects.get(worker=one).ends_on == date(2025, 7, 1)
    take(add_participants, member(1), name="late.csv", on=date(2025, 1, 1))  # an older list does not open it again
    assert Participation.objects.get(worker=one).ends_on == date(2025, 7, 1)


def test_a_member_in_two_segments_is_one_person_counted_once(take, today):  # type: ignore[no-untyped-def]
    take(add_participants, member(1), member(1, segment="bpu", kpj="88800000000"), member(2, village=NEXT_VILLAGE))
    assert (Worker.objects.count(), Participation.objects.count()) == (2, 3)
    assert coverage_counts(today, Level.VILLAGE).rows() == [(VILLAGE, 1), (NEXT_VILLAGE, 1)]
    assert coverage_counts(today, Level.REGENCY).rows() == [("5307", 2)]


def test_coverage_counts_people_and_not_records_as_of_the_day(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    take(add_participants, member(1, to="2025-06-11"), member(2), member(3, village=OTHER_REGENCY), member(4, village=""))
    send(person(1, village_code=NEXT_VILLAGE), person(2))
    link(seed=1, on=today, by=operator, at=now)
    assert coverage_counts(today, Level.VILLAGE).rows() == [("53", 1), (VILLAGE, 1), (NEXT_VILLAGE, 1), (OTHER_REGENCY, 1)]
    assert coverage_counts(date(2025, 6, 11), Level.REGENCY).rows() == [("53", 1), ("5307", 1), ("5308", 1)]
    assert coverage_counts(date(2023, 12, 31), Level.REGENCY).is_empty()


def test_cover_is_told_of_the_worker_as_he_is_known_today(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    take(add_participants, member(1), member(2, to="2025-07-01"))
    send(person(1), person(2))
    link(seed=1, on=today, by=operator, at=now)
    listed = list(Worker.objects.filter(origin="listed").order_by("id").values_list("id", flat=True))
    spans = covered(date(2025, 7, 1), date(2025, 12, 31))
    assert spans.rows() == [(listed[0], "employer", "pu", date(2024, 1, 1), None)]
    assert covered(date(2025, 6, 30), date(2025, 12, 31))["worker"].to_list() == listed
    participant = Worker.objects.filter(origin="participant").earliest("id")
    unmerge(worker=participant.pk, by=operator, at=now)
    assert covered(date(2025, 7, 1), date(2025, 12, 31))["worker"].to_list() == [participant.pk]


def test_cover_that_opens_and_closes_here_is_recorded_once(send, operator, now, today):  # type: ignore[no-untyped-def]
    send(person(1))
    link(seed=1, on=today, by=operator, at=now)
    worker = Worker.objects.get().pk
    span = {"worker": worker, "segment": "bpu", "payer_kind": "apbd", "starts_on": date(2025, 7, 1), "ends_on": None}
    opened = pl.DataFrame([span], schema_overrides={"ends_on": pl.Date})
    told = {"source": "payung", "by": operator, "at": now}
    assert [record_participation(spans=opened, on=today, **told) for _ in range(2)] == [1, 0]
    closed = opened.with_columns(ends_on=date(2026, 1, 1))
    assert record_participation(spans=closed, on=date(2025, 12, 1), **told) == 1
    assert covered(date(2025, 12, 31), date(2025, 12, 31)).rows() == [(worker, "apbd", "bpu", date(2025, 7, 1), date(2026, 1, 1))]
    assert covered(date(2026, 1, 1), date(2026, 1, 1)).is_empty()


def test_cover_of_somebody_who_is_not_here_is_refused(operator, now, today):  # type: ignore[no-untyped-def]
    span = {"worker": 404, "segment": "bpu", "payer_kind": "apbd", "starts_on": today, "ends_on": None}
    with pytest.raises(Refusal) as refusal:
        record_participation(
            spans=pl.DataFrame([span], schema_overrides={"ends_on": pl.Date}), source="payung", on=today, by=operator, at=now
        )
    assert refusal.value.code == "no-such-object"


def test_a_death_is_known_by_nik_and_birth_date_and_the_list_is_named(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    send(person(1), person(2))
    take(add_deaths, dead(1), source="Dukcapil", name="dead.csv")
    take(add_deaths, dead(9, source=""), source="Dukcapil", name="more.csv")
    report = link(seed=1, on=today, by=operator, at=now)
    assert report.died == 1
    worker = Worker.objects.earliest("id")
    assert (worker.died_on, worker.died_source) == (date(2025, 3, 2), "Desa")
    assert list(DeathNotice.objects.order_by("id").values_list("status", "worker", "source")) == [
        ("matched", worker.pk, "Desa"),
        ("nobody", None, "Dukcapil"),
    ]
    assert population(today)["died_on"].to_list() == [date(2025, 3, 2), None]
    assert population(date(2025, 3, 1))["died_on"].to_list() == [None, None]


def test_a_death_without_nik_is_matched_where_linkage_is_sure(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    send(person(1), person(2))
    take(add_deaths, dead(1, nik=""))
    assert link(seed=1, on=today, by=operator, at=now).died == 1
    assert DeathNotice.objects.get().worker.name == person(1)["name"]


def test_a_death_that_may_be_anothers_stays_uncertain(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    send(person(1, name="Maria Goreti Tukan", sex="P"))
    take(add_deaths, dead(1, name="Kristina Goreti Tukan", nik="", sex="P") | {"mother": person(1)["mother"]})
    report = link(seed=1, on=today, by=operator, at=now)
    assert report.died == 0
    assert DeathNotice.objects.get().status == "uncertain"
    assert Worker.objects.get().died_on is None


def test_a_death_told_before_its_worker_is_listed_is_matched_when_he_is(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    take(add_deaths, dead(1))
    assert link(seed=1, on=today, by=operator, at=now).died == 0
    send(person(1))
    assert link(seed=1, on=today, by=operator, at=now).died == 1
    assert link(seed=1, on=today, by=operator, at=now).died == 0
    assert Worker.objects.get().died_on == date(2025, 3, 2)


def test_the_dead_are_not_covered(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    take(add_participants, member(1), member(2))
    send(person(1))
    take(add_deaths, dead(1), name="dead.csv")
    link(seed=1, on=today, by=operator, at=now)
    assert coverage_counts(today, Level.REGENCY).rows() == [("5307", 1)]
    assert coverage_counts(date(2025, 3, 1), Level.REGENCY).rows() == [("5307", 2)]


def test_a_regency_sees_the_cover_of_its_own_people_only(take, hire, today):  # type: ignore[no-untyped-def]
    take(add_participants, member(1), member(2, village=OTHER_REGENCY))
    with scope(hire("sikka", "regency_verifier", "5307")):
        assert coverage_counts(today, Level.REGENCY).rows() == [("5307", 1)]
        assert covered(today, today).height == 1


def test_identifiers_of_lists_are_sealed_too(take):  # type: ignore[no-untyped-def]
    take(add_participants, member(1))
    take(add_deaths, dead(2), name="dead.csv")
    text = "".join(
        everything_in(table) for table in ("registry_worker", "registry_deathnotice", "registry_outsidelist", "registry_participation")
    )
    for secret in (member(1)["nik"], member(1)["kpj"], dead(2)["nik"]):
        assert secret not in text
        assert secret.encode().hex() not in text


def test_only_a_role_that_may_import_takes_lists_in(write_list, hire, now, today):  # type: ignore[no-untyped-def]
    for action in (add_participants, add_deaths):
        with pytest.raises(Refusal) as refusal:
            action(
                path=write_list("a.csv", [member(1)]), source="BPJS", on=today, by=hire(action.__name__, "regency_verifier", "5307"), at=now
            )
        assert refusal.value.code == "not-allowed"


def test_a_clerk_may_say_that_a_member_is_a_listed_worker(take, send, operator, now, today):  # type: ignore[no-untyped-def]
    take(add_participants, member(1, name="Kristina Goreti Tukan", nik="", sex="P") | {"mother": person(1)["mother"]})
    send(person(1, name="Maria Goreti Tukan", sex="P"))
    link(seed=1, on=today, by=operator, at=now)
    for waiting in review_queue():
        decide_pair(pair=waiting.pair, verdict="same", by=operator, at=now)
        assert Worker.objects.get(survivor__isnull=True).origin == "listed"
