"""The board of villages: who has sent a list, whose went back, whose minutes are missing, and how many days are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection

from payung.core.areas import AreaRange, Level
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.signed_papers import areas_with_signed
from payung.intake.models import Upload
from payung.intake.rules.board import VillageState, village_message, village_state
from payung.intake.rules.findings import FINDINGS, Severity
from payung.intake.rules.statuses import Door, UploadStatus
from payung.places.queries import places
from payung.programmes.queries import programme as programme_year

_ERRORS = [finding.code for finding in FINDINGS.values() if finding.severity is Severity.ERROR]
_MINUTES = ("minutes-village", "minutes-ward")
_SENT: dict[str, Any] = {
    "code": pl.String,
    "people": pl.Int64,
    "errors": pl.Int64,
    "received_at": pl.Datetime("us", "UTC"),
    "returned_at": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True)
class VillageRow:
    """One village: where it stands, how many people it named, how many of them cannot go on, and a message to copy."""

    code: str
    name: str
    kind: str
    district: str
    regency: str
    state: VillageState
    people: int
    errors: int
    received_at: datetime | None
    message: str


@dataclass(frozen=True)
class Board:
    """A page of villages, how many are in each state, until when lists are asked for, and the days left (negative: late)."""

    programme: str
    deadline: date
    days_left: int
    counts: dict[VillageState, int]
    rows: tuple[VillageRow, ...]
    total: int


def village_board(
    programme: str,
    *,
    ranges: Sequence[AreaRange],
    on: date,
    area: str = "",
    state: str = "",
    search: str = "",
    number: int = 1,
    size: int = 50,
) -> Board:
    """The villages inside the ranges of a posting, those first that have something to do.

    `area`, `state`, `search` (in the name) narrow the rows, not the counts of `area`. Minutes are papers of governance. Raises `Refusal` unknown-programme.
    """
    held = programme_year(programme)
    deadline = min(
        (each.deadline_on for each in held.tranches if each.deadline_on >= on), default=max(each.deadline_on for each in held.tranches)
    )
    villages = _with_names(_villages(ranges, area)).join(_sent(held.id), on="code", how="left", maintain_order="left")
    reading = _being_read(held.id)
    minutes = areas_with_signed(_MINUTES, programme=held.id)
    states = [
        village_state(received or reading.get(code), returned, people=people or 0, errors=errors or 0, minutes=code in minutes)
        for code, people, errors, received, returned in villages.select(
            "code", "people", "errors", "received_at", "returned_at"
        ).iter_rows()
    ]
    order = {each: place for place, each in enumerate((VillageState.NOT_SENT, VillageState.RETURNED, VillageState.MINUTES_MISSING, VillageState.SENT, VillageState.COMPLETE))}  # fmt: skip
    told = villages.with_columns(pl.Series("state", states, dtype=pl.String))
    counted = dict(told["state"].value_counts().iter_rows())
    shown = told.filter(pl.col("state") == state) if state else told
    if search:
        shown = shown.filter(pl.col("name").str.to_lowercase().str.contains(search.lower(), literal=True))
    shown = shown.sort(pl.col("state").replace_strict(order, return_dtype=pl.Int8), "code")
    rows = tuple(_row(each, held.name, deadline, on) for each in shown.slice((number - 1) * size, size).iter_rows(named=True))
    counts = {each: counted.get(each, 0) for each in VillageState}
    return Board(programme, deadline, (deadline - on).days, counts, rows, shown.height)


def _villages(ranges: Sequence[AreaRange], area: str) -> pl.DataFrame:
    inside = pl.any_horizontal([(pl.col("code") >= each.lo) & (pl.col("code") < each.hi) for each in ranges])
    return places(area, Level.VILLAGE).filter(inside).select("code", "name", "kind")


def _with_names(villages: pl.DataFrame) -> pl.DataFrame:
    names = places().select("code", pl.col("name").alias("around"))
    district, regency = pl.col("code").str.head(int(Level.DISTRICT)), pl.col("code").str.head(int(Level.REGENCY))
    held = villages.with_columns(district.alias("in_district"), regency.alias("in_regency"))
    for name in ("district", "regency"):
        held = held.join(names.rename({"code": f"in_{name}", "around": name}), on=f"in_{name}", how="left", maintain_order="left")
    return held


def _sent(programme_id: int) -> pl.DataFrame:
    """[code, people, errors, received_at, returned_at] of the villages whose rows stand, by the newest hand-over of their own door."""
    sql = (
        "WITH sent AS MATERIALIZED (SELECT r.file_id, r.village_code, count(*) AS people, count(*) FILTER (WHERE r.findings && %(errors)s) AS errors"
        " FROM intake_intakerow r WHERE r.village_code <> '' GROUP BY 1, 2)"
        " SELECT t.village_code, sum(t.people)::bigint, sum(t.errors)::bigint, max(s.received_at), max(s.returned_at)"
        " FROM sent t JOIN intake_sendings() s ON s.file = t.file_id WHERE s.programme = %(programme)s AND s.door = %(door)s GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"errors": _ERRORS, "programme": programme_id, "door": Door.VILLAGE})
        return pl.DataFrame(cursor.fetchall(), schema=_SENT, orient="row")


def _being_read(programme_id: int) -> dict[str, datetime]:
    """Villages whose list came in and waits to be read."""
    held = Upload.objects.filter(programme=programme_id, door=Door.VILLAGE, status=UploadStatus.READING).exclude(of_area="")
    return dict(held.order_by("received_at").values_list("of_area", "received_at"))


def _row(each: dict[str, Any], programme: str, deadline: date, on: date) -> VillageRow:
    state, errors = VillageState(each["state"]), each["errors"] or 0
    title = f"{'Kelurahan' if each['kind'] == 'kelurahan' else 'Desa'} {each['name']}"
    return VillageRow(
        code=each["code"],
        name=each["name"],
        kind=each["kind"],
        district=each["district"] or "",
        regency=each["regency"] or "",
        state=state,
        people=each["people"] or 0,
        errors=errors,
        received_at=each["received_at"],
        message=village_message(state, title, programme, deadline, on, errors),
    )


def village_named(said: str, ranges: Sequence[AreaRange]) -> str:
    """The code of the village that somebody typed or chose: its code, alone or before its name, or its name where only one has it.

    Raises `Refusal` village-unknown or village-ambiguous: the villages of the posting are asked, no others.
    """
    known = _with_names(_villages(ranges, ""))
    digits = "".join(character for character in said.split(" ")[0] if character.isdigit())
    if digits and digits in known["code"]:
        return digits
    parts = [part.strip().lower() for part in said.split(",")]
    found = known.filter(pl.col("name").str.to_lowercase() == parts[0])
    if len(parts) > 1:
        found = found.filter(
            pl.any_horizontal(pl.col(name).str.to_lowercase().str.contains(parts[1], literal=True) for name in ("district", "regency"))
        )
    if found.is_empty():
        raise Refusal(
            "village-unknown",
            gettext_noop("There is no such village in the area of your posting. Write its code of ten digits, or its name."),
        )
    if found.height > 1:
        raise Refusal(
            "village-ambiguous", gettext_noop("Several villages have this name. Add the kecamatan after a comma, or write the code.")
        )
    return str(found["code"][0])


def villages_to_choose(ranges: Sequence[AreaRange], most: int = 400) -> list[tuple[str, str]]:
    """(code, words) of the villages of a posting, when they are few enough to choose from; else none."""
    known = _with_names(_villages(ranges, ""))
    if known.height > most:
        return []
    return [(code, f"{name}, {district or ''}") for code, name, district in known.select("code", "name", "district").iter_rows()]
