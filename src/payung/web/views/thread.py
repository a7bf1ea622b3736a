"""The whole list on one page: what came in, what was refused and why, who was chosen, what waits, coverage, and files to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from payung.governance.actions.exports import hand_out
from payung.reports.queries.downloads import Made, coverage_file, list_file, map_file
from payung.reports.queries.thread import thread
from payung.web.doors import SignedInRequest, requires
from payung.web.filling import filled
from payung.web.templatetags.payung_format import page_language
from payung.web.years import chosen_programme, programme_choices


@requires("reports.read")
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """The page of the programme in hand, or of the one that the address names."""
    actor = request.actor
    facts = thread(actor, chosen_programme(request), on=timezone.localdate(), page=_page_number(request))
    programmes = [each.code for each in programme_choices(request)]
    return render(request, "web/thread.html", {"page": filled(facts, actor, programmes)})


@requires("reports.export")
@require_GET
def list_csv(request: SignedInRequest) -> HttpResponse:
    """The chosen and the reserve of the reader's area, without identity numbers."""
    return _leaving(request, list_file(chosen_programme(request)), "text/csv; charset=utf-8")


@requires("reports.export")
@require_GET
def coverage_csv(request: SignedInRequest) -> HttpResponse:
    """Coverage of the reader's area."""
    return _leaving(request, coverage_file(chosen_programme(request), timezone.localdate()), "text/csv; charset=utf-8")


@requires("reports.export")
@require_GET
def map_svg(request: SignedInRequest) -> HttpResponse:
    """The map as a drawing."""
    return _leaving(request, map_file(chosen_programme(request), timezone.localdate(), "svg", page_language()), "image/svg+xml")


@requires("reports.export")
@require_GET
def map_png(request: SignedInRequest) -> HttpResponse:
    """The map as a picture for a letter."""
    return _leaving(request, map_file(chosen_programme(request), timezone.localdate(), "png", page_language()), "image/png")


def _page_number(request: SignedInRequest) -> int:
    given = request.GET.get("page", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 1


def _leaving(request: SignedInRequest, made: Made, kind: str) -> HttpResponse:
    """The answer with which a file leaves; the trail tells who took it."""
    handed = hand_out(name=made.name, content=made.content, by=request.actor, at=timezone.now())
    return HttpResponse(handed.content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{handed.name}"'})


urlpatterns = [
    path("thread/", show, name="thread"),
    path("downloads/list.csv", list_csv, name="list-csv"),
    path("downloads/coverage.csv", coverage_csv, name="coverage-csv"),
    path("downloads/map.svg", map_svg, name="map-svg"),
    path("downloads/map.png", map_png, name="map-png"),
]
