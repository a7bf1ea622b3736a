"""The people of a run, a page at a time and without any identifier."""

from __future__ import annotations

import polars as pl
from django.db import connection

from payung.governance.queries.frames import read_frame
from payung.selection.rules.statuses import EntryState

_SHOWN = {
    "rank": pl.Int64,
    "state": pl.String,
    "name": pl.String,
    "village_code": pl.String,
    "occupation": pl.String,
    "score": pl.Int64,
    "reasons": pl.List(pl.String),
}


def entries(run: int, offset: int = 0, limit: int | None = None) -> pl.DataFrame:
    """The chosen by rank, then the reserve in its order, of the present scope: rank, state, name, village_code, occupation, score, reasons."""
    return read_frame(
        "SELECT rank, state, name, village_code, occupation, score, array_to_string(reasons, ';') FROM selection_entry"
        " WHERE run_id = %s AND state <> %s ORDER BY state <> %s, rank OFFSET %s LIMIT %s",
        _SHOWN,
        [run, EntryState.DUPLICATE, EntryState.CHOSEN, offset, limit],
    )


def entry_counts(run: int) -> dict[EntryState, int]:
    """How many entries of the present scope are in which state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM selection_entry WHERE run_id = %s GROUP BY state", [run])
        found = dict(cursor.fetchall())
    return {state: found.get(state.value, 0) for state in EntryState}
