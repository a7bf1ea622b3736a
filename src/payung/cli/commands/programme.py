"""See, check and load a programme year.

  payung programme show ntt-2025 > mine.yaml     the year as it stands, as a programme file
  payung programme validate mine.yaml            is the file sound? names the first wrong place
  payung programme load mine.yaml                make it the next version of its year

A change by hand in the browser makes a version too; 'show' gives the newest.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

import yaml

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.core.figures import whole
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import check_may
from payung.programmes.actions import load_programme
from payung.programmes.queries import programme_by_id
from payung.programmes.queries.versions import content_of
from payung.programmes.rules.document import read_document

_WIDE = 140


def add_arguments(parser: ArgumentParser) -> None:
    """show CODE, validate FILE, load FILE."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    showing = acts.add_parser("show", help="the year as it stands, as a programme file")
    showing.add_argument("code", metavar="CODE")
    common(showing)
    for name, help_text in (("validate", "is the file sound?"), ("load", "make the file the next version of its year")):
        reading = acts.add_parser(name, help=help_text)
        reading.add_argument("file", type=Path, metavar="FILE")
        common(reading)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "show":
        check_may(desk.by, "programmes.read")
        content = content_of(options.code)
        console.answer(content, yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=_WIDE).rstrip())
    elif options.act == "validate":
        _validate(options.file, console)
    else:
        held = programme_by_id(load_programme(source=options.file, by=desk.by, at=desk.at))
        console.answer({"programme": held.code, "version": held.version}, f"{held.code} is at version {held.version}.")
    return 0


def _validate(file: Path, console: Console) -> None:
    if not file.is_file():
        raise Refusal("no-such-file", gettext_noop("There is no file %(name)s. Check the path."), name=file.name)
    held = read_document(file.read_text(encoding="utf-8"), file.name)
    people, criteria = sum(each.people for each in held.tranches), len(held.settings.criteria)
    told = {"programme": held.code, "tranches": len(held.tranches), "people": people, "criteria": criteria}
    console.answer(told, f"{file.name} is sound: {held.name}, {len(held.tranches)} tranches, {whole(people)} people, {criteria} criteria.")
