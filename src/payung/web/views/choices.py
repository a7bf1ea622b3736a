"""Why and why not: people of a run, priorities of villages passed over, two runs side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.governance.rules.access import may
from payung.places.queries import place_name
from payung.programmes.queries import programme
from payung.selection.actions import (
    decide_person,
)
from payung.selection.queries import (
    compare,
    explanation,
    names_in_run,
    passed_over,
    people_of_run,
    person_of_run,
    run_report,
)
from payung.selection.rules.statuses import PersonAct, Verdict
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Figure, Filter, Row, Table
from payung.web.receiving import lent, received
from payung.web.selection_words import named, status_of
from payung.web.templatetags.payung_format import rupiah, whole
from payung.web.views.selection import _MOST_MOVED, DecisionForm, _number, _own_words, _people_table, _person_rows, _regency_choices
from payung.web.words import reason_words


@requires("selection.read")
@require_GET
def people(request: SignedInRequest, run: int) -> HttpResponse:
    """People of a run by verdict and regency."""
    report, query = run_report(run), request.GET
    held = people_of_run(run, verdict=query.get("verdict", ""), area=query.get("area", ""), page=_number(request))
    own = _own_words(programme(report.programme))
    table = _people_table(_("People of the run"), _person_rows(run, held.rows, own))
    table = Table(
        table.caption,
        table.columns,
        table.rows,
        held.total,
        held.page,
        held.pages,
        empty=Empty(_("Nobody found"), _("Choose another verdict or area.")),
    )
    filters = [
        Filter("verdict", _("Verdict"), query.get("verdict", ""), [(each.value, status_of(each).words) for each in Verdict]),
        Filter("area", _("Regency or city"), query.get("area", ""), _regency_choices(report)),
    ]
    return render(request, "web/selection/people.html", {"report": report, "table": table, "filters": filters, "more": held.more})


@requires("selection.read")
@require_GET
def why(request: SignedInRequest, run: int, worker: int) -> HttpResponse:
    """Why somebody was chosen or not, and what would change it."""
    told, (name, area) = explanation(run, worker), person_of_run(run, worker)
    report = run_report(run)
    own = _own_words(programme(report.programme))
    act = PersonAct.REMOVE if told.verdict in (Verdict.CHOSEN, Verdict.RESERVE) else PersonAct.ADD
    shown = {
        "told": told, "name": name, "place": place_name(area), "report": report, "status": status_of(told.verdict),
        "reasons": [{"says": own.get(each.code) or reason_words([each.code], own) or each.says, "remedy": _(each.remedy) if each.remedy else ""} for each in told.reasons],
        "quota_area": place_name(told.quota_area) if told.quota_area else "", "decides": may(request.actor, "selection.decide"), "act": act,
        "adds": act is PersonAct.ADD, "form": DecisionForm(typed(request)), "objects": may(request.actor, "grievances.add"),
    }  # fmt: skip
    return render(request, "web/selection/why.html", shown)


@requires("selection.decide")
@acting(back=why)
def decide_on(request: SignedInRequest, run: int, worker: int) -> HttpResponse:
    """An official adds or removes somebody, openly."""
    told = checked(DecisionForm(request.POST))
    with lent(received(request, "evidence")) as files:
        decide_person(
            run=run, worker=worker, act=request.POST.get("act", ""), reason=told["reason"], evidence_file=files[0] if files else None,
            by=request.actor, at=timezone.now(),
        )  # fmt: skip
    return done(request, _("The decision is recorded. The next run applies it."), "runs-why", run, worker)


@requires("selection.read")
@require_GET
def priorities(request: SignedInRequest, run: int) -> HttpResponse:
    """Whom villages put first and who was not chosen, with the reason."""
    report = run_report(run)
    own = _own_words(programme(report.programme))
    held = passed_over(run)
    shown = held.head(_MOST_MOVED)
    called = named(shown["village_code"])
    rows = [
        Row(
            each["worker"],
            {
                "name": each["name"], "village": called(each["village_code"]), "order": each["village_order"],
                "status": status_of(Verdict(each["verdict"])), "why": reason_words(each["reasons"].split(";"), own), "rank": each["rank"],
            },
            reverse("runs-why", args=[run, each["worker"]]),
        )
        for each in shown.iter_rows(named=True)
    ]  # fmt: skip
    columns = [
        Column("name", _("Name")), Column("village", _("Village")), Column("order", _("Order of the village"), "number"),
        Column("status", _("Verdict"), "status"), Column("why", _("Reason")), Column("rank", _("Rank"), "number", off_phone=True),
    ]  # fmt: skip
    empty = Empty(_("No village was passed over"), _("Everybody whom a village put before somebody chosen is chosen too."))
    table = Table(_("Priorities of villages that were passed over"), columns, rows, held.height, empty=empty)
    return render(request, "web/selection/priorities.html", {"report": report, "table": table, "most": _MOST_MOVED})


@requires("selection.read")
@require_GET
def comparison(request: SignedInRequest, run: int, other: int) -> HttpResponse:
    """Two runs side by side: who entered, who left and why, whose cover lapses."""
    held = compare(other, run)
    own = _own_words(programme(run_report(run).programme))
    shown = held.moved.head(_MOST_MOVED)
    called = named([*shown["area"], *held.regencies["area"]])
    names = names_in_run(run, shown["worker"].to_list()) | names_in_run(other, shown["worker"].to_list())
    rows = [
        Row(
            each["worker"],
            {
                "name": names.get(each["worker"], ("", ""))[0], "place": called(each["area"]), "change": _("entered") if each["change"] == "entered" else _("left"),
                "why": reason_words([code for code in (each["reasons"] or "").split(";") if code], own), "lapses": _("cover ends") if each["lapses"] else "",
            },
            reverse("runs-why", args=[run, each["worker"]]) if each["after"] else "",
        )
        for each in shown.iter_rows(named=True)
    ]  # fmt: skip
    columns = [
        Column("name", _("Name")),
        Column("place", _("Village")),
        Column("change", _("Change")),
        Column("why", _("Reason")),
        Column("lapses", _("Cover"), off_phone=True),
    ]
    by_regency = [
        Row(area, {"area": called(area), "entered": entered, "left": left, "lapses": lapses})
        for area, entered, left, lapses in held.regencies.iter_rows()
    ]
    counted = [
        Column("area", _("Regency or city")),
        Column("entered", _("Entered"), "number"),
        Column("left", _("Left"), "number"),
        Column("lapses", _("Cover ends"), "number"),
    ]
    figures = [
        Figure(whole(held.stayed), _("chosen in both")), Figure(whole(held.entered), _("only in run %(run)s") % {"run": run}),
        Figure(whole(held.left), _("only in run %(run)s") % {"run": other}), Figure(whole(held.lapses), _("whose cover ends"), under=_("alone it would cost %(money)s a month") % {"money": rupiah(held.self_pay_idr)}),
    ]  # fmt: skip
    empty = Empty(_("Both runs chose the same people"), _("Nothing moved between them."))
    context = {
        "held": held, "figures": figures, "run": run, "other": other, "table": Table(_("Who moved"), columns, rows, held.moved.height, empty=empty),
        "regencies": Table(_("By regency"), counted, by_regency, tight=True),
    }  # fmt: skip
    return render(request, "web/selection/compare.html", context)


urlpatterns = [
    path("runs/<int:run>/people/", people, name="runs-people"),
    path("runs/<int:run>/people/<int:worker>/", why, name="runs-why"),
    path("runs/<int:run>/people/<int:worker>/decide", decide_on, name="runs-decide"),
    path("runs/<int:run>/priorities/", priorities, name="runs-priorities"),
    path("runs/<int:run>/compare/<int:other>/", comparison, name="runs-compare"),
]
