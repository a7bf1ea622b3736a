"""A province of invented people: as many as asked, the same for the same seed, and built like a real one."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import numpy as np
import polars as pl
import pytest

from payung.core import gazetteer
from payung.core.nik import parse_nik
from payung.core.refusals import Refusal
from payung.synthetic import Province, make_province, registrations

COVER_STARTS_ON = date(2025, 7, 1)


@pytest.fixture(scope="module")
def province() -> Province:
    return make_province(20_000, seed=3)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first, second, other = make_province(500, 1), make_province(500, 1), make_province(500, 2)
    frames = [field.name for field in fields(Province) if isinstance(getattr(first, field.name), pl.DataFrame)]
    assert frames == ["people", "members", "deaths", "listed"]
    for name in frames:
        assert getattr(first, name).equals(getattr(second, name))
        assert not getattr(first, name).equals(getattr(other, name))


@pytest.mark.parametrize("workers", [100, 2_000, 2_001, 20_000])
def test_the_lists_hold_as_many_rows_as_asked(workers: int) -> None:
    made = make_province(workers, seed=1)
    assert made.listed.height == workers
    assert made.listed["again"].sum() == round(workers * 0.08)
    assert made.listed["person"].n_unique() == workers - round(workers * 0.08)
    assert made.members.height == round(workers * 0.141)


def test_people_who_are_listed_again_stand_in_an_earlier_row_too(province: Province) -> None:
    first_rows = province.listed.filter(~pl.col("again"))["person"]
    assert first_rows.is_unique().all()
    assert province.listed.filter(pl.col("again"))["person"].is_in(first_rows.implode()).all()


def test_every_nik_is_sound_unique_and_tells_the_persons_birth_date_and_sex(province: Province) -> None:
    people = province.people
    assert people["nik"].is_unique().all()
    for nik, born_on, sex in people.select("nik", "birth_date", "sex").head(3_000).iter_rows():
        read = parse_nik(nik)
        assert read is not None
        assert read.agrees_with(born_on)
        assert read.sex == sex


def test_serials_start_at_one_inside_kecamatan_date_and_sex(province: Province) -> None:
    serial = province.people.group_by(pl.col("nik").str.head(12)).agg(pl.col("nik").str.tail(4).cast(pl.Int64).min().alias("first"))
    assert serial["first"].min() == 1
    assert (serial["first"] == 1).mean() > 0.7


def test_niks_begin_with_real_kecamatan_codes_most_often_the_persons_own(province: Province) -> None:
    people = province.people.with_columns(pl.col("nik").str.head(6).alias("issued"))
    assert people["issued"].is_in(gazetteer.districts()["code"].implode()).all()
    assert 0.6 < (people["issued"] == people["village_code"].str.head(6)).mean() < 0.85


def test_people_of_a_younger_regency_keep_the_codes_of_the_old_one() -> None:
    malaka = make_province(2_000, seed=1, regencies=["5321"]).people
    assert malaka["village_code"].str.starts_with("5321").all()
    assert malaka["nik"].str.starts_with("5304").mean() > 0.6


def test_households_share_a_card_and_brothers_and_sisters_a_mother_and_a_clan(province: Province) -> None:
    people, families = province.people, province.families
    children = people.filter(pl.Series(families.child))
    assert (children.group_by("family").agg(pl.col("mother").n_unique())["mother"] == 1).all()
    assert people.group_by("kk").agg(pl.col("village_code").n_unique())["village_code"].max() == 1
    assert people.group_by("kk").len()["len"].max() > 3
    clan = pl.DataFrame({"family": families.family, "clan": province.names.clan}).filter(pl.Series(families.child), pl.col("clan") >= 0)
    assert (clan.group_by("family").agg(pl.col("clan").n_unique())["clan"] == 1).all()


def test_there_are_namesakes_twins_and_sons_named_after_their_fathers(province: Province) -> None:
    people, families, names = province.people, province.families, province.names
    assert people.select(pl.struct("village_code", "name").is_duplicated()).to_series().mean() > 0.02
    children = people.filter(pl.Series(families.child))
    assert 50 < children.select(pl.struct("family", "birth_date").is_duplicated()).to_series().sum() < 600
    sons = families.child & ~families.woman & ~families.woman[families.head]
    assert 0.06 < (names.given[sons] == names.given[families.head][sons]).mean() < 0.2


def test_no_twin_bears_the_whole_name_of_the_other(province: Province) -> None:
    children = province.people.filter(pl.Series(province.families.child))
    twins = (
        children.group_by("family", "birth_date", "sex").agg(pl.len(), pl.col("name").n_unique().alias("names")).filter(pl.col("len") > 1)
    )
    assert twins.height > 10
    assert (twins["names"] == twins["len"]).all()


def test_some_are_too_old_and_a_few_too_young_when_cover_starts(province: Province) -> None:
    born = province.people["birth_date"]
    assert 0.03 < (born <= date(COVER_STARTS_ON.year - 65, 7, 1)).mean() < 0.10
    assert 0.001 < (born > date(COVER_STARTS_ON.year - 17, 7, 1)).mean() < 0.03


def test_birth_dates_heap_on_the_first_of_january(province: Province) -> None:
    assert 0.03 < (province.people["birth_date"].dt.strftime("%m-%d") == "01-01").mean() < 0.08


def test_the_poor_are_many_and_some_of_everybody_is_there(province: Province) -> None:
    people = province.people
    assert people["decile"].unique().sort().to_list() == list(range(1, 11))
    assert (people["decile"] <= 4).mean() > 0.5
    for fact in ("waged", "member", "migrant", "disability"):
        assert 0.005 < people[fact].mean() < 0.2
    assert 0.5 < people["phone"].is_not_null().mean() < 0.7


def test_two_thirds_of_the_members_are_listed_and_some_of_the_listed_are_dead(province: Province) -> None:
    listed = province.listed["person"].unique().implode()
    assert 0.6 < province.members["person"].is_in(listed.cast(pl.List(pl.Int64))).mean() < 0.7
    deaths = province.deaths.join(province.people.select("person", "died_on"), on="person", suffix="_true")
    assert (deaths["died_on"] == deaths["died_on_true"]).all()
    assert deaths["person"].cast(pl.Int64).is_in(listed.cast(pl.List(pl.Int64))).any()


def test_cover_is_half_open_and_open_ended_for_most(province: Province) -> None:
    assert (province.members["from"] < province.members["to"]).drop_nulls().all()
    assert 0.6 < province.members["to"].is_null().mean() < 0.85
    assert province.members["kpj"].is_unique().all()
    assert (province.members["kpj"].str.len_chars() == 11).all()


def test_a_small_province_has_lists_of_a_length_that_an_office_can_read() -> None:
    made = make_province(2_000, seed=1)
    rows = made.listed.group_by("list").len()["len"]
    assert 15 < len(rows) < 40
    assert 20 <= rows.median() <= 200
    assert made.villages.code.str.head(4).n_unique() >= 10


def test_clean_registrations_are_the_listed_people_themselves(province: Province) -> None:
    rows = registrations(province)
    true = province.people[province.listed["person"].to_numpy()]
    assert rows["nik"].equals(true["nik"])
    assert rows["birth_date"].equals(true["birth_date"].cast(pl.String), check_names=False)
    at_home = (rows["village"] == true["village_code"]).mean()
    assert 0.9 < at_home < 1  # movers and repeats in lists of other villages


def test_the_number_of_people_grows_with_the_workers_alone() -> None:
    sizes = [make_province(workers, seed=1).people.height for workers in (1_000, 2_000, 4_000)]
    assert np.allclose(np.divide(sizes[1:], sizes[:-1]), 2)


def test_a_number_of_workers_out_of_range_is_refused() -> None:
    with pytest.raises(Refusal, match="100 to 10000000") as refusal:
        make_province(99, seed=1)
    assert refusal.value.code == "workers-out-of-range"


def test_a_regency_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        make_province(1_000, seed=1, regencies=["5399"])
    assert refusal.value.code == "area-unknown"
