"""Batches, and who is ready for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from payung.core.refusals import Refusal, gettext_noop
from payung.enrolment.models import Batch
from payung.exchange.layouts import layout, missing_fields
from payung.governance.queries.accounts import installation
from payung.governance.rules.practice import stamped_name
from payung.places.queries import place_name
from payung.places.queries import places as known_places
from payung.selection.queries import EnrolmentList, list_for_enrolment, list_view


@dataclass(frozen=True)
class Readiness:
    """Whether every field that a layout requires is there: people, those ready, and how many lack each field."""

    people: int
    ready: int
    missing: Mapping[str, int]


@dataclass(frozen=True)
class BatchView:
    """One batch as it was declared: `batch` is the name of its file without the ending; `digest` is SHA-256 of the file.

    `number` 0 is the list as it was decreed, each further one an amended decree.
    """

    batch: str
    branch: str
    regency: str
    people: int
    months: int
    amount_idr: int
    digest: str
    number: int = 0


def batch_name(branch: str, regency: str, number: int) -> str:
    """The name of a batch's file without ending and stamp: replacement batches carry p and their number."""
    return f"{branch}-{regency}-p{number}" if number else f"{branch}-{regency}"


def check_handed_over(list_id: int) -> None:
    """Raises `Refusal` no-such-list, or not-exported while no batch of the list was made."""
    list_view(list_id)
    if not Batch.objects.filter(beneficiary_list_id=list_id).exists():
        message = gettext_noop("No batch of list %(list)s was made yet. Make the batches first; an answer is about them.")
        raise Refusal("not-exported", message, list=list_id)


def readiness(list_id: int, layout_code: str) -> Readiness:
    """Who of a decreed list lacks what. Raises `Refusal` not-decreed or layout-unknown."""
    held = list_for_enrolment(list_id)
    lacking = missing_fields(layout(layout_code), layout_rows(held, held.people))
    counted = Counter(field for fields in lacking for field in fields)
    return Readiness(held.people.height, sum(not fields for fields in lacking), dict(sorted(counted.items())))


def layout_rows(held: EnrolmentList, people: pl.DataFrame) -> pl.DataFrame:
    """People of a list with every field that a layout may ask for: names of places beside their code, programmes, months."""
    codes = sorted(people["village_code"].unique().to_list())
    named = {"village": 10, "district": 6, "regency": 4}
    known = dict(known_places().select("code", "name").iter_rows())  # one question, however many villages
    names = {level: [known.get(code[:digits]) or place_name(code[:digits]) for code in codes] for level, digits in named.items()}
    places = pl.DataFrame({"village_code": codes, **names}, schema=dict.fromkeys(["village_code", *named], pl.String))
    return people.join(places, on="village_code", how="left", maintain_order="left").with_columns(
        pl.lit(", ".join(sorted(held.insurances)).upper()).alias("programmes"), pl.lit(held.months).alias("months")
    )


def batches(list_id: int, layout_code: str) -> list[BatchView]:
    """The batches that were made of a list in a layout: first as it was decreed, by regency, then those of its amended decrees."""
    practice = installation().practice
    held = Batch.objects.filter(beneficiary_list_id=list_id, layout=layout_code).order_by("number", "area")
    return [
        BatchView(
            stamped_name(batch_name(each.branch, each.area, each.number), practice=practice),
            each.branch,
            each.area,
            each.people,
            each.months,
            each.amount_idr,
            bytes(each.digest).hex(),
            each.number,
        )
        for each in held
    ]
