"""Making batches for BPJS: recorded once, written as often as asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from payung.core.figures import rupiah, whole
from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.models import Batch, Enrolment
from payung.enrolment.queries.batches import BatchView, batch_name, batches, layout_rows
from payung.enrolment.rules.batches import Group, grouped_by_regency, without_duplicates
from payung.enrolment.rules.statuses import ENROLMENTS, EnrolmentStatus, HandoverStatus
from payung.exchange.csvs import write_csv
from payung.exchange.layouts import Layout, layout, write_batch
from payung.governance.actions.audit import record
from payung.governance.actions.bulk import load, take_ids
from payung.governance.actions.files import store_file
from payung.governance.queries.accounts import installation
from payung.governance.queries.keys import keyring
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import STAMP, stamped_name
from payung.places.queries import Branch, branch_of, place_name
from payung.programmes.actions.agreements import rest_on
from payung.programmes.queries import agreement_for
from payung.programmes.rules.agreements import Counterpart, Purpose
from payung.registry.actions import pin
from payung.registry.queries import same_person
from payung.selection.queries import (
    AmendmentView,
    EnrolmentList,
    amended_places,
    amendment_for_enrolment,
    amendment_view,
    decreed_amendments,
    list_for_enrolment,
)


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
    number: int
    heading: tuple[str, ...]
    amount_idr: int

    @property
    def name(self) -> str:
        return batch_name(self.branch.code, self.group.regency, self.number)

    @property
    def annex_name(self) -> str:
        return f"annex-{self.group.regency}-p{self.number}" if self.number else f"annex-{self.group.regency}"


@transaction.atomic
def export_batches(*, list_id: int, layout_code: str, out: Path, on: date, by: Actor, at: datetime) -> BatchReport:
    """Write one workbook for each BPJS branch and regency, an annex for each regency, and totals.csv into `out`.

    The first export records the batches and pins their workers; later ones give the same batches again, and add those of amended
    decrees that came since. `on` is the day for which branches are looked up. Raises `Refusal` not-decreed, layout-unknown,
    other-layout, branch-unknown, agreement-missing or agreement-fields.
    """
    check_may(by, "enrolment.export")
    held = list_for_enrolment(list_id)
    check_area(by, installation().province)
    form = layout(layout_code)
    _check_layout(list_id, layout_code)
    out.mkdir(parents=True, exist_ok=True)
    closed = _make(held, form, out, on, by, at)
    for amendment in decreed_amendments(list_id):
        closed += _make(amendment_for_enrolment(amendment), form, out, on, by, at, amendment_view(amendment))
    made = batches(list_id, layout_code)
    write_csv(out / "totals.csv", _totals(made))
    record(by=by, at=at, action="export_batches", kind="list", subjects=[list_id], change={"batches": [each.digest for each in made]})
    return BatchReport(list_id, made, closed)


def _check_layout(list_id: int, layout_code: str) -> None:
    """A list goes out in one layout: a person handed over twice would be answered twice."""
    other = Batch.objects.filter(beneficiary_list_id=list_id).exclude(layout=layout_code).values_list("layout", flat=True).first()
    if other:
        message = gettext_noop("List %(list)s was handed over in layout %(layout)s. Use that one again.")
        raise Refusal("other-layout", message, list=list_id, layout=other)


def _make(held: EnrolmentList, form: Layout, out: Path, on: date, by: Actor, at: datetime, amendment: AmendmentView | None = None) -> int:
    """The batches of a list as decreed, or of one amended decree; how many entries were closed as another one's person."""
    number = amendment.number if amendment else 0
    staying, closed = without_duplicates(held.people, same_person(held.people["worker"].to_list()))
    sheets = [_sheet(held, group, number, on) for group in grouped_by_regency(layout_rows(held, staying))]
    for sheet in sheets:
        agreement_for(Purpose.ENROLMENT, Counterpart.BPJS, sheet.group.regency, on)  # or refused: facts of people leave on its ground
    for sheet in sheets:
        _rest(held.list_id, sheet, form, on, by, at)
    written = {sheet.group.regency: _write(out, sheet, form) for sheet in sheets}
    if not Batch.objects.filter(beneficiary_list_id=held.list_id, layout=form.code, number=number).exists():
        _keep(held, sheets, written, form, by, at, amendment)
    return closed.height


def _rest(list_id: int, sheet: _Sheet, form: Layout, on: date, by: Actor, at: datetime) -> None:
    """Let the facts of one regency's people leave on the ground of the agreement with BPJS that holds there."""
    leaving = tuple(column.field for column in form.columns if column.field)
    rest_on(
        purpose=Purpose.ENROLMENT, counterpart=Counterpart.BPJS, area=sheet.group.regency, on=on, kind="list", object_id=list_id,
        people=sheet.group.people.height, fields=leaving, by=by, at=at,
    )  # fmt: skip


def _sheet(held: EnrolmentList, group: Group, number: int, on: date) -> _Sheet:
    branch = branch_of(group.regency, on)
    people, amount = group.people.height, group.people.height * held.person_idr
    heading = (
        f"{branch.name}; {place_name(group.regency)}",
        f"Keputusan {held.decree_number} tanggal {held.decree_on or on:%d-%m-%Y}",
        f"{whole(people)} orang, {held.months} bulan dari {held.first_month} sampai {held.tranche.last_month}, {rupiah(amount)}",
    )
    return _Sheet(group, branch, number, heading, amount)


def _write(out: Path, sheet: _Sheet, form: Layout) -> tuple[Path, Path]:
    """The batch and the annex of one regency."""
    practice = installation().practice
    stamp = STAMP if practice else ""
    batch = out / stamped_name(f"{sheet.name}.xlsx", practice=practice)
    write_batch(batch, form, sheet.group.people, heading=sheet.heading, stamp=stamp)
    annex = out / stamped_name(f"{sheet.annex_name}.xlsx", practice=practice)
    write_batch(annex, layout("annex"), sheet.group.people, heading=sheet.heading, stamp=stamp)
    return batch, annex


def _keep(
    held: EnrolmentList,
    sheets: list[_Sheet],
    written: dict[str, tuple[Path, Path]],
    form: Layout,
    by: Actor,
    at: datetime,
    amendment: AmendmentView | None,
) -> None:
    """Record the batches with their files and lines, and pin the workers: what was handed over is not undone."""
    for sheet in sheets:
        area = sheet.group.regency
        stored = [store_file(source=path, name=path.name, area=area, file_class="batch", by=by, at=at) for path in written[area]]
        batch = Batch.objects.create(
            area=area,
            beneficiary_list_id=held.list_id,
            branch=sheet.branch.code,
            layout=form.code,
            number=sheet.number,
            amendment_id=amendment.id if amendment else None,
            first_month=str(held.first_month),
            file=stored[0],
            annex=stored[1],
            people=sheet.group.people.height,
            months=held.months,
            amount_idr=sheet.amount_idr,
            digest=bytes.fromhex(stored[0].digest),
            made_at=at,
        )
        _load_lines(batch, sheet.group.people, EnrolmentStatus.EXPORTED)
        pin(workers=sheet.group.people["worker"].to_list(), fact=f"batch:{batch.pk}", by=by, at=at)
        record(by=by, at=at, action="make_batch", kind="batch", subjects=[batch.pk], change=bytes(batch.digest))
    if amendment:
        _replace(held.list_id, amended_places(amendment.id)["leaves"].to_list())


def _replace(list_id: int, leaving: list[int]) -> None:
    """Whoever was refused and whose place another one has now."""
    status = ENROLMENTS.check("replace", EnrolmentStatus.REJECTED)
    Enrolment.objects.filter(batch__beneficiary_list_id=list_id, entry_id__in=leaving, status=EnrolmentStatus.REJECTED).update(
        status=status
    )


def _load_lines(batch: Batch, people: pl.DataFrame, status: EnrolmentStatus) -> None:
    keys = keyring()
    sent = pl.Series("nik_key", [None if nik is None else keys.hash64("sent-nik", nik) for nik in people["nik"]], dtype=pl.Int64)
    lines = people.select(
        pl.Series("id", take_ids("enrolment_enrolment", people.height), dtype=pl.Int64),
        "area",
        pl.lit(batch.pk).alias("batch_id"),
        pl.col("entry").alias("entry_id"),
        "line",
        pl.lit(status.value).alias("status"),
        pl.lit("").alias("reason"),
        sent,
        pl.lit(HandoverStatus.EXPECTED.value).alias("card"),
        pl.lit(HandoverStatus.EXPECTED.value).alias("book"),
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
