"""Where a village stands, what it is written, and lists held against each other: rules without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from payung.intake.rules.board import VillageState, village_message, village_state
from payung.intake.rules.comparing import compare
from payung.intake.rules.masks import masked

EARLY, LATE = datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "returned", "people", "errors", "minutes", "state"),
    [
        (None, None, 0, 0, False, "not-sent"),
        (EARLY, None, 0, 0, False, "sent"),
        (EARLY, None, 40, 3, False, "sent"),
        (EARLY, LATE, 40, 3, False, "returned"),
        (EARLY, LATE, 40, 3, True, "returned"),
        (LATE, EARLY, 40, 3, True, "complete"),
        (LATE, EARLY, 40, 0, False, "minutes-missing"),
        (EARLY, None, 40, 0, True, "complete"),
    ],
)
def test_a_village_stands_in_exactly_one_state(received, returned, people, errors, minutes, state) -> None:  # type: ignore[no-untyped-def]
    assert village_state(received, returned, people=people, errors=errors, minutes=minutes) == state


@pytest.mark.parametrize("state", VillageState)
def test_every_message_says_which_village_and_only_those_with_work_until_when(state: VillageState) -> None:
    told = village_message(state, "Desa Nita", "NTT 2025", date(2025, 6, 30), date(2025, 6, 20), errors=3)
    assert told.startswith("Yth. pengurus Desa Nita: ")
    assert ("30 Juni 2025, 10 hari lagi" in told) == (state not in (VillageState.SENT, VillageState.COMPLETE))


def test_a_late_village_is_told_so() -> None:
    told = village_message(VillageState.NOT_SENT, "Desa Nita", "NTT 2025", date(2025, 6, 30), date(2025, 7, 2))
    assert "30 Juni 2025 sudah lewat" in told


@pytest.mark.parametrize(
    ("field", "cell", "shown"),
    [
        ("nik", "5307100702700002", "530710••••••••••"),
        ("nik", 5307100702700002.0, "530710••••••••••"),
        ("nik", "530712", "530712"),
        ("", "0812 3885 0031", "0812 •••• ••••"),
        ("phone", "081238850031", "0812••••••••"),
        ("mother", "Yohana", "Y••••"),
        ("address", "Jl. Gajah Mada 12", "Jl.••••"),
        ("birth_date", "31-02-1980", "31-02-1980"),
        ("birth_place+birth_date", "Maumere, 03-05-1979", "Maumere, 03-05-1979"),
        ("name", "Yosef Lewar", "Yosef Lewar"),
        ("nik", None, ""),
    ],
)
def test_a_cell_is_shown_without_what_identifies_anybody(field, cell, shown) -> None:  # type: ignore[no-untyped-def]
    assert masked(field, cell) == shown


def people(*rows: tuple[int, int | None, str, date | None, str]) -> pl.DataFrame:
    """A list: id, key of the NIK, name, birth date, occupation."""
    names = ["id", "nik_key", "name", "birth_date", "occupation"]
    schema = {"id": pl.Int64, "nik_key": pl.Int64, "name": pl.String, "birth_date": pl.Date, "occupation": pl.String}
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=schema)
    same = {"first": pl.col("id"), "sex": pl.lit("L"), "village_code": pl.lit("5307042001"), "digest": pl.lit("same")}
    return frame.with_columns(**same)


def test_people_are_found_again_by_nik_or_by_name_and_birth_date() -> None:
    born = date(1980, 1, 1)
    earlier = people((1, 11, "Yosef", born, "petani"), (2, None, "Maria", born, "petani"), (3, 33, "Ana", born, "petani"))
    later = people((4, 11, "Yosep", born, "petani"), (5, 55, "MARIA", born, "penenun"), (6, 66, "Baru", born, "petani"))
    told = compare(earlier, later)
    assert told.select("kind", "name", "before").rows() == [
        ("new", "Baru", None),
        ("changed", "Yosep", "Yosef"),
        ("changed", "MARIA", "Maria"),
        ("gone", "Ana", None),
    ]
    assert told["fields"].to_list()[1:3] == [["name"], ["name", "occupation"]]


def test_a_list_against_itself_or_nothing() -> None:
    alone = people((1, 11, "Yosef", date(1980, 1, 1), "petani"))
    assert compare(alone, alone)["kind"].to_list() == ["same"]
    assert compare(alone.clear(), alone)["kind"].to_list() == ["new"]
    assert compare(alone, alone.clear())["kind"].to_list() == ["gone"]
