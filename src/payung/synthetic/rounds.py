"""Answers to rounds, as villages, registries and the insurer would give them of a synthetic province, with errors of their own.

Some never answer. Who answers retypes headers and drops columns, sorts rows, shortens words and misspells them, leaves lines
out, saves in another format, and now and then says what is not true. What was written about whom is kept, so that a test can
ask whether each answer landed. Rates are guesses, not observations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from payung.synthetic.people import Province
from payung.synthetic.sheets import Cell, Sheet
from payung.synthetic.streams import stream
from payung.synthetic.writers import suffix, write_sheets

_SILENT_VILLAGES = 0.15
_SILENT_LINES = 0.05
_UNTRUE = 0.02
_WITHOUT_CODES = 0.3  # of the files: retyped, so that only NIK, name and date say who is meant
_SORTED = 0.4
_UNREADABLE = 0.01
_TYPO = 0.03
_NIK_LOST, _NAME_TYPO = 0.05, 0.05
_FORMS, _FORM_SHARES = ("xlsx", "csv-1252", "csv-utf8", "ods", "xls"), (0.5, 0.15, 0.15, 0.1, 0.1)
_OVER_AGE = 65

_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "village": {
        "here": ("tinggal di sini", "ada", "masih hidup", "Warga", "menetap", "OK"),
        "dead": ("meninggal", "Meninggal Dunia", "wafat", "alm", "MD"),
        "moved": ("pindah", "sudah pindah", "pindah domisili", "Pindah ke Kupang"),
        "migrated": ("merantau", "di rantau", "ke Malaysia", "TKI"),
        "official": ("PNS", "perangkat desa", "ASN"),
        "unwilling": ("tidak bersedia", "tdk mau", "menolak"),
    },
    "dukcapil": {
        "match": ("SESUAI", "padan", "cocok", "Data sesuai"),
        "name-differs": ("nama berbeda", "NAMA TIDAK SESUAI", "beda nama"),
        "not-found": ("tidak ditemukan", "DATA TIDAK DITEMUKAN", "tidak padan"),
        "dead": ("meninggal", "MENINGGAL DUNIA"),
    },
    "welfare": {"ranked": ("ada", "terdaftar", ""), "not-found": ("tidak ditemukan", "tdk terdaftar"), "dead": ("meninggal",)},
    "bpjs": {
        "free": ("belum terdaftar", "dapat didaftarkan", "BUKAN PESERTA", "blm terdaftar"),
        "active": ("aktif", "Peserta aktif", "sudah terdaftar"),
        "over-age": ("lewat usia", "usia melebihi batas"),
        "data-differ": ("data berbeda", "data tidak sesuai"),
    },
}  # fmt: skip
_STATE_HEADERS = {
    "village": ("Keadaan", "Keadaan Warga", "KET", "Hasil Verifikasi", "Keadan"),
    "dukcapil": ("Hasil pemadanan", "HASIL", "Status Padan", "Hasil Pemadann"),
    "welfare": ("Hasil DTSEN", "Status DTSEN"),
    "bpjs": ("Hasil penyaringan", "Status Kepesertaan", "HASIL SCREENING"),
}  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """The files that came back, and what was written in them.

    told: line (of `asked`), who, state (null: silent or unreadable), true (null where nobody can know), coded, and whether the state was
    left `unreadable`.
    """

    paths: tuple[Path, ...]
    told: pl.DataFrame


def answer_round(province: Province, kind: str, asked: pl.DataFrame, out: Path, seed: int, on: date) -> Answers:
    """Write the answers of one kind of round into `out`, a file for each that answers at all.

    asked: who (village, regency or office), code, nik, name, birth_date, village_code as they went out, and person (of the province;
    null where nobody knows). `on`: what holds on the day. The same arguments give the same bytes.
    """
    rng = stream(seed, f"round {kind}")
    lines = asked.with_row_index("line").join(_truth(province, kind, on, rng), on="person", how="left", maintain_order="left")
    lines = lines.with_columns(_true_state(kind).alias("true"))
    out.mkdir(parents=True, exist_ok=True)
    paths, told = [], []
    for (who,), part in sorted(lines.partition_by("who", as_dict=True).items()):
        silent = kind == "village" and rng.random() < _SILENT_VILLAGES
        written = _said(part, kind, rng, silent=silent)
        told.append(written)
        if not silent:
            paths.append(_write(written, kind, str(who), out, rng))
    columns = ["line", "who", "state", "true", "coded", "unreadable"]
    return Answers(tuple(paths), pl.concat([each.select(columns) for each in told]).sort("line"))


def _truth(province: Province, kind: str, on: date, rng: np.random.Generator) -> pl.DataFrame:
    """What can be known of each person on the day."""
    people = province.people.select(
        "person", pl.col("nik").alias("true_nik"), pl.col("name").alias("true_name"), pl.col("birth_date").alias("true_birth"),
        pl.col("village_code").alias("home"), "died_on", "migrant", "waged", "decile", "occupation", "workplace",
    )  # fmt: skip
    covered = province.members.filter((pl.col("from") <= on) & (pl.col("to").is_null() | (pl.col("to") > on))).unique(
        "person", keep="first"
    )
    known = people.join(covered.select("person", "segment", "from", "to"), on="person", how="left", maintain_order="left")
    official = pl.Series("official", rng.random(known.height) < 0.25) & known["waged"]
    unwilling = pl.Series("unwilling", rng.random(known.height) < 0.01)
    age = (pl.lit(on) - pl.col("true_birth")).dt.total_days() // 365.25
    return known.with_columns(
        official.alias("official"),
        unwilling,
        pl.when(pl.col("died_on") <= on).then("died_on").alias("died_on"),
        (age >= _OVER_AGE).alias("over_age"),
    )


def _true_state(kind: str) -> pl.Expr:
    dead = pl.col("died_on").is_not_null()
    same_nik, same_name = pl.col("nik") == pl.col("true_nik"), pl.col("name").str.to_lowercase() == pl.col("true_name").str.to_lowercase()
    if kind == "village":
        state = pl.when(dead).then(pl.lit("dead")).when(pl.col("home") != pl.col("village_code")).then(pl.lit("moved"))
        state = state.when(pl.col("migrant")).then(pl.lit("migrated")).when(pl.col("official")).then(pl.lit("official"))
        state = state.when(pl.col("unwilling")).then(pl.lit("unwilling"))
        return state.when(pl.col("person").is_not_null()).then(pl.lit("here"))
    if kind == "dukcapil":
        return pl.when(~same_nik.fill_null(False)).then(pl.lit("not-found")).when(dead).then(pl.lit("dead")).when(same_name).then(pl.lit("match")).otherwise(pl.lit("name-differs"))  # fmt: skip
    if kind == "welfare":
        return pl.when(dead).then(pl.lit("dead")).when(pl.col("decile").is_not_null()).then(pl.lit("ranked")).otherwise(pl.lit("not-found"))
    differs = ~(same_nik & (pl.col("birth_date") == pl.col("true_birth"))).fill_null(False)
    state = pl.when(pl.col("segment").is_not_null()).then(pl.lit("active")).when(pl.col("over_age")).then(pl.lit("over-age"))
    return state.when(differs).then(pl.lit("data-differ")).otherwise(pl.lit("free"))


def _said(part: pl.DataFrame, kind: str, rng: np.random.Generator, *, silent: bool) -> pl.DataFrame:
    """The lines with what is said of each: mostly the truth, sometimes something else, nothing, or what nobody can read."""
    size = part.height
    others = list(_WORDS[kind])
    untrue = rng.random(size) < _UNTRUE
    wrong = [others[place] for place in rng.integers(0, len(others), size)]
    skipped = (rng.random(size) < _SILENT_LINES) | silent
    unreadable = ~skipped & (rng.random(size) < _UNREADABLE)
    state = [
        None if left_out else other if lies else true
        for true, other, lies, left_out in zip(part["true"], wrong, untrue, skipped, strict=True)
    ]
    coded = bool(rng.random() >= _WITHOUT_CODES)
    said = part.with_columns(pl.Series("state", state, dtype=pl.String), pl.Series("unreadable", unreadable), pl.lit(coded).alias("coded"))
    # What nobody can read says nothing; a decile beside it does, so the welfare register leaves that out too.
    return said.with_columns(pl.when(~pl.col("unreadable")).then("state").alias("state"))


def _write(said: pl.DataFrame, kind: str, who: str, out: Path, rng: np.random.Generator) -> Path:
    """One file: title lines, headers as somebody types them, the lines in some order."""
    coded = said["coded"][0]
    lines = said.filter(pl.col("person").is_not_null() | pl.col("state").is_not_null())
    if rng.random() < _SORTED:
        lines = lines.sort("name", descending=bool(rng.random() < 0.3))
    headers = ["No", "NIK", "Nama", "Tgl Lahir", str(rng.choice(_STATE_HEADERS[kind])), *_FACT_HEADERS[kind]]
    rows: list[list[Cell]] = [[f"Jawaban {who}"], [], [*headers, *(["payung_baris"] if coded else [])]]
    for number, line in enumerate(lines.iter_rows(named=True), 1):
        word = "??" if line["unreadable"] else _typed(str(rng.choice(_WORDS[kind][line["state"]])), rng) if line["state"] else None
        nik = None if not coded and rng.random() < _NIK_LOST else line["nik"]
        name = _typed(line["name"], rng, _NAME_TYPO)
        facts = _facts(kind, line) if line["state"] else [None] * len(_FACT_HEADERS[kind])
        rows.append([number, nik, name, _day(line["birth_date"]), word, *facts, *([line["code"]] if coded else [])])
    form = str(rng.choice(_FORMS, p=_FORM_SHARES))
    path = out / f"{kind}-{who}{suffix(form)}"
    write_sheets(path, form, [Sheet("Sheet1", rows)])
    return path


_FACT_HEADERS = {
    "village": ("Tgl Meninggal", "Pekerjaan saat ini", "Tempat bekerja", "Prioritas Desa"),
    "dukcapil": ("Nama menurut Dukcapil", "Tgl meninggal"),
    "welfare": ("Desil", "Per tanggal"),
    "bpjs": ("Segmen", "Aktif sejak", "Aktif sampai"),
}  # fmt: skip


def _facts(kind: str, line: dict[str, Any]) -> list[Cell]:
    """What is told beside the state, where it fits it."""
    state = line["state"]
    if kind == "village":
        works = state == "here"
        died = _day(line["died_on"]) if state == "dead" else None
        return [died, line["occupation"] if works else None, line["workplace"] if works else None, line["line"] + 1 if works else None]
    if kind == "dukcapil":
        return [line["true_name"] if state == "name-differs" else None, _day(line["died_on"]) if state == "dead" else None]
    if kind == "welfare":
        told = state == "ranked"
        return [f"Desil {line['decile']}" if told else None, "01-05-2025" if told else None]
    told = state == "active" and line["segment"] is not None
    last = line["to"] - timedelta(days=1) if told and line["to"] else None
    return [line["segment"] if told else None, _day(line["from"]) if told else None, _day(last)]


def _day(day: date | None) -> Cell:
    return day.strftime("%d-%m-%Y") if day else None


def _typed(text: str, rng: np.random.Generator, rate: float = _TYPO) -> str:
    """The text with, at times, a letter typed twice."""
    if len(text) < 6 or rng.random() >= rate:
        return text
    place = int(rng.integers(1, len(text) - 1))
    return text[:place] + text[place] + text[place:]
