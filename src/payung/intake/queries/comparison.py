"""What a new list changes against the one before: who is new, who is gone, of whom something is written differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from payung.governance.queries.frames import read_frame
from payung.intake.models import Upload
from payung.intake.queries.rows import no_such_upload
from payung.intake.rules.comparing import COMPARED, compare
from payung.intake.rules.statuses import UploadStatus

MOST_ROWS = 20_000  # of a list that is compared on a page
_SCHEMA: dict[str, Any] = {
    "id": pl.Int64, "first": pl.Int64, "nik_key": pl.Int64, "name": pl.String, "sex": pl.String, "birth_date": pl.Date, "village_code": pl.String,
    "occupation": pl.String, "digest": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One person who is new, gone or written differently; `fields`: what differs, beyond what the row shows."""

    kind: str
    name: str
    birth_date: date | None
    before: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """An upload against the one before it. `before` is None when there is none; `too_large`: one of them is not compared on a page."""

    before: int | None
    same: int
    new: int
    gone: int
    changed: int
    rows: tuple[Difference, ...]
    total: int
    too_large: bool = False


def compare_with_before(upload: int, *, kind: str = "", number: int = 1, size: int = 50) -> Comparison:
    """An upload against the one that it replaces, else the newest before it of the same place, else of the same sender, by the same door.

    Raises `Refusal` no-such-object.
    """
    held = Upload.objects.filter(pk=upload).first()
    if held is None:
        raise no_such_upload()
    before = held.replaces_id or _before(held)
    if before is None:
        return Comparison(None, 0, 0, 0, 0, (), 0)
    earlier, later = _people(before), _people(upload)
    if max(earlier.height, later.height) > MOST_ROWS:
        return Comparison(before, 0, 0, 0, 0, (), 0, too_large=True)
    told = compare(earlier, later)
    counts = dict(told["kind"].value_counts().iter_rows())
    shown = told.filter(pl.col("kind") != "same")
    if kind:
        shown = shown.filter(pl.col("kind") == kind)
    page = shown.slice((number - 1) * size, size)
    rows = tuple(
        Difference(each, name, born, before_name or "", tuple(fields))
        for each, name, born, before_name, fields in page.select("kind", "name", "birth_date", "before", "fields").iter_rows()
    )
    same, new, gone, changed = (counts.get(each, 0) for each in ("same", "new", "gone", "changed"))
    return Comparison(before, same, new, gone, changed, rows, shown.height)


def _before(held: Upload) -> int | None:
    earlier = Upload.objects.filter(
        programme=held.programme_id, door=held.door, status__in=(UploadStatus.READ, UploadStatus.REPLACED), pk__lt=held.pk
    )
    ids = earlier.order_by("-pk").values_list("pk", flat=True)
    of_place = ids.filter(of_area=held.of_area).first() if held.of_area else None
    return of_place or ids.filter(source=held.source).first()


def _people(upload: int) -> pl.DataFrame:
    columns = ", ".join(f"r.{name}" for name in COMPARED)
    sql = (
        f"SELECT r.id, coalesce(r.corrects_id, r.id), r.nik_key, {columns}, encode(r.row_digest, 'hex')"
        " FROM intake_intakerow r JOIN intake_sourcefile f ON f.id = r.file_id WHERE f.upload_id = %s AND f.complete ORDER BY r.id LIMIT %s"
    )
    return read_frame(sql, _SCHEMA, [upload, MOST_ROWS + 1])
