"""What is counted over the whole registry, kept for the area of a reader as long as nothing happens that could change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db import connection

from payung.governance.queries.audit import state_of_trail
from payung.governance.queries.scope import current_actor

Told = TypeVar("Told")
_KEPT_S = 600
_BESIDE = ("draft", "export", "file", "job", "user")  # what happens to these all day long changes no figure


def kept(name: str, count: Callable[[], Told]) -> Told:
    """What `count` tells in the present scope: figures, never names, for it lies in a file. `name` says of what, with every argument."""
    actor = current_actor()
    ranges = ",".join(f"{each.lo}-{each.hi}" for each in actor.ranges) if actor else ""
    key = f"{connection.settings_dict['NAME']}:{name}:{ranges}:{state_of_trail(but=_BESIDE)}".replace(" ", "")
    held: tuple[Told] | None = cache.get(key)
    if held is None:
        held = (count(),)
        cache.set(key, held, _KEPT_S)
    return held[0]
