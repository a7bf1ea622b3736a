"""Making, posting, resetting and ending accounts: an administrator everybody's, an office those of lower roles inside its own areas."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from payung.core.areas import AreaRange, area_code, dotted
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.readers import read_many
from payung.governance.actions.audit import record
from payung.governance.actions.sessions import end_sessions_of
from payung.governance.models import FirstUse, Installation, Posting, User
from payung.governance.queries.accounts import (
    FIRST_USE_TABLE,
    NO_PASSWORD,
    OPERATOR,
    actor_of_posting,
    administered_by,
    first_password,
)
from payung.governance.queries.keys import keyring
from payung.governance.rules.account_sheet import AccountLine, LineFault, SheetAct, login_of, read_lines
from payung.governance.rules.accounts import FIRST_USE_FOR, check_administers, check_apart, check_login, check_posting
from payung.governance.rules.actors import Actor
from payung.places.queries import place_names

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_GROUPS, _A_GROUP = 3, 4  # 59 bits: nobody guesses one within its fortnight


@dataclass(frozen=True)
class Slip:
    """A first password to be printed and handed over."""

    user_id: int
    login: str
    full_name: str
    role: str
    areas: tuple[str, ...]
    password: str
    good_until: date


@dataclass(frozen=True)
class SheetOutcome:
    """What came of a sheet: accounts made, reset, ended; and the lines that were not done, each with its refusal."""

    made: int
    reset: int
    ended: int
    faults: tuple[LineFault, ...]


@transaction.atomic
def found_installation(*, province: str, at: datetime, on: date) -> Actor:
    """The first facts of an installation: what it is, and its operator (no password: the command line only).

    Called by `payung db prepare` before there is anybody who could act. Calling it again changes nothing.
    """
    Installation.objects.get_or_create(pk=1, defaults={"province": province, "practice": True, "prepared_at": at})
    user, made = User.objects.get_or_create(login=OPERATOR, defaults={"full_name": "Operator", "password": NO_PASSWORD, "created_at": at})
    if not made:
        return actor_of_posting(Posting.objects.filter(user=user).order_by("id").values_list("pk", flat=True)[0])
    ranges = AreaRange.of(province)
    posting = Posting.objects.create(user=user, role="operator", range_lo=[ranges.lo], range_hi=[ranges.hi], starts_on=on)
    return actor_of_posting(posting.pk)


@transaction.atomic
def create_user(
    *,
    login: str,
    full_name: str,
    password: str | None,
    role: str,
    areas: Sequence[str],
    office: str = "",
    ends_on: date | None = None,
    hashed: str = "",
    slip: bool = False,
    by: Actor,
    at: datetime,
    on: date,
) -> Actor:
    """A user with his first posting from the day `on`. With `slip` his first password is printed; without any he signs on paper only.

    `hashed` stands for `password` where several accounts share one (practice mode). Raises `Refusal` login-form, login-taken and
    those of `create_posting`.
    """
    check_login(login)
    if User.objects.filter(login=login).exists():
        raise Refusal("login-taken", gettext_noop("The login %(login)s is in use. Choose another."), login=login)
    kept = hashed or (make_password(password) if password else NO_PASSWORD)
    user = User.objects.create(login=login, full_name=full_name.strip(), password=kept, created_at=at)
    actor = create_posting(user_id=user.pk, role=role, areas=areas, office=office, ends_on=ends_on, by=by, at=at, on=on)
    if slip:
        _give_first_password([user], by, at)
    record(by=by, at=at, action="create_user", kind="user", subjects=[user.pk])
    return actor


@transaction.atomic
def create_posting(
    *, user_id: int, role: str, areas: Sequence[str], office: str = "", ends_on: date | None = None, by: Actor, at: datetime, on: date
) -> Actor:
    """A further posting of a user, from the day `on` until `ends_on`.

    Raises `Refusal` unknown-role, posting-ranges, area-too-wide, end-missing, posting-dates, not-yours-to-administer, roles-apart or
    posting-there.
    """
    ranges = tuple(AreaRange.of(area_code(area)) for area in areas)
    check_posting(role, ranges, on, ends_on)
    check_administers(by, [(role, ranges)])
    standing = _standing(user_id, on)
    check_administers(by, [(each.role, each.ranges) for each in standing])
    check_apart([role, *(each.role for each in standing)])
    lows = [each.lo for each in ranges]
    if any(each.role == role and each.range_lo == lows for each in standing):
        raise Refusal("posting-there", gettext_noop("This account has this posting already."))
    posting = Posting.objects.create(
        user_id=user_id, role=role, range_lo=lows, range_hi=[each.hi for each in ranges], starts_on=on, ends_on=ends_on, office=office
    )
    record(
        by=by, at=at, action="create_posting", kind="user", subjects=[user_id], change={"posting": posting.pk, "role": role, "areas": lows}
    )
    return actor_of_posting(posting.pk)


@transaction.atomic
def end_posting(*, posting: int, on: date, by: Actor, at: datetime) -> None:
    """End a posting: `on` is the first day on which it no longer holds. Raises `Refusal` no-such-object or not-yours-to-administer."""
    held = Posting.objects.select_for_update().filter(pk=posting).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such posting."))
    check_administers(by, [(held.role, held.ranges)])
    if held.starts_on >= on:
        raise Refusal("posting-dates", gettext_noop("A posting ends after the day it starts."))
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    record(by=by, at=at, action="end_posting", kind="user", subjects=[held.user_id], change={"posting": posting, "on": on})


@transaction.atomic
def reset_password(*, user_id: int, by: Actor, at: datetime) -> None:
    """Give an account a new first password, to be printed on a slip; its sessions end, and what it knew before no longer opens anything.

    Raises `Refusal` no-such-object or not-yours-to-administer.
    """
    user = _administered(user_id, by, at)
    _give_first_password([user], by, at)
    record(by=by, at=at, action="reset_password", kind="user", subjects=[user_id])


@transaction.atomic
def reset_second_factor(*, user_id: int, by: Actor, at: datetime) -> None:
    """Forget the second factor of an account whose telephone is gone; it sets up a new one at its next sign-in."""
    _administered(user_id, by, at)
    Authenticator.objects.filter(user_id=user_id).delete()
    end_sessions_of(user_ids=[user_id])
    record(by=by, at=at, action="reset_second_factor", kind="user", subjects=[user_id])


@transaction.atomic
def wake_account(*, user_id: int, by: Actor, at: datetime) -> None:
    """Let an account that was not used for long sign in again with the password it had."""
    user = _administered(user_id, by, at)
    user.woken_at = at
    user.save(update_fields=["woken_at"])
    record(by=by, at=at, action="wake_account", kind="user", subjects=[user_id])


@transaction.atomic
def end_account(*, user_id: int, by: Actor, at: datetime) -> None:
    """End an account: from now on none of its sessions, passwords or postings opens anything."""
    user = _administered(user_id, by, at)
    if user.pk == by.user_id:
        raise Refusal("own-account", gettext_noop("You cannot end your own account. Ask a colleague who administers it."))
    _end([user])
    record(by=by, at=at, action="end_account", kind="user", subjects=[user_id])


@transaction.atomic
def restore_account(*, user_id: int, by: Actor, at: datetime) -> None:
    """Open an ended account again, with a new first password."""
    user = _administered(user_id, by, at)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _give_first_password([user], by, at)
    record(by=by, at=at, action="restore_account", kind="user", subjects=[user_id])


@transaction.atomic
def change_own_password(*, password: str, keep_session: str | None = None, by: Actor, at: datetime) -> str:
    """Change one's own password (its strength is checked by the door); the slip is void, all other sessions end. The new hash."""
    hashed = make_password(password)
    User.objects.filter(pk=by.user_id).update(password=hashed, must_change_password=False, woken_at=at)
    FirstUse.objects.filter(user_id=by.user_id).delete()
    end_sessions_of(user_ids=[by.user_id], keep=keep_session)
    record(by=by, at=at, action="change_password", kind="user", subjects=[by.user_id])
    return hashed


def take_account_sheet(*, path: Path, by: Actor, at: datetime, on: date) -> SheetOutcome:
    """`keep_accounts` for the lines of a spreadsheet (its first sheet). Raises the refusals of reading, or sheet-without-heads."""
    ((_, read),) = read_many([path])
    if isinstance(read, Refusal):
        raise read
    lines, faults = read_lines(read.sheets[0].rows if read.sheets else ())
    known = place_names(line.area for line in lines)
    for line in lines:
        if line.area not in known:
            faults.append(
                LineFault(line.row, Refusal("area-unknown", gettext_noop("There is no place %(area)s here."), area=dotted(line.area)))
            )
    kept = keep_accounts(lines=[line for line in lines if line.area in known], by=by, at=at, on=on)
    return replace(kept, faults=tuple(sorted((*faults, *kept.faults), key=lambda fault: fault.row)))


@transaction.atomic
def keep_accounts(*, lines: Sequence[AccountLine], by: Actor, at: datetime, on: date) -> SheetOutcome:
    """Make, reset and end the accounts of a sheet; a line that is refused leaves the others be.

    Making means a new account with a posting in its place and a first password on a slip.
    """
    faults: list[LineFault] = []
    done: dict[SheetAct, list[User]] = {act: [] for act in SheetAct}
    logins = {login_of(line) for line in lines}
    known = {user.login: user for user in User.objects.filter(login__in=logins)}
    postings: dict[int, list[Posting]] = {}
    for posting in Posting.objects.filter(user__in=known.values()):
        postings.setdefault(posting.user_id, []).append(posting)
    for line in lines:
        try:
            login = login_of(line)
            if line.act is SheetAct.MAKE:
                known[login] = _new_account(line, login, known, by, at, on)
            elif login not in known:
                raise Refusal("unknown-user", gettext_noop("There is no active user %(login)s here."), login=login)
            else:
                check_administers(by, administered_by(postings.get(known[login].pk, []), on))
            done[line.act].append(known[login])
        except Refusal as refusal:
            faults.append(LineFault(line.row, refusal))
    _give_first_password(done[SheetAct.MAKE] + done[SheetAct.RESET], by, at)
    _end(done[SheetAct.END])
    counts = {str(act): len(users) for act, users in done.items()}
    subjects = [user.pk for users in done.values() for user in users]
    record(by=by, at=at, action="keep_accounts", kind="user", subjects=subjects, change=counts)
    return SheetOutcome(counts["make"], counts["reset"], counts["end"], tuple(faults))


@transaction.atomic
def print_slips(*, user_ids: Sequence[int] | None = None, by: Actor, at: datetime) -> list[Slip]:
    """The slips that wait to be handed over: of these accounts, or all that `by` administers. By place, then by name."""
    on = timezone.localdate(at)
    held = FirstUse.objects.filter(user__is_active=True, made_at__gt=at - FIRST_USE_FOR).select_related("user")
    if user_ids is not None:
        held = held.filter(user__in=list(user_ids))
    found = list(held)
    postings: dict[int, list[Posting]] = {}
    for posting in Posting.objects.filter(user__in=[each.user_id for each in found]).order_by("id"):
        postings.setdefault(posting.user_id, []).append(posting)
    slips = []
    for each in found:
        own = postings.get(each.user_id, [])
        try:
            check_administers(by, administered_by(own, on))
        except Refusal:
            continue
        password = first_password(each.user_id)
        good_until = timezone.localdate(each.made_at + FIRST_USE_FOR)
        first = own[-1]
        slips.append(
            Slip(each.user_id, each.user.login, each.user.full_name, first.role, tuple(first.range_lo), password or "", good_until)
        )
    record(by=by, at=at, action="print_slips", kind="user", subjects=[slip.user_id for slip in slips])
    return sorted(slips, key=lambda slip: (slip.areas, slip.full_name))


def _new_account(line: AccountLine, login: str, known: dict[str, User], by: Actor, at: datetime, on: date) -> User:
    check_login(login)
    if login in known:
        raise Refusal("login-taken", gettext_noop("The login %(login)s is in use. Choose another."), login=login)
    starts_on, ranges = line.starts_on or on, (AreaRange.of(line.area),)
    check_posting(line.role, ranges, starts_on, line.ends_on)
    check_administers(by, [(line.role, ranges)])
    user = User.objects.create(login=login, full_name=line.name, password=NO_PASSWORD, created_at=at)
    Posting.objects.create(
        user=user, role=line.role, range_lo=[ranges[0].lo], range_hi=[ranges[0].hi], starts_on=starts_on, ends_on=line.ends_on
    )
    return user


def _give_first_password(users: Sequence[User], by: Actor, at: datetime) -> None:
    """A first password lies sealed until its owner changes it (the slip is printed from it), so it needs no hash of its own."""
    ids = [user.pk for user in users]
    FirstUse.objects.filter(user__in=ids).delete()
    keys = keyring()
    FirstUse.objects.bulk_create(
        FirstUse(user_id=pk, envelope=keys.seal(FIRST_USE_TABLE, pk, {"password": _new_password()}), made_by_id=by.user_id, made_at=at)
        for pk in ids
    )
    User.objects.filter(pk__in=ids).update(password=NO_PASSWORD, must_change_password=True, woken_at=at)
    end_sessions_of(user_ids=ids)


def _new_password() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_A_GROUP)) for _ in range(_GROUPS))


def _end(users: Sequence[User]) -> None:
    ids = [user.pk for user in users]
    User.objects.filter(pk__in=ids).update(is_active=False, password=NO_PASSWORD, must_change_password=False)
    FirstUse.objects.filter(user__in=ids).delete()
    end_sessions_of(user_ids=ids)


def _administered(user_id: int, by: Actor, at: datetime) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).exclude(login=OPERATOR).first()
    if user is None:
        raise Refusal("no-such-object", gettext_noop("There is no such account in your area."))
    check_administers(by, administered_by(list(Posting.objects.filter(user=user)), timezone.localdate(at)))
    return user


def _standing(user_id: int, on: date) -> list[Posting]:
    return [each for each in Posting.objects.filter(user_id=user_id) if each.ends_on is None or each.ends_on > on]
