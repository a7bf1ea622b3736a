"""What the frame of every page shows: practice banner, navigation, area, person, language and scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from payung.core.areas import Level
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.places.queries import place_name
from payung.web.words import role_words

SCHEME = "payung_scheme"
"""Cookie with the reader's choice of light or dark; absent: as the device."""


@dataclass(frozen=True, slots=True)
class Room:
    """One place of the navigation: the act that opens it, its icon, its name, and the part of the first page that shows it."""

    act: str
    icon: str
    name: str
    part: str = ""


ROOMS = (
    ("", (Room("reports.read", "home", gettext_noop("Home")), Room("reports.read", "map-2", gettext_noop("Coverage"), "coverage"))),
    (
        gettext_noop("Making the list"),
        (
            Room("intake.read", "upload", gettext_noop("Intake"), "intake"),
            Room("intake.read", "clipboard-list", gettext_noop("Checks and validation"), "findings"),
            Room("selection.read", "checklist", gettext_noop("Choosing participants"), "places"),
        ),
    ),
    (
        gettext_noop("Network and governance"),
        (
            Room("reports.export", "download", gettext_noop("Downloads"), "downloads"),
            Room("selection.read", "shield-check", gettext_noop("Governance"), "trail"),
        ),
    ),
)


def frame(request: HttpRequest) -> Mapping[str, Any]:
    """The context of the frame; for a reader without a posting only what the door shows."""
    scheme = request.COOKIES.get(SCHEME, "")
    shown: dict[str, Any] = {
        "practice_mode": installation().practice,
        "scheme": scheme if scheme in ("light", "dark") else "",
        "home_url": reverse("home"),
        "signout_url": reverse("signout"),
        "language_url": reverse("language"),
        "scheme_url": reverse("scheme"),
    }
    actor = getattr(request, "actor", None)
    if actor is None:
        return shown
    groups = navigation(actor, request.path, {})
    initials = "".join(part[0] for part in actor.full_name.split()[:2]).upper()
    return shown | {
        "navigation": groups,
        "tabs": tabs(groups),
        "area": ", ".join(_area(each.lo) for each in actor.ranges),
        "person": {"name": actor.full_name, "initials": initials, "office": role_words(actor.role)},
    }


def navigation(actor: Actor, here: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The rooms that the reader may enter, in the order of the work; `counts`: what waits for him, by room.

    Until a room has pages of its own its place is a part of the first page.
    """
    home = reverse("home")
    groups = [
        {"title": _(title) if title else "", "items": [_item(room, home, here, counts) for room in rooms if may(actor, room.act)]}
        for title, rooms in ROOMS
    ]
    return [group for group in groups if group["items"]]


def tabs(groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first three rooms: the foot of a phone."""
    return [item for group in groups for item in group["items"]][:3]


def _item(room: Room, home: str, here: str, counts: Mapping[str, int]) -> dict[str, Any]:
    url = home + (f"#{room.part}" if room.part else "")
    return {"name": _(room.name), "url": url, "icon": room.icon, "count": counts.get(room.part, 0), "current": url == here}


def _area(code: str) -> str:
    name = place_name(code)
    return f"Provinsi {name}" if len(code) == Level.PROVINCE else name
