"""Beranda: the list of the year as threads, what waits for the reader, what has happened and what is to come."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from payung.governance.rules.access import may
from payung.reports.queries.home import DateFact, home
from payung.web.context import COUNTS, address
from payung.web.doors import SignedInRequest, requires
from payung.web.filling import happening_events, journey, stages
from payung.web.job_words import progress_of
from payung.web.parts import Link, TaskGroup
from payung.web.tasks import address_of, counts_by_room, said_of, task_groups
from payung.web.years import chosen_programme


@requires("home.read")
@require_GET
def show(request: SignedInRequest) -> HttpResponse:
    """What the reader finds when he comes in."""
    on = timezone.localdate()
    facts = home(request.actor, chosen_programme(request), on=on)
    groups = task_groups(facts.waiting, on)
    counts = counts_by_room(facts.waiting)
    if request.session.get(COUNTS) != counts:
        request.session[COUNTS] = counts
    told = {
        "greeting": _greeting(timezone.localtime().hour) % {"name": request.actor.full_name.split()[0]},
        "today": _today(groups, date_format(on, "l, j F Y")),
        "year": facts.programme.year,
        "stages": stages(facts.stages, reverse("thread")) if facts.stages and facts.stages[0].people else [],
        "nothing_yet": bool(facts.stages) and not facts.stages[0].people,
        "journey": journey(facts.stages) if facts.stages else "",
        "groups": groups,
        "jobs": [progress_of(job, request.actor) for job in facts.jobs],
        "dates": [(each.day, _date(each)) for each in facts.dates],
        "happenings": happening_events(facts.happenings),
        "first": _first(request),
        "whole_list": address("thread") if may(request.actor, "reports.read") else "",
    }
    return render(request, "web/home.html", told)


def _greeting(hour: int) -> str:
    if 4 <= hour < 11:
        return _("Good morning, %(name)s")
    if 11 <= hour < 15:
        return _("Good day, %(name)s")
    if 15 <= hour < 18:
        return _("Good afternoon, %(name)s")
    return _("Good evening, %(name)s")


def _today(groups: list[TaskGroup], day: str) -> str:
    """The day, and in figures what is late and what is for today."""
    counted = {group.title: len(group.tasks) for group in groups}
    late, due = counted.get(_("Late"), 0), counted.get(_("Today"), 0)
    told = [ngettext("%(late)s task is late", "%(late)s tasks are late", late) % {"late": late}] if late else []
    told += [ngettext("%(due)s for today", "%(due)s for today", due) % {"due": due}] if due else []
    return f"{day}. {', '.join(told)}." if told else f"{day}."


def _date(each: DateFact) -> Link:
    return Link(f"{said_of(each.code)}: {each.name}", address_of(each.code, each.on))


def _first(request: SignedInRequest) -> tuple[str, str, str] | None:
    """The one thing that this role begins with: address, verb, icon."""
    offered = (
        ("intake.add", "intake-new", _("Upload a list"), "upload"),
        ("selection.approve", "selection", _("Open the lists"), "checklist"),
        ("enrolment.reply", "enrolment", _("Record a reply"), "id"),
        ("inspection.test", "inspection", _("Inspect"), "zoom-check"),
        ("accounts.manage", "accounts", _("Open the accounts"), "users"),
    )
    return next(((url, verb, icon) for act, route, verb, icon in offered if may(request.actor, act) and (url := address(route))), None)


urlpatterns = [path("", show, name="home")]
