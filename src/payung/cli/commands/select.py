"""Assess everybody and choose within the quota.

payung select --programme ntt-2025 [--seed N] [--on DATE]    one recorded run: same inputs and seed, same digest
payung select export RUN --out FILE                          everybody with verdict, rank, cut-off and reasons
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.exchange.csvs import write_table
from payung.governance.queries.scope import scope
from payung.selection.actions import select
from payung.selection.queries import assessment_frame


def add_arguments(parser: ArgumentParser) -> None:
    """A run, or the export of one."""
    parser.add_argument("act", nargs="?", choices=["export"], help="without it: a new run")
    parser.add_argument("run", nargs="?", type=int, metavar="RUN")
    parser.add_argument("--programme", metavar="CODE")
    parser.add_argument("--seed", type=int, default=1, help="the published seed that breaks ties")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day of the assessment (default: today)")
    parser.add_argument("--out", type=Path)
    common(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Select, or export a run."""
    if options.act == "export":
        if options.run is None or options.out is None:
            print("usage: payung select export RUN --out FILE", file=sys.stderr)
            return 2
        with scope(desk.by):
            frame = assessment_frame(options.run)
        write_table(options.out, frame)
        console.answer({"file": str(options.out), "rows": frame.height}, f"{frame.height} people in {options.out}.")
        return 0
    if options.programme is None:
        print("usage: payung select --programme CODE [--seed N] [--on DATE]", file=sys.stderr)
        return 2
    with console.progress("Selecting") as report:
        chosen = select(programme=options.programme, seed=options.seed, on=options.on or desk.on, by=desk.by, at=desk.at, progress=report)
    console.answer(asdict(chosen), "\n".join(f"{name}: {value}" for name, value in asdict(chosen).items()))
    return 0
