"""Files: linking without a database. Parquet or CSV in; pairs, clusters, evidence, model and report out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.linkage.clean import Ints, Records
from payung.linkage.decide import THRESHOLDS
from payung.linkage.explain import evidence_table
from payung.linkage.pipeline import Linked, link


def link_files(
    registrations: Path,
    participants: Path | None,
    out: Path,
    *,
    seed: int = 1,
    truth: Path | None = None,
    participants_truth: Path | None = None,
) -> dict[str, Any]:
    """Link files and write `out`/pairs.parquet, clusters.parquet, evidence.parquet (why the pairs for a human weigh what they weigh),
    model.json and report.json; returns the report.

    With `truth` and `participants_truth` (id, person) the report tells which share of the true pairs were candidates. Raises `Refusal`
    file-missing, wrong-type, unreadable, ids-missing, ids-repeated or truth-columns.
    """
    linked = link(_read(registrations), None if participants is None else _read(participants), seed=seed)
    report = dict(linked.report)
    if truth is not None:
        report["candidate_recall"] = candidate_recall(
            linked, _read(truth), None if participants_truth is None else _read(participants_truth)
        )
    out.mkdir(parents=True, exist_ok=True)
    linked.pairs.write_parquet(out / "pairs.parquet")
    linked.clusters.write_parquet(out / "clusters.parquet")
    evidence_table(linked).write_parquet(out / "evidence.parquet")
    thresholds = {kind: {"accept": accept, "review": review} for kind, (accept, review) in THRESHOLDS.items()}
    _write_json(out / "model.json", {"thresholds": thresholds, **linked.model.as_json()})
    _write_json(out / "report.json", report)
    return report


def candidate_recall(linked: Linked, truth: pl.DataFrame, participants_truth: pl.DataFrame | None) -> dict[str, float | None]:
    """The share of true pairs that were compared, `link` (null without a truth for participants) and `within`; null where there are none."""
    records = linked.records
    person = _persons(records, truth, participants_truth)
    count = records.registrations
    compared = person[linked.evidence.left] == person[linked.evidence.right]
    compared &= person[linked.evidence.left] >= 0
    between = linked.evidence.right >= count
    own = np.bincount(person[:count][person[:count] >= 0], minlength=int(person.max(initial=0)) + 1)
    others = np.bincount(person[count:][person[count:] >= 0], minlength=len(own))
    true = {"link": int((own * others).sum()), "within": int((own * (own - 1) // 2).sum())}
    found = {"link": int((compared & between).sum()), "within": int((compared & ~between).sum())}
    return {kind: round(found[kind] / true[kind], 6) if true[kind] else None for kind in true}


def _persons(records: Records, truth: pl.DataFrame, participants_truth: pl.DataFrame | None) -> Ints:
    """A number for the person of each row, -1 where the truth is silent."""
    tables = [truth] if participants_truth is None else [truth, participants_truth]
    if any(not {"id", "person"} <= set(table.columns) for table in tables):
        raise Refusal("truth-columns", gettext_noop("A truth file has the columns id and person. Name them so."))
    count = records.registrations
    parts = [records.ids.head(count), records.ids.slice(count)][: len(tables)]
    found = [
        pl.DataFrame({"id": ids}).join(table.unique("id"), on="id", how="left", maintain_order="left")
        for ids, table in zip(parts, tables, strict=True)
    ]
    persons = pl.concat([table["person"].cast(pl.String) for table in found])
    numbers = persons.rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
    return np.concatenate([numbers, np.full(len(records) - len(numbers), -1, dtype=np.int64)])


def _read(path: Path) -> pl.DataFrame:
    """All columns as text, empty cells as null."""
    if not path.is_file():
        raise Refusal("file-missing", gettext_noop("There is no file %(file)s. Check its name."), file=path.name)
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path).cast(pl.String)
        if path.suffix.lower() == ".csv":
            return pl.read_csv(path, infer_schema=False, separator=_separator(path))
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise Refusal(
            "unreadable", gettext_noop("%(file)s cannot be read. Save it again as Parquet or CSV in UTF-8."), file=path.name
        ) from error
    raise Refusal("wrong-type", gettext_noop("%(file)s is neither Parquet nor CSV. Save it as one of them."), file=path.name)


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as lines:
        header = lines.readline()
    return ";" if header.count(";") > header.count(",") else ","


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
