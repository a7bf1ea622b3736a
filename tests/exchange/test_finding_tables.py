"""Finding the list of people in a sheet, and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from payung.core.refusals import Refusal
from payung.exchange.header_words import read_mapping, recognise
from payung.exchange.headers import Table, find_table, find_tables
from payung.exchange.workbooks import Cell, Sheet

ANA = ["5307015203850001", "Ana Da Silva", "P", "12-03-1985"]
BEN = ["5307010107900002", "Ben Lado Riwu", "L", "01-07-1990"]


def sheet(rows: Sequence[Sequence[Cell]], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
    return Sheet("Sheet1", [(number, tuple(row)) for number, row in enumerate(rows, 1) if any(cell is not None for cell in row)], merged)


def fields(table: Table | None) -> dict[str, tuple[int, str]]:
    assert table is not None
    return {column.field: (column.index, column.how) for column in table.columns}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("NIK", "nik"),
        ("N I K", "nik"),
        ("N.I.K.", "nik"),
        ("No. KTP", "nik"),
        ("NIK/No. KTP", "nik"),
        ("NIK (16 digit)", "nik"),
        ("Nomor Induk Kependudukan (NIK)", "nik"),
        ("NO KTP*", "nik"),
        ("Nomor Induk Kependudkan", "nik"),
        ("No. KK", "kk"),
        ("Nomor Kartu Keluarga", "kk"),
        ("No Kartu Kelurga", "kk"),
        ("Nama", "name"),
        ("NAMA LENGKAP", "name"),
        ("Nama Lengkpa", "name"),
        ("Nama Peserta", "name"),
        ("Nama (sesuai KTP)", "name"),
        ("Nama\nLengkap", "name"),
        ("L/P", "sex"),
        ("JK", "sex"),
        ("Jenis Kelamin", "sex"),
        ("Jenis Kelamin (L/P)", "sex"),
        ("Jns Kelamin", "sex"),
        ("Jenis Klamin", "sex"),
        ("Tgl Lahir", "birth_date"),
        ("Tanggal Lahir (dd/mm/yyyy)", "birth_date"),
        ("TGL. LHR", "birth_date"),
        ("Tangal Lahir", "birth_date"),
        ("Tempat Lahir", "birth_place"),
        ("Tmpt Lhr", "birth_place"),
        ("Desa/Kel", "village"),
        ("Desa / Kelurahan", "village"),
        ("Kelurahan/Desa", "village"),
        ("DESA", "village"),
        ("Kec.", "district"),
        ("Kecmatan", "district"),
        ("Kab/Kota", "regency"),
        ("Kode Desa", "village_code"),
        ("Alamat", "address"),
        ("Dusun", "hamlet"),
        ("Pekerjaan", "occupation"),
        ("Pekerjan", "occupation"),
        ("Jenis Pekerjaan", "occupation"),
        ("Nama Ibu Kandung", "mother"),
        ("Nama Gadis Ibu Kandung", "mother"),
        ("No HP", "phone"),
        ("No. HP/WA", "phone"),
        ("No.Telp/HP", "phone"),
        ("Penghasilan", "income_idr"),
        ("Penghasilan per Bulan (Rp)", "income_idr"),
        ("Desil", "decile"),
        ("KPJ", "kpj"),
        ("No. KPJ", "kpj"),
        ("Tgl Meninggal", "died_on"),
        ("Tanggal Kematian", "died_on"),
        ("Disabilitas", "disability"),
        ("Jam Kerja", "hours"),
        ("Tempat Kerja", "workplace"),
        ("No", "order"),
        ("No. Urut", "order"),
        ("nik", "nik"),
        ("birth_date", "birth_date"),
        ("village", "village"),
        ("segment", "segment"),
        ("from", "from"),
        ("to", "to"),
        ("died_on", "died_on"),
        ("income_idr", "income_idr"),
    ],
)
def test_a_header_is_recognised_as_people_write_it(header: str, field: str) -> None:
    meaning = recognise(header)
    assert meaning is not None
    assert meaning.fields == (field,)


@pytest.mark.parametrize(
    "header",
    ["Tempat/Tgl Lahir", "Tmpt/Tgl Lahir", "Tempat, Tanggal Lahir", "TTL", "Tempat dan Tanggal Lahir", "Tmpat & Tgl Lhir", "T.T.L"],
)
def test_place_and_date_of_birth_may_share_a_column(header: str) -> None:
    meaning = recognise(header)
    assert meaning is not None
    assert meaning.fields == ("birth_place", "birth_date")


@pytest.mark.parametrize(
    "header", ["Nama Ahli Waris", "NIK Ibu", "Nama Kepala Keluarga", "Umur", "RT/RW", "Keterangan", "Status Perkawinan"]
)
def test_columns_about_others_are_not_taken_for_the_person(header: str) -> None:
    meaning = recognise(header)
    assert meaning is not None
    assert meaning.fields == ("unused",)


@pytest.mark.parametrize("text", ["Maria Da Silva", "Petani", "Maumere", "5307011203850001", "Waiara", "", "12", "x" * 500])
def test_values_are_no_headers(text: str) -> None:
    assert recognise(text) is None


def test_titles_above_and_the_numbers_below_a_header_are_not_rows() -> None:
    table = find_table(
        sheet(
            [
                ["DAFTAR PEKERJA RENTAN", None, None, None, None],
                ["DESA WAIARA KECAMATAN KEWAPANTE", None, None, None, None],
                [None, None, None, None, None],
                ["No", "NIK", "Nama Lengkap", "L/P", "Tgl Lahir"],
                [1, 2, 3, 4, 5],
                [1, *ANA],
                [2, *BEN],
            ]
        )
    )
    assert fields(table) == {
        "order": (0, "synonym"),
        "nik": (1, "exact"),
        "name": (2, "synonym"),
        "sex": (3, "synonym"),
        "birth_date": (4, "synonym"),
    }
    assert table is not None
    assert (table.header_rows, table.first_row, len(table.rows)) == ((4,), 6, 2)
    assert table.titles == ("DAFTAR PEKERJA RENTAN", "DESA WAIARA KECAMATAN KEWAPANTE")


def test_a_header_of_two_merged_rows_is_read_as_one() -> None:
    rows: list[list[Cell]] = [
        ["No", "NIK", "Nama", "Tempat dan Tanggal Lahir", None, "Alamat", None, None],
        [None, None, None, "Tempat", "Tanggal", "Desa", "Kecamatan", "RT"],
        [1, ANA[0], ANA[1], "Maumere", ANA[3], "Waiara", "Kewapante", "01"],
    ]
    merged = ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 1, 7))
    for spans in ((), merged):
        table = find_table(sheet(rows, spans))
        assert table is not None
        assert table.mapping == {"order": 0, "nik": 1, "name": 2, "birth_place": 3, "birth_date": 4, "village": 5, "district": 6}
        assert (table.header_rows, table.first_row) == ((1, 2), 3)


def test_a_date_of_three_columns_and_a_sex_of_two_are_seen() -> None:
    table = find_table(
        sheet(
            [
                ["NIK", "Nama", "Jenis Kelamin", None, "Tanggal Lahir", None, None],
                [None, None, "L", "P", "Tgl", "Bln", "Thn"],
                [ANA[0], ANA[1], None, "v", 12, 3, 1985],
            ]
        )
    )
    assert table is not None
    assert table.mapping == {"nik": 0, "name": 1, "male": 2, "female": 3, "birth_day": 4, "birth_month": 5, "birth_year": 6}


def test_columns_without_a_header_are_told_by_what_is_in_them() -> None:
    rows = [[nik, name, sex, day, "0812000000" + nik[-2:]] for nik, name, sex, day in (ANA, BEN)]
    table = find_table(sheet([["Kode Diri", "Nama Orang", "??", "Tgl Lahir", None], *rows]))
    assert {name: place for name, (place, _) in fields(table).items()} == {"nik": 0, "name": 1, "sex": 2, "birth_date": 3, "phone": 4}


def test_a_list_without_any_header_is_read_by_content() -> None:
    table = find_table(sheet([[1, *ANA], [2, *BEN], [3, "5307014404910003", "Cici Moa Lepo", "P", "04-04-1991"]]))
    assert {name: place for name, (place, how) in fields(table).items() if how == "content"} == {
        "nik": 1,
        "name": 2,
        "sex": 3,
        "birth_date": 4,
    }
    assert table is not None
    assert (table.header_rows, table.first_row, len(table.rows)) == ((), 1, 3)


def test_a_column_of_sixteen_digits_of_men_only_is_no_family_card_when_it_says_nik() -> None:
    men = [[f"53070101079{n:02d}0{n:02d}1", f"Orang Ke{chr(97 + n)}"] for n in range(10)]
    assert fields(find_table(sheet([["Nomor Indk Kependudkn", "Nama"], *men])))["nik"][0] == 0


def test_a_header_repeated_on_every_page_is_no_row_of_people() -> None:
    header = ["NIK", "Nama", "L/P", "Tgl Lahir"]
    tables = find_tables(sheet([header, ANA, header, BEN]))
    assert [[number for number, _ in table.rows] for table in tables] == [[2], [4]]


def test_a_second_table_below_may_have_other_columns() -> None:
    tables = find_tables(
        sheet([["NIK", "Nama", "L/P", "Tgl Lahir"], ANA, ["DUSUN DUA"], ["Nama", "NIK", "JK", "Tanggal Lahir"], [BEN[1], BEN[0], *BEN[2:]]])
    )
    assert [table.mapping["nik"] for table in tables] == [0, 1]


@pytest.mark.parametrize(
    "rows",
    [
        [["Laporan Kegiatan"], ["Tanggal", "Kegiatan"], ["12-03-2026", "Rapat"]],
        [["Desa", "Jumlah"], ["Waiara", 12], ["Geliting", 30]],
        [[1, 2, 3], [4, 5, 6]],
        [],
    ],
    ids=["report", "recap", "figures", "nothing"],
)
def test_a_sheet_without_people_holds_no_table(rows: list[list[Cell]]) -> None:
    assert find_tables(sheet(rows)) == ()


def test_a_given_mapping_goes_before_every_guess() -> None:
    rows = [["Kode", "Siapa", "NIK", "L/P", "Tgl Lahir"], ["x", ANA[1], "lama", *ANA[2:]], ["y", BEN[1], "lama", *BEN[2:]]]
    table = find_table(sheet(rows), {"Siapa": "name", "NIK": "", "A": "member_no"})
    assert fields(table) == {"member_no": (0, "given"), "name": (1, "given"), "sex": (3, "synonym"), "birth_date": (4, "synonym")}
    assert table is not None
    again = find_table(sheet(rows), table.remembered() | {"NIK": ""})
    assert again is not None
    assert again.mapping == table.mapping
    assert {column.how for column in again.columns} == {"given"}


def test_a_mapping_file_names_known_fields_only(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("Siapa: name\nC: nik\nLain: ''\n")
    assert read_mapping(path) == {"Siapa": "name", "C": "nik", "Lain": ""}
    for content, code in (("Siapa: nama", "mapping-unknown-field"), ("- x", "mapping-unreadable"), ("a: [", "mapping-unreadable")):
        path.write_text(content)
        with pytest.raises(Refusal) as refused:
            read_mapping(path)
        assert refused.value.code == code
