"""Member lists, death lists and exclusions: canonical files and those that others head in their own way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.exchange.books import write_xlsx

from payung.core.refusals import Refusal
from payung.exchange.people_lists import LIST_SCHEMA, read_people_list

TODAY = date(2026, 11, 24)


def test_a_canonical_member_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text(
        "nik,name,sex,birth_date,village,kpj,segment,from,to\n"
        "5307045203850001,Ana Da Silva,P,1985-03-12,5307042001,01234567890,BPU,2025-01-01,2027-01-01\n"
        ",Ben Lado,L,1990-07-01,53.07.04.2001,0A234567891,PU,2025-01-01,\n"
    )
    frame = read_people_list(path, "participants", on=TODAY)
    assert dict(frame.schema) == LIST_SCHEMA
    assert frame["nik"].to_list() == ["5307045203850001", None]
    assert frame["nik_state"].to_list() == ["sound", "absent"]
    assert frame["kpj"].to_list() == ["01234567890", "0A234567891"]
    assert frame["village_code"].to_list() == ["5307042001", "5307042001"]
    assert frame["birth_date"].to_list() == [date(1985, 3, 12), date(1990, 7, 1)]
    assert frame.select("from", "to", "segment").rows() == [(date(2025, 1, 1), date(2027, 1, 1), "BPU"), (date(2025, 1, 1), None, "PU")]
    assert frame["row_number"].to_list() == [2, 3]


def test_a_canonical_death_list_and_exclusions_are_read(tmp_path: Path) -> None:
    deaths = tmp_path / "deaths.csv"
    deaths.write_text("nik,name,sex,birth_date,village,died_on,source\n5307045203850001,Ana,P,1985-03-12,Nita,2026-02-03,desa\n")
    frame = read_people_list(deaths, "deaths", on=TODAY, known_area="5307")
    assert frame.select("died_on", "source", "village", "village_code").row(0) == (date(2026, 2, 3), "desa", "Nita", "5307042001")
    excluded = tmp_path / "asn.csv"
    excluded.write_text("nik,name,birth_date,village,from,to,source\n5307045203850001,Ana,1985-03-12,5307042001,2020-01-01,,BKN\n")
    assert read_people_list(excluded, "exclusions", on=TODAY).select("from", "to", "source").row(0) == (date(2020, 1, 1), None, "BKN")


def test_a_list_headed_in_indonesian_with_damaged_niks_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["DAFTAR KEMATIAN DESA NITA"],
        ["No", "NIK", "Nama Almarhum", "L/P", "Tempat/Tgl Lahir", "Tgl Meninggal"],
        [1, 5307045203850001.0, "Ana", "P", "Maumere, 12-03-1985", "3 Februari 2026"],
        [2, "5307040107900010", "Ben", "L", "Nita, 01-07-1990", date(2026, 2, 4)],
        [None, None, "Jumlah", 2],
    ]
    frame = read_people_list(write_xlsx(tmp_path / "a.xlsx", rows), "deaths", on=TODAY)
    assert frame["nik_state"].to_list() == ["suspect", "suspect"]
    assert frame["died_on"].to_list() == [date(2026, 2, 3), date(2026, 2, 4)]
    assert frame["birth_place"].to_list() == ["Maumere", "Nita"]
    assert frame["birth_date"].to_list() == [date(1985, 3, 12), date(1990, 7, 1)]


def test_a_file_without_a_list_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n")
    with pytest.raises(Refusal) as refused:
        read_people_list(path, "deaths", on=TODAY)
    assert refused.value.code == "list-without-people"
    path.write_text("")
    with pytest.raises(Refusal) as refused:
        read_people_list(path, "deaths", on=TODAY)
    assert refused.value.code == "empty"
