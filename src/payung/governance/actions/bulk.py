"""The one loader for all set work: COPY to a temporary table, then INSERT … SELECT; and partitions of one run.

COPY into a table under row-level security is refused by PostgreSQL, hence the temporary table. Large results go into a
partition of their own, created bare, loaded, then given its keys and attached.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.db import connection, transaction

_NULL = "\\N"


def load(table: str, frame: pl.DataFrame, *, on_conflict: str = "") -> int:
    """Insert the rows of `frame` into `table` (columns by the frame's names); the number of rows written.

    `on_conflict` may be 'DO NOTHING'. Runs in the caller's transaction and posting: a row outside the posting's areas
    is refused by the policy. No audit event: the calling action leaves it.
    """
    if frame.is_empty():
        return 0
    names = ", ".join(f'"{name}"' for name in frame.columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE payung_load ON COMMIT DROP AS SELECT {names} FROM "{table}" WHERE false')
        _copy(cursor, "payung_load", frame)
        conflict = f"ON CONFLICT {on_conflict}" if on_conflict else ""
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM payung_load {conflict}')
        written: int = cursor.rowcount
        cursor.execute("DROP TABLE payung_load")
    return written


def update(table: str, frame: pl.DataFrame, *, key: str = "id") -> int:
    """Set the frame's other columns on the rows of `table` whose `key` equals; the number of rows changed."""
    if frame.is_empty():
        return 0
    others = [name for name in frame.columns if name != key]
    names = ", ".join(f'"{name}"' for name in frame.columns)
    sets = ", ".join(f'"{name}" = given."{name}"' for name in others)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE payung_load ON COMMIT DROP AS SELECT {names} FROM "{table}" WHERE false')
        _copy(cursor, "payung_load", frame)
        cursor.execute(f'UPDATE "{table}" AS held SET {sets} FROM payung_load AS given WHERE held."{key}" = given."{key}"')
        changed: int = cursor.rowcount
        cursor.execute("DROP TABLE payung_load")
    return changed


def refresh_statistics(*tables: str) -> None:
    """Let the planner see what a large load has changed; without it the next query over fresh rows may take minutes."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT governance.refresh_statistics(%s)", [table])


def open_partition(table: str, run: int) -> str:
    """Make a bare partition of `table` for `run`, ready to be loaded; its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT governance.open_partition(%s, %s)", [table, run])
        name: str = cursor.fetchone()[0]
    return name


def load_partition(partition: str, frame: pl.DataFrame) -> int:
    """COPY straight into a bare partition; the number of rows."""
    with connection.cursor() as cursor:
        _copy(cursor, partition, frame)
    return frame.height


def close_partition(table: str, run: int) -> None:
    """Give the run's partition its keys and indexes and attach it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT governance.close_partition(%s, %s)", [table, run])


def drop_partition(table: str, run: int) -> None:
    """Detach and drop the run's partition (purging)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT governance.drop_partition(%s, %s)", [table, run])


def take_ids(table: str, count: int) -> Sequence[int]:
    """`count` fresh ids of `table` from its sequence, ascending: a sealed row knows its id before it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [each[0] for each in cursor.fetchall()]


def _copy(cursor, table: str, frame: pl.DataFrame) -> None:  # type: ignore[no-untyped-def]
    names = ", ".join(f'"{name}"' for name in frame.columns)
    with cursor.copy(f"COPY \"{table}\" ({names}) FROM STDIN (FORMAT csv, NULL '{_NULL}')") as copy:
        for start in range(0, frame.height, 50_000):
            block = frame.slice(start, 50_000).with_columns(_as_text(name, kind) for name, kind in frame.schema.items())
            copy.write(block.write_csv(include_header=False, null_value=_NULL, quote_style="non_numeric").encode())


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """How a column travels: bytes as hex, lists as array literals (their items are codes or numbers), the rest as it is."""
    column = pl.col(name)
    if kind == pl.Binary:
        return ("\\x" + column.bin.encode("hex")).alias(name)
    if isinstance(kind, pl.List):
        return ("{" + column.list.eval(pl.element().cast(pl.String)).list.join(",") + "}").alias(name)
    return column
