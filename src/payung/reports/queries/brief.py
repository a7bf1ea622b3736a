"""The Governor's brief as PDF, with every figure of it as JSON beside."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from payung.core.areas import Level
from payung.core.figures import MONTHS, day, percent, rupiah, rupiah_short, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.papers.sheets import typeset_with
from payung.governance.queries.accounts import installation
from payung.places.queries import FigureRow, figures, place_name, places, tiles
from payung.programmes.queries import Programme, TrancheRow, programme, tranche_money
from payung.reports.rules.brief import MARKS, BriefFigure, correction, field_marks, title
from payung.reports.rules.pictures.scale import breaks, class_of
from payung.selection.queries.lists import ListView, lists
from payung.selection.queries.planning import proposal

RIVAL_DENOMINATOR = "informal-estimate"
_WHOLE, _COVERED = "informal-programme", "covered-informal"
_PAID = (
    ("jkm", "jkm-heirs", "jkm-paid", "santunan kematian untuk {people} ahli waris"),
    ("jkk", "jkk-cases", "jkk-paid", "santunan kecelakaan kerja, {people} kasus"),
    ("jht", "jht-workers", "jht-paid", "jaminan hari tua, {people} pekerja"),
)


@dataclass(frozen=True)
class Brief:
    """A brief ready to be set: what the page shows and the figures behind it."""

    page: dict[str, Any]
    figures: tuple[BriefFigure, ...]


def write_brief(out: Path, *, code: str, on: date, published: bool) -> tuple[Path, Path]:
    """Write brief.pdf and brief.json into `out`; their paths. The same facts give the same bytes. Raises `Refusal` as `brief`."""
    held = brief(code, on=on, published=published)
    out.mkdir(parents=True, exist_ok=True)
    pdf, told = out / "brief.pdf", out / "brief.json"
    pdf.write_bytes(typeset_with(_source(), held.page))
    figures = [asdict(each) | {"on": each.on.isoformat()} for each in held.figures]
    told.write_text(json.dumps({"on": on.isoformat(), "programme": code, "figures": figures}, ensure_ascii=False, indent=1) + "\n")
    return pdf, told


def brief_pdf(code: str, *, on: date, published: bool) -> bytes:
    """The brief as a PDF alone. Raises `Refusal` as `brief`."""
    return typeset_with(_source(), brief(code, on=on, published=published).page)


def brief(code: str, *, on: date, published: bool) -> Brief:
    """The brief of a programme as known on a day; `published`: published figures only, nothing that this installation counts.

    Raises `Refusal` unknown-programme or figure-missing, naming what is not loaded.
    """
    year = programme(code)
    province = year.area[: Level.PROVINCE]
    whole_row, covered_row = _newest(_WHOLE, province, on), _newest(_COVERED, province, on)
    people, covered = int(whole_row.value), int(covered_row.value)
    tranche = year.tranches[0]
    planned = sum(each.people for each in year.tranches)
    month_idr = tranche_money(year, tranche).month_idr
    total_idr = sum(line.amount_idr for line in year.budget if line.current)
    own_share = Decimal(100 * covered) / people
    told = _first_figures(code, whole_row, covered_row, planned, month_idr, total_idr, on)
    paid_boxes, paid_figures = _paid(province, on)
    boxes = [{"value": percent(own_share, 1), "words": f"{whole(covered)} dari sekitar {whole(people)} pekerja informal", "note": "1"}]
    boxes += paid_boxes
    told += paid_figures
    corrections = [
        sentence
        for row in figures("rate", province)
        if row.code == "rate-informal" and row.as_of <= on and (sentence := correction(row.value, covered, people))
    ]
    if corrections:
        told.append(BriefFigure("rate-informal-stated", 13, "Gubernur NTT, 22 Mei 2025", date(2025, 5, 22), _WHOLE, "corrected"))
    areas = proposal(code, on=on).areas
    told += [BriefFigure(f"proposal-{area}", places, "Payung: aturan kuota program", on, "", "estimate") for area, places in areas.select("area", "places").iter_rows()]  # fmt: skip
    full, plans = field_marks(covered, planned, people)
    listed = None if published else next(iter(lists(code)), None)
    if listed is not None:
        told += [
            BriefFigure("list-chosen", listed.chosen, f"Payung: daftar {listed.id}", on, "", "own"),
            BriefFigure("list-reserve", listed.reserve, f"Payung: daftar {listed.id}", on, "", "own"),
        ]
    page = {
        "stamp": "LATIHAN" if installation().practice else "",
        "author": "Payung",
        "title": title(covered, planned, people),
        "lead": _lead(year, listed),
        "government": f"Pemerintah Provinsi {place_name(province)}",
        "as_of": f"Keadaan {day(covered_row.as_of)}",
        "made": f"Disusun {day(on)}",
        "boxes": boxes,
        "field": {"full": full, "planned": plans, "all": MARKS},
        "field_words": [
            {"figure": whole(covered), "words": "hari ini"},
            {"figure": whole(planned), "words": "rencana"},
            {"figure": whole(max(0, people - covered - planned)), "words": "belum terlindungi"},
        ],
        "programme": _money_words(tranche, planned, month_idr, total_idr),
        "correction": " ".join(dict.fromkeys(corrections)),
        "tiles": _tiles(province, dict(areas.select("area", "places").iter_rows())),
        "asks": _asks(planned, tranche, month_idr),
        "sources": _sources(whole_row, covered_row, province),
        "proposal_source": "Hitungan Payung menurut aturan kuota program. Bukan kuota resmi.",
        "proposals": _proposals(areas),
        "rivals": _rival_lines(province),
    }
    return Brief(page, tuple(told))


def _proposals(areas: pl.DataFrame) -> list[dict[str, str]]:
    rows = areas.select("name", "places", "ceiling").iter_rows()
    return [{"name": name, "places": whole(asked), "ceiling": whole(ceiling)} for name, asked, ceiling in rows]


def _first_figures(
    code: str, whole_row: FigureRow, covered_row: FigureRow, planned: int, month_idr: int, total_idr: int, on: date
) -> list[BriefFigure]:
    people, covered, province = int(whole_row.value), int(covered_row.value), whole_row.area
    return [
        BriefFigure("informal-workers", people, _said(whole_row), whole_row.as_of, "", "rival" if _rivals(_WHOLE, province) else ""),
        BriefFigure("covered-informal", covered, _said(covered_row), covered_row.as_of, _WHOLE),
        BriefFigure(
            "rate-informal",
            round(100 * covered / people, 2),
            "Payung: bagian dari dua angka di atas",
            covered_row.as_of,
            _WHOLE,
            "estimate",
        ),
        BriefFigure("planned", planned, f"Program {code}", on),
        BriefFigure("month-idr", month_idr, f"Program {code}, menurut aturan iuran", on),
        BriefFigure("budget-idr", total_idr, f"Program {code}", on),
    ]


def _paid(province: str, on: date) -> tuple[list[dict[str, str]], list[BriefFigure]]:
    """Boxes and figures of what was paid to whom."""
    boxes, told = [], []
    for key, people_code, paid_code, words in _PAID:
        counted, paid = _newest(people_code, province, on), _newest(paid_code, province, on)
        boxes.append({"value": rupiah_short(int(paid.value)), "words": words.format(people=whole(int(counted.value))), "note": "2"})
        told += [
            BriefFigure(f"{key}-people", int(counted.value), _said(counted), counted.as_of),
            BriefFigure(f"{key}-paid-idr", int(paid.value), _said(paid), paid.as_of),
        ]
    return boxes, told


def _newest(code: str, area: str, on: date) -> FigureRow:
    rows = [row for row in figures(None, area) if row.code == code]
    known = [row for row in rows if row.as_of <= on] or rows
    if not known:
        raise Refusal(
            "figure-missing", gettext_noop("The figure %(figure)s is not loaded. Enter it with source and day first."), figure=code
        )
    return max(known, key=lambda row: row.as_of)


def _said(row: FigureRow) -> str:
    return f"{row.speaker}; {row.source}"


def _rivals(code: str, area: str) -> bool:
    """Whether others give another number of informal workers."""
    return any(row.code.startswith("informal-") and row.code != code for row in figures("denominator", area))


def _rival_lines(area: str) -> list[dict[str, str]]:
    """Every published figure that says something about coverage, rivals beside one another, never averaged."""
    rows = [row for row in figures(None, area) if row.kind in {"denominator", "numerator", "rate"} and row.unit in {"people", "percent"}]
    rows = [row for row in rows if not row.estimate and not row.code.startswith("poverty")]
    return [
        {
            "what": row.definition,
            "value": percent(row.value, 2 if row.value % 1 else 0) if row.unit == "percent" else whole(int(row.value)),
            "on": day(row.as_of, short=True),
            "speaker": row.speaker,
        }
        for row in sorted(rows, key=lambda row: (row.kind, row.code, row.as_of))
    ]


def _lead(year: Programme, listed: ListView | None) -> str:
    if listed is None:
        return f"{year.name}. Angka di halaman ini adalah angka yang sudah diumumkan, dengan sumber dan tanggalnya."
    state = {"decreed": "sudah ditetapkan", "approved": "sudah disetujui", "submitted": "menunggu persetujuan"}.get(
        listed.status, "disusun"
    )
    return f"{year.name}. Daftar {whole(listed.chosen)} pekerja {state}; {whole(listed.reserve)} orang menunggu sebagai cadangan."


def _money_words(tranche: TrancheRow, planned: int, month_idr: int, total_idr: int) -> list[str]:
    return [
        f"APBD menanggung JKK dan JKM bagi {whole(planned)} pekerja rentan, {tranche.months} bulan.",
        f"Iuran {rupiah(month_idr)} sebulan seorang; tersedia {rupiah_short(total_idr)}.",
    ]


def _asks(planned: int, tranche: TrancheRow, month_idr: int) -> list[dict[str, str]]:
    year_idr = planned * month_idr * 12
    return [
        {"head": "Sahkan pembagian", "words": "menurut aturan kuota program, seperti di peta."},
        {"head": "Siapkan dua belas bulan.", "words": f"Biaya {rupiah_short(year_idr)}; tanpa itu perlindungan berakhir sesudah {MONTHS['id'][tranche.last_month.month - 1]} {tranche.last_month.year}."},
        {"head": "Tugaskan agen di tiap desa.", "words": f"Ada {whole(_villages())} desa dan kelurahan."},
    ]  # fmt: skip


def _villages() -> int:
    return places(level=Level.VILLAGE).height


def _sources(whole_row: FigureRow, covered_row: FigureRow, province: str) -> list[str]:
    others = [row for row in figures("denominator", province) if row.code == "informal-bps"]
    lines = [f"{covered_row.speaker}, {day(covered_row.as_of)}"]
    if others:
        newest = max(others, key=lambda row: row.as_of)
        share = Decimal(100) * covered_row.value / newest.value
        lines[0] += (
            f"; {newest.speaker} mencatat {whole(int(newest.value))} pekerja informal ({day(newest.as_of)}), yaitu {percent(share, 1)}"
        )
    paid = _newest("jkm-paid", province, whole_row.as_of)
    return [f"{lines[0]}.", f"{paid.speaker}: {paid.source}. Santunan Januari sampai April 2025; masa JHT tidak disebut sumber."]


def _tiles(province: str, quotas: dict[str, int]) -> list[dict[str, Any]]:
    limits = breaks([Decimal(each) for each in quotas.values()])
    return [
        {
            "name": tile.abbreviation,
            "col": tile.col,
            "row": tile.row,
            "value": whole(quotas[tile.code]),
            "class": class_of(quotas[tile.code], limits),
        }
        for tile in tiles()
        if tile.code in quotas
    ]


@cache
def _source() -> bytes:
    return files("payung.reports").joinpath("data/brief.typ").read_bytes()
