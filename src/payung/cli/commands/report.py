"""Coverage by area as table, map or picture, and the standard recapitulations.

  payung report coverage --level regency --denominator informal-programme --on 2025-07-01 --out FILE.csv|xlsx|svg|png|geojson
  payung report recap --programme ntt-2025 --out FILE.xlsx
  payung report brief [--programme ntt-2025] [--published] --out DIR
  payung report tests --programme ntt-2025 [--on DATE]

A denominator is always named: 'payung report denominators' lists those that are loaded, with source and date.
Recapitulations count the latest run by regency, district and village, ready to be printed and signed.
The brief is two pages for the Governor, with every figure in brief.json; --published leaves out what this installation counts.
The tests are those of an auditor, over the newest list: how many would he find?
Whatever is written here stands in the register of what left, with who took it and when.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.governance.actions.exports import register_files
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.places.queries import denominators
from payung.reports.queries.brief import write_brief
from payung.reports.queries.coverage import write_coverage
from payung.reports.queries.recap import write_recap
from payung.reports.queries.standard_tests import list_in_hand, standard_tests
from payung.reports.queries.thread import programme_in_hand


def add_arguments(parser: ArgumentParser) -> None:
    """coverage, recap, brief, tests, denominators."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    coverage = acts.add_parser("coverage", help="coverage by area")
    coverage.add_argument("--level", required=True, choices=["regency", "district", "village"])
    coverage.add_argument("--denominator", required=True, metavar="CODE")
    coverage.add_argument("--on", required=True, type=day, metavar="DATE")
    coverage.add_argument("--out", required=True, type=Path, metavar="FILE")
    recap = acts.add_parser("recap", help="recapitulations as a workbook")
    recap.add_argument("--programme", required=True, metavar="CODE")
    recap.add_argument("--out", required=True, type=Path, metavar="FILE")
    brief = acts.add_parser("brief", help="two pages for the Governor")
    brief.add_argument("--programme", metavar="CODE", help="default: the programme of the year")
    brief.add_argument("--published", action="store_true", help="published figures only")
    brief.add_argument("--out", required=True, type=Path, metavar="DIR")
    tests = acts.add_parser("tests", help="the tests of an auditor over the newest list")
    tests.add_argument("--programme", required=True, metavar="CODE")
    tests.add_argument("--on", type=day, metavar="DATE", help="as known on this day (default: today)")
    listing = acts.add_parser("denominators", help="the denominators that are loaded")
    for each in (coverage, recap, brief, tests, listing):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "denominators":
        held = denominators()
        lines = [f"{each.code}: {each.value:,} – {each.definition} ({each.source}, {each.as_of})" for each in held]
        console.answer({"denominators": [each.code for each in held]}, "\n".join(lines))
        return 0
    if options.act == "brief":
        return _brief(options, console, desk)
    if options.act == "tests":
        return _tests(options, console, desk)
    check_may(desk.by, "reports.export")
    if options.act == "recap":
        with scope(desk.by):
            people = write_recap(options.out, code=options.programme)
        register_files(files=[options.out], rows=people, purpose="recapitulations", by=desk.by, at=desk.at)
        console.answer({"file": str(options.out), "people": people}, f"{people} people counted in {options.out}.")
        return 0
    with scope(desk.by):
        rows = write_coverage(options.out, level=options.level, denominator=options.denominator, on=options.on)
    register_files(files=[options.out], purpose="coverage", by=desk.by, at=desk.at)
    console.answer({"file": str(options.out), "rows": rows}, f"{rows} areas in {options.out}.")
    return 0


def _brief(options: Namespace, console: Console, desk: Desk) -> int:
    check_may(desk.by, "reports.brief")
    with scope(desk.by):
        code = options.programme or programme_in_hand(desk.on)
        pdf, told = write_brief(options.out, code=code, on=desk.on, published=options.published)
    register_files(files=[pdf, told], purpose="brief of the Governor", act="reports.brief", by=desk.by, at=desk.at)
    console.answer({"files": [str(pdf), str(told)]}, f"{pdf} and {told}.")
    return 0


def _tests(options: Namespace, console: Console, desk: Desk) -> int:
    check_may(desk.by, "inspection.test")
    with scope(desk.by):
        told = standard_tests(list_in_hand(options.programme).id, on=options.on or desk.on)
    found = [
        {"test": each.test.code, "people": each.people, "months": each.months, "amount_idr": each.amount_idr} for each in told.outcomes
    ]
    lines = [f"List {told.list.id}: {told.people} people, {told.months} months, Rp {told.amount_idr:,}, as known on {told.on}."]
    lines += [f"{each.people:>8} people {each.months:>8} months  Rp {each.amount_idr:>16,}  {each.test.name}" for each in told.outcomes]
    console.answer({"list": told.list.id, "on": told.on.isoformat(), "tests": found}, "\n".join(lines))
    return 0
