"""A floor under the quality, on people, names and seeds that taught nothing. The measured figures stand in bench/linkage."""

from __future__ import annotations

import polars as pl
import pytest

from payung.linkage import link
from payung.synthetic import LinkageFrames, linkage_frames, make_province

ROWS = 6000


def true_pairs(frames: LinkageFrames) -> dict[str, set[tuple[str, str]]]:
    truth, members = frames.truth, frames.participants_truth
    within = truth.join(truth, on="person").filter(pl.col("id") < pl.col("id_right"))
    between = truth.join(members, on="person")
    return {kind: set(pairs.select("id", "id_right").iter_rows()) for kind, pairs in (("registration", within), ("participant", between))}


@pytest.mark.parametrize(("mix", "link_floor", "within_floor", "band"), [("office", 0.99, 0.985, 0.004), ("field", 0.975, 0.95, 0.012)])
def test_quality_has_a_floor(mix: str, link_floor: float, within_floor: float, band: float) -> None:
    frames = linkage_frames(make_province(ROWS, 8804), mix, 8804)
    linked = link(frames.registrations, frames.participants)
    for kind, floor in (("participant", link_floor), ("registration", within_floor)):
        true = true_pairs(frames)[kind]
        accepted = set(
            linked.pairs.filter((pl.col("kind") == kind) & (pl.col("decision") == "accept")).select("left_id", "right_id").iter_rows()
        )
        hit = len(true & accepted)
        assert 2 * hit / (len(true) + len(accepted)) >= floor
        assert hit / len(accepted) >= 0.98
    assert linked.report["band_share"] <= band


def test_a_file_without_repeats_gives_hardly_any_pairs() -> None:
    frames = linkage_frames(make_province(ROWS, 8805), "field", 8805, repeats=0.0)
    linked = link(frames.registrations)
    assert (linked.pairs["decision"] == "accept").sum() <= ROWS / 1000
