"""A decreed list that was handed over, and files as a branch would answer them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from tests.selection.office import DECREED_ON, ON, Office, officer, opened_office, registered

from payung.enrolment.actions import ReplyReport, export_batches, record_reply
from payung.enrolment.models import Enrolment
from payung.governance.queries.keys import keyring
from payung.governance.rules.actors import Actor
from payung.registry.models import Worker
from payung.selection.actions import approve_amendment, approve_list, decree_amendment, decree_list, submit_list
from payung.selection.models import Entry

SOUND = {"nik_state": "sound", "died_on": None, "birth_date": date(1990, 1, 1), "sex": "L"}
ANSWERED_ON = date(2025, 7, 10)
HEADERS = ("NIK", "Nama Peserta", "Tanggal Lahir", "Status", "Keterangan", "No KPJ", "Kode Wadah")

Row = Sequence[Any]


@dataclass(frozen=True)
class Handed:
    """A list that was handed over."""

    office: Office
    list_id: int
    run: int
    branch: Actor
    folder: Path
    signed_copy: Path

    def people(self, state: str = "chosen") -> list[dict[str, Any]]:
        """The entries of the list by rank, with the NIK that was sent."""
        rows = Entry.objects.filter(run_id=self.run, state=state).order_by("rank")
        return [
            {
                "entry": each.pk, "worker": each.worker_id, "name": each.name, "birth_date": each.birth_date, "area": each.area, "rank": each.rank,
                "nik": keyring().open("selection_entry", each.pk, bytes(each.envelope or b""))["nik"],
            }
            for each in rows
        ]  # fmt: skip

    def answer(self, rows: Sequence[Row], name: str = "balasan.csv", headers: Sequence[str] = HEADERS, above: Sequence[Row] = ()) -> Path:
        """A file of the branch."""
        path = self.folder / name
        lines = [*above, headers, *rows]
        if path.suffix == ".xlsx":
            book = Workbook()
            for line in lines:
                book.active.append(list(line))
            book.save(path)
            return path
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(lines)
        return path

    def record(self, *paths: Path, by: Actor | None = None, on: date = ANSWERED_ON) -> ReplyReport:
        """Record answers of the branch."""
        return record_reply(list_id=self.list_id, files=paths, on=on, by=by or self.branch, at=self.office.now)

    def statuses(self) -> dict[int, tuple[str, str]]:
        """Entry -> status and reason."""
        rows = Enrolment.objects.filter(batch__beneficiary_list_id=self.list_id).order_by("pk")
        return {entry: (status, reason) for entry, status, reason in rows.values_list("entry_id", "status", "reason")}

    def export(self, name: str = "again") -> Path:
        """Make the batches once more."""
        out = self.folder / name
        export_batches(list_id=self.list_id, layout_code="bpu", out=out, on=DECREED_ON, by=self.office.data, at=self.office.now)
        return out

    def decide(self, amendment: int) -> None:
        """Approve and decree an amended decree."""
        approve_amendment(amendment_id=amendment, by=self.office.head, at=self.office.now)
        decree_amendment(
            amendment_id=amendment, number="LATIHAN/2/2025", on=DECREED_ON, file=self.signed_copy, by=self.office.legal, at=self.office.now
        )


def accepted(person: dict[str, Any], number: int | str) -> Row:
    """A row of somebody who was given a number."""
    return (person["nik"], person["name"], f"{person['birth_date']:%d-%m-%Y}", "DITERIMA", "", str(number), "W-01")


def refused(person: dict[str, Any], why: str) -> Row:
    """A row of somebody who was refused."""
    return (person["nik"], person["name"], f"{person['birth_date']:%d-%m-%Y}", "DITOLAK", why, "", "W-01")


def with_niks(workers: Sequence[int], households: Callable[[int], str] = lambda place: f"kk-{place}") -> None:
    """Give workers NIKs as the civil registry writes them."""
    for place, worker in enumerate(workers):
        values = {"nik": f"530701010190{place:04d}", "kk": households(place), "mother": "Ibu"}
        Worker.objects.filter(pk=worker).update(envelope=keyring().seal("registry_worker", worker, values))


def handed_over_list(
    operator: Actor, now: datetime, folder: Path, households: Callable[[int], str] = lambda place: f"kk-{place}"
) -> Handed:
    """40 people chosen of 200, decreed and handed over."""
    office = opened_office(operator, now)
    with_niks(registered(200, **SOUND), households)
    run = office.select().run
    listed = submit_list(run=run, by=office.data, at=now)
    approve_list(list_id=listed, by=office.head, at=now)
    office.bring_into_force()
    signed = folder / "decree.pdf"
    signed.write_bytes(b"%PDF-1.4 LATIHAN")
    decree_list(list_id=listed, number="LATIHAN/1/2025", on=DECREED_ON, file=signed, by=office.legal, at=now)
    handed = Handed(office, listed, run, officer(operator, "branch", "bpjs_officer", now), folder, signed)
    handed.export("batches")
    return handed


__all__ = ["ANSWERED_ON", "HEADERS", "ON", "Handed", "accepted", "handed_over_list", "officer", "refused", "with_niks"]
