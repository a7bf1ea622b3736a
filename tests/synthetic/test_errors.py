"""The error mixes: known rates, errors that come together, and a record of every one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from payung.core.nik import NikState, read_nik
from payung.core.refusals import Refusal
from payung.synthetic import MIXES, Mix, Province, linkage_frames, make_province
from payung.synthetic.clerks import damage_codes, type_rows
from payung.synthetic.errors import BIRTHDATE_DAMAGES, NAME_DAMAGES, NIK_DAMAGES
from payung.synthetic.extracts import LINKAGE_COLUMNS, listed_work
from payung.synthetic.streams import stream

DIRTY = [name for name in MIXES if name != "clean"]


@pytest.fixture(scope="module")
def province() -> Province:
    return make_province(20_000, seed=4)


def typed(province: Province, mix: Mix, seed: int = 1) -> pl.DataFrame:
    work = listed_work(province.listed, province.lists)
    rows = type_rows(stream(seed, "test"), province, work, mix)
    true = province.people[work.person].select(pl.col("nik", "name", "sex", "birth_date", "mother", "phone").name.prefix("true_"))
    codes = damage_codes(rows["damage"]).alias("codes")
    return pl.concat([rows, true, pl.DataFrame({"list": work.listed, "codes": codes})], how="horizontal")


@pytest.mark.parametrize("mix", DIRTY)
def test_each_damage_is_done_about_as_often_as_its_mix_says(province: Province, mix: str) -> None:
    rows, rules = typed(province, MIXES[mix]), MIXES[mix]
    done = rows.explode("codes").group_by("codes").len()
    shares = {code: count / rows.height for code, count in done.iter_rows() if code}
    for code in ("nik-absent", "nik-typo", "nik-excel", "birthdate-absent", "sex-wrong", "village-wrong", "phone-changed"):
        rate, whole = rules.rates[code], rules.whole_files.get(code, 0)
        expected = 1 - (1 - rate) * (1 - whole)
        possible = 0.58 if code == "phone-changed" else 1.0  # only those with a telephone
        assert 0.45 * expected * possible < shares[code] < 1.5 * expected * possible + 0.002, (code, expected, shares[code])


@pytest.mark.parametrize(
    ("column", "damages"),
    [("nik", NIK_DAMAGES), ("birth_date", BIRTHDATE_DAMAGES), ("sex", ("sex-wrong", "sex-absent")), ("name", NAME_DAMAGES)],
)
def test_a_cell_differs_from_the_truth_only_where_a_damage_is_recorded(province: Province, column: str, damages: tuple[str, ...]) -> None:
    rows = typed(province, MIXES["hostile"])
    whole = rows.filter(pl.col("codes").list.set_intersection(list(damages)).list.len() == 0)
    assert 1_000 < whole.height < rows.height
    assert (whole[column].str.to_lowercase() == whole[f"true_{column}"].cast(pl.String).str.to_lowercase()).all()


@pytest.mark.parametrize(
    "damage", ["nik-typo", "nik-transposed", "nik-dropped", "nik-doubled", "birthdate-typo", "birthdate-swapped", "name-typo"]
)
def test_a_recorded_damage_alone_has_changed_its_cell(province: Province, damage: str) -> None:
    kind = {"nik": NIK_DAMAGES, "name": NAME_DAMAGES, "birthdate": BIRTHDATE_DAMAGES}[damage.split("-")[0]]
    column = {"nik": "nik", "name": "name", "birthdate": "birth_date"}[damage.split("-")[0]]
    rows = typed(province, MIXES["field"])
    alone = rows.filter(pl.col("codes").list.set_intersection(list(kind)) == [damage])
    assert alone.height > 20
    assert (alone[column].str.to_lowercase() != alone[f"true_{column}"].cast(pl.String).str.to_lowercase()).all()


def test_a_number_through_a_spreadsheet_ends_in_zero_and_a_scientific_one_is_unreadable(province: Province) -> None:
    rows = typed(province, MIXES["excel"])
    numbers = rows.filter(pl.col("codes").list.contains("nik-excel") & ~pl.col("codes").list.contains("nik-scientific"))
    assert numbers["nik"].str.ends_with("0").all()
    short = rows.filter(pl.col("codes").list.contains("nik-scientific"))["nik"].to_list()
    assert all(read_nik(cell)[0] is NikState.UNREADABLE for cell in short)
    assert {cell[1] for cell in short} == {",", "."}


def test_whole_lists_go_through_a_spreadsheet(province: Province) -> None:
    rows = typed(province, MIXES["excel"])
    by_list = rows.group_by("list").agg(pl.col("codes").list.contains("nik-excel").mean().alias("share"))
    assert 0.5 < (by_list["share"] > 0.8).mean() < 0.7


def test_errors_come_together_in_careless_rows_and_lists(province: Province) -> None:
    rows = typed(province, MIXES["field"]).with_columns(
        pl.col("codes").list.set_intersection(list(NAME_DAMAGES)).list.len().cast(pl.Float64).alias("in_name"),
        pl.col("codes")
        .list.set_intersection(["birthdate-typo", "birthdate-january", "birthdate-year"])
        .list.len()
        .cast(pl.Float64)
        .alias("in_date"),
    )
    assert rows.select(pl.corr("in_name", "in_date")).item() > 0.08
    assert np.std(rows.group_by("list").agg(pl.col("in_name").mean())["in_name"].to_numpy()) > 0.15


def test_a_wrong_number_is_often_that_of_somebody_in_the_family(province: Province) -> None:
    rows = typed(province, MIXES["hostile"]).filter(pl.col("codes").list.set_intersection(list(NIK_DAMAGES)) == ["nik-family"])
    family = province.people.select("nik", "family")
    joined = rows.join(family, on="nik").join(family, left_on="true_nik", right_on="nik", suffix="_true")
    assert joined.height == rows.height > 200
    assert (joined["family"] == joined["family_true"]).all()


def test_the_clean_mix_does_nothing(province: Province) -> None:
    assert (typed(province, MIXES["clean"])["damage"] == 0).all()


def test_linkage_frames_are_text_with_the_truth_beside(province: Province) -> None:
    frames = linkage_frames(province, "office", seed=1)
    for frame, truth, letter in (
        (frames.registrations, frames.truth, "R"),
        (frames.participants, frames.participants_truth, "M"),
    ):
        assert tuple(frame.columns) == LINKAGE_COLUMNS
        assert set(frame.dtypes) == {pl.String}
        assert frame["id"].is_unique().all()
        assert frame["id"].str.starts_with(letter).all()
        assert truth["id"].equals(frame["id"])
        assert truth.columns == ["id", "person"]
    assert frames.registrations.height == 20_000
    assert frames.participants.height == 2_820
    links = frames.truth.join(frames.participants_truth, on="person").height
    assert 0.09 < links / 20_000 < 0.11


def test_participants_have_fewer_errors_than_lists(province: Province) -> None:
    frames = linkage_frames(province, "field", seed=1)
    true = province.people.select(pl.col("person").cast(pl.String), pl.col("nik").alias("true_nik"))
    right = [
        frame.join(truth, on="id").join(true, on="person").select((pl.col("nik") == pl.col("true_nik")).fill_null(False).mean()).item()
        for frame, truth in ((frames.registrations, frames.truth), (frames.participants, frames.participants_truth))
    ]
    assert right[0] < 0.8 < right[1] < 1


def test_linkage_frames_are_the_same_for_the_same_seed_and_others_for_another(province: Province) -> None:
    first, second, other = (linkage_frames(province, "office", seed) for seed in (1, 1, 2))
    assert first.registrations.equals(second.registrations)
    assert first.participants.equals(second.participants)
    assert not first.registrations.equals(other.registrations)


@pytest.mark.parametrize("repeats", [0.0, 0.02, 0.2])
def test_the_share_of_repeats_can_be_chosen(province: Province, repeats: float) -> None:
    frames = linkage_frames(province, "office", seed=1, repeats=repeats)
    assert frames.registrations.height == 20_000
    assert frames.truth["person"].n_unique() == 20_000 - round(20_000 * repeats)


def test_a_share_of_repeats_beyond_the_people_there_are_is_an_error(province: Province) -> None:
    with pytest.raises(ValueError, match="share of repeats"):
        linkage_frames(province, "office", seed=1, repeats=0.3)


def test_an_unknown_mix_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(Refusal, match="office, field") as refusal:
        linkage_frames(make_province(100, 1), "perfect", seed=1)
    assert refusal.value.code == "mix-unknown"


def test_a_mix_with_a_damage_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="nik-melted"):
        Mix("mine", {"nik-melted": 0.5})
