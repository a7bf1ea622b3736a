"""Papers: what there is, make them with their data frozen, record number and signed copy.

payung document list [--kind K] [--state S] [--area CODE]
payung document make KIND --for ABOUT [--area CODE] [--due DATE] --out DIR [--form docx|pdf] [--purpose TEXT]
payung document initial ID                                        by somebody who did not make it
payung document number ID --number N --on DATE                    as the records unit gave it
payung document sign ID --file COPY --on DATE                     the signed copy: PDF, JPEG or PNG
payung document template KIND --out FILE.docx                     the Word template in force

ABOUT is the code of a programme (letters, sheets, minutes, recapitulations), or the number of a round (handing over), run
(provisional list), list (decree, annexes, receipt lists) or amended decree. Without --area one paper for each regency or village.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.enrolment.actions.papers import MADE_HERE, make_papers, write_papers
from payung.governance.actions.documents import initial_document, set_number, sign_document
from payung.governance.queries.documents import documents, template_file
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.governance.rules.statuses import DocumentStatus


def add_arguments(parser: ArgumentParser) -> None:
    """list, make, initial, number, sign, template."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listing = acts.add_parser("list", help="papers of one's area, newest first")
    listing.add_argument("--kind", default="", metavar="K")
    listing.add_argument("--state", default="", choices=[str(each) for each in DocumentStatus], metavar="S")
    listing.add_argument("--area", default="", metavar="CODE")
    listing.add_argument("--page", type=int, default=1, metavar="N")
    make = acts.add_parser("make", help="make papers and write them as files")
    make.add_argument("kind", choices=sorted(MADE_HERE), metavar="KIND", help=", ".join(sorted(MADE_HERE)))
    make.add_argument("--for", dest="about", required=True, metavar="ABOUT")
    make.add_argument("--area", default="", metavar="CODE")
    make.add_argument("--due", type=day, metavar="DATE", help="answers until; of a provisional list: objections until")
    make.add_argument("--form", default="", choices=["docx", "pdf"], help="default: Word where there is a template, else PDF")
    make.add_argument("--purpose", default="own use", metavar="TEXT", help="what it is taken for; stays on record")
    make.add_argument("--on", type=day, metavar="DATE", help="the day whose letterhead and figures hold (default: today)")
    make.add_argument("--out", required=True, type=Path, metavar="DIR")
    initial = acts.add_parser("initial", help="initial a paper")
    number = acts.add_parser("number", help="record the outgoing number")
    number.add_argument("--number", required=True)
    sign = acts.add_parser("sign", help="keep the signed copy")
    sign.add_argument("--file", required=True, type=Path)
    for each in (number, sign):
        each.add_argument("--on", required=True, type=day, metavar="DATE")
    for each in (initial, number, sign):
        each.add_argument("document", type=int, metavar="ID")
    template = acts.add_parser("template", help="the Word template in force")
    template.add_argument("kind", metavar="KIND")
    template.add_argument("--out", required=True, type=Path, metavar="FILE")
    for each in (listing, make, initial, number, sign, template):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    {"list": _list, "make": _make, "template": _template}.get(options.act, _step)(options, console, desk)
    return 0


def _list(options: Namespace, console: Console, desk: Desk) -> None:
    check_may(desk.by, "documents.read")
    with scope(desk.by):
        page = documents(on=desk.on, kind=options.kind, status=options.state, area=options.area, page=options.page)
    lines = [f"{each.id:>6}  {each.status:<10}  {each.number or '-':<20}  {each.title}, {each.about}" for each in page.rows]
    answer = {"total": page.total, "page": page.page, "pages": page.pages, "documents": [asdict(each) for each in page.rows]}
    console.answer(answer, "\n".join([*lines, f"{page.total} papers."]))


def _make(options: Namespace, console: Console, desk: Desk) -> None:
    made = make_papers(
        kind=options.kind, about=options.about, area=options.area, due=options.due, on=options.on or desk.on, by=desk.by, at=desk.at
    )
    written = write_papers(documents=made.documents, form=options.form, out=options.out, purpose=options.purpose, by=desk.by, at=desk.at)
    answer = {"kind": made.kind, "documents": [asdict(each) for each in written]}
    console.answer(answer, f"{len(written)} papers in {options.out}.")


def _step(options: Namespace, console: Console, desk: Desk) -> None:
    if options.act == "initial":
        initial_document(document_id=options.document, by=desk.by, at=desk.at)
        console.answer({"document": options.document}, f"Paper {options.document} is initialled.")
    elif options.act == "number":
        set_number(document_id=options.document, number=options.number, on=options.on, by=desk.by, at=desk.at)
        console.answer(
            {"document": options.document, "number": options.number}, f"Paper {options.document} has the number {options.number}."
        )
    else:
        copy = sign_document(
            document_id=options.document,
            content=options.file.read_bytes(),
            name=options.file.name,
            signed_on=options.on,
            by=desk.by,
            at=desk.at,
        )
        found = [{"intact": each.intact, "whole": each.whole, "trusted": each.trusted} for each in copy.signatures]
        console.answer(
            {"document": options.document, "form": copy.form, "signatures": found}, f"Paper {options.document} is signed ({copy.form})."
        )


def _template(options: Namespace, console: Console, desk: Desk) -> None:
    check_may(desk.by, "templates.manage")
    held = template_file(options.kind)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(held.content)
    console.answer({"kind": options.kind, "file": str(options.out)}, f"The template of {options.kind} is in {options.out}.")
