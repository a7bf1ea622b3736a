"""Making batches for BPJS: recorded once, written as often as asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from payung.core.figures import rupiah, whole
from payung.enrolment.models import Batch
from payung.enrolment.queries import BatchView, batches, layout_rows
from payung.enrolment.rules.batches import Group, grouped_by_regency, without_duplicates
from payung.enrolment.rules.statuses import EnrolmentStatus
from payung.exchange.csvs import write_csv
from payung.exchange.layouts import Layout, layout, write_batch
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.actions.files import file_digest
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import STAMP, stamped_name
from payung.places.queries import Branch, branch_of, place_name
from payung.registry.actions import pin
from payung.registry.queries import same_person
from payung.selection.queries import EnrolmentList, list_for_enrolment


@dataclass(frozen=True)
class BatchReport:
    """What an export left: the batches, and how many entries were closed because they are another one's person."""

    list_id: int
    batches: list[BatchView]
    duplicates: int


@dataclass(frozen=True)
class _Sheet:
    """One regency's batch on its way: its people in the layout, its branch, the heads of its files."""

    group: Group
    branch: Branch
    heading: tuple[str, ...]
    amount_idr: int

    @property
    def name(self) -> str:
        return f"{self.branch.code}-{self.group.regency}"


@transaction.atomic
def export_batches(*, list_id: int, layout_code: str, out: Path, on: date, by: Actor, at: datetime) -> BatchReport:
    """Write one workbook for each BPJS branch and regency, an annex for each regency, and totals.csv into `out`.

    The first export records the batches and pins their workers; later ones give the same batches again. `on` is the
    day for which branches are looked up. Raises `Refusal` not-decreed, layout-unknown or branch-unknown.
    """
    check_may(by, "enrolment.export")
    held = list_for_enrolment(list_id)
    check_area(by, installation().province)
    form = layout(layout_code)
    staying, closed = without_duplicates(held.people, same_person(held.people["worker"].to_list()))
    sheets = [_sheet(held, group, on) for group in grouped_by_regency(layout_rows(held, staying))]
    out.mkdir(parents=True, exist_ok=True)
    digests = {sheet.group.regency: _write(out, sheet, form) for sheet in sheets}
    if not Batch.objects.filter(beneficiary_list_id=list_id, layout=layout_code).exists():
        _keep(held, sheets, digests, form, by, at)
    made = batches(list_id, layout_code)
    write_csv(out / "totals.csv", _totals(made))
    record(by=by, at=at, action="export_batches", kind="list", subjects=[list_id], change={"batches": [each.digest for each in made]})
    return BatchReport(list_id, made, closed.height)


def _sheet(held: EnrolmentList, group: Group, on: date) -> _Sheet:
    branch = branch_of(group.regency, on)
    people, amount = group.people.height, group.people.height * held.person_idr
    heading = (
        f"{branch.name}; {place_name(group.regency)}",
        f"Keputusan {held.decree_number} tanggal {held.decree_on:%d-%m-%Y}",
        f"{whole(people)} orang, {held.months} bulan dari {held.tranche.first_month} sampai {held.tranche.last_month}, {rupiah(amount)}",
    )
    return _Sheet(group, branch, heading, amount)


def _write(out: Path, sheet: _Sheet, form: Layout) -> str:
    """The batch and the annex of one regency; the digest of the batch's file."""
    practice = installation().practice
    stamp = STAMP if practice else ""
    batch = out / stamped_name(f"{sheet.name}.xlsx", practice=practice)
    write_batch(batch, form, sheet.group.people, heading=sheet.heading, stamp=stamp)
    annex = out / stamped_name(f"annex-{sheet.group.regency}.xlsx", practice=practice)
    write_batch(annex, layout("annex"), sheet.group.people, heading=sheet.heading, stamp=stamp)
    return file_digest(batch)


def _keep(held: EnrolmentList, sheets: list[_Sheet], digests: dict[str, str], form: Layout, by: Actor, at: datetime) -> None:
    """Record the batches with their lines, and pin the workers: what was handed over is not undone."""
    for sheet in sheets:
        batch = Batch.objects.create(
            area=sheet.group.regency,
            beneficiary_list_id=held.list_id,
            branch=sheet.branch.code,
            layout=form.code,
            people=sheet.group.people.height,
            months=held.months,
            amount_idr=sheet.amount_idr,
            digest=bytes.fromhex(digests[sheet.group.regency]),
            made_at=at,
        )
        _load_lines(batch, sheet.group.people, EnrolmentStatus.EXPORTED)
        pin(workers=sheet.group.people["worker"].to_list(), fact=f"batch:{batch.pk}", by=by, at=at)
        record(by=by, at=at, action="make_batch", kind="batch", subjects=[batch.pk], change=bytes(batch.digest))


def _load_lines(batch: Batch, people: pl.DataFrame, status: EnrolmentStatus) -> None:
    lines = people.select(
        pl.Series("id", take_ids("enrolment_enrolment", people.height), dtype=pl.Int64),
        "area",
        pl.lit(batch.pk).alias("batch_id"),
        pl.col("entry").alias("entry_id"),
        "line",
        pl.lit(status.value).alias("status"),
    )
    load("enrolment_enrolment", lines)


def _totals(made: list[BatchView]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "batch": [each.batch for each in made],
            "branch": [each.branch for each in made],
            "regency": [each.regency for each in made],
            "people": [each.people for each in made],
            "months": [each.months for each in made],
            "amount_idr": [each.amount_idr for each in made],
            "digest": [each.digest for each in made],
        }
    )
