"""Objections: taken in, decided, answered by letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.access import may
from payung.grievances.actions import Objection, answer_objection, decide_objection, prepare_answer, receive_objection, withdraw_objection
from payung.grievances.queries import objection, objections
from payung.grievances.rules.statuses import GRIEVANCES, REMEDIES, About, Channel, GrievanceStatus, Remedy
from payung.places.queries import place_name, places
from payung.selection.queries import open_provisional, person_of_run, provisional_list, run_report
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Event, Figure, Filter, Lines, Row, Status, Table
from payung.web.selection_words import ABOUT, CHANNELS, REMEDIES_WORDS, named, status_of
from payung.web.templatetags.payung_format import short_day, whole
from payung.web.years import chosen_programme


class ObjectionForm(forms.Form):
    """An objection as it came in."""

    about = forms.ChoiceField(label=gettext_lazy("What is objected"))
    name = forms.CharField(
        label=gettext_lazy("Name of the person"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only for somebody whom nobody ever listed."),
    )
    village_code = forms.CharField(
        label=gettext_lazy("Village"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("Its code, ten digits, for somebody whom nobody ever listed."),
    )
    nik = forms.CharField(label=gettext_lazy("NIK, if he has it with him"), required=False, max_length=20)
    phone = forms.CharField(label=gettext_lazy("Phone, or through whom"), required=False, max_length=60)
    raised_by = forms.CharField(label=gettext_lazy("Who objects"), max_length=300)
    channel = forms.ChoiceField(label=gettext_lazy("How it came in"))
    words = forms.CharField(label=gettext_lazy("What he says"), widget=forms.Textarea(attrs={"rows": 4}))
    received_on = forms.DateField(label=gettext_lazy("Day it came in"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = [each for each in About if (each is not About.NEVER_LISTED) == known]
        self.fields["about"].choices = [(each.value, _(ABOUT[each])) for each in about]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [(each.value, _(words)) for each, words in CHANNELS.items()]  # type: ignore[attr-defined]
        if known:
            for name in ("name", "village_code"):
                del self.fields[name]


class DecideForm(forms.Form):
    """What becomes of an objection."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("Reason, as the letter will give it"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upheld = [(each.value, _("Upheld: %(what)s") % {"what": _(REMEDIES_WORDS[each])}) for each in REMEDIES[about]]
        self.fields["outcome"].choices = [*upheld, ("dismiss", _("Dismissed"))]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The letter that went."""

    number = forms.CharField(label=gettext_lazy("Number of the letter"), max_length=120)
    on = forms.DateField(label=gettext_lazy("Day it went"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


@requires("grievances.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Objections, those due first on top."""
    query, on = request.GET, timezone.localdate()
    run = int(query["run"]) if query.get("run", "").isdigit() else None
    held = objections(
        on=on,
        programme=chosen_programme(request) if run is None else "",
        run=run,
        status=query.get("status", "open"),
        about=query.get("about", ""),
        page=_number(request),
    )
    called = named(each.village_code for each in held.rows)
    rows = [
        Row(
            each.id,
            {
                "about": Lines(each.about_name, called(each.village_code)), "what": _(ABOUT[each.about]), "by": each.raised_by,
                "due": Status("barred", short_day(each.due_on), "bad") if each.late else Status("dotted", short_day(each.due_on), "warn") if each.status is GrievanceStatus.RECEIVED else Status("empty", short_day(each.due_on)),
                "status": status_of(each.status),
            },
            reverse("grievances-show", args=[each.id]),
        )
        for each in held.rows
    ]  # fmt: skip
    columns = [
        Column("about", _("About whom")), Column("what", _("What is objected")), Column("by", _("Who objects"), off_phone=True), Column("due", _("Answer due"), "status"),
        Column("status", _("State"), "status"),
    ]  # fmt: skip
    waiting = sum(held.counts.get(each, 0) for each in (GrievanceStatus.RECEIVED, GrievanceStatus.UPHELD, GrievanceStatus.DISMISSED))
    hung = open_provisional(chosen_programme(request)) if run is None else provisional_list(run)
    empty = Empty(
        _("No objection waits"),
        _("Objections come in on paper, at the counter or by message, while the provisional list hangs out and after."),
    )
    shown = {
        "table": Table(_("Objections"), columns, rows, held.total, held.page, held.pages, empty=empty), "hung": hung, "adds": may(request.actor, "grievances.add") and hung is not None,
        "filters": [
            Filter("status", _("State"), query.get("status", "open"), [("open", _("waits for an answer")), *((each.value, status_of(each).words) for each in GrievanceStatus)]),
            Filter("about", _("What is objected"), query.get("about", ""), [(each.value, _(words)) for each, words in ABOUT.items()]),
        ],
        "figures": [Figure(whole(waiting), _("wait for an answer"), large=True), Figure(whole(held.late), _("are overdue")), Figure(whole(held.counts.get(GrievanceStatus.ANSWERED, 0)), _("answered by letter"))],
    }  # fmt: skip
    return render(request, "web/grievances/index.html", shown)


@requires("grievances.add")
@require_GET
def new(request: SignedInRequest) -> HttpResponse:
    """The form for an objection: about somebody of the run, or about somebody whom nobody ever listed."""
    run, worker = _asked(request)
    name, area = person_of_run(run, worker) if worker is not None else ("", "")
    form = ObjectionForm(typed(request), known=worker is not None, initial={"received_on": timezone.localdate(), "channel": Channel.PAPER})
    villages = (
        places(request.actor.home_area, Level.VILLAGE).select("code", "name")
        if worker is None and len(request.actor.home_area) >= 4
        else None
    )
    shown = {
        "form": form, "run": run, "worker": worker, "name": name, "place": place_name(area) if area else "", "report": run_report(run),
        "villages": list(villages.iter_rows()) if villages is not None else [],
    }  # fmt: skip
    return render(request, "web/grievances/new.html", shown)


@requires("grievances.add")
@acting(back=new)
def receive(request: SignedInRequest) -> HttpResponse:
    """Take it in."""
    run, worker = _asked(request)
    told = checked(ObjectionForm(request.POST, known=worker is not None))
    number = receive_objection(given=Objection(run=run, worker=worker, **told), by=request.actor, at=timezone.now())
    return done(request, _("The objection is taken in."), "grievances-show", number)


@requires("grievances.read")
@require_GET
def show(request: SignedInRequest, number: int) -> HttpResponse:
    """One objection, its way, and what may be done next."""
    held, actor = objection(number, on=timezone.localdate()), request.actor
    status = held.row.status
    decides = may(actor, "grievances.decide") and GRIEVANCES.may("uphold", status)
    answers = GRIEVANCES.may("answer", status)
    shown = {
        "held": held, "status": status_of(status), "what": _(ABOUT[held.row.about]), "village": place_name(held.row.village_code), "channel": _(CHANNELS[Channel(held.channel)]),
        "remedy": _(REMEDIES_WORDS[Remedy(held.remedy)]) if held.remedy else "", "events": _way(held), "own": decides and held.received_by_id == actor.user_id,
        "decide_form": DecideForm(typed(request), about=held.row.about) if decides and held.received_by_id != actor.user_id else None,
        "prepares": answers and may(actor, "documents.prepare"), "answer_form": AnswerForm(typed(request), initial={"on": timezone.localdate()}) if answers and may(actor, "documents.send") else None,
        "withdraws": may(actor, "grievances.add") and GRIEVANCES.may("withdraw", status), "reads_papers": may(actor, "documents.read"), "reads_intake": may(actor, "intake.read"),
    }  # fmt: skip
    return render(request, "web/grievances/show.html", shown)


@requires("grievances.decide")
@acting(back=show)
def decide(request: SignedInRequest, number: int) -> HttpResponse:
    """Uphold or dismiss."""
    held = objection(number, on=timezone.localdate())
    told = checked(DecideForm(request.POST, about=held.row.about))
    upheld = told["outcome"] != "dismiss"
    decide_objection(
        objection_id=number, upheld=upheld, remedy=told["outcome"] if upheld else "", reason=told["reason"], version=_version(request), by=request.actor,
        at=timezone.now(),
    )  # fmt: skip
    return done(request, _("The objection is upheld.") if upheld else _("The objection is dismissed."), "grievances-show", number)


@requires("documents.prepare")
@acting(back=show)
def prepare(request: SignedInRequest, number: int) -> HttpResponse:
    """Make the letter."""
    prepare_answer(objection_id=number, on=timezone.localdate(), by=request.actor, at=timezone.now())
    return done(request, _("The letter is made. Find it under Documents."), "grievances-show", number)


@requires("documents.send")
@acting(back=show)
def answer(request: SignedInRequest, number: int) -> HttpResponse:
    """The letter went."""
    told = checked(AnswerForm(request.POST))
    answer_objection(
        objection_id=number, number=told["number"], on=told["on"], version=_version(request), by=request.actor, at=timezone.now()
    )
    return done(request, _("The objection is answered."), "grievances-show", number)


@requires("grievances.add")
@acting(back=show)
def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    """It was taken back."""
    withdraw_objection(objection_id=number, reason=request.POST.get("reason", ""), by=request.actor, at=timezone.now())
    return done(request, _("The objection is taken back."), "grievances-show", number)


def _way(held) -> Sequence[Event]:  # type: ignore[no-untyped-def]
    events = []
    if held.answered_on:
        events.append(Event(held.answered_on, _("Answered by letter"), note=held.letter_number))
    if held.decided_at:
        events.append(Event(held.decided_at, _("Decided"), held.decided_by, held.reason))
    events.append(
        Event(held.received_at, _("Taken in"), held.received_by, _("in time") if held.row.in_time else _("after the time for objections"))
    )
    return events


def _asked(request: HttpRequest) -> tuple[int, int | None]:
    """The run and the person whom the address or the form names; without a run the one that hangs out."""
    told = request.POST or request.GET
    run, worker = told.get("run", ""), told.get("worker", "")
    if not run.isdigit():
        hung = open_provisional(chosen_programme(request))
        if hung is None:
            raise Refusal("nothing-published", gettext_noop("No provisional list was published yet, so there is nothing to object to."))
        run = str(hung.run)
    return int(run), int(worker) if worker.isdigit() else None


def _version(request: HttpRequest) -> int | None:
    told = request.POST.get("version", "")
    return int(told) if told.isdigit() else None


def _number(request: HttpRequest) -> int:
    told = request.GET.get("page", "1")
    return int(told) if told.isdigit() else 1


urlpatterns = [
    path("grievances/", index, name="grievances"),
    path("grievances/new", new, name="grievances-new"),
    path("grievances/receive", receive, name="grievances-receive"),
    path("grievances/<int:number>/", show, name="grievances-show"),
    path("grievances/<int:number>/decide", decide, name="grievances-decide"),
    path("grievances/<int:number>/letter", prepare, name="grievances-letter"),
    path("grievances/<int:number>/answer", answer, name="grievances-answer"),
    path("grievances/<int:number>/withdraw", withdraw, name="grievances-withdraw"),
]
