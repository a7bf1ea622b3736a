"""Area scope: the only way in to tables under area policy for the web and for work done in a posting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from payung.core.areas import MOST_RANGES
from payung.governance.rules.actors import Actor, check_ranges

_current: ContextVar[Actor | None] = ContextVar("payung_scope", default=None)


@contextmanager
def scope(actor: Actor) -> Iterator[None]:
    """One transaction in which only the areas of the actor's posting exist, by count, page and download alike.

    Entering a second scope inside another one is a bug (ValueError), except for the same posting. Outside any scope
    the policies raise instead of answering with nothing.
    """
    check_ranges(actor.ranges)
    inside = _current.get()
    if inside is not None:
        if inside.posting_id != actor.posting_id or inside.user_id != actor.user_id:
            raise ValueError("a scope inside the scope of another posting")
        with transaction.atomic():
            yield
        return
    pad = [""] * (MOST_RANGES - len(actor.ranges))
    lows = ",".join([each.lo for each in actor.ranges] + pad)
    highs = ",".join([each.hi for each in actor.ranges] + pad)
    token = _current.set(actor)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            role = cursor.fetchone()[0]
            cursor.execute("SET LOCAL ROLE payung_app")
            cursor.execute("SELECT set_config('payung.area_lo', %s, true), set_config('payung.area_hi', %s, true)", [lows, highs])
            yield
            # An exception rolls all of this back; on the good way out it is taken back by hand, since the
            # transaction may be a savepoint of a longer one.
            cursor.execute("SELECT set_config('payung.area_lo', '', true), set_config('payung.area_hi', '', true)")
            cursor.execute(f'SET LOCAL ROLE "{role}"')
    finally:
        _current.reset(token)


def current_actor() -> Actor | None:
    """Who the present scope belongs to."""
    return _current.get()
