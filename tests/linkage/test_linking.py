"""Linking whole frames: same people, same answer, whatever the order; nothing at all is an answer too."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linkage.people import MARIA, YOSEF, cluster_of, crowd, decision, frame, members

from payung.core.refusals import Refusal
from payung.linkage import Linked, link, score_pairs
from payung.synthetic import LinkageFrames, linkage_frames, make_province


@pytest.fixture(scope="module")
def frames() -> LinkageFrames:
    return linkage_frames(make_province(1500, 8801), "field", 8801)


@pytest.fixture(scope="module")
def result(frames: LinkageFrames) -> Linked:
    return link(frames.registrations, frames.participants)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_the_rows_changes_nothing(frames: LinkageFrames, result: Linked, seed: int) -> None:
    shuffled = link(
        frames.registrations.sample(fraction=1, shuffle=True, seed=seed), frames.participants.sample(fraction=1, shuffle=True, seed=seed)
    )
    assert shuffled.pairs.equals(result.pairs)
    assert shuffled.clusters.equals(result.clusters)
    assert shuffled.model.as_json() == result.model.as_json()


def test_accepted_pairs_are_exactly_the_pairs_inside_the_clusters(result: Linked) -> None:
    accepted = result.pairs.filter(pl.col("decision") == "accept")
    clusters = result.clusters.select("registration_id", "cluster_id", "participant_id")
    inside = clusters.join(clusters, on="cluster_id").filter(pl.col("registration_id") < pl.col("registration_id_right"))
    covered = clusters.filter(pl.col("participant_id").is_not_null())
    expected = {(a, b) for a, b in inside.select("registration_id", "registration_id_right").iter_rows()}
    expected |= {(a, b) for a, b in covered.select("registration_id", "participant_id").iter_rows()}
    assert set(accepted.select("left_id", "right_id").iter_rows()) == expected
    assert len(accepted) == len(expected)


def test_every_registration_stands_once_and_a_participant_in_one_cluster(frames: LinkageFrames, result: Linked) -> None:
    assert sorted(result.clusters["registration_id"]) == sorted(frames.registrations["id"])
    assert (result.clusters["cluster_id"] <= result.clusters["registration_id"]).all()
    covered = result.clusters.filter(pl.col("covered"))
    assert covered.group_by("participant_id").agg(pl.col("cluster_id").n_unique())["cluster_id"].max() == 1
    assert result.clusters.group_by("cluster_id").agg(pl.col("participant_id").n_unique())["participant_id"].max() == 1


def test_pairs_name_the_registration_left_and_the_smaller_id_left(result: Linked) -> None:
    within = result.pairs.filter(pl.col("kind") == "registration")
    assert (within["left_id"] < within["right_id"]).all()
    assert result.pairs.filter(pl.col("kind") == "participant")["right_id"].str.starts_with("M").all()
    assert result.pairs.select(pl.struct("left_id", "right_id", "kind").is_unique().all()).item()


@settings(max_examples=5, deadline=None)
@given(st.sets(st.integers(0, 299), min_size=1, max_size=20))
def test_a_repeated_row_joins_its_original(rows: set[int]) -> None:
    people = crowd().with_columns(pl.lit("Theresia Sare").alias("mother"))
    again = people[sorted(rows)].with_columns(("Z" + pl.col("id")).alias("id"))
    linked = link(pl.concat([people, again]))
    cluster = dict(linked.clusters.select("registration_id", "cluster_id").iter_rows())
    assert all(cluster[f"Z{id_}"] == cluster[id_] for id_ in again["id"].str.slice(1))


def test_two_runs_give_the_same_bytes(frames: LinkageFrames, result: Linked) -> None:
    again = link(frames.registrations, frames.participants)
    assert again.pairs.write_csv() == result.pairs.write_csv()
    assert again.clusters.write_csv() == result.clusters.write_csv()


def test_a_file_with_no_participants_links_within_itself(frames: LinkageFrames) -> None:
    linked = link(frames.registrations)
    assert linked.pairs["kind"].unique().to_list() == ["registration"]
    assert not linked.clusters["covered"].any()


@pytest.mark.parametrize("participants", [None, members(), members(MARIA)])
def test_no_registrations_give_empty_frames(participants: pl.DataFrame | None) -> None:
    linked = link(frame(), participants)
    assert (len(linked.pairs), len(linked.clusters)) == (0, 0)
    assert linked.clusters.columns == ["registration_id", "cluster_id", "participant_id", "covered"]


def test_rows_of_nothing_but_an_id_stay_by_themselves() -> None:
    linked = link(frame({}, {}, {}), members({}))
    assert linked.pairs.is_empty()
    assert linked.clusters["cluster_id"].to_list() == ["R1", "R2", "R3"]


def test_missing_columns_are_read_as_silent() -> None:
    rows = pl.concat([frame(MARIA, MARIA | {"source": "b"}), crowd()])
    assert decision(link(rows.drop("mother", "phone", "source", "sex")), "R1", "R2") == "accept"
    assert link(rows.select("id")).pairs.is_empty()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (frame({"id": None}), "ids-missing"),
        (frame({"id": "A"}, {"id": "A"}), "ids-repeated"),
        (frame({}).drop("id"), "ids-missing"),
    ],
)
def test_rows_without_a_name_of_their_own_are_refused(rows: pl.DataFrame, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        link(rows)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "written",
    [
        {"nik": "5307 0145 0685 0003"},
        {"nik": "'5307014506850003"},
        {"nik": "53.0701.450685.0003"},
        {"nik": "5307014506850000"},
        {"nik": "5,30701E+15"},
        {"nik": None},
        {"nik": "530701450685003"},
        {"nik": "5307014506580003"},
        {"name": "MARIA G. NONA"},
        {"name": "Nona Maria Goreti"},
        {"name": "Ibu Marya Goretti Nonah, S.Pd"},
        {"name": "MariaGoreti Nona"},
        {"birth_date": None},
        {"birth_date": "1985-05-06"},
        {"birth_date": "1985-01-01"},
        {"birth_date": "1985"},
        {"village": "53.07.01.2004", "phone": "+62 812-3456-7890"},
        {"mother": None, "phone": None, "sex": None},
    ],
)
def test_a_careless_hand_does_not_make_two_people_of_one(written: dict[str, str | None]) -> None:
    linked = link(pl.concat([frame(MARIA, MARIA | {"source": "b"} | written), crowd()]), members(MARIA | written))
    assert decision(linked, "R1", "R2") == "accept"
    assert linked.clusters.filter(pl.col("registration_id") == "R1")["participant_id"].to_list() == ["M1"]


def test_a_row_joins_through_a_third_when_both_are_alike_to_it() -> None:
    full = MARIA | {"source": "b"}
    half = {"name": "Maria Goreti Nona", "nik": MARIA["nik"], "sex": "P", "source": "c"}
    other_half = {
        "name": "Maria G. Nona",
        "birth_date": MARIA["birth_date"],
        "village": MARIA["village"],
        "phone": MARIA["phone"],
        "sex": "P",
        "source": "d",
    }
    linked = link(pl.concat([frame(full, half, other_half), crowd()]))
    assert {cluster_of(linked, id_) for id_ in ("R1", "R2", "R3")} == {"R1"}
    assert linked.pairs.filter(pl.col("right_id") == "R3")["decision"].to_list() == ["accept", "accept"]


def test_new_rows_are_linked_to_one_another_and_to_the_registry_only() -> None:
    registry = pl.concat([frame(MARIA | {"id": "A1"}, MARIA | {"id": "A2"}, YOSEF | {"id": "A3"}), crowd()])
    arrived = frame(MARIA | {"id": "N1", "source": "n"}, YOSEF | {"id": "N2", "phone": None})
    whole = link(registry)
    linked = link(pl.concat([arrived, registry]), new=["N1", "N2"], context=registry, model=whole.model)
    assert decision(linked, "A1", "N1") == "accept"
    assert decision(linked, "A3", "N2") == "accept"
    assert linked.pairs.select("left_id", "right_id").rows() == [("A1", "A2"), ("A1", "N1"), ("A2", "N1"), ("A3", "N2")]
    assert link(pl.concat([arrived.tail(1), registry]), new=["N2"], context=registry).pairs.select("left_id", "right_id").rows() == [
        ("A3", "N2")
    ]


def test_a_few_candidates_with_the_registry_as_context_weigh_as_much_as_in_the_whole() -> None:
    registry = pl.concat([frame(MARIA | {"id": "A1"}, YOSEF | {"id": "A2"}), crowd()])
    arrived = frame(MARIA | {"id": "N1", "name": "Maria Nona"})
    whole = link(pl.concat([arrived, registry]), context=registry)
    few = link(pl.concat([arrived, registry.head(2)]), new=["N1"], context=registry, model=whole.model)
    assert few.pairs.equals(whole.pairs)
    scored = score_pairs(
        registry, arrived, pl.DataFrame({"left_id": ["A1"], "right_id": ["N1"]}), kind="registration", model=whole.model, context=registry
    )
    assert scored["weight"].to_list() == whole.pairs["weight"].to_list()
    assert scored["decision"].to_list() == ["accept"]


def test_a_decided_pair_of_unknown_rows_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        link(frame(MARIA), same=pl.DataFrame({"left_id": ["R1"], "right_id": ["R9"], "kind": ["registration"]}))
    assert refusal.value.code == "id-unknown"
