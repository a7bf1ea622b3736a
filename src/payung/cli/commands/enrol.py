"""Make batches for BPJS from a decreed list, record what it answered, fill freed places.

  payung enrol check LIST                           who lacks a field that the layout requires
  payung enrol export LIST --layout bpu --out DIR   one workbook per branch and regency, an annex per regency, totals.csv
  payung enrol reply LIST FILE... [--on DATE]       record answers: accepted with KPJ, refused with a reason
  payung enrol backfill LIST [--first-month M]      who of the reserve takes each refused place; with --make the amended decree is handed in

Exporting again gives the same batches, and adds those of amended decrees that came since. The same reply again changes nothing. In
practice mode every file carries LATIHAN in its name and head.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.core.calendar import Month
from payung.core.figures import rupiah
from payung.enrolment.actions import export_batches, make_replacement, record_reply
from payung.enrolment.queries import Backfill, backfill, readiness


def add_arguments(parser: ArgumentParser) -> None:
    """check, export, reply, backfill."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    check = acts.add_parser("check", help="readiness against the layout")
    export = acts.add_parser("export", help="make the batches")
    export.add_argument("--out", required=True, type=Path, metavar="DIR")
    reply = acts.add_parser("reply", help="record what BPJS answered")
    fill = acts.add_parser("backfill", help="fill refused places from the reserve")
    fill.add_argument("--first-month", type=_month, metavar="YYYY-MM", help="first paid month (default: the next one)")
    fill.add_argument("--waits", action="store_true", help="leave places open whose person better data may still bring in")
    fill.add_argument("--make", action="store_true", help="hand the amended decree in")
    for each in (check, export, reply, fill):
        each.add_argument("list", type=int, metavar="LIST")
    reply.add_argument("files", nargs="+", type=Path, metavar="FILE")
    for each in (check, export, reply):
        each.add_argument("--layout", default="bpu", metavar="CODE")
    for each in (reply, fill):
        each.add_argument("--on", type=day, metavar="DATE", help="as of which day (default: today)")
    for each in (check, export, reply, fill):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked; 1 when the list is not ready."""
    acts = {"check": _check, "export": _export, "reply": _reply, "backfill": _backfill}
    return acts[options.act](options, console, desk)


def _check(options: Namespace, console: Console, _desk: Desk) -> int:
    ready = readiness(options.list, options.layout)
    console.answer(
        asdict(ready),
        f"{ready.ready} of {ready.people} people are ready."
        + "".join(f"\n  {field}: {count} missing" for field, count in ready.missing.items()),
    )
    return 0 if ready.ready == ready.people else 1


def _export(options: Namespace, console: Console, desk: Desk) -> int:
    made = export_batches(list_id=options.list, layout_code=options.layout, out=options.out, on=desk.on, by=desk.by, at=desk.at)
    lines = [f"{batch.batch}: {batch.people} people, {batch.months} months, Rp {batch.amount_idr:,}" for batch in made.batches]
    console.answer(asdict(made), "\n".join([*lines, f"{len(made.batches)} batches in {options.out}."]))
    return 0


def _reply(options: Namespace, console: Console, desk: Desk) -> int:
    done = record_reply(
        list_id=options.list, files=options.files, layout_code=options.layout, on=options.on or desk.on, by=desk.by, at=desk.at
    )
    lines = []
    for each in done.files:
        said = ", ".join(f"{count} {name}" for name, count in each.counted.items() if count and not name.startswith("said-"))
        lines.append(f"{each.file}: {each.outcome}{f' ({each.code})' if each.code else ''}{': ' + said if said else ''}.")
        lines += [f"  declared {what}: {each.declared[what]}, read {each.declared[what] + less}" for what, less in each.differs.items()]
    status = done.status
    lines.append(
        f"{status.accepted} of {status.people} accepted, {status.refused} refused, {status.missing} missing, {status.waiting} not answered."
    )
    lines += [f"  {reason}: {people}" for reason, people in status.refused_by.items()]
    told = {
        "list": done.list_id,
        "files": [asdict(each) for each in done.files],
        "status": asdict(status) | {"conflicts": status.conflicts},
    }
    console.answer(told, "\n".join(lines))
    return 0


def _backfill(options: Namespace, console: Console, desk: Desk) -> int:
    on, amendment = options.on or desk.on, None
    if options.make:
        done = make_replacement(list_id=options.list, on=on, first_month=options.first_month, waits=options.waits, by=desk.by, at=desk.at)
        amendment, proposal = done.amendment, done.proposal
    else:
        proposal = backfill(options.list, on=on, first_month=options.first_month, waits=options.waits)
    lines = [
        f"{len(proposal.places)} places are free; {proposal.filled} people enter for {proposal.months} months from {proposal.first_month}.",
        *(f"  stays empty, {why}: {places}" for why, places in proposal.unfilled.items()),
        f"{rupiah(proposal.freed_idr)} freed, {rupiah(proposal.cost_idr)} needed, {rupiah(proposal.unspent_idr)} unspent; {proposal.days_left} days left.",
    ]
    if amendment is not None:
        lines.append(f"Amended decree {amendment} is handed in: payung list approve {options.list} --amendment {amendment}.")
    console.answer(_as_json(proposal, amendment), "\n".join(lines))
    return 0


def _as_json(proposal: Backfill, amendment: int | None) -> dict[str, Any]:
    return {
        "list": proposal.list_id,
        "first_month": str(proposal.first_month),
        "months": proposal.months,
        "free": len(proposal.places),
        "filled": proposal.filled,
        "unfilled": proposal.unfilled,
        "freed_idr": proposal.freed_idr,
        "cost_idr": proposal.cost_idr,
        "unspent_idr": proposal.unspent_idr,
        "days_left": proposal.days_left,
        "batches": proposal.by_regency,
        "amendment": amendment,
        "places": [asdict(each.offer) for each in proposal.places],
    }


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no month; write YYYY-MM") from None
