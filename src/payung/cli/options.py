"""Options that many commands share."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml


def common(parser: ArgumentParser) -> None:
    """--json and --as."""
    parser.add_argument("--json", action="store_true", help="answer with exactly one JSON object on stdout")
    parser.add_argument("--as", dest="as_login", metavar="LOGIN", help="act as this user (default: PAYUNG_USER, else the operator)")


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    return date.fromisoformat(text)


def mapping(text: str) -> dict[str, Any]:
    """A YAML file that says which of the sender's columns is which field. Raises `Refusal` mapping-unreadable."""
    read = read_yaml(Path(text).read_text(encoding="utf-8"))
    if not isinstance(read, dict):
        raise Refusal("mapping-unreadable", gettext_noop("The mapping must name one field for each header, for example 'No. KTP: nik'."))
    return read
