"""A decreed list of so many made-up people that was handed over, with its reserve, and the branch's answers to it. Read after set-up only."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import polars as pl
from django.utils import timezone
from tests.enrolment.office import SOUND
from tests.selection.office import DECREED_ON, OFFICERS, ON, Office, officer, registered

from payung.core import gazetteer
from payung.enrolment.actions import export_batches
from payung.governance.actions.bulk import update
from payung.governance.queries.accounts import actor_for
from payung.governance.queries.keys import keyring
from payung.programmes.actions import load_programme
from payung.selection.actions import approve_list, decree_list, select, submit_list
from payung.selection.queries import list_for_enrolment

_REFUSED_EVERY = 12
_WHY = ("NIK sudah terdaftar aktif", "NIK tidak ditemukan", "Nama tidak sesuai", "Meninggal dunia")


def fill(people: int, folder: Path) -> int:
    """The list's number; its answers lie in `folder`, a file for each regency."""
    now = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
    operator = actor_for("operator", timezone.localdate())
    load_programme(source="ntt-2025", by=operator, at=now, scale=Fraction(people, 100_000))
    office = Office(*(officer(operator, login, role, now) for login, role in OFFICERS), now)
    regencies = tuple(gazetteer.regencies("53")["code"])
    workers = registered(people * 3 // 2, regencies=regencies, **SOUND)
    sealed = [
        keyring().seal(
            "registry_worker",
            worker,
            {"nik": f"5307{1 + place // 10_000:02d}010190{place % 10_000:04d}", "kk": f"kk-{place // 2}", "mother": "Ibu"},
        )
        for place, worker in enumerate(workers)
    ]
    update("registry_worker", pl.DataFrame({"id": workers, "envelope": sealed}))
    run = select(programme="ntt-2025", seed=1, on=ON, by=office.data, at=now).run
    listed = submit_list(run=run, by=office.data, at=now)
    approve_list(list_id=listed, by=office.head, at=now)
    office.bring_into_force()
    signed = folder / "decree.pdf"
    signed.write_bytes(b"%PDF-1.4 LATIHAN")
    decree_list(list_id=listed, number="LATIHAN/1/2025", on=DECREED_ON, file=signed, by=office.legal, at=now)
    export_batches(list_id=listed, layout_code="bpu", out=folder / "batches", on=date(2025, 7, 1), by=office.data, at=now)
    _answer(list_for_enrolment(listed).people, folder)
    return listed


def _answer(people, folder: Path) -> None:  # type: ignore[no-untyped-def]
    with (folder / "balasan.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("NIK", "Nama Peserta", "Tanggal Lahir", "Status", "Keterangan", "No KPJ"))
        for place, (nik, name, born_on) in enumerate(people.select("nik", "name", "birth_date").iter_rows()):
            refused = place % _REFUSED_EVERY == 0
            told = ("DITOLAK", _WHY[place % len(_WHY)], "") if refused else ("DITERIMA", "", str(25_000_000_000 + place))
            writer.writerow((nik, name, f"{born_on:%d-%m-%Y}", *told))
