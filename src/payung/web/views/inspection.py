"""Inspection: the auditor's tests at any time, samples with a trace of each person, and findings followed until they are closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.refusals import Refusal
from payung.governance.actions.exports import hand_out
from payung.governance.actions.inspections import answer_finding, close_finding, open_inspection, record_finding, send_back_finding
from payung.governance.queries.inspections import FindingView, TestsLine, finding, findings, inspections, newest_tests, samples
from payung.governance.rules.access import may
from payung.governance.rules.statuses import FINDINGS, FindingStatus
from payung.places.queries import place_name
from payung.reports.actions.inspection import LIST, draw_sample, run_standard_tests
from payung.reports.queries.inspection_files import findings_workbook
from payung.reports.queries.standard_tests import list_in_hand, people_behind
from payung.reports.rules.audit_tests import TESTS
from payung.selection.queries import ListView, list_view
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Event, Figure, Lines, Row, Status, Table
from payung.web.templatetags.payung_format import rupiah, short_day, whole
from payung.web.words import list_status
from payung.web.years import chosen_programme

_FINDING_MARKS = {
    FindingStatus.OPEN: ("dotted", gettext_lazy("Open"), "warn"),
    FindingStatus.ANSWERED: ("half", gettext_lazy("Answered"), "info"),
    FindingStatus.CLOSED: ("full", gettext_lazy("Closed"), "good"),
}
_STEP_WORDS = {"answer": gettext_lazy("Answered"), "send-back": gettext_lazy("Sent back"), "close": gettext_lazy("Closed")}
_MOST_IN_A_SAMPLE = 200


class OpenForm(forms.Form):
    """Who inspects, and what."""

    body = forms.CharField(label=gettext_lazy("Inspecting body"), max_length=200, help_text=gettext_lazy("Inspectorate, BPKP, BPK …"))
    title = forms.CharField(label=gettext_lazy("What is inspected"), max_length=300)


class SampleForm(forms.Form):
    """Size and seed of a sample."""

    size = forms.IntegerField(label=gettext_lazy("People in the sample"), min_value=1, max_value=_MOST_IN_A_SAMPLE, initial=30)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=2**62,
        initial=1,
        help_text=gettext_lazy("Any number. The same number draws the same people again."),
    )


class FindingForm(forms.Form):
    """A finding as it is written in a report."""

    condition = forms.CharField(label=gettext_lazy("What was found"), widget=forms.Textarea(attrs={"rows": 3}))
    rule = forms.CharField(label=gettext_lazy("Rule that it breaks"), widget=forms.Textarea(attrs={"rows": 2}))
    recommendation = forms.CharField(label=gettext_lazy("Recommendation"), widget=forms.Textarea(attrs={"rows": 2}))
    people = forms.IntegerField(label=gettext_lazy("People"), min_value=0, initial=0)
    months = forms.IntegerField(label=gettext_lazy("Person-months"), min_value=0, initial=0)
    amount_idr = forms.IntegerField(label=gettext_lazy("Rupiah"), min_value=0, initial=0)
    due_on = forms.DateField(label=gettext_lazy("To be answered by"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    test = forms.CharField(required=False, widget=forms.HiddenInput)


class StepForm(forms.Form):
    """Words of an answer or of a decision about it."""

    words = forms.CharField(label=gettext_lazy("In words"), widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(StepForm):
    """An answer with its evidence."""

    evidence = forms.FileField(
        label=gettext_lazy("Evidence"), required=False, help_text=gettext_lazy("A letter, a receipt, minutes: PDF or picture.")
    )


@requires("inspection.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The tests over the list in hand as they were run last, and the inspections."""
    held = _list(request)
    told = newest_tests(LIST, held.id, request.actor.home_area) if held else None
    unclosed = sum(each.unclosed for each in inspections())
    return render(
        request,
        "web/inspection/index.html",
        {
            "list": held,
            "list_status": list_status(held.status) if held else None,
            "told": told,
            "figures": _figures(told),
            "table": _tests_table(told),
            "may_run": may(request.actor, "inspection.test") and held is not None,
            "inspections": _inspections_table(),
            "unclosed": unclosed,
            "open_form": OpenForm(typed(request)) if may(request.actor, "inspection.sample") else None,
        },
    )


@requires("inspection.test")
@acting(back=index)
def run(request: SignedInRequest) -> HttpResponse:
    """Run every test over the list in hand."""
    held = list_in_hand(chosen_programme(request))
    run_standard_tests(list_id=held.id, on=timezone.localdate(), by=request.actor, at=timezone.now())
    return done(request, _("Tests run."), "inspection")


@requires("inspection.read")
@require_GET
def test(request: SignedInRequest, list_id: int, code: str) -> HttpResponse:
    """The people whom one test found when it was run last."""
    told = newest_tests(LIST, list_id, request.actor.home_area)
    subjects = told.outcomes.get(code, {}).get("subjects", []) if told else []
    chosen = next((each for each in TESTS if each.code == code), None)
    if chosen is None:
        raise Refusal("no-such-object", "")
    people = people_behind(list_id, subjects)
    rows = [
        Row(
            each.entry,
            {"name": Lines(each.name, place_name(each.village_code)), "village": each.village_code},
            reverse("workers-show", args=[each.worker]),
        )
        for each in people
    ]
    columns = [Column("name", _("Person")), Column("village", _("Village code"), "code", off_phone=True)]
    table = Table(
        _("People whom the test found"), columns, rows, total=len(subjects), empty=Empty(_("Nobody"), _("This test found nobody."))
    )
    initial = _finding_from(told, code) if told else {}
    return render(
        request,
        "web/inspection/test.html",
        {
            "test": chosen,
            "name": _(chosen.name),
            "counts": _(chosen.counts),
            "list": list_view(list_id),
            "told": told,
            "table": table,
            "outcome": initial,
        },
    )


@requires("inspection.sample")
@acting(back=index)
def opened(request: SignedInRequest) -> HttpResponse:
    """Open an inspection."""
    words = checked(OpenForm(request.POST))
    held = open_inspection(body=words["body"], title=words["title"], area=request.actor.home_area, by=request.actor, at=timezone.now())
    return done(request, _("Inspection opened."), "inspection-show", held)


@requires("inspection.read")
@require_GET
def show(request: SignedInRequest, inspection: int) -> HttpResponse:
    """One inspection: its samples, its findings, and the forms for both."""
    held = next((each for each in inspections() if each.id == inspection), None)
    if held is None:
        raise Refusal("no-such-object", "")
    drawn = [
        Row(
            each.id,
            {
                "size": len(each.subjects),
                "list": _("List %(list)s") % {"list": each.object_id},
                "seed": str(each.seed),
                "by": Lines(each.drawn_by, short_day(each.drawn_at)),
            },
            reverse("inspection-sample", args=[inspection, each.id]),
        )
        for each in samples(inspection)
    ]
    columns = [
        Column("list", _("List")),
        Column("size", _("People"), "number"),
        Column("seed", _("Seed"), "code"),
        Column("by", _("Drawn by")),
    ]
    return render(
        request,
        "web/inspection/show.html",
        {
            "inspection": held,
            "samples": Table(
                _("Samples"),
                columns,
                drawn,
                empty=Empty(_("No sample yet"), _("Draw one: everybody with the same seed draws the same people.")),
            ),
            "findings": _findings_table(findings(on=timezone.localdate(), inspection=inspection)),
            "sample_form": SampleForm(_typed_in(request, "size")) if may(request.actor, "inspection.sample") else None,
            "finding_form": FindingForm(_typed_in(request, "condition"), initial=_initial(request))
            if may(request.actor, "inspection.record")
            else None,
        },
    )


@requires("inspection.sample")
@acting(back=show)
def draw(request: SignedInRequest, inspection: int) -> HttpResponse:
    """Draw a sample of the list in hand."""
    words = checked(SampleForm(request.POST))
    held = list_in_hand(chosen_programme(request))
    sample = draw_sample(
        inspection=inspection, list_id=held.id, seed=words["seed"], size=words["size"], by=request.actor, at=timezone.now()
    )
    return done(request, _("Sample drawn."), "inspection-sample", inspection, sample)


@requires("inspection.read")
@require_GET
def sample(request: SignedInRequest, inspection: int, sample_id: int) -> HttpResponse:
    """The people of a sample, each leading to his whole story."""
    held = next((each for each in samples(inspection) if each.id == sample_id), None)
    if held is None:
        raise Refusal("no-such-object", "")
    people = people_behind(held.object_id, held.subjects)
    rows = [
        Row(
            each.entry,
            {"number": place, "name": each.name, "village": place_name(each.village_code)},
            reverse("workers-show", args=[each.worker]),
        )
        for place, each in enumerate(people, 1)
    ]
    columns = [Column("name", _("Person")), Column("number", _("Number"), "number"), Column("village", _("Village"))]
    table = Table(_("People of the sample"), columns, rows, total=len(held.subjects))
    return render(request, "web/inspection/sample.html", {"sample": held, "inspection_id": inspection, "table": table})


@requires("inspection.record")
@acting(back=show)
def recorded(request: SignedInRequest, inspection: int) -> HttpResponse:
    """Record a finding."""
    words = checked(FindingForm(request.POST))
    held = record_finding(inspection=inspection, by=request.actor, at=timezone.now(), **words)
    return done(request, _("Finding recorded."), "inspection-finding", held)


@requires("inspection.read")
@require_GET
def matrix(request: SignedInRequest) -> HttpResponse:
    """All findings: those not closed first."""
    return render(request, "web/inspection/matrix.html", {"table": _findings_table(findings(on=timezone.localdate()))})


@requires("reports.export")
@require_GET
def matrix_file(request: SignedInRequest) -> HttpResponse:
    """The follow-up matrix as a workbook."""
    content = findings_workbook(on=timezone.localdate())
    left = hand_out(name="tindak-lanjut.xlsx", content=content, purpose=_("follow-up matrix"), by=request.actor, at=timezone.now())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(left.content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{left.name}"'})


@requires("inspection.read")
@require_GET
def show_finding(request: SignedInRequest, finding_id: int) -> HttpResponse:
    """One finding with its steps, and what the reader may do."""
    held = finding(finding_id, on=timezone.localdate())
    actor = request.actor
    may_answer = may(actor, "inspection.answer") and FINDINGS.may("answer", held.status)
    may_close = may(actor, "inspection.close") and FINDINGS.may("close", held.status)
    return render(
        request,
        "web/inspection/finding.html",
        {
            "finding": held,
            "status": _status(held),
            "money": rupiah(held.amount_idr),
            "events": _events(held),
            "answer_form": AnswerForm(typed(request)) if may_answer else None,
            "close_form": StepForm(typed(request)) if may_close else None,
        },
    )


@requires("inspection.answer")
@acting(back=show_finding)
def answered(request: SignedInRequest, finding_id: int) -> HttpResponse:
    """The office's answer."""
    words = checked(AnswerForm(request.POST, request.FILES))
    given = words["evidence"]
    answer_finding(
        finding=finding_id,
        words=words["words"],
        evidence=given.read() if given else None,
        name=given.name if given else "",
        version=_version(request),
        by=request.actor,
        at=timezone.now(),
    )
    return done(request, _("Answer recorded."), "inspection-finding", finding_id)


@requires("inspection.close")
@acting(back=show_finding)
def decided(request: SignedInRequest, finding_id: int) -> HttpResponse:
    """Close a finding or send its answer back."""
    words = checked(StepForm(request.POST))
    act = close_finding if request.POST.get("act") == "close" else send_back_finding
    act(finding=finding_id, words=words["words"], version=_version(request), by=request.actor, at=timezone.now())
    return done(request, _("Closed.") if act is close_finding else _("Sent back."), "inspection-finding", finding_id)


def _list(request: SignedInRequest) -> ListView | None:
    try:
        return list_in_hand(chosen_programme(request))
    except Refusal as refusal:
        if refusal.code in {"no-list-yet", "unknown-programme"}:
            return None
        raise


def _figures(told: TestsLine | None) -> list[Figure]:
    if told is None:
        return []
    return [
        Figure(whole(told.people), _("people on the list"), large=True),
        Figure(whole(told.months), _("person-months")),
        Figure(rupiah(told.amount_idr), _("by law")),
    ]


def _tests_table(told: TestsLine | None) -> Table | None:
    if told is None:
        return None
    columns = [
        Column("test", _("Test")),
        Column("state", _("Result"), "status"),
        Column("people", _("People"), "number"),
        Column("months", _("Months"), "number", off_phone=True),
        Column("amount", _("Rupiah"), "rupiah"),
    ]
    rows = []
    for each in TESTS:
        found = told.outcomes.get(each.code, {"people": 0, "months": 0, "amount_idr": 0})
        clean = not found["people"]
        rows.append(
            Row(
                each.code,
                {
                    "test": Lines(_(each.name), _(each.counts)),
                    "state": Status("full", _("Nothing found"), "good") if clean else Status("dotted", _("To be examined"), "warn"),
                    "people": found["people"],
                    "months": found["months"],
                    "amount": found["amount_idr"],
                },
                "" if clean else reverse("inspection-test", args=[told.object_id, each.code]),
            )
        )
    return Table(_("Tests of an auditor"), columns, rows)


def _inspections_table() -> Table:
    rows = [
        Row(
            each.id,
            {"title": Lines(each.title, each.body), "findings": each.findings, "unclosed": each.unclosed, "opened": each.opened_at},
            reverse("inspection-show", args=[each.id]),
        )
        for each in inspections()
    ]
    columns = [
        Column("title", _("Inspection")),
        Column("findings", _("Findings"), "number"),
        Column("unclosed", _("Not closed"), "number"),
        Column("opened", _("Opened"), "moment", off_phone=True),
    ]
    return Table(
        _("Inspections"), columns, rows, empty=Empty(_("No inspection yet"), _("An inspector opens one; the tests can be run without."))
    )


def _findings_table(held: list[FindingView]) -> Table:
    rows = [
        Row(
            each.id,
            {
                "condition": Lines(each.condition[:140], f"{each.body} · {each.number}"),
                "state": _status(each),
                "amount": each.amount_idr,
                "due": each.due_on,
            },
            reverse("inspection-finding", args=[each.id]),
        )
        for each in held
    ]
    columns = [
        Column("condition", _("Finding")),
        Column("state", _("State"), "status"),
        Column("amount", _("Rupiah"), "rupiah"),
        Column("due", _("To be answered by"), "day", off_phone=True),
    ]
    return Table(_("Findings"), columns, rows, empty=Empty(_("No finding"), _("Findings stand here until an inspector closes them.")))


def _status(held: FindingView) -> Status:
    if held.late:
        return Status("barred", _("Late"), "bad")
    state, words, tint = _FINDING_MARKS[held.status]
    return Status(state, str(words), tint)  # type: ignore[arg-type]


def _events(held: FindingView) -> list[Event]:
    steps = [Event(each.at, str(_STEP_WORDS[each.act]), each.by, each.words) for each in reversed(held.steps)]
    return [*steps, Event(held.recorded_at, _("Recorded"), held.recorded_by)]


def _finding_from(told: TestsLine, code: str) -> dict[str, Any]:
    found = told.outcomes.get(code, {})
    return {"people": found.get("people", 0), "months": found.get("months", 0), "amount_idr": found.get("amount_idr", 0)}


def _initial(request: SignedInRequest) -> dict[str, Any]:
    """A finding that is begun from a test: its figures are filled in."""
    held = _list(request)
    code = request.GET.get("test", "")
    told = newest_tests(LIST, held.id, request.actor.home_area) if held and code else None
    due: dict[str, Any] = {"due_on": date.fromordinal(timezone.localdate().toordinal() + 60)}
    return due | ({"test": code} | _finding_from(told, code) if told else {})


def _typed_in(request: SignedInRequest, field: str) -> Any:
    """What was typed into the one of two forms of the page that holds `field`."""
    held = typed(request)
    return held if held is not None and field in held else None


def _version(request: SignedInRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() else 0


urlpatterns = [
    path("inspection/", index, name="inspection"),
    path("inspection/run", run, name="inspection-run"),
    path("inspection/lists/<int:list_id>/tests/<slug:code>/", test, name="inspection-test"),
    path("inspection/open", opened, name="inspection-open"),
    path("inspection/findings/", matrix, name="inspection-findings"),
    path("inspection/findings.xlsx", matrix_file, name="inspection-findings-file"),
    path("inspection/findings/<int:finding_id>/", show_finding, name="inspection-finding"),
    path("inspection/findings/<int:finding_id>/answer", answered, name="inspection-answer"),
    path("inspection/findings/<int:finding_id>/decide", decided, name="inspection-decide"),
    path("inspection/<int:inspection>/", show, name="inspection-show"),
    path("inspection/<int:inspection>/draw", draw, name="inspection-draw"),
    path("inspection/<int:inspection>/record", recorded, name="inspection-record"),
    path("inspection/<int:inspection>/samples/<int:sample_id>/", sample, name="inspection-sample"),
]
