"""Lay out what the money buys, and ask regencies for proposals before any list exists.

  payung plan --programme ntt-2025 [--months 6,12] [--payer ntt]    people, cost and lapses for so many months
  payung plan letter --programme ntt-2025 --out DIR                 a draft letter and an annex for each regency

A scenario spends the money that is not bound yet. 'chosen' are people listed today who would be chosen, 'lapse' those whose
cover by this kind of payer ends and would not go on. Letters are drafts in Bahasa Indonesia with quota, proposal ceiling and
deadline; in practice mode they carry LATIHAN.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.core.figures import rupiah, whole
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.selection.actions import write_quota_letters
from payung.selection.queries import Scenario, plan

_MOST_MONTHS = 60
_COLUMNS = ("payer", "tranche", "months", "people", "cost", "chosen", "lapse")


def add_arguments(parser: ArgumentParser) -> None:
    """Scenarios, or the letter."""
    parser.add_argument("--programme", metavar="CODE")
    parser.add_argument(
        "--months", type=_months, default=(), metavar="N,N", help="how many months to pay, for example 6,12 (default: as planned)"
    )
    parser.add_argument("--payer", metavar="P", help="one payer only")
    parser.add_argument("--on", type=day, metavar="DATE", help="the day as of which people and figures are known (default: today)")
    acts = parser.add_subparsers(dest="act", metavar="ACT", help="without one: scenarios")
    letter = acts.add_parser("letter", help="draft letters that ask for proposals, with annexes")
    letter.add_argument("--programme", required=True, metavar="CODE")
    letter.add_argument("--tranche", metavar="CODE", help="default: the first")
    letter.add_argument("--on", type=day, metavar="DATE", help="the day as of which figures are known (default: today)")
    letter.add_argument("--out", required=True, type=Path, metavar="DIR")
    for each in (parser, letter):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "letter":
        _letter(options, console, desk)
        return 0
    if options.programme is None:
        print("usage: payung plan --programme CODE [--months 6,12] [--payer P]", file=sys.stderr)
        return 2
    check_may(desk.by, "selection.plan")
    with scope(desk.by):
        scenarios = plan(options.programme, on=options.on or desk.on, months=options.months, payer=options.payer)
    console.answer({"programme": options.programme, "scenarios": [asdict(each) for each in scenarios]}, _table(scenarios))
    return 0


def _letter(options: Namespace, console: Console, desk: Desk) -> None:
    made = write_quota_letters(
        programme=options.programme, tranche=options.tranche, out=options.out, on=options.on or desk.on, by=desk.by, at=desk.at
    )
    text = f"{len(made.letters)} draft letters with annexes in {options.out}: {whole(made.places)} places, "
    text += f"at most {whole(made.ceiling)} proposals by {made.deadline_on}."
    console.answer(asdict(made), text)


def _table(scenarios: list[Scenario]) -> str:
    rows = [_COLUMNS] + [
        (each.payer, each.tranche, str(each.months), whole(each.people), rupiah(each.cost_idr), whole(each.chosen), whole(each.lapse))
        for each in scenarios
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    beyond = [
        f"{each.months} months of {each.tranche} run past the programme's year, whose money cannot pay them."
        for each in scenarios
        if each.beyond_year
    ]
    return "\n".join([*lines, *beyond])


def _months(text: str) -> tuple[int, ...]:
    """Numbers of months separated by commas."""
    parts = text.split(",")
    if not all(part.strip().isdigit() and 1 <= int(part) <= _MOST_MONTHS for part in parts):
        raise ArgumentTypeError(f"write whole numbers from 1 to {_MOST_MONTHS} with commas between them, for example 6,12")
    return tuple(int(part) for part in parts)
