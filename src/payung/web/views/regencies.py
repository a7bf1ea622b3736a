"""The regencies beside one another, and one page of each for the Governor's visit: figures with source and day, promises, what is late."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from payung.core.figures import percent, whole
from payung.governance.actions.exports import hand_out
from payung.governance.rules.access import may
from payung.reports.queries.regencies import regency_lines, regency_pdf, regency_report
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Figure, Link, Row, Table
from payung.web.years import chosen_programme

WORDS = {
    "registered": gettext_noop("Registered workers, each once"),
    "covered": gettext_noop("Covered, by all payers"),
    "denominator": gettext_noop("Informal workers (denominator)"),
    "chosen": gettext_noop("Chosen in the list"),
    "accepted": gettext_noop("Accepted by BPJS with a number"),
    "refused": gettext_noop("Refused by BPJS"),
}
_NOT_KNOWN = gettext_noop("not known")


@requires("reports.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The regencies of the posting beside one another."""
    code, key = chosen_programme(request), request.GET.get("sort", "")
    lines = regency_lines(code, on=timezone.localdate())
    if key.lstrip("-") in ("covered", "chosen", "accepted", "refused", "late", "rate"):
        name = {"rate": "rate_pct"}.get(key.lstrip("-"), key.lstrip("-"))
        lines.sort(key=lambda each: (getattr(each, name) is None, getattr(each, name) or 0), reverse=key.startswith("-"))
    columns = [
        Column("name", _("Regency")),
        Column("covered", _("Covered"), "number", sortable=True),
        Column("rate", _("Of informal workers"), sortable=True),
        Column("chosen", _("Chosen"), "number", sortable=True),
        Column("accepted", _("Accepted"), "number", sortable=True),
        Column("refused", _("Refused"), "number", sortable=True, off_phone=True),
        Column("late", _("Late"), "number", sortable=True),
    ]
    rows = [
        Row(
            each.code,
            {
                "name": each.name,
                "covered": each.covered,
                "rate": percent(each.rate_pct, 1) if each.rate_pct is not None else _(_NOT_KNOWN),
                "chosen": each.chosen,
                "accepted": each.accepted,
                "refused": each.refused,
                "late": each.late,
            },
            reverse("regency-report", args=[each.code]) + f"?programme={code}",
        )
        for each in lines
    ]
    table = Table(_("Regencies"), columns, rows, len(rows), sort=key, empty=Empty(_("No regency lies in the area of your posting"), ""))
    return render(request, "web/reports/regencies.html", {"table": table, "programme": code, "on": timezone.localdate()})


@requires("reports.read")
@require_GET
def show(request: SignedInRequest, regency: str) -> HttpResponse:
    """One regency."""
    code = chosen_programme(request)
    held = regency_report(code, regency, on=timezone.localdate())
    line = held.line
    boxes = [
        Figure(whole(line.covered), _("covered, by all payers"), large=True),
        Figure(
            percent(line.rate_pct, 1) if line.rate_pct is not None else _(_NOT_KNOWN),
            _("of %(people)s informal workers") % {"people": whole(line.denominator)}
            if line.denominator
            else _("no denominator is loaded"),
        ),
        Figure(whole(line.chosen) if line.chosen is not None else "–", _("chosen in the list")),
        Figure(whole(line.accepted), _("accepted by BPJS")),
    ]
    columns = [
        Column("what", _("Figure")),
        Column("value", _("People"), "number"),
        Column("source", _("Source"), off_phone=True),
        Column("on", _("As of"), "day"),
    ]
    told = [
        Row(each.key, {"what": _(WORDS[each.key]), "value": int(each.value), "source": each.source, "on": each.on}) for each in held.figures
    ]
    promises = [
        Row(each.key, {"what": each.denominator, "value": int(each.value), "source": each.source, "on": each.on}) for each in held.promises
    ]
    late = [
        Row(
            f"{each.kind}-{each.number}",
            {
                "what": Link(each.what, reverse("rounds-show" if each.kind == "round" else "documents-show", args=[each.number])),
                "due": each.due_on,
            },
        )
        for each in held.late
    ]
    late_columns = [Column("what", _("What")), Column("due", _("Due"), "day")]
    shown = {
        "report": held,
        "boxes": boxes,
        "figures": Table(_("Figures with source and day"), columns, told, show_caption=True),
        "promises": Table(_("What was promised"), columns, promises, show_caption=True),
        "late": Table(_("What is late"), late_columns, late, show_caption=True, empty=Empty(_("Nothing is past its day"), "")),
        "programme": code,
        "may_brief": may(request.actor, "reports.brief"),
    }
    return render(request, "web/reports/regency.html", shown)


@requires("reports.brief")
@require_GET
def pdf(request: SignedInRequest, regency: str) -> HttpResponse:
    """The same on one printed page."""
    content = regency_pdf(regency_report(chosen_programme(request), regency, on=timezone.localdate()))
    left = hand_out(
        name=f"kunjungan-{regency}.pdf",
        content=content,
        purpose=_("visit of the Governor"),
        act="reports.brief",
        by=request.actor,
        at=timezone.now(),
    )
    return HttpResponse(
        left.content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{left.name}"'}
    )


urlpatterns = [
    path("reports/regencies/", index, name="regencies"),
    path("reports/regencies/<slug:regency>/", show, name="regency-report"),
    path("reports/regencies/<slug:regency>/visit.pdf", pdf, name="regency-pdf"),
]
