"""Rounds: whom they ask about, where they stand, and what their answers say of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.frames import read_frame
from payung.governance.queries.keys import keyring
from payung.linkage import registry_keys
from payung.places.queries import places
from payung.registry.models import Round, RoundFile
from payung.registry.queries.answers import PERSON_TABLE
from payung.registry.queries.candidates import hash_of_key
from payung.registry.queries.persons import with_person
from payung.registry.queries.workers import TABLE, opened_values
from payung.registry.rules.rounds import SILENT, kind_of, kinds
from payung.registry.rules.statuses import RoundState

ROUND_KINDS = tuple(kinds())

_ASKED = {
    "person": pl.Int64,
    "worker": pl.Int64,
    "record": pl.Int64,
    "area": pl.String,
    "nik_key": pl.Int64,
    "name": pl.String,
    "birth_date": pl.Date,
    "village_code": pl.String,
    "state": pl.String,
    "answered_on": pl.Date,
}
_MOST_HOLDERS = 50  # a key that more people of a round share says nothing


@dataclass(frozen=True)
class RoundView:
    """A round as it was opened."""

    round: int
    kind: str
    programme: str
    area: str
    opened_on: date
    due_on: date | None
    agreement: str
    state: RoundState
    closed_on: date | None


@dataclass(frozen=True)
class AreaStatus:
    """One village or regency of a round: people asked about, and of how many an answer came."""

    area: str
    name: str
    people: int
    answered: int


@dataclass(frozen=True)
class RoundStatus:
    """Where a round stands. `states`: how many people are in each, silence among them; every person is in exactly one."""

    round: int
    kind: str
    programme: str
    area: str
    opened_on: date
    due_on: date | None
    agreement: str
    state: RoundState
    closed_on: date | None
    people: int
    answered: int
    silent: int
    states: dict[str, int]
    files: int
    new_names: int
    areas: tuple[AreaStatus, ...]


def rounds(programme_id: int | None = None) -> list[RoundView]:
    """The rounds of the present scope (of one programme), newest first."""
    held = Round.objects.select_related("programme").order_by("-pk")
    if programme_id is not None:
        held = held.filter(programme_id=programme_id)
    return [_view(each) for each in held]


def round_view(round_id: int) -> RoundView:
    """One round. Raises `Refusal` no-such-object."""
    return _view(held_round(round_id))


def held_round(round_id: int, *, locked: bool = False) -> Round:
    """A round for this room's own acts. Raises `Refusal` no-such-object."""
    held = Round.objects.select_related("programme")
    found = (held.select_for_update(of=("self",)) if locked else held).filter(pk=round_id).first()
    if found is None:
        raise Refusal("no-such-object", gettext_noop("There is no such round, or it lies outside your area."))
    return found


def _view(held: Round) -> RoundView:
    return RoundView(
        held.pk,
        held.kind,
        held.programme.code,
        held.area,
        held.opened_on,
        held.due_on,
        held.agreement,
        RoundState(held.status),
        held.closed_on,
    )


def asked_people(round_id: int, only: Sequence[int] | None = None) -> pl.DataFrame:
    """Everybody in a round, or those of the lines `only`: person (the line), worker (as known today), record, area, nik_key, name, birth_date, village_code, state, answered_on.

    Of two lines that turned out to be one person the first stands for both.
    """
    sql = (
        "SELECT p.id, p.worker_id, p.record_id, p.area, p.nik_key, nullif(w.name, ''), w.birth_date, w.village_code, p.state, p.answered_on"
        f" FROM {PERSON_TABLE} p JOIN registry_worker w ON w.id = p.record_id"
        f" WHERE p.round_id = %s{'' if only is None else ' AND p.id = ANY(%s)'} ORDER BY p.id"
    )
    lines = read_frame(sql, _ASKED, [round_id] if only is None else [round_id, list(only)])
    ends = with_person(lines.select("worker").with_row_index("place"), "worker", "end")["end"]
    return lines.with_columns(ends.alias("worker"))


def shared_keys(rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """[row, person, nik_known] of rows (row, nik, name, birth_date) and people of a round who have a key of linkage in common."""
    empty = pl.DataFrame(schema={"row": pl.Int64, "person": pl.Int64, "nik_known": pl.String})
    asked = rows.filter(pl.col("name").is_not_null())
    if asked.is_empty() or people.is_empty():
        return empty
    text = {name: pl.lit(None, pl.String) for name in ("sex", "village", "mother", "phone")}
    frame = asked.select(pl.col("row").cast(pl.String).alias("id"), "nik", "name", pl.col("birth_date").cast(pl.String), **text)
    keys = registry_keys(frame, hash_of_key()).with_columns(pl.col("id").cast(pl.Int64).alias("row"))
    held = read_frame(
        "SELECT key, worker_id FROM registry_registrykey WHERE key = ANY(%s)",
        {"key": pl.Int64, "record": pl.Int64},
        [keys["key"].unique().to_list()],
    )
    few = held.join(people.select("record", "person", "worker"), on="record").filter(pl.len().over("key") <= _MOST_HOLDERS)
    pairs = keys.join(few, on="key").select("row", "person", "record").unique(["row", "person"], maintain_order=True)
    return pairs.join(_niks(pairs["record"].unique().to_list()), on="record", how="left").select("row", "person", "nik_known")


def _niks(records: Sequence[int]) -> pl.DataFrame:
    """[record, sound, nik_known] of these records, opened."""
    sql = "SELECT id, nik_state = 'sound', encode(envelope, 'hex') FROM registry_worker WHERE id = ANY(%s) ORDER BY id"
    held = read_frame(sql, {"record": pl.Int64, "sound": pl.Boolean, "envelope": pl.Binary}, [list(records)])
    opened = opened_values(TABLE, held["record"], held["envelope"], ("nik",))["nik"].alias("nik_known")
    known = held.drop("envelope").with_columns(opened)
    return known.with_columns(pl.when(pl.col("nik_known").str.len_bytes() == 16).then("nik_known"))


def sound_niks(records: Sequence[int]) -> pl.DataFrame:
    """[record, nik] of those of these records whose NIK is sound."""
    return _niks(records).filter(pl.col("sound") & pl.col("nik_known").is_not_null()).select("record", pl.col("nik_known").alias("nik"))


# --- where a round stands --------------------------------------------------------------------------------------------


def round_status(round_id: int) -> RoundStatus:
    """Where a round stands, as far as the present scope sees it. Raises `Refusal` no-such-object."""
    view = round_view(round_id)
    kind = kind_of(view.kind)
    people = _one_state_each(asked_people(round_id))
    counted = dict(people["state"].value_counts().iter_rows())
    files = RoundFile.objects.filter(round_id=round_id).values_list("new_names", flat=True)
    silent = counted.get(SILENT, 0)
    return RoundStatus(
        **vars(view),
        people=people.height,
        answered=people.height - silent,
        silent=silent,
        states={code: counted.get(code, 0) for code in (*kind.states, SILENT)},
        files=len(files),
        new_names=sum(files),
        areas=_areas(people, Level.VILLAGE if kind.per == "village" else Level.REGENCY),
    )


def _one_state_each(people: pl.DataFrame) -> pl.DataFrame:
    """One line a person: of two lines that became one person, the one that was answered last."""
    return people.sort("answered_on", "person", nulls_last=False).unique("worker", keep="last", maintain_order=True)


def _areas(people: pl.DataFrame, level: Level) -> tuple[AreaStatus, ...]:
    names = dict(places().select("code", "name").iter_rows())
    counted = (
        people.group_by(pl.col("area").str.head(int(level))).agg(pl.len(), (pl.col("state") != SILENT).sum().alias("answered")).sort("area")
    )
    return tuple(AreaStatus(area, names.get(area, area), people, answered) for area, people, answered in counted.iter_rows())


def row_marks() -> Callable[[int, int], int]:
    """The keyed hash behind a row code, of a round and a worker."""
    hashed = partial(keyring().hash64, "round-row")
    return lambda round_id, worker: hashed(f"{round_id}:{worker}")


# --- what goes out ---------------------------------------------------------------------------------------------------

_SHEET = {
    "record": pl.Int64, "name": pl.String, "sex": pl.String, "birth_date": pl.Date, "birth_place": pl.String, "village_code": pl.String,
    "known_occupation": pl.String, "envelope": pl.Binary,
}  # fmt: skip


def sheet_values(records: Sequence[int]) -> pl.DataFrame:
    """What a sheet shows of these records: record, name, sex, birth_date, birth_place, village_code, village (its name), known_occupation,
    nik, kk, mother, hamlet; null where nothing is known.
    """
    sql = "SELECT id, name, sex, birth_date, birth_place, village_code, occupation, encode(envelope, 'hex') FROM registry_worker WHERE id = ANY(%s) ORDER BY id"
    held = read_frame(sql, _SHEET, [list(records)])
    opened = opened_values(TABLE, held["record"], held["envelope"], ("nik", "kk", "mother", "hamlet"))
    names = places(level=Level.VILLAGE).select(pl.col("code").alias("village_code"), pl.col("name").alias("village"))
    return held.drop("envelope").hstack(opened).join(names, on="village_code", how="left", maintain_order="left")


def newest_round(programme_id: int, kind: str, area: str) -> int | None:
    """The newest round of the kind that asks about people of the area, if any."""
    held = Round.objects.filter(programme_id=programme_id, kind=kind).order_by("-pk").values_list("pk", "area")
    return next((pk for pk, around in held if area.startswith(around)), None)


def place_lines(areas: Sequence[str]) -> dict[str, str]:
    """Each place in words with what it lies in: "Desa Nita, Kecamatan Nita, Kabupaten Sikka"."""
    held = {code: (name, kind) for code, name, kind in places().select("code", "name", "kind").iter_rows()}

    def worded(code: str) -> str:
        name, kind = held.get(code, (code, ""))
        if len(code) == Level.VILLAGE:
            return f"{'Kelurahan' if kind == 'kelurahan' else 'Desa'} {name}"
        return f"Kecamatan {name}" if len(code) == Level.DISTRICT else name

    def around(area: str) -> list[str]:
        return [area[: int(level)] for level in sorted(Level, reverse=True) if level > Level.PROVINCE and len(area) >= int(level)] or [area]

    return {area: ", ".join(map(worded, around(area))) for area in areas}
