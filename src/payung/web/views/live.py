"""Leaving practice mode: what must be there before real people are loaded."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.governance.actions.live import go_back, go_live
from payung.governance.queries.live import proven, switches
from payung.governance.rules.live import Declared, may_go_back
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Status


class LiveForm(forms.Form):
    """What whoever answers for the data declares."""

    controller = forms.CharField(label=gettext_lazy("Body that answers for the data"), max_length=200)
    protection_officer = forms.CharField(label=gettext_lazy("Officer for data protection"), max_length=200)
    agreements = forms.CharField(
        label=gettext_lazy("Agreements, by number"),
        help_text=gettext_lazy("One a line: with Dukcapil, with BPJS Ketenagakerjaan, with the owner of the welfare data."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    server_place = forms.CharField(
        label=gettext_lazy("Where the server stands"),
        help_text=gettext_lazy("Building and city; data of citizens stay in the country."),
        max_length=200,
    )
    backup_proven_on = forms.DateField(
        label=gettext_lazy("Day on which a backup was restored for a trial"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    export_confirmed = forms.BooleanField(
        label=gettext_lazy("A second person keeps the exported keys and has opened them once"), required=False
    )


@requires("live.switch")
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """Where the installation stands, and what is still to be done."""
    known = proven()
    met, open_ = Status("full", _("There"), "good"), Status("dotted", _("Missing"), "warn")
    known_words = [
        (_("Nobody is inside yet"), met if not known.people_inside else open_, _("Real people begin in an empty installation.")),
        (_("A backup was made"), met if known.first_backup_on else open_, "payung db backup"),
        (_("The keys in use were exported"), met if known.keys_exported_on else open_, "payung keys export"),
    ]
    told = {
        "proven": known,
        "known": known_words,
        "form": LiveForm(typed(request)),
        "switches": switches(),
        "may_go_back": may_go_back(known),
    }
    return render(request, "web/live/show.html", told)


@requires("live.switch")
@acting(back=show)
def leave_practice(request: SignedInRequest) -> HttpResponse:
    """Go live."""
    said = checked(LiveForm(request.POST))
    declared = Declared(
        said["controller"],
        said["protection_officer"],
        tuple(said["agreements"].splitlines()),
        said["server_place"],
        said["backup_proven_on"],
        said["export_confirmed"],
    )
    go_live(declared=declared, by=request.actor, at=timezone.now(), on=timezone.localdate())
    return done(request, _("This installation is live. From now on people are real."), "live")


@requires("live.switch")
@acting(back=show)
def return_to_practice(request: SignedInRequest) -> HttpResponse:
    """Back to practice mode."""
    go_back(by=request.actor, at=timezone.now())
    return done(request, _("This installation is in practice mode again."), "live")


urlpatterns = [
    path("governance/live/", show, name="live"),
    path("governance/live/leave", leave_practice, name="live-leave"),
    path("governance/live/return", return_to_practice, name="live-return"),
]
