"""The recapitulation of a checked folder, in Bahasa Indonesia: how many people where, of which sex, age and work, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from payung.core import gazetteer
from payung.core.areas import Level
from payung.core.nik import NikState
from payung.exchange.books import put, safe_book, safe_text, styles
from payung.intake.rules.findings import FINDINGS, Severity
from payung.law.age import admitted_births
from payung.law.loader import load_parameters

_AGE_GROUPS = ((0, "di bawah 17"), (17, "17-24"), (25, "25-34"), (35, "35-44"), (45, "45-54"), (55, "55-64"), (65, "65 ke atas"))
_UNKNOWN = "tidak diketahui"
_SEVERITY = {Severity.ERROR: "harus diperbaiki", Severity.WARNING: "mohon diperiksa"}
_OUTCOME = {"read": "terbaca", "refused": "ditolak", "no-people": "tidak berisi daftar orang"}
_MOST_OCCUPATIONS = 200
_ERRORS = [finding.code for finding in FINDINGS.values() if finding.severity is Severity.ERROR]


def write_recap(path: Path, people: pl.DataFrame, files: pl.DataFrame, duplicates: pl.DataFrame, *, on: date) -> None:
    """Write the workbook. `people`: the typed frame with its findings; `files` and `duplicates` as `payung check` writes them;
    ages on the day `on`.
    """
    people = people.with_columns(_age(on), pl.col("findings").list.set_intersection(_ERRORS).list.len().gt(0).alias("faulty"))
    sheets: list[tuple[str, Sequence[str], list[tuple[Any, ...]]]] = [
        ("Ringkasan", ("Uraian", "Jumlah"), _summary(people, files, duplicates, on)),
        ("Berkas", ("Berkas", "Hasil", "Kode", "Orang", "Perlu diperbaiki"), _by_file(people, files)),
        ("Wilayah", ("Kabupaten/Kota", "Kecamatan", "Desa/Kelurahan", "Kode", *_COUNT_HEADERS), _by_area(people)),
        ("Umur", ("Umur", *_COUNT_HEADERS), _by(people, "age_group")),
        ("Pekerjaan", ("Pekerjaan", *_COUNT_HEADERS), _by_occupation(people)),
        ("Temuan", ("Kode", "Baris", "Sifat", "Penjelasan"), _by_finding(people)),
    ]
    with safe_book(path) as book:
        for name, headers, rows in sheets:
            _write_sheet(book, name, headers, rows)


_COUNT_HEADERS = ("Laki-laki", "Perempuan", "Tanpa jenis kelamin", "Jumlah", "Tanpa NIK", "NIK perlu diperbaiki", "Baris perlu diperbaiki")


def _counts() -> list[pl.Expr]:
    sex, state = pl.col("sex"), pl.col("nik_state")
    return [
        (sex == "L").sum().alias("men"),
        (sex == "P").sum().alias("women"),
        sex.is_null().sum().alias("unknown"),
        pl.len().alias("all"),
        (state == NikState.ABSENT).sum().alias("without_nik"),
        state.is_in([NikState.SUSPECT, NikState.UNREADABLE, NikState.IMPOSSIBLE]).sum().alias("bad_nik"),
        pl.col("faulty").sum().alias("faulty"),
    ]


def _age(on: date) -> pl.Expr:
    """The age group on a day: completed years, a birthday on 29 February kept on 1 March."""
    born = pl.col("birth_date")
    before_birthday = (born.dt.month() * 100 + born.dt.day()) > on.month * 100 + on.day
    years = pl.lit(on.year) - born.dt.year() - before_birthday.cast(pl.Int32)
    highs = [low - 1 for low, _ in _AGE_GROUPS[1:]] + [1_000]
    groups = [pl.when(years.is_between(low, high)).then(pl.lit(name)) for (low, name), high in zip(_AGE_GROUPS, highs, strict=True)]
    return pl.coalesce(*groups, pl.lit(_UNKNOWN)).alias("age_group")


def _summary(people: pl.DataFrame, files: pl.DataFrame, duplicates: pl.DataFrame, on: date) -> list[tuple[Any, ...]]:
    first, last = admitted_births(load_parameters(), on)
    born = people["birth_date"]
    outcomes = dict(files.group_by("outcome").len().iter_rows())
    states = dict(people.group_by("nik_state").len().iter_rows())
    return [
        ("Keadaan per tanggal", on),
        ("Berkas", files.height),
        *((f"Berkas {words}", outcomes.get(outcome, 0)) for outcome, words in _OUTCOME.items()),
        ("Orang", people.height),
        ("NIK berbentuk benar", states.get(NikState.SOUND, 0)),
        ("Tanpa NIK", states.get(NikState.ABSENT, 0)),
        ("NIK perlu diperbaiki", sum(states.get(state, 0) for state in (NikState.SUSPECT, NikState.UNREADABLE, NikState.IMPOSSIBLE))),
        ("Tanpa tanggal lahir yang terbaca", born.null_count()),
        ("Terlalu tua untuk didaftarkan pada tanggal itu", int((born < first).sum())),
        ("Lahir sesudah tanggal itu", int((born > last).sum())),
        ("Baris yang perlu diperbaiki", int(people["faulty"].sum())),
        ("Pasangan baris yang (mungkin) orang yang sama", duplicates.height),
    ]


def _by_file(people: pl.DataFrame, files: pl.DataFrame) -> list[tuple[Any, ...]]:
    faulty = people.group_by("file").agg(pl.col("faulty").sum())
    table = files.join(faulty, on="file", how="left", maintain_order="left").with_columns(pl.col("faulty").fill_null(0))
    return [
        (file, _OUTCOME[outcome], code, count, bad)
        for file, outcome, code, count, bad in table.select("file", "outcome", "code", "people", "faulty").iter_rows()
    ]


def _by_area(people: pl.DataFrame) -> list[tuple[Any, ...]]:
    counted = people.group_by("area").agg(_counts()).sort("area")
    return [(*_names(area), area, *counts) for area, *counts in counted.iter_rows()]


def _names(area: str) -> tuple[str, str, str]:
    levels = (Level.REGENCY, Level.DISTRICT, Level.VILLAGE)
    regency, district, village = (gazetteer.name_of(area[:level]) if len(area) >= level else _UNKNOWN for level in levels)
    return regency, district, village


def _by(people: pl.DataFrame, column: str) -> list[tuple[Any, ...]]:
    counted = people.group_by(column).agg(_counts())
    order = {name: place for place, (_, name) in enumerate(_AGE_GROUPS)}
    return sorted(counted.iter_rows(), key=lambda row: order.get(row[0], len(order)))


def _by_occupation(people: pl.DataFrame) -> list[tuple[Any, ...]]:
    words = pl.col("occupation").str.to_lowercase().str.strip_chars().fill_null(_UNKNOWN).alias("words")
    return list(people.group_by(words).agg(_counts()).sort(["all", "words"], descending=[True, False]).head(_MOST_OCCUPATIONS).iter_rows())


def _by_finding(people: pl.DataFrame) -> list[tuple[Any, ...]]:
    counted = dict(people.explode("findings").drop_nulls("findings").group_by("findings").len().iter_rows())
    return [
        (finding.code, counted[finding.code], _SEVERITY[finding.severity], finding.indonesian)
        for finding in FINDINGS.values()
        if finding.code in counted
    ]


def _write_sheet(book: Workbook, name: str, headers: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    formats = styles(book, header={"bold": True, "bottom": 1, "text_wrap": True}, day={"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(name)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, formats["header"])
        longest = max((len(str(row[column])) for row in rows[:500]), default=0)
        sheet.set_column(column, column, min(60, max(10, longest + 2)))
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            put(sheet, place, column, safe_text(cell) if isinstance(cell, str) else cell, None, formats["day"], formats["day"])
    sheet.freeze_panes(1, 0)
