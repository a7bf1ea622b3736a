"""Finding somebody or something from the box of the bar. What is sought travels in the body of the request: addresses stand in logs and histories."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from payung.places.queries import place_names
from payung.registry.queries.people import PersonLine
from payung.reports.queries.search import Found, search
from payung.web.context import address
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Lines, Row, Status, Table
from payung.web.words import list_status

_MOST = 120


@requires("home.read")
@require_http_methods(["GET", "POST"])
def show(request: SignedInRequest) -> HttpResponse:
    """What was found for the words of the box, inside the reader's area."""
    text = request.POST.get("q", "")[:_MOST]
    found = search(request.actor, text, timezone.localdate()) if text.strip() else None
    shown: dict[str, Any] = {"text": text, "found": found, "people": None, "lists": None, "batches": None}
    if found:
        shown |= {"people": _people(found), "lists": _lists(found), "batches": _batches(found)}
    return render(request, "web/search/show.html", shown)


def _people(found: Found) -> Table | None:
    if not found.people:
        return None
    names = place_names(code for each in found.people for code in (each.village_code, each.village_code[:4]) if code)
    return Table(
        caption=_("People"),
        show_caption=True,
        columns=[
            Column("name", _("Name and village")),
            Column("born", _("Born"), "day"),
            Column("occupation", _("Occupation"), off_phone=True),
            Column("cover", _("Cover"), "status"),
        ],
        rows=[_person(each, names) for each in found.people],
    )


def _person(each: PersonLine, names: dict[str, str]) -> Row:
    place = ", ".join(names[code] for code in (each.village_code, each.village_code[:4]) if code)
    cells = {"name": Lines(each.name, place), "born": each.birth_date, "occupation": each.occupation, "cover": _cover(each)}
    return Row(each.worker, cells, address("workers-show", each.worker))


def _cover(each: PersonLine) -> Status:
    if each.died_on:
        return Status("barred", _("Has died"))
    return Status("full", _("Covered"), "good") if each.covered else Status("empty", _("Not covered"))


def _lists(found: Found) -> Table | None:
    if not found.lists:
        return None
    return Table(
        caption=_("Lists"),
        show_caption=True,
        columns=[
            Column("name", _("List")),
            Column("people", _("People"), "number"),
            Column("decree", _("Decree number"), "code", off_phone=True),
            Column("state", _("State"), "status"),
        ],
        rows=[
            Row(
                each.id,
                {
                    "name": Lines(_("List %(number)s") % {"number": each.id}, each.programme.upper().replace("-", " ")),
                    "people": each.chosen,
                    "decree": each.decree_number,
                    "state": list_status(each.status),
                },
                address("lists-show", each.id),
            )
            for each in found.lists
        ],
    )


def _batches(found: Found) -> Table | None:
    if not found.batches:
        return None
    return Table(
        caption=_("Batches for BPJS"),
        show_caption=True,
        columns=[Column("name", _("Batch")), Column("list", _("List"), "number"), Column("people", _("People"), "number")],
        rows=[
            Row(name, {"name": name, "list": list_id, "people": people}, address("enrolment-list", list_id))
            for list_id, name, people in found.batches
        ],
    )


urlpatterns = [path("search/", show, name="search")]
