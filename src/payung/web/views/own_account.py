"""One's own account: password, second factor, open sessions. Open to everybody who has signed in, before anything else."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.views import reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.governance.actions.accounts import change_own_password
from payung.governance.actions.sessions import end_session
from payung.governance.queries.accounts import first_password, has_second_factor, needs_second_factor
from payung.governance.queries.sessions import sessions_of
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, View, requires
from payung.web.middleware import OWN


class PasswordForm(forms.Form):
    """The present password (not asked of whoever signed in with a slip) and the new one, twice."""

    present = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False)
    new = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False)
    again = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["present"].label = _("Present password")
        self.fields["new"].label = _("New password")
        self.fields["new"].help_text = _("At least 10 characters. A sentence that only you would think of is best.")
        self.fields["again"].label = _("New password again")
        if user.must_change_password:
            del self.fields["present"]

    def clean_present(self) -> str:
        """The present password must be right."""
        given: str = self.cleaned_data["present"]
        if not self.user.check_password(given):
            raise forms.ValidationError(_("This is not your password."))
        return given

    def clean_new(self) -> str:
        """The new one must be strong, and not that of the slip."""
        given: str = self.cleaned_data["new"]
        validate_password(given, self.user)
        if given == first_password(self.user.pk):
            raise forms.ValidationError(_("This is the password of the slip. Choose one of your own."))
        return given

    def clean(self) -> dict[str, Any]:
        """Both new ones must be equal."""
        held: dict[str, Any] = super().clean() or {}
        if held.get("new") and held.get("again") and held["new"] != held["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return held


@requires(OWN)
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """What one can do with one's own account."""
    held = {
        "sessions": sessions_of(request.actor.user_id, timezone.now(), request.session.session_key),
        "second_factor": has_second_factor(request.actor.user_id),
        "needed": needs_second_factor([request.actor.role]),
    }
    return render(request, "web/accounts/own.html", held)


@requires(OWN)
def password(request: SignedInRequest) -> HttpResponse:
    """The form of the new password."""
    form = PasswordForm(typed(request), user=request.user)
    return render(request, "web/accounts/password.html", {"form": form, "first": getattr(request.user, "must_change_password", False)})


@requires(OWN)
@acting(back=password)
def change_password(request: SignedInRequest) -> HttpResponse:
    """Change the password; this session stays, all others end."""
    user: Any = request.user
    told = checked(PasswordForm(request.POST, user=user))
    user.password = change_own_password(password=told["new"], keep_session=request.session.session_key, by=request.actor, at=timezone.now())
    update_session_auth_hash(request, user)
    return done(request, _("Password changed. All your other sessions have ended."), "home")


@requires(OWN)
@acting
def end_own_session(request: SignedInRequest, session: int) -> HttpResponse:
    """End one of one's own sessions."""
    end_session(session=session, by=request.actor, at=timezone.now(), on=timezone.localdate())
    return done(request, _("Session ended."), "own-account")


def _of_allauth(view: View) -> View:
    """A page of django-allauth behind our door: the password is asked for again when it was given long ago."""

    @requires(OWN)
    @wraps(view)
    def answer(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            held = view(request, *args, **kwargs)
        except ReauthenticationRequired:
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return held.render() if isinstance(held, TemplateResponse) else held

    return answer


@requires(OWN)
@require_GET
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Where django-allauth leads after a change of the second factor."""
    return redirect("own-account")


urlpatterns = [
    path("account/", show, name="own-account"),
    path("account/password", password, name="password"),
    path("account/password/change", change_password, name="password-change"),
    path("account/sessions/<int:session>/end", end_own_session, name="own-session-end"),
    path("account/confirm", _of_allauth(reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code", _of_allauth(reauthenticate_by_code), name="mfa_reauthenticate"),
    path("account/second-factor/", second_factor, name="mfa_index"),
    path("account/second-factor/set-up", _of_allauth(activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/take-off", _of_allauth(deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-factor/codes", _of_allauth(view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new", _of_allauth(generate_recovery_codes), name="mfa_generate_recovery_codes"),
]
