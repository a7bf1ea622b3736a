"""The page of one regency for the Governor's visit, and the regencies beside one another: every figure with its source, day and denominator."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from payung.core.areas import Level
from payung.core.figures import day, percent, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.queries import reply_status
from payung.exchange.papers.sheets import typeset_with
from payung.governance.queries.accounts import installation
from payung.governance.queries.documents import late_papers
from payung.places.queries import figures, place_name
from payung.programmes.queries import programme
from payung.registry.queries.rounds import rounds
from payung.registry.rules.statuses import RoundState
from payung.reports.queries.brief import RIVAL_DENOMINATOR
from payung.reports.queries.coverage import coverage
from payung.reports.rules.brief import BriefFigure
from payung.selection.queries.lists import ListView, lists
from payung.selection.queries.papers import people_by_regency
from payung.selection.rules.statuses import ListStatus

_STANDS = (ListStatus.SUBMITTED, ListStatus.APPROVED, ListStatus.DECREED)


@dataclass(frozen=True)
class RegencyLine:
    """One regency beside the others. None: not known, never 0. `late`: rounds and papers past their day."""

    code: str
    name: str
    covered: int
    denominator: int | None
    rate_pct: float | None
    chosen: int | None
    accepted: int
    refused: int
    late: int


@dataclass(frozen=True)
class Late:
    """One thing past its day: what, of which number, since when. `kind`: round or paper."""

    kind: str
    number: int
    what: str
    due_on: date


@dataclass(frozen=True)
class RegencyReport:
    """What is known of a regency on a day: figures, promises that were made in public, what is late there."""

    line: RegencyLine
    on: date
    programme: str
    list_id: int | None
    figures: tuple[BriefFigure, ...]
    promises: tuple[BriefFigure, ...]
    late: tuple[Late, ...]


def regency_lines(code: str, *, on: date) -> list[RegencyLine]:
    """The regencies of the present scope beside one another, in the order of their codes. Raises `Refusal` unknown-programme."""
    year = programme(code)
    held = coverage(level="regency", denominator=RIVAL_DENOMINATOR, on=on)
    standing = _standing(code)
    chosen = people_by_regency(standing.id) if standing else {}
    accepted, refused = _answers(standing)
    late = Counter(place for place, _each in _late(year.id, on))
    return [
        RegencyLine(
            each.code,
            each.name,
            each.covered,
            each.denominator,
            None if each.rate_pct is None else float(each.rate_pct),
            chosen.get(each.code, 0) if standing else None,
            accepted[each.code],
            refused[each.code],
            late[each.code],
        )
        for each in sorted(held.areas, key=lambda area: area.code)
    ]


def regency_report(code: str, regency: str, *, on: date) -> RegencyReport:
    """One regency. Raises `Refusal` unknown-programme or area-unknown (no regency of the present scope)."""
    line = next((each for each in regency_lines(code, on=on) if each.code == regency), None)
    if line is None:
        raise Refusal("area-unknown", gettext_noop("There is no such regency in the area of your posting."))
    standing = _standing(code)
    own = "Payung"
    told = [
        BriefFigure("registered", _registered(regency, on), f"{own}: data pekerja", on, "", "own"),
        BriefFigure("covered", line.covered, f"{own}: kepesertaan menurut semua pembayar", on, RIVAL_DENOMINATOR, "own"),
    ]
    if line.denominator:
        told.append(_denominator(regency, line.denominator, on))
    if standing is not None:
        told += [
            BriefFigure("chosen", line.chosen or 0, f"{own}: daftar {standing.id}", on, "", "own"),
            BriefFigure("accepted", line.accepted, f"{own}: balasan BPJS atas daftar {standing.id}", on, "chosen", "own"),
            BriefFigure("refused", line.refused, f"{own}: balasan BPJS atas daftar {standing.id}", on, "chosen", "own"),
        ]
    promises = [
        BriefFigure(each.code, float(each.value), f"{each.speaker}; {each.source}", each.as_of, each.definition)
        for each in figures("promise")
        if regency.startswith(each.area) and each.as_of <= on
    ]
    planned = sum(each.people for each in programme(code).tranches)
    promises.append(BriefFigure("planned", planned, f"Program {code}", on, programme(code).name))
    late = tuple(each for place, each in _late(programme(code).id, on) if place == regency)
    return RegencyReport(line, on, programme(code).name, standing.id if standing else None, tuple(told), tuple(promises), late)


def regency_pdf(held: RegencyReport) -> bytes:
    """The same on one page. In Bahasa Indonesia."""
    line = held.line
    rate = "belum diketahui" if line.rate_pct is None else percent(line.rate_pct, 1)
    page = {
        "stamp": "LATIHAN" if installation().practice else "",
        "author": "Payung",
        "title": f"{line.name}: {whole(line.covered)} pekerja terlindungi",
        "government": f"Pemerintah Provinsi {place_name(line.code[: Level.PROVINCE])}",
        "programme": held.programme,
        "made": f"Keadaan {day(held.on)}",
        "boxes": [[whole(line.covered), "pekerja terlindungi menurut semua pembayar"], [rate, f"dari {whole(line.denominator)} pekerja informal" if line.denominator else "tanpa penyebut"],
                  [whole(line.chosen) if line.chosen is not None else "–", "dalam daftar program"], [whole(line.accepted), "diterima BPJS"]],
        "figures": [[FIGURE_WORDS.get(each.key, each.key), whole(int(each.value)), each.source, day(each.on, short=True)] for each in held.figures],
        "promises": [[each.denominator, whole(int(each.value)), each.source, day(each.on, short=True)] for each in held.promises],
        "late": [[each.what, day(each.due_on, short=True)] for each in held.late],
    }  # fmt: skip
    return typeset_with(_source(), page)


FIGURE_WORDS = {
    "registered": "Pekerja terdaftar, masing-masing sekali",
    "covered": "Terlindungi menurut semua pembayar",
    "denominator": "Pekerja informal (penyebut)",
    "chosen": "Terpilih dalam daftar",
    "accepted": "Diterima BPJS dengan nomor peserta",
    "refused": "Ditolak BPJS",
}
"""What each figure is, as the printed page says it."""

_ROUNDS = {"village": "jawaban desa", "dukcapil": "jawaban Dukcapil", "welfare": "jawaban Dinas Sosial", "bpjs": "jawaban BPJS"}


def _standing(code: str) -> ListView | None:
    return next((each for each in lists(code) if each.status in _STANDS), None)


def _answers(standing: ListView | None) -> tuple[Counter[str], Counter[str]]:
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for batch in reply_status(standing.id).batches if standing else ():
        accepted[batch.regency] += batch.accepted
        refused[batch.regency] += batch.refused
    return accepted, refused


def _late(programme_id: int, on: date) -> list[tuple[str, Late]]:
    """(regency, what) past its day: rounds that still take answers, papers that are not signed."""
    open_rounds = [
        (each.area[: Level.REGENCY], Late("round", each.round, f"Putaran {each.round}: {_ROUNDS.get(each.kind, each.kind)}", each.due_on))
        for each in rounds(programme_id)
        if each.state is RoundState.OPEN and each.due_on is not None and each.due_on < on
    ]
    papers = [
        (each.area[: Level.REGENCY], Late("paper", each.id, f"{each.title}, {each.about}", each.due_on))
        for each in late_papers(on)
        if each.due_on is not None
    ]
    return open_rounds + papers


def _registered(regency: str, on: date) -> int:
    held = coverage(level="regency", denominator="registered", on=on)
    return next((each.denominator or 0 for each in held.areas if each.code == regency), 0)


def _denominator(regency: str, value: int, on: date) -> BriefFigure:
    rows = [each for each in figures("denominator", regency) if each.code == RIVAL_DENOMINATOR and each.as_of <= on]
    newest = max(rows, key=lambda each: each.as_of, default=None)
    said = f"{newest.speaker}; {newest.source}" if newest else RIVAL_DENOMINATOR
    return BriefFigure("denominator", value, said, newest.as_of if newest else on, "", "estimate" if newest and newest.estimate else "")


@cache
def _source() -> bytes:
    return files("payung.reports").joinpath("data/regency.typ").read_bytes()
