"""Decide pairs that only a person can judge.

payung review list                          pairs that wait, with the evidence in words
payung review decide PAIR same|different|unsure
payung review unmerge WORKER                undo a merge, until a fact rests on it
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.registry.actions.review import decide_pair, unmerge
from payung.registry.queries.review import review_queue


def add_arguments(parser: ArgumentParser) -> None:
    """list, decide, unmerge."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listing = acts.add_parser("list", help="pairs that wait for a person")
    listing.add_argument("--limit", type=int, default=50)
    common(listing)
    decide = acts.add_parser("decide", help="say whether a pair is one person")
    decide.add_argument("pair", type=int, metavar="PAIR")
    decide.add_argument("verdict", choices=["same", "different", "unsure"])
    common(decide)
    undo = acts.add_parser("unmerge", help="undo a merge")
    undo.add_argument("worker", type=int, metavar="WORKER")
    common(undo)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "list":
        check_may(desk.by, "registry.read")
        with scope(desk.by):
            pairs = review_queue(options.limit)
        lines = [f"{pair.pair}: {pair.low.name} / {pair.high.name} – {'; '.join(pair.evidence)}" for pair in pairs]
        console.answer({"pairs": [asdict(pair) for pair in pairs]}, "\n".join(lines) or "Nothing waits.")
    elif options.act == "decide":
        decide_pair(pair=options.pair, verdict=options.verdict, by=desk.by, at=desk.at)
        console.answer({"pair": options.pair, "verdict": options.verdict}, f"Pair {options.pair}: {options.verdict}.")
    else:
        unmerge(worker=options.worker, by=desk.by, at=desk.at)
        console.answer({"worker": options.worker, "unmerged": True}, f"Worker {options.worker} stands for himself again.")
    return 0
