"""From messy sheets to typed people with findings: nobody lost, nobody invented, nothing repaired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payung.exchange.workbooks import Cell, Sheet, Workbook, unpack_cells
from payung.intake.rules.findings import FINDINGS, Severity, in_order
from payung.intake.rules.repeats import find_repeats, mark_repeats
from payung.intake.rules.typing import SCHEMA, Typist

TODAY = date(2026, 11, 24)
HEADER: list[Cell] = ["No", "NIK", "Nama Lengkap", "L/P", "Tgl Lahir", "Desa/Kel", "Kecamatan", "Kabupaten"]
ANA: list[Cell] = [1.0, "5307045203850001", "Ana Da Silva", "P", "12-03-1985", "Nita", "Nita", "Sikka"]
BEN: list[Cell] = [2.0, "5307040107900002", "Ben Lado", "L", "01-07-1990", "Nita", "Nita", "Sikka"]
CODES = [
    "nik-absent",
    "nik-unreadable",
    "nik-length",
    "nik-suspect",
    "nik-impossible",
    "nik-birthdate",
    "nik-sex",
    "nik-area",
    "nik-is-kk",
    "nik-repeated",
    "name-absent",
    "name-suspicious",
    "birthdate-absent",
    "birthdate-incomplete",
    "birthdate-unreadable",
    "birthdate-impossible",
    "birthdate-ambiguous",
    "sex-absent",
    "sex-unreadable",
    "area-absent",
    "area-unknown",
    "area-ambiguous",
    "area-misspelt",
    "value-missing",
    "row-repeated",
]


def book(*sheets: Sequence[Sequence[Cell]], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Workbook:
    return Workbook(
        tuple(
            Sheet(
                f"S{place}", [(number, tuple(row)) for number, row in enumerate(rows, 1) if any(cell is not None for cell in row)], merged
            )
            for place, rows in enumerate(sheets, 1)
        )
    )


def typed(*rows: Sequence[Cell], header: Sequence[Cell] = HEADER, file: str = "a.xlsx", **options: Any) -> pl.DataFrame:
    typist = Typist(on=TODAY, known_area="53", **options)
    return typist.type_workbook(book([header, *rows]), file)


def changed(row: Sequence[Cell], **cells: Cell) -> list[Cell]:
    places = dict(zip(("order", "nik", "name", "sex", "born", "village", "district", "regency"), range(8), strict=True))
    copy = list(row)
    for name, cell in cells.items():
        copy[places[name]] = cell
    return copy


def codes(frame: pl.DataFrame, place: int = 0) -> list[str]:
    return list(frame["findings"][place])


def test_a_clean_row_is_typed_without_a_finding() -> None:
    frame = typed(ANA)
    assert frame.schema == pl.Schema(SCHEMA)
    row = frame.row(0, named=True)
    assert row["findings"] == []
    assert {
        name: row[name] for name in ("file", "sheet", "row_number", "nik", "nik_state", "name", "sex", "birth_date", "village_code", "area")
    } == {
        "file": "a.xlsx",
        "sheet": "S1",
        "row_number": 2,
        "nik": "5307045203850001",
        "nik_state": "sound",
        "name": "Ana Da Silva",
        "sex": "P",
        "birth_date": date(1985, 3, 12),
        "village_code": "5307042001",
        "area": "5307042001",
    }
    assert unpack_cells(row["raw"]) == tuple(ANA)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"nik": None}, ["nik-absent"]),
        ({"nik": "-"}, ["nik-absent"]),
        ({"nik": "530704520385000"}, ["nik-length"]),
        ({"nik": "5,30705E+15"}, ["nik-unreadable"]),
        ({"nik": "53070452O3850001"}, ["nik-unreadable"]),
        ({"nik": 5307045203850001.0}, ["nik-suspect"]),
        ({"nik": 9.171012701610008e15}, ["nik-unreadable"]),
        ({"nik": "5307047203850001"}, ["nik-impossible"]),
        ({"nik": "5307045203850000"}, ["nik-suspect"]),
        ({"nik": "5307045203860001"}, ["nik-birthdate"]),
        ({"nik": "5307041203850001"}, ["nik-sex"]),
        ({"nik": "3571045203850001"}, ["nik-area"]),
        ({"nik": "5399045203850001"}, ["nik-area"]),
        ({"name": None}, ["name-absent"]),
        ({"name": "A"}, ["name-suspicious"]),
        ({"name": "Ana 2"}, ["name-suspicious"]),
        ({"born": None}, ["birthdate-absent"]),
        ({"born": "1985"}, ["birthdate-incomplete"]),
        ({"born": "entah"}, ["birthdate-unreadable"]),
        ({"born": "31-02-1985"}, ["birthdate-impossible"]),
        ({"born": "12-03-2085"}, ["birthdate-impossible"]),
        ({"born": "12/03/1985", "nik": None}, ["nik-absent", "birthdate-ambiguous"]),
        ({"sex": None}, ["sex-absent"]),
        ({"sex": "?!"}, ["sex-unreadable"]),
        ({"village": None}, ["area-absent"]),
        ({"village": "Negeri Awan"}, ["area-unknown"]),
        ({"village": "Nitta"}, ["area-misspelt"]),
        ({"village": "Oesao", "district": "Kupang Timur", "regency": "Kab. Kupang"}, ["area-ambiguous"]),
    ],
)
def test_each_fault_has_its_finding(cells: dict[str, Cell], found: list[str]) -> None:
    certain = changed(BEN, born="13-07-1990", nik="5307041307900002")
    frame = typed(changed(ANA, **cells), *([] if "birthdate-ambiguous" in found else [certain]))
    assert codes(frame) == found
    assert frame["nik_state"][0] in {"sound", "suspect", "unreadable", "impossible", "absent"}


def test_every_code_is_in_the_table_with_words_in_both_languages() -> None:
    assert [code for code in FINDINGS if code in CODES] == CODES
    for finding in FINDINGS.values():
        assert finding.severity in set(Severity)
        assert finding.indonesian.endswith((".", ").")) and finding.english.endswith((".", ")."))
    assert in_order(["row-repeated", "nik-absent", "row-repeated"]) == ["nik-absent", "row-repeated"]


def test_the_nik_is_as_written_when_it_cannot_be_one() -> None:
    frame = typed(changed(ANA, nik="53 07 04"), changed(BEN, nik="5307 0401 0790 0002"), changed(ANA, nik=None))
    assert frame["nik"].to_list() == ["53 07 04", "5307040107900002", None]
    assert frame["nik_state"].to_list() == ["unreadable", "sound", "absent"]


def test_in_a_file_that_went_through_number_cells_a_final_zero_is_not_believed() -> None:
    ends_in_zero = changed(ANA, nik="5307045203850010")
    assert typed(ends_in_zero, BEN)["nik_state"].to_list() == ["sound", "sound"]
    damaged = typed(ends_in_zero, BEN, changed(BEN, nik=5307040107900003.0))
    assert damaged["nik_state"].to_list() == ["suspect", "sound", "suspect"]
    many = [changed(ANA, nik=f"53070452038500{place}0") for place in range(1, 10)]
    assert set(typed(*many)["nik_state"]) == {"suspect"}


def test_a_family_card_number_in_place_of_the_nik_is_seen() -> None:
    header = [*HEADER, "No KK"]
    frame = typed(
        [*changed(ANA, nik="5307041203160004"), "5307041203160004"],
        [*BEN, "5307041203160004"],
        [*changed(ANA, nik="5307041203160004"), None],
        header=header,
    )
    assert ["nik-is-kk" in found for found in frame["findings"]] == [True, False, True]
    assert frame["nik_state"].to_list() == ["suspect", "sound", "suspect"]


def test_totals_signatures_headings_and_empty_rows_are_no_people_and_everybody_else_is() -> None:
    frame = typed(
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        ["DUSUN WAIARA", None, None, None, None, None, None, None],
        ANA,
        [2.0, None, "Cici Moa", None, None, None, None, None],
        [None, None, None, None, None, None, None, None],
        [3.0, None, None, None, None, None, None, None],
        [4.0, "5307045203850099", None, None, None, None, None, None],
        [5.0, None, None, "L", "01-07-1990", "Nita", None, None],
        [None, None, "Dede", None, None, None, None, None],
        BEN,
        [None, None, "Jumlah", 5.0, None, None, None, None],
        [None, None, "JUMLAH", "5 orang", None, None, None, None],
        [None, None, None, None, None, "Nita, 12 Maret 2026", None, None],
        [None, "Mengetahui", None, None, None, "Kepala Desa Nita", None, None],
        [None, "YOHANES RIWU", None, None, None, "PETRUS LADO", None, None],
        [None, None, "YOHANES RIWU, S.Sos", None, None, "x", None, None],
        [None, "NIP. 19700101 199003 1 001", None, None, None, None, None, None],
    )
    assert frame["row_number"].to_list() == [4, 5, 8, 9, 10, 11]


def test_a_birth_like_a_line_above_a_signature_does_not_hide_a_person() -> None:
    header = ["Nama", "Tempat/Tgl Lahir", "Desa"]
    frame = typed(["Ana", "Nita, 12 Maret 1985", "Nita"], ["Ben", "Maumere, 1 Juli 2000", "Nita"], header=header)
    assert frame["birth_date"].to_list() == [date(1985, 3, 12), date(2000, 7, 1)]
    assert frame["birth_place"].to_list() == ["Nita", "Maumere"]


def test_the_village_comes_from_title_file_or_sheet_where_no_column_has_it() -> None:
    header: list[Cell] = ["NIK", "Nama", "L/P", "Tgl Lahir"]
    rows = [ANA[1:5], BEN[1:5]]
    for name, first in (
        ("Kab Sikka/Desa Nita Kec Nita.xlsx", []),
        ("a.xlsx", [["DAFTAR PEKERJA DESA NITA KECAMATAN NITA KABUPATEN SIKKA TAHUN 2026"]]),
    ):
        frame = Typist(on=TODAY, known_area="53").type_workbook(book([*first, header, *rows]), name)
        assert set(frame["village_code"]) == {"5307042001"}, name
        assert not any(frame["findings"].list.len())
    sheet = Sheet("Nita", [(number, tuple(row)) for number, row in enumerate([header, *rows], 1)])
    frame = Typist(on=TODAY, known_area="5307").type_workbook(Workbook((sheet,)), "rekap kec. nita.xlsx")
    assert set(frame["village_code"]) == {"5307042001"}


def test_a_heading_between_rows_names_the_village_of_those_below() -> None:
    header: list[Cell] = ["NIK", "Nama", "L/P", "Tgl Lahir"]
    rows: list[list[Cell]] = [["DESA NITA"], ANA[1:5], ["DESA TILANG"], BEN[1:5]]
    frame = Typist(on=TODAY, known_area="53").type_workbook(book([["KECAMATAN NITA KABUPATEN SIKKA"], header, *rows]), "a.xlsx")
    assert frame["row_number"].to_list() == [4, 6]
    assert [code[:6] for code in frame["village_code"]] == ["530704", "530704"]
    assert frame["village_code"].n_unique() == 2


def test_the_province_is_taken_from_the_niks_when_nobody_says_it() -> None:
    rows = [changed(ANA, nik=f"530704520385{serial:04d}", regency=None) for serial in range(1, 9)]
    frame = Typist(on=TODAY).type_workbook(book([HEADER, *rows]))
    assert set(frame["village_code"]) == {"5307042001"}


def test_codes_of_villages_go_before_names_and_unknown_ones_are_told() -> None:
    header = ["NIK", "Nama", "L/P", "Tgl Lahir", "Kode Desa", "Desa"]
    rows = [
        [*ANA[1:5], code, village]
        for code, village in (("53.07.04.2001", "Nita"), (5307042001.0, None), ("5307049999", None), ("53.07.04.2001", "Tilang"))
    ]
    frame = typed(*rows, header=header)
    assert frame["village_code"].to_list() == ["5307042001", "5307042001", None, "5307042001"]
    assert [codes(frame, place) for place in range(4)] == [[], [], ["area-unknown"], ["area-misspelt"]]


def test_cells_merged_downwards_and_ditto_marks_hold_for_every_row() -> None:
    header = ["No KK", "NIK", "Nama", "L/P", "Tgl Lahir", "Desa", "Kecamatan"]
    rows = [["5307041203160004", *ANA[1:5], "Nita", "Nita"], [None, *BEN[1:5], '"', "sda"]]
    frame = Typist(on=TODAY, known_area="53").type_workbook(book([header, *rows], merged=((2, 0, 3, 0),)))
    assert frame["kk"].to_list() == ["5307041203160004"] * 2
    assert frame["village_code"].to_list() == ["5307042001"] * 2


def test_the_order_of_dates_is_that_of_the_column() -> None:
    american = typed(changed(ANA, born="03/12/1985"), changed(BEN, born="07/31/1990", nik="5307043107900002"))
    assert american["birth_date"].to_list() == [date(1985, 3, 12), date(1990, 7, 31)]
    assert not any("birthdate-ambiguous" in found for found in american["findings"])
    unsure = typed(changed(ANA, born="12/03/1985", nik=None), changed(BEN, born="01/07/1990"))
    assert unsure["birth_date"].to_list() == [date(1985, 3, 12), date(1990, 7, 1)]
    assert ["birthdate-ambiguous" in found for found in unsure["findings"]] == [True, False]


def test_dates_that_a_foreign_spreadsheet_turned_round_are_doubted() -> None:
    cells = [changed(ANA, born=date(1985, month, 4)) for month in (1, 2, 3, 5, 6)]
    texts = [changed(ANA, born=f"{day}/03/1985") for day in (13, 14, 25, 26, 27)]
    assert sum("birthdate-ambiguous" in found for found in typed(*cells, *texts)["findings"]) == 5
    assert not any("birthdate-ambiguous" in found for found in typed(*cells)["findings"])


def test_p_beside_w_is_a_man() -> None:
    assert typed(changed(ANA, sex="W"), changed(BEN, sex="P"))["sex"].to_list() == ["P", "L"]


def test_ticks_and_dates_over_several_columns_are_read() -> None:
    header = [["NIK", "Nama", "Jenis Kelamin", None, "Tanggal Lahir", None, None], [None, None, "L", "P", "Tgl", "Bln", "Thn"]]
    rows = [["5307045203850001", "Ana", None, "v", 12.0, 3.0, 1985.0], ["5307040107900002", "Ben", "v", None, 1.0, "Juli", 1990.0]]
    frame = Typist(on=TODAY, known_area="53").type_workbook(book([*header, *rows]))
    assert frame["sex"].to_list() == ["P", "L"]
    assert frame["birth_date"].to_list() == [date(1985, 3, 12), date(1990, 7, 1)]


def test_all_sheets_are_read_and_other_values_typed() -> None:
    header = [*HEADER, "No HP", "Penghasilan", "Desil", "Disabilitas", "Jam Kerja", "KPJ", "Pekerjaan", "Nama Ibu Kandung"]
    row = [*ANA, 81234567890.0, "Rp 1.000.000", "Desil 2", "Tidak", "8 jam", "0123 4567 890", "Petani ", "Maria"]
    frame = Typist(on=TODAY, known_area="53").type_workbook(book([["Rekap"], ["Nita", 2.0]], [header, row], [header, row]))
    assert frame["sheet"].to_list() == ["S2", "S3"]
    values = frame.select("phone", "income_idr", "decile", "disability", "hours", "kpj", "occupation", "mother").row(0)
    assert values == ("081234567890", 1_000_000, 2, False, 8.0, "01234567890", "Petani", "Maria")


def test_a_demanded_value_that_is_missing_is_named() -> None:
    header = [*HEADER, "Pekerjaan"]
    frame = typed([*ANA, None], [*BEN, "Petani"], header=header, required=("occupation", "mother"))
    assert [codes(frame, place) for place in range(2)] == [["value-missing"], ["value-missing"]]
    assert frame["missing"].to_list() == ["occupation;mother", "mother"]


def test_repeats_are_found_over_all_files_and_told_on_both_rows() -> None:
    typist = Typist(on=TODAY, known_area="53")
    other_person = changed(BEN, nik=ANA[1])
    no_nik = changed(ANA, nik=None, name="ANA DA  SILVA")
    namesake = changed(ANA, nik="5307045203850002")
    frame = pl.concat(
        [
            typist.type_workbook(book([HEADER, *rows]), name)
            for name, rows in (("a", [ANA, BEN]), ("b", [ANA, other_person]), ("c", [no_nik, namesake]))
        ]
    )
    pairs = find_repeats(frame)
    assert {(row, other, code) for row, other, code in pairs.iter_rows()} == {
        (2, 0, "nik-repeated"),
        (3, 0, "nik-repeated"),
        (2, 0, "row-repeated"),
    }
    marked = mark_repeats(frame, pairs)
    assert [("nik-repeated" in found, "row-repeated" in found) for found in marked["findings"]] == [
        (True, True),
        (False, False),
        (True, True),
        (True, False),
        (False, False),
        (False, False),
    ]
    alone = pl.concat([frame[:1], frame[4:5]])
    assert find_repeats(alone).rows() == [(1, 0, "row-repeated")]


def test_niks_whose_last_digit_is_lost_are_not_called_repeated() -> None:
    frame = typed(changed(ANA, nik=5307045203850000.0), changed(ANA, name="Adiknya", nik=5307045203850000.0))
    assert find_repeats(frame).is_empty()


def test_a_row_that_comes_back_brings_its_code() -> None:
    frame = typed([*ANA, "salah", "b7"], header=[*HEADER, "Catatan", "payung_baris"])
    assert frame["row_id"].to_list() == ["B7"]


def test_a_file_without_people_gives_an_empty_frame() -> None:
    frame = Typist(on=TODAY).type_workbook(book([["Laporan"], ["x", 1.0]]))
    assert frame.is_empty()
    assert frame.schema == pl.Schema(SCHEMA)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "NIK",
            "Nama",
            "L/P",
            "Tgl Lahir",
            "Desa",
            "L",
            "P",
            "Jumlah",
            "Mengetahui",
            "Ana Da Silva",
            "5307045203850001",
            "12-03-1985",
            "Nita",
        ]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=12))
def test_no_sheet_whatever_breaks_the_reading_or_gives_a_row_twice(rows: list[list[Cell]]) -> None:
    frame = Typist(on=TODAY, known_area="53").type_workbook(book(rows))
    numbers = frame["row_number"].to_list()
    assert len(set(numbers)) == len(numbers) and set(numbers) <= set(range(1, len(rows) + 1))
    for number, raw, state, nik in frame.select("row_number", "raw", "nik_state", "nik").iter_rows():
        assert unpack_cells(raw) == tuple(rows[number - 1])
        assert state != "sound" or nik in rows[number - 1]
