"""The standard recapitulations of a programme as one workbook to print and sign, inside the reader's scope."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import override

from payung.core.calendar import Month
from payung.core.figures import MONTHS, day, rupiah, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.tables import write_tables
from payung.governance.queries.accounts import installation
from payung.governance.queries.scope import current_actor
from payung.governance.rules.practice import STAMP
from payung.places.queries import place_name, places
from payung.programmes.queries import Programme, programme
from payung.reports.rules import words
from payung.reports.rules.recap import recap_tables
from payung.selection.queries import RunReport, latest, lists
from payung.selection.queries.outcomes import outcomes
from payung.selection.rules.statuses import ListStatus, Verdict

_SIGNATORY = ("", "………………………, …………………………", "Kepala …………………………………………", "", "", "", "(…………………………………………)", "NIP …………………………………")


def write_recap(path: Path, *, code: str) -> int:
    """Write the recapitulations of a programme's latest run as .xlsx; how many people they count.

    Sheets: a summary; per regency, district and village everybody by state (with the first reason why not, and without
    NIK), sex, age, occupation, decile and disability. Raises `Refusal` unknown-programme, nothing-selected or
    format-unknown.
    """
    if path.suffix.lower() != ".xlsx":
        message = gettext_noop("Recapitulations are a workbook of several sheets. Give a name that ends in .xlsx.")
        raise Refusal("format-unknown", message, ending=path.suffix)
    return _write(path, code)


def recap_content(code: str) -> bytes:
    """The same workbook for a door. Raises `Refusal` unknown-programme or nothing-selected."""
    written = BytesIO()
    _write(written, code)
    return written.getvalue()


def _write(path: Path | BytesIO, code: str) -> int:
    held = programme(code)
    report = latest(code)
    if report is None:
        raise Refusal("nothing-selected", gettext_noop("Nobody has been selected for this programme yet. Select first: payung select."))
    people = outcomes(report.run)
    known = places()
    names = dict(known.select("code", "name").iter_rows())
    with override("id"):
        tables = recap_tables(people, names, [place for place in known["code"] if _visible(place)], _reason(held))
        heading = _heading(held, report, people)
    write_tables(path, tables, heading=heading, foot=_SIGNATORY, stamp=STAMP if installation().practice else "")
    return people.height


def _heading(held: Programme, report: RunReport, people: pl.DataFrame) -> list[str]:
    tranche = held.tranche(report.tranche)
    listed = next((each for each in lists(held.code) if each.run == report.run), None)
    status = _(words.LIST_STATUS[listed.status if listed else ListStatus.DRAFT])
    decree = f" Nomor {listed.decree_number} tanggal {day(listed.decree_on)}" if listed and listed.decree_on else ""
    chosen = people.filter(pl.col("state") == Verdict.CHOSEN).height
    price = report.cost_idr // report.chosen if report.chosen else 0
    return [
        f"{held.name}; {_area()}",
        f"Keadaan per {day(report.on)}. Masa perlindungan {_month(tranche.first_month)} sampai {_month(tranche.last_month)}"
        f" ({tranche.months} bulan).",
        f"Status daftar: {status}{decree}. Terpilih {whole(chosen)} orang × {rupiah(price)} = {rupiah(chosen * price)}.",
        f"Penetapan nomor {report.run}, benih {report.seed}, sidik {report.digest}.",
    ]


def _month(month: Month) -> str:
    return f"{MONTHS['id'][month.month - 1]} {month.year}"


def _area() -> str:
    actor = current_actor()
    codes = [each.lo for each in actor.ranges] if actor else [installation().province]
    return ", ".join(place_name(code) for code in codes)


def _visible(code: str) -> bool:
    actor = current_actor()
    return actor is None or actor.covers(code)


def _reason(held: Programme) -> Callable[[str], str]:
    own = {each.reason: each.says for each in held.settings.criteria if each.says}
    return lambda code: _(words.reason(code, own)) if code else "-"
