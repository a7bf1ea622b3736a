"""Clerical review: one pair after another, by keyboard or mouse; a second opinion; the last decision taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from payung.core.figures import day, decimal, signed
from payung.registry.actions import decide_pair, undo_decision
from payung.registry.queries.review import Provenance, ReviewView, may_undo, next_pair, review_view
from payung.registry.rules.side_by_side import Compared, Run
from payung.web.acting import acting, done
from payung.web.context import area_words
from payung.web.doors import SignedInRequest, requires
from payung.web.people_words import FIELDS, SEXES
from payung.web.templatetags.payung_format import page_language

WHY_ASKED = {
    "unsure": gettext_noop("Too alike to be parted, too different to be joined without a human."),
    "names-differ": gettext_noop("The numbers say one person, the names say two."),
    "nik-alone": gettext_noop("Only the NIK speaks for one person."),
    "participant-taken": gettext_noop("One of them is a member already: joining would make one of two members."),
    "contradiction": gettext_noop("Other rows of these two contradict one another."),
    "by-hand": gettext_noop("Somebody put these two beside each other by hand."),
    "parted": gettext_noop("These two were one person once, and were parted."),
}
_DECIDED = {
    "same": gettext_noop("Joined: one person."),
    "different": gettext_noop("Kept apart: two people."),
    "unsure": gettext_noop("Somebody else is asked."),
}
# The ruler in percent of its width: where the two limits stand, and how many bits fill the sides.
_LOW, _HIGH, _SIDE_BITS = 36.7, 80.0, 12.0


@dataclass(frozen=True)
class Side:
    """The head of a record: whose list, where in it, received when."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One field of both records, ready to be drawn."""

    label: str
    left: tuple[Run, ...]
    right: tuple[Run, ...]
    code: bool
    thread: str
    words: str
    bits: str


@requires("review.second")
@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """The strongest pair that waits for the reader, or the next one after the pair he skipped."""
    after = _number(request.GET.get("after"))
    pair = next_pair(request.actor, after)
    if pair is None:
        told = {"skipped": after is not None and next_pair(request.actor) is not None, "may_undo": may_undo(request.actor)}
        return render(request, "web/review/empty.html", told)
    return _page(request, pair, after)


@requires("review.second")
@require_GET
def show(request: SignedInRequest, pair: int) -> HttpResponse:
    """One pair by its number."""
    return _page(request, pair, _number(request.GET.get("after")))


@requires("review.second")
@acting(back=show)
def decide(request: SignedInRequest, pair: int) -> HttpResponse:
    """Say whether a pair is one person; then the next pair."""
    verdict = request.POST.get("verdict", "")
    decide_pair(pair=pair, verdict=verdict, by=request.actor, at=timezone.now())
    after = _number(request.POST.get("after"))
    return done(request, _(_DECIDED[verdict]), reverse("review") + (f"?after={after}" if after else ""))


@requires("review.second")
@acting
def undo(request: SignedInRequest) -> HttpResponse:
    """Take back one's own last decision, and show its pair again."""
    pair = undo_decision(by=request.actor, at=timezone.now())
    return done(request, _("Your last decision is taken back."), "review-pair", pair)


def _page(request: SignedInRequest, pair: int, after: int | None) -> HttpResponse:
    held = review_view(pair, request.actor)
    return render(request, "web/review/pair.html", _told(held, request, after))


def _told(held: ReviewView, request: SignedInRequest, after: int | None) -> dict[str, Any]:
    language = page_language()
    return {
        "pair": held.pair,
        "after": after or "",
        "left": _side(held.left),
        "right": _side(held.right),
        "lines": [_line(each) for each in held.rows],
        "done": held.done,
        "total": held.total,
        "area": area_words(request.actor),
        "weight": decimal(held.weight, 1, language),
        "low": decimal(held.refuse_below, 1, language),
        "high": decimal(held.accept_from, 1, language),
        "mark": f"{_place(held):.1f}%",
        "why": _(WHY_ASKED.get(held.reason, WHY_ASKED["unsure"])),
        "start": signed(held.start, 1, language),
        "survivor": _side(held.left if held.survivor == held.left.worker else held.right).title,
        "may_undo": may_undo(request.actor),
        "decide_url": reverse("review-decide", args=[held.pair]),
        "undo_url": reverse("review-undo"),
        "skip_url": f"{reverse('review')}?after={held.pair}",
    }


def _place(held: ReviewView) -> float:
    """Where the weight stands on the ruler, in percent."""
    if held.weight < held.refuse_below:
        return _LOW * (1 - min(1.0, (held.refuse_below - held.weight) / _SIDE_BITS))
    if held.weight > held.accept_from:
        return _HIGH + (98 - _HIGH) * min(1.0, (held.weight - held.accept_from) / _SIDE_BITS)
    return _LOW + (_HIGH - _LOW) * (held.weight - held.refuse_below) / (held.accept_from - held.refuse_below)


def _side(held: Provenance) -> Side:
    language = page_language()
    if held.row is None:
        lines = [_("told for %(on)s") % {"on": day(held.source_on, language)}] if held.source_on else []
        return Side(_("Member list, %(source)s") % {"source": held.source or "BPJS"}, tuple(lines))
    where = _("row %(row)s") % {"row": held.row.row_number} + (f", {held.row.file}" if held.row.file else "")
    received = _("received on %(on)s") % {"on": day(timezone.localtime(held.row.received_at), language)}
    return Side(held.row.source or _("List of another area"), (where[:1].upper() + where[1:], received))


def _line(held: Compared) -> Line:
    told = _(held.message) % held.data if held.data else _(held.message)
    return Line(
        label=_(FIELDS[held.field]),
        left=_runs(held.field, held.left),
        right=_runs(held.field, held.right),
        code=held.field in ("nik", "phone"),
        thread=held.thread,
        words=told[:1].upper() + told[1:],
        bits=signed(held.bits, 1, page_language()),
    )


def _runs(field: str, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(Run(_(SEXES[each.text])) for each in runs if SEXES.get(each.text)) if field == "sex" else runs


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


urlpatterns = [
    path("review/", queue, name="review"),
    path("review/undo", undo, name="review-undo"),
    path("review/<int:pair>/", show, name="review-pair"),
    path("review/<int:pair>/decide", decide, name="review-decide"),
]
