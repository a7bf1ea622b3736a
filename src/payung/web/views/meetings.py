"""Joint meetings: what was agreed on, who does it until when, and the minutes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import may
from payung.programmes.actions import (
    Decided,
    add_decision,
    close_decision,
    record_meeting,
)
from payung.programmes.queries.agreements import agreements
from payung.programmes.queries.meetings import meeting, meetings
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Row, Table
from payung.web.programme_words import (
    decision_status,
)
from payung.web.views.agreements import _DAY, _LINES, _acts, _file, _received


class MeetingForm(forms.Form):
    """A meeting as typed; its decisions are lines below."""

    title = forms.CharField(label=gettext_lazy("What it was about"), max_length=200)
    held_on = forms.DateField(label=gettext_lazy("Held on"), widget=_DAY)
    place = forms.CharField(label=gettext_lazy("Where it was held"), required=False, max_length=200)
    present = forms.CharField(
        label=gettext_lazy("Who was present"), widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("Offices and functions.")
    )
    agreement = forms.ChoiceField(label=gettext_lazy("About which agreement"), required=False)
    notes = forms.CharField(label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    minutes = forms.FileField(label=gettext_lazy("Minutes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].choices = [("", _("none in particular")), *((row.code, row.instrument.title) for row in agreements())]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """One decision."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), required=False)
    owner = forms.CharField(label=gettext_lazy("By whom"), required=False, max_length=200)
    due_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=_DAY)


@requires("agreements.read")
@require_GET
def meeting_list(request: SignedInRequest) -> HttpResponse:
    """Joint meetings, newest first."""
    on = timezone.localdate()
    rows = [
        Row(
            each.id,
            {
                "title": each.title,
                "held": each.held_on,
                "about": each.agreement_title,
                "decisions": len(each.decisions),
                "open": decision_status("open", late=any(part.late(on) for part in each.decisions))
                if each.open
                else decision_status("done"),
            },
            reverse("agreements-meeting", args=[each.id]),
        )
        for each in meetings()
    ]
    columns = [
        Column("title", _("Meeting")),
        Column("held", _("Held on"), "day"),
        Column("about", _("Agreement"), off_phone=True),
        Column("decisions", _("Decisions"), "number"),
        Column("open", _("State"), "status"),
    ]
    none = Empty(_("No meeting is recorded yet"), _("Record what the parties decided, who does it and by when; it is then reminded of."))
    shown = {"table": Table(_("Meetings"), columns, rows, empty=none), "manage": may(request.actor, "agreements.manage")}
    return render(request, "web/agreements/meetings.html", shown)


@requires("agreements.manage")
def new_meeting(request: SignedInRequest) -> HttpResponse:
    """The form of a meeting."""
    form = MeetingForm(typed(request), initial={"held_on": timezone.localdate(), "agreement": request.GET.get("about", "")})
    lines = [DecisionForm(typed(request), prefix=f"d{number}") for number in range(1, _LINES + 1)]
    return render(request, "web/agreements/new_meeting.html", {"form": form, "lines": lines})


@requires("agreements.manage")
@acting(back=new_meeting)
def keep_meeting(request: SignedInRequest) -> HttpResponse:
    """Keep a meeting with its decisions."""
    given = checked(MeetingForm(request.POST, request.FILES))
    lines = [checked(DecisionForm(request.POST, prefix=f"d{number}")) for number in range(1, _LINES + 1)]
    decided = [Decided(each["text"], each["owner"], each["due_on"]) for each in lines if any(each.values())]
    minutes = given.pop("minutes")
    with TemporaryDirectory() as folder:
        made = record_meeting(
            **given,
            decisions=decided,
            minutes=_received(minutes, Path(folder)) if minutes else None,
            minutes_name=minutes.name if minutes else "",
            by=request.actor,
            at=timezone.now(),
        )
    return done(request, _("Meeting recorded."), "agreements-meeting", made)


@requires("agreements.read")
@require_GET
def one_meeting(request: SignedInRequest, number: int) -> HttpResponse:
    """One meeting with what became of its decisions."""
    on = timezone.localdate()
    held = meeting(number)
    manage = may(request.actor, "agreements.manage")
    shown = {
        "meeting": held,
        "decisions": [(each, decision_status(each.status, late=each.late(on)), _acts(each) if manage else []) for each in held.decisions],
        "manage": manage,
        "form": DecisionForm(typed(request)) if manage else None,
    }
    return render(request, "web/agreements/meeting.html", shown)


@requires("agreements.manage")
@acting(back=one_meeting)
def decide(request: SignedInRequest, number: int) -> HttpResponse:
    """One more decision of a meeting, or what became of one."""
    if request.POST.get("decision"):
        close_decision(
            decision_id=int(request.POST["decision"]),
            act=request.POST.get("act", ""),
            outcome=request.POST.get("outcome", ""),
            on=timezone.localdate(),
            by=request.actor,
            at=timezone.now(),
        )
        return done(request, _("Decision recorded."), "agreements-meeting", number)
    given = checked(DecisionForm(request.POST))
    add_decision(meeting_id=number, decided=Decided(given["text"], given["owner"], given["due_on"]), by=request.actor, at=timezone.now())
    return done(request, _("Decision added."), "agreements-meeting", number)


@requires("agreements.read")
@require_GET
def minutes(request: SignedInRequest, number: int) -> HttpResponse:
    """The minutes of a meeting."""
    held = meeting(number)
    if held.file_id is None:
        raise Refusal("no-such-object", gettext_noop("No minutes of this meeting are kept."))
    return _file(request, held.file_id)


urlpatterns = [
    path("meetings/", meeting_list, name="agreements-meetings"),
    path("meetings/new", new_meeting, name="agreements-meeting-new"),
    path("meetings/record", keep_meeting, name="agreements-meeting-record"),
    path("meetings/<int:number>/", one_meeting, name="agreements-meeting"),
    path("meetings/<int:number>/decide", decide, name="agreements-decide"),
    path("meetings/<int:number>/minutes", minutes, name="agreements-minutes"),
]
