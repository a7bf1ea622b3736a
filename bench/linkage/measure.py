"""Measure linkage: quality on fresh people per error mix, seconds and memory, and Splink beside it.

    export PYTHONPATH=bench
    python bench/linkage/measure.py own                the province of payung.synthetic, fresh seeds
    python bench/linkage/measure.py strangers          people, names and errors that taught nothing
    python bench/linkage/measure.py strangers --splink VENV    the same with Splink, in a virtual environment of its own
    python bench/linkage/measure.py own --rows 1000000 --mixes field --seeds 1      how it grows

Prints a Markdown table: means over the seeds. `best` is the best F1 that any threshold could reach, chosen with the truth and without
guards; `F1`, `P` and `R` are of the decisions, at the one fixed setting. `CPU` is from cleaning to clusters.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from machine import machine, write_result
from strangers import BORN, Frames, strangers

from payung.linkage import Linked, link
from payung.linkage.candidates import families
from payung.linkage.clean import Floats, Ints, Records
from payung.linkage.compare import compare
from payung.linkage.decide import guarded
from payung.linkage.files import candidate_recall
from payung.synthetic import linkage_frames, make_province

USUAL_ROWS, USUAL_REPEATS = 100_000, "0.08"
FIRST_SEED = 7300  # teach.py and the tests use others
KINDS = ("link", "within")


@dataclass
class Row:
    """Sums over the seeds of one mix."""

    label: str
    runs: list[dict[str, float]] = field(default_factory=list)

    def mean(self, name: str) -> float:
        return float(np.mean([run[name] for run in self.runs]))


def make(people: str, rows: int, seed: int, mix: str, repeats: float) -> Frames:
    """The frames and their truth."""
    if people == "strangers":
        return strangers(rows, seed, mix, repeats)
    province = make_province(rows, seed)
    made = linkage_frames(province, mix, seed, repeats)
    return Frames(made.registrations, made.participants, made.truth, made.participants_truth, province.people.select(*BORN).cast(BORN))


def judge(linked: Linked, frames: Frames, cpu: float) -> dict[str, float]:
    """All figures of one run."""
    figures = {"cpu": cpu, "band": 100 * linked.report["band_share"], "candidates": float(linked.report["candidates"])}
    recall = candidate_recall(linked, frames.truth, frames.participants_truth)
    true = true_pairs(frames)
    evidence, count = linked.evidence, linked.records.registrations
    person = persons(linked.records, frames)
    same = person[evidence.left] == person[evidence.right]
    for kind, name, mine in zip(KINDS, ("participant", "registration"), (evidence.right >= count, evidence.right < count), strict=True):
        accepted = linked.pairs.filter((pl.col("kind") == name) & (pl.col("decision") == "accept"))
        hit = len(set(accepted.select("left_id", "right_id").iter_rows()) & true[kind])
        figures |= scores(kind, hit, len(accepted), len(true[kind]))
        figures[f"{kind} recall of candidates"] = recall[kind] or 0.0
        figures[f"{kind} best"] = best_f1(evidence.weight[mine], same[mine], len(true[kind]))
    return figures | twins(linked, frames)


def twins(linked: Linked, frames: Frames) -> dict[str, float]:
    """How many couples of twins stand in the rows, and how many of them were made one person without a human."""
    rows = (
        pl.concat([frames.truth, frames.participants_truth]).with_columns(pl.col("person").cast(pl.String)).join(frames.people, on="person")
    )
    listed = rows.unique("person").group_by("family", "birth_date").len().filter(pl.col("len") > 1)
    accepted = linked.pairs.filter(pl.col("decision") == "accept")
    both = accepted.join(rows, left_on="left_id", right_on="id").join(rows, left_on="right_id", right_on="id", suffix="_other")
    merged = both.filter(
        (pl.col("family") == pl.col("family_other"))
        & (pl.col("birth_date") == pl.col("birth_date_other"))
        & (pl.col("person") != pl.col("person_other"))
    )
    return {"twins": float(len(listed)), "twins merged": float(merged.unique(["family", "birth_date"]).height)}


def scores(kind: str, hit: int, accepted: int, true: int) -> dict[str, float]:
    return {f"{kind} F1": 2 * hit / max(1, accepted + true), f"{kind} P": hit / max(1, accepted), f"{kind} R": hit / max(1, true)}


def best_f1(weight: Floats, same: Ints, true: int) -> float:
    """The best F1 over all thresholds."""
    hits = np.cumsum(same[np.argsort(-weight, kind="stable")])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + true)).max()) if len(hits) else 0.0


def true_pairs(frames: Frames) -> dict[str, set[tuple[str, str]]]:
    """All pairs of rows that are one person."""
    own = frames.truth
    within = own.join(own, on="person").filter(pl.col("id") < pl.col("id_right"))
    between = own.join(frames.participants_truth, on="person")
    return {"link": set(between.select("id", "id_right").iter_rows()), "within": set(within.select("id", "id_right").iter_rows())}


def persons(records: Records, frames: Frames) -> Ints:
    """A number for the person of each row."""
    ordered = pl.concat([frames.truth.sort("id"), frames.participants_truth.sort("id")])
    return ordered["person"].rank("dense").cast(pl.Int64).to_numpy()


# -- Splink --------------------------------------------------------------------------------------------------------


def splink(linked: Linked, frames: Frames, venv: Path) -> dict[str, float]:
    """Splink's figures at its best thresholds, the guards of Payung applied to its pairs."""
    records = linked.records
    with tempfile.TemporaryDirectory() as folder:
        rows, pairs = Path(folder) / "rows.parquet", Path(folder) / "pairs.parquet"
        splink_rows(records).write_parquet(rows)
        peer = Path(__file__).with_name("splink_peer.py")
        done = subprocess.run([venv / "bin" / "python", peer, rows, pairs], check=True, capture_output=True, text=True)
        found = pl.read_parquet(pairs)
    number = found.select(pl.min_horizontal("number_l", "number_r").alias("left"), pl.max_horizontal("number_l", "number_r").alias("right"))
    left, right = number["left"].to_numpy(), number["right"].to_numpy()
    kept = left < records.registrations
    left, right, weight = left[kept], right[kept], found["match_weight"].to_numpy()[kept]
    weight = np.where(guarded(compare(records, left, right)), -99.0, weight)
    person, true = persons(records, frames), true_pairs(frames)
    same = person[left] == person[right]
    figures = {"cpu": float(done.stdout.splitlines()[-1])}
    for kind, mine in zip(KINDS, (right >= records.registrations, right < records.registrations), strict=True):
        figures[f"{kind} best"] = best_f1(weight[mine], same[mine], len(true[kind]))
        figures[f"{kind} recall of candidates"] = float(same[mine].sum()) / max(1, len(true[kind]))
    return figures


def splink_rows(r: Records) -> pl.DataFrame:
    """The cleaned rows, and for each the blocks in which Payung looks: those of all families that are not too large."""
    words = r.tokens.text
    last = np.take_along_axis(r.name, np.maximum((r.name >= 0).sum(axis=1) - 1, 0)[:, None], axis=1)[:, 0]
    blocks: list[list[int]] = [[] for _ in range(len(r))]
    number = 0
    for family in families(r):
        keys = pl.DataFrame({"row": family.rows, **{f"part{n}": part for n, part in enumerate(family.parts)}}).unique()
        parts = [name for name in keys.columns if name != "row"]
        for rows in keys.group_by(parts).agg("row").filter(pl.col("row").list.len().is_between(2, family.most))["row"].to_list():
            number += 1
            for row in rows:
                blocks[row].append(number)
    nothing = pl.lit(None)
    return pl.DataFrame(
        {
            "number": np.arange(len(r)),
            "given": [words[n] or None for n in r.name[:, 0]],
            "last": [words[n] or None for n in last],
            "words": [[words[n] for n in name if n >= 0] for name in r.name],
            "nik": pl.Series(r.nik_text),
            "nik_date": r.nik_birth,
            "birth": r.birth,
            "sex": np.where(r.sex >= 0, r.sex, r.nik_sex),
            "village": r.village,
            "mother": [" ".join(words[n] for n in name if n >= 0) or None for name in r.mother],
            "mother_first": [words[n] or None for n in r.mother[:, 0]],
            "phone": r.phone.astype(str),
            "keys": blocks,
        }
    ).with_columns(
        pl.when(pl.Series(r.nik_length >= 13)).then("nik").otherwise(nothing).alias("nik"),
        *(pl.when(pl.col(name) >= 0).then(name).otherwise(nothing).alias(name) for name in ("nik_date", "birth", "sex", "village")),
        pl.when(pl.col("phone") != "-1").then("phone").otherwise(nothing).alias("phone"),
    )


# -- the table -----------------------------------------------------------------------------------------------------


def main() -> None:
    """Run all mixes and print the table."""
    arguments = parser().parse_args()
    table = []
    for mix in arguments.mixes.split(","):
        for repeats in (float(each) for each in arguments.repeats.split(",")):
            row = Row(f"{mix}, {repeats:.0%} repeats")
            for seed in range(FIRST_SEED, FIRST_SEED + arguments.seeds):
                frames = make(arguments.people, arguments.rows, seed, mix, repeats)
                started = time.process_time()
                linked = link(frames.registrations, frames.participants)
                figures = judge(linked, frames, time.process_time() - started)
                if arguments.splink:
                    figures |= {f"splink {name}": value for name, value in splink(linked, frames, arguments.splink).items()}
                row.runs.append(figures)
                print(row.label, seed, {name: round(value, 4) for name, value in figures.items()}, file=sys.stderr)
            table.append(row)
    print(markdown(table, arguments.rows))
    result = {"people": arguments.people, "rows": arguments.rows, "seeds": arguments.seeds, **machine()}
    result["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    result["runs"] = [{"mix": row.label, **{name: round(row.mean(name), 5) for name in row.runs[0]}} for row in table]
    parts = ["linkage", arguments.people]
    parts += [str(arguments.rows)] if arguments.rows != USUAL_ROWS else []
    parts += ["repeats"] if arguments.repeats != USUAL_REPEATS else []
    parts += ["splink"] if arguments.splink else []
    write_result("-".join(parts), result)


def markdown(table: list[Row], rows: int) -> str:
    lines = [
        f"| {rows:,} rows | link F1 (P / R) | best | candidates | within F1 (P / R) | best | candidates | band % | twins merged | CPU s | Splink link / within, CPU s |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in table:
        cells = [row.label]
        for kind in KINDS:
            cells.append(f"{row.mean(f'{kind} F1'):.4f} ({row.mean(f'{kind} P'):.4f} / {row.mean(f'{kind} R'):.4f})")
            cells += [f"{row.mean(f'{kind} best'):.4f}", f"{row.mean(f'{kind} recall of candidates'):.4f}"]
        cells += [f"{row.mean('band'):.2f}", f"{row.mean('twins merged'):.1f} of {row.mean('twins'):.0f}", f"{row.mean('cpu'):.2f}"]
        peer = "splink cpu" in row.runs[0]
        cells.append(
            f"{row.mean('splink link best'):.4f} / {row.mean('splink within best'):.4f}, {row.mean('splink cpu'):.0f}" if peer else ""
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("people", choices=["own", "strangers"])
    options.add_argument("--rows", type=int, default=USUAL_ROWS)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--mixes", default="office,field,phone,excel,legacy")
    options.add_argument("--repeats", default=USUAL_REPEATS, help="shares, with commas between")
    options.add_argument("--splink", type=Path, help="a virtual environment with splink==5.0.0 and pyarrow; made with venv and pip")
    return options


if __name__ == "__main__":
    main()
