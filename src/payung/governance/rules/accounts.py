"""Accounts: when one sleeps, what a posting needs, and who administers whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from payung.core.areas import AreaRange
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import PUBLIC, access, apart, may
from payung.governance.rules.actors import Actor, check_ranges

ASLEEP_AFTER = timedelta(days=90)
FIRST_USE_FOR = timedelta(days=14)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


class AccountState(StrEnum):
    """What an account is good for."""

    ACTIVE = "active"
    FIRST_USE = "first-use"
    """Its first password is on a slip and has not been changed."""
    EXPIRED = "expired"
    """Its first password was not used in time."""
    ASLEEP = "asleep"
    PAPER = "paper"
    """Signs on paper only: has no password."""
    ENDED = "ended"


def account_state(
    *, is_active: bool, has_password: bool, first_use_at: datetime | None, last_used_at: datetime, at: datetime
) -> AccountState:
    """The state of an account. `last_used_at`: the last sign-in, or when it was made, reset or woken if that is later."""
    if not is_active:
        return AccountState.ENDED
    if first_use_at is not None:
        return AccountState.FIRST_USE if at - first_use_at <= FIRST_USE_FOR else AccountState.EXPIRED
    if not has_password:
        return AccountState.PAPER
    return AccountState.ACTIVE if at - last_used_at <= ASLEEP_AFTER else AccountState.ASLEEP


def check_awake(state: AccountState) -> None:
    """Raises `Refusal` account-ended, account-asleep or first-use-expired for an account that may not sign in."""
    if state is AccountState.ENDED:
        raise Refusal("account-ended", gettext_noop("This account has been ended. Ask whoever administers your office's accounts."))
    if state is AccountState.ASLEEP:
        raise Refusal(
            "account-asleep",
            gettext_noop("This account was not used for %(days)s days and sleeps. Whoever administers it can wake it."),
            days=ASLEEP_AFTER.days,
        )
    if state is AccountState.EXPIRED:
        raise Refusal(
            "first-use-expired",
            gettext_noop("The password of the slip was not used within %(days)s days. Ask for a new slip."),
            days=FIRST_USE_FOR.days,
        )


def check_login(login: str) -> None:
    """Raises `Refusal` login-form unless the login is of small letters, digits, dots, hyphens and underscores."""
    if not _LOGIN.fullmatch(login):
        raise Refusal("login-form", gettext_noop("A login name has 3 to 60 small letters, digits, dots or hyphens."))


def check_posting(role: str, ranges: tuple[AreaRange, ...], starts_on: date, ends_on: date | None) -> None:
    """Raises `Refusal` unknown-role, posting-ranges, area-too-wide, end-missing or posting-dates."""
    if role not in access().roles or role == PUBLIC:
        raise Refusal("unknown-role", gettext_noop("There is no role %(role)s."), role=role)
    check_ranges(ranges)
    needs = access().roles[role]
    if any(len(each.lo) < needs.widest for each in ranges):
        raise Refusal(
            "area-too-wide",
            gettext_noop("The role %(role)s is for one %(level)s or less. Choose a smaller area, or another role."),
            role=role,
            level=needs.widest.name.lower(),
        )
    if needs.ends and ends_on is None:
        raise Refusal("end-missing", gettext_noop("The role %(role)s is given for a time. Say on which day it ends."), role=role)
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal("posting-dates", gettext_noop("A posting ends after the day it starts."))


def check_apart(roles: Iterable[str]) -> None:
    """Raises `Refusal` roles-apart when one person would hold two acts that are held apart."""
    found = apart(roles)
    if found:
        first, second = found.acts
        raise Refusal(
            "roles-apart",
            gettext_noop("One person may not hold both (%(first)s, %(second)s): %(because)s. End the other posting first."),
            first=first,
            second=second,
            because=found.because,
        )


def may_administer(actor: Actor, postings: Sequence[tuple[str, tuple[AreaRange, ...]]]) -> bool:
    """Whether the actor may make, reset and end an account with these postings: roles he administers, inside his own areas."""
    if not (may(actor, "accounts.manage") or may(actor, "accounts.delegate")):
        return False
    below = access().roles[actor.role].administers
    return all(role in below and all(_inside(actor, each) for each in ranges) for role, ranges in postings)


def check_administers(actor: Actor, postings: Sequence[tuple[str, tuple[AreaRange, ...]]]) -> None:
    """Raises `Refusal` not-allowed or not-yours-to-administer."""
    if may_administer(actor, postings):
        return
    raise Refusal(
        "not-yours-to-administer",
        gettext_noop("You administer the accounts of lower roles inside your own area only. Ask the office above."),
    )


def _inside(actor: Actor, area: AreaRange) -> bool:
    return any(own.lo <= area.lo and area.hi <= own.hi for own in actor.ranges)
