"""What the frame of every page shows: practice banner, navigation, area, programme year, person, language and scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.core.areas import Level
from payung.core.refusals import Refusal
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.places.queries import place_name
from payung.web.words import refusal_words, role_words
from payung.web.years import programme_choices

SCHEME = "payung_scheme"
"""Cookie with the reader's choice of light or dark; absent: as the device."""


COUNTS = "counts"
"""Session key of what waited in each room when the reader was last at the start."""


@dataclass(frozen=True, slots=True)
class Room:
    """One place of the navigation: its first page (a route name; absent while there is none), the act that opens it, icon and name.

    `also`: beginnings of addresses that belong to it besides that of its first page.
    """

    route: str
    act: str
    icon: str
    name: str
    also: tuple[str, ...] = ()


ROOMS = (
    ("", (Room("home", "home.read", "home", gettext_noop("Home")), Room("coverage", "reports.read", "map-2", gettext_noop("Coverage")))),
    (
        gettext_noop("Making the list"),
        (
            Room("intake", "intake.read", "upload", gettext_noop("Intake")),
            Room("rounds", "registry.answers", "clipboard-list", gettext_noop("Checks and validation")),
            Room("workers", "registry.read", "users", gettext_noop("Workers"), ("/review/",)),
            Room("programmes", "programmes.read", "book", gettext_noop("Programmes"), ("/law/",)),
            Room("selection", "selection.read", "checklist", gettext_noop("Choosing participants"), ("/lists/", "/runs/")),
        ),
    ),
    (
        gettext_noop("Protecting"),
        (
            Room("enrolment", "enrolment.read", "id", gettext_noop("Membership"), ("/batches/",)),
            Room("claims", "claims.read", "heart-handshake", gettext_noop("Claims & benefits")),
            Room("grievances", "grievances.read", "message-report", gettext_noop("Complaints"), ("/objections/",)),
            Room("counter", "counter.answer", "user-search", gettext_noop("Counter")),
        ),
    ),
    (
        gettext_noop("Network and governance"),
        (
            Room("documents", "documents.read", "file-text", gettext_noop("Documents"), ("/papers/",)),
            Room("agreements", "agreements.read", "writing-sign", gettext_noop("Agreements"), ("/meetings/",)),
            Room("inspection", "inspection.read", "zoom-check", gettext_noop("Inspection"), ("/samples/", "/findings/")),
            Room("reports", "reports.read", "chart-bar", gettext_noop("Reports")),
            Room("governance", "governance.read", "shield-check", gettext_noop("Governance"), ("/accounts/", "/jobs/")),
        ),
    ),
)


def frame(request: HttpRequest) -> Mapping[str, Any]:
    """The context of the frame, worked out once a request: every part of a page is written with it."""
    known = (getattr(request, "actor", None), getattr(request, "refusal", None))
    held = getattr(request, "framed", None)
    if held is None or held[0] != known:
        held = request.framed = (known, _frame(request))  # type: ignore[attr-defined]
    return held[1]


def _frame(request: HttpRequest) -> Mapping[str, Any]:
    """For a reader without a posting only what the door shows."""
    scheme = request.COOKIES.get(SCHEME, "")
    shown: dict[str, Any] = {
        "practice_mode": installation().practice,
        "scheme": scheme if scheme in ("light", "dark") else "",
        "home_url": reverse("home"),
        "signout_url": reverse("signout"),
        "language_url": reverse("language"),
        "scheme_url": reverse("scheme"),
        "refusal": _told(getattr(request, "refusal", None)),
    }
    actor = getattr(request, "actor", None)
    if actor is None:
        return shown
    postings = getattr(request, "postings", ())
    groups = navigation(actor, request.path, request.session.get(COUNTS, {}))
    programmes = programme_choices(request)
    initials = "".join(part[0] for part in actor.full_name.split()[:2]).upper()
    return shown | {
        "navigation": groups,
        "tabs": tabs(groups),
        "area": area_words(actor),
        "programmes": programmes,
        "programme_year": next((each.year for each in programmes if each.current), ""),
        "programme_url": reverse("programme"),
        "search_url": address("search"),
        "postings": [_posting(each, actor) for each in postings] if len(postings) > 1 else [],
        "posting_url": reverse("posting"),
        "person": {"name": actor.full_name, "initials": initials, "office": role_words(actor.role)},
    }


def navigation(actor: Actor, here: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The rooms that exist and that the reader may enter, in the order of the work; `counts`: what waits for him, by route."""
    offered = [(title, [(room, url) for room in rooms if may(actor, room.act) and (url := address(room.route))]) for title, rooms in ROOMS]
    current = _current([each for _title, rooms in offered for each in rooms], here)
    return [
        {
            "title": _(title) if title else "",
            "items": [
                {"name": _(room.name), "url": url, "icon": room.icon, "count": counts.get(room.route, 0), "current": room is current}
                for room, url in rooms
            ],
        }
        for title, rooms in offered
        if rooms
    ]


def tabs(groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first three rooms: the foot of a phone."""
    return [item for group in groups for item in group["items"]][:3]


def address(route: str, *arguments: int | str) -> str:
    """The address of a route, empty while there is none."""
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""


def area_words(actor: Actor) -> str:
    """The areas of a posting in words."""
    return ", ".join(_area(each.lo) for each in actor.ranges)


def _current(rooms: Sequence[tuple[Room, str]], here: str) -> Room | None:
    """The room that an address belongs to: the one whose beginning of it is longest."""
    fits = [
        (len(start), room)
        for room, url in rooms
        for start in (url, *room.also)
        if (here == start if start == "/" else here.startswith(start))
    ]
    return max(fits, key=lambda each: each[0])[1] if fits else None


def _posting(each: Actor, actor: Actor) -> dict[str, Any]:
    return {"id": each.posting_id, "role": role_words(each.role), "area": area_words(each), "current": each.posting_id == actor.posting_id}


def _told(refusal: Refusal | None) -> dict[str, str] | None:
    if refusal is None:
        return None
    return {"words": refusal_words(refusal), "code": refusal.code}


def _area(code: str) -> str:
    name = place_name(code)
    return f"Provinsi {name}" if len(code) == Level.PROVINCE else name
