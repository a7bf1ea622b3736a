"""The first accounts of an installation; all others are made in the browser.

  payung account add agus --name "Agus Seran" --role administrator    an account that signs in; its first password is printed once
  payung account practice                                             one ready account per role, in practice mode only

Whoever is called administrator makes everybody else under Tata kelola, Akun.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from payung.cli.console import Console
from payung.cli.office import PROVINCE, Desk
from payung.cli.options import common, day
from payung.cli.practice import hire_officers
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.accounts import create_user, print_slips
from payung.governance.queries.accounts import installation
from payung.governance.rules.practice import READY_PASSWORD


def add_arguments(parser: ArgumentParser) -> None:
    """add LOGIN --name --role [--area] [--until], or practice."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help="make an account with its first posting")
    add.add_argument("login", metavar="LOGIN")
    add.add_argument("--name", required=True, metavar="NAME", help="full name")
    add.add_argument("--role", required=True, metavar="ROLE", help="as docs/reference/access.md calls it, for example administrator")
    add.add_argument("--area", action="append", metavar="CODE", help=f"place code, once for each area (default: {PROVINCE}, the province)")
    add.add_argument("--until", type=day, metavar="DATE", help="the first day on which the posting no longer holds; an inspector needs one")
    common(add)
    common(acts.add_parser("practice", help="make the ready accounts of practice mode"))


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked."""
    if options.act == "practice":
        _practice(console, desk)
    else:
        _add(options.login, options.name, options.role, options.area or [PROVINCE], options.until, console, desk)
    return 0


def _add(login: str, name: str, role: str, areas: list[str], until: date | None, console: Console, desk: Desk) -> None:
    """One account, with the slip that would be handed over on paper."""
    made = create_user(
        login=login, full_name=name, password=None, role=role, areas=areas, ends_on=until, slip=True, by=desk.by, at=desk.at, on=desk.on
    )
    (slip,) = print_slips(user_ids=[made.user_id], by=desk.by, at=desk.at)
    told = f"{name} signs in as {login} with the first password {slip.password} and is asked for one of his own. It is shown only now."
    console.answer({"login": login, "password": slip.password}, told)


def _practice(console: Console, desk: Desk) -> None:
    """The invented officers of practice mode."""
    if not installation().practice:
        message = gettext_noop("Ready accounts with a known password exist in practice mode only. Use: payung account add.")
        raise Refusal("not-practice", message)
    hire_officers(desk)
    console.answer(
        {"password": READY_PASSWORD}, f"One ready account per role stands on the sign-in page; the password is {READY_PASSWORD}."
    )
