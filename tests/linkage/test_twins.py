"""Twins: one birthday, one mother, one house. Nobody makes one person of two without a human, whatever a spreadsheet did to their NIKs."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.linkage.people import MARIA, cluster_of, crowd, decision, frame, members

from payung.linkage import Linked, explain, link

FIRST, SECOND = "5307014506850003", "5307014506850004"
LOST, SCIENTIFIC = "5307014506850000", "5,30701E+15"
NAMES = [
    ("Maria Goreti Nona", "Maria Yosefa Nona"),  # one given name differs
    ("Maria Nona", "Marta Nona"),  # one letter, and both are names that many bear
    ("Maria Nona", "Mariana Nona"),
    ("Yuliana Nona", "Yulita Nona"),
    ("Maria Goreti Nona", "M. Nona"),  # Magdalena has the same initial
    ("Marta Nona", "Maria Marta Nona"),
    ("Maria Goreti Nona", "Maria Nona"),  # twins called Maria both
]


def of_the_name(*given: str) -> pl.DataFrame:
    """Forty people of other birthdays for each name: it is one that many bear."""
    rows = [
        {
            "id": f"Y{name}{n:02d}",
            "name": f"{name} Tukan",
            "sex": "P",
            "birth_date": f"19{55 + n}-02-{n % 28 + 1:02d}",
            "village": "5307012001",
        }
        for name in given
        for n in range(40)
    ]
    return frame(*rows)


def linked(*rows: dict[str, Any], participants: pl.DataFrame | None = None) -> Linked:
    return link(pl.concat([frame(*rows), crowd(), of_the_name("Maria", "Marta")]), participants)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("niks", [(LOST, LOST), (FIRST, LOST), (SCIENTIFIC, LOST), (FIRST, SCIENTIFIC), (FIRST, None)])
def test_twins_are_a_question(names: tuple[str, str], niks: tuple[str | None, str | None]) -> None:
    one, other = (MARIA | {"name": name, "nik": nik} for name, nik in zip(names, niks, strict=True))
    result = linked(one, other)
    assert decision(result, "R1", "R2") == "review"
    assert cluster_of(result, "R1") != cluster_of(result, "R2")


@pytest.mark.parametrize("names", [("Maria Nona", "Maria Nona"), *NAMES])
@pytest.mark.parametrize("nik", [SECOND, "530701450685004", "537014506850004", "5308014506850004"])  # whole, or with another slip
def test_numbers_that_follow_one_another_are_two_people_even_of_one_name(names: tuple[str, str], nik: str) -> None:
    result = linked(MARIA | {"name": names[0]}, MARIA | {"name": names[1], "nik": nik})
    assert decision(result, "R1", "R2") != "accept"


@pytest.mark.parametrize("nik", ["5307014506854003", "5307014506850093", "5307014506850030"])
def test_a_serial_too_far_away_for_a_twin_is_a_slip(nik: str) -> None:
    assert decision(linked(MARIA, MARIA | {"nik": nik, "source": "b"}), "R1", "R2") == "accept"


def test_a_brother_and_a_sister_of_one_birthday_have_one_serial_and_are_two() -> None:
    sister = MARIA | {"name": "Paulina Nona", "nik": "5307014506850001"}
    brother = MARIA | {"name": "Paulinus Nona", "nik": "5307010506850001", "sex": None}
    assert decision(linked(sister, brother), "R1", "R2") != "accept"


@pytest.mark.parametrize("name", ["Maria Goretti Nona", "Mria Goreti Nona", "Maria G. Nona", "M. Goreti Nona", "MARIA GORETI NONNA"])
def test_a_slip_in_a_name_is_no_twin_though_the_spreadsheet_took_the_serial(name: str) -> None:
    assert decision(linked(MARIA, MARIA | {"name": name, "nik": LOST, "source": "b"}), "R1", "R2") == "accept"


def test_a_short_name_in_another_list_is_no_twin() -> None:
    assert decision(linked(MARIA, MARIA | {"name": "Maria Nona", "nik": LOST, "source": "b"}), "R1", "R2") == "accept"


def test_the_twin_of_a_participant_gets_no_cover_from_her() -> None:
    twin = MARIA | {"name": "Maria Nona", "nik": LOST}
    result = linked(MARIA, twin, participants=members(MARIA | {"source": "bpjs"}))
    assert result.clusters.filter(pl.col("registration_id").is_in(["R1", "R2"]))["covered"].to_list() == [True, False]
    asked = result.pairs.filter((pl.col("left_id") == "R2") & (pl.col("decision") == "review"))
    assert len(asked) >= 1


def test_a_doubtful_pair_says_that_they_may_be_twins() -> None:
    result = linked(MARIA, MARIA | {"nik": SECOND})
    assert result.pairs.filter(pl.col("right_id") == "R2")["reason"].to_list() == ["maybe-twins"]
    line = next(line for line in explain(result, "R1", "R2") if line.field == "twins")
    assert (line.level, line.bits) == ("serials", 0.0)
