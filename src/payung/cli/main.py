"""`payung`: one command for everything that is not done in the browser.

The table below is the whole list. A command's module is loaded by name, after the database is up for those that need
one: that is the one exception to the rule that nothing is imported inside a function.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from payung import __version__
from payung.cli.console import Console
from payung.cli.server import Needs, serving
from payung.core.refusals import Refusal

DONE, ANSWER_IS_NO, WRONG_USAGE, REFUSED, BUG, STOPPED = 0, 1, 2, 3, 70, 130


@dataclass(frozen=True)
class Command:
    """What a command is for, and what must be there before its module is loaded."""

    summary: str
    needs: Needs = Needs.OFFICE


COMMANDS = {
    "demo": Command("run the whole stream on a synthetic province"),
    "run": Command("run your own files up to a submitted list"),
    "serve": Command("serve the office in the browser"),
    "check": Command("check files without a database: findings, duplicates, returned workbooks", Needs.NOTHING),
    "intake": Command("take files in, get them back, export what was read"),
    "participants": Command("take in a list of people who are members already"),
    "deaths": Command("take in a list of people who died"),
    "exclusions": Command("take in a list of people who must not or need not be chosen"),
    "link": Command("find out who is one person (with --registrations: on files, without a database)"),
    "review": Command("decide pairs that only a person can judge"),
    "round": Command("ask those who know, before anything is decided: villages, civil registry, welfare register, BPJS"),
    "programme": Command("see, check and load a programme year"),
    "plan": Command("lay out what the money buys, and write the letter that asks for proposals"),
    "select": Command("assess everybody and choose within the quota"),
    "list": Command("submit, approve, return or decree a list"),
    "enrol": Command("make batches for BPJS from a decreed list"),
    "claims": Command("take in what the agency says of claims, find deaths without a claim"),
    "document": Command("make papers with their data frozen, record number and signed copy"),
    "report": Command("coverage by area as table, map or picture"),
    "account": Command("make the first accounts of an installation"),
    "boundaries": Command("take in shapes of areas for the maps"),
    "places": Command("take in a list of replaced village codes"),
    "audit": Command("check the audit trail"),
    "law": Command("calculate by law, on a file of cases", Needs.NOTHING),
    "keys": Command("make, show, export, import and renew keys", Needs.DATABASE),
    "db": Command("prepare, migrate, back up and restore", Needs.DATABASE),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command line; its exit code: 0 done, 1 the answer is no, 2 wrong usage, 3 refused, 70 a bug."""
    head = _parser().parse_args(arguments)
    if head.command is None:
        _parser().print_help(sys.stderr)
        return WRONG_USAGE
    if head.data:
        os.environ["PAYUNG_DATA"] = str(Path(head.data).absolute())
    console = Console(as_json="--json" in head.rest)
    try:
        return _run(head.command, head.rest, console)
    except Refusal as refusal:
        console.refuse(refusal)
        return REFUSED
    except KeyboardInterrupt:
        console.note("Stopped. What was done so far is kept: run the same command again to go on.")
        return STOPPED
    except Exception:  # noqa: BLE001 - the outermost door: a bug is shown whole and told from a refusal by its exit code
        traceback.print_exc(file=sys.stderr)
        return BUG


def _run(name: str, rest: list[str], console: Console) -> int:
    with serving(_needs(name, rest), console) as needs:
        module = importlib.import_module(f"payung.cli.commands.{_module(name, needs)}")
        parser = argparse.ArgumentParser(
            prog=f"payung {name}", description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        module.add_arguments(parser)
        options = parser.parse_args(rest)
        if needs in (Needs.NOTHING, Needs.HELP):
            return int(module.run(options, console))
        office = importlib.import_module("payung.cli.office")
        with office.opened(needs, console, getattr(options, "as_login", None)) as desk:
            return int(module.run(options, console, desk))


def _module(name: str, needs: Needs) -> str:
    """The module of a command: linking files is another one than linking the registry."""
    return "link_files" if name == "link" and needs is Needs.NOTHING else name


def _needs(name: str, rest: list[str]) -> Needs:
    """What this very command line needs: less than the command at large for its help and for work on files only."""
    if {"-h", "--help"} & set(rest) or (name == "db" and "--print" in rest):
        return Needs.HELP
    if name == "link" and "--registrations" in rest:
        return Needs.NOTHING
    if name == "db" and rest[:1] == ["prepare"]:
        return Needs.SERVER
    return COMMANDS[name].needs


def _parser() -> argparse.ArgumentParser:
    listing = "\n".join(f"  {name:<14}{command.summary}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="payung",
        usage="payung [--data DIR] COMMAND ...",
        description="From messy village lists to social insurance cover that is paid for, explained and claimed.",
        epilog=f"commands:\n{listing}\n\n'payung COMMAND --help' teaches each of them. Begin with: payung demo --serve",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", metavar="DIR", help="data folder (default: PAYUNG_DATA, else ./payung-data)")
    parser.add_argument("--version", action="version", version=f"payung {__version__}")
    parser.add_argument("command", nargs="?", choices=list(COMMANDS), metavar="COMMAND", help="one of the commands below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
