"""Tell Payung which village codes were replaced, so that lists with old codes still find their village.

  payung places history FILE

FILE is any sheet that intake can read, with the columns old_code, new_code, since and source (kode lama, kode baru, sejak,
sumber). A village that was split stands once for each successor: then the name decides. The same list again changes nothing.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_may
from payung.places.actions import import_code_history


def add_arguments(parser: ArgumentParser) -> None:
    """history FILE."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    taking = acts.add_parser("history", help="take in a list of replaced village codes")
    taking.add_argument("file", type=Path, metavar="FILE")
    common(taking)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Take the list in; what was not understood is named."""
    by = desk.by
    check_may(by, "places.manage")
    held = import_code_history(path=options.file, by=by, at=desk.at, on=desk.on, record=record)
    lines = [f"{held.file}: {held.changes} replaced codes, {held.new} of them new."]
    if held.unread:
        lines.append(f"Rows without two village codes: {', '.join(map(str, held.unread[:20]))}{' …' if len(held.unread) > 20 else ''}.")
    if held.ended:
        lines.append(
            f"{len(held.ended)} codes lead to no village of today: {', '.join(held.ended[:20])}{' …' if len(held.ended) > 20 else ''}."
        )
    console.answer(asdict(held), "\n".join(lines))
    return 0
