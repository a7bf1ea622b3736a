"""Standard recapitulations in Bahasa Indonesia: how many people where, by what is known of them, and what became of them. Nobody is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from payung.core.areas import Level
from payung.core.nik import NikState
from payung.exchange.tables import Table
from payung.selection.rules.statuses import Verdict

UNKNOWN = "Tidak diketahui"
LEVELS = {Level.REGENCY: "Kabupaten", Level.DISTRICT: "Kecamatan", Level.VILLAGE: "Desa"}
_AREA_HEADERS = {Level.REGENCY: "Kabupaten/Kota", Level.DISTRICT: "Kecamatan", Level.VILLAGE: "Desa/Kelurahan"}
_AGES = {
    "Di bawah 17": 17,
    "17-24": 25,
    "25-34": 35,
    "35-44": 45,
    "45-54": 55,
    "55-64": 65,
    "65 ke atas": 1000,
}  # group -> the first age beyond it
_SEXES = {"L": "Laki-laki", "P": "Perempuan"}
_DISABLED = {True: "Penyandang disabilitas", False: "Bukan penyandang disabilitas"}
_MOST_OCCUPATIONS = 12
_OTHER_OCCUPATION = "pekerjaan lain"
_TOTAL = "Jumlah"
_Line = tuple[str | int, ...]


@dataclass(frozen=True)
class _Dimension:
    """By what people are told apart: the groups in their order, and the group of each person."""

    name: str
    groups: Sequence[str]
    of: pl.Series


@dataclass(frozen=True)
class _Area:
    """One line of a table: the code and the names down to its level."""

    code: str
    names: tuple[str, ...]


def recap_tables(people: pl.DataFrame, names: Mapping[str, str], shown: Sequence[str], words: Callable[[str], str]) -> list[Table]:
    """The sheets: a summary, then for each level of area one sheet of states and one for each dimension.

    `people`: the columns of `selection.queries.outcomes`. `names`: place code -> name. `shown`: the codes of the places
    that have a line though nobody may be listed there. `words`: a reason's code -> what it says.
    """
    dimensions = _dimensions(people)
    tables = [_summary(people)]
    for level in LEVELS:
        keyed = people.with_columns(key=pl.col("area").str.head(int(level)))
        areas = _areas(level, {*keyed["key"], *(code for code in shown if len(code) == level)}, names)
        tables.append(_states(level, keyed, areas, words))
        tables += [_by_dimension(level, keyed, areas, dimension) for dimension in dimensions]
    return tables


def _dimensions(people: pl.DataFrame) -> list[_Dimension]:
    age = pl.coalesce(pl.when(pl.col("age") < beyond).then(pl.lit(group)) for group, beyond in _AGES.items())
    deciles = [str(decile) for decile in range(1, 11)]
    occupations, occupation = _occupations(people["occupation"])
    told = people.select(
        sex=pl.col("sex").replace_strict(_SEXES, default=None, return_dtype=pl.String),
        age=age,
        decile=pl.col("decile").cast(pl.String),
        disability=pl.col("disability").replace_strict(_DISABLED, default=None, return_dtype=pl.String),
    ).select(pl.all().fill_null(UNKNOWN))
    return [
        _Dimension("Jenis Kelamin", [*_SEXES.values(), UNKNOWN], told["sex"]),
        _Dimension("Umur", [*_AGES, UNKNOWN], told["age"]),
        _Dimension("Pekerjaan", occupations, occupation),
        _Dimension("Desil", [*deciles, UNKNOWN], told["decile"]),
        _Dimension("Disabilitas", [*_DISABLED.values(), UNKNOWN], told["disability"]),
    ]


def _occupations(written: pl.Series) -> tuple[list[str], pl.Series]:
    """The most frequent occupations as people wrote them (case and spaces apart), the rest together."""
    folded = written.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars().alias("occupation")
    counted = folded.drop_nulls().value_counts().sort(["count", "occupation"], descending=[True, False])
    kept = counted["occupation"].head(_MOST_OCCUPATIONS).to_list()
    named = {occupation: occupation for occupation in kept}
    grouped = folded.replace_strict({**named, None: UNKNOWN}, default=_OTHER_OCCUPATION, return_dtype=pl.String)
    return [*kept, *([_OTHER_OCCUPATION] if counted.height > len(kept) else []), UNKNOWN], grouped


def _areas(level: Level, codes: set[str], names: Mapping[str, str]) -> list[_Area]:
    levels = [each for each in LEVELS if each <= level]
    return [
        _Area(code, tuple(names.get(code[:each], UNKNOWN) if len(code) >= each else UNKNOWN for each in levels)) for code in sorted(codes)
    ]


def _state_counts() -> list[pl.Expr]:
    state, nik = pl.col("state"), pl.col("nik_state")
    return [
        pl.len().alias("listed"),
        (state != Verdict.NOT_ELIGIBLE).sum().alias("eligible"),
        (state == Verdict.CHOSEN).sum().alias("chosen"),
        (state == Verdict.RESERVE).sum().alias("reserve"),
        (state == Verdict.OUTSIDE_QUOTA).sum().alias("outside"),
        (state == Verdict.NOT_ELIGIBLE).sum().alias("not_eligible"),
        (nik == NikState.ABSENT).sum().alias("without_nik"),
        nik.is_in([NikState.SUSPECT, NikState.UNREADABLE, NikState.IMPOSSIBLE]).sum().alias("bad_nik"),
    ]


_STATE_HEADERS = (
    ("Keadaan", "Terdata"),
    ("Keadaan", "Layak"),
    ("Keadaan", "Terpilih"),
    ("Keadaan", "Cadangan"),
    ("Keadaan", "Di luar kuota"),
    ("Keadaan", "Tidak layak"),
    ("NIK", "Tanpa NIK"),
    ("NIK", "Perlu diperbaiki"),
)


def _states(level: Level, keyed: pl.DataFrame, areas: Sequence[_Area], words: Callable[[str], str]) -> Table:
    """One line an area: everybody by state, people without a usable NIK, and why people are not eligible, by their first reason."""
    reasons = keyed.filter(pl.col("state") == Verdict.NOT_ELIGIBLE).with_columns(pl.col("reason").fill_null(""))
    codes = reasons["reason"].value_counts().sort(["count", "reason"], descending=[True, False])["reason"].to_list()
    counted: dict[str, list[int]] = {key: counts for key, *counts in keyed.group_by("key").agg(_state_counts()).iter_rows()}
    of_reason = _cells(reasons, "reason")
    nobody = [0] * len(_STATE_HEADERS)
    lines: list[_Line] = [
        (area.code, *area.names, *counted.get(area.code, nobody), *(of_reason.get((area.code, code), (0, 0))[0] for code in codes))
        for area in areas
    ]
    headers = (*_STATE_HEADERS, *(("Tidak layak menurut alasan pertama", words(code)) for code in codes))
    return _table(level, "Keadaan", "menurut keadaan", headers, lines)


def _by_dimension(level: Level, keyed: pl.DataFrame, areas: Sequence[_Area], dimension: _Dimension) -> Table:
    """One line an area: for each group the people listed and the people chosen."""
    counted = _cells(keyed.with_columns(dimension.of.alias("group")), "group")
    lines: list[_Line] = []
    for area in areas:
        pairs = [counted.get((area.code, group), (0, 0)) for group in dimension.groups]
        whole = (sum(listed for listed, _ in pairs), sum(chosen for _, chosen in pairs))
        lines.append((area.code, *area.names, *(count for pair in (*pairs, whole) for count in pair)))
    headers = [(group, header) for group in (*dimension.groups, _TOTAL) for header in ("Terdata", "Terpilih")]
    return _table(level, dimension.name, f"menurut {dimension.name.lower()}", headers, lines)


def _cells(people: pl.DataFrame, column: str) -> dict[tuple[str, str], tuple[int, int]]:
    """(area, group) -> people listed, people chosen."""
    counted = people.group_by("key", column).agg(pl.len(), (pl.col("state") == Verdict.CHOSEN).sum().alias("chosen"))
    return {(key, group): (listed, chosen) for key, group, listed, chosen in counted.iter_rows()}


def _table(level: Level, name: str, by: str, headers: Sequence[tuple[str, str]], lines: Sequence[_Line]) -> Table:
    areas = [("", "Kode"), *(("", _AREA_HEADERS[each]) for each in LEVELS if each <= level)]
    title = f"Rekapitulasi per {_AREA_HEADERS[level].lower()} {by}"
    return Table(f"{LEVELS[level]} {name}", title, [*areas, *headers], lines, _total(lines, len(areas), len(headers)))


def _total(lines: Sequence[_Line], texts: int, counts: int) -> _Line:
    sums = [sum(int(line[texts + column]) for line in lines) for column in range(counts)]
    return (_TOTAL, *[""] * (texts - 1), *sums)


def _summary(people: pl.DataFrame) -> Table:
    """Everybody by state and sex, and among them those without a usable NIK and with a disability."""
    state = pl.col("state")
    kept = {
        "Terdata": pl.lit(True),
        "Layak": state != Verdict.NOT_ELIGIBLE,
        "Terpilih": state == Verdict.CHOSEN,
        "Cadangan": state == Verdict.RESERVE,
        "Di luar kuota": state == Verdict.OUTSIDE_QUOTA,
        "Tidak layak": state == Verdict.NOT_ELIGIBLE,
    }
    counts = (
        *((pl.col("sex") == code).sum().alias(code) for code in _SEXES),
        pl.col("sex").is_null().sum().alias("unknown"),
        pl.len().alias("all"),
        (pl.col("nik_state") == NikState.ABSENT).sum().alias("without_nik"),
        pl.col("nik_state").is_in([NikState.SUSPECT, NikState.UNREADABLE, NikState.IMPOSSIBLE]).sum().alias("bad_nik"),
        pl.col("disability").fill_null(False).sum().alias("disabled"),
    )
    lines = [(name, *people.filter(each).select(counts).row(0)) for name, each in kept.items()]
    headers = (
        ("", "Keadaan"),
        *(("Jenis kelamin", header) for header in (*_SEXES.values(), UNKNOWN)),
        ("", _TOTAL),
        ("Di antaranya", "Tanpa NIK"),
        ("Di antaranya", "NIK perlu diperbaiki"),
        ("Di antaranya", "Penyandang disabilitas"),
    )
    return Table("Ringkasan", "Ringkasan", headers, lines)
