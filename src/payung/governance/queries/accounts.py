"""Who is who: actors from users and postings; accounts as whoever administers them sees them."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.models import FirstUse, Installation, Posting, User
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import access
from payung.governance.rules.accounts import ASLEEP_AFTER, AccountState, account_state, may_administer
from payung.governance.rules.actors import Actor

OPERATOR = "operator"
NO_PASSWORD = "!"
FIRST_USE_TABLE = "governance_firstuse"
A_PAGE = 50


@dataclass(frozen=True)
class AccountRow:
    """A posting with its account. `ends_on`: the first day on which it no longer holds."""

    user_id: int
    login: str
    full_name: str
    role: str
    areas: tuple[str, ...]
    office: str
    starts_on: date
    ends_on: date | None
    state: AccountState
    last_login: datetime | None


@dataclass(frozen=True)
class AccountPage:
    """A page of accounts: `total` rows on `pages` pages."""

    rows: tuple[AccountRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class PostingView:
    """A posting of an account, and whether it holds on the day."""

    id: int
    role: str
    areas: tuple[str, ...]
    office: str
    starts_on: date
    ends_on: date | None
    holds: bool


@dataclass(frozen=True)
class AccountView:
    """One account as its administrator sees it; `administered` says whether the reader may change it."""

    user_id: int
    login: str
    full_name: str
    state: AccountState
    created_at: datetime
    last_login: datetime | None
    postings: tuple[PostingView, ...]
    second_factor: bool
    administered: bool


def postings_of(user_id: int, on: date) -> list[Actor]:
    """The postings of a user that hold on the day, as actors, oldest first."""
    held = (
        Posting.objects.filter(user_id=user_id, user__is_active=True, starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        .select_related("user")
        .order_by("id")
    )
    return [_actor(posting) for posting in held]


def actor_for(login: str, on: date, role: str | None = None) -> Actor:
    """The user named `login` in his first posting (of `role`, when given). Raises `Refusal` unknown-user or no-posting."""
    user = User.objects.filter(login=login, is_active=True).first()
    if user is None:
        raise Refusal("unknown-user", gettext_noop("There is no active user %(login)s here."), login=login)
    for actor in postings_of(user.pk, on):
        if role is None or actor.role == role:
            return actor
    raise Refusal("no-posting", gettext_noop("%(login)s has no posting today. Ask an administrator for one."), login=login)


def actor_of_posting(posting_id: int) -> Actor:
    """The actor of a posting, whether or not it still holds: jobs run in the posting of who asked."""
    return _actor(Posting.objects.select_related("user").get(pk=posting_id))


def offices_held(posting_ids: Iterable[int]) -> dict[int, str]:
    """Posting -> the code of its office, for those that name one."""
    return dict(Posting.objects.filter(pk__in=list(posting_ids)).exclude(office="").values_list("pk", "office"))


def installation() -> Installation:
    """What this installation is. Raises `Refusal` not-prepared before `payung db prepare` and `migrate`."""
    held = Installation.objects.first()
    if held is None:
        raise Refusal("not-prepared", gettext_noop("This database is not prepared. Run 'payung db prepare' first."))
    return held


def ready_accounts() -> list[tuple[str, str, str]]:
    """Practice mode only: (login, full name, role) of the accounts one may try, by posting."""
    if not installation().practice:
        return []
    held = Posting.objects.filter(user__is_active=True, user__woken_at__isnull=True).exclude(user__login=OPERATOR)
    held = held.exclude(user__password=NO_PASSWORD)  # neither who signs on paper only, nor who has chosen a password of his own
    return [(each.user.login, each.user.full_name, each.role) for each in held.select_related("user").order_by("id")]


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Whether one of the roles asks for a second factor. Practice mode asks nobody: its passwords stand on the sign-in page."""
    return any(access().roles[role].second_factor for role in roles) and not installation().practice


def state_of(user_id: int, at: datetime) -> AccountState:
    """The state of an account. Raises `Refusal` no-such-object."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise _no_such_account()
    first_use = FirstUse.objects.filter(user_id=user_id).values_list("made_at", flat=True).first()
    return _state(user, first_use, at)


def first_password(user_id: int) -> str | None:
    """The password of the slip of an account, None when it has been changed or there never was one."""
    held = FirstUse.objects.filter(user_id=user_id).first()
    return None if held is None else keyring().open(FIRST_USE_TABLE, user_id, bytes(held.envelope))["password"]


def user_with_slip(login: str, password: str) -> User | None:
    """The user whose slip bears this login and password; None for anybody else."""
    user = User.objects.filter(login=login, is_active=True, must_change_password=True).first()
    held = first_password(user.pk) if user else None
    return user if held and hmac.compare_digest(held.encode(), password.strip().lower().encode()) else None


def has_second_factor(user_id: int) -> bool:
    """Whether the user has set up an authenticator."""
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists())


def second_factor_since(user_id: int) -> datetime | None:
    """When the user set up his authenticator, None before."""
    held: datetime | None = (
        Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).values_list("created_at", flat=True).first()
    )
    return held


def accounts(
    actor: Actor, at: datetime, on: date, *, text: str = "", role: str = "", area: str = "", state: str = "", page: int = 1
) -> AccountPage:
    """The accounts with a posting inside the actor's areas, by name; ended postings only when `state` asks for ended ones."""
    held = _inside(Posting.objects.exclude(user__login=OPERATOR), actor)
    if text:
        held = held.filter(Q(user__full_name__icontains=text) | Q(user__login__icontains=text))
    if role:
        held = held.filter(role=role)
    if area:
        held = held.filter(range_lo__0__gte=area, range_lo__0__lt=area + ":")
    held = _in_state(held, state, at, on)
    total = held.count()
    pages = max(1, -(-total // A_PAGE))
    page = min(max(1, page), pages)
    shown = list(held.select_related("user").order_by("user__full_name", "id")[(page - 1) * A_PAGE : page * A_PAGE])
    first_use = dict(FirstUse.objects.filter(user__in=[each.user_id for each in shown]).values_list("user_id", "made_at"))
    rows = tuple(
        AccountRow(
            each.user_id, each.user.login, each.user.full_name, each.role, tuple(each.range_lo), each.office, each.starts_on, each.ends_on,
            _state(each.user, first_use.get(each.user_id), at), each.user.last_login,
        )
        for each in shown
    )  # fmt: skip
    return AccountPage(rows, total, page, pages)


def account(actor: Actor, user_id: int, at: datetime, on: date) -> AccountView:
    """One account. Raises `Refusal` no-such-object unless a posting of it lies inside the actor's areas."""
    postings = list(
        Posting.objects.filter(user_id=user_id).exclude(user__login=OPERATOR).select_related("user").order_by("-starts_on", "-id")
    )
    if not any(_overlaps(actor, posting) for posting in postings):
        raise _no_such_account()
    user = postings[0].user
    first_use = FirstUse.objects.filter(user_id=user_id).values_list("made_at", flat=True).first()
    views = tuple(
        PostingView(
            each.pk, each.role, tuple(each.range_lo), each.office, each.starts_on, each.ends_on,
            each.starts_on <= on and (each.ends_on is None or each.ends_on > on),
        )
        for each in postings
    )  # fmt: skip
    return AccountView(
        user_id=user.pk,
        login=user.login,
        full_name=user.full_name,
        state=_state(user, first_use, at),
        created_at=user.created_at,
        last_login=user.last_login,
        postings=views,
        second_factor=has_second_factor(user.pk),
        administered=may_administer(actor, administered_by(postings, on)),
    )


def administered_by(postings: Sequence[Posting], on: date) -> list[tuple[str, Any]]:
    """The (role, ranges) that decide who administers an account: those that hold or will, else all it ever had."""
    standing = [each for each in postings if each.ends_on is None or each.ends_on > on]
    return [(each.role, each.ranges) for each in standing or postings]


def _in_state(held: QuerySet[Posting], state: str, at: datetime, on: date) -> QuerySet[Posting]:
    over = Q(user__is_active=False) | Q(ends_on__isnull=False, ends_on__lte=on)
    if state == AccountState.ENDED:
        return held.filter(over)
    held = held.exclude(over).annotate(
        slip=Exists(FirstUse.objects.filter(user=OuterRef("user_id"))),
        used=Greatest("user__last_login", "user__woken_at", "user__created_at"),
    )
    if state == AccountState.FIRST_USE:
        return held.filter(slip=True)
    if state == AccountState.ASLEEP:
        return held.filter(slip=False, used__lt=at - ASLEEP_AFTER).exclude(user__password=NO_PASSWORD)
    if state == AccountState.PAPER:
        return held.filter(slip=False, user__password=NO_PASSWORD)
    if state == AccountState.ACTIVE:
        return held.filter(slip=False, used__gte=at - ASLEEP_AFTER).exclude(user__password=NO_PASSWORD)
    return held


def _inside(held: QuerySet[Posting], actor: Actor) -> QuerySet[Posting]:
    mine = Q()
    for each in actor.ranges:
        mine |= Q(range_lo__0__gte=each.lo, range_lo__0__lt=each.hi)
    return held.filter(mine)


def _overlaps(actor: Actor, posting: Posting) -> bool:
    return any(own.lo <= posting.range_lo[0] < own.hi for own in actor.ranges)


def _state(user: User, first_use_at: datetime | None, at: datetime) -> AccountState:
    used = max(each for each in (user.last_login, user.woken_at, user.created_at) if each)
    return account_state(
        is_active=user.is_active, has_password=user.password != NO_PASSWORD, first_use_at=first_use_at, last_used_at=used, at=at
    )


def _no_such_account() -> Refusal:
    return Refusal("no-such-object", gettext_noop("There is no such account in your area."))


def _actor(posting: Posting) -> Actor:
    user = posting.user
    return Actor(user.pk, user.login, user.full_name, posting.pk, posting.role, posting.ranges)
