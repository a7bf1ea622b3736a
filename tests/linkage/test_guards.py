"""Guards: whatever two people could also explain goes to a human, however much speaks for it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.linkage.people import MARIA, YOSEF, cluster_of, crowd, decision, frame, members

from payung.linkage import Linked, link


def linked(*rows: dict[str, Any], participants: pl.DataFrame | None = None) -> Linked:
    return link(pl.concat([frame(*rows), crowd()]), participants)


@pytest.mark.parametrize(
    "twin",
    [
        {"nik": "5307014506850004", "name": "Magdalena Nona"},  # her own number, the next serial
        {"nik": "5307014506850000", "name": "Magdalena Nona"},  # lost by a spreadsheet
        {"nik": None, "name": "Magdalena Nona"},
        {"nik": None, "name": "Maria Yosefa Nona"},  # twins called Maria both
        {"nik": "5307014506850000", "name": "Maria Yosefa Nona"},
        {"nik": "5307014506850004", "name": "Mariana Nona"},  # alike names and the next serial
        {"nik": "5307014506850004", "name": "Maria Nona"},
    ],
)
def test_twins_are_never_merged_without_a_human(twin: dict[str, Any]) -> None:
    result = linked(MARIA, MARIA | twin)
    assert decision(result, "R1", "R2") != "accept"
    assert cluster_of(result, "R1") != cluster_of(result, "R2")


def test_twins_stay_apart_when_a_third_row_is_like_both() -> None:
    twin = MARIA | {"nik": "5307014506850004", "name": "Magdalena Nona", "source": "b"}
    between = MARIA | {"nik": "5307014506850000", "name": "M. Nona", "source": "c"}
    result = linked(MARIA, twin, between, participants=members(MARIA | {"nik": "5307014506850000"}))
    assert cluster_of(result, "R1") != cluster_of(result, "R2")


def test_a_nik_alone_never_accepts() -> None:
    bare = {"nik": MARIA["nik"]}
    result = linked(bare, bare, MARIA)
    assert decision(result, "R1", "R2") != "accept"
    assert decision(result, "R1", "R3") != "accept"


def test_the_nik_of_a_spouse_does_not_merge_the_couple() -> None:
    wife = MARIA | {"name": "Helena Dua", "birth_date": "1988-11-23", "nik": YOSEF["nik"], "phone": YOSEF["phone"]}
    assert decision(linked(YOSEF, wife), "R1", "R2") != "accept"


def test_other_first_names_go_to_a_human_unless_nik_and_date_both_agree_in_full() -> None:
    nick = MARIA | {"name": "Mince Goreti Nona", "source": "b"}
    assert decision(linked(MARIA, nick | {"nik": "5307014506850000"}), "R1", "R2") == "review"
    assert decision(linked(MARIA, nick), "R1", "R2") == "accept"


def test_serials_lost_by_a_spreadsheet_do_not_join_strangers_of_one_birthday() -> None:
    lost = "5307011203790000"
    first = YOSEF | {"nik": lost}
    second = YOSEF | {"nik": lost, "name": "Gregorius Tukan", "mother": "Helena Parera", "phone": None, "village": "5307012002"}
    assert decision(linked(first, second), "R1", "R2") != "accept"
    assert decision(linked(first, YOSEF | {"source": "b"}), "R1", "R2") == "accept"


def test_two_sound_niks_with_other_dates_and_names_never_share_a_cluster() -> None:
    bridge = {
        "nik": MARIA["nik"],
        "name": MARIA["name"],
        "birth_date": MARIA["birth_date"],
        "village": MARIA["village"],
        "phone": YOSEF["phone"],
    }
    result = linked(MARIA, YOSEF, bridge)
    assert cluster_of(result, "R1") != cluster_of(result, "R2")


def test_a_father_and_a_son_of_one_name_are_two_people() -> None:
    son = YOSEF | {"nik": "5307010408030002", "birth_date": "2003-08-04", "mother": "Helena Dua"}
    assert decision(linked(YOSEF, son), "R1", "R2") != "accept"


def test_a_participant_belongs_to_one_cluster_and_a_cluster_has_one_participant() -> None:
    twice = members(MARIA, MARIA | {"phone": None, "mother": None})
    result = linked(MARIA, MARIA | {"source": "b"}, participants=twice)
    assert result.clusters.filter(pl.col("registration_id").is_in(["R1", "R2"]))["participant_id"].n_unique() == 1
    accepted = result.pairs.filter((pl.col("kind") == "participant") & (pl.col("decision") == "accept"))
    assert accepted["right_id"].n_unique() == 1
    assert result.pairs.filter(pl.col("reason") == "participant-taken").height >= 1


def test_what_people_decided_is_kept_and_never_asked_again() -> None:
    nick = MARIA | {"name": "Mince Goreti Nona", "nik": None, "source": "b"}
    rows = pl.concat([frame(MARIA, nick), crowd()])
    pair = pl.DataFrame({"left_id": ["R1"], "right_id": ["R2"], "kind": ["registration"]})
    joined = link(rows, same=pair)
    assert (decision(joined, "R1", "R2"), cluster_of(joined, "R2")) == ("accept", "R1")
    assert joined.pairs.filter(pl.col("right_id") == "R2")["reason"].to_list() == ["decided"]
    parted = link(pl.concat([frame(MARIA, MARIA | {"source": "b"}), crowd()]), apart=pair)
    assert decision(parted, "R1", "R2") is None
    assert cluster_of(parted, "R2") == "R2"
