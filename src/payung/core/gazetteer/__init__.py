"""The gazetteer: Indonesia's administrative codes and names as packaged data, read-only and loaded on first use.

Every code is a Kemendagri code without dots, the system of NIK and KK. Statistics use BPS codes, where the same four
digits often mean another regency (5303 is Timor Tengah Utara for Kemendagri and Kupang for BPS): only `bps_code` and
`from_bps` know them, and only for NTT. Sources and licence: NOTICE.md; made by script/renew-gazetteer.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import polars as pl

from payung.core.areas import Level, area_code
from payung.core.refusals import Refusal, gettext_noop

_DATA = Path(__file__).parent


def provinces() -> pl.DataFrame:
    """The 38 provinces: code (2 digits), name, kind `provinsi`; ordered by code, as are all frames here."""
    return _inside(Level.PROVINCE, "")


def regencies(prefix: str = "") -> pl.DataFrame:
    """Regencies and cities inside the area `prefix` (all: ""): code (4 digits), name, kind `kabupaten` or `kota`.

    The name is the full one ("Kabupaten Kupang", "Kota Kupang"): without its first word it is not unique.
    """
    return _inside(Level.REGENCY, prefix)


def districts(prefix: str = "") -> pl.DataFrame:
    """Kecamatan inside the area `prefix`: code (6 digits), name, kind `kecamatan`."""
    return _inside(Level.DISTRICT, prefix)


def villages(prefix: str = "") -> pl.DataFrame:
    """Villages inside the area `prefix`: code (10 digits), name, kind `desa`, `kelurahan` or `desa-adat`."""
    return _inside(Level.VILLAGE, prefix)


def name_of(code: str) -> str:
    """The name of a place. Raises `Refusal` area-unknown for a code that the gazetteer does not hold."""
    try:
        return _names()[code]
    except KeyError:
        message = gettext_noop("There is no place with code %(area)s in the gazetteer. Use the Kemendagri code, for example 53.07.")
        raise Refusal("area-unknown", message, area=code) from None


def is_known(code: str) -> bool:
    """Whether a place of this Kemendagri code, of any level, exists."""
    return code in _names()


def bps_code(regency_code: str) -> str | None:
    """The BPS code of a regency given by its Kemendagri code; None where it is not packaged (outside NTT)."""
    return _bps_by_kemendagri().get(regency_code)


def from_bps(bps_regency_code: str) -> str | None:
    """The Kemendagri code of a regency given by its BPS code; None where it is not packaged (outside NTT)."""
    return _kemendagri_by_bps().get(bps_regency_code)


def old_parents(regency_code: str) -> tuple[str, ...]:
    """The regencies from which a younger one was split: older NIKs of its residents carry their codes."""
    return _parents().get(regency_code, ())


def aliases() -> Mapping[str, str]:
    """Other names of places as lists write them, in lower case ("tts", "flotim") -> Kemendagri code."""
    return _aliases()


@cache
def _areas() -> pl.DataFrame:
    return pl.read_parquet(_DATA / "areas.parquet")


@cache
def _names() -> dict[str, str]:
    areas = _areas()
    return dict(zip(areas["code"], areas["name"], strict=True))


@cache
def _level(level: Level) -> pl.DataFrame:
    return _areas().filter(pl.col("level") == int(level)).select("code", "name", "kind")


def _inside(level: Level, prefix: str) -> pl.DataFrame:
    frame = _level(level)
    return frame.filter(pl.col("code").str.starts_with(area_code(prefix))) if prefix else frame


def _table(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _bps_by_kemendagri() -> dict[str, str]:
    return {row["kemendagri"]: row["bps"] for row in _table("bps_codes.csv")}


@cache
def _kemendagri_by_bps() -> dict[str, str]:
    return {bps: kemendagri for kemendagri, bps in _bps_by_kemendagri().items()}


@cache
def _parents() -> dict[str, tuple[str, ...]]:
    parents: dict[str, tuple[str, ...]] = {}
    for row in _table("split_regencies.csv"):
        parents[row["regency"]] = (*parents.get(row["regency"], ()), row["parent"])
    return parents


@cache
def _aliases() -> Mapping[str, str]:
    return MappingProxyType({row["alias"]: row["code"] for row in _table("aliases.csv")})
