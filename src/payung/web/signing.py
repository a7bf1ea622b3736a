"""Sign-in as django-allauth asks for it: by login and password or slip, with a second factor, without e-mail and without signing up."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payung.core.refusals import Refusal
from payung.governance.actions.sessions import begin_session
from payung.governance.queries.accounts import installation, needs_second_factor, postings_of, second_factor_since, state_of, user_with_slip
from payung.governance.queries.keys import keyring
from payung.governance.rules.accounts import AccountState, check_awake
from payung.web.middleware import refused

_SECRET = "second_factor"
_SETTING_UP = timedelta(minutes=5)


class Backend(AuthenticationBackend):
    """A login opens with its own password, or with that of the slip until it has been changed."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """The user, None when name and password do not belong together."""
        user = super().authenticate(request, **credentials)
        login, password = credentials.get("username"), credentials.get("password")
        return user or (user_with_slip(login.lower(), password) if login and password else None)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; whoever has ended or sleeps is told so; every session is written down."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("This name and password do not belong together. Check both and try again."),
        "too_many_login_attempts": _("This name was tried too often. Wait five minutes, then try again."),
        "incorrect_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by whoever administers them."""
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """A page with the reason when the account may not sign in now. In practice mode nobody sleeps: whoever could wake him sleeps too."""
        state = state_of(user.pk, timezone.now())
        try:
            if not (state is AccountState.ASLEEP and installation().practice):
                check_awake(state)
        except Refusal as refusal:
            return refused(request, refusal)
        return None

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The password is asked for again before a second factor is changed; not while the first one is being set up."""
        since = second_factor_since(int(context.request.user.pk or 0))
        return since is not None and timezone.now() - since > _SETTING_UP

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """The account has ended."""
        try:
            check_awake(AccountState.ENDED)
        except Refusal as refusal:
            return refused(request, refusal)
        return redirect("signin")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session, and write it down for its owner."""
        super().login(request, user)
        if not request.session.session_key:
            request.session.save()
        for actor in postings_of(user.pk, timezone.localdate())[:1]:
            begin_session(
                session_key=request.session.session_key or "",
                address=self.get_client_ip(request),
                agent=self.get_http_user_agent(request),
                by=actor,
                at=timezone.now(),
            )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed with the installation's keys; who needs a second factor cannot take it off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code does not fit. Wait for the next one, and check the clock of your telephone."),
        "cannot_delete_authenticator": _("Your role needs a second factor. Whoever administers your account can renew it."),
    }

    def encrypt(self, text: str) -> str:
        """The sealed form of a secret."""
        return b64encode(keyring().seal(_SECRET, 0, {"text": text})).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return str(keyring().open(_SECRET, 0, b64decode(encrypted_text))["text"])

    def build_totp_svg(self, url: str) -> str:
        """The picture of the secret, as a part of a page."""
        return str(super().build_totp_svg(url)).partition("?>")[2].strip()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether no posting of its owner needs it."""
        return not needs_second_factor(actor.role for actor in postings_of(authenticator.user_id, timezone.localdate()))
