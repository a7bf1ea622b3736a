"""Who is who: actors from users and postings."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.models import Installation, Posting, User
from payung.governance.rules.actors import Actor

OPERATOR = "operator"


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
    held = Posting.objects.filter(user__is_active=True).exclude(user__login=OPERATOR).select_related("user").order_by("id")
    return [(each.user.login, each.user.full_name, each.role) for each in held]


def _actor(posting: Posting) -> Actor:
    user = posting.user
    return Actor(user.pk, user.login, user.full_name, posting.pk, posting.role, posting.ranges)
