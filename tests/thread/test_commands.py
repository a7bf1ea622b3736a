"""The command line: who acts, what is refused, with which code."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from payung.cli.main import main


def test_without_a_command_it_teaches_and_ends_with_2(demo):  # type: ignore[no-untyped-def]
    answer = demo.payung(expect=2)
    assert "payung demo --serve" in answer.err


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "run",
        "serve",
        "check",
        "intake",
        "participants",
        "deaths",
        "exclusions",
        "link",
        "review",
        "round",
        "plan",
        "select",
        "list",
        "enrol",
        "report",
        "account",
        "boundaries",
        "audit",
        "law",
        "keys",
        "db",
    ],
)
def test_every_command_has_help_that_teaches(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert f"payung {command}" in told
    assert len(told) > 200


def test_a_decision_on_paper_names_decider_and_recorder_and_needs_the_digest_of_the_list(demo, tmp_path: Path):  # type: ignore[no-untyped-def]
    run = demo.payung("select", "--programme", "ntt-2026", "--seed", 5, "--on", "2025-12-01", "--as", "yustina", "--json").json
    submitted = demo.payung("list", "submit", run["run"], "--as", "yustina", "--json").json
    listed, digest = submitted["list"], submitted["digest"]
    page = tmp_path / "signed.pdf"
    page.write_bytes(b"%PDF-1.4 the signed page")

    def give_back(*options: object, by: str, expect: int = 0):  # type: ignore[no-untyped-def]
        return demo.payung(
            "list", "return", listed, "--reason", "Kuota berubah", "--on-paper", page, *options, "--as", by, "--json", expect=expect
        ).json

    signed = ("--decider", "markus", "--on", date.today().isoformat())
    refused = (
        ((*signed,), "operator", "paper-incomplete"),
        ((*signed, "--digest", digest), "yustina", "recorder-is-maker"),
        (("--decider", "operator", "--on", date.today().isoformat(), "--digest", digest), "operator", "recorder-is-decider"),
        ((*signed, "--digest", "0" * 16), "operator", "page-of-another"),
        (("--decider", "yustina", "--on", date.today().isoformat(), "--digest", digest), "operator", "maker-is-checker"),
    )
    for options, by, code in refused:
        assert give_back(*options, by=by, expect=3)["refusal"]["code"] == code
    assert give_back(*signed, "--digest", digest, by="operator")["status"] == "returned"


def test_a_maker_cannot_approve_his_own_list(demo):  # type: ignore[no-untyped-def]
    run = demo.payung("select", "--programme", "ntt-2026", "--seed", 5, "--on", "2025-12-01", "--as", "yustina", "--json").json
    listed = demo.payung("list", "submit", run["run"], "--as", "yustina", "--json").json["list"]
    for login, code in (("yustina", "not-allowed"), ("operator", "not-allowed")):
        answer = demo.payung("list", "approve", listed, "--as", login, "--json", expect=3)
        assert answer.json["refusal"]["code"] == code
    assert demo.payung("list", "approve", listed, "--as", "markus", "--json").json["status"] == "approved"
    answer = demo.payung("enrol", "export", listed, "--out", demo.out / "not-yet", "--json", expect=3)
    assert answer.json["refusal"]["code"] == "not-decreed"


def test_an_unknown_user_and_an_unknown_programme_are_refused(demo):  # type: ignore[no-untyped-def]
    assert demo.payung("review", "list", "--as", "nobody", "--json", expect=3).json["refusal"]["code"] == "unknown-user"
    assert demo.payung("select", "--programme", "ntt-1999", "--json", expect=3).json["refusal"]["code"] == "unknown-programme"


def test_wrong_usage_ends_with_2(demo):  # type: ignore[no-untyped-def]
    assert demo.payung("intake", "add", expect=2).code == 2


def test_the_audit_trail_is_whole_and_a_planted_change_is_found(demo):  # type: ignore[no-untyped-def]
    answer = demo.payung("audit", "verify", "--json").json
    assert answer["ok"] is True
    assert answer["first_bad"] is None
    assert answer["open"] == 0


def test_a_regency_user_sees_the_pairs_of_his_regency_only(demo):  # type: ignore[no-untyped-def]
    everything = demo.payung("review", "list", "--limit", 1000, "--json").json["pairs"]
    sikka = demo.payung("review", "list", "--limit", 1000, "--as", "dominikus", "--json").json["pairs"]
    assert all(pair["area"].startswith("5307") for pair in sikka)
    assert len(sikka) == sum(pair["area"].startswith("5307") for pair in everything)


def test_law_is_calculated_without_a_database(demo, tmp_path: Path):  # type: ignore[no-untyped-def]
    cases = tmp_path / "cases.json"
    case = {
        "benefit": "contribution",
        "on": "2025-07-01",
        "programmes": ["jkk", "jkm"],
        "declared_income_idr": 900_000,
        "payer": "apbd",
        "months": 6,
    }
    cases.write_text(json.dumps([case, {"benefit": "contribution"}]))
    answers = demo.payung("law", "calculate", cases, "--json", PAYUNG_DATABASE_URL="postgresql:///nowhere").json["answers"]
    assert answers[0]["total_idr"] == 100_800
    assert "code" in answers[1]["error"]


def test_figures_taken_out_by_command_stand_in_the_register_of_what_left(demo, tmp_path: Path):  # type: ignore[no-untyped-def]
    before = demo.payung("audit", "verify", "--json").json["events"]
    demo.payung("report", "recap", "--programme", "ntt-2025", "--out", tmp_path / "recap.xlsx")
    demo.payung(
        "report", "coverage", "--level", "regency", "--denominator", "informal-programme", "--on", "2025-07-01", "--out", tmp_path / "c.csv"
    )
    demo.payung("report", "brief", "--published", "--out", tmp_path / "brief")
    assert demo.payung("audit", "verify", "--json").json["events"] == before + 4


def test_recapitulations_count_the_people_of_the_posting(demo, tmp_path: Path):  # type: ignore[no-untyped-def]
    whole = demo.payung("report", "recap", "--programme", "ntt-2025", "--out", tmp_path / "all.xlsx", "--json").json
    sikka = demo.payung("report", "recap", "--programme", "ntt-2025", "--out", tmp_path / "a.xlsx", "--as", "dominikus", "--json").json
    assert 0 < sikka["people"] < whole["people"]
    assert {path.name for path in tmp_path.iterdir()} == {"all.xlsx", "a.xlsx"}
