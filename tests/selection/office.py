"""An office with NTT's places, a programme of a few places, and people in its registry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import polars as pl
from numpy.random import PCG64, Generator

from payung.core import gazetteer
from payung.governance.actions.accounts import create_user
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.queries.keys import keyring
from payung.governance.rules.actors import Actor
from payung.places.actions import load_places
from payung.programmes.actions import load_programme, set_instrument_state
from payung.selection.actions import RunReport, select

ON = date(2025, 6, 20)
DECREED_ON = date(2025, 6, 27)
OFFICERS = (("data", "data_officer"), ("head", "head_of_office"), ("legal", "legal_bureau"))
IDENTIFIERS = ("nik", "kk", "mother", "phone")


@dataclass(frozen=True)
class Office:
    """Who works here, and how they work."""

    data: Actor
    head: Actor
    legal: Actor
    now: datetime

    def select(self, seed: int = 1, **options: Any) -> RunReport:
        """A run of NTT 2025 by the data officer."""
        return select(programme="ntt-2025", seed=seed, on=ON, by=self.data, at=self.now, **options)

    def bring_into_force(self) -> None:
        """Both instruments of NTT 2025."""
        for code in ("pergub-ntt-18-2025", "pks-bpjs-ntt-2025"):
            set_instrument_state(code=code, status="in-force", number="LATIHAN/1", on=date(2025, 6, 1), by=self.data, at=self.now)


def opened_office(operator: Actor, now: datetime) -> Office:
    """An office whose programme NTT 2025 has money for 40 people."""
    load_places(province="53", by=operator, at=now, record=record)
    load_programme(source="ntt-2025", by=operator, at=now, scale=Fraction(40, 100_000))
    return Office(*(officer(operator, login, role, now) for login, role in OFFICERS), now)


def officer(operator: Actor, login: str, role: str, now: datetime, area: str = "53") -> Actor:
    """Somebody with a role who never signs in with a password (hashing one takes longer than most tests)."""
    return create_user(
        login=login, full_name=login.title(), password=None, role=role, areas=[area], by=operator, at=now, on=date(2025, 6, 1)
    )


def registered(
    size: int, seed: int = 1, regencies: tuple[str, ...] = ("5301", "5307", "5308"), households: int | None = None, **fixed: Any
) -> list[int]:
    """Workers as registry keeps them, some dead, some too old, some without a usable NIK; `fixed` values hold for all.

    They live in so many households, else each in one of his own.
    """
    random = Generator(PCG64(seed))
    villages = [code for code in gazetteer.villages("53")["code"] if code[:4] in regencies]
    rows = [_worker(random, place, str(villages[random.integers(len(villages))])) | fixed for place in range(size)]
    ids = take_ids("registry_worker", size)
    payloads = [{name: f"{name}-{seed}-{place}" for name in IDENTIFIERS} for place in range(size)]
    if households is not None:
        payloads = [payload | {"kk": f"kk-{place % households}"} for place, payload in enumerate(payloads)]
    sealed = [keyring().seal("registry_worker", worker, payload) for worker, payload in zip(ids, payloads, strict=True)]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.Series("id", ids), pl.Series("envelope", sealed, pl.Binary))
    load("registry_worker", frame.with_columns(pl.col("died_on").cast(pl.Date), pl.col("decile").cast(pl.Int64)))
    return list(ids)


def _worker(random: Generator, place: int, village: str) -> dict[str, Any]:
    return {
        "area": village,
        "origin": "listed",
        "nik_state": "sound" if random.random() < 0.9 else "suspect",
        "name": f"NAMA {place}",
        "sex": "LP"[random.integers(2)],
        "birth_date": date(int(random.integers(1950, 2006)), int(random.integers(1, 13)), int(random.integers(1, 29))),
        "birth_place": "MAUMERE",
        "village_code": village,
        "occupation": "petani",
        "workplace": "kebun",
        "hours": "",
        "income_idr": int(random.integers(3, 20)) * 100_000,
        "disability": bool(random.random() < 0.05),
        "decile": int(random.integers(1, 11)) if random.random() < 0.8 else None,
        "died_on": date(2025, 5, 1) if random.random() < 0.05 else None,
        "died_source": "",
        "version": 1,
    }
