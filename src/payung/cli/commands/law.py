"""Calculate by law, on a file of cases.

'payung law calculate CASES.json --json' reads an array of cases and answers in their order. A bad case gets its error
in its place and never stops the others. Every answer is an estimate; BPJS decides.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from payung.cli.console import Console
from payung.core.refusals import Refusal, gettext_noop
from payung.law.cases import calculate_cases


def add_arguments(parser: ArgumentParser) -> None:
    """calculate CASES.json."""
    parser.add_argument("act", choices=["calculate"])
    parser.add_argument("cases", type=Path, metavar="CASES.json")
    parser.add_argument("--json", action="store_true", help="answer with exactly one JSON object on stdout")


def run(options: Namespace, console: Console) -> int:
    """The answers, in order."""
    try:
        cases = json.loads(options.cases.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refusal("cases-unreadable", gettext_noop("The file of cases cannot be read. It must be a JSON array.")) from None
    if not isinstance(cases, list):
        raise Refusal("cases-unreadable", gettext_noop("The file of cases cannot be read. It must be a JSON array."))
    answers = calculate_cases(cases)
    console.answer(answers, json.dumps(answers, ensure_ascii=False, indent=2))
    return 0
