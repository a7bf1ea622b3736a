"""Submit, approve, return or decree a list.

payung list submit RUN                                            freeze a run and hand it in
payung list approve LIST                                          by somebody who did not work on it
payung list return LIST --reason TEXT                             back to its maker
payung list decree LIST --number N --on DATE --file SIGNED.pdf    number, date and the signed copy: only then it may be enrolled
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.selection.actions import approve_list, decree_list, return_list, submit_list


def add_arguments(parser: ArgumentParser) -> None:
    """submit, approve, return, decree."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    submit = acts.add_parser("submit", help="hand a run in for decision")
    submit.add_argument("run", type=int, metavar="RUN")
    approve = acts.add_parser("approve", help="approve a submitted list")
    back = acts.add_parser("return", help="return a submitted list")
    back.add_argument("--reason", required=True)
    decree = acts.add_parser("decree", help="record the decree of an approved list")
    decree.add_argument("--number", required=True)
    decree.add_argument("--on", required=True, type=day, metavar="DATE")
    decree.add_argument("--file", required=True, type=Path, help="the signed copy")
    for each in (approve, back, decree):
        each.add_argument("list", type=int, metavar="LIST")
    for each in (submit, approve, back, decree):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "submit":
        listed = submit_list(run=options.run, by=desk.by, at=desk.at)
        status = "submitted"
    else:
        listed = options.list
        if options.act == "approve":
            approve_list(list_id=listed, by=desk.by, at=desk.at)
            status = "approved"
        elif options.act == "return":
            return_list(list_id=listed, reason=options.reason, by=desk.by, at=desk.at)
            status = "returned"
        else:
            decree_list(list_id=listed, number=options.number, on=options.on, file=options.file, by=desk.by, at=desk.at)
            status = "decreed"
    console.answer({"list": listed, "status": status}, f"List {listed} is {status}.")
    return 0
