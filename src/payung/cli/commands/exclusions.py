"""Take in a list of people who must not or need not be chosen: 'payung exclusions add FILE --kind KIND --on DATE --source NAME'.

Columns are recognised like those of intake; canonical: nik,name,birth_date,village,from,to,source (to: the first day on which
it holds no more; a list without from holds from its own day). A hit is a fact with its source and days; it deletes nobody, and the
programme says what it means for the choice. The next 'payung link' says who of the list is a worker here.
The same file twice adds nothing. Rows that cannot be used are named with their reason and kept with the file.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.outside_lists import answer, arguments
from payung.core.exclusions import ExclusionKind
from payung.registry.actions.outside import add_exclusions


def add_arguments(parser: ArgumentParser) -> None:
    """add FILE --kind --on --source."""
    add = arguments(parser)
    add.add_argument("--kind", required=True, choices=[kind.value for kind in ExclusionKind])


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Take the list in."""
    on = options.on or desk.on
    answer(console, add_exclusions(path=options.file, kind=options.kind, source=options.source, on=on, by=desk.by, at=desk.at))
    return 0
