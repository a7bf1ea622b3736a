"""Deaths without a claim: what is told of deaths, who was covered that day, what was found, and the flags for a human."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl
from django.db.models import Count, Q, Sum

from payung.claims.models import Claim, DeathReport, GapFinding, Heir
from payung.claims.queries.cover import insured_on, spans_of_cover
from payung.claims.rules.flags import SOON_DAYS, recurring, reported_alive, soon_after_enrolment
from payung.claims.rules.gaps import match_deaths, one_a_person, under_cover
from payung.claims.rules.owed import Owed, owed
from payung.claims.rules.statuses import Cause, ClaimKind, ClaimStatus, FindingStatus, Source
from payung.governance.queries.frames import read_frame
from payung.law.cases import calculate_case
from payung.law.loader import load_parameters
from payung.registry.queries.answers import told_lives, told_states
from payung.registry.queries.coverage import deaths
from payung.registry.queries.linking import death_notices
from payung.registry.queries.persons import records_of, with_person
from payung.registry.queries.workers import candidate_records, opened_values
from payung.registry.rules.rounds import kinds
from payung.registry.rules.statuses import NoticeStatus

PAGE = 50
_REPORTS = "claims_deathreport"
_TOLD = {
    "nik": pl.String,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.Date,
    "village": pl.String,
    "died_on": pl.Date,
    "source": pl.String,
}
_DEATH_CLAIMS = Q(kind=ClaimKind.JKM) | Q(kind=ClaimKind.JKK, cause__in=[Cause.WORK_DEATH, Cause.UNKNOWN])


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Somebody who was covered when he died, with no claim. From `lowest_idr` to `highest_idr` is owed, under conditions (None: cannot be said yet)."""

    id: int
    worker: int
    name: str
    area: str
    died_on: date
    sources: tuple[str, ...]
    sure: bool
    covered_since: date
    lowest_idr: int | None
    highest_idr: int | None
    notes: tuple[str, ...]
    status: FindingStatus
    claim: int | None
    reason: str


@dataclass(frozen=True)
class GapPage:
    """A page of findings. `counts`: status -> how many; `lowest_idr`, `highest_idr`: what the open ones are owed together."""

    rows: tuple[FindingRow, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, int]
    lowest_idr: int
    highest_idr: int


def gap(*, status: str = FindingStatus.OPEN, area: str = "", page: int = 1, size: int = PAGE) -> GapPage:
    """Findings of the present scope, the oldest deaths first: their right lapses first."""
    everything = GapFinding.objects.all()
    if area:
        everything = everything.filter(area__gte=area, area__lt=f"{area}:")
    counts = dict(everything.values_list("status").annotate(Count("pk")))
    sums = everything.filter(status=FindingStatus.OPEN).aggregate(low=Sum("lowest_idr"), high=Sum("highest_idr"))
    held = everything.filter(status=status) if status else everything
    total = held.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    shown = held.select_related("worker").order_by("died_on", "pk")[(page - 1) * size : page * size]
    return GapPage(tuple(map(_row, shown)), total, page, pages, counts, sums["low"] or 0, sums["high"] or 0)


def finding(finding_id: int) -> FindingRow | None:
    """One finding of the present scope."""
    held = GapFinding.objects.select_related("worker").filter(pk=finding_id).first()
    return _row(held) if held else None


def _row(held: GapFinding) -> FindingRow:
    return FindingRow(
        held.pk, held.worker_id, held.worker.name, held.area, held.died_on, tuple(held.sources), held.sure, held.covered_since, held.lowest_idr,
        held.highest_idr, tuple(held.notes), FindingStatus(held.status), held.claim_id, held.reason,
    )  # fmt: skip


def deaths_without_claim(on: date) -> pl.DataFrame:
    """[worker, died_on, covered_since, weight, sure, sources] of the people of the present scope who were covered on the day they died, by the day.

    Deaths that registry is sure of, rows of death lists that it could not place, and what officers typed (obituaries, parish books) are compared
    with everybody who was covered, by the engine that links everything else.
    """
    known = deaths(on).select(
        pl.col("person").alias("worker"), "died_on", pl.lit(1000.0).alias("weight"), pl.lit(True).alias("sure"), pl.lit(Source.CIVIL_REGISTRY.value).alias("source")
    )  # fmt: skip
    known = pl.concat([known, _answered(on)])
    told = pl.concat([_unplaced(), _reports()]).filter(pl.col("died_on") <= on).with_row_index("id")
    days = pl.concat([known["died_on"], told["died_on"]])
    if days.is_empty():
        return pl.DataFrame(
            schema={
                "worker": pl.Int64,
                "died_on": pl.Date,
                "covered_since": pl.Date,
                "weight": pl.Float64,
                "sure": pl.Boolean,
                "sources": pl.List(pl.String),
            }
        )
    spans = spans_of_cover(days.min(), days.max())  # type: ignore[arg-type]
    matched = match_deaths(told, _covered_records(spans)) if told.height else match_deaths(told, told)
    linked = matched.join(told.select(pl.col("id").cast(pl.Int64).alias("death"), "died_on", "source"), on="death")
    everything = pl.concat([known, linked.select(known.columns)]).with_row_index("death")
    found = one_a_person(under_cover(everything, spans))
    return found.join(_claimed(), on="worker", how="anti", maintain_order="left")


def estimates(found: Sequence[tuple[int, date]]) -> dict[int, Owed]:
    """What the families of (worker, died_on) are owed, as far as is known before anybody judged anything."""
    calculate = partial(calculate_case, parameters=load_parameters())
    return {
        worker: owed(calculate, kind=ClaimKind.JKM, cause=Cause.UNKNOWN, confirmed=False, event_on=day, insured=known)
        for (worker, day), known in insured_on(found).items()
    }


def _unplaced() -> pl.DataFrame:
    """Rows of death lists that registry could not place with certainty, told anew."""
    held = death_notices().filter(pl.col("status") != NoticeStatus.MATCHED)
    return held.with_columns(pl.col("village_code").alias("village"), pl.lit(Source.CIVIL_REGISTRY.value).alias("source")).select(
        list(_TOLD)
    )


def _answered(on: date) -> pl.DataFrame:
    """Deaths that were told in rounds; without a day of death that of the answer."""
    dead = [(kind.code, state.code) for kind in kinds().values() for state in kind.states.values() if state.life == "dead"]
    said = told_states(on).join(pl.DataFrame(dead, {"kind": pl.String, "state": pl.String}, orient="row"), on=["kind", "state"], how="semi")
    lives = told_lives(list(records_of(said["person"].to_list()))).filter("dead")
    return lives.select(
        pl.col("person").alias("worker"),
        "died_on",
        pl.lit(999.0).alias("weight"),
        pl.lit(True).alias("sure"),
        pl.lit(Source.VILLAGE.value).alias("source"),
    )


def _reports() -> pl.DataFrame:
    schema = {
        "id": pl.Int64,
        "source": pl.String,
        "name": pl.String,
        "sex": pl.String,
        "birth_date": pl.Date,
        "village": pl.String,
        "died_on": pl.Date,
    }
    sql = f"SELECT id, source, name, sex, birth_date, village_code, died_on, encode(envelope, 'hex') FROM {_REPORTS} ORDER BY id"
    held = read_frame(sql, schema | {"envelope": pl.Binary})
    return held.hstack(opened_values(_REPORTS, held["id"], held["envelope"], ("nik",))).select(list(_TOLD))


def _covered_records(spans: pl.DataFrame) -> pl.DataFrame:
    """The records of everybody in `spans`, opened, as linkage compares them."""
    records = with_person(candidate_records().rename({"id": "worker", "village_code": "village"}))
    return records.join(spans.select(pl.col("worker").alias("person")).unique(), on="person", how="semi", maintain_order="left")


def _claimed() -> pl.DataFrame:
    """[worker] of the people with a claim for their death that stands."""
    held = Claim.objects.filter(_DEATH_CLAIMS).exclude(status=ClaimStatus.CLOSED).values_list("worker_id", flat=True)
    frame = pl.DataFrame({"record": list(held)}, schema={"record": pl.Int64})
    return with_person(frame, "record", "worker").select("worker").unique()


# --- flags for a human -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AliveFlag:
    """A claim for the death of somebody who was reported alive afterwards."""

    claim: int
    name: str
    event_on: date
    told_on: date
    told_by: str


@dataclass(frozen=True, slots=True)
class SoonFlag:
    """Deaths soon after the beginning of cover, of the people of one list or agent in one village."""

    agent: str
    village: str
    deaths: int
    soon: int


@dataclass(frozen=True, slots=True)
class RecurringFlag:
    """One NIK or one account that stands at heirs of several dead workers. `what`: nik or account."""

    what: str
    names: tuple[str, ...]
    claims: tuple[int, ...]


@dataclass(frozen=True)
class Flags:
    """Questions for a human; they stop nothing."""

    alive: tuple[AliveFlag, ...]
    soon: tuple[SoonFlag, ...]
    recurring: tuple[RecurringFlag, ...]


def flags(on: date) -> Flags:
    """All flags of the present scope."""
    return Flags(tuple(_alive(on)), tuple(_soon(on)), tuple(_recurring()))


def _alive(on: date) -> list[AliveFlag]:
    held = list(Claim.objects.filter(_DEATH_CLAIMS).exclude(status=ClaimStatus.CLOSED).select_related("worker"))
    schema = {"claim": pl.Int64, "record": pl.Int64, "event_on": pl.Date}
    claims = with_person(
        pl.DataFrame([(each.pk, each.worker_id, each.event_on) for each in held], schema, orient="row"), "record", "worker"
    )
    living = [(kind.code, state.code) for kind in kinds().values() for state in kind.states.values() if state.life == "alive"]
    alive = pl.DataFrame(living, {"kind": pl.String, "state": pl.String}, orient="row")
    told = (
        told_states(on)
        .join(alive, on=["kind", "state"], how="semi")
        .select(pl.col("person").alias("worker"), pl.col("answered_on").alias("on"), pl.col("kind").alias("by"))
    )
    names = {each.pk: each.worker.name for each in held}
    found = reported_alive(claims, told).select("claim", "event_on", "on", "by")
    return [AliveFlag(claim, names[claim], event, told_on, by) for claim, event, told_on, by in found.iter_rows()]


def _soon(on: date) -> list[SoonFlag]:
    held = deaths(on)
    if held.is_empty():
        return []
    spans = spans_of_cover(held["died_on"].min(), held["died_on"].max())  # type: ignore[arg-type]
    told = held.rename({"person": "worker"}).with_columns(pl.int_range(pl.len()).alias("death"))
    inside = under_cover(told, spans)
    origins = candidate_records().select(
        pl.col("id").alias("worker"), pl.col("village_code").alias("village"), pl.col("source").fill_null("").alias("agent")
    )
    counted = soon_after_enrolment(inside.join(origins, on="worker", how="left").with_columns(pl.col("village", "agent").fill_null("")))
    return [
        SoonFlag(agent, village, total, soon)
        for agent, village, total, soon in counted.select("agent", "village", "deaths", "soon").iter_rows()
    ]


def _recurring() -> list[RecurringFlag]:
    found = []
    for what, column in (("nik", "nik_mac"), ("account", "account_mac")):
        held = Heir.objects.filter(**{f"{column}__isnull": False}).exclude(claim__status=ClaimStatus.CLOSED)
        rows = [
            (pk, claim, worker, bytes(mac).hex())
            for pk, claim, worker, mac in held.values_list("pk", "claim_id", "claim__worker_id", column)
        ]
        frame = pl.DataFrame(rows, {"heir": pl.Int64, "claim": pl.Int64, "record": pl.Int64, "mac": pl.String}, orient="row")
        for _, claims, heirs in recurring(with_person(frame, "record", "worker")).iter_rows():
            names = Heir.objects.filter(pk__in=heirs).values_list("name", flat=True).distinct().order_by("name")
            found.append(RecurringFlag(what, tuple(names), tuple(claims)))
    return found


DAYS_CALLED_SOON = SOON_DAYS
"""Days from the beginning of cover within which a death is looked at."""


def death_reports(on: date, most: int = 50) -> list[tuple[str, str, date, str, str]]:
    """What was typed last: name, village, day of death, source, who typed it."""
    held = DeathReport.objects.filter(died_on__lte=on).select_related("reported_by").order_by("-pk")[:most]
    return [(each.name, each.village_code, each.died_on, each.source, each.reported_by.full_name) for each in held]
