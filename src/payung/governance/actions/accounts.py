"""Making users and postings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from payung.core.areas import AreaRange, area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.models import Installation, Posting, User
from payung.governance.queries.accounts import OPERATOR, actor_of_posting
from payung.governance.rules.access import access_table, check_may
from payung.governance.rules.actors import Actor, check_ranges

_NO_PASSWORD = "!"


@transaction.atomic
def found_installation(*, province: str, at: datetime, on: date) -> Actor:
    """The first facts of an installation: what it is, and its operator (no password: the command line only).

    Called by `payung db prepare` before there is anybody who could act. Calling it again changes nothing.
    """
    Installation.objects.get_or_create(pk=1, defaults={"province": province, "practice": True, "prepared_at": at})
    user, made = User.objects.get_or_create(login=OPERATOR, defaults={"full_name": "Operator", "password": _NO_PASSWORD, "created_at": at})
    if not made:
        return actor_of_posting(Posting.objects.filter(user=user).order_by("id").values_list("pk", flat=True)[0])
    ranges = AreaRange.of(province)
    posting = Posting.objects.create(user=user, role="operator", range_lo=[ranges.lo], range_hi=[ranges.hi], starts_on=on)
    return actor_of_posting(posting.pk)


@transaction.atomic
def create_user(
    *, login: str, full_name: str, password: str | None, role: str, areas: Sequence[str], by: Actor, at: datetime, on: date
) -> Actor:
    """A user with his first posting from the day `on`. Raises `Refusal` login-taken, unknown-role or posting-ranges."""
    check_may(by, "accounts.manage")
    if User.objects.filter(login=login).exists():
        raise Refusal("login-taken", gettext_noop("The login %(login)s is in use. Choose another."), login=login)
    hashed = make_password(password) if password else _NO_PASSWORD
    user = User.objects.create(login=login, full_name=full_name, password=hashed, created_at=at)
    record(by=by, at=at, action="create_user", kind="user", subjects=[user.pk])
    return create_posting(user_id=user.pk, role=role, areas=areas, by=by, at=at, on=on)


@transaction.atomic
def create_posting(*, user_id: int, role: str, areas: Sequence[str], by: Actor, at: datetime, on: date) -> Actor:
    """A further posting of a user, from the day `on`."""
    check_may(by, "accounts.manage")
    if role not in access_table():
        raise Refusal("unknown-role", gettext_noop("There is no role %(role)s."), role=role)
    ranges = tuple(AreaRange.of(area_code(area)) for area in areas)
    check_ranges(ranges)
    posting = Posting.objects.create(
        user_id=user_id, role=role, range_lo=[each.lo for each in ranges], range_hi=[each.hi for each in ranges], starts_on=on
    )
    record(by=by, at=at, action="create_posting", kind="posting", subjects=[posting.pk])
    return actor_of_posting(posting.pk)
