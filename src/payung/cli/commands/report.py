"""Coverage by area as table, map or picture, and the standard recapitulations.

  payung report coverage --level regency --denominator informal-programme --on 2025-07-01 --out FILE.csv|xlsx|svg|png|geojson
  payung report recap --programme ntt-2025 --out FILE.xlsx

A denominator is always named: 'payung report denominators' lists those that are loaded, with source and date.
Recapitulations count the latest run by regency, district and village, ready to be printed and signed.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.places.queries import denominators
from payung.reports.queries.coverage import write_coverage
from payung.reports.queries.recap import write_recap


def add_arguments(parser: ArgumentParser) -> None:
    """coverage, recap, denominators."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    coverage = acts.add_parser("coverage", help="coverage by area")
    coverage.add_argument("--level", required=True, choices=["regency", "district", "village"])
    coverage.add_argument("--denominator", required=True, metavar="CODE")
    coverage.add_argument("--on", required=True, type=day, metavar="DATE")
    coverage.add_argument("--out", required=True, type=Path, metavar="FILE")
    recap = acts.add_parser("recap", help="recapitulations as a workbook")
    recap.add_argument("--programme", required=True, metavar="CODE")
    recap.add_argument("--out", required=True, type=Path, metavar="FILE")
    listing = acts.add_parser("denominators", help="the denominators that are loaded")
    for each in (coverage, recap, listing):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "denominators":
        held = denominators()
        lines = [f"{each.code}: {each.value:,} – {each.definition} ({each.source}, {each.as_of})" for each in held]
        console.answer({"denominators": [each.code for each in held]}, "\n".join(lines))
        return 0
    check_may(desk.by, "reports.export")
    if options.act == "recap":
        with scope(desk.by):
            people = write_recap(options.out, code=options.programme)
        console.answer({"file": str(options.out), "people": people}, f"{people} people counted in {options.out}.")
        return 0
    with scope(desk.by):
        rows = write_coverage(options.out, level=options.level, denominator=options.denominator, on=options.on)
    console.answer({"file": str(options.out), "rows": rows}, f"{rows} areas in {options.out}.")
    return 0
