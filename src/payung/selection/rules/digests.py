"""Digests of what went into a run and what came out: over content alone, in an order of their own.

No id, moment or order of rows takes part, so that the same inputs give the same digest on any installation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from payung.selection.rules.answers import round_columns
from payung.selection.rules.facts import CONTENT, DERIVED

_SEPARATOR = "\x1f"
_RESULT = ("name", "sex", "birth_date", "village_code", "nik_state", "verdict", "reasons", "score", "rank", "cut_off")


def inputs_digest(people: pl.DataFrame) -> bytes:
    """SHA-256 of the people as selection saw them."""
    return _digest({}, people.select([*CONTENT, *DERIVED, *round_columns(people.columns)]))


def result_digest(head: Mapping[str, Any], result: pl.DataFrame) -> bytes:
    """SHA-256 of everybody's verdict, reasons, score, rank and cut-off, under a head of plain values."""
    return _digest(head, result.select(_RESULT))


def parameters_digest(parts: Mapping[str, Any]) -> bytes:
    """SHA-256 of plain values in one canonical form."""
    return hashlib.sha256(_canonical(parts)).digest()


def rows_digest_text(frame: pl.DataFrame) -> bytes:
    """The rows of a frame as text, one a line, in byte order: the same for the same set of rows."""
    texts = [_as_text(name, kind) for name, kind in frame.schema.items()]
    lines = frame.select(line=pl.concat_str(texts, separator=_SEPARATOR)).sort("line")["line"]
    return "\n".join(lines).encode()


def _digest(head: Mapping[str, Any], frame: pl.DataFrame) -> bytes:
    digest = hashlib.sha256(_canonical(head) + b"\n")
    digest.update(rows_digest_text(frame))
    return digest.digest()


def _canonical(parts: Mapping[str, Any]) -> bytes:
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    text = column.list.join(";") if isinstance(kind, pl.List) else column.cast(pl.String)
    return text.fill_null("")
