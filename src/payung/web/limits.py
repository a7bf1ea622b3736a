"""Limits on pages that anybody may ask: so many answers a minute to one address."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

_KEPT_SECONDS = 120


def within_limit(request: HttpRequest, what: str, a_minute: int) -> bool:
    """Count this request; whether its address has asked `what` at most so often in this minute. The address itself is not kept."""
    asker = hashlib.sha256(str(get_adapter(request).get_client_ip(request)).encode()).hexdigest()[:32]
    key = f"limit:{what}:{asker}:{timezone.now():%Y%m%d%H%M}"
    if cache.add(key, 1, _KEPT_SECONDS):
        return True
    try:
        return int(cache.incr(key)) <= a_minute
    except ValueError:  # it was forgotten between the two questions
        return True


def within_total(what: str, an_hour: int) -> bool:
    """Count this request; whether everybody together has asked `what` at most so often in this hour."""
    key = f"limit:{what}:all:{timezone.now():%Y%m%d%H}"
    if cache.add(key, 1, 3600):
        return True
    try:
        return int(cache.incr(key)) <= an_hour
    except ValueError:
        return True
