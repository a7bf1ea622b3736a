"""Check files without a database or a network: findings, duplicates, ages, returned workbooks, recapitulation.

  payung check PATH… --out DIR [--on DATE]

DIR gets rows.csv (every row that holds a person), files.csv (what became of each file), duplicates.csv, returned/ (the
senders' workbooks with the cause beside each bad cell) and recap.xlsx. PATH is a file or a folder. Nothing is kept anywhere
else; a file that cannot be read is told in files.csv and the others go on.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import date
from pathlib import Path

from payung.cli.console import Console
from payung.cli.options import day
from payung.exchange.header_words import read_mapping
from payung.intake.rules.check import check_paths


def add_arguments(parser: ArgumentParser) -> None:
    """PATH… --out DIR."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day for ages (default: today)")
    parser.add_argument("--area", default="", metavar="CODE", help="the area the files are about, where it is known")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="YAML: the sender's header or column letter -> field")
    parser.add_argument("--json", action="store_true", help="answer with exactly one JSON object on stdout")


def run(options: Namespace, console: Console) -> int:
    """Check; bad files and rows are in the answer."""
    hints = read_mapping(options.mapping) if options.mapping else None
    with console.progress("Checking") as report:
        told = check_paths(options.paths, options.out, on=options.on or date.today(), known_area=options.area, hints=hints, tell=report)
    lines = [f"{each.file}: {each.outcome}{f' ({each.code})' if each.code else ''}, {each.people} people" for each in told.files]
    lines += [f"  {code}: {count}" for code, count in told.findings.items()]
    console.answer(
        asdict(told), "\n".join([*lines, f"{told.people} people, {told.duplicates} duplicates. Everything is in {options.out}."])
    )
    return 0
