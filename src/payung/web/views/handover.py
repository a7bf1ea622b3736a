"""Cards and savings books on their way to their owners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.actions import record_handover
from payung.enrolment.queries import (
    cards,
    handovers_of,
)
from payung.enrolment.rules.statuses import HandoverStatus, Item, Mark
from payung.selection.queries import list_view
from payung.web.acting import acting, checked, done, typed
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Act, Bulk, Column, Empty, Event, Figure, Filter, Lines, Row, Table
from payung.web.selection_words import ITEMS, MARKS_LEFT, named, status_of
from payung.web.templatetags.payung_format import whole
from payung.web.views.enrolment import _number, _regencies


class HandoverForm(forms.Form):
    """What happened to the chosen cards or books."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    receiver = forms.CharField(label=gettext_lazy("Taken by"), required=False, max_length=200)
    mark = forms.ChoiceField(label=gettext_lazy("Left on the receipt list"), required=False)
    reason = forms.CharField(label=gettext_lazy("Why not collected, or sent back"), required=False, max_length=300)

    def __init__(self, *args: Any, status: HandoverStatus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = [(each.value, _(words)) for each, words in MARKS_LEFT.items()]  # type: ignore[attr-defined]
        asked = {
            HandoverStatus.HANDED: ("receiver", "mark"),
            HandoverStatus.NOT_COLLECTED: ("reason",),
            HandoverStatus.RETURNED: ("reason",),
        }
        for name in {"receiver", "mark", "reason"} - set(asked.get(status, ())):
            del self.fields[name]


@requires("enrolment.cards")
@require_GET
def hand(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Cards and savings books: where each is, and what happened to the chosen ones."""
    query = request.GET
    item = Item(query["item"]) if query.get("item") in tuple(Item) else Item.CARD
    held = cards(list_id, item=item, status=query.get("status", ""), area=query.get("area", ""), page=_number(request))
    called = named(each.village_code for each in held.rows)
    rows = [
        Row(
            each.enrolment,
            {"name": Lines(each.name, called(each.village_code)), "card": status_of(each.card), "book": status_of(each.book)},
            reverse("enrolment-person", args=[each.enrolment]),
        )
        for each in held.rows
    ]
    columns = [Column("name", _("Name and village")), Column("card", _("Card"), "status"), Column("book", _("Savings book"), "status")]
    acts = [
        Act(HandoverStatus.RECEIVED, _("Came in")), Act(HandoverStatus.HANDED, _("Handed over"), "primary"), Act(HandoverStatus.NOT_COLLECTED, _("Not collected")),
        Act(HandoverStatus.RETURNED, _("Sent back")),
    ]  # fmt: skip
    bulk = Bulk(f"{reverse('enrolment-cards-say', args=[list_id])}?item={item.value}", acts)
    empty = Empty(_("No card is awaited here"), _("Cards and savings books belong to people whom BPJS accepted."))
    counts = held.counts[item]
    shown = {
        "list": list_view(list_id), "table": Table(_("Cards and savings books"), columns, rows, held.total, held.page, held.pages, empty=empty, bulk=bulk if rows else None),
        "filters": [
            Filter("item", _("What"), item.value, [(each.value, _(words)) for each, words in ITEMS.items()]),
            Filter("status", _("State"), query.get("status", ""), [(each.value, status_of(each).words) for each in HandoverStatus]),
            Filter("area", _("Regency or city"), query.get("area", ""), _regencies()),
        ],
        "figures": [Figure(whole(counts.get(each, 0)), f"{_(ITEMS[item])}: {status_of(each).words}") for each in HandoverStatus], "item": item,
    }  # fmt: skip
    return render(request, "web/enrolment/cards.html", shown)


@requires("enrolment.cards")
def say(request: SignedInRequest, list_id: int) -> HttpResponse:
    """What happened to the chosen cards or books: the day, and to whom or why."""
    chosen = [int(each) for each in request.POST.getlist("id") if each.isdigit()]
    act = request.POST.get("act", "")
    if not chosen or act not in tuple(HandoverStatus):
        return redirect("enrolment-cards", list_id)
    item = Item(request.GET["item"]) if request.GET.get("item") in tuple(Item) else Item.CARD
    form = HandoverForm(typed(request), status=HandoverStatus(act), initial={"on": timezone.localdate()})
    shown = {
        "list": list_view(list_id), "chosen": chosen, "act": act, "item": item, "form": form, "what": _(ITEMS[item]),
        "status": status_of(HandoverStatus(act)), "url": f"{reverse('enrolment-handover', args=[list_id])}?item={item.value}",
    }  # fmt: skip
    return render(request, "web/enrolment/cards_say.html", shown)


@requires("enrolment.cards")
@acting(back=say)
def handover(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Write down what happened to the chosen cards or books."""
    if request.POST.get("act") not in tuple(HandoverStatus):
        raise Refusal("act-missing", gettext_noop("Say what happened to the chosen ones."))
    told = checked(HandoverForm(request.POST, status=HandoverStatus(request.POST["act"])))
    count = record_handover(
        enrolments=[int(each) for each in request.POST.getlist("id") if each.isdigit()], item=request.GET.get("item") or Item.CARD,
        status=request.POST["act"], on=told["on"], receiver=told.get("receiver", ""), mark=told.get("mark", ""), reason=told.get("reason", ""),
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    words = _("Recorded for %(people)s people.") % {"people": whole(count)}
    return done(request, words, f"{reverse('enrolment-cards', args=[list_id])}?item={request.GET.get('item') or Item.CARD}")


@requires("enrolment.cards")
@require_GET
def person(request: SignedInRequest, enrolment: int) -> HttpResponse:
    """What happened to somebody's card and book."""
    events = [
        Event(
            each.happened_on, f"{_(ITEMS[each.item])}: {status_of(each.status).words}", each.recorded_by,
            ", ".join(part for part in (each.receiver, _(MARKS_LEFT[Mark(each.mark)]) if each.mark else "", each.reason) if part),
        )
        for each in handovers_of(enrolment)
    ]  # fmt: skip
    return render(request, "web/enrolment/person.html", {"events": events})


urlpatterns = [
    path("enrolment/people/<int:enrolment>/", person, name="enrolment-person"),
    path("enrolment/lists/<int:list_id>/cards/", hand, name="enrolment-cards"),
    path("enrolment/lists/<int:list_id>/cards/say", say, name="enrolment-cards-say"),
    path("enrolment/lists/<int:list_id>/cards/handover", handover, name="enrolment-handover"),
]
