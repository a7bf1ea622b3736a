"""Opening and closing rounds, and handing out what they ask: a file a village, regency or office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, refresh_statistics
from payung.governance.queries.accounts import installation
from payung.governance.queries.keys import keyring
from payung.governance.queries.scope import scope
from payung.governance.rules.access import access, check_area, check_may, check_may_see
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import STAMP, stamped_name
from payung.places.queries import branch_of, place_name
from payung.programmes.actions.agreements import rest_on
from payung.programmes.queries import agreement_for
from payung.programmes.queries import programme as programme_of
from payung.programmes.rules.agreements import round_basis
from payung.registry.models import Round
from payung.registry.queries.answers import PERSON_TABLE
from payung.registry.queries.rounds import (
    RoundView,
    asked_people,
    held_round,
    newest_round,
    place_lines,
    round_view,
    row_marks,
    sheet_values,
)
from payung.registry.queries.workers import identifiers, population
from payung.registry.rules.landing import row_code
from payung.registry.rules.round_sheets import NEW_LINES, Asked, paper_form, write_workbook
from payung.registry.rules.rounds import SILENT, Kind, kind_of
from payung.registry.rules.statuses import ROUNDS

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

    Raises `Refusal` unknown-round-kind, unknown-programme, area-unknown, outside-area, due-past, nobody-to-ask or
    agreement-missing: facts of people may leave only on the ground of an agreement, which the round names.
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
        ground = agreement_for(*round_basis(asked.code), around, on)
        opened = Round.objects.create(
            area=around,
            kind=asked.code,
            programme_id=held.id,
            opened_on=on,
            due_on=due,
            opened_by_id=by.user_id,
            opened_at=at,
            agreement=ground.named[:120],
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


def close_round(*, round_id: int, on: date, by: Actor, at: datetime) -> None:
    """Take no more answers: whoever is silent stays silent. Raises `Refusal` no-such-object, outside-area or wrong-status."""
    _move(round_id, "close", on, by, at)


def reopen_round(*, round_id: int, by: Actor, at: datetime) -> None:
    """Take answers again. Raises `Refusal` no-such-object, outside-area or wrong-status."""
    _move(round_id, "reopen", None, by, at)


def _move(round_id: int, act: str, closed_on: date | None, by: Actor, at: datetime) -> None:
    check_may(by, "registry.rounds")
    with scope(by):
        held = held_round(round_id, locked=True)
        check_area(by, held.area)
        held.status, held.closed_on = ROUNDS.check(act, held.status), closed_on
        held.save(update_fields=["status", "closed_on"])
        record(by=by, at=at, action=f"{act}_round", kind="round", subjects=[held.pk])


@dataclass(frozen=True)
class SheetFile:
    """One file that goes out: its name and content."""

    name: str
    content: bytes


def export_round(*, round_id: int, out: Path, on: date, by: Actor, at: datetime) -> list[Path]:
    """Write what a round asks into `out`: a workbook for each village, regency or BPJS branch, for villages a form for paper too; the paths.

    Asking again writes the same lines, codes included. `on`: for which day branches are looked up. Raises `Refusal` no-such-object,
    branch-unknown or agreement-missing.
    """
    check_may(by, "registry.rounds")
    with scope(by):
        view = round_view(round_id)
        files = _files(kind_of(view.kind), round_id, _standing_lines(round_id), _head(view), on)
        written = _written(files, out)
        _leave(view, view.area, on, by, at, len(written))
    return written


def hand_out_round(*, round_id: int, area: str, on: date, by: Actor, at: datetime) -> list[SheetFile]:
    """What a round asks about the people of one place inside the posting, as `export_round` writes it.

    Raises `Refusal` no-such-object, outside-area, field-not-allowed (the sheet shows what the role does not see), nobody-to-ask,
    branch-unknown or agreement-missing.
    """
    check_may(by, "registry.answers")
    code = area_code(area)
    check_area(by, code)
    with scope(by):
        view = round_view(round_id)
        kind = kind_of(view.kind)
        for field in sorted(access().fields.keys() & set(kind.shown)):
            check_may_see(by, field)
        lines = _standing_lines(round_id).filter(pl.col("area").str.starts_with(code))
        if lines.is_empty():
            raise Refusal("nobody-to-ask", gettext_noop("The round asks about nobody in %(area)s."), area=code)
        files = list(_files(kind, round_id, lines, _head(view), on))
        _leave(view, code, on, by, at, len(files))
    return files


def write_template(*, programme: str, village: str, out: Path, on: date, by: Actor, at: datetime) -> list[Path]:
    """Write the workbook and the form for paper that one village fills in, its known people listed with the questions; the paths.

    Raises `Refusal` as `hand_out_template`.
    """
    return _written(hand_out_template(programme=programme, village=village, on=on, by=by, at=at), out)


def hand_out_template(*, programme: str, village: str, on: date, by: Actor, at: datetime) -> list[SheetFile]:
    """The workbook and the form for paper that one village fills in.

    Lines belong to the newest round that asks the village, else to none yet: such a form answers any later round. Raises `Refusal`
    unknown-programme, not-a-village, area-unknown, outside-area or field-not-allowed.
    """
    check_may(by, "registry.answers")
    held, kind, code = programme_of(programme), kind_of("village"), area_code(village)
    if len(code) != Level.VILLAGE:
        raise Refusal("not-a-village", gettext_noop("%(area)s is no village. Name one by its code of ten digits."), area=code)
    place_name(code)
    check_area(by, code)
    for field in sorted(access().fields.keys() & set(kind.shown)):
        check_may_see(by, field)
    with scope(by):
        asking = newest_round(held.id, kind.code, code)
        if asking is None:
            lines = population(on).filter(pl.col("died_on").is_null(), pl.col("area") == code).select("worker", "record", "area")
        else:
            lines = _standing_lines(asking).filter(pl.col("area") == code)
        head = f"Program {held.code}" + (f"; putaran {asking}" if asking else "")
        files = list(_files(kind, asking or _NO_ROUND, lines, head, on, always=code))
        record(by=by, at=at, action="write_template", kind="programme", subjects=[held.id], change={"village": code})
    return files


def _standing_lines(round_id: int) -> pl.DataFrame:
    return asked_people(round_id).unique("worker", keep="first", maintain_order=True)


def _head(view: RoundView) -> str:
    due = f"; jawaban paling lambat {view.due_on:%d-%m-%Y}" if view.due_on else ""
    ground = f"; dasar: {view.agreement}" if view.agreement else ""
    return f"Program {view.programme}; putaran {view.round}{due}{ground}"


def _leave(view: RoundView, area: str, on: date, by: Actor, at: datetime, files: int) -> None:
    """Leave on the ground of the agreement that allows it, and say so."""
    purpose, counterpart = round_basis(view.kind)
    rest_on(purpose=purpose, counterpart=counterpart, area=area, on=on, kind="round", object_id=view.round, by=by, at=at)
    record(by=by, at=at, action="export_round", kind="round", subjects=[view.round], change={"area": area, "files": files})


def _written(files: Iterable[SheetFile], out: Path) -> list[Path]:
    written = []
    for file in files:
        path = out / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        written.append(path)
    return written


def _files(kind: Kind, round_id: int, lines: pl.DataFrame, head: str, on: date, always: str | None = None) -> Iterator[SheetFile]:
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
    for who, part in sorted(parts.items()):
        asked = Asked(
            kind=kind,
            heading=(heads[who], head),
            people=part.sort("village_code", "hamlet", "name", "worker", nulls_last=True),
            new_codes=(new,) * NEW_LINES if kind.new_names else (),
            stamp=STAMP if practice else "",
        )
        book = BytesIO()
        write_workbook(book, asked)
        name = f"{kind.code}-{who.removeprefix(f'{kind.code}-')}"
        yield SheetFile(stamped_name(f"{name}.xlsx", practice=practice), book.getvalue())
        if kind.per == "village":
            form = stamped_name(f"{name}-cetak.html", practice=practice)
            yield SheetFile(form, paper_form(asked).encode())


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
