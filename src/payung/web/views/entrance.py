"""Signing in and out, language and scheme, and whether the office is well."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import authenticate
from django.conf import settings
from django.contrib.auth import logout
from django.db import DatabaseError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from payung import __version__
from payung.governance.queries.accounts import installation, postings_of, ready_accounts
from payung.governance.queries.jobs import worker_is_alive
from payung.governance.rules.practice import READY_PASSWORD
from payung.programmes.queries import programme_codes
from payung.web.context import SCHEME
from payung.web.doors import open_to_all
from payung.web.middleware import POSTING
from payung.web.words import role_words
from payung.web.years import CHOSEN

_A_YEAR_S = 365 * 24 * 3600


class SignIn(LoginView):
    """The sign-in page; in practice mode with the ready accounts. Limits on guessing are django-allauth's."""

    template_name = "web/signin.html"

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with what is wrong."""
        answer = super().form_invalid(form)
        answer.status_code = 403
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        accounts = [
            {"login": name, "name": full, "role": role_words(role), "password": READY_PASSWORD} for name, full, role in ready_accounts()
        ]
        return super().get_context_data(**kwargs) | {"accounts": accounts, "next": _next(self.request)}


signin = open_to_all("it is the door")(require_http_methods(["GET", "HEAD", "POST"])(SignIn.as_view()))
second_step = open_to_all("it is the second half of the door")(authenticate)


@open_to_all("it only ends a session")
@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """End the session; the browser forgets the pages it kept."""
    logout(request)
    answer = redirect("signin")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@open_to_all("it only keeps the reader's choice")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language of the pages."""
    answer = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=_A_YEAR_S, samesite="Lax")
    return answer


@open_to_all("it only keeps the reader's choice")
@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark; nothing for 'as the device'."""
    answer = _back(request)
    chosen = request.POST.get("scheme", "")
    if chosen in ("light", "dark"):
        answer.set_cookie(SCHEME, chosen, max_age=_A_YEAR_S, samesite="Lax")
    else:
        answer.delete_cookie(SCHEME)
    return answer


@open_to_all("it only keeps in which of his own postings the reader acts")
@require_POST
def posting(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own postings; the reader begins at the start again, since other rooms may be his."""
    chosen = request.POST.get("posting", "")
    held = {str(each.posting_id) for each in postings_of(int(request.user.pk or 0), timezone.localdate())}
    if chosen in held:
        request.session[POSTING] = int(chosen)
    return redirect("home")


@open_to_all("it only keeps the programme year that the reader chose")
@require_POST
def programme(request: HttpRequest) -> HttpResponse:
    """Keep the programme year of the bar."""
    chosen = request.POST.get(CHOSEN, "")
    if request.user.is_authenticated and chosen in programme_codes():
        request.session[CHOSEN] = chosen
    return _back(request)


@open_to_all("it tells only whether the service is well")
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 when database and worker answer, else 503; the version either way."""
    try:
        installation()
        database, worker = "ok", "ok" if worker_is_alive() else "missing"
    except DatabaseError:
        database, worker = "missing", "unknown"
    well = (database, worker) == ("ok", "ok")
    told = {"status": "ok" if well else "ill", "database": database, "worker": worker, "version": __version__}
    return JsonResponse(told, status=200 if well else 503)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"


def _back(request: HttpRequest) -> HttpResponseRedirect:
    came_from = request.headers.get("Referer", "")
    return HttpResponseRedirect(came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else "/")


urlpatterns = [
    path("signin", signin, name="signin"),
    path("signin", signin, name="account_login"),  # the name that allauth knows it by
    path("signin/code", second_step, name="mfa_authenticate"),
    path("signout", signout, name="signout"),
    path("language", language, name="language"),
    path("scheme", scheme, name="scheme"),
    path("posting", posting, name="posting"),
    path("programme", programme, name="programme"),
    path("healthz", health, name="health"),
]
