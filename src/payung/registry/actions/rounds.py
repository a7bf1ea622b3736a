"""Opening rounds, and handing out what they ask: a file a village, regency or office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, refresh_statistics
from payung.governance.queries.accounts import installation
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import STAMP, stamped_name
from payung.places.queries import branch_of, place_name
from payung.programmes.queries import programme as programme_of
from payung.registry.models import Round
from payung.registry.queries.answers import PERSON_TABLE
from payung.registry.queries.rounds import asked_people, newest_round, place_lines, round_view, row_marks, sheet_values
from payung.registry.queries.workers import identifiers, population
from payung.registry.rules.landing import row_code
from payung.registry.rules.round_sheets import NEW_LINES, Asked, write_form, write_workbook
from payung.registry.rules.rounds import SILENT, Kind, kind_of

_NO_ROUND = 0  # in the codes of a form that belongs to no round yet


@dataclass(frozen=True)
class RoundOpened:
    """A round that was opened, and about how many people it asks."""

    round: int
    kind: str
    people: int


def open_round(
    *, kind: str, programme: str, area: str | None = None, due: date | None = None, on: date, by: Actor, at: datetime
) -> RoundOpened:
    """Ask about every living listed person of an area (default: the programme's); all of them are silent until answers come.

    Raises `Refusal` unknown-round-kind, unknown-programme, area-unknown, outside-area, due-past or nobody-to-ask.
    """
    check_may(by, "registry.rounds")
    held, asked = programme_of(programme), kind_of(kind)
    around = area_code(area) if area else held.area
    check_area(by, around)
    place_name(around)
    if due is not None and due < on:
        raise Refusal(
            "due-past", gettext_noop("The answers would be due on %(due)s, before the round opens. Name a later day."), due=due.isoformat()
        )
    with scope(by):
        people = population(on).filter(pl.col("died_on").is_null(), pl.col("area").str.starts_with(around))
        if people.is_empty():
            raise Refusal("nobody-to-ask", gettext_noop("Nobody is listed in %(area)s. Take lists in and link them first."), area=around)
        opened = Round.objects.create(
            area=around, kind=asked.code, programme_id=held.id, opened_on=on, due_on=due, opened_by_id=by.user_id, opened_at=at
        )
        load(PERSON_TABLE, _lines(opened.pk, people))
        refresh_statistics(PERSON_TABLE)
        record(by=by, at=at, action="open_round", kind="round", subjects=[opened.pk], change={"kind": asked.code, "people": people.height})
    return RoundOpened(opened.pk, asked.code, people.height)


def _lines(round_id: int, people: pl.DataFrame) -> pl.DataFrame:
    keys = keyring()
    niks = identifiers(people)["nik"]
    return people.select(
        "area",
        pl.lit(round_id).alias("round_id"),
        pl.col("worker").alias("worker_id"),
        pl.col("record").alias("record_id"),
        pl.Series("nik_key", [keys.hash64("nik", nik) if nik and len(nik) == 16 else None for nik in niks], dtype=pl.Int64),
        pl.lit(SILENT).alias("state"),
    )


def export_round(*, round_id: int, out: Path, on: date, by: Actor, at: datetime) -> list[Path]:
    """Write what a round asks into `out`: a workbook for each village, regency or BPJS branch, for villages a form for paper too; the paths.

    Asking again writes the same lines, codes included. `on`: for which day branches are looked up. Raises `Refusal` no-such-object
    or branch-unknown.
    """
    check_may(by, "registry.rounds")
    with scope(by):
        view = round_view(round_id)
        kind = kind_of(view.kind)
        lines = asked_people(round_id).unique("worker", keep="first", maintain_order=True)
        due = f"; jawaban paling lambat {view.due_on:%d-%m-%Y}" if view.due_on else ""
        written = _write_all(kind, round_id, lines, f"Program {view.programme}; putaran {round_id}{due}", out, on)
        record(by=by, at=at, action="export_round", kind="round", subjects=[round_id], change={"files": len(written)})
    return written


def write_template(*, programme: str, village: str, out: Path, on: date, by: Actor, at: datetime) -> list[Path]:
    """Write the workbook and the form for paper that one village fills in, its known people listed with the questions; the paths.

    Lines belong to the newest round that asks the village, else to none yet: such a form answers any later round. Raises `Refusal`
    unknown-programme, not-a-village, area-unknown or outside-area.
    """
    check_may(by, "registry.answers")
    held, kind, code = programme_of(programme), kind_of("village"), area_code(village)
    if len(code) != Level.VILLAGE:
        raise Refusal("not-a-village", gettext_noop("%(area)s is no village. Name one by its code of ten digits."), area=code)
    place_name(code)
    check_area(by, code)
    with scope(by):
        asking = newest_round(held.id, kind.code, code)
        if asking is None:
            lines = population(on).filter(pl.col("died_on").is_null(), pl.col("area") == code).select("worker", "record", "area")
        else:
            lines = asked_people(asking).unique("worker", keep="first", maintain_order=True).filter(pl.col("area") == code)
        head = f"Program {held.code}" + (f"; putaran {asking}" if asking else "")
        written = _write_all(kind, asking or _NO_ROUND, lines, head, out, on, always=code)
        record(by=by, at=at, action="write_template", kind="programme", subjects=[held.id], change={"village": code})
    return written


def _write_all(kind: Kind, round_id: int, lines: pl.DataFrame, head: str, out: Path, on: date, always: str | None = None) -> list[Path]:
    """One file for each who answers, `always` one for the village of a template."""
    values = sheet_values(lines["record"].to_list())
    mark = row_marks()
    codes = pl.Series("code", [row_code(round_id, worker, mark(round_id, worker)) for worker in lines["worker"]], dtype=pl.String)
    people = lines.select("worker", "record", "area").with_columns(codes).join(values, on="record", how="left", maintain_order="left")
    who_answers, offices = _who_answers(kind, people["area"], on)
    people = people.with_columns(pl.Series("who", who_answers, dtype=pl.String))
    practice = installation().practice
    parts = {str(who): part for (who,), part in people.partition_by("who", as_dict=True).items()}
    if always:
        parts = {always: parts.get(always, people.clear())}
    heads = offices | place_lines([who for who in parts if who not in offices])
    new = row_code(round_id, 0, mark(round_id, 0))
    written = []
    for who, part in sorted(parts.items()):
        asked = Asked(
            kind=kind,
            heading=(heads[who], head),
            people=part.sort("village_code", "hamlet", "name", "worker", nulls_last=True),
            new_codes=(new,) * NEW_LINES if kind.new_names else (),
            stamp=STAMP if practice else "",
        )
        path = out / stamped_name(f"{kind.code}-{who.removeprefix(f'{kind.code}-')}.xlsx", practice=practice)
        write_workbook(path, asked)
        written.append(path)
        if kind.per == "village":
            form = out / stamped_name(f"{kind.code}-{who}-cetak.html", practice=practice)
            write_form(form, asked)
            written.append(form)
    return written


def _who_answers(kind: Kind, areas: pl.Series, on: date) -> tuple[list[str], dict[str, str]]:
    """The village, regency or BPJS branch that each is asked of, and the names of branches; whose place is known no closer, by what is known."""
    if kind.per == "village":
        return areas.to_list(), {}
    regencies = [area[: int(Level.REGENCY)] for area in areas]
    if kind.per == "regency":
        return regencies, {}
    branches = {regency: branch_of(regency, on) for regency in sorted(set(regencies)) if len(regency) == Level.REGENCY}
    codes = [branches[regency].code if regency in branches else regency for regency in regencies]
    return codes, {branch.code: branch.name for branch in branches.values()}
