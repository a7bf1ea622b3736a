"""Every kind of round over a synthetic province: what was written in messy files lands on the right people, as it was written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.registry.people import hand_in

from payung.exchange.spreadsheets import read_workbook
from payung.governance.actions.audit import record
from payung.places.actions import load_places
from payung.programmes.actions import load_programme
from payung.registry.actions import admit_rows, export_round, open_round, record_answers
from payung.registry.models import RoundPerson, Worker
from payung.registry.queries import covered, population, round_status
from payung.registry.rules.rounds import SILENT
from payung.synthetic import make_province
from payung.synthetic.rounds import answer_round

pytestmark = pytest.mark.django_db

ON = date(2025, 6, 10)
TYPED = ("nik", "name", "sex", "birth_date", "birth_place", "occupation", "workplace", "mother", "phone", "kk")


@pytest.fixture
def office(operator, now):  # type: ignore[no-untyped-def]
    load_places(province="53", by=operator, at=now, record=record)
    load_programme(source="ntt-2025", by=operator, at=now)
    return operator


@pytest.fixture
def province(office, now):  # type: ignore[no-untyped-def]
    """A province of two regencies whose people stand in the registry; with the worker of each person."""
    made = make_province(300, 5, ["5307", "5308"])
    listed = made.listed.unique("person", keep="first", maintain_order=True)
    codes = made.villages.code.gather(listed["village"]).to_list()
    people = made.people[listed["person"].to_list()]
    rows = [
        {name: person[name] for name in TYPED} | {"village_code": code}
        for person, code in zip(people.iter_rows(named=True), codes, strict=True)
    ]
    hand_in(office, now, *rows)
    admit_rows(by=office, at=now)
    workers = Worker.objects.order_by("id").values_list("pk", flat=True)
    return made, dict(zip(workers, people["person"].to_list(), strict=True))


def as_it_went_out(paths: list[Path], persons: dict[int, int]) -> pl.DataFrame:
    """The lines of exported workbooks as those who answer see them, with the person each is about."""
    lines: list[dict[str, Any]] = []
    for path in paths:
        sheet = read_workbook(path).sheets[0]
        header = next(cells for _, cells in sheet.rows if cells and cells[0] == "No")
        places = {name: header.index(name) for name in ("NIK", "Nama lengkap", "Tanggal lahir", "payung_baris")}
        for _, cells in sheet.rows:
            code = cells[places["payung_baris"]]
            if not isinstance(code, str) or code.split("-")[1:2] in ([], ["0"]):
                continue
            worker = int(code.split("-")[1])
            village = Worker.objects.values_list("village_code", flat=True).get(pk=worker)
            day, month, year = cells[places["Tanggal lahir"]].split("-")
            lines.append(
                {"who": path.name.split("-", 1)[1].removesuffix("-LATIHAN.xlsx"), "code": code, "worker": worker, "person": persons[worker], "village_code": village,
                 "nik": cells[places["NIK"]], "name": cells[places["Nama lengkap"]], "birth_date": date(int(year), int(month), int(day))}
            )  # fmt: skip
    return pl.DataFrame(lines).with_columns(pl.col("person").cast(pl.UInt32))


@pytest.mark.parametrize("kind", ["village", "dukcapil", "welfare", "bpjs"])
def test_what_was_written_lands_on_the_right_people(kind, province, office, now, tmp_path):  # type: ignore[no-untyped-def]
    made, persons = province
    opened = open_round(kind=kind, programme="ntt-2025", on=ON, by=office, at=now)
    assert opened.people == len(persons)
    paths = export_round(round_id=opened.round, out=tmp_path / "out", on=ON, by=office, at=now)
    asked = as_it_went_out([path for path in paths if path.suffix == ".xlsx"], persons)
    assert sorted(asked["worker"]) == sorted(persons)
    answers = answer_round(made, kind, asked.drop("worker"), tmp_path / "in", seed=3, on=ON)
    report = record_answers(round_id=opened.round, files=answers.paths, answerer="Sintetis", on=ON, by=office, at=now)
    assert {file.outcome for file in report.files} == {"recorded"}
    assert sum(file.new_names for file in report.files) <= 2  # a number and a name that were both misspelt beyond all likeness

    told = answers.told.with_columns(asked["worker"], pl.col("state").fill_null(SILENT))
    held = dict(RoundPerson.objects.filter(round_id=opened.round).values_list("worker_id", "state"))
    wrong = told.filter(pl.Series([held[worker] != state for worker, state in told.select("worker", "state").iter_rows()]))
    assert (
        wrong.filter(~pl.Series([held[worker] == SILENT for worker in wrong["worker"]], dtype=pl.Boolean)).height == 0
    )  # nothing on somebody else
    assert wrong.height <= 0.02 * told.height, wrong
    status = round_status(opened.round)
    assert status.people == sum(status.states.values()) == len(persons)
    assert status.silent == status.states[SILENT] > 0
    again = record_answers(round_id=opened.round, files=answers.paths, answerer="Sintetis", on=ON, by=office, at=now)
    assert {file.outcome for file in again.files} == {"already-here"}
    assert round_status(opened.round) == status
    FACTS[kind](held)


def deaths_and_work(held: dict[int, str]) -> None:
    known = {each["worker"]: each for each in population(ON).iter_rows(named=True)}
    assert {worker for worker, state in held.items() if state == "dead"} == {worker for worker, each in known.items() if each["died_on"]}
    assert all(known[worker]["village_order"] for worker, state in held.items() if state == "here")


def verified_niks(held: dict[int, str]) -> None:
    verified = set(Worker.objects.filter(verified_nik_mac__isnull=False).values_list("pk", flat=True))
    assert verified == {worker for worker, state in held.items() if state == "match"}


def deciles(held: dict[int, str]) -> None:
    known = dict(population(ON).select("worker", "decile").iter_rows())
    assert {worker for worker, decile in known.items() if decile} == {worker for worker, state in held.items() if state == "ranked"}


def cover(held: dict[int, str]) -> None:
    assert set(covered(ON, ON)["worker"]) == {worker for worker, state in held.items() if state == "active"}


FACTS = {"village": deaths_and_work, "dukcapil": verified_niks, "welfare": deciles, "bpjs": cover}
