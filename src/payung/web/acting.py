"""Acting on a POST: once for each form, refusals beside the form, and a redirect when it is done.

@requires("programmes.manage")
@acting(back=show)
def rename(request, programme):
    typed = checked(PayerForm(request.POST))
    rename_payer(programme=programme, name=typed["name"], version=typed["version"], by=request.actor, at=timezone.now())
    return done(request, _("Payer renamed."), "programmes-show", programme)
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.once import first_answer, keep_answer
from payung.web.doors import SignedInRequest, View

KEY = "key"
"""The hidden field of the one-use key; `{% acting_key %}` writes it."""
FORM_FAULTS = "form-faults"


def acting(view: View | None = None, *, back: View | None = None) -> Any:
    """The view acts: POST only, once a form, all or nothing.

    A form that is sent twice is answered with where its first sending led; a file is let out again. A `Refusal` undoes what was
    begun; then `back`, the view of the page with the form, is shown with status 422: it finds the refusal in `request.refusal` (page.html writes it) and what was typed by `typed(request)`.
    Without `back` the refusal gets a page of its own.
    """
    if view is None:
        return lambda each: acting(each, back=back)

    @wraps(view)
    def act(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            with transaction.atomic():
                return _once(view, request, args, kwargs)
        except Refusal as refusal:
            if back is None:
                raise
            request.refusal = refusal
            request.method = "GET"
            answer = back(request, *args, **kwargs)
            answer.status_code = 422
            return answer

    return act


def _once(view: View, request: SignedInRequest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
    key, by = request.POST.get(KEY, ""), request.actor
    led_to = first_answer(key=key, address=request.path[:300], by=by, at=timezone.now())
    if led_to:  # an act that let a file out led nowhere: the file leaves again, and that is recorded again
        messages.info(request, _("This was done already; nothing was done twice."))
        return _see_other(led_to)
    answer = view(request, *args, **kwargs)
    if location := answer.headers.get("Location"):
        keep_answer(key=key, led_to=location, by=by, at=timezone.now())
    return answer


def done(request: HttpRequest, words: str, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """The answer of an act: the reader is led to `to` (a route name or an address), where `words` confirm it with the verb of its button."""
    if words:
        messages.success(request, words)
    return _see_other(resolve_url(to, *args, **kwargs))


def typed(request: HttpRequest) -> QueryDict | None:
    """What was typed into a form that was refused, None when the page is shown for the first time: `Form(typed(request), initial=…)`."""
    return request.POST if getattr(request, "refusal", None) else None


def checked(form: forms.BaseForm) -> dict[str, Any]:
    """What a sound form holds. Raises `Refusal` form-faults, which the page shows above the fields with their faults."""
    if not form.is_valid():
        raise Refusal(FORM_FAULTS, gettext_noop("Something is missing or cannot be right. See the fields that are marked."))
    return form.cleaned_data


def _see_other(location: str) -> HttpResponse:
    answer = HttpResponseRedirect(location)
    answer.status_code = 303
    return answer
