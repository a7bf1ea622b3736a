"""The counter: a clerk finds a person in his area, tells him where he stands, and prints it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from payung.core.calendar import age_on
from payung.core.figures import day
from payung.governance.queries.accounts import installation
from payung.places.queries import place_names
from payung.registry.queries.people import PersonLine
from payung.registry.queries.receipts import receipt_codes
from payung.reports.queries.counter import answer_for
from payung.reports.queries.search import search
from payung.web.answer_words import letter
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Column, Empty, Lines, Row, Table
from payung.web.people_words import life_status
from payung.web.templatetags.payung_format import page_language


@requires("counter.answer")
@require_GET
def find(request: SignedInRequest) -> HttpResponse:
    """Find a person by name, NIK or member number; what was typed is in no address."""
    return render(request, "web/counter/find.html", {"table": None, "text": ""})


@requires("counter.answer")
@require_POST
def found(request: SignedInRequest) -> HttpResponse:
    """Who was found. A POST, so that no NIK stands in an address, a history or a log."""
    text = request.POST.get("q", "")
    held = search(request.actor, text, timezone.localdate())
    context = {"table": _table(held.people), "text": "" if held.by in ("nik", "kpj") else held.text, "more": held.more, "by": held.by}
    return render(request, "web/counter/find.html", context)


@requires("counter.answer")
@require_GET
def answer(request: SignedInRequest, worker: int) -> HttpResponse:
    """The answer about one person, ready for the printer."""
    on = timezone.localdate()
    held = answer_for(worker, on)
    code = next(iter(receipt_codes(held.records).values()), "")
    context = {
        "answer": held,
        "letter": letter(held),
        "code": code,
        "practice": installation().practice,
        "check_url": reverse("public-check"),
    }
    return render(request, "web/counter/answer.html", context)


def _table(people: tuple[PersonLine, ...]) -> Table:
    names = place_names({each.village_code for each in people if each.village_code})
    on, language = timezone.localdate(), page_language()
    rows = [
        Row(
            each.worker,
            {
                "name": each.name,
                "born": Lines(day(each.birth_date, language, short=True), _("%(age)s years") % {"age": age_on(each.birth_date, on)})
                if each.birth_date
                else "",
                "place": names.get(each.village_code, ""),
                "state": life_status(each.died_on, each.covered),
            },
            reverse("counter-answer", args=[each.worker]),
        )
        for each in people
    ]
    columns = [
        Column("name", _("Name")),
        Column("born", _("Birth date")),
        Column("place", _("Village"), off_phone=True),
        Column("state", _("State"), "status"),
    ]
    empty = Empty(
        _("Nobody is found in your area"),
        _("Try another spelling or the whole NIK. Whoever was never listed can be proposed by the village for the next list."),
    )
    return Table(_("People found"), columns, rows, empty=empty)


urlpatterns = [
    path("counter/", find, name="counter"),
    path("counter/found", found, name="counter-found"),
    path("counter/<int:worker>/", answer, name="counter-answer"),
]
