"""`payung check`: a folder of last year's lists in, ten minutes later all that is wrong with them."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.exchange.books import write_xls, write_xlsx

from payung.core.refusals import Refusal
from payung.exchange.spreadsheets import read_workbook
from payung.intake.rules.check import CheckReport, check_paths

ON = date(2026, 11, 24)
HEADER = ["No", "NIK", "Nama", "L/P", "Tgl Lahir", "Desa", "Kecamatan", "Kabupaten", "Pekerjaan"]
ANA = [1, "5307045203850001", "Ana Da Silva", "P", "12-03-1985", "Nita", "Nita", "Sikka", "Petani"]
BEN = [2, "5307041307900002", "Ben Lado", "L", "13-07-1990", "Nita", "Nita", "Sikka", "Nelayan"]
OLD = [3, "5307040101500001", "Opa Lado", "L", "01-01-1950", "Nita", "Nita", "Sikka", "Nelayan"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good lists, one without people, two that are refused, and what is passed over."""
    lists = tmp_path_factory.mktemp("lists")
    (lists / "kec").mkdir()
    write_xlsx(lists / "kec" / "a.xlsx", [["DAFTAR"], HEADER, ANA, BEN, ["", "", "Jumlah", 2]])
    write_xls(
        lists / "b.xls", [HEADER, [1, *ANA[1:]], [2, 5307041307900003.0, "=Cici Moa", "", "1990", "Nitta", "Nita", "Sikka", None], OLD]
    )
    (lists / "c.csv").write_text("Kegiatan;Tanggal\nRapat;1-2-2026\n")
    (lists / "d.xlsx").write_bytes(b"")
    (lists / "e.pdf").write_bytes(b"%PDF-1.4")
    (lists / "~$a.xlsx").write_bytes(b"x")
    return lists


@pytest.fixture(scope="module")
def checked(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[CheckReport, Path]:
    """The report and the folder of answers."""
    out = tmp_path_factory.mktemp("out")
    told: list[str] = []
    report = check_paths([folder], out, on=ON, tell=lambda done, of, file: told.append(f"{done}/{of} {file}"))
    assert told == ["1/5 b.xls", "2/5 c.csv", "3/5 d.xlsx", "4/5 e.pdf", "5/5 kec/a.xlsx"]
    return report, out


def table(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    assert b"\r" not in content and not content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(content.decode().splitlines()))


def test_every_file_has_its_outcome(checked: tuple[CheckReport, Path]) -> None:
    rows = table(checked[1] / "files.csv")
    assert [(row["file"], row["outcome"], row["code"], row["people"]) for row in rows] == [
        ("b.xls", "read", "", "3"),
        ("c.csv", "no-people", "", "0"),
        ("d.xlsx", "refused", "empty", "0"),
        ("e.pdf", "refused", "wrong-type", "0"),
        ("kec/a.xlsx", "read", "", "2"),
    ]
    assert all(float(row["seconds"]) >= 0 for row in rows)


def test_every_person_is_one_row_with_findings(checked: tuple[CheckReport, Path]) -> None:
    report, out = checked
    rows = table(out / "rows.csv")
    assert list(rows[0]) == ["file", "sheet", "row_number", "nik", "nik_state", "name", "sex", "birth_date", "village_code", "findings"]
    assert [(row["file"], row["row_number"], row["nik_state"], row["findings"]) for row in rows] == [
        ("b.xls", "2", "sound", "nik-repeated;row-repeated"),
        ("b.xls", "3", "suspect", "nik-suspect;name-suspicious;birthdate-incomplete;sex-absent;area-misspelt"),
        ("b.xls", "4", "sound", ""),
        ("kec/a.xlsx", "3", "sound", "nik-repeated;row-repeated"),
        ("kec/a.xlsx", "4", "sound", ""),
    ]
    assert (rows[1]["name"], rows[0]["birth_date"], rows[0]["village_code"]) == ("'=Cici Moa", "1985-03-12", "5307042001")
    assert (report.people, report.findings["nik-repeated"], report.duplicates) == (5, 2, 1)


def test_repeats_over_files_are_listed(checked: tuple[CheckReport, Path]) -> None:
    (row,) = table(checked[1] / "duplicates.csv")
    assert (row["file"], row["row_number"], row["other_file"], row["other_row_number"], row["reason"]) == (
        "kec/a.xlsx",
        "3",
        "b.xls",
        "2",
        "nik-repeated;row-repeated",
    )


def test_every_file_with_people_goes_back_under_its_name(checked: tuple[CheckReport, Path]) -> None:
    returned = checked[1] / "returned"
    assert sorted(path.relative_to(returned).as_posix() for path in returned.rglob("*.xlsx")) == ["b.xlsx", "kec/a.xlsx"]
    rows = dict(read_workbook(returned / "kec" / "a.xlsx").sheets[0].rows)
    assert rows[2][9:] == ("Catatan", "payung_baris")
    assert "lihat b.xls, lembar Sheet1, baris 2" in str(rows[3][9])
    assert (rows[4][9], rows[4][10]) == (None, "c5")


def test_the_recapitulation_counts_people_by_area_age_and_cause(checked: tuple[CheckReport, Path]) -> None:
    sheets = {sheet.name: [cells for _, cells in sheet.rows] for sheet in read_workbook(checked[1] / "recap.xlsx").sheets}
    assert list(sheets) == ["Ringkasan", "Berkas", "Wilayah", "Umur", "Pekerjaan", "Temuan"]
    summary = {str(row[0]): row[1] for row in sheets["Ringkasan"]}
    assert (summary["Orang"], summary["Berkas ditolak"], summary["Terlalu tua untuk didaftarkan pada tanggal itu"]) == (5.0, 2.0, 1.0)
    assert sheets["Wilayah"][1][:8] == ("Kabupaten Sikka", "Nita", "Nita", "5307042001", 2.0, 2.0, 1.0, 5.0)
    assert [(row[0], row[4]) for row in sheets["Umur"][1:]] == [("35-44", 3.0), ("65 ke atas", 1.0), ("tidak diketahui", 1.0)]


def test_the_same_folder_gives_the_same_bytes(folder: Path, checked: tuple[CheckReport, Path], tmp_path: Path) -> None:
    check_paths([folder], tmp_path, on=ON)
    for path in sorted(checked[1].rglob("*")):
        again = tmp_path / path.relative_to(checked[1])
        if path.is_file() and path.name not in {"files.csv"}:
            assert again.read_bytes() == path.read_bytes(), path.name


def test_two_folders_with_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        write_xlsx(tmp_path / name / "a.xlsx", [HEADER, ANA if name == "x" else BEN])
    report = check_paths([tmp_path / "x", tmp_path / "y"], tmp_path / "out", on=ON)
    assert [file.file for file in report.files] == ["x/a.xlsx", "y/a.xlsx"]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        check_paths([tmp_path / "no"], tmp_path / "out", on=ON)
    assert refused.value.code == "no-such-file"


def test_the_command_needs_no_database(folder: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("payung")
    environment = {
        "PATH": "/usr/bin:/bin",
        "PAYUNG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "PAYUNG_DATA": str(tmp_path / "data"),
    }
    command = [str(each) for each in (program, "check", folder, "--out", tmp_path / "out", "--on", ON, "--json")]
    answer = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert (answer["people"], answer["duplicates"], len(answer["files"])) == (5, 1, 5)
    assert (tmp_path / "out" / "recap.xlsx").is_file() and not (tmp_path / "data").exists()
