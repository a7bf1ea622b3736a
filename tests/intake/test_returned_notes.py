"""What goes back to the sender, in his language, and what his corrections bring back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from tests.exchange.books import write_xlsx

from payung.exchange.spreadsheets import read_workbook
from payung.intake.rules.findings import FINDINGS
from payung.intake.rules.returned import note, write_marked
from payung.intake.rules.typing import Typist

HEADER = ["No", "NIK", "Nama", "L/P", "Tgl Lahir", "Desa", "Kecamatan", "Pekerjaan"]


def test_the_sender_gets_his_file_back_and_his_correction_finds_its_rows(tmp_path: Path) -> None:
    sent = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "Desa": [
                ["DAFTAR"],
                HEADER,
                [1, 2, 3, 4, 5, 6, 7, 8],
                [1, 5307045203850001.0, "Ana", "P", "12-03-1985", "Nita", "Nita", None],
                [2, "5307040107900002", "Ben", "L", "13-07-1990", "Nita", "Nita", "Petani"],
                [None, None, "Jumlah", 2],
            ]
        },
    )
    typist = Typist(on=date(2026, 11, 24), known_area="53", required=("occupation",))
    workbook = read_workbook(sent)
    people = typist.type_workbook(workbook, "a.xlsx").with_columns(
        pl.Series("row_id", ["b1", "b2"]), pl.lit(None, pl.String).alias("beside")
    )
    back = tmp_path / "back.xlsx"
    write_marked(back, workbook, people)
    rows = dict(read_workbook(back).sheets[0].rows)
    assert rows[2][8:] == ("Catatan", "payung_baris")
    assert rows[4][8] == f"{FINDINGS['nik-suspect'].indonesian}\n{FINDINGS['value-missing'].indonesian.removesuffix('.')}: pekerjaan."
    assert (rows[4][9], rows[5][9], rows[6][8:]) == ("b1", "b2", (None, None))
    again = typist.type_workbook(read_workbook(back), "back.xlsx")
    assert again["row_id"].to_list() == ["B1", "B2"]
    assert again.drop("row_id", "file", "raw").equals(people.drop("row_id", "file", "raw", "beside"))


def test_a_repeated_row_says_where_the_other_one_stands() -> None:
    text = note(["nik-repeated"], "", "baris 12 di b.xlsx")
    assert text == "NIK ini dipakai juga di baris lain. Periksa baris mana yang benar (baris 12 di b.xlsx)."
    assert note([], "", None) == ""
