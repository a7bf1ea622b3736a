"""The open sessions of a user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from payung.governance.models import SignIn


@dataclass(frozen=True)
class SessionView:
    """One open session: when it began, from which address, with which browser; `mine` when it is the reader's own."""

    id: int
    began_at: datetime
    address: str
    agent: str
    mine: bool


def sessions_of(user_id: int, at: datetime, own_key: str | None = None) -> list[SessionView]:
    """The sessions of a user that are open at the moment, newest first."""
    begun = list(SignIn.objects.filter(user_id=user_id).order_by("-began_at"))
    keys = [each.session_key for each in begun]
    open_keys = set(Session.objects.filter(session_key__in=keys, expire_date__gt=at).values_list("session_key", flat=True))
    return [
        SessionView(each.pk, each.began_at, each.address or "", each.agent, each.session_key == own_key)
        for each in begun
        if each.session_key in open_keys
    ]
