"""The planner: how many people the money buys over how many months, and how places fall to regencies before any list exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.core.refusals import Refusal, gettext_noop
from payung.places.queries import place_name
from payung.programmes.queries import Programme, TrancheRow, programme
from payung.programmes.queries.offers import Offer, offers
from payung.reports.rules.pictures import Bar
from payung.selection.queries import Scenario, plan
from payung.selection.queries.planning import Proposal, proposal
from payung.web.context import address
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Figure, Filter, Lines, Row, Status, Table
from payung.web.templatetags.payung_format import rupiah_short, whole
from payung.web.templatetags.payung_parts import share_bar
from payung.web.thread_page import Chart

_MOST_MONTHS = 24
_USUAL = (3, 6, 9, 12)


@requires("selection.plan")
@require_GET
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """Heads × months for every payer, and the quota of every area from statistics alone."""
    on = timezone.localdate()
    held = programme(code)
    months = _months(request.GET.get("months", ""))
    payer = request.GET.get("payer", "")
    free = sum(line.available_idr for line in held.budget)
    entire = request.GET.get("money", "free" if free else "all") == "all"
    made = [each for each in offers(held, months, whole=entire) if payer in ("", each.payer)]
    tranche = held.tranche(request.GET.get("tranche") or held.tranches[0].code)
    asked = _proposal(held, on, tranche, whole=entire)
    counted = plan(code, on=on, months=months, payer=payer or None) if request.GET.get("people") else []
    shown = {
        "programme": held,
        "filters": _filters(held, request, months),
        "all_bound": not free,
        "whole": entire,
        "charts": _charts(held, made),
        "offers": _offers(held, made, counted),
        "figures": _figures(asked),
        "quota": _quota(asked) if asked else None,
        "sources": asked.sources if asked else (),
        "asked": asked,
        "counted": bool(counted),
        "count_url": f"{request.path}?{_query(request)}people=1",
        "documents_url": address("documents"),
        "beyond": [each for each in made if each.beyond_year],
    }
    return render(request, "web/programmes/plan.html", shown)


def _months(text: str) -> tuple[int, ...]:
    """Numbers of months with commas between them; what is no such number is refused."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= _MOST_MONTHS for part in parts):
        message = gettext_noop("Write whole numbers of months from 1 to %(most)s with commas between them, for example 6, 12.")
        raise Refusal("plan-months", message, most=_MOST_MONTHS)
    return tuple(int(part) for part in parts) or _USUAL


def _query(request: SignedInRequest) -> str:
    kept = request.GET.copy()
    kept.pop("people", None)
    return f"{kept.urlencode()}&" if kept else ""


def _filters(held: Programme, request: SignedInRequest, months: Sequence[int]) -> list[Filter]:
    payers = [(each.code, each.name) for each in held.payers]
    tranches = [(each.code, each.code) for each in held.tranches]
    shown = ", ".join(str(each) for each in months) if request.GET.get("months") else ""
    money = [("free", _("not bound yet")), ("all", _("the whole budget"))]
    filters = [Filter("months", _("Months"), shown), Filter("money", _("Money"), request.GET.get("money", ""), money)]
    if len(payers) > 1:
        filters.append(Filter("payer", _("Payer"), request.GET.get("payer", ""), payers))
    if len(tranches) > 1:
        filters.append(Filter("tranche", _("Tranche"), request.GET.get("tranche", ""), tranches))
    return filters


def _charts(held: Programme, made: Sequence[Offer]) -> list[Chart]:
    """For each payer the people that his money buys, by number of months."""
    names = {each.code: each.name for each in held.payers}
    charts = []
    for payer in dict.fromkeys(each.payer for each in made):
        rows = [
            Bar(_("%(months)s months: %(tranche)s") % {"months": each.months, "tranche": each.tranche}, each.people)
            for each in made
            if each.payer == payer
        ]
        charts.append(Chart(_("People whom %(payer)s can pay for") % {"payer": names[payer]}, rows, "", "", ""))
    return charts


def _offers(held: Programme, made: Sequence[Offer], counted: Sequence[Scenario]) -> Table:
    people = {(each.tranche, each.months): each for each in counted}
    columns = [
        Column("months", _("Months")),
        Column("payer", _("Payer"), off_phone=True),
        Column("people", _("People"), "number"),
        Column("person", _("A person"), "rupiah", off_phone=True),
        Column("cost", _("Together"), "rupiah"),
        Column("left", _("Left over"), "rupiah", off_phone=True),
    ]
    if counted:
        columns += [Column("chosen", _("Chosen of those listed"), "number"), Column("lapse", _("Would lose cover"), "number")]
    names = {each.code: each.name for each in held.payers}
    rows = []
    for each in made:
        known = people.get((each.tranche, each.months))
        months = _("%(months)s months") % {"months": each.months}
        under = _("%(tranche)s, as planned") % {"tranche": each.tranche} if each.planned else each.tranche
        rows.append(
            Row(
                f"{each.tranche}-{each.months}",
                {
                    "months": Lines(Status("dotted", months, "warn") if each.beyond_year else months, under),
                    "payer": names[each.payer],
                    "people": each.people,
                    "person": each.person_idr,
                    "cost": each.cost_idr,
                    "left": each.left_idr,
                    "chosen": known.chosen if known else None,
                    "lapse": known.lapse if known else None,
                },
                selected=each.planned,
            )
        )
    return Table(_("People, months and money"), columns, rows)


def _proposal(held: Programme, on: date, tranche: TrancheRow, *, whole: bool) -> Proposal | None:
    """The quotas; none where they go by people, of whom there is no list yet."""
    try:
        return proposal(held.code, on=on, tranche=tranche.code, people=tranche.people if whole else None)
    except Refusal as refusal:
        if refusal.code == "outside-area":
            raise
        return None


def _figures(asked: Proposal | None) -> list[Figure]:
    if asked is None:
        return []
    places, ceiling = int(asked.areas["places"].sum()), int(asked.areas["ceiling"].sum())
    free = sum(row.available_idr for row in asked.programme.budget if row.payer == asked.tranche.payer)
    return [
        Figure(whole(places), _("places in %(tranche)s") % {"tranche": asked.tranche.code}),
        Figure(whole(ceiling), _("proposals at most, so that a reserve comes by itself")),
        Figure(rupiah_short(free), _("not bound yet")),
    ]


def _quota(asked: Proposal) -> Table:
    most = int(asked.areas["places"].max() or 1)  # type: ignore[arg-type]
    columns = [
        Column("name", _("Regency or city")),
        Column("places", _("Quota"), "number"),
        Column("bar", _("Share")),
        Column("ceiling", _("Proposals at most"), "number"),
    ]
    rows = [
        Row(area, {"name": name or place_name(area), "places": places, "bar": share_bar(places, most), "ceiling": ceiling})
        for area, name, places, ceiling in asked.areas.sort("places", descending=True)
        .select("area", "name", "places", "ceiling")
        .iter_rows()
    ]
    foot = {"name": _("Together"), "places": int(asked.areas["places"].sum()), "ceiling": int(asked.areas["ceiling"].sum())}
    return Table(_("Quota from statistics alone"), columns, rows[:400], foot=foot, tight=True)


urlpatterns = [path("programmes/<slug:code>/plan/", show, name="programmes-plan")]
