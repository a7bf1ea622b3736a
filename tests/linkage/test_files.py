"""Linking files: what `payung link` writes without a database."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.linkage.people import MARIA, frame

from payung.core.refusals import Refusal
from payung.linkage import link_files
from payung.synthetic import LinkageFrames, linkage_frames, make_province


@pytest.fixture(scope="module")
def frames() -> LinkageFrames:
    return linkage_frames(make_province(1500, 8803), "office", 8803)


@pytest.fixture(scope="module")
def inputs(frames: LinkageFrames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    frames.registrations.write_parquet(folder / "r.parquet")
    frames.registrations.with_columns(pl.col("village").str.replace(r"(..)(..)(..)(....)", "$1.$2.$3.$4")).write_csv(folder / "r.csv")
    frames.registrations.write_csv(folder / "semicolon.csv", separator=";", include_bom=True)
    frames.participants.write_parquet(folder / "p.parquet")
    frames.truth.write_csv(folder / "t.csv")
    frames.participants_truth.write_parquet(folder / "u.parquet")
    return folder


def test_all_files_are_written_with_the_promised_columns(inputs: Path, tmp_path: Path, frames: LinkageFrames) -> None:
    report = link_files(inputs / "r.parquet", inputs / "p.parquet", tmp_path / "out", seed=3)
    pairs, clusters = pl.read_parquet(tmp_path / "out/pairs.parquet"), pl.read_parquet(tmp_path / "out/clusters.parquet")
    assert pairs.columns == ["left_id", "right_id", "kind", "weight", "decision", "reason"]
    assert set(pairs["decision"]) <= {"accept", "review"}
    assert clusters.columns == ["registration_id", "cluster_id", "participant_id", "covered"]
    assert len(clusters) == len(frames.registrations)
    assert (clusters["covered"] == clusters["participant_id"].is_not_null()).all()
    assert json.loads((tmp_path / "out/report.json").read_text()) == report
    assert set(report) >= {
        "registrations",
        "participants",
        "pairs",
        "band_share",
        "candidate_recall",
        "stages",
        "peak_bytes",
        "seed",
        "version",
    }
    assert report["pairs"] == {decision: int((pairs["decision"] == decision).sum()) for decision in ("accept", "review")}
    assert (report["seed"], report["candidate_recall"]) == (3, None)
    assert set(json.loads((tmp_path / "out/model.json").read_text())) >= {"thresholds", "fields", "couples", "density"}


def test_the_same_files_give_the_same_bytes(inputs: Path, tmp_path: Path) -> None:
    for run in ("a", "b"):
        link_files(inputs / "r.parquet", inputs / "p.parquet", tmp_path / run)
    for name in ("pairs.parquet", "clusters.parquet", "evidence.parquet", "model.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("name", ["r.csv", "semicolon.csv"])
def test_csv_and_dotted_villages_say_the_same(inputs: Path, tmp_path: Path, name: str) -> None:
    link_files(inputs / "r.parquet", inputs / "p.parquet", tmp_path / "parquet")
    link_files(inputs / name, inputs / "p.parquet", tmp_path / "csv")
    assert (tmp_path / "parquet/pairs.parquet").read_bytes() == (tmp_path / "csv/pairs.parquet").read_bytes()


def test_with_the_truth_the_report_tells_how_many_true_pairs_were_compared(inputs: Path, tmp_path: Path) -> None:
    report = link_files(inputs / "r.csv", inputs / "p.parquet", tmp_path, truth=inputs / "t.csv", participants_truth=inputs / "u.parquet")
    assert 0.98 < report["candidate_recall"]["link"] <= 1
    assert 0.98 < report["candidate_recall"]["within"] <= 1
    alone = link_files(inputs / "r.csv", None, tmp_path, truth=inputs / "t.csv")
    assert alone["candidate_recall"]["link"] is None
    assert (alone["participants"], alone["candidate_recall"]["within"]) == (0, report["candidate_recall"]["within"])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.csv", None, "file-missing"),
        ("list.xlsx", b"PK", "wrong-type"),
        ("broken.parquet", b"PAR1 no", "unreadable"),
        ("broken.csv", b"\xff\xfe\x00\x01,\x80\n\x81", "unreadable"),
        ("empty.csv", b"", "unreadable"),
        ("nameless.csv", b"nik,name\n1,A\n", "ids-missing"),
        ("twice.csv", b"id,name\n1,A\n1,B\n", "ids-repeated"),
    ],
)
def test_a_file_that_cannot_be_linked_is_refused(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        link_files(tmp_path / name, None, tmp_path / "out")
    assert refusal.value.code == code


def test_a_truth_of_other_columns_is_refused(inputs: Path, tmp_path: Path) -> None:
    frame(MARIA).write_csv(tmp_path / "t.csv")
    with pytest.raises(Refusal) as refusal:
        link_files(inputs / "r.csv", None, tmp_path / "out", truth=tmp_path / "t.csv")
    assert refusal.value.code == "truth-columns"
