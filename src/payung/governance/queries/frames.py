"""Large reads: the answer of a query as a Polars frame, by COPY on the same connection."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection, transaction


def read_frame(sql: str, schema: Mapping[str, Any], parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pl.DataFrame:
    """The rows of `sql` (its columns in the order of `schema`).

    `schema` maps column -> Polars type. Binary columns arrive from `encode(column, 'hex')`, lists of codes from
    `array_to_string(column, ';')`: say so in the query and name them pl.Binary or pl.List(pl.String) here.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        copied = io.BytesIO()
        # The driver's own cursor: the one that Django puts before it while queries are logged takes no parameters here.
        with cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)", parameters or None) as copy:
            for block in copy:
                copied.write(block)
    copied.seek(0)
    as_read = {name: pl.String if kind in (pl.Binary, pl.Boolean) or isinstance(kind, pl.List) else kind for name, kind in schema.items()}
    if copied.getbuffer().nbytes == 0:
        return pl.DataFrame(schema=dict(schema))
    frame = pl.read_csv(copied, has_header=False, schema=as_read)
    decoded = []
    for name, kind in schema.items():
        if kind == pl.Binary:
            decoded.append(pl.col(name).str.decode("hex"))
        elif kind == pl.Boolean:
            decoded.append(pl.col(name) == "t")
        elif isinstance(kind, pl.List):
            decoded.append(
                pl.when(pl.col(name).str.len_bytes() > 0)
                .then(pl.col(name).str.split(";"))
                .otherwise(pl.lit([], dtype=pl.List(pl.String)))
                .alias(name)
            )
    return frame.with_columns(decoded) if decoded else frame
