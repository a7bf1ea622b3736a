"""What went wrong elsewhere when people were handed on, and does not here."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from tests.peers.counting import statements
from tests.selection.office import DECREED_ON

from payung.enrolment.actions import export_batches
from payung.enrolment.models import Batch, Enrolment
from payung.exchange.spreadsheets import read_workbook
from payung.programmes.actions import load_programme
from payung.selection.actions import approve_list, decree_list, submit_list
from payung.selection.models import Entry

pytestmark = pytest.mark.django_db

HEALTHY = {"nik_state": "sound", "died_on": None, "birth_date": date(1990, 1, 1)}


@pytest.fixture
def decreed(office, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Take a run through to its decree; the list's id."""
    office.bring_into_force()

    def go(run: int) -> int:
        signed = tmp_path / "decree.pdf"
        signed.write_bytes(b"%PDF-1.4 LATIHAN")
        listed = submit_list(run=run, by=office.data, at=office.now)
        approve_list(list_id=listed, by=office.head, at=office.now)
        decree_list(list_id=listed, number="LATIHAN/1", on=DECREED_ON, file=signed, by=office.legal, at=office.now)
        return listed

    return go


def test_every_chosen_person_is_in_exactly_one_batch_and_the_totals_are_declared(office, populate, decreed, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Of several batches only the last reached the payer, and nobody had said beforehand how many there would be."""
    populate(200, **HEALTHY)
    run = office.select().run
    listed = decreed(run)
    made = export_batches(list_id=listed, layout_code="bpu", out=tmp_path / "out", on=DECREED_ON, by=office.data, at=office.now).batches
    chosen = Entry.objects.filter(run_id=run, state="chosen")
    assert sorted(Enrolment.objects.values_list("entry_id", flat=True)) == sorted(chosen.values_list("pk", flat=True))
    totals = pl.read_csv(tmp_path / "out" / "totals.csv")
    assert (totals["people"].sum(), totals["amount_idr"].sum()) == (40, 40 * 100_800)
    assert [each.people for each in made] == totals["people"].to_list()
    assert len(made) > 1
    for batch, people in totals.select("batch", "people").iter_rows():
        (sheet,) = read_workbook(tmp_path / "out" / f"{batch}.xlsx").sheets
        identified = [cells for _, cells in sheet.rows if str(cells[0]).startswith("nik-")]
        assert len(identified) == people


def test_handing_on_again_hands_on_nobody_twice(office, populate, decreed, tmp_path: Path):  # type: ignore[no-untyped-def]
    """The same person was in two payment plans of one cycle."""
    populate(100, **HEALTHY)
    listed = decreed(office.select().run)
    first, again = (
        export_batches(list_id=listed, layout_code="bpu", out=tmp_path / name, on=DECREED_ON, by=office.data, at=office.now)
        for name in ("a", "b")
    )
    assert [each.digest for each in first.batches] == [each.digest for each in again.batches]
    assert (Batch.objects.count(), Enrolment.objects.count()) == (len(first.batches), 40)


def test_the_number_of_queries_does_not_grow_with_people(office, populate, decreed, operator, now, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Each line of a file meant a query of its own."""
    counted = []
    for seed, size in ((1, 10), (2, 100)):
        load_programme(source="ntt-2025", by=operator, at=now, scale=Fraction(size, 100_000))
        populate(size * 2, seed=seed, regencies=("5307",), **HEALTHY)
        listed = decreed(office.select(seed=seed).run)
        with statements() as asked:
            export_batches(list_id=listed, layout_code="bpu", out=tmp_path / str(size), on=DECREED_ON, by=office.data, at=office.now)
        counted.append(len(asked))
    assert counted[1] <= counted[0]  # the first export also writes down the agreement that the office rests on
