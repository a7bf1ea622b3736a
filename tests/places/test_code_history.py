"""Village codes that were replaced: a list of them is read, kept, followed, and used where people are read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from tests.exchange.books import write_xlsx

from payung.core.refusals import Refusal
from payung.exchange.code_history import CodeChange, read_code_history
from payung.exchange.people_lists import read_people_list
from payung.exchange.places import Named, Placed, Places
from payung.governance.actions.audit import record
from payung.governance.models import AuditEvent
from payung.governance.rules.actors import Actor
from payung.places.actions import import_code_history, load_places
from payung.places.queries import code_history

TODAY = date(2026, 11, 24)
NITA, TEBUK = "5307042001", "5307042002"


def history_of(tmp_path: Path, *rows: tuple[object, ...]) -> Path:
    return write_xlsx(tmp_path / "kode.xlsx", {"Kode": [["PERUBAHAN KODE DESA"], ["Kode Lama", "Kode Baru", "Sejak", "Dasar"], *rows]})


def test_a_list_of_replaced_codes_is_read_and_rows_without_two_village_codes_are_named(tmp_path: Path) -> None:
    path = history_of(tmp_path, ("53.07.09.2099", "53.07.04.2001", "01-03-2010", "Perda 3/2010"), ("53.07.09", "5307042001", None, None))
    changes, unread = read_code_history(path, on=TODAY)
    assert changes == [CodeChange("5307092099", NITA, date(2010, 3, 1), "Perda 3/2010")]
    assert unread == [4]


def test_a_file_without_the_two_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_code_history(write_xlsx(tmp_path / "a.xlsx", {"A": [["Nama", "Desa"], ["Ana", "Nita"]]}), on=TODAY)
    assert refused.value.code == "history-without-codes"


@pytest.mark.django_db
def test_the_same_list_again_changes_nothing_and_codes_that_lead_nowhere_are_named(operator: Actor, now: datetime, tmp_path: Path) -> None:
    load_places(province="53", by=operator, at=now, record=record)
    path = history_of(tmp_path, ("5307092099", NITA, None, None), ("5307092098", "5307099999", None, None))
    first = import_code_history(path=path, by=operator, at=now, on=TODAY, record=record)
    assert (first.changes, first.new, first.ended) == (2, 2, ("5307092098",))
    assert import_code_history(path=path, by=operator, at=now, on=TODAY, record=record).new == 0
    assert code_history() == {"5307092099": (NITA,)}
    assert AuditEvent.objects.filter(action="import_code_history").count() == 2


@pytest.mark.django_db
def test_a_code_is_followed_through_every_change_and_a_circle_leads_nowhere(operator: Actor, now: datetime, tmp_path: Path) -> None:
    load_places(province="53", by=operator, at=now, record=record)
    chain = (
        ("5307092097", "5307092099"),
        ("5307092099", NITA),
        ("5307092099", TEBUK),
        ("5307092090", "5307092091"),
        ("5307092091", "5307092090"),
    )
    path = history_of(tmp_path, *((old, new, None, None) for old, new in chain))
    import_code_history(path=path, by=operator, at=now, on=TODAY, record=record)
    assert code_history() == {"5307092097": (NITA, TEBUK), "5307092099": (NITA, TEBUK)}


def test_an_old_code_finds_its_village_and_a_split_one_asks_for_the_name() -> None:
    places = Places("53", {"5307092099": (NITA,), "5307092098": (NITA, TEBUK)})
    assert places.read("5307092099", Named("Nama Lama")) == Placed(NITA, NITA)
    assert places.read("5307092098", Named("Nita")) == Placed(NITA, NITA)
    assert places.read("5307092098", Named()) == Placed(None, "530704", "area-ambiguous")
    assert Places("53").read("5307092099", Named()).finding == "area-unknown"


def test_a_list_of_deaths_with_old_codes_finds_the_villages_of_today(tmp_path: Path) -> None:
    deaths = tmp_path / "deaths.csv"
    deaths.write_text("nik,name,sex,birth_date,village,died_on,source\n5307045203850001,Ana,P,1985-03-12,5307092099,2026-02-03,desa\n")
    frame = read_people_list(deaths, "deaths", on=TODAY, known_area="53", history={"5307092099": (NITA,)})
    assert frame["village_code"].to_list() == [NITA]
