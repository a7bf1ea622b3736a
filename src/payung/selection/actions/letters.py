"""The letter that asks regencies for proposals, before any list exists: drafts with their annexes, for the office to number and sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction
from django.template.loader import get_template
from django.utils import translation

from payung.core.areas import Level
from payung.core.figures import whole
from payung.exchange.tables import write_tables
from payung.governance.actions.audit import record
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import STAMP, stamped_name
from payung.places.queries import places
from payung.selection.queries.planning import Proposal, proposal
from payung.selection.rules.letters import addressee, annex_tables, by_regency, left_out


@dataclass(frozen=True)
class LetterReport:
    """The drafts that were written. places and ceiling: of all regencies together."""

    programme: str
    tranche: str
    letters: tuple[str, ...]
    annexes: tuple[str, ...]
    places: int
    ceiling: int
    deadline_on: date


@transaction.atomic
def write_quota_letters(*, programme: str, out: Path, on: date, by: Actor, at: datetime, tranche: str | None = None) -> LetterReport:
    """Write for each regency a draft letter (HTML, Bahasa Indonesia) with quota, proposal ceiling and deadline, and its annex (XLSX), into `out`.

    `on`: the day as of which figures are known; without `tranche` the first one. In practice mode names and pages carry LATIHAN.
    Raises `Refusal` not-allowed, outside-area, unknown-programme, unknown-tranche or quota-floors-exceed.
    """
    check_may(by, "selection.plan")
    asked = proposal(programme, on=on, tranche=tranche)
    check_area(by, asked.programme.area)
    out.mkdir(parents=True, exist_ok=True)
    stamp = STAMP if installation().practice else ""
    regencies = {
        code: (name, kind) for code, name, kind in places(asked.programme.area, Level.REGENCY).select("code", "name", "kind").iter_rows()
    }
    letters, annexes = [], []
    for code, areas in by_regency(asked.areas):
        name, kind = regencies[code]
        letter, annex = (stamped_name(each, practice=bool(stamp)) for each in (f"surat-{code}.html", f"lampiran-{code}.xlsx"))
        title = f"Lampiran permintaan usulan, {asked.programme.name}"
        write_tables(out / annex, annex_tables(areas, title), heading=[name, "DRAF"], foot=[], stamp=stamp)
        (out / letter).write_text(_letter(asked, areas, name, addressee(name, kind), annex, stamp), encoding="utf-8")
        letters.append(letter)
        annexes.append(annex)
    total, ceiling = int(asked.areas["places"].sum()), int(asked.areas["ceiling"].sum())
    change = {"tranche": asked.tranche.code, "on": on, "places": dict(asked.areas.select("area", "places").iter_rows()), "ceiling": ceiling}
    record(by=by, at=at, action="write_quota_letters", kind="programme", subjects=[asked.programme.id], change=change)
    return LetterReport(programme, asked.tranche.code, tuple(letters), tuple(annexes), total, ceiling, asked.tranche.deadline_on)


def _letter(asked: Proposal, areas: pl.DataFrame, name: str, to: str, annex: str, stamp: str) -> str:
    held, tranche = asked.programme, asked.tranche
    context = {
        "stamp": stamp,
        "programme": held.name,
        "payer": held.payer(tranche.payer).name,
        "insurance": " dan ".join(each.upper() for each in held.settings.insurance),
        "area": name,
        "addressee": to,
        "annex": annex,
        "months": tranche.months,
        "first": tranche.starts_on,
        "last": tranche.last_month.first_day,
        "deadline": tranche.deadline_on,
        "places": whole(int(areas["places"].sum())),
        "ceiling": whole(int(areas["ceiling"].sum())),
        "ceiling_pct": held.settings.proposal_ceiling_pct,
        "sources": asked.sources,
        "left_out": left_out(held.settings.criteria),
    }
    with translation.override("id"):
        return str(get_template("selection/quota_letter.html").render(context))
