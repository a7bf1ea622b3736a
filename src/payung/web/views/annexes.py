"""The annexes of a list: made for the whole province as one work in the background, taken one by one or all together."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from payung.enrolment.actions.annexes import begin_annexes, take_annexes
from payung.enrolment.queries.annexes import annex_set
from payung.governance.jobs import queue_job
from payung.governance.queries.jobs import job_view
from payung.governance.rules.access import may, may_see
from payung.governance.rules.papers import paper_kind
from payung.places.queries import place_names
from payung.selection.queries import list_view
from payung.selection.queries.papers import ANNEXES
from payung.web.acting import acting, done
from payung.web.doors import SignedInRequest, requires
from payung.web.job_words import progress_of
from payung.web.parts import Column, Empty, Link, Row, Table


@requires("enrolment.read")
@require_GET
def show(request: SignedInRequest, list_id: int) -> HttpResponse:
    """The annexes that stand, the work under way, and what may be asked for."""
    listed, held, actor = list_view(list_id), annex_set(list_id), request.actor
    mine = [each for each in held.files if actor.covers(each.regency)]
    names, kinds = place_names({each.regency for each in mine}), list(ANNEXES)
    by_place = {(each.regency, each.kind): each for each in mine}
    rows = [
        Row(
            regency,
            {
                "place": names.get(regency, regency),
                "people": max(by_place[regency, kind].people for kind in kinds if (regency, kind) in by_place),
                **{
                    kind: Link(_("paper"), reverse("documents-show", args=[by_place[regency, kind].document]))
                    for kind in kinds
                    if (regency, kind) in by_place
                },
            },
        )
        for regency in dict.fromkeys(each.regency for each in mine)
    ]
    columns = [
        Column("place", _("Regency")),
        Column("people", _("People"), "number"),
        *(Column(kind, paper_kind(kind).title) for kind in kinds),
    ]
    empty = Empty(
        _("No annex was made together yet"), _("Make them all once the list was handed in; each regency becomes a paper of its own.")
    )
    editions = [
        (kind, paper_kind(kind).title)
        for kind in kinds
        if all(may_see(actor, field) for field in paper_kind(kind).identifiers) and any(each.kind == kind for each in mine)
    ]
    shown = {
        "list": listed,
        "held": held,
        "table": Table(_("Annexes"), columns, rows, len(rows), empty=empty),
        "working": [progress_of(job_view(job), actor) for job in held.working],
        "may_make": may(actor, "documents.prepare"),
        "editions": editions if may(actor, "documents.read") and len(mine) == len(held.files) else [],
    }
    return render(request, "web/enrolment/annexes.html", shown)


@requires("documents.prepare")
@acting(back=show)
def make(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Ask for all of them."""
    queue_job(begin_annexes(list_id=list_id, on=timezone.localdate(), by=request.actor, at=timezone.now()))
    return done(request, _("The annexes are being made."), "annexes", list_id)


@requires("documents.read")
@require_POST
def take(request: SignedInRequest, list_id: int) -> HttpResponse:
    """All of one edition as one archive."""
    left = take_annexes(
        list_id=list_id,
        kind=request.POST.get("kind", ""),
        purpose=request.POST.get("purpose", ""),
        by=request.actor,
        at=timezone.now(),
    )
    return HttpResponse(
        left.content, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{left.name}"'}
    )


urlpatterns = [
    path("enrolment/<int:list_id>/annexes/", show, name="annexes"),
    path("enrolment/<int:list_id>/annexes/make", make, name="annexes-make"),
    path("enrolment/<int:list_id>/annexes/take", take, name="annexes-take"),
]
