"""The stream from files to a submitted list, one action after another, as `payung demo` and `payung run` do it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from payung.cli.office import Desk
from payung.cli.stages import Stages
from payung.core.figures import rupiah, whole
from payung.exchange.csvs import write_csv
from payung.governance.actions.exports import record_export
from payung.governance.queries.scope import scope
from payung.governance.rules.actors import Actor
from payung.intake.actions import add_upload
from payung.intake.queries import FileReport
from payung.registry.actions.linking import link
from payung.registry.actions.outside import add_deaths, add_exclusions, add_participants
from payung.registry.queries.workers import counts
from payung.reports.queries.coverage import coverage, write_held
from payung.reports.queries.summary import write_summary
from payung.selection.actions import RunReport, select, submit_list
from payung.selection.queries import list_frame

LIST_COLUMNS = ("rank", "state", "worker", "name", "nik", "village_code", "score", "reasons")
DENOMINATOR = "registered"


@dataclass(frozen=True)
class Input:
    """One hand-over of files."""

    path: Path
    source: str
    door: str
    mapping: dict[str, Any] | None = None


@dataclass(frozen=True)
class OutsideFile:
    """A list from outside, who made it and for which day it holds."""

    path: Path
    source: str
    on: date


def take_in(stages: Stages, desk: Desk, by: Actor, programme: str, inputs: Sequence[Input]) -> None:
    """Every hand-over through intake."""
    with stages.stage("intake", "Taking in the lists as they came") as (stage, report):
        files: list[FileReport] = []
        people = 0
        for given in inputs:
            upload = add_upload(
                paths=[given.path],
                programme=programme,
                source=given.source,
                door=given.door,
                mapping=given.mapping,
                by=by,
                at=desk.at,
                progress=report,
            )
            files += upload.files
            people += upload.people
        refused = sum(file.outcome == "refused" for file in files)
        here = sum(file.outcome == "already-here" for file in files)
        words = f"{whole(len(files))} files, {whole(people)} rows that hold a person; {refused} files refused"
        stage.told(taken=len(files), given=people, refused=refused, words=words + (f", {here} were here already." if here else "."))


def take_outside(
    stages: Stages,
    desk: Desk,
    by: Actor,
    members: OutsideFile | None,
    deaths: OutsideFile | None,
    exclusions: Sequence[tuple[str, OutsideFile]] = (),
) -> None:
    """Member list, death list, and lists of exclusions with the kind of each."""
    if members:
        with stages.stage("participants", "Taking in who is covered already") as (stage, _):
            taken = add_participants(path=members.path, source=members.source, on=members.on, by=by, at=desk.at)
            stage.told(
                taken=taken.rows,
                given=taken.taken,
                refused=len(taken.refused),
                words=f"{whole(taken.taken)} of {whole(taken.rows)} members taken.",
            )
    if deaths:
        with stages.stage("deaths", "Taking in who died") as (stage, _):
            told = add_deaths(path=deaths.path, source=deaths.source, on=deaths.on, by=by, at=desk.at)
            stage.told(
                taken=told.rows,
                given=told.taken,
                refused=len(told.refused),
                words=f"{whole(told.taken)} of {whole(told.rows)} notices of death taken.",
            )
    if exclusions:
        with stages.stage("exclusions", "Taking in who must not or need not be chosen") as (stage, _):
            lists = [
                add_exclusions(path=each.path, kind=kind, source=each.source, on=each.on, by=by, at=desk.at) for kind, each in exclusions
            ]
            rows, given, refused = (
                sum(counts) for counts in zip(*((each.rows, each.taken, len(each.refused)) for each in lists), strict=True)
            )
            words = f"{whole(given)} of {whole(rows)} rows taken from {len(lists)} lists."
            stage.told(taken=rows, given=given, refused=refused, words=words)


def choose(stages: Stages, desk: Desk, by: Actor, programme: str, seed: int, on: date) -> tuple[RunReport, int]:
    """Link, select and submit; the run and the list."""
    with stages.stage("link", "Finding out who is one person") as (stage, report):
        linked = link(seed=seed, on=on, by=by, at=desk.at, progress=report)
        people = counts().people
        words = f"{whole(linked.admitted)} rows admitted, {whole(people)} people; {whole(linked.merged)} merged, "
        words += f"{whole(linked.queued)} pairs wait for a person, {whole(linked.died)} died{_hits(linked.excluded)}."
        stage.told(taken=linked.admitted, given=people, refused=0, words=words)
    with stages.stage("select", "Choosing within the quota") as (stage, report):
        run = select(programme=programme, seed=seed, on=on, by=by, at=desk.at, progress=report)
        words = (
            f"{whole(run.chosen)} chosen of {whole(run.assessed)} assessed, {whole(run.reserve)} in reserve, {rupiah(run.cost_idr)} bound."
        )
        stage.told(taken=run.assessed, given=run.chosen, refused=run.assessed - run.chosen, words=words)
    with stages.stage("submit", "Freezing the list and handing it in") as (stage, _):
        listed = submit_list(run=run.run, by=by, at=desk.at)
        stage.told(
            taken=run.chosen + run.reserve, given=run.chosen + run.reserve, refused=0, words=f"List {listed}, digest {run.digest[:16]}."
        )
    return run, listed


def _hits(excluded: int) -> str:
    return f", {whole(excluded)} rows of exclusion lists hit somebody" if excluded else ""


def leave_list(out: Path, run: int, desk: Desk, by: Actor) -> None:
    """list.csv of a run."""
    with scope(by):
        frame = list_frame(run)
    record_export(name="list.csv", kind="selection_run", subjects=[run], rows=frame.height, by=by, at=desk.at)
    write_csv(out / "list.csv", frame.select(LIST_COLUMNS))


def leave_pictures(stages: Stages, out: Path, on: date, by: Actor) -> None:
    """coverage.csv, map.svg and map.png."""
    with stages.stage("reports", "Drawing coverage") as (stage, _), scope(by):
        held = coverage(level="regency", denominator=DENOMINATOR, on=on)
        for name in ("coverage.csv", "map.svg", "map.png"):
            areas = write_held(out / name, held)
        stage.told(taken=areas, given=areas, refused=0, words=f"Coverage of {areas} regencies and cities on {on}, as table and map.")


def leave_summary(
    stages: Stages, out: Path, *, programme: str, seed: int, workers: int, run: RunReport, batches: int, audit: dict[str, Any], by: Actor
) -> None:
    """summary.json for programs, summary.html for people."""
    told = {
        "seed": seed,
        "workers": workers,
        "stages": stages.as_json(),
        "list": {"chosen": run.chosen, "reserve": run.reserve, "digest": run.digest},
        "batches": batches,
        "audit": audit,
    }
    (out / "summary.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    with scope(by):
        write_summary(out / "summary.html", programme=programme, run=run.run, words=[(each.name, each.words) for each in stages.done])
