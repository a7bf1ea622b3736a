"""What every address of the office declares: the act its reader must be allowed, and thereby its area scope.

A view without a declaration cannot be served; a test walks the address table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from payung.governance.rules.access import access_table

View = Callable[..., HttpResponse]
PUBLIC = "public.read"


@dataclass(frozen=True)
class Door:
    """`act` of the access table, entered in the reader's posting; or open to everybody, with the reason."""

    act: str = ""
    open_because: str = ""


def requires(act: str) -> Callable[[View], View]:
    """The view needs a signed-in reader whose role may do `act`; it runs inside the scope of his posting."""
    if not any(act in acts for acts in access_table().values()):
        raise ValueError(f"no role may {act}: see governance/data/access.yaml")
    return _declared(Door(act=act))


def open_to_all(because: str) -> Callable[[View], View]:
    """The view shows nothing of anybody, and says why it may be open. It needs what the access table grants to the public."""
    if PUBLIC not in access_table()["public"]:
        raise ValueError(f"whoever has not signed in may not do {PUBLIC}: see governance/data/access.yaml")
    return _declared(Door(open_because=because))


def door_of(view: Any) -> Door | None:
    """The declaration of a view, None when it has none."""
    found = getattr(view, "door", None)
    return found if isinstance(found, Door) else None


def _declared(door: Door) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.door = door  # type: ignore[attr-defined]
        return view

    return declare


class SignedInRequest(HttpRequest):
    """A request that passed its door: `actor` is the reader in his posting, `postings` are all he may act in.

    `refusal`: why an act was not done, while the page of its form is shown again.
    """

    actor: Any
    postings: list[Any]
    refusal: Any
