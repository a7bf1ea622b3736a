"""Recapitulations: every sheet adds up to the same people, those without a NIK are in it, nobody is named, a posting sees its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.stream import PROGRAMME

from payung.core.refusals import Refusal
from payung.exchange.spreadsheets import read_workbook
from payung.exchange.tables import Table
from payung.governance.models import Installation
from payung.governance.queries.scope import scope
from payung.registry.models import Worker
from payung.reports.queries.recap import write_recap
from payung.reports.rules.recap import recap_tables
from payung.selection.models import Entry
from payung.selection.queries import list_frame, places_by_area
from payung.selection.queries.outcomes import outcomes

NAMES = {"53": "Nusa Tenggara Timur", "5307": "Sikka", "530701": "Paga", "5307012001": "Paga Satu", "5308": "Ende"}
SCHEMA = {
    "worker": pl.Int64,
    "area": pl.String,
    "state": pl.String,
    "reason": pl.String,
    "sex": pl.String,
    "age": pl.Int64,
    "occupation": pl.String,
    "decile": pl.Int64,
    "disability": pl.Boolean,
    "nik_state": pl.String,
}
PERSON: dict[str, Any] = {
    "worker": 1,
    "area": "5307012001",
    "state": "chosen",
    "reason": "within-quota",
    "sex": "P",
    "age": 30,
    "occupation": "petani",
    "decile": 2,
    "disability": False,
    "nik_state": "sound",
}
PERSONS = st.fixed_dictionaries(
    {
        "area": st.sampled_from(["53", "5307", "530701", "5307012001", "5308012002"]),
        "state": st.sampled_from(["chosen", "reserve", "outside-quota", "not-eligible"]),
        "reason": st.sampled_from(["dead", "over-age", None]),
        "sex": st.sampled_from(["L", "P", None]),
        "age": st.none() | st.integers(0, 110),
        "occupation": st.none() | st.sampled_from(["petani", "Petani ", "nelayan", *(f"kerja {n}" for n in range(15))]),
        "decile": st.none() | st.integers(1, 10),
        "disability": st.none() | st.booleans(),
        "nik_state": st.sampled_from(["sound", "absent", "suspect", "unreadable", "impossible", None]),
    }
)


def tables(*persons: dict[str, Any], shown: tuple[str, ...] = ()) -> dict[str, Table]:
    frame = pl.DataFrame([PERSON | {"worker": place} | person for place, person in enumerate(persons)], schema=SCHEMA)
    return {table.name: table for table in recap_tables(frame, NAMES, shown, lambda code: code.upper())}


def column(table: Table, group: str, header: str) -> int:
    return [*table.headers].index((group, header))


def total(table: Table, group: str, header: str) -> int:
    assert table.total is not None
    return int(table.total[column(table, group, header)])


@settings(max_examples=40, deadline=None)
@given(st.lists(PERSONS, max_size=40))
def test_every_sheet_counts_everybody_once(persons: list[dict[str, Any]]) -> None:
    chosen = sum(person["state"] == "chosen" for person in persons)
    for name, table in tables(*persons).items():
        if name == "Ringkasan":
            assert [line[4] for line in table.lines][:3:2] == [len(persons), chosen]
            continue
        whole = "Keadaan" if name.endswith("Keadaan") else "Jumlah"
        assert (total(table, whole, "Terdata"), total(table, whole, "Terpilih")) == (len(persons), chosen)
        if whole == "Jumlah":
            groups = {group for group, _ in table.headers} - {"", "Jumlah"}
            assert sum(total(table, group, "Terdata") for group in groups) == len(persons)


@settings(max_examples=40, deadline=None)
@given(st.lists(PERSONS, max_size=40))
def test_states_and_first_reasons_add_up_and_those_without_a_nik_are_counted(persons: list[dict[str, Any]]) -> None:
    for level in ("Kabupaten", "Kecamatan", "Desa"):
        table = tables(*persons)[f"{level} Keadaan"]
        counts = {header: total(table, "Keadaan", header) for group, header in table.headers if group == "Keadaan"}
        assert counts["Terdata"] == counts["Layak"] + counts["Tidak layak"]
        assert counts["Layak"] == counts["Terpilih"] + counts["Cadangan"] + counts["Di luar kuota"]
        reasons = [header for group, header in table.headers if group.startswith("Tidak layak menurut")]
        assert sum(total(table, "Tidak layak menurut alasan pertama", each) for each in reasons) == counts["Tidak layak"]
        assert total(table, "NIK", "Tanpa NIK") == sum(person["nik_state"] == "absent" for person in persons)


def test_a_place_where_nobody_is_listed_has_a_line_of_zeros() -> None:
    table = tables({}, shown=("5307", "5308"))["Kabupaten Keadaan"]
    assert [line[:3] for line in table.lines] == [("5307", "Sikka", 1), ("5308", "Ende", 0)]


def test_people_without_a_known_village_stand_under_the_area_that_is_known() -> None:
    table = tables({"area": "5307"}, {"area": "53"})["Desa Keadaan"]
    unknown = "Tidak diketahui"
    assert [line[:4] for line in table.lines] == [("53", unknown, unknown, unknown), ("5307", "Sikka", unknown, unknown)]


def test_beyond_the_twelve_most_frequent_occupations_the_rest_stand_together() -> None:
    persons = [{"occupation": f"kerja {n:02}"} for n in range(14) for _ in range(2 if n < 11 else 1)]
    table = tables({"occupation": " PETANI  kebun"}, {"occupation": "petani kebun"}, {"occupation": None}, *persons)["Desa Pekerjaan"]
    groups = list(dict.fromkeys(group for group, _ in table.headers if group))
    assert (len(groups), groups[-3:]) == (15, ["pekerjaan lain", "Tidak diketahui", "Jumlah"])
    assert [total(table, group, "Terdata") for group in ("petani kebun", "pekerjaan lain", "Tidak diketahui")] == [2, 3, 1]


def recap(stream, folder: Path, login: str) -> dict[str, list[tuple[Any, ...]]]:  # type: ignore[no-untyped-def]
    """The sheets of the workbook as an officer writes it: name -> rows of cells."""
    with scope(stream.officers[login]):
        write_recap(folder / "recap.xlsx", code=PROGRAMME)
    return {sheet.name: [cells for _, cells in sheet.rows] for sheet in read_workbook(folder / "recap.xlsx").sheets}


def lines(rows: list[tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """The lines of areas by code, and the total."""
    return {str(row[0]): row for row in rows if row[0] and (str(row[0]).isdigit() or row[0] == "Jumlah") and len(row) > 3 and row[3] != ""}


def test_a_posting_gets_its_own_regency_and_the_counts_of_the_list(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    sheets = recap(stream, tmp_path, "dominikus")
    regencies = lines(sheets["Kabupaten Keadaan"])
    assert set(regencies) == {"5307", "Jumlah"}
    with scope(stream.officers["dominikus"]):
        (told,) = places_by_area(stream.run.run).select("chosen", "reserve").rows()
        assert regencies["5307"][2] == outcomes(stream.run.run).height
    assert (regencies["5307"][4], regencies["5307"][5]) == told
    assert {code[:4] for code in lines(sheets["Desa Umur"])} == {"5307", "Juml"}
    assert "Timor Tengah Selatan" not in str(sheets)
    assert len(sheets) == 19


def test_its_head_says_of_what_day_and_where_and_its_foot_is_to_be_signed(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    stream.approve()
    rows = recap(stream, tmp_path, "dominikus")["Kabupaten Desil"]
    told = "\n".join(str(cell) for row in rows for cell in row if isinstance(cell, str)).replace("\N{NO-BREAK SPACE}", " ")
    assert rows[0][0] == "LATIHAN"
    assert "Kabupaten Sikka" in told
    assert "Keadaan per 20 Juni 2025. Masa perlindungan Juli 2025 sampai Desember 2025 (6 bulan)." in told
    assert "Status daftar: Disetujui" in told
    assert stream.run.digest in told
    assert rows[-1][0].startswith("NIP")


def test_it_is_stamped_in_practice_mode_only_and_nobody_is_named(stream, db, tmp_path):  # type: ignore[no-untyped-def]
    Installation.objects.update(practice=False)
    told = str(recap(stream, tmp_path, "dominikus"))
    assert "LATIHAN" not in told
    people = list_frame(stream.run.run)
    assert [name for name in people["name"] if name and len(name) > 8 and name in told] == []
    assert [nik for nik in people["nik"] if nik and nik in told] == []


def test_of_the_whole_province_it_counts_what_the_run_counted(stream, db):  # type: ignore[no-untyped-def]
    with scope(stream.officers["yustina"]):
        counted = dict(outcomes(stream.run.run)["state"].value_counts().iter_rows())
    assert sum(counted.values()) == stream.run.assessed
    assert (counted["chosen"], counted["reserve"]) == (stream.run.chosen, stream.run.reserve)


def test_what_is_corrected_later_does_not_change_what_was_listed(stream, db):  # type: ignore[no-untyped-def]
    """Peers recompute an approved list from today's records; the people of ours are frozen."""
    entry = Entry.objects.filter(run_id=stream.run.run, state="chosen", sex="P").order_by("rank")[0]
    Worker.objects.filter(pk=entry.worker_id).update(sex="L", birth_date=date(1940, 1, 1), occupation="pilot")
    with scope(stream.officers["yustina"]):
        (told,) = outcomes(stream.run.run).filter(pl.col("worker") == entry.worker_id).select("sex", "occupation", "age").rows()
    assert told[:2] == ("P", entry.occupation)
    assert told[2] < 65


def test_an_entry_closed_as_a_duplicate_is_counted_with_the_person_it_was(stream, db):  # type: ignore[no-untyped-def]
    first, second = Entry.objects.filter(run_id=stream.run.run, state="chosen").order_by("rank")[:2]
    Worker.objects.filter(pk=second.worker_id).update(survivor_id=first.worker_id)
    Entry.objects.filter(pk=second.pk).update(state="duplicate")
    with scope(stream.officers["yustina"]):
        people = outcomes(stream.run.run)
    assert people.height == stream.run.assessed - 1
    assert people.filter(pl.col("state") == "chosen").height == stream.run.chosen - 1


@pytest.mark.parametrize(
    ("name", "programme", "code"), [("a.csv", PROGRAMME, "format-unknown"), ("a.xlsx", "ntt-2026", "nothing-selected")]
)
def test_another_format_and_a_programme_without_a_run_are_refused(stream, db, tmp_path, name: str, programme: str, code: str):  # type: ignore[no-untyped-def]
    with scope(stream.officers["yustina"]), pytest.raises(Refusal) as refused:
        write_recap(tmp_path / name, code=programme)
    assert refused.value.code == code
