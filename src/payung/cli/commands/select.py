"""Assess everybody and choose within the quota.

payung select --programme ntt-2025 [--seed N] [--on DATE]    one recorded run: same inputs and seed, same digest
payung select export RUN --out FILE                          everybody with verdict, rank, cut-off and reasons
payung select compare RUN RUN [--out FILE]                   who entered, who left, whose cover lapses and what it costs him
payung select decide RUN WORKER add|remove --reason TEXT [--file F]
        a named official adds or removes somebody openly, inside the share that the programme allows; the next run applies it
payung select decisions --programme CODE                     every such decision, with official, reason and digest of the evidence
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.core.figures import rupiah
from payung.exchange.csvs import write_table
from payung.governance.actions.exports import record_export
from payung.governance.queries.scope import scope
from payung.selection.actions import decide_person, select
from payung.selection.queries import assessment_frame, compare, decisions


def add_arguments(parser: ArgumentParser) -> None:
    """A run, or what is asked of runs."""
    parser.add_argument("--programme", metavar="CODE")
    parser.add_argument("--seed", type=int, default=1, help="the published seed that breaks ties")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day of the assessment (default: today)")
    acts = parser.add_subparsers(dest="act", metavar="ACT", help="without one: a new run")
    export = acts.add_parser("export", help="everybody with verdict and reasons")
    export.add_argument("run", type=int, metavar="RUN")
    export.add_argument("--out", required=True, type=Path, metavar="FILE")
    side = acts.add_parser("compare", help="two runs side by side")
    side.add_argument("first", type=int, metavar="RUN")
    side.add_argument("second", type=int, metavar="RUN")
    side.add_argument("--out", type=Path, metavar="FILE", help="every person who entered or left, as .csv, .xlsx or .parquet")
    word = acts.add_parser("decide", help="add or remove a person by decision")
    word.add_argument("run", type=int, metavar="RUN")
    word.add_argument("worker", type=int, metavar="WORKER")
    word.add_argument("word", choices=["add", "remove"])
    word.add_argument("--reason", required=True, metavar="TEXT")
    word.add_argument("--file", type=Path, metavar="F", help="the evidence")
    told = acts.add_parser("decisions", help="what officials decided of people")
    told.add_argument("--programme", required=True, metavar="CODE")
    for each in (parser, export, side, word, told):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Select, or do what was asked of runs."""
    if options.act is not None:
        {"export": _export, "compare": _compare, "decide": _decide, "decisions": _decisions}[options.act](options, console, desk)
        return 0
    if options.programme is None:
        print("usage: payung select --programme CODE [--seed N] [--on DATE]", file=sys.stderr)
        return 2
    with console.progress("Selecting") as report:
        chosen = select(programme=options.programme, seed=options.seed, on=options.on or desk.on, by=desk.by, at=desk.at, progress=report)
    console.answer(asdict(chosen), "\n".join(f"{name}: {value}" for name, value in asdict(chosen).items()))
    return 0


def _export(options: Namespace, console: Console, desk: Desk) -> None:
    with scope(desk.by):
        frame = assessment_frame(options.run)
    record_export(name=options.out.name, kind="selection_run", subjects=[options.run], rows=frame.height, by=desk.by, at=desk.at)
    write_table(options.out, frame)
    console.answer({"file": str(options.out), "rows": frame.height}, f"{frame.height} people in {options.out}.")


def _compare(options: Namespace, console: Console, desk: Desk) -> None:
    with scope(desk.by):
        both = compare(options.first, options.second)
    if options.out is not None:
        record_export(
            name=options.out.name, kind="selection_run", subjects=[both.first, both.second], rows=both.moved.height, by=desk.by, at=desk.at
        )
        write_table(options.out, both.moved)
    counted = {name: getattr(both, name) for name in ("first", "second", "stayed", "entered", "left", "lapses", "self_pay_idr")}
    lines = [
        f"Run {both.first} against run {both.second}: {both.stayed} stayed, {both.entered} entered, {both.left} left.",
        f"{both.lapses} lose a cover that would go on; going on alone costs each {rupiah(both.self_pay_idr)} a month.",
        *(f"  {area}: {entered} entered, {left} left, {lapses} lapse" for area, entered, left, lapses in both.regencies.iter_rows()),
    ]
    console.answer(counted | {"regencies": both.regencies.to_dicts()}, "\n".join(lines))


def _decide(options: Namespace, console: Console, desk: Desk) -> None:
    made = decide_person(
        run=options.run, worker=options.worker, act=options.word, reason=options.reason, evidence_file=options.file, by=desk.by, at=desk.at
    )
    console.answer({"decision": made}, f"Decision {made} is written down. Run {options.run} stays as it is; the next run applies it.")


def _decisions(options: Namespace, console: Console, desk: Desk) -> None:
    with scope(desk.by):
        held = decisions(options.programme)
    lines = [f"{each.id}: {each.act} worker {each.worker} for {each.tranche}, {each.decided_by}: {each.reason}" for each in held]
    console.answer({"decisions": [asdict(each) for each in held]}, "\n".join(lines) or "Nothing was decided of anybody.")
