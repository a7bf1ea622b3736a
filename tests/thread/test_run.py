"""`payung run` on files of one's own, with a list of exclusions, and the commands that plan and compare on what it leaves."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.thread.processes import Answer, Installation

ROWS = """NIK,Nama,Jenis Kelamin,Tanggal Lahir,Kode Desa,Pekerjaan
5307011203850001,PETRUS KOPONG DONI,L,1985-03-12,5307012001,Petani
5307015504900002,MARIA GORETI TUKAN,P,1990-04-15,5307012001,Penenun
5307010107800003,AGUSTINUS BOLI,L,1980-07-01,5307012001,Nelayan
"""
OFFICIALS = """nik,name,birth_date,village,from,to,source
5307011203850001,PETRUS KOPONG DONI,1985-03-12,5307012001,2020-01-01,,BKD
5307015504900002,MARIA GORETI TUKAN,1990-04-15,5307012001,2020-01-01,2025-07-01,BKD
"""
CONFIG = """programme: ntt-2025
on: 2025-06-20
inputs:
  - {path: rows.csv, source: Desa, door: village}
exclusions:
  - {path: officials.csv, kind: KIND}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    (made / "rows.csv").write_text(ROWS)
    (made / "officials.csv").write_text(OFFICIALS)
    for kind in ("asn", "politician"):
        (made / f"{kind}.yaml").write_text(CONFIG.replace("KIND", kind))
    return made


@pytest.fixture(scope="module")
def payung(new_installation: Callable[[], Installation]) -> Installation:
    return new_installation()


@pytest.fixture(scope="module")
def ran(payung: Installation, folder: Path) -> Answer:
    return payung("run", folder / "asn.yaml", "--out", folder / "out", "--json")


def test_who_is_excluded_in_the_months_paid_is_left_out_and_the_others_are_chosen(ran: Answer, folder: Path) -> None:
    with (folder / "out" / "list.csv").open(newline="") as opened:
        assert {line["name"] for line in csv.DictReader(opened)} == {"MARIA GORETI TUKAN", "AGUSTINUS BOLI"}
    stages = {stage["name"]: stage for stage in json.loads((folder / "out" / "summary.json").read_text())["stages"]}
    assert (stages["exclusions"]["in"], stages["exclusions"]["out"]) == (2, 2)


def test_an_unknown_kind_is_refused_naming_the_key(payung: Installation, folder: Path) -> None:
    refusal = payung("run", folder / "politician.yaml", "--out", folder / "never", "--json", expect=3).json["refusal"]
    assert (refusal["code"], refusal["data"]["key"]) == ("config-wrong", "kind")


def test_a_file_told_again_as_another_kind_hits_the_next_run_and_the_two_compare(ran: Answer, payung: Installation, folder: Path) -> None:
    given = ("--kind", "migrant", "--on", "2025-06-20", "--source", "Desa", "--json")
    (folder / "migrants.csv").write_text("nik,name,birth_date\n5307010107800003,AGUSTINUS BOLI,1980-07-01\n")
    taken = payung("exclusions", "add", folder / "migrants.csv", *given).json
    assert (taken["rows"], taken["taken"], taken["already_here"]) == (1, 1, False)
    assert payung("link", "--json").json["excluded"] == 1
    again = payung("select", "--programme", "ntt-2025", "--on", "2025-06-20", "--json").json["run"]
    told = payung("select", "compare", ran.json["run"], again, "--json").json
    assert {name: told[name] for name in ("stayed", "entered", "left", "lapses")} == {"stayed": 1, "entered": 0, "left": 1, "lapses": 0}
    assert told["self_pay_idr"] > 0
    refused = payung("select", "decide", again, 1, "add", "--reason", "x", "--json", expect=3).json["refusal"]
    assert refused["code"] == "not-allowed"


def test_scenarios_say_months_people_cost_and_lapses(ran: Answer, payung: Installation, folder: Path) -> None:
    told = payung("plan", "--programme", "ntt-2025", "--months", "6,12", "--on", "2025-06-20", "--json").json["scenarios"]
    assert [(each["months"], each["people"], each["cost_idr"], each["lapse"]) for each in told] == [
        (6, 100_000, 10_080_000_000, 0),
        (12, 50_000, 10_080_000_000, 0),
    ]
    letters = payung("plan", "letter", "--programme", "ntt-2025", "--on", "2025-06-20", "--out", folder / "letters", "--json").json
    assert (letters["places"], len(letters["letters"]), letters["deadline_on"]) == (100_000, 22, "2025-06-30")
    assert (folder / "letters" / letters["annexes"][0]).is_file()
