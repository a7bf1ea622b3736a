"""Make batches for BPJS from a decreed list.

  payung enrol check LIST                           who lacks a field that the layout requires
  payung enrol export LIST --layout bpu --out DIR   one workbook per branch and regency, an annex per regency, totals.csv

Exporting again gives the same batches. In practice mode every file carries LATIHAN in its name and head.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.enrolment.actions import export_batches
from payung.enrolment.queries import readiness


def add_arguments(parser: ArgumentParser) -> None:
    """check, export."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    check = acts.add_parser("check", help="readiness against the layout")
    export = acts.add_parser("export", help="make the batches")
    export.add_argument("--out", required=True, type=Path, metavar="DIR")
    for each in (check, export):
        each.add_argument("list", type=int, metavar="LIST")
        each.add_argument("--layout", default="bpu", metavar="CODE")
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked; 1 when the list is not ready."""
    if options.act == "check":
        ready = readiness(options.list, options.layout)
        console.answer(
            asdict(ready),
            f"{ready.ready} of {ready.people} people are ready."
            + "".join(f"\n  {field}: {count} missing" for field, count in ready.missing.items()),
        )
        return 0 if ready.ready == ready.people else 1
    made = export_batches(list_id=options.list, layout_code=options.layout, out=options.out, on=desk.on, by=desk.by, at=desk.at)
    lines = [f"{batch.batch}: {batch.people} people, {batch.months} months, Rp {batch.amount_idr:,}" for batch in made.batches]
    console.answer(asdict(made), "\n".join([*lines, f"{len(made.batches)} batches in {options.out}."]))
    return 0
