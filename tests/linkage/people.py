"""Rows for the tests of linkage: invented people, written as clerks write them."""

from __future__ import annotations

from typing import Any

import polars as pl

from payung.linkage import Linked

COLUMNS = ("id", "nik", "name", "sex", "birth_date", "village", "mother", "phone", "source")
MARIA = {
    "nik": "5307014506850003",
    "name": "Maria Goreti Nona",
    "sex": "P",
    "birth_date": "1985-06-05",
    "village": "5307012001",
    "mother": "Theresia Sare",
    "phone": "081234567890",
    "source": "a",
}
YOSEF = {
    "nik": "5307011203790001",
    "name": "Yosef Moat Lado",
    "sex": "L",
    "birth_date": "1979-03-12",
    "village": "5307012001",
    "mother": "Katarina Dua",
    "phone": "082111222333",
    "source": "a",
}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    """A frame of these rows; ids R1, R2, … where a row has none."""
    numbered = [{"id": f"R{number}", **row} for number, row in enumerate(rows, 1)]
    return pl.DataFrame(numbered, schema=dict.fromkeys(COLUMNS, pl.String))


def members(*rows: dict[str, Any]) -> pl.DataFrame:
    """The same for participants: ids M1, M2, …"""
    return frame(*({"id": f"M{number}", **row} for number, row in enumerate(rows, 1)))


def crowd(count: int = 300) -> pl.DataFrame:
    """Other people of the district, so that names and dates have a frequency."""
    given = ("Agustinus", "Benediktus", "Klara", "Dominika", "Emanuel", "Fransiska", "Gregorius", "Helena", "Ignasius", "Yulita")
    clans = ("Lado", "Sare", "Dua", "Moat", "Nona", "Parera", "Fernandez", "Tukan")
    rows = [
        {
            "id": f"X{n:04d}",
            "nik": f"530701{n % 28 + 1:02d}{n % 12 + 1:02d}{60 + n % 40:02d}{n % 7 + 1:04d}",
            "name": f"{given[n % 10]} {given[n * 7 % 10]} {clans[n * 3 % 8]}",
            "sex": "L",
            "birth_date": f"19{60 + n % 40:02d}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            "village": f"53070120{n % 9 + 1:02d}",
        }
        for n in range(count)
    ]
    return frame(*rows)


def decision(linked: Linked, left: str, right: str) -> str | None:
    """What was decided on the pair: accept, review or None."""
    found = linked.pairs.filter((pl.col("left_id") == left) & (pl.col("right_id") == right))
    return found["decision"][0] if len(found) else None


def cluster_of(linked: Linked, id_: str) -> str:
    """The cluster of a registration."""
    return str(linked.clusters.filter(pl.col("registration_id") == id_)["cluster_id"][0])
