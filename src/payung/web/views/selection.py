"""Choosing participants: runs, what each came to, why and why not, lists on their way to the decree, amended decrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.jobs import queue_job
from payung.governance.queries.jobs import job_view
from payung.governance.rules.access import may
from payung.grievances.queries import objections
from payung.grievances.rules.deadlines import window_end
from payung.places.queries import places
from payung.programmes.queries import Programme, programme
from payung.reports.rules.pictures import gap
from payung.selection.actions import (
    approve_list,
    begin_selection,
    decree_list,
    publish_provisional,
    record_paper_decision,
    return_list,
    submit_list,
)
from payung.selection.queries import (
    ListView,
    PersonOfRun,
    RunReport,
    amendments,
    fairness,
    find_in_run,
    list_view,
    lists,
    places_by_area,
    provisional_list,
    reason_counts,
    run_report,
    runs,
    unfinished_runs,
)
from payung.selection.rules.statuses import LISTS, ListStatus, Verdict
from payung.web.acting import acting, checked, done, typed
from payung.web.deciding import approval_of, paper_form
from payung.web.doors import SignedInRequest, requires
from payung.web.job_words import progress_of
from payung.web.parts import Column, Empty, Figure, Link, Row, Table
from payung.web.receiving import lent, received
from payung.web.selection_words import DIMENSIONS, named, status_of
from payung.web.templatetags.payung_format import decimal, rupiah, rupiah_short, short_day, signed, whole
from payung.web.templatetags.payung_parts import quota_bar
from payung.web.words import list_status, reason_words
from payung.web.years import chosen_programme

_SHOWN_RUNS = 20
_MOST_MOVED = 200


class RunForm(forms.Form):
    """What a run asks."""

    tranche = forms.ChoiceField(label=gettext_lazy("Tranche"))
    on = forms.DateField(
        label=gettext_lazy("As of"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("People, cover and figures as known on this day."),
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed of the lot"),
        min_value=0,
        help_text=gettext_lazy("Published with the list: who has it draws the same lots again."),
    )

    def __init__(self, *args: Any, tranches: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tranche"].choices = tranches  # type: ignore[attr-defined]


class DecreeForm(forms.Form):
    """Number, day and signed copy of a decree; what is left empty is taken from the signed copy of its own paper."""

    number = forms.CharField(label=gettext_lazy("Number of the decree"), max_length=120, required=False)
    on = forms.DateField(
        label=gettext_lazy("Day of the decree"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    file = forms.FileField(
        label=gettext_lazy("Signed copy"),
        required=False,
        help_text=gettext_lazy("The scanned or electronically signed PDF. All three left empty: as recorded under Documents."),
    )


class PublishForm(forms.Form):
    """The days of a provisional list."""

    on = forms.DateField(label=gettext_lazy("On the notice boards from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("Objections until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class DecisionForm(forms.Form):
    """An official's word on one person."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


# --- runs and lists --------------------------------------------------------------------------------------------------


@requires("selection.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The runs of the programme, what became of each, and asking for another."""
    code = chosen_programme(request)
    held = programme(code)
    rows = [
        Row(
            each.report.run,
            {
                "run": _("Run %(run)s") % {"run": each.report.run},
                "on": each.report.on,
                "tranche": each.report.tranche,
                "chosen": each.report.chosen,
                "reserve": each.report.reserve,
                "cost": each.report.cost_idr,
                "status": list_status(each.status),
            },
            reverse("lists-show", args=[each.list_id])
            if each.list_id
            else reverse("runs-show", args=[each.report.run])
            if each.kept
            else "",
        )
        for each in runs(code, _SHOWN_RUNS)
    ]
    columns = [
        Column("run", _("Run")), Column("on", _("As of"), "day", off_phone=True), Column("tranche", _("Tranche"), off_phone=True),
        Column("chosen", _("Chosen"), "number"), Column("reserve", _("Reserve"), "number", off_phone=True),
        Column("cost", _("Money"), "rupiah", off_phone=True), Column("status", _("State"), "status"),
    ]  # fmt: skip
    empty = Empty(
        _("Nobody was chosen yet"),
        _("Ask for a run: everybody who is listed is assessed, and the places are given by the rules of the programme."),
    )
    begins = may(request.actor, "selection.run")
    waiting = [progress_of(job_view(each.job), request.actor) for each in unfinished_runs(code) if each.job]
    shown = {
        "programme": held, "table": Table(_("Runs"), columns, rows, empty=empty), "waiting": waiting, "begins": begins,
        "form": _run_form(request, held) if begins else None, "money": _money(held),
    }  # fmt: skip
    return render(request, "web/selection/index.html", shown)


@requires("selection.run")
@acting(back=index)
def begin(request: SignedInRequest) -> HttpResponse:
    """Ask for a run; the worker does it."""
    code = chosen_programme(request)
    asked = checked(_run_form(request, programme(code)))
    run = begin_selection(programme=code, tranche=asked["tranche"], seed=asked["seed"], on=asked["on"], by=request.actor, at=timezone.now())
    for each in unfinished_runs(code):
        if each.run == run and each.job:
            queue_job(each.job)
    return done(request, _("Run %(run)s is queued.") % {"run": run}, "selection")


@requires("selection.read")
@require_GET
def show(request: SignedInRequest, run: int) -> HttpResponse:
    """What a run came to: quota against fill, cut-offs, fairness, why people are out, and what may be done next."""
    listed = next((each for each in lists(run_report(run).programme) if each.run == run), None)
    return _result(request, run, listed)


@requires("selection.read")
@require_GET
def show_list(request: SignedInRequest, list_id: int) -> HttpResponse:
    """The same for a list, with its way to the decree."""
    held = list_view(list_id)
    return _result(request, held.run, held)


def _result(request: SignedInRequest, run: int, listed: ListView | None) -> HttpResponse:
    report = run_report(run)
    held = programme(report.programme)
    status = listed.status if listed else ListStatus.DRAFT
    actor, on = request.actor, timezone.localdate()
    own = _own_words(held)
    regencies = places_by_area(run, Level.REGENCY)
    hung = provisional_list(run)
    sought = request.GET.get("q", "")
    groups = {(row["dimension"], row["group"]): row for row in fairness(run).iter_rows(named=True)}
    shown = {
        "report": report, "programme": held, "list": listed, "status": list_status(status),
        "figures": _figures(report, regencies, groups.get(("everybody", "all"), {})),
        "quota": _quota(run, regencies), "fairness": _fairness(groups),
        "panel": _panel(request, listed) if listed else None, "paper_form": paper_form(actor, "list", listed.id, typed(request)) if listed else None,
        "submits": may(actor, "selection.submit") and LISTS.may("submit", status),
        "decrees": may(actor, "selection.decree") and LISTS.may("decree", status), "decree_form": DecreeForm(typed(request)),
        "hung": hung, "publishes": may(actor, "selection.propose") and status in (ListStatus.DRAFT, ListStatus.SUBMITTED, ListStatus.RETURNED),
        "publish_form": PublishForm(typed(request), initial={"on": hung.published_on if hung else on, "until": hung.objections_until if hung else window_end("objection", on)}),
        "objections": objections(on=on, run=run) if hung and may(actor, "grievances.read") else None,
        "amendments": [(each, status_of(each.status)) for each in amendments(listed.id)] if listed else [], "earlier": _earlier(report),
        "sought": sought, "found": _people_table(_("Found"), _person_rows(run, find_in_run(run, sought), own)) if sought else None,
        "enrols": may(actor, "enrolment.read") and status == ListStatus.DECREED,
    }  # fmt: skip
    return render(request, "web/selection/result.html", shown)


@requires("selection.read")
@require_GET
def reasons(request: SignedInRequest, run: int) -> HttpResponse:
    """Why people of the reader's areas are not eligible, most frequent first."""
    report = run_report(run)
    table = _reasons(run, _own_words(programme(report.programme)))
    return render(request, "web/selection/reasons.html", {"report": report, "table": table})


@requires("selection.submit")
@acting(back=show)
def submit(request: SignedInRequest, run: int) -> HttpResponse:
    """Freeze a run and hand it in."""
    listed = submit_list(run=run, by=request.actor, at=timezone.now())
    return done(request, _("List %(list)s is handed in.") % {"list": listed}, "lists-show", listed)


@requires("selection.propose")
@acting(back=show)
def publish(request: SignedInRequest, run: int) -> HttpResponse:
    """Put the provisional list on the notice boards."""
    days = checked(PublishForm(request.POST))
    publish_provisional(run=run, on=days["on"], objections_until=days["until"], by=request.actor, at=timezone.now())
    return done(
        request, _("The provisional list is published. Objections until %(day)s.") % {"day": short_day(days["until"])}, "runs-show", run
    )


@requires("selection.approve")
@acting(back=show_list)
def decide(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Approve a list at its next stage, or return it with a reason."""
    if request.POST.get("act") == "return":
        return_list(list_id=list_id, reason=request.POST.get("note", ""), by=request.actor, at=timezone.now())
        return done(request, _("List %(list)s is returned.") % {"list": list_id}, "lists-show", list_id)
    if set(request.POST.getlist("check")) != {name for name, _words in _checks()}:
        raise Refusal("not-all-checked", gettext_noop("Tick what you have looked at, then approve."))
    status = approve_list(list_id=list_id, by=request.actor, at=timezone.now())
    words = _("List %(list)s is approved.") if status == ListStatus.APPROVED else _("List %(list)s is passed on to the next stage.")
    return done(request, words % {"list": list_id}, "lists-show", list_id)


@requires("selection.decree")
@acting(back=show_list)
def decree(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Record number, day and signed copy."""
    told = checked(DecreeForm(request.POST, request.FILES))
    with _one_file(request) as file:
        decree_list(
            list_id=list_id,
            number=told["number"],
            on=told["on"],
            file=file if file.is_file() else None,
            by=request.actor,
            at=timezone.now(),
        )
    return done(request, _("List %(list)s is decreed.") % {"list": list_id}, "lists-show", list_id)


@requires("approvals.record")
@acting(back=show_list)
def on_paper(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Record what an official decided of a list on paper."""
    _recorded(request, "list", list_id)
    return done(request, _("The decision on paper is recorded."), "lists-show", list_id)


# --- people of a run -------------------------------------------------------------------------------------------------


# --- amended decrees -------------------------------------------------------------------------------------------------


# --- what the pages are told -----------------------------------------------------------------------------------------


def _recorded(request: SignedInRequest, kind: str, object_id: int) -> None:
    form = paper_form(request.actor, kind, object_id, request.POST, request.FILES)
    if form is None:
        raise Refusal("nothing-waiting", gettext_noop("This is not waiting for a decision. Reload the page to see its present state."))
    told = checked(form)
    with lent(received(request, "page")) as pages:
        record_paper_decision(
            kind=kind, object_id=object_id, approved=told["verdict"] == "approve", decider=int(told["decider"]), signed_at=form.signed_at(),
            digest=told["digest"], page=pages[0] if pages else Path("-"), reason=told["reason"], by=request.actor, at=timezone.now(),
        )  # fmt: skip


def _run_form(request: HttpRequest, held: Programme) -> RunForm:
    choices = [(each.code, f"{each.code}: {each.first_month}–{each.last_month}") for each in held.tranches]
    initial = {"seed": held.year, "on": timezone.localdate(), "tranche": choices[0][0] if choices else ""}
    return RunForm(request.POST if request.method == "POST" else typed(request), tranches=choices, initial=initial)


def _money(held: Programme) -> str:
    return rupiah(sum(line.available_idr for line in held.budget if line.current))


def _figures(report: RunReport, regencies: pl.DataFrame, everybody: Mapping[str, int]) -> list[Figure]:
    moved = int((regencies["chosen"].fill_null(0) - regencies["entitled"]).clip(0).sum()) if regencies.height else 0
    listed = reverse("runs-people", args=[report.run])
    return [
        Figure(
            whole(everybody.get("chosen", 0)),
            _("chosen of %(eligible)s eligible") % {"eligible": whole(everybody.get("eligible", 0))},
            f"{listed}?verdict=chosen",
        ),
        Figure(rupiah_short(report.cost_idr), _("bound by the whole list")),
        Figure(whole(everybody.get("reserve", 0)), _("in reserve, in order for each area"), f"{listed}?verdict=reserve"),
        Figure(whole(moved), _("places moved between regencies")),
    ]


def _quota(run: int, regencies: pl.DataFrame) -> Table:
    names = _names()
    most = max((max(row["entitled"] or 0, row["chosen"] or 0) for row in regencies.iter_rows(named=True)), default=0)
    listed = reverse("runs-people", args=[run])
    rows = [
        Row(
            row["area"],
            {
                "name": names.get(row["area"], row["area"]), "quota": row["entitled"], "chosen": row["chosen"], "moved": _moved(row),
                "bar": quota_bar(row["entitled"], row["chosen"] or 0, most, max(0, (row["chosen"] or 0) - row["entitled"])),
                "cut_off": row["cut_off"], "reserve": row["reserve"],
            },
            f"{listed}?area={row['area']}&verdict=chosen",
        )
        for row in regencies.sort("entitled", descending=True).iter_rows(named=True)
    ]  # fmt: skip
    columns = [
        Column("name", _("Regency or city")), Column("quota", _("Quota"), "number"), Column("chosen", _("Chosen"), "number"), Column("moved", _("Moved"), "number", off_phone=True),
        Column("bar", _("Filled"), off_phone=True), Column("cut_off", _("Last rank"), "number", off_phone=True), Column("reserve", _("Reserve"), "number"),
    ]  # fmt: skip
    foot = (
        {"name": _("Together")}
        | {
            ours: int(regencies[theirs].sum() or 0)
            for ours, theirs in (("quota", "entitled"), ("chosen", "chosen"), ("reserve", "reserve"))
        }
        if regencies.height
        else {}
    )
    return Table(
        _("Quota and chosen"),
        columns,
        rows,
        foot=foot,
        tight=True,
        empty=Empty(_("No places here"), _("No quota area lies inside your posting.")),
    )


def _moved(row: dict[str, Any]) -> str:
    return signed((row["chosen"] or 0) - row["entitled"]) if (row["chosen"] or 0) != row["entitled"] else "0"


def _fairness(held: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The groups of the picture: share of the eligible and of the chosen in percent, and the difference in points."""
    whole_run = held.get(("everybody", "all"))
    if not whole_run or not whole_run["eligible"] or not whole_run["chosen"]:
        return []
    lines = []
    for key, words in DIMENSIONS.items():
        row = held.get(key)
        if row is None or not row["eligible"]:
            continue
        eligible, chosen = 100 * row["eligible"] / whole_run["eligible"], 100 * row["chosen"] / whole_run["chosen"]
        lines.append(
            {
                "words": _(words), "eligible": decimal(eligible, 1), "chosen": decimal(chosen, 1), "points": _points(chosen - eligible),
                "less": chosen < eligible - 0.05, "drawn": _drawn(gap(eligible, chosen)),
            }
        )  # fmt: skip
    return lines


def _points(difference: float) -> str:
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{decimal(abs(difference), 1)}"


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # made of numbers only


def _reasons(run: int, own: dict[str, str]) -> Table:
    held = reason_counts(run).filter(pl.col("verdict") == Verdict.NOT_ELIGIBLE.value).head(12)
    rows = [
        Row(reason, {"reason": reason_words([reason], own), "people": count})
        for reason, count in held.select("reason", "people").iter_rows()
    ]
    return Table(
        _("Why people are not eligible"), [Column("reason", _("Reason")), Column("people", _("People"), "number")], rows, tight=True
    )


def _panel(request: SignedInRequest, listed: ListView):  # type: ignore[no-untyped-def]
    url = reverse("lists-decide", args=[listed.id])
    return approval_of(request.actor, "list", listed.id, url=url, act="selection.approve", checks=_checks(), digest_words=_digest_words())


def _checks() -> list[tuple[str, str]]:
    return [
        ("people", _("The number of people is that of the annex")),
        ("money", _("It stays inside the budget of each payer")),
        ("fairness", _("Fairness was read")),
    ]


def _digest_words() -> str:
    return _("If one name changes, the digest changes and the approval falls.")


def _earlier(report: RunReport) -> list[Link]:
    held = [each for each in runs(report.programme, 6) if each.kept and each.report.run != report.run]
    return [
        Link(_("Compare with run %(run)s") % {"run": each.report.run}, reverse("runs-compare", args=[report.run, each.report.run]))
        for each in held[:3]
    ]


def _person_rows(run: int, held: Sequence[PersonOfRun], own: dict[str, str]) -> list[Row]:
    called = named(each.area for each in held)
    return [_person_row(run, each, own, called) for each in held]


def _person_row(run: int, each: PersonOfRun, own: dict[str, str], called: Callable[[str], str]) -> Row:
    cells = {
        "name": each.name, "village": called(each.area), "status": status_of(each.verdict), "why": reason_words(each.reasons, own),
        "score": each.score, "rank": each.rank,
    }  # fmt: skip
    return Row(each.worker, cells, reverse("runs-why", args=[run, each.worker]))


def _people_table(caption: str, rows: Sequence[Row] | None) -> Table:
    columns = [
        Column("name", _("Name")), Column("village", _("Village")), Column("status", _("Verdict"), "status"), Column("why", _("Reason"), off_phone=True),
        Column("score", _("Score"), "number", off_phone=True), Column("rank", _("Rank"), "number"),
    ]  # fmt: skip
    return Table(caption, columns, rows or [], empty=Empty(_("Nobody found"), _("Write at least three letters of the name.")))


def _own_words(held: Programme) -> dict[str, str]:
    return {each.reason: each.says for each in held.settings.criteria if each.says}


def _regency_choices(report: RunReport) -> list[tuple[str, str]]:
    return [(area, _names().get(area, area)) for area in places_by_area(report.run, Level.REGENCY)["area"]]


def _names() -> dict[str, str]:
    return {code: name.removeprefix("Kabupaten ") for code, name in places(level=Level.REGENCY).select("code", "name").iter_rows()}


def _number(request: HttpRequest) -> int:
    told = request.GET.get("page", "1")
    return int(told) if told.isdigit() else 1


@contextmanager
def _one_file(request: HttpRequest) -> Iterator[Path]:
    """The signed copy under a path; a path that leads nowhere when none was sent."""
    with lent(received(request, "file")) as paths:
        yield paths[0] if paths else Path("-")


urlpatterns = [
    path("selection/", index, name="selection"),
    path("selection/begin", begin, name="selection-begin"),
    path("runs/<int:run>/", show, name="runs-show"),
    path("runs/<int:run>/submit", submit, name="runs-submit"),
    path("runs/<int:run>/publish", publish, name="runs-publish"),
    path("runs/<int:run>/reasons/", reasons, name="runs-reasons"),
    path("lists/<int:list_id>/", show_list, name="lists-show"),
    path("lists/<int:list_id>/decide", decide, name="lists-decide"),
    path("lists/<int:list_id>/paper", on_paper, name="lists-paper"),
    path("lists/<int:list_id>/decree", decree, name="lists-decree"),
]
