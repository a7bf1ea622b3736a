"""Amended decrees: who leaves, who enters, and how it is decided."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.governance.rules.access import may
from payung.selection.actions import (
    approve_amendment,
    decree_amendment,
    return_amendment,
)
from payung.selection.queries import (
    amended_places,
    amendment_view,
)
from payung.selection.rules.statuses import AMENDMENTS
from payung.web.acting import acting, checked, done, typed
from payung.web.deciding import approval_of, paper_form
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Figure, Lines, Row, Table
from payung.web.selection_words import named, refusal_words, status_of
from payung.web.templatetags.payung_format import rupiah_short, whole
from payung.web.views.selection import DecreeForm, _digest_words, _one_file, _recorded


@requires("selection.read")
@require_GET
def amendment(request: SignedInRequest, amendment_id: int) -> HttpResponse:
    """An amended decree: who leaves and why, who enters, its money, its way to the decree."""
    held = amendment_view(amendment_id)
    places_given = amended_places(amendment_id)
    called = named(places_given["village_code"])
    rows = [
        Row(
            each["leaves"],
            {
                "leaving": Lines(each["leaving"], refusal_words(each["why"])),
                "entering": each["entering"],
                "village": called(each["village_code"]),
                "rank": each["rank"],
            },
        )
        for each in places_given.iter_rows(named=True)
    ]
    columns = [
        Column("leaving", _("Leaves, and why")),
        Column("entering", _("Enters")),
        Column("village", _("Village")),
        Column("rank", _("Rank"), "number", off_phone=True),
    ]
    figures = [
        Figure(whole(held.people), _("people enter for %(months)s months from %(first)s") % {"months": held.months, "first": held.first_month}),
        Figure(rupiah_short(held.freed_idr), _("freed")), Figure(rupiah_short(held.bound_idr), _("bound anew")), Figure(rupiah_short(held.unspent_idr), _("unspent")),
    ]  # fmt: skip
    url = reverse("amendments-decide", args=[amendment_id])
    shown = {
        "held": held, "status": status_of(held.status), "figures": figures, "table": Table(_("Places"), columns, rows, held.people),
        "panel": approval_of(request.actor, "amendment", amendment_id, url=url, act="selection.approve", digest_words=_digest_words()),
        "paper_form": paper_form(request.actor, "amendment", amendment_id, typed(request)),
        "decrees": may(request.actor, "selection.decree") and AMENDMENTS.may("decree", held.status), "decree_form": DecreeForm(typed(request)),
    }  # fmt: skip
    return render(request, "web/selection/amendment.html", shown)


@requires("selection.approve")
@acting(back=amendment)
def decide_amendment(request: SignedInRequest, amendment_id: int) -> HttpResponse:
    """Approve an amended decree, or return it."""
    if request.POST.get("act") == "return":
        return_amendment(amendment_id=amendment_id, reason=request.POST.get("note", ""), by=request.actor, at=timezone.now())
        return done(request, _("The amended decree is returned."), "amendments-show", amendment_id)
    approve_amendment(amendment_id=amendment_id, by=request.actor, at=timezone.now())
    return done(request, _("The amended decree is approved."), "amendments-show", amendment_id)


@requires("selection.decree")
@acting(back=amendment)
def decree_amended(request: SignedInRequest, amendment_id: int) -> HttpResponse:
    """Record number, day and signed copy of an amended decree."""
    told = checked(DecreeForm(request.POST, request.FILES))
    with _one_file(request) as file:
        decree_amendment(
            amendment_id=amendment_id,
            number=told["number"],
            on=told["on"],
            file=file if file.is_file() else None,
            by=request.actor,
            at=timezone.now(),
        )
    return done(request, _("The amended decree is recorded. Its batches may be made."), "amendments-show", amendment_id)


@requires("approvals.record")
@acting(back=amendment)
def amended_on_paper(request: SignedInRequest, amendment_id: int) -> HttpResponse:
    """Record what an official decided of an amended decree on paper."""
    _recorded(request, "amendment", amendment_id)
    return done(request, _("The decision on paper is recorded."), "amendments-show", amendment_id)


urlpatterns = [
    path("lists/amendments/<int:amendment_id>/", amendment, name="amendments-show"),
    path("lists/amendments/<int:amendment_id>/decide", decide_amendment, name="amendments-decide"),
    path("lists/amendments/<int:amendment_id>/paper", amended_on_paper, name="amendments-paper"),
    path("lists/amendments/<int:amendment_id>/decree", decree_amended, name="amendments-decree"),
]
