"""Explaining: the lines of a pair add up to its weight, and no line gives anything away."""

from __future__ import annotations

import re

import polars as pl
import pytest
from tests.linkage.people import MARIA, YOSEF, crowd, frame, members

from payung.core.refusals import Refusal
from payung.linkage import Linked, evidence_table, explain, link
from payung.linkage.compare import compare
from payung.linkage.explain import TWIN_WORDS, WORDS
from payung.linkage.levels import LEVELS, level_names
from payung.synthetic import linkage_frames, make_province


@pytest.fixture(scope="module")
def linked() -> Linked:
    frames = linkage_frames(make_province(2000, 8802), "hostile", 8802)
    return link(frames.registrations, frames.participants)


def test_the_bits_add_up_to_the_weight(linked: Linked) -> None:
    for left, right, kind, weight in linked.pairs.sample(60, seed=1).select("left_id", "right_id", "kind", "weight").iter_rows():
        assert sum(line.bits for line in explain(linked, left, right, kind)) == pytest.approx(weight, abs=0.01)


def test_words_hold_no_digits_of_an_identifier_no_date_and_no_name(linked: Linked) -> None:
    words = " ".join(evidence_table(linked)["words"].unique())
    assert linked.report["pairs"]["review"] > 0
    assert not re.search(r"\d{3}", words)
    spoken = set(re.findall("[a-z]+", words.lower()))
    assert not spoken & (set(linked.records.tokens.text) - {"", "one", "no", "on", "in", "a", "is", "or"} - WORDS_IN_USE)


MESSAGES = [*TWIN_WORDS.values(), *(message for field in WORDS.values() for message in field.values())]
WORDS_IN_USE = {word for message in MESSAGES for word in re.findall("[a-z]+", message.lower())}


def test_the_table_has_the_lines_of_every_question(linked: Linked) -> None:
    table = evidence_table(linked)
    asked = linked.pairs.filter(pl.col("decision") == "review")
    lines = table.filter(~pl.col("field").is_in(["companions", "twins"])).group_by("left_id", "right_id", "kind").len()
    assert len(lines) == len(asked)
    assert (lines["len"] == len(LEVELS) + 1).all()
    sums = table.group_by("left_id", "right_id", "kind").agg(pl.col("bits").sum())
    joined = asked.join(sums, on=["left_id", "right_id", "kind"])
    assert (joined["weight"] - joined["bits"]).abs().max() < 0.02


@pytest.mark.parametrize(
    ("nik", "level", "words"),
    [
        ("5300714506850003", "swapped", "NIK: 14 of 16 equal, places 4, 5 swapped"),
        ("5307024506850003", "one_digit", "NIK: 15 of 16 equal, not place 6"),
        ("5307014506850003", "equal", "NIK equal"),
        ("5307014506850000", "repaired", "NIK equal but for the last place, which a spreadsheet has lost on one side"),
        ("530701450685003", "dropped", "NIK with one place too few or too many"),
        (
            "5307014506850004",
            "serial_digit",
            "NIK differs in one place of the serial (15 of 16 equal, not place 16): a slip, or two people born on one day",
        ),
        (None, "one_silent", "one has no NIK"),
        ("5,30701E+15", "head_agrees", "the first places of the NIK agree, the others are lost"),
    ],
)
def test_a_nik_is_told_by_its_places(nik: str | None, level: str, words: str) -> None:
    linked = link(pl.concat([frame(MARIA, MARIA | {"nik": nik, "source": "b"}), crowd(50)]))
    line = next(line for line in explain(linked, "R1", "R2") if line.field == "nik")
    assert (line.level, line.words) == (level, words)


def test_every_level_of_every_field_has_words() -> None:
    assert {field: list(WORDS[field]) for field in LEVELS if field != "crowd"} == {
        field: level_names(field) for field in LEVELS if field != "crowd"
    }


def test_comparing_is_the_same_from_either_side(linked: Linked) -> None:
    e = linked.evidence
    mirrored = compare(linked.records, e.right, e.left)
    assert all((e.comparison.levels[name] == mirrored.levels[name]).all() for name in LEVELS)


def test_an_unknown_pair_is_refused() -> None:
    linked = link(frame(MARIA, YOSEF), members(MARIA))
    assert explain(linked, "R1", "M1", "participant")[-1].field == "start"
    for left, right, kind in (("R1", "R9", "registration"), ("R1", "M1", "registration"), ("R1", "R2", "participant")):
        with pytest.raises(Refusal) as refusal:
            explain(linked, left, right, kind)
        assert refusal.value.code == "id-unknown"
