"""Take in a list of people who died: 'payung deaths add FILE --on DATE --source NAME'.

Columns are recognised like those of intake; canonical: nik,name,sex,birth_date,village,died_on,source.
The same file twice adds nothing. Rows that cannot be used are named with their reason and kept with the file.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.outside_lists import answer, arguments
from payung.registry.actions.outside import add_deaths


def add_arguments(parser: ArgumentParser) -> None:
    """add FILE --on --source."""
    arguments(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Take the list in."""
    answer(console, add_deaths(path=options.file, source=options.source, on=options.on or desk.on, by=desk.by, at=desk.at))
    return 0
