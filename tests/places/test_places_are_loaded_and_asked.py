"""Places, offices and figures of NTT in the database: loaded once, asked by day."""

from __future__ import annotations

from datetime import date

import pytest

from payung.core.areas import Level
from payung.core.refusals import Refusal
from payung.governance.actions.audit import record
from payung.governance.models import AuditEvent
from payung.places.actions import load_places
from payung.places.models import Figure, Office, OfficeArea, Place
from payung.places.queries import branch_of, denominator, denominators, figure_by_area, figures, place_name, places, tiles

pytestmark = pytest.mark.django_db


@pytest.fixture
def ntt(operator, now):  # type: ignore[no-untyped-def]
    return load_places(province="53", by=operator, at=now, record=record)


def test_ntt_has_one_province_22_regencies_315_districts_and_3442_villages(ntt):  # type: ignore[no-untyped-def]
    assert ntt == 1 + 22 + 315 + 3442
    assert [places("53", level).height for level in Level] == [1, 22, 315, 3442]
    assert places("5307").filter(places("5307")["code"] == "5307")["name"].to_list() == ["Kabupaten Sikka"]
    assert place_name("5371") == "Kota Kupang"


def test_loading_again_changes_nothing_but_leaves_its_event(ntt, operator, now):  # type: ignore[no-untyped-def]
    before = [Place.objects.count(), Office.objects.count(), OfficeArea.objects.count(), Figure.objects.count()]
    load_places(province="53", by=operator, at=now, record=record)
    assert [Place.objects.count(), Office.objects.count(), OfficeArea.objects.count(), Figure.objects.count()] == before
    assert AuditEvent.objects.filter(action="load_places").count() == 2


def test_a_figure_that_the_province_entered_itself_stays(ntt, operator, now):  # type: ignore[no-untyped-def]
    own = Figure.objects.get(code="informal-programme", area="53")
    own.pk, own.as_of, own.value = None, date(2026, 1, 1), 1_050_000
    own.save()
    load_places(province="53", by=operator, at=now, record=record)
    assert denominator("informal-programme").value == 1_050_000
    assert denominator("informal-programme", date(2025, 7, 1)).value == 1_000_000


def test_a_province_without_packaged_facts_gets_its_places(operator, now):  # type: ignore[no-untyped-def]
    assert load_places(province="51", by=operator, at=now, record=record) == places("51").height > 700
    assert tiles() == []


def test_what_is_no_province_is_refused(operator, now):  # type: ignore[no-untyped-def]
    for wrong in ("5307", "99"):
        with pytest.raises(Refusal) as refused:
            load_places(province=wrong, by=operator, at=now, record=record)
        assert refused.value.code == "area-unknown"


def test_the_tile_map_has_22_tiles_with_full_names(ntt):  # type: ignore[no-untyped-def]
    held = tiles()
    assert len({(tile.col, tile.row) for tile in held}) == 22
    assert next(tile for tile in held if tile.code == "5307").name == "Kabupaten Sikka"


def test_the_statistics_code_stands_beside_the_code_of_home_affairs(ntt):  # type: ignore[no-untyped-def]
    codes = dict(places("53", Level.REGENCY).select("code", "bps_code").iter_rows())
    assert codes["5307"] == "5310"
    assert codes["5371"] == "5371"


def test_sikka_is_served_by_the_branch_in_maumere_from_2025_on(ntt):  # type: ignore[no-untyped-def]
    branch = branch_of("5307", date(2025, 7, 1))
    assert (branch.code, branch.basis) == ("bpjs-branch-maumere", "reported")
    with pytest.raises(Refusal) as refused:
        branch_of("5307", date(2024, 12, 31))
    assert refused.value.code == "branch-unknown"


def test_a_denominator_is_the_newest_not_after_the_day_and_says_who_and_when(ntt):  # type: ignore[no-untyped-def]
    assert denominator("informal-bps", date(2025, 7, 1)).value == 2_210_000
    assert denominator("informal-bps", date(2023, 1, 1)).as_of == date(2021, 8, 31)
    assert denominator("informal-programme", date(2020, 1, 1)).as_of == date(2025, 4, 30)
    assert denominator("informal-bps").speaker == "BPS NTT"


def test_only_the_estimate_is_known_by_regency(ntt):  # type: ignore[no-untyped-def]
    estimate = denominator("informal-estimate")
    assert estimate.estimate
    assert sum(estimate.by_area.values()) == estimate.value == 1_000_000
    assert [each.code for each in denominators() if each.by_area] == ["informal-estimate"]


def test_an_unknown_denominator_is_refused_naming_those_there_are(ntt):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        denominator("workers")
    assert refused.value.code == "denominator-unknown"
    assert "workers-ucj" in refused.value.data["known"]


def test_a_figure_is_found_in_every_place_that_has_it(ntt):  # type: ignore[no-untyped-def]
    population = {row.area: int(row.value) for row in figure_by_area("population-dukcapil", date(2025, 6, 1))}
    assert len(population) == 23
    assert population["5371"] == 404_120
    with pytest.raises(Refusal) as refused:
        figure_by_area("souls")
    assert refused.value.code == "figure-unknown"


def test_rival_rates_stand_side_by_side(ntt):  # type: ignore[no-untyped-def]
    rates = [(str(row.as_of), float(row.value)) for row in figures("rate", "53") if row.code == "rate-ucj"]
    assert rates == [("2024-12-31", 40.4), ("2025-05-22", 33.0), ("2025-05-31", 32.27), ("2026-01-30", 45.83)]
