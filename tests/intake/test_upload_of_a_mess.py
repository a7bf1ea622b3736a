"""The files of a synthetic province taken in whole: every person's row once, nothing invented."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from payung.governance.rules.actors import Actor
from payung.intake.actions import add_upload
from payung.intake.queries import export_frame, rows_to_admit
from payung.synthetic import make_province, write_mess

pytestmark = pytest.mark.django_db

PLACE = ["file", "sheet", "row_number"]


@pytest.fixture
def truth_and_export(operator: Actor, programme: str, now: datetime, tmp_path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What was really written in the lists and in a register extract, and what was read of it."""
    mess = write_mess(make_province(3_000, 5), tmp_path, 5, ("office", "field", "excel"), welfare=True)
    upload = add_upload(paths=[mess.workbooks], programme=programme, source="NTT", door="village", by=operator, at=now).upload
    truth = pl.read_parquet(mess.truth).filter(pl.col("kind").is_in(["registration", "welfare"]))
    return truth.with_columns(pl.col("row_number").cast(pl.Int64)), export_frame(upload)


def test_every_person_of_a_messy_folder_is_found_once_and_no_sound_nik_invented(
    truth_and_export: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    truth, export = truth_and_export
    assert truth.height > 3_000
    assert export.select(PLACE).sort(PLACE).equals(truth.select(PLACE).sort(PLACE))
    sound = export.filter(pl.col("nik_state") == "sound").join(truth, on=PLACE, suffix="_true")
    assert sound.height > 0.5 * truth.height
    assert sound.filter(pl.col("nik") != pl.col("written_nik")).is_empty()
    assert rows_to_admit().height == truth.height
