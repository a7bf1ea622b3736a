"""Take in the shapes of areas, so that coverage is drawn on a map.

  payung boundaries import FILE

FILE is GeoJSON or TopoJSON in EPSG:4326. The property 'code' or 'id' is the Kemendagri code, dots allowed; its length tells
the level. Without boundaries coverage is drawn as a map of tiles. The same file again changes nothing.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.governance.actions.audit import record
from payung.governance.rules.access import check_may
from payung.places.actions import BoundaryReport, import_boundaries

_MOST_NAMED = 20


def add_arguments(parser: ArgumentParser) -> None:
    """import FILE."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    taking = acts.add_parser("import", help="take in a GeoJSON or TopoJSON file")
    taking.add_argument("file", type=Path, metavar="FILE")
    common(taking)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Take the file in; what was not used is named."""
    by = desk.by
    check_may(by, "places.manage")
    held = import_boundaries(path=options.file, by=by, at=desk.at, record=record)
    console.answer(asdict(held) | {"file": str(options.file)}, "\n".join(_told(held)))
    return 0


def _told(held: BoundaryReport) -> list[str]:
    levels = ", ".join(f"{level} {count}" for level, count in held.levels.items()) or "no shape of a place of this province"
    lines = [f"{held.file}: {levels}; {held.changed} new or changed."]
    if held.unmatched:
        lines.append(f"{len(held.unmatched)} codes are no place of this province: {_named(held.unmatched)}.")
    if held.shapeless:
        lines.append(f"{len(held.shapeless)} places have no usable shape: {_named(held.shapeless)}.")
    if held.without_code:
        lines.append(f"{held.without_code} shapes carry no code.")
    if held.dropped_rings:
        lines.append(f"{held.dropped_rings} rings bound nothing and were left out.")
    return lines


def _named(codes: Sequence[str]) -> str:
    more = len(codes) - _MOST_NAMED
    return ", ".join(codes[:_MOST_NAMED]) + (f" and {more} more (--json names all)" if more > 0 else "")
