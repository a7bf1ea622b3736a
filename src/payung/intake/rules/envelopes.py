"""What of a row, a file or a list being typed is sealed, as one envelope bound to its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

ROW_TABLE, FILE_TABLE, DRAFT_TABLE = "intake_intakerow", "intake_sourcefile", "intake_draft"
RAW, PREVIEW, LINES = "cells", "preview", "lines"
# Typed values that identify a person or lead to him: they never stand in the table itself.
SEALED = ("nik", "kk", "mother", "phone", "account", "address", "hamlet", "kpj")


def payloads(rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, str]]:
    """The payload of each row, given as (raw cells packed, then the values of `SEALED`); absent values are left out."""
    for raw, *values in rows:
        payload = {RAW: raw}
        for name, value in zip(SEALED, values, strict=True):
            if value is not None:
                payload[name] = value
        yield payload
