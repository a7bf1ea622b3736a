"""`payung demo`: from messy workbooks to batches, and everything it says is so."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

LEFT = [
    "workbooks",
    "members.csv",
    "deaths.csv",
    "truth.parquet",
    "list.csv",
    "batches",
    "coverage.csv",
    "map.svg",
    "map.png",
    "summary.html",
    "summary.json",
]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_it_leaves_every_file_it_promises(demo):  # type: ignore[no-untyped-def]
    assert [name for name in LEFT if not (demo.out / name).exists()] == []


def test_its_summary_adds_up(demo):  # type: ignore[no-untyped-def]
    told = demo.summary
    assert (told["seed"], told["workers"]) == (1, 2000)
    listed = rows(demo.out / "list.csv")
    states = Counter(row["state"] for row in listed)
    assert told["list"]["chosen"] == states["chosen"] == 200
    assert told["list"]["reserve"] == states["reserve"] > 0
    assert told["audit"]["ok"] is True
    assert told["audit"]["events"] > 20
    stages = {stage["name"]: stage for stage in told["stages"]}
    assert list(stages) == [
        "synthetic",
        "intake",
        "participants",
        "deaths",
        "link",
        "select",
        "submit",
        "decide",
        "enrol",
        "reply",
        "reports",
    ]
    assert all(set(stage) == {"name", "seconds", "in", "out", "refused"} for stage in told["stages"])
    assert stages["intake"]["out"] == stages["link"]["in"]
    assert stages["select"]["in"] == stages["link"]["out"]


def test_the_list_is_ranked_and_holds_each_person_once(demo):  # type: ignore[no-untyped-def]
    listed = rows(demo.out / "list.csv")
    assert list(listed[0]) == ["rank", "state", "worker", "name", "nik", "village_code", "score", "reasons"]
    for state in ("chosen", "reserve"):
        ranks = [int(row["rank"]) for row in listed if row["state"] == state]
        assert ranks == sorted(set(ranks)), "in the order of the whole province, each rank once"
    assert len({row["worker"] for row in listed}) == len(listed)
    assert all(len(row["village_code"]) == 10 and row["village_code"].startswith("53") for row in listed)


def test_the_chosen_are_alive_of_age_and_uncovered_as_far_as_truth_can_tell(demo):  # type: ignore[no-untyped-def]
    truth = pl.read_parquet(demo.out / "truth.parquet").filter(pl.col("kind") == "registration").unique("nik")
    chosen = pl.DataFrame([row for row in rows(demo.out / "list.csv") if row["state"] == "chosen"]).select("nik")
    known = chosen.join(truth, on="nik")
    assert known.height >= 0.9 * chosen.height, "most chosen people have a NIK that is true"
    too_old = known.filter(pl.col("birth_date") <= pl.date(1960, 7, 1)).height
    assert too_old <= 0.01 * known.height


def test_every_chosen_person_is_in_exactly_one_batch_with_identifiers_as_text(demo):  # type: ignore[no-untyped-def]
    totals = rows(demo.out / "batches" / "totals.csv")
    assert list(totals[0]) == ["batch", "branch", "regency", "people", "months", "amount_idr", "digest"]
    assert sum(int(line["people"]) for line in totals) == 200
    assert sum(int(line["amount_idr"]) for line in totals) == 200 * 6 * 16_800
    names = []
    for line in totals:
        assert int(line["amount_idr"]) == int(line["people"]) * int(line["months"]) * 16_800
        sheet = load_workbook(demo.out / "batches" / f"{line['batch']}.xlsx").active
        table = [[cell.value for cell in row] for row in sheet.iter_rows()]
        head = next(place for place, row in enumerate(table) if "nik" in [str(value).lower() for value in row])
        nik = [str(value).lower() for value in table[head]].index("nik")
        people = [row for row in table[head + 1 :] if row[nik]]
        assert len(people) == int(line["people"])
        assert all(isinstance(row[nik], str) and len(row[nik]) == 16 for row in people)
        assert "LATIHAN" in str(table[0])
        names += [row[nik] for row in people]
    assert len(set(names)) == 200


def test_everything_that_leaves_is_stamped(demo):  # type: ignore[no-untyped-def]
    left = [path.name for path in (demo.out / "batches").iterdir() if path.suffix == ".xlsx"]
    assert left
    assert all("LATIHAN" in name for name in left)
    assert "LATIHAN" in (demo.out / "map.svg").read_text()
    assert "LATIHAN" in (demo.out / "summary.html").read_text()


def test_coverage_names_its_denominator_and_day(demo):  # type: ignore[no-untyped-def]
    lines = rows(demo.out / "coverage.csv")
    assert len(lines) == 23
    assert {line["on"] for line in lines} == {"2025-07-01"}
    assert all(line["denominator_source"] and line["denominator_on"] for line in lines)
    total = lines[-1]
    assert total["area_code"] == "53"
    placed = sum(int(line["covered"]) for line in lines[:-1])
    assert 0.95 * int(total["covered"]) <= placed <= int(total["covered"]), "a few members are known only to live in the province"


def test_the_same_demo_again_on_the_same_folder_changes_nothing(demo, tmp_path: Path):  # type: ignore[no-untyped-def]
    demo.payung("demo", "--workers", 2000, "--seed", 1, "--out", tmp_path)
    for name in ("list.csv", "coverage.csv", "map.svg", "batches/totals.csv"):
        assert (tmp_path / name).read_bytes() == (demo.out / name).read_bytes(), name
    again = json.loads((tmp_path / "summary.json").read_text())
    assert again["list"] == demo.summary["list"]
    assert again["audit"]["ok"] is True


def test_another_seed_on_the_same_folder_is_refused(demo, tmp_path: Path):  # type: ignore[no-untyped-def]
    answer = demo.payung("demo", "--workers", 2000, "--seed", 2, "--out", tmp_path, "--json", expect=3)
    assert answer.json["refusal"]["code"] == "demo-here-already"


@pytest.mark.database
def test_the_same_demo_elsewhere_gives_the_same_bytes(demo, new_installation, tmp_path: Path):  # type: ignore[no-untyped-def]
    new_installation()("demo", "--workers", 2000, "--seed", 1, "--out", tmp_path)
    paths = [
        path.relative_to(demo.out)
        for path in sorted(demo.out.rglob("*"))
        if path.is_file() and path.name not in ("summary.json", "summary.html")
    ]
    assert [str(path) for path in paths if (tmp_path / path).read_bytes() != (demo.out / path).read_bytes()] == []
    assert json.loads((tmp_path / "summary.json").read_text())["list"] == demo.summary["list"]


def test_workbooks_of_the_batches_open_in_another_reader(demo):  # type: ignore[no-untyped-def]
    for path in (demo.out / "batches").glob("*.xlsx"):
        assert CalamineWorkbook.from_path(str(path)).sheet_names
