"""Take in the agency's list of claims: 'payung claims add FILE'; look for deaths without a claim: 'payung claims gap'.

Columns: claim_no,kpj,nik,name,kind,event_on,state,amount_idr,paid_on,reason; or counts: area,kind,state,month,cases,amount_idr.
The same file twice changes nothing. Rows that cannot be taken, or whose person is not found, are named with their reason.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.claims.actions.gaps import find_gaps
from payung.claims.actions.hearing import add_claims_list
from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.core.refusals import Refusal, gettext_noop


def add_arguments(parser: ArgumentParser) -> None:
    """add FILE [--on] [--source]; gap [--on]."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help="take the agency's list in")
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--on", type=day, metavar="DATE", help="the day on which the agency told it (default: today)")
    add.add_argument("--source", default="BPJS Ketenagakerjaan", metavar="NAME", help="who gave the list")
    gap = acts.add_parser("gap", help="find people who were covered when they died and have no claim")
    gap.add_argument("--on", type=day, metavar="DATE", help="deaths up to this day (default: today)")
    common(add)
    common(gap)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Take the list in, or look for gaps."""
    if options.act == "gap":
        found = find_gaps(on=options.on or desk.on, by=desk.by, at=desk.at)
        console.answer(
            asdict(found), f"{found.found} people without a claim, {found.new} of them new, {found.uncertain} to be looked at first."
        )
        return 0
    if not options.file.is_file():
        raise Refusal("no-such-file", gettext_noop("There is no file %(name)s. Check the path."), name=options.file.name)
    report = add_claims_list(path=options.file, source=options.source, on=options.on or desk.on, by=desk.by, at=desk.at)
    lines = [
        f"{report.rows} rows ({report.form}): {report.recorded} recorded, {report.unchanged} known, {report.behind} behind what is known, "
        f"{report.opened} claims opened{', the file was here already' if report.already_here else ''}."
    ]
    lines += [f"  row {row.row_number}: {row.reason}" for row in (*report.refused, *report.unlinked)]
    console.answer(asdict(report), "\n".join(lines))
    return 0
