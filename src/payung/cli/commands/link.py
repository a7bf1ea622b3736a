"""Find out who is one person.

'payung link' admits what came in as workers and links them with each other and with the members. Sure pairs are merged
to a survivor; doubtful ones wait in 'payung review list'. Linking again changes only what is new, and never what a
person decided.

On files, without a database: payung link --registrations R [--participants P] --out DIR [--seed N]
(.csv or .parquet with id, nik, name, sex, birth_date, village, mother, phone, source).
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.registry.actions.linking import link


def add_arguments(parser: ArgumentParser) -> None:
    """--seed."""
    parser.add_argument("--seed", type=int, default=1)
    common(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Link the registry."""
    with console.progress("Linking") as report:
        linked = link(seed=options.seed, on=desk.on, by=desk.by, at=desk.at, progress=report)
    console.answer(asdict(linked), "\n".join(f"{name}: {value}" for name, value in asdict(linked).items()))
    return 0
