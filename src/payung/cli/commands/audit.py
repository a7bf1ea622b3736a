"""Check the audit trail.

'payung audit verify' recomputes every digest, root and signature of the sealed trail, and the digests of approved
lists and exported batches. It ends with 0 when all is whole and with 1 when something was altered, removed or
re-ordered; the first such place is named.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from payung.cli.console import Console
from payung.cli.office import Desk
from payung.cli.options import common
from payung.governance.actions.audit import seal
from payung.reports.queries.inspection import verify_everything


def add_arguments(parser: ArgumentParser) -> None:
    """verify."""
    parser.add_argument("act", choices=["verify"])
    common(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """The verdict; 1 when tampering was found."""
    seal(at=desk.at)
    verdict = verify_everything(by=desk.by)
    fault = verdict.first_bad
    payload = {
        "ok": verdict.ok,
        "events": verdict.events,
        "sealed": verdict.sealed,
        "open": verdict.open,
        "first_bad": asdict(fault) if fault else None,
    }
    text = f"{verdict.events} events, {verdict.sealed} sealed, {verdict.open} open: " + (
        "nothing was altered, removed or re-ordered." if fault is None else f"number {fault.seq} was found {fault.kind} ({fault.object})."
    )
    console.answer(payload, text)
    return 0 if verdict.ok else 1
