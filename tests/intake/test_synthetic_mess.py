"""The mess of a synthetic province, read against its truth: every person once, cells right, no NIK invented."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from payung.core.refusals import Refusal
from payung.exchange.readers import read_many
from payung.intake.rules.typing import Typist
from payung.synthetic import MIXES, make_province, write_mess

WORKERS, SEED = 1_500, 20_261_124
KEY = ["file", "sheet", "row_number"]


@pytest.fixture(scope="module")
def read_and_truth(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The typed rows of all workbooks and the truth about them."""
    out = tmp_path_factory.mktemp("mess")
    mess = write_mess(make_province(WORKERS, SEED), out, SEED, mixes=list(MIXES))
    typist = Typist(on=date(2026, 11, 24), known_area="53")
    paths = sorted(path for path in mess.workbooks.rglob("*") if path.is_file())
    frames = []
    for path, read in read_many(paths):
        assert not isinstance(read, Refusal), path
        frames.append(typist.type_workbook(read, path.relative_to(mess.workbooks).as_posix()))
    truth = pl.read_parquet(mess.truth).filter(pl.col("kind") == "registration").cast({"row_number": pl.Int32})
    return pl.concat(frames), truth


def test_every_row_of_a_person_is_found_once_and_no_other(read_and_truth: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    typed, truth = read_and_truth
    assert typed.select(KEY).is_duplicated().sum() == 0
    assert typed.select(KEY).sort(KEY).equals(truth.select(KEY).sort(KEY))


def test_key_cells_are_read_as_they_were_written(read_and_truth: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    typed, truth = read_and_truth
    rows = truth.join(typed, on=KEY, suffix="_read")
    written_day = pl.when(~pl.col("damage").list.contains("birthdate-incomplete")).then("written_birth_date")
    same = rows.select(
        pl.col("written_name").str.strip_chars().str.replace_all(r"\s+", " ").eq_missing(pl.col("name_read")).alias("name"),
        pl.col("written_sex").eq_missing(pl.col("sex_read")).alias("sex"),
        written_day.eq_missing(pl.col("birth_date_read")).alias("birth_date"),
        # Where no village is written beside the row, the title of the list is what was written.
        (pl.col("written_village").is_null() | pl.col("written_village").eq_missing(pl.col("village_code_read"))).alias("village"),
    )
    assert same.select(pl.all().mean()).min_horizontal().item() >= 0.99
    assert same.select(pl.mean_horizontal(pl.all().mean())).item() >= 0.995


def test_no_sound_nik_is_invented(read_and_truth: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    typed, truth = read_and_truth
    rows = truth.join(typed, on=KEY, suffix="_read")
    sound = rows.filter(pl.col("nik_state") == "sound")
    assert sound.height > 0.5 * rows.height
    assert sound.filter(pl.col("nik_read") != pl.col("written_nik").fill_null("")).is_empty()
    damaged = rows.filter(pl.col("damage").list.contains("nik-excel"))
    assert damaged.height > 0
    assert not damaged["nik_state"].is_in(["sound"]).any()
