"""Matching: lists from outside are taken in, and everything that came in becomes one record for each person."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.exclusions import ExclusionKind
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.jobs import queue_job
from payung.governance.queries.jobs import job_view
from payung.governance.rules.access import may
from payung.registry.actions import ListReport, add_deaths, add_exclusions, add_participants, begin_link
from payung.registry.queries.matching import MatchingPage, RunLine, job_of_run, matching_page
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.job_words import progress_of
from payung.web.parts import Column, Empty, Row, Table
from payung.web.people_words import EXCLUSIONS
from payung.web.receiving import lent, received
from payung.web.templatetags.payung_format import whole

SEED = 1
_MOST_ROWS_NAMED = 10
_TOLD = {"participants": gettext_noop("members of BPJS"), "deaths": gettext_noop("people who died"), **EXCLUSIONS}
_FAULTS = {
    "segment-unknown": gettext_noop("the segment is none that is known"),
    "to-before-from": gettext_noop("it ends before it begins"),
    "died-on-missing": gettext_noop("the day of death is missing"),
    "died-on-later": gettext_noop("the day of death is later than the list"),
    "died-before-birth": gettext_noop("the day of death is before the birth"),
}


class OutsideForm(forms.Form):
    """What a list from outside tells, of which day, from whom."""

    tells = forms.ChoiceField(label=gettext_lazy("A list of"), choices=[(code, gettext_lazy(words)) for code, words in _TOLD.items()])
    source = forms.CharField(
        label=gettext_lazy("Who made it"), max_length=200, help_text=gettext_lazy("As BPJS Kupang, Dukcapil Sikka, BKD.")
    )
    on = forms.DateField(label=gettext_lazy("As it held on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("Workbook or CSV; headers are found, whatever they are called.")
    )


@requires("registry.link")
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """What waits to be matched, what a run did, and which lists from outside are here."""
    held = matching_page()
    under_way = [each for each in held.runs if each.ran_at is None and each.job]
    context = {
        "held": held,
        "jobs": [progress_of(job_view(each.job), request.actor) for each in under_way if each.job],
        "runs": _runs(held.runs),
        "lists": _lists(held),
        "form": OutsideForm(typed(request), initial={"on": timezone.localdate()}) if may(request.actor, "registry.import") else None,
    }
    return render(request, "web/workers/matching.html", context)


def _runs(held: tuple[RunLine, ...]) -> Table:
    rows = [
        Row(
            each.run,
            {"at": each.ran_at, "admitted": each.admitted, "merged": each.merged, "queued": each.queued, "died": each.died, "excluded": each.excluded},
        )
        for each in held
        if each.ran_at is not None
    ]  # fmt: skip
    columns = [
        Column("at", _("Matched"), "moment"), Column("admitted", _("New rows"), "number"), Column("merged", _("Joined"), "number"),
        Column("queued", _("For review"), "number"), Column("died", _("Died"), "number", off_phone=True), Column("excluded", _("Excluded"), "number", off_phone=True),
    ]  # fmt: skip
    empty = Empty(_("Nothing was matched yet"), _("Matching finds out which rows are the same person. It may be repeated at any time."))
    return Table(_("Runs of matching"), columns, rows, tight=True, empty=empty)


def _lists(held: MatchingPage) -> Table:
    rows = [
        Row(each.list_id, {"source": each.source, "tells": _(_TOLD.get(each.tells, each.tells)), "on": each.source_on, "rows": each.rows, "refused": each.refused})
        for each in held.lists
    ]  # fmt: skip
    columns = [
        Column("source", _("Who made it")), Column("tells", _("A list of")), Column("on", _("As it held on"), "day", off_phone=True),
        Column("rows", _("Rows"), "number"), Column("refused", _("Not taken"), "number"),
    ]  # fmt: skip
    empty = Empty(
        _("No list from outside is here"),
        _(
            "Lists of members, of deaths and of exclusions keep places for those who need them. The round to BPJS asks the same where no list is to be had."
        ),
    )
    return Table(_("Lists from outside"), columns, rows, tight=True, empty=empty)


@requires("registry.link")
@acting(back=show)
def match(request: SignedInRequest) -> HttpResponse:
    """Ask for a run; the worker does it."""
    run = begin_link(seed=SEED, on=timezone.localdate(), by=request.actor, at=timezone.now())
    queue_job(job_of_run(run))
    return done(request, _("Matching has begun."), "matching")


@requires("registry.import")
@acting(back=show)
def take(request: SignedInRequest) -> HttpResponse:
    """Take a list from outside in."""
    held = checked(OutsideForm(request.POST, request.FILES))
    tells = held["tells"]
    about = {"source": held["source"], "on": held["on"], "by": request.actor, "at": timezone.now()}
    with lent(received(request, "file")) as paths:
        if not paths:
            raise Refusal("no-files", gettext_noop("No file was chosen. Choose the files, then upload them."))
        if tells == "participants":
            report = add_participants(path=paths[0], **about)
        elif tells == "deaths":
            report = add_deaths(path=paths[0], **about)
        else:
            report = add_exclusions(path=paths[0], kind=ExclusionKind(tells), **about)
    return done(request, _said(report), "matching")


def _said(report: ListReport) -> str:
    """What became of the rows, those that were not taken by their number."""
    if report.already_here:
        return _("This list was here already; nothing was added.")
    words = _("%(taken)s of %(rows)s rows taken in. Match now, so that it is known who they are.") % {
        "taken": whole(report.taken), "rows": whole(report.rows),
    }  # fmt: skip
    for row in report.refused[:_MOST_ROWS_NAMED]:
        words += " " + _("Row %(row)s was not taken: %(why)s.") % {"row": row.row_number, "why": _(_FAULTS.get(row.reason, row.reason))}
    return words


urlpatterns = [
    path("workers/matching/", show, name="matching"),
    path("workers/matching/match", match, name="matching-match"),
    path("workers/matching/take", take, name="matching-take"),
]
