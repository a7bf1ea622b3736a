"""The way into the office: who the reader is, in which posting, and whether the door is his. One transaction a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import override

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.accounts import has_second_factor, needs_second_factor, postings_of
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.web.doors import door_of
from payung.web.words import refusal_words

OWN = "account.own"
"""The act of looking after one's own account: never kept from anybody."""

POSTING = "posting"
"""Session key of the posting that the reader acts in."""

_STATUS = {"not-allowed": 403, "key-missing": 400, "no-posting": 403, "outside-area": 403, "no-such-object": 404, "unknown-programme": 404}


class HeadersMiddleware:
    """What browsers are told of every answer: nothing from elsewhere, nothing inline, nothing kept by others."""

    HEADERS = {
        "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with every header that the answer does not set itself."""
        answer = self.get_response(request)
        for name, value in self.HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer


class LanguageMiddleware:
    """Every page in the language its reader chose, else in that of the office.

    What the browser would like is not asked: most machines of an office were set to English by their maker.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with override(language):
            answer = self.get_response(request)
        answer.headers["Content-Language"] = language
        return answer


class PostingMiddleware:
    """Enters the scope of the reader's posting around every view that asks for one, and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; `process_view` does the work."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
        """Run the view inside its door. A view without one is a bug."""
        door = door_of(view)
        if door is None:
            raise ValueError(f"{view} declares no door: use requires() or open_to_all()")
        if door.open_because:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            actor = self._actor(request)
            request.actor = actor  # type: ignore[attr-defined]
            check_may(actor, door.act)
            if door.act != OWN and (first := self._first(request, actor)):
                return first
            with scope(actor):
                answer: HttpResponse = view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)
        return answer

    def _first(self, request: HttpRequest, actor: Actor) -> HttpResponse | None:
        """Where the reader must go before anything else: to change the password of a slip, or to set up a second factor."""
        if getattr(request.user, "must_change_password", False):
            return redirect("password")
        if needs_second_factor([actor.role]) and not has_second_factor(actor.user_id):
            return redirect("mfa_activate_totp")
        return None

    def _actor(self, request: HttpRequest) -> Actor:
        postings = postings_of(int(request.user.pk or 0), timezone.localdate())
        request.postings = postings  # type: ignore[attr-defined]
        for actor in postings:
            if actor.posting_id == request.session.get(POSTING):
                return actor
        if not postings:
            raise Refusal("no-posting", gettext_noop("You have no posting today. Ask an administrator for one."))
        request.session[POSTING] = postings[0].posting_id
        return postings[0]


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal: what is wrong and what to do next, in the reader's language; the code stands small."""
    words = refusal_words(refusal)
    return render(request, "web/refused.html", {"words": words, "code": refusal.code}, status=_STATUS.get(refusal.code, 409))
