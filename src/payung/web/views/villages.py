"""The board of villages: who has sent a list, how many days are left, and a message to copy."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payung.governance.rules.access import may
from payung.intake.queries.board import VillageRow, village_board
from payung.intake.rules.board import VillageState
from payung.web import intake_words as said
from payung.web.doors import SignedInRequest, requires
from payung.web.parts import Figure, Filter
from payung.web.templatetags.payung_format import whole
from payung.web.views.paging import page_number, pages_of
from payung.web.years import chosen_programme

SIZE = 50


@requires("intake.read")
@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """The villages of the reader's posting by state."""
    query = request.GET
    state = query.get("state", "")
    number = page_number(request)
    told = village_board(
        chosen_programme(request),
        ranges=request.actor.ranges,
        on=timezone.localdate(),
        area=query.get("area", ""),
        state=state if state in set(VillageState) else "",
        search=query.get("q", ""),
        number=number,
        size=SIZE,
    )
    here = reverse("intake-villages")
    known = [each for each in VillageState if told.counts[each] or each in (VillageState.NOT_SENT, VillageState.SENT)]
    context = {
        "board": told,
        "left": said.days_words(told.days_left),
        "figures": [Figure(whole(told.counts[each]), said.village_status(each).words, f"{here}?state={each}") for each in known],
        "filters": [
            Filter("q", _("Village"), query.get("q", ""), kind="search"),
            Filter("state", _("State"), state, [(each.value, said.village_status(each).words) for each in VillageState]),
        ],
        "rows": [_row(each, request) for each in told.rows],
        "page": number,
        "earlier": number - 1,
        "later": number + 1,
        "pages": pages_of(told.total, SIZE),
        "adds": may(request.actor, "intake.add"),
    }
    return render(request, "web/intake/villages.html", context)


def _row(each: VillageRow, request: SignedInRequest) -> dict[str, object]:
    return {
        "village": each,
        "status": said.village_status(each.state),
        "upload_url": f"{reverse('intake-new')}?village={each.code}",
        "type_url": f"{reverse('intake-typing')}?village={each.code}",
        "send_url": f"https://wa.me/?text={quote(each.message)}",
    }


urlpatterns = [path("intake/villages/", board, name="intake-villages")]
