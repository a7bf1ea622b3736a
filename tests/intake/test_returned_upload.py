"""The workbook that goes back to its sender, and what it brings when it comes again, corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from tests.intake.lists import person, write_list

from payung.governance.rules.actors import Actor
from payung.intake.actions import add_upload, return_workbooks, withdraw_upload
from payung.intake.models import IntakeRow
from payung.intake.queries import UploadReport, export_frame, fallen_rows, rows_to_admit
from payung.intake.rules.findings import FINDINGS

pytestmark = pytest.mark.django_db

Add = Callable[[Path], UploadReport]


@pytest.fixture
def add(operator: Actor, programme: str, now: datetime) -> Add:
    """Take a file or folder in."""
    return lambda path: add_upload(paths=[path], programme=programme, source="Nita", door="village", by=operator, at=now)


@pytest.fixture
def returned(add: Add, operator: Actor, now: datetime, tmp_path: Path) -> Callable[..., Path]:
    """Send a list of these people and get the workbook back."""

    def call(*people: dict[str, Any]) -> Path:
        upload = add(write_list(tmp_path / "sent" / "Nita.xlsx", list(people))).upload
        (path,) = return_workbooks(upload=upload, out=tmp_path / "returned", by=operator, at=now)
        return path

    return call


def correct(path: Path, change: Callable[[Any], None]) -> Path:
    """Open a workbook as its sender would, change its sheet, save it under another name."""
    book: Workbook = load_workbook(path)
    change(book.active)
    corrected = path.with_name("Nita (perbaikan).xlsx")
    book.save(corrected)
    return corrected


def test_the_workbook_comes_back_with_the_cause_beside_each_row(returned: Callable[..., Path]) -> None:
    path = returned(person(1), person(2, NIK=None))
    assert path.name == "Nita.xlsx"
    sheet = load_workbook(path).active
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    note, code = cells["Catatan"].column, cells["payung_baris"]
    assert sheet.column_dimensions[code.column_letter].hidden
    assert [sheet.cell(row, note).value or "" for row in (4, 5)] == ["", FINDINGS["nik-absent"].indonesian]
    ids = [str(row) for row in IntakeRow.objects.order_by("row_number").values_list("pk", flat=True)]
    assert [sheet.cell(row, code.column).value for row in (4, 5)] == ids
    assert sheet.cell(1, 1).value == "DAFTAR PEKERJA RENTAN"


def test_each_file_goes_back_under_its_name_and_says_where_a_repeat_stands(
    add: Add, operator: Actor, now: datetime, tmp_path: Path
) -> None:
    write_list(tmp_path / "in" / "a.xlsx", [person(1)])
    write_list(tmp_path / "in" / "dusun" / "b.xlsx", [person(2), person(1)])
    (tmp_path / "in" / "rusak.xlsx").touch()
    paths = return_workbooks(upload=add(tmp_path / "in").upload, out=tmp_path / "out", by=operator, at=now)
    assert [path.relative_to(tmp_path / "out").as_posix() for path in paths] == ["a.xlsx", "dusun/b.xlsx"]
    notes = " ".join(str(cell.value) for row in load_workbook(paths[0]).active.iter_rows() for cell in row)
    assert "baris 5 di dusun/b.xlsx" in notes


def test_a_corrected_row_takes_the_place_of_the_one_it_corrects(returned: Callable[..., Path], add: Add) -> None:
    path = returned(person(1), person(2, NIK=None))

    def fill_in(sheet: Any) -> None:
        sheet.cell(5, 2).value = person(2)["NIK"]

    again = add(correct(path, fill_in)).upload
    old = IntakeRow.objects.filter(corrects=None).order_by("row_number").values_list("pk", flat=True)
    rows = rows_to_admit()
    assert rows["corrects"].to_list() == list(old)
    assert rows["nik"].to_list() == [person(1)["NIK"], person(2)["NIK"]]
    assert fallen_rows().to_list() == list(old)
    assert set(export_frame(again)["findings"]) == {""}


def test_the_last_correction_stands_and_withdrawing_it_brings_the_one_before_back(
    returned: Callable[..., Path], add: Add, operator: Actor, now: datetime
) -> None:
    path = returned(person(1))

    def rename(name: str) -> Callable[[Any], None]:
        return lambda sheet: setattr(sheet.cell(4, 3), "value", name)

    add(correct(path, rename("Maria Satu")))
    last = add(correct(path, rename("Maria Dua"))).upload
    assert rows_to_admit()["name"].to_list() == ["Maria Dua"]
    withdraw_upload(upload=last, by=operator, at=now)
    assert rows_to_admit()["name"].to_list() == ["Maria Satu"]


def test_a_line_copied_with_its_hidden_code_adds_a_person(returned: Callable[..., Path], add: Add) -> None:
    path = returned(person(1))

    def copy_down(sheet: Any) -> None:
        for column, value in enumerate([cell.value for cell in sheet[4]], 1):
            sheet.cell(5, column).value = value
        sheet.cell(5, 2).value, sheet.cell(5, 3).value = person(2)["NIK"], person(2)["Nama"]

    add(correct(path, copy_down))
    rows = rows_to_admit()
    assert rows["name"].to_list() == [person(1)["Nama"], person(2)["Nama"]]
    assert rows["corrects"].is_null().to_list() == [False, True]


def test_a_code_of_another_door_or_of_nobody_corrects_nothing(
    returned: Callable[..., Path], add: Add, operator: Actor, programme: str, now: datetime
) -> None:
    path = returned(person(1), person(2))

    def forge(sheet: Any) -> None:
        sheet.cell(5, sheet.max_column).value = "999999999999"

    corrected = correct(path, forge)
    add_upload(paths=[corrected], programme=programme, source="Dinas", door="agency", by=operator, at=now)
    assert rows_to_admit().height == 4
    add(corrected)
    assert rows_to_admit()["corrects"].drop_nulls().len() == 1
