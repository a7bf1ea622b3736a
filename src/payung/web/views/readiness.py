"""Who is ready to be handed over to BPJS, and what is missing village by village."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.enrolment.actions import begin_readiness
from payung.enrolment.queries import (
    people_readiness,
    village_readiness,
)
from payung.governance.jobs import queue_job
from payung.governance.rules.access import may
from payung.places.queries import place_name
from payung.selection.queries import list_view
from payung.web.acting import acting, done
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Figure, Filter, Row, Table
from payung.web.selection_words import field_words, named
from payung.web.templatetags.payung_format import percent, whole
from payung.web.views.enrolment import _MOST_PLACES, _regencies


@requires("enrolment.read")
@require_GET
def ready(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Who is ready, by village, as last looked at."""
    area = request.GET.get("area", "")
    held = village_readiness(list_id, area=area)
    called = named(each.area for each in held[:_MOST_PLACES])
    rows = [
        Row(
            each.area,
            {
                "village": called(each.area), "people": each.people, "ready": each.ready, "share": 100 * each.ready / each.people,
                "missing": ", ".join(f"{field_words(field)} {count}" for field, count in each.missing.items()),
            },
            reverse("enrolment-ready-village", args=[list_id, each.area]),
        )
        for each in held[:_MOST_PLACES]
    ]  # fmt: skip
    columns = [
        Column("village", _("Village")), Column("people", _("People"), "number"), Column("ready", _("Ready"), "number"), Column("share", _("Share"), "share"),
        Column("missing", _("What is missing"), off_phone=True),
    ]  # fmt: skip
    people, well = sum(each.people for each in held), sum(each.ready for each in held)
    empty = Empty(
        _("Nobody looked yet"), _("Let everybody of the list be looked at: whether every field that the layout requires is there.")
    )
    shown = {
        "list": list_view(list_id), "table": Table(_("Villages"), columns, rows, len(held), empty=empty), "looks": may(request.actor, "enrolment.export"),
        "filters": [Filter("area", _("Regency or city"), area, _regencies())], "checked_at": held[0].checked_at if held else None, "most": _MOST_PLACES,
        "figures": [Figure(percent(100 * well / people, 1), _("have every field"), large=True), Figure(whole(people - well), _("lack something"))] if people else [],
    }  # fmt: skip
    return render(request, "web/enrolment/ready.html", shown)


@requires("enrolment.export")
@acting(back=ready)
def look(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Ask for a look at everybody."""
    queue_job(begin_readiness(list_id=list_id, layout_code="bpu", by=request.actor, at=timezone.now()))
    return done(request, _("Everybody of the list is being looked at."), "enrolment-list", list_id)


@requires("enrolment.read")
@require_GET
def ready_village(request: SignedInRequest, list_id: int, village: str) -> HttpResponse:
    """The people of a village with what each lacks, as of now."""
    rows = [
        Row(
            each.entry,
            {"name": each.name, "rank": each.rank, "missing": ", ".join(field_words(field) for field in each.missing) or _("ready")},
        )
        for each in people_readiness(list_id, village)
    ]
    columns = [Column("name", _("Name")), Column("missing", _("What is missing")), Column("rank", _("Rank"), "number", off_phone=True)]
    table = Table(_("People"), columns, rows, empty=Empty(_("Nobody of this village is on the list"), _("Or it lies outside your area.")))
    return render(request, "web/enrolment/ready_village.html", {"list": list_view(list_id), "village": place_name(village), "table": table})


urlpatterns = [
    path("enrolment/lists/<int:list_id>/ready/", ready, name="enrolment-ready"),
    path("enrolment/lists/<int:list_id>/ready/look", look, name="enrolment-look"),
    path("enrolment/lists/<int:list_id>/ready/<str:village>/", ready_village, name="enrolment-ready-village"),
]
