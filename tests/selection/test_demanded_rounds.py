"""Rounds that a programme demands: who lacks an answer is named and treated as the programme says; an answer against somebody leaves him out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

import polars as pl
import pytest
from tests.selection.office import ON
from tests.selection.people import people, run, settings

from payung.core.refusals import Refusal
from payung.programmes.actions import load_programme
from payung.programmes.rules.settings import RoundDemand, Unanswered
from payung.registry.actions import open_round, record_answers
from payung.selection.queries import assessment_frame
from payung.selection.rules.answers import with_rounds
from payung.selection.rules.digests import inputs_digest
from payung.selection.rules.reasons import reason


def asked(**states: str | None) -> pl.DataFrame:
    """People of one regency, the poorer first, with what their village answered: here (for them), moved (against them), or None."""
    frame = people(*({"name": name.upper(), "decile": place} for place, name in enumerate(states, 1)))
    told = [(worker, state, state == "moved") for worker, state in enumerate(states.values(), 1) if state]
    schema = {"worker": pl.Int64, "state": pl.String, "against": pl.Boolean}
    return with_rounds(frame, {"village": pl.DataFrame(told, schema=schema, orient="row")})


def demanding(unanswered: str, **changes: Any) -> Any:
    return settings(rounds=[{"kind": "village", "unanswered": unanswered}], **changes)


def verdicts(result: pl.DataFrame) -> dict[str, tuple[str, list[str]]]:
    return {name.lower(): (verdict, reasons) for name, verdict, reasons in result.select("name", "verdict", "reasons").iter_rows()}


def test_kept_they_compete_as_everybody_and_are_named() -> None:
    told = verdicts(run(asked(ana=None, beni="here", cici="here"), demanding("keep"), 2, regencies=("5307",)))
    assert told["ana"] == ("chosen", ["within-quota", "no-answer-village"])
    assert told["beni"] == ("chosen", ["within-quota"])
    assert told["cici"][0] == "reserve"


def test_excluded_they_have_a_reason() -> None:
    told = verdicts(run(asked(ana=None, beni="here"), demanding("exclude"), 2, regencies=("5307",)))
    assert told == {"ana": ("not-eligible", ["no-answer-village"]), "beni": ("chosen", ["within-quota"])}


def test_at_the_end_of_the_reserve_they_take_nobodys_place_though_places_are_left() -> None:
    frame = asked(ana=None, beni="here", cici="here", dedi="here")
    told = verdicts(run(frame, demanding("reserve-last", reserve_pct=100), 2, regencies=("5307",)))
    assert {name: verdict for name, (verdict, _) in told.items()} == {
        "ana": "reserve",
        "beni": "chosen",
        "cici": "chosen",
        "dedi": "reserve",
    }
    assert told["ana"][1] == ["in-reserve", "no-answer-village"]
    full = verdicts(run(frame, demanding("reserve-last", reserve_pct=50), 2, regencies=("5307",)))
    assert (full["dedi"][0], full["ana"]) == ("reserve", ("outside-quota", ["places-taken", "no-answer-village"]))
    short = verdicts(run(asked(ana=None, beni="here"), demanding("reserve-last"), 2, regencies=("5307",)))
    assert (short["ana"][0], short["beni"][0]) == ("reserve", "chosen")


def test_an_answer_against_somebody_leaves_him_out_whatever_silence_means() -> None:
    for way in Unanswered:
        told = verdicts(run(asked(ana="moved", beni="here"), demanding(way), 2, regencies=("5307",)))
        assert told["ana"] == ("not-eligible", ["village-says-moved"])


def test_without_a_demand_nothing_changes_and_with_one_answers_are_part_of_what_went_in() -> None:
    plain = people({"name": "ANA"})
    assert inputs_digest(with_rounds(plain, {})) == inputs_digest(plain)
    assert len({inputs_digest(asked(ana=state)) for state in (None, "here", "moved")}) == 3


def test_reasons_are_said_in_words_with_what_would_change_them() -> None:
    for code in ("no-answer-village", "village-says-moved"):
        told = reason(code, {})
        assert told.code == code
        assert told.says != code
        assert told.remedy


def test_the_demand_of_a_programme_file_is_checked() -> None:
    assert demanding("exclude").rounds == (RoundDemand("village", Unanswered.EXCLUDE),)
    for rounds in ([{"kind": "village"}], [{"kind": "village", "unanswered": "perhaps"}], [{"kind": "bpjs", "unanswered": "keep"}] * 2):
        with pytest.raises(Refusal) as refusal:
            settings(rounds=rounds)
        assert refusal.value.code == "programme-invalid"
        assert "rounds" in str(refusal.value)


DEMAND = "\nrounds:\n  - {kind: village, unanswered: exclude}\n"


@pytest.mark.django_db
def test_a_run_reads_the_answers_of_the_rounds_of_its_programme(office, populate, tmp_path, now):  # type: ignore[no-untyped-def]
    workers = populate(30, regencies=("5307",), nik_state="sound", died_on=None, birth_date=date(1980, 1, 1))
    shipped = files("payung.programmes").joinpath("data/ntt-2025.yaml").read_text(encoding="utf-8")
    path = tmp_path / "ntt-2025.yaml"
    path.write_text(shipped + DEMAND, encoding="utf-8")
    load_programme(source=path, by=office.data, at=now, scale=Fraction(40, 100_000))
    before = office.select()
    assert before.chosen == 0
    assert set(assessment_frame(before.run)["reasons"]) == {"no-answer-village"}

    opened = open_round(kind="village", programme="ntt-2025", on=ON, by=office.data, at=now)
    assert opened.people == len(workers)
    answers = tmp_path / "answers.csv"
    lines = [f"NAMA {place};01-01-1980;{'ada' if place < 20 else 'pindah' if place < 25 else ''}" for place in range(30)]
    answers.write_text("\n".join(["Nama;Tgl Lahir;Keadaan", *lines]), encoding="utf-8")
    record_answers(round_id=opened.round, files=[answers], answerer="Desa", on=ON, by=office.data, at=now)
    after = office.select()
    assert after.chosen == 20
    assert after.digest != before.digest
    reasons = assessment_frame(after.run)["reasons"].value_counts()
    told = dict(reasons.iter_rows())
    assert (told["village-says-moved"], told["no-answer-village"]) == (5, 5)
