"""An old extract of the welfare register: it overlaps the village lists only partly, and still holds the dead, the movers and the migrants."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from payung.core import gazetteer
from payung.synthetic.clerks import Work, type_rows
from payung.synthetic.errors import LEGACY
from payung.synthetic.extracts import truth_of
from payung.synthetic.people import Province
from payung.synthetic.streams import stream

FILE = "kesejahteraan.xlsx"
_SHEET = "DTSEN"
_HEADERS = ("NO", "NIK", "NAMA", "JENIS KELAMIN", "TGL LAHIR", "ALAMAT", "DESA/KELURAHAN", "KECAMATAN", "KABUPATEN", "DESIL", "PEKERJAAN")
_TITLE_ROWS = 2
_SHARE_BY_DECILE = 0.75  # of the poorest; the richest are hardly there
_CARE = 0.4


def write_welfare(province: Province, workbooks: Path, seed: int) -> pl.DataFrame:
    """Write the extract among the workbooks; its rows for the truth, kind `welfare`."""
    rng = stream(seed, "welfare")
    decile = province.people["decile"].to_numpy()
    inside = rng.random(len(decile)) < _SHARE_BY_DECILE * (11 - decile) / 10
    person = np.flatnonzero(inside)
    old = province.moved_from[person]
    village = np.where(old >= 0, old, province.families.village[person])
    order = np.lexsort((person, village))
    person, village = person[order], village[order]
    regencies, office = np.unique(province.villages.regency[village], return_inverse=True)
    work = Work(person, village, office, len(regencies))
    mix = LEGACY.scaled(_CARE)
    typed = type_rows(stream(seed, "welfare rows"), province, work, mix)
    facts = province.people[work.person].select("address", "decile", "occupation")
    places = _place_names(typed["village"])
    cells = pl.concat([typed.select("nik", "name", "sex", "birth_date"), facts, places], how="horizontal")
    _write(workbooks / FILE, cells)
    located = typed.with_columns(
        pl.Series("person", work.person), pl.lit(FILE).alias("file"), pl.lit(_SHEET).alias("sheet"), pl.lit(mix.name).alias("mix"),
        pl.int_range(_TITLE_ROWS + 2, typed.height + _TITLE_ROWS + 2, eager=True).cast(pl.UInt32).alias("row_number"), pl.lit(False).alias("again"),
    )  # fmt: skip
    return truth_of(province, located, "welfare")


def _place_names(village: pl.Series) -> pl.DataFrame:
    names = pl.concat([gazetteer.villages(), gazetteer.districts(), gazetteer.regencies()]).select("code", "name")
    levels = [
        pl.DataFrame({"code": village.str.head(length)}).join(names, on="code", how="left", maintain_order="left")["name"]
        for length in (10, 6, 4)
    ]
    return pl.DataFrame({"village": levels[0], "district": levels[1], "regency": levels[2]})


def _write(path: Path, cells: pl.DataFrame) -> None:
    order = ("nik", "name", "sex", "birth_date", "address", "village", "district", "regency", "decile", "occupation")
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2025, 1, 1)})
        page = book.add_worksheet(_SHEET)
        page.write_row(0, 0, ["DATA TUNGGAL SOSIAL DAN EKONOMI (salinan Januari 2024)"])
        page.write_row(_TITLE_ROWS, 0, _HEADERS)
        for number, row in enumerate(cells.select(order).iter_rows(), start=1):
            page.write_row(_TITLE_ROWS + number, 0, (number, *row))
