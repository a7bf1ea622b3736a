"""What a branch of BPJS would answer to its batch of a synthetic province, with errors of its own.

Refusals follow the truth (dead, past the age, a member already) and chance (not found, data differ). The branch renames headers, sorts rows,
leaves some out, writes a few twice, adds columns of its own and declares totals, now and then wrong ones. Rates are guesses, not
observations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from payung.synthetic.people import Province
from payung.synthetic.sheets import Cell, Sheet
from payung.synthetic.streams import stream
from payung.synthetic.writers import suffix, write_sheets

_NOT_FOUND, _DIFFER, _MISSING, _TWICE, _WRONG_TOTAL, _NIK_LOST = 0.02, 0.015, 0.005, 0.003, 0.1, 0.01
_OVER_AGE = 65
_WORDS: Mapping[str, tuple[str, ...]] = {
    "accepted": ("DITERIMA", "Berhasil", "SUKSES", "Terdaftar"),
    "refused": ("DITOLAK", "Gagal", "TIDAK VALID"),
    "already-active": ("NIK sudah terdaftar", "Peserta aktif", "sudah aktif di segmen lain"),
    "over-age": ("usia lebih dari 65 tahun", "Usia melebihi batas"),
    "died": ("meninggal dunia", "Status meninggal"),
    "not-found": ("NIK tidak ditemukan", "Data tidak ditemukan"),
    "data-differ": ("Nama tidak sesuai", "tanggal lahir tidak sesuai"),
}
_HEADERS = (
    ("NIK", "Nama Peserta", "Tgl Lahir", "Status", "Keterangan", "No KPJ"),
    ("No. KTP", "Nama", "Tanggal Lahir", "Hasil", "Alasan Penolakan", "Nomor Peserta"),
    ("NIK", "Nama Tenaga Kerja", "Tanggal Lahir", "Status Pendaftaran", "Ket", "KPJ"),
)
_FORMS, _FORM_SHARES = ("xlsx", "csv-utf8", "xlsx"), (0.7, 0.2, 0.1)


@dataclass(frozen=True)
class Replies:
    """The files of a branch, and what was meant of whom: nik, outcome (accepted, a reason, or missing)."""

    paths: tuple[Path, ...]
    meant: pl.DataFrame


def answer_batches(province: Province, batches: Mapping[str, pl.DataFrame], out: Path, seed: int, on: date) -> Replies:
    """Write the answer to each batch (name -> its rows: nik, name, birth_date as sent) into `out`. The same arguments give the same bytes."""
    out.mkdir(parents=True, exist_ok=True)
    paths, meant = [], []
    number = 25_000_000_000
    for name, rows in sorted(batches.items()):
        rng = stream(seed, f"reply {re.sub('LATIHAN-?', '', name)}")
        told = _meant(province, rows, rng, on).with_columns(kpj=pl.int_range(number, number + rows.height).cast(pl.String))
        number += rows.height
        meant.append(told.select("nik", "outcome"))
        paths.append(_write(name, told, out, rng))
    return Replies(tuple(paths), pl.concat(meant) if meant else pl.DataFrame(schema={"nik": pl.String, "outcome": pl.String}))


def _meant(province: Province, rows: pl.DataFrame, rng: np.random.Generator, on: date) -> pl.DataFrame:
    people = province.people.select("nik", "died_on", "birth_date", "person").unique("nik", keep="first", maintain_order=True)
    covered = province.members.filter((pl.col("from") <= on) & (pl.col("to").is_null() | (pl.col("to") > on)))["person"]
    known = rows.select("nik", "name", "birth_date").join(
        people.rename({"birth_date": "born_on"}), on="nik", how="left", maintain_order="left"
    )
    luck = pl.Series("luck", rng.random(rows.height))
    age = (pl.lit(on) - pl.col("born_on")).dt.total_days() // 365.25
    return known.with_columns(luck).with_columns(
        outcome=pl.when(pl.col("luck") > 1 - _MISSING)
        .then(pl.lit("missing"))
        .when(pl.col("died_on") <= on)
        .then(pl.lit("died"))
        .when(pl.col("person").is_in(covered.implode()))
        .then(pl.lit("already-active"))
        .when(age >= _OVER_AGE)
        .then(pl.lit("over-age"))
        .when(pl.col("luck") < _NOT_FOUND)
        .then(pl.lit("not-found"))
        .when(pl.col("luck") < _NOT_FOUND + _DIFFER)
        .then(pl.lit("data-differ"))
        .otherwise(pl.lit("accepted"))
    )


def _write(name: str, told: pl.DataFrame, out: Path, rng: np.random.Generator) -> Path:
    headers = _HEADERS[int(rng.integers(len(_HEADERS)))]
    said = told.filter(pl.col("outcome") != "missing")
    lines: list[list[Cell]] = []
    for nik, person, born_on, outcome, kpj in said.select("nik", "name", "birth_date", "outcome", "kpj").iter_rows():
        accepted = outcome == "accepted"
        shown = nik if rng.random() >= _NIK_LOST else nik[:-1] + "0"  # a spreadsheet keeps fifteen digits
        why = "" if accepted else _word(outcome, rng)
        line: list[Cell] = [
            shown,
            person,
            born_on,
            _word("accepted" if accepted else "refused", rng),
            why,
            kpj if accepted else "",
            "W-5301",
        ]
        lines += [line] * (2 if rng.random() < _TWICE else 1)
    order = rng.permutation(len(lines))
    accepted_rows = sum(bool(line[5]) for line in lines)
    declared = accepted_rows + int(rng.random() < _WRONG_TOTAL)
    above: list[list[Cell]] = [
        ["Balasan pendaftaran BPU"],
        [f"Jumlah diterima: {declared}"],
        [f"Jumlah ditolak: {len(lines) - accepted_rows}"],
        [],
    ]
    form = str(rng.choice(_FORMS, p=_FORM_SHARES))
    path = out / f"balasan-{name}{suffix(form)}"
    write_sheets(path, form, [Sheet("Balasan", [*above, [*headers, "Kode Wadah"], *(lines[place] for place in order)])])
    return path


def _word(code: str, rng: np.random.Generator) -> str:
    words = _WORDS[code]
    return words[int(rng.integers(len(words)))]
