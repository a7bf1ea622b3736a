"""Sessions: written down when they begin, ended by their owner or his administrator."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.models import Posting, SignIn
from payung.governance.queries.accounts import administered_by
from payung.governance.rules.accounts import check_administers
from payung.governance.rules.actors import Actor


@transaction.atomic
def begin_session(*, session_key: str, address: str | None, agent: str, by: Actor, at: datetime) -> None:
    """Write down that a session has begun, and forget those of the user that are over."""
    begun = SignIn.objects.filter(user_id=by.user_id)
    still_open = Session.objects.filter(session_key__in=begun.values("session_key"), expire_date__gt=at).values_list(
        "session_key", flat=True
    )
    begun.exclude(session_key__in=list(still_open)).delete()
    SignIn.objects.update_or_create(
        session_key=session_key, defaults={"user_id": by.user_id, "began_at": at, "address": address or None, "agent": agent[:200]}
    )
    record(by=by, at=at, action="sign_in", kind="user", subjects=[by.user_id])


@transaction.atomic
def end_session(*, session: int, by: Actor, at: datetime, on: date) -> None:
    """End one session of one's own, or of an account one administers. Raises `Refusal` no-such-object or not-yours-to-administer."""
    held = SignIn.objects.filter(pk=session).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("This session is over already."))
    if held.user_id != by.user_id:
        check_administers(by, administered_by(list(Posting.objects.filter(user_id=held.user_id)), on))
    Session.objects.filter(session_key=held.session_key).delete()
    held.delete()
    record(by=by, at=at, action="end_session", kind="user", subjects=[held.user_id])


def end_sessions_of(*, user_ids: list[int], keep: str | None = None) -> None:
    """End every session of the users, except the one with the key `keep`."""
    begun = SignIn.objects.filter(user_id__in=user_ids).exclude(session_key=keep or "")
    Session.objects.filter(session_key__in=begun.values("session_key")).delete()
    begun.delete()
