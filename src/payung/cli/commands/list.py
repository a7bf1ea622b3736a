"""Submit, approve, return or decree a list.

payung list submit RUN                                            freeze a run and hand it in
payung list approve LIST                                          by somebody who did not work on it
payung list return LIST --reason TEXT                             back to its maker
payung list decree LIST --number N --on DATE --file SIGNED.pdf    number, date and the signed copy: only then it may be enrolled
With --amendment N the same is done to an amended decree of the list (see 'payung enrol backfill').

What an official approved or returned on paper is recorded by somebody who neither made the list nor decides of it:
payung list approve LIST --on-paper PAGE.pdf --decider LOGIN --on DATE --digest TEXT --as RECORDER
PAGE is the scan of the signed page, DATE the day of the signature, TEXT the digest that stands at the foot of the page.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime, time
from pathlib import Path

from django.utils import timezone

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common, day
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.accounts import actor_for
from payung.selection.actions import (
    approve_amendment,
    approve_list,
    decree_amendment,
    decree_list,
    record_paper_decision,
    return_amendment,
    return_list,
    submit_list,
)
from payung.selection.queries import list_view


def add_arguments(parser: ArgumentParser) -> None:
    """submit, approve, return, decree."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    submit = acts.add_parser("submit", help="hand a run in for decision")
    submit.add_argument("run", type=int, metavar="RUN")
    approve = acts.add_parser("approve", help="approve a submitted list")
    back = acts.add_parser("return", help="return a submitted list")
    back.add_argument("--reason", required=True)
    decree = acts.add_parser("decree", help="record the decree of an approved list")
    decree.add_argument("--number", default="", help="left out, as --on and --file: what the signed copy of the decree's own paper says")
    decree.add_argument("--on", type=day, metavar="DATE")
    decree.add_argument("--file", type=Path, help="the signed copy")
    for each in (approve, back):
        each.add_argument("--on-paper", type=Path, metavar="PAGE", help="it was decided on paper: the scan of the signed page")
        each.add_argument("--decider", metavar="LOGIN", help="who signed the page")
        each.add_argument("--on", type=day, metavar="DATE", help="the day of the signature")
        each.add_argument("--digest", metavar="TEXT", help="the digest at the foot of the page, at least its first sixteen characters")
    for each in (approve, back, decree):
        each.add_argument("list", type=int, metavar="LIST")
        each.add_argument("--amendment", type=int, metavar="N", help="an amended decree of the list")
    for each in (submit, approve, back, decree):
        common(each)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "submit":
        listed = submit_list(run=options.run, by=desk.by, at=desk.at)
        digest = list_view(listed).digest
        console.answer({"list": listed, "status": "submitted", "digest": digest}, f"List {listed} is submitted. Its digest is {digest}.")
        return 0
    if getattr(options, "on_paper", None) is not None:
        status = _on_paper(options, desk)
    else:
        status = _amend(options, desk) if options.amendment is not None else _decide(options, desk)
    what = f"Amended decree {options.amendment} of list" if options.amendment is not None else "List"
    told = {"list": options.list, "status": status} | ({"amendment": options.amendment} if options.amendment is not None else {})
    console.answer(told, f"{what} {options.list} is {status}.")
    return 0


def _on_paper(options: Namespace, desk: Desk) -> str:
    if not (options.decider and options.on and options.digest):
        message = gettext_noop("Say who signed (--decider), on which day (--on), and the digest that stands on the page (--digest).")
        raise Refusal("paper-incomplete", message)
    return record_paper_decision(
        kind="list" if options.amendment is None else "amendment",
        object_id=options.list if options.amendment is None else options.amendment,
        approved=options.act == "approve",
        decider=actor_for(options.decider, options.on).user_id,
        signed_at=timezone.make_aware(datetime.combine(options.on, time(12))),
        digest=options.digest,
        page=options.on_paper,
        reason=getattr(options, "reason", ""),
        by=desk.by,
        at=desk.at,
    )


def _decide(options: Namespace, desk: Desk) -> str:
    if options.act == "approve":
        return approve_list(list_id=options.list, by=desk.by, at=desk.at)
    if options.act == "return":
        return_list(list_id=options.list, reason=options.reason, by=desk.by, at=desk.at)
        return "returned"
    decree_list(list_id=options.list, number=options.number, on=options.on, file=options.file, by=desk.by, at=desk.at)
    return "decreed"


def _amend(options: Namespace, desk: Desk) -> str:
    amendment = options.amendment
    if options.act == "approve":
        return approve_amendment(amendment_id=amendment, by=desk.by, at=desk.at)
    if options.act == "return":
        return_amendment(amendment_id=amendment, reason=options.reason, by=desk.by, at=desk.at)
        return "returned"
    decree_amendment(amendment_id=amendment, number=options.number, on=options.on, file=options.file, by=desk.by, at=desk.at)
    return "decreed"
