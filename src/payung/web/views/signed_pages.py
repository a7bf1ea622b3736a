"""The signed page of a decision that was taken on paper, beside what was recorded of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from payung.core.refusals import Refusal
from payung.governance.actions.approvals import look_at_page
from payung.governance.queries.approvals import Step, approval_panel
from payung.web.deciding import approval_of
from payung.web.doors import SignedInRequest, requires
from payung.web.scans import media_of, shown_inside


@requires("selection.read")
@require_GET
def show(request: SignedInRequest, kind: str, number: int, stage: int) -> HttpResponse:
    """What was recorded, with the page in a side frame."""
    step = _step(request, kind, number, stage)
    panel = approval_of(request.actor, kind, number, url="", act="selection.approve")
    told = {"step": step, "panel": panel, "kind": kind, "number": number, "is_pdf": step.page_name.lower().endswith(".pdf")}
    return render(request, "web/selection/signed_page.html", told)


@requires("selection.read")
@require_GET
def scan(request: SignedInRequest, kind: str, number: int, stage: int) -> HttpResponse:
    """The page itself; the look stays on record."""
    step = _step(request, kind, number, stage)
    content = look_at_page(kind=kind, object_id=number, page=step.page or 0, by=request.actor, at=timezone.now())
    media = media_of(content)
    if not media:
        raise Refusal("wrong-type", gettext_noop("The page was kept as a file that cannot be shown here."))
    return shown_inside(media, content)


def _step(request: SignedInRequest, kind: str, number: int, stage: int) -> Step:
    held = approval_panel(kind, number, request.actor)
    found = next((each for each in held.steps if each.stage == stage and each.page), None) if held else None
    if found is None:
        raise Refusal("no-such-object", gettext_noop("No decision was taken on paper at this stage."))
    return found


urlpatterns = [
    path("decided/<slug:kind>/<int:number>/<int:stage>/", show, name="decided-page"),
    path("decided/<slug:kind>/<int:number>/<int:stage>/scan", scan, name="decided-scan"),
]
