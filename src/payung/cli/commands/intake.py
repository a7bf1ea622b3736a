"""Take files in, get them back, export what was read.

  payung intake add PATH… --programme ntt-2025 --source "Kecamatan Nita" --door village
        every row that holds a person is kept as it came, with its findings; the same file twice adds nothing;
        a command that was killed goes on where it stopped when it is given again
  payung intake returned UPLOAD --out DIR     the senders' workbooks with the cause beside each bad cell
  payung intake export UPLOAD --out FILE      what was read, as .csv or .parquet
  payung intake withdraw UPLOAD               take a wrong upload back, until a submitted list rests on it

PATH is a file or a folder (searched to its depth, in order). UPLOAD is the number that 'intake add' prints.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.exchange.csvs import write_table
from payung.exchange.header_words import read_mapping
from payung.governance.actions.exports import record_export
from payung.governance.queries.scope import scope
from payung.intake.actions import add_upload, return_workbooks, withdraw_upload
from payung.intake.queries import export_frame


def add_arguments(parser: ArgumentParser) -> None:
    """add, returned, export, withdraw."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help="take files in")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--programme", required=True, metavar="CODE")
    add.add_argument("--source", required=True, metavar="NAME", help="who sent it, for example 'Desa Nita'")
    add.add_argument("--door", required=True, choices=["village", "welfare", "agency"])
    add.add_argument("--mapping", type=Path, metavar="FILE", help="YAML: the sender's header or column letter -> field")
    add.add_argument("--replaces", type=int, metavar="UPLOAD", help="the upload that this one corrects")
    for name, help_text in (("returned", "get the workbooks back with findings"), ("export", "export what was read")):
        each = acts.add_parser(name, help=help_text)
        each.add_argument("upload", type=int, metavar="UPLOAD")
        each.add_argument("--out", required=True, type=Path)
        common(each)
    withdraw = acts.add_parser("withdraw", help="take an upload back")
    withdraw.add_argument("upload", type=int, metavar="UPLOAD")
    common(withdraw)
    common(add)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    {"add": _add, "returned": _returned, "export": _export, "withdraw": _withdraw}[options.act](options, console, desk)
    return 0


def _add(options: Namespace, console: Console, desk: Desk) -> None:
    with console.progress("Reading files") as report:
        upload = add_upload(
            paths=options.paths, programme=options.programme, source=options.source, door=options.door, mapping=read_mapping(options.mapping) if options.mapping else None,
            replaces=options.replaces, by=desk.by, at=desk.at, progress=report,
        )  # fmt: skip
    lines = [f"Upload {upload.upload}: {len(upload.files)} files, {upload.people} people."]
    lines += [
        f"  {file.file}: {file.outcome}{f' ({file.code})' if file.code else ''}, {file.people} people in {file.rows} rows"
        for file in upload.files
    ]
    payload = {"upload": upload.upload, "files": [asdict(file) for file in upload.files]}
    console.answer(payload, "\n".join(lines))


def _returned(options: Namespace, console: Console, desk: Desk) -> None:
    written = return_workbooks(upload=options.upload, out=options.out, by=desk.by, at=desk.at)
    console.answer({"files": [str(path) for path in written]}, f"{len(written)} workbooks in {options.out}.")


def _export(options: Namespace, console: Console, desk: Desk) -> None:
    with scope(desk.by):
        frame = export_frame(options.upload)
    record_export(name=options.out.name, kind="upload", subjects=[options.upload], rows=frame.height, by=desk.by, at=desk.at)
    write_table(options.out, frame)
    console.answer({"file": str(options.out), "rows": frame.height}, f"{frame.height} rows in {options.out}.")


def _withdraw(options: Namespace, console: Console, desk: Desk) -> None:
    withdraw_upload(upload=options.upload, by=desk.by, at=desk.at)
    console.answer({"upload": options.upload, "withdrawn": True}, f"Upload {options.upload} is withdrawn.")
