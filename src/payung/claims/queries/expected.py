"""Expected against observed, by regency: whether deaths and accidents are claimed as one would expect of so much cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db.models import Q

from payung.claims.models import Claim
from payung.claims.queries.audit import claims_counted
from payung.claims.queries.cover import spans_of_cover
from payung.claims.rules.expected import Expected, expected
from payung.claims.rules.statuses import Cause, ClaimKind, ClaimStatus
from payung.core.areas import Level
from payung.governance.queries.frames import read_frame
from payung.registry.queries.persons import with_person

_PEOPLE = {"worker": pl.Int64, "area": pl.String, "sex": pl.String, "birth_date": pl.Date}


@dataclass(frozen=True, slots=True)
class Observed:
    """One regency: what to expect, what is claimed by person, and what the agency counts without naming anybody (None: it told no counts)."""

    expected: Expected
    deaths_claimed: int
    accidents_claimed: int
    deaths_counted: int | None
    accidents_counted: int | None

    @property
    def under_claimed(self) -> bool:
        """Whether fewer deaths are claimed or counted than chance explains."""
        return max(self.deaths_claimed, self.deaths_counted or 0) < self.expected.deaths_low


def expected_observed(first: date, last: date) -> list[Observed]:
    """Every regency of the present scope with cover on a day from `first` to `last`, both counted."""
    days = _exposure(first, last)
    if days.is_empty():
        return []
    dead = Q(kind=ClaimKind.JKM) | Q(kind=ClaimKind.JKK, cause=Cause.WORK_DEATH)
    deaths = _by_regency(Claim.objects.filter(dead), first, last)
    accidents = _by_regency(Claim.objects.filter(kind=ClaimKind.JKK).exclude(cause=Cause.WORK_DEATH), first, last)
    counted = claims_counted().filter(pl.col("month").is_between(first.replace(day=1), last), pl.col("state") == "paid")
    counts = {
        (area, kind): cases
        for area, kind, cases in counted.group_by(pl.col("area").str.head(int(Level.REGENCY)), "kind")
        .agg(pl.col("cases").sum())
        .iter_rows()
    }
    return [
        Observed(
            each, deaths.get(each.area, 0), accidents.get(each.area, 0), counts.get((each.area, ClaimKind.JKM.value)), counts.get((each.area, ClaimKind.JKK.value))
        )
        for each in expected(days)
    ]  # fmt: skip


def _exposure(first: date, last: date) -> pl.DataFrame:
    """[area (regency), sex, age, days] of everybody under cover; overlapping spans of one person count once by the day he is first and last covered."""
    after = last + timedelta(days=1)
    spans = spans_of_cover(first, last).select(
        "worker", pl.max_horizontal("starts_on", pl.lit(first)).alias("starts"), pl.min_horizontal(pl.col("ends_on").fill_null(after), pl.lit(after)).alias("ends")
    )  # fmt: skip
    whole = spans.group_by("worker").agg(pl.col("starts").min(), pl.col("ends").max())
    people = read_frame("SELECT id, area, sex, birth_date FROM registry_worker ORDER BY id", _PEOPLE)
    known = with_person(people).unique("person", keep="first", maintain_order=True).drop("worker").rename({"person": "worker"})
    joined = whole.join(known, on="worker")
    return joined.select(
        pl.col("area").str.head(int(Level.REGENCY)),
        pl.col("sex").fill_null(""),
        ((pl.col("starts") - pl.col("birth_date")).dt.total_days() / 365.25).floor().cast(pl.Int64).alias("age"),
        (pl.col("ends") - pl.col("starts")).dt.total_days().alias("days"),
    ).filter(pl.col("days") > 0)


def _by_regency(held, first: date, last: date) -> dict[str, int]:  # type: ignore[no-untyped-def]
    areas: Sequence[str] = held.filter(event_on__range=(first, last)).exclude(status=ClaimStatus.CLOSED).values_list("area", flat=True)
    counted: dict[str, int] = {}
    for area in areas:
        counted[area[: int(Level.REGENCY)]] = counted.get(area[: int(Level.REGENCY)], 0) + 1
    return counted
