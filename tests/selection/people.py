"""People as selection's rules read them, made up for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from numpy.random import PCG64, Generator

from payung.core.calendar import Month
from payung.law.loader import load_parameters
from payung.programmes.rules.settings import Settings, read_settings
from payung.selection.rules.choice import choose, line_up
from payung.selection.rules.criteria import assess, with_law
from payung.selection.rules.facts import PEOPLE, Period
from payung.selection.rules.quota import Grounds, allot

PERIOD = Period(Month(2025, 7), Month(2025, 12), 3)
PERSON: dict[str, Any] = {
    "area": "5307012001",
    "name": "MARIA DA SILVA",
    "sex": "P",
    "birth_date": date(1985, 3, 12),
    "village_code": "5307012001",
    "birth_place": "MAUMERE",
    "nik_state": "sound",
    "occupation": "petani",
    "workplace": None,
    "hours": None,
    "income_idr": 800_000,
    "disability": False,
    "decile": 3,
    "village_order": None,
    "died_on": None,
    "under_review": False,
    "covered_months": 0,
    "continues": False,
    "exclusions": [],
    "on_list": False,
    "decision": None,
}
SETTINGS: dict[str, Any] = {
    "insurance": ["jkk", "jkm"],
    "criteria": [
        {"reason": "dead", "field": "died_on", "operator": "absent"},
        {"reason": "nik-not-usable", "field": "nik_state", "operator": "in", "value": ["sound"]},
        {"reason": "over-age", "field": "age", "operator": "below", "law": "upper-age", "unknown": True},
        {"reason": "under-age", "field": "age", "operator": "at-least", "value": 17, "unknown": True},
        {"reason": "covered-elsewhere", "field": "covered_months", "operator": "equals", "value": 0},
    ],
    "ranking": {"score": [{"field": "decile", "points": {n: 11 - n for n in range(1, 11)}}], "order": ["score", "seed"]},
    "quota": [{"level": "regency", "basis": [{"of": "equal"}]}],
    "reserve_pct": 20,
}


def settings(**changes: Any) -> Settings:
    """The settings above with some parts replaced, and the law's values filled in."""
    return with_law(read_settings(SETTINGS | changes), load_parameters(), PERIOD.starts_on)


def people(*persons: dict[str, Any]) -> pl.DataFrame:
    """A frame of people, each the person above with some values replaced."""
    rows = [{"worker": place, **PERSON, **person} for place, person in enumerate(persons, 1)]
    return pl.DataFrame(rows, schema=pl.Schema(PEOPLE))


def crowd(size: int, seed: int, regencies: tuple[str, ...] = ("5301", "5307", "5308")) -> pl.DataFrame:
    """Many people of some regencies, with namesakes."""
    random = Generator(PCG64(seed))
    drawn = [
        {
            "name": f"NAMA {random.integers(size // 2 + 1)}",
            "sex": "LP"[random.integers(2)],
            "birth_date": date(int(random.integers(1950, 2012)), int(random.integers(1, 13)), 1),
            "village_code": f"{random.choice(regencies)}01200{random.integers(1, 4)}",
            "decile": int(random.integers(1, 11)) if random.random() < 0.8 else None,
            "covered_months": int(random.random() < 0.1),
        }
        for _ in range(size)
    ]
    return people(*drawn)


def run(
    frame: pl.DataFrame, rules: Settings, capacity: int, seed: int = 1, regencies: Sequence[str] = ("5301", "5307", "5308")
) -> pl.DataFrame:
    """The whole of the rules in the order in which a run uses them; the quota of regencies is equal, that of villages by eligible people."""
    assessed = assess(frame, rules, PERIOD.starts_on)
    villages = sorted(frame["village_code"].drop_nulls().unique())
    areas = [regencies, villages][: len(rules.quota)]
    line = line_up(assessed, rules, seed, areas[-1])
    places = allot(capacity, "53", areas, rules.quota, Grounds({}, line.supply, {}), line.supply)
    return choose(assessed, line, rules, places)
