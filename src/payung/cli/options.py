"""Options that many commands share."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date


def common(parser: ArgumentParser) -> None:
    """--json and --as."""
    parser.add_argument("--json", action="store_true", help="answer with exactly one JSON object on stdout")
    parser.add_argument("--as", dest="as_login", metavar="LOGIN", help="act as this user (default: PAYUNG_USER, else the operator)")


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    return date.fromisoformat(text)
