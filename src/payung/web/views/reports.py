"""Reports: the standard recapitulations, the Governor's brief, and what else is taken out as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.governance.actions.exports import hand_out
from payung.governance.rules.access import may
from payung.places.queries import denominators
from payung.reports.queries.brief import brief_pdf
from payung.reports.queries.recap import recap_content
from payung.selection.queries import latest
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Row, Table
from payung.web.years import chosen_programme

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("reports.read")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """What may be taken out for the programme in hand, and the denominators that rates are named by."""
    code = chosen_programme(request)
    columns = [
        Column("code", _("Denominator"), "code"),
        Column("what", _("What it counts")),
        Column("value", _("People"), "number"),
        Column("on", _("As of"), "day"),
    ]
    rows = [
        Row(
            each.code,
            {
                "code": each.code,
                "what": each.definition + (f" ({_('estimate')})" if each.estimate else ""),
                "value": each.value,
                "on": each.as_of,
            },
        )
        for each in denominators()
    ]
    return render(
        request,
        "web/reports/index.html",
        {
            "programme": code,
            "run": latest(code),
            "may_export": may(request.actor, "reports.export"),
            "may_brief": may(request.actor, "reports.brief"),
            "denominators": Table(
                _("Denominators"), columns, rows, empty=Empty(_("No denominator"), _("Load one with its source and day."))
            ),
        },
    )


@requires("reports.export")
@require_GET
def recap(request: SignedInRequest) -> HttpResponse:
    """The standard recapitulations of the latest run as a workbook."""
    code = chosen_programme(request)
    return _leaving(request, f"rekapitulasi-{code}.xlsx", recap_content(code), _XLSX, _("recapitulations"), "reports.export")


@requires("reports.brief")
@require_GET
def brief(request: SignedInRequest) -> HttpResponse:
    """The Governor's brief; `?published=1` with published figures only."""
    code = chosen_programme(request)
    content = brief_pdf(code, on=timezone.localdate(), published=request.GET.get("published") == "1")
    return _leaving(request, f"ringkasan-gubernur-{code}.pdf", content, "application/pdf", _("brief of the Governor"), "reports.brief")


def _leaving(request: SignedInRequest, name: str, content: bytes, kind: str, purpose: str, act: str) -> HttpResponse:
    left = hand_out(name=name, content=content, purpose=purpose, act=act, by=request.actor, at=timezone.now())
    return HttpResponse(left.content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{left.name}"'})


urlpatterns = [
    path("reports/", index, name="reports"),
    path("reports/recap.xlsx", recap, name="reports-recap"),
    path("reports/brief.pdf", brief, name="reports-brief"),
]
