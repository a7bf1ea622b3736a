"""What the commands for lists from outside (members, deaths, exclusions) share."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.options import common, day
from payung.registry.actions.outside import ListReport


def arguments(parser: ArgumentParser) -> ArgumentParser:
    """add FILE --on DATE --source NAME; the parser of `add`, for what a list needs besides."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help="take a list in")
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--on", type=day, metavar="DATE", help="the day for which the list holds (default: today)")
    add.add_argument("--source", required=True, metavar="NAME", help="who made the list")
    common(add)
    return add


def answer(console: Console, report: ListReport) -> None:
    """How many rows were taken, and each one that was not, with its reason."""
    lines = [f"{report.taken} of {report.rows} rows taken{', the file was here already' if report.already_here else ''}."]
    lines += [f"  row {row.row_number}: {row.reason}" for row in report.refused]
    console.answer(asdict(report), "\n".join(lines))
