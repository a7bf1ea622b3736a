"""What went wrong elsewhere when lists were taken in, and does not here.

Each docstring names the defect of a comparable open system in our words; the sentence of the test says what Payung does.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.intake.lists import HEADER, person, write_list
from tests.peers.counting import statements
from tests.selection.office import ON

from payung.core import gazetteer
from payung.core.nik import NikState, read_nik
from payung.governance.models import AuditEvent
from payung.intake import jobs
from payung.intake.models import IntakeRow
from payung.intake.queries import export_frame, row_counts, rows_to_admit
from payung.intake.rules.check import check_paths
from payung.registry.actions.linking import link
from payung.registry.models import Worker, WorkerRow
from payung.registry.queries.persons import same_person
from payung.registry.queries.workers import counts

pytestmark = pytest.mark.django_db

TYPED = ("nik", "nik_state", "name", "sex", "birth_date", "village_code", "findings")


def link_all(office: Any) -> Any:
    return link(seed=1, on=ON, by=office.data, at=office.now)


def people() -> int:
    """How many people the workers are."""
    return len(set(same_person(Worker.objects.values_list("pk", flat=True)).values()))


def test_the_same_file_twice_adds_nobody(office, add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Uniqueness was looked at only inside the file: the same file of 1,000 made 2,000 people."""
    path = write_list(tmp_path / "a.xlsx", [person(n) for n in range(30)])
    add(path)
    link_all(office)
    again = add(path)
    assert [file.outcome for file in again.files] == ["already-here"]
    assert link_all(office).admitted == 0
    assert (IntakeRow.objects.count(), Worker.objects.count(), people()) == (30, 30, 30)


def test_another_list_of_the_same_people_alters_no_row_that_is_here(office, add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A second import of the same key overwrote the person that was there, and nobody could say what he had been."""
    add(write_list(tmp_path / "a.xlsx", [person(n) for n in range(10)]))
    before = list(IntakeRow.objects.order_by("pk").values())
    add(write_list(tmp_path / "b.xlsx", [person(n, Pekerjaan="pedagang") for n in range(10)]))
    link_all(office)
    assert list(IntakeRow.objects.order_by("pk").values())[:10] == before
    assert (IntakeRow.objects.count(), people()) == (20, 10)


def test_a_list_of_hardly_anything_but_repeats_is_taken_in_to_its_last_row(office, add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """An import was given up as a whole at half of its rows being duplicates, or at more than five for one person."""
    report = add(write_list(tmp_path / "a.xlsx", [person(1)] * 50 + [person(n) for n in range(2, 12)]))
    assert [(file.outcome, file.people) for file in report.files] == [("read", 60)]
    link_all(office)
    assert (IntakeRow.objects.count(), people()) == (60, 11)


def test_seventy_rows_with_twenty_repeats_leave_no_row_without_a_person_and_no_person_without_a_row(office, add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Rows were tied to people by the equality of their content: twenty exact repeats left twenty people tied to nothing."""
    add(write_list(tmp_path / "a.xlsx", [person(n) for n in (*range(50), *range(20))]))
    link_all(office)
    tied = list(WorkerRow.objects.values_list("worker_id", "row_id"))
    assert sorted(row for _, row in tied) == sorted(IntakeRow.objects.values_list("pk", flat=True))
    assert sorted(worker for worker, _ in tied) == sorted(Worker.objects.values_list("pk", flat=True))
    assert (len(tied), people()) == (70, 50)


def test_a_blank_cell_in_a_column_alters_no_number_beside_it(add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Types were guessed by column: one blank made sixteen digits a fraction, 9171234567890123 became ...124.0, leading zeros fell off."""
    rows = ["NIK;Nama;JK;Tanggal Lahir;Desa;Kecamatan;No HP"]
    rows += [f"{nik};{name};L;01-02-1990;Nita;Nita;{phone}" for nik, name, phone in self_written()]
    (tmp_path / "a.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    frame = export_frame(add(tmp_path / "a.csv").upload)
    assert frame["nik"].to_list() == ["9171230102900123", None, "5307040102900001"]
    phones = rows_to_admit().sort("id")["phone"].to_list()
    assert phones == ["081200000001", None, "081200000003"]
    assert read_nik(9171230102900123)[0] is NikState.UNREADABLE
    assert read_nik(5307040102900001)[0] is NikState.SUSPECT


def self_written() -> list[tuple[str, str, str]]:
    return [("9171230102900123", "Agus Wona", "081200000001"), ("", "Yosef Mau", ""), ("5307040102900001", "Petrus Lewar", "081200000003")]


def test_what_was_checked_before_is_exactly_what_is_taken_in(add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """The preview called every row valid, the checker approved, and then all rows failed: two different checks."""
    listed = [person(n) for n in range(6)] + [person(7, NIK=5307100702700002.0), person(8, NIK=""), person(9, Desa="Tidak Ada")]
    write_list(tmp_path / "in" / "a.xlsx", [*listed, person(3)])
    check_paths([tmp_path / "in"], tmp_path / "out", on=date(2025, 6, 10))
    checked = pl.read_csv(tmp_path / "out" / "rows.csv", infer_schema=False)
    taken = export_frame(add(tmp_path / "in").upload).with_columns(pl.col("birth_date").cast(pl.String))
    assert taken.height == 10
    assert taken.select(TYPED).fill_null("").rows() == checked.select(TYPED).fill_null("").rows()


def test_an_unknown_column_and_another_order_refuse_no_file(add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Headers had to be exactly those of the template; one column more and the whole file was refused."""
    header = ["Golongan Darah", *reversed(HEADER)]
    lines = [";".join(header)]
    lines += [";".join(str(({"Golongan Darah": "O"} | person(n))[name]) for name in header) for n in range(3)]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    frame = export_frame(add(tmp_path / "a.csv").upload)
    assert frame["nik"].to_list() == [person(n)["NIK"] for n in range(3)]
    assert set(frame["nik_state"]) == {"sound"}


def test_taking_in_by_the_thousand_leaves_its_events_and_says_where_everybody_comes_from(office, add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Loading in bulk went past the history: after 10,000 people no event, no moment, no maker."""
    report = add(write_list(tmp_path / "a.xlsx", [person(n) for n in range(150)]))
    link_all(office)
    assert AuditEvent.objects.filter(action="add_upload", kind="upload", subjects=[report.upload]).count() == 1
    admitted = AuditEvent.objects.get(action="admit_rows")
    assert (admitted.by_user, admitted.at, admitted.subject_count) == (office.data.user_id, office.now, 150)
    assert (admitted.subjects, len(admitted.subjects_digest)) == ([], 32)
    file = WorkerRow.objects.values_list("row__file__digest", "row__row_number", "row__file__upload__received_by")
    assert {(digest, by) for digest, _, by in file} == {(report.files[0].digest, office.data.user_id)}
    assert sorted(number for _, number, _ in file) == list(range(4, 154))


def test_the_number_of_queries_does_not_grow_with_rows_or_villages(office, add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Locations were asked for village by village and checks written row by row: thousands of queries for one file."""
    villages = gazetteer.villages("5307").join(gazetteer.districts("5307"), left_on=pl.col("code").str.head(6), right_on="code")
    names = villages.select("name", "name_right").rows()
    counted = []
    for size in (12, 120):
        path = write_list(tmp_path / f"{size}.xlsx", [person(1000 * size + n, names[n % len(names)]) for n in range(size)])
        with statements() as asked:
            add(path, source=f"Sikka {size}")
            link_all(office)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert counts().people == 132


def test_parts_of_a_file_never_overwrite_one_another(add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Batches of ids were assigned where they should have been added, so that only the last batch survived."""
    monkeypatch.setattr(jobs, "_ROWS_AT_ONCE", 7)
    report = add(write_list(tmp_path / "a.xlsx", [person(n) for n in range(50)]))
    assert export_frame(report.upload)["row_number"].to_list() == list(range(4, 54))
    assert row_counts().standing == 50


def test_nothing_that_is_written_in_a_cell_is_ever_run_or_lost(add, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Values were pasted into the text of a query."""
    names = [
        "Maria d'Costa",
        'Yosef "Sepu" Mau',
        "Ana'); DROP TABLE intake_intakerow; --",
        "Ben \\N Lado",
        "Rosa, Bria; Mau",
        "%s %(x)s {0}",
    ]
    report = add(write_list(tmp_path / "a.xlsx", [person(n, Nama=name) for n, name in enumerate(names)]), source="Desa'; DELETE FROM x --")
    assert export_frame(report.upload)["name"].to_list() == names
