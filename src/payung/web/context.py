"""What the frame of every page shows: practice banner, navigation, area, person, language and scheme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from payung.governance.queries.accounts import installation
from payung.governance.rules.access import may
from payung.places.queries import place_name
from payung.web.words import role_words

SCHEME = "payung_scheme"
"""Cookie with the reader's choice of light or dark; absent: as the device."""


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
    here = request.path
    home = {"name": _("Home"), "url": reverse("home"), "icon": "home", "count": 0, "current": here == reverse("home")}
    items = [home] if may(actor, "reports.read") else []
    initials = "".join(part[0] for part in actor.full_name.split()[:2]).upper()
    return shown | {
        "navigation": [{"title": "", "items": items}],
        "tabs": items,
        "area": ", ".join(place_name(each.lo) for each in actor.ranges),
        "person": {"name": actor.full_name, "initials": initials, "office": role_words(actor.role)},
    }
