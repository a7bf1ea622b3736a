"""Pages without sign-in: coverage, facts of the programmes, and a citizen's own check. Nobody is named in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from payung.core.areas import AreaRange
from payung.core.figures import day, whole
from payung.core.nik import read_nik
from payung.governance.queries.accounts import installation
from payung.governance.queries.scope import scope
from payung.governance.rules.access import PUBLIC
from payung.governance.rules.actors import Actor
from payung.programmes.queries import all_programmes
from payung.registry.queries.receipts import worker_with_receipt
from payung.reports.queries.counter import answer_for
from payung.reports.queries.coverage import REGISTERED
from payung.reports.rules import words
from payung.web.answer_words import letter
from payung.web.doors import open_to_all
from payung.web.limits import within_limit, within_total
from payung.web.parts import Column, Row, Table
from payung.web.templatetags.payung_format import page_language
from payung.web.views.coverage import Asked, bar, facts, told

A_MINUTE, AN_HOUR = 5, 600
"""Checks from one address in a minute, and from everybody together in an hour."""


@contextmanager
def as_public() -> Iterator[Actor]:
    """The scope of whoever has not signed in: the province's counts; its views show nothing of one person but to himself."""
    province = AreaRange.of(installation().province)
    actor = Actor(user_id=0, login=PUBLIC, full_name="", posting_id=0, role=PUBLIC, ranges=(province,))
    with scope(actor):
        yield actor


@open_to_all("counts by regency, published figures and dates; nobody is named")
@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    """Coverage by regency as of today, of a named denominator."""
    asked = Asked(timezone.localdate(), "", "regency", REGISTERED, "")
    with as_public():
        held = facts(asked)
    return render(request, "web/public/coverage.html", told(held, asked, None) | {"public_table": _public_table(held), "here": "coverage"})


@open_to_all("facts of the programmes: payers, months, conditions; nobody is named")
@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """What each programme pays for, for whom, from when to when, and on which legal ground."""
    with as_public():
        held = all_programmes()
    language = page_language()
    shown = [
        {
            "name": each.name,
            "code": each.code.upper(),
            "tranches": [
                {
                    "payer": each.payer(tranche.payer).name,
                    "people": whole(tranche.people, language),
                    "from": day(tranche.starts_on, language),
                    "to": str(tranche.last_month),
                    "deadline": day(tranche.deadline_on, language),
                }
                for tranche in each.tranches
            ],
            "instruments": [(every.title, every.number) for every in each.instruments],
        }
        for each in sorted(held, key=lambda each: -each.year)
    ]
    return render(request, "web/public/programmes.html", {"programmes": shown, "here": "programmes"})


@open_to_all(
    "the answer needs NIK and code of the person himself; every other question has one and the same answer, and questions are counted"
)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A citizen looks up where he stands."""
    context: dict[str, Any] = {"here": "check", "asked": request.method == "POST"}
    status = 200
    if request.method == "POST":
        if within_limit(request, "own-answer", A_MINUTE) and within_total("own-answer", AN_HOUR):
            context |= _answer(request.POST.get("nik", ""), request.POST.get("code", ""))
        else:
            context["too_many"] = True
            status = 429
    answer = render(request, "web/public/check.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _answer(nik_text: str, code: str) -> dict[str, Any]:
    nik = read_nik(nik_text)[1] or ""
    with as_public():
        worker = worker_with_receipt(nik, code[:20])
        held = answer_for(worker, timezone.localdate()) if worker is not None else None
    return {"answer": held, "letter": letter(held) if held else None}


def _public_table(held: Any) -> Table:
    """The table without links into the office."""
    rows = [
        Row(line.code, {"name": words.short_name(line.name), "people": line.covered, "bar": bar(line.rate_pct), "rate": line.rate_pct})
        for line in held.lines
    ]
    columns = [
        Column("name", _("Name")),
        Column("people", _("People"), "number"),
        Column("bar", "", off_phone=True),
        Column("rate", _("Percent"), "share"),
    ]
    total = held.held.total
    foot = {"name": total.name, "people": total.covered, "rate": total.rate_pct}
    return Table(_("Coverage by area, lowest first"), columns, rows, foot=foot, tight=True)


urlpatterns = [
    path("public/coverage/", coverage, name="public-coverage"),
    path("public/programmes/", programmes, name="public-programmes"),
    path("public/check/", check, name="public-check"),
]
