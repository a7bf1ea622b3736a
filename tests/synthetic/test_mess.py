"""The mess: workbooks that a stranger's reader opens, truth at the very row, the same bytes for the same seed."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from payung.synthetic import Mess, Province, make_province, write_mess
from payung.synthetic.layouts import FORMS
from payung.synthetic.welfare import FILE as WELFARE

SEED = 6
Rows = list[list[object]]


@pytest.fixture(scope="module")
def province() -> Province:
    return make_province(2_000, SEED)


@pytest.fixture(scope="module")
def mess(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Mess:
    return write_mess(province, tmp_path_factory.mktemp("mess"), SEED, welfare=True)


@pytest.fixture(scope="module")
def truth(mess: Mess) -> pl.DataFrame:
    return pl.read_parquet(mess.truth)


def read(path: Path) -> dict[str, Rows]:
    """All sheets of a file, from the first row and column on; a csv has one without a name."""
    if path.suffix != ".csv":
        book = CalamineWorkbook.from_path(path)
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "cp1252")
    return {"": [list(row) for row in csv.reader(io.StringIO(text), delimiter=";")]}


def people_read(folder: Path, truth: pl.DataFrame) -> Iterator[tuple[dict[str, object], list[object]]]:
    """Each row of the truth and the row that stands at its place."""
    for (file,), rows in truth.group_by("file", maintain_order=True):
        sheets = read(folder / str(file))
        for row in rows.to_dicts():
            yield row, sheets[row["sheet"]][row["row_number"] - 1]


def as_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_listed_row_is_in_the_truth_once_at_a_place_of_its_own(province: Province, truth: pl.DataFrame) -> None:
    rows = truth.filter(pl.col("kind") == "registration")
    assert rows.height == province.workers
    assert rows.select(pl.struct("file", "sheet", "row_number").is_unique().all()).item()
    assert rows["person"].cast(pl.UInt32).sort().equals(province.listed["person"].cast(pl.UInt32).sort())


def test_what_the_truth_says_is_written_stands_in_its_row(mess: Mess, truth: pl.DataFrame) -> None:
    found = 0
    for row, cells in people_read(mess.workbooks, truth.filter(pl.col("kind").is_in(["registration", "welfare"]))):
        texts = [as_text(cell) for cell in cells]
        assert row["written_name"] in [text.strip() for text in texts]
        if row["written_nik"] is not None:
            assert row["written_nik"] in ["".join(letter for letter in text if letter not in " '’") for text in texts]
        found += 1
    assert found > 3_000


@pytest.mark.parametrize("form", FORMS)
def test_every_format_opens_and_gives_every_row(form: str, province: Province, tmp_path: Path) -> None:
    small = make_province(300, SEED)
    written = write_mess(small, tmp_path, SEED, forms={form: 1.0})
    assert {path.suffix for path in written.workbooks.rglob("*.*")} == {"." + form.split("-")[0]}
    rows = pl.read_parquet(written.truth).filter(pl.col("kind") == "registration")
    assert all(row["written_name"] in [as_text(cell).strip() for cell in cells] for row, cells in people_read(written.workbooks, rows))


def test_rows_of_people_and_no_others_are_in_the_truth(mess: Mess, truth: pl.DataFrame) -> None:
    places = {tuple(place) for place in truth.filter(pl.col("kind") == "registration").select("file", "sheet", "row_number").iter_rows()}
    names = set(truth["written_name"])
    for path in mess.workbooks.rglob("*.*"):
        file = path.relative_to(mess.workbooks).as_posix()
        for sheet, rows in read(path).items():
            numbered = [number for number, cells in enumerate(rows, start=1) if any(as_text(cell).strip() in names for cell in cells[:7])]
            assert file == WELFARE or all((file, sheet, number) in places for number in numbered)


def test_layouts_differ_and_hold_what_offices_hold(mess: Mess) -> None:
    cells = [[as_text(cell) for cell in row] for path in mess.workbooks.rglob("*.*") for rows in read(path).values() for row in rows]
    words = {cell for row in cells for cell in row}
    assert any("JUMLAH" in row for row in cells)
    assert any(cell.startswith("NIP.") for cell in words)
    assert "DAFTAR USULAN CALON PESERTA BPJS KETENAGAKERJAAN" in words
    assert len(words & {"NIK", "N I K", "NIK KTP", "No. NIK", "NO. NIK", "Nomer NIK", "No KTP", "NO KTP", "NOMOR NIK", "Nomor NIK"}) >= 3
    assert any(", " in cell and cell.split(", ")[-1][-4:].isdigit() for cell in words)
    assert any(cell.startswith("'53") for cell in words)
    assert {"(1)", "(2)"} <= words


def test_dates_are_written_in_many_ways_and_mean_the_written_date(mess: Mess, truth: pl.DataFrame) -> None:
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")
    ways = set()
    for row, cells in people_read(
        mess.workbooks, truth.filter(pl.col("kind") == "registration", pl.col("written_birth_date").is_not_null())
    ):
        day = row["written_birth_date"]
        assert isinstance(day, date)
        known = {
            "text": day.strftime("%d-%m-%Y"), "slashes": day.strftime("%d/%m/%Y"), "short": day.strftime("%d-%m-%y"), "iso": day.isoformat(),
            "words": f"{day.day} {months[day.month - 1]} {day.year}", "brief": f"{day.day} {months[day.month - 1][:3]} {day.year}",
            "bare": f"{day.day}-{day.month}-{day.year}", "points": day.strftime("%d.%m.%Y"),
        }  # fmt: skip
        here = {
            way
            for way, text in known.items()
            if any(isinstance(cell, str) and (cell == text or cell.endswith(", " + text)) for cell in cells)
        }
        here |= {"cell"} if any(isinstance(cell, date | datetime) and cell.isoformat()[:10] == day.isoformat() for cell in cells) else set()
        here |= {"serial"} if float((day - date(1899, 12, 30)) / timedelta(days=1)) in cells else set()
        assert here, (row["file"], row["row_number"], cells)
        ways |= here
    assert {"text", "slashes", "words", "cell"} <= ways
    assert len(ways) >= 6


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(province: Province, mess: Mess, tmp_path: Path) -> None:
    write_mess(make_province(2_000, SEED), tmp_path / "again", SEED, welfare=True)
    first, again = digest(mess.workbooks.parent), digest(tmp_path / "again")
    assert first == again
    assert len(first) == mess.files + 3
    write_mess(province, tmp_path / "other", SEED + 1)
    assert digest(tmp_path / "other")["members.csv"] != first["members.csv"]


def test_a_second_call_replaces_the_workbooks_of_the_first_and_leaves_others(tmp_path: Path) -> None:
    write_mess(make_province(300, 1), tmp_path, 1)
    (tmp_path / "workbooks" / "mine.txt").write_text("kept")
    second = write_mess(make_province(300, 2), tmp_path, 2)
    left = {path.relative_to(second.workbooks).as_posix() for path in second.workbooks.rglob("*.*")}
    assert left == {"mine.txt", *pl.read_parquet(second.truth).filter(pl.col("kind") == "registration")["file"]}


def test_the_member_list_and_the_death_list_are_canonical_and_tell_their_truth(mess: Mess, truth: pl.DataFrame) -> None:
    headers = {
        "members.csv": "nik,name,sex,birth_date,village,kpj,segment,from,to",
        "deaths.csv": "nik,name,sex,birth_date,village,died_on,source",
    }
    for file, header in headers.items():
        raw = (mess.truth.parent / file).read_bytes()
        assert raw.decode().splitlines()[0] == header
        assert b"\r" not in raw
        rows = list(csv.reader(io.StringIO(raw.decode())))
        for row in truth.filter(pl.col("file") == file).to_dicts():
            assert rows[row["row_number"] - 1][1] == row["written_name"]
            assert rows[row["row_number"] - 1][0] == (row["written_nik"] or "")
    assert truth.filter(pl.col("kind") == "member").height == mess.members == 282
    assert (
        0.85 < truth.filter(pl.col("kind") == "member").select((pl.col("nik") == pl.col("written_nik")).fill_null(False).mean()).item() < 1
    )


def test_the_welfare_extract_is_old_and_overlaps_only_partly(province: Province, truth: pl.DataFrame) -> None:
    extract = truth.filter(pl.col("kind") == "welfare")
    listed = truth.filter(pl.col("kind") == "registration")["person"].unique().implode()
    assert 0.4 < extract["person"].is_in(listed).mean() < 0.9
    assert extract["dead"].any()
    moved = province.people.filter(pl.col("moved_from").is_not_null()).select(pl.col("person").cast(pl.String), "moved_from")
    stale = extract.join(moved, on="person").filter(pl.col("written_village").is_not_null())
    assert (stale["written_village"] == stale["moved_from"]).mean() > 0.8


def test_lists_of_villages_come_when_there_are_people_enough(tmp_path: Path) -> None:
    city = make_province(3_000, SEED, regencies=["5371"])
    written = write_mess(city, tmp_path, SEED)
    assert city.villages.by_village
    assert written.files >= 51
    assert (written.workbooks / "Kota Kupang" / "Kec Alak").is_dir()
