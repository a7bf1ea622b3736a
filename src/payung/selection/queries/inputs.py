"""What a run reads, and what the rules make of it: nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from payung.core.areas import Level
from payung.core.calendar import Month
from payung.law.dated import Parameters
from payung.places.queries import FigureRow, figure_by_area, places
from payung.programmes.queries import Programme, TrancheMoney, TrancheRow, programme_by_id, province_law, tranche_money
from payung.programmes.rules.settings import RESERVED_BASES, QuotaStep, Settings
from payung.registry.queries.coverage import covered
from payung.registry.queries.persons import same_person
from payung.registry.queries.workers import identifiers, population
from payung.selection.models import BeneficiaryList, Entry, SelectionRun
from payung.selection.rules.choice import Line, choose, line_up
from payung.selection.rules.criteria import assess, with_law
from payung.selection.rules.digests import inputs_digest, parameters_digest, result_digest
from payung.selection.rules.facts import Period, people_frame
from payung.selection.rules.quota import AreaPlaces, Grounds, allot
from payung.selection.rules.statuses import BINDING, EntryState, Verdict


@dataclass(frozen=True)
class Outcome:
    """What a run comes to: everybody with verdict and reasons (and the record and envelope to freeze), and the run's own facts."""

    result: pl.DataFrame
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """Everything a run rests on besides people: programme, tranche, law and money as they are now."""

    programme: Programme
    tranche: TrancheRow
    law: Parameters
    money: TrancheMoney
    settings: Settings
    period: Period

    @classmethod
    def of(cls, programme: Programme, tranche: TrancheRow) -> Ground:
        """The ground under a run of this tranche."""
        law = province_law()
        gap = law.value("conditional-months", tranche.starts_on)
        period = Period(tranche.first_month, tranche.last_month, gap)
        return cls(
            programme, tranche, law, tranche_money(programme, tranche, law), with_law(programme.settings, law, tranche.starts_on), period
        )


def work_out(run_id: int) -> Outcome:
    """Assess everybody and choose, as the run says. Reads whatever the present role may see: whole-province work."""
    run = SelectionRun.objects.select_related("tranche").get(pk=run_id)
    programme = programme_by_id(run.programme_id)
    ground = Ground.of(programme, programme.tranche(run.tranche.code))
    people = people_of(ground, run.on)
    assessed = assess(people, ground.settings, ground.period.starts_on)
    figures = published_figures(ground.settings.quota, run.on)
    areas = areas_of(ground)
    line = line_up(assessed, ground.settings, run.seed, areas[-1])
    allotted = _allot(ground, areas, figures, people, line)
    result = choose(assessed, line, ground.settings, allotted)
    return Outcome(result, _facts(run, ground, figures, people, result, allotted, areas))


def people_of(ground: Ground, on: date) -> pl.DataFrame:
    """Everybody the registry lists, as the rules read them, with the record and envelope that tell of him."""
    held = population(on).rename({"review": "under_review"})
    spans = covered(ground.period.asked_from, ground.period.last.plus(1).first_day)
    listed = binding_workers(ground.period.first, ground.period.last)
    people = people_frame(held, spans, listed, period=ground.period, payer_kind=ground.programme.payer(ground.tranche.payer).kind)
    if ground.settings.household_cap is None:
        return people
    return people.with_columns(identifiers(people.select("record", "envelope"))["kk"].alias("household"))


def binding_workers(first: Month, last: Month, besides: int | None = None) -> set[int]:
    """Who is chosen, as known today, on a binding list (but `besides`) for one of these months in any programme."""
    lists = BeneficiaryList.objects.filter(
        status__in=BINDING, run__tranche__first_month__lte=str(last), run__tranche__last_month__gte=str(first)
    )
    runs = [run for list_id, run in lists.values_list("pk", "run_id") if list_id != besides]
    chosen = Entry.objects.filter(state=EntryState.CHOSEN, run_id__in=runs)
    return set(same_person(chosen.values_list("worker_id", flat=True)).values())


def published_figures(steps: Iterable[QuotaStep], on: date) -> dict[str, list[FigureRow]]:
    """The figures that the quota names, as known on the day. Raises `Refusal` figure-unknown."""
    codes = {code for step in steps for part in step.basis for code in (part.of, part.times)}
    return {code: figure_by_area(code, on) for code in sorted(codes - {"", *RESERVED_BASES})}


def areas_of(ground: Ground) -> list[list[str]]:
    """For every step of the quota, the codes of all places of its level inside the programme's area."""
    return [places(ground.programme.area, step.level)["code"].to_list() for step in ground.settings.quota]


def fractions(figures: Mapping[str, Sequence[FigureRow]]) -> dict[str, dict[str, Fraction]]:
    """The same figures as exact numbers by place."""
    return {code: {row.area: Fraction(row.value) for row in rows} for code, rows in figures.items()}


def by_area(villages: pl.Series, levels: Iterable[Level]) -> dict[str, int]:
    """How many of these villages' people live in each area of the levels."""
    counted: dict[str, int] = {}
    for level in levels:
        counted |= dict(villages.drop_nulls().str.head(int(level)).value_counts().iter_rows())
    return counted


def _allot(
    ground: Ground, areas: Sequence[Sequence[str]], figures: Mapping[str, Sequence[FigureRow]], people: pl.DataFrame, line: Line
) -> dict[str, AreaPlaces]:
    steps = ground.settings.quota
    levels = [step.level for step in steps]
    elsewhere = people.filter(pl.col("covered_months") > 0, pl.col("died_on").is_null())["village_code"]
    grounds = Grounds(fractions(figures), by_area(line.people["village_code"], levels), by_area(elsewhere, levels))
    return allot(ground.money.capacity, ground.programme.area, areas, steps, grounds, line.supply)


def _facts(
    run: SelectionRun,
    ground: Ground,
    figures: Mapping[str, Sequence[FigureRow]],
    people: pl.DataFrame,
    result: pl.DataFrame,
    allotted: Mapping[str, AreaPlaces],
    areas: Sequence[Sequence[str]],
) -> dict[str, Any]:
    """The columns of the run."""
    counts = dict(result["verdict"].value_counts().iter_rows())
    chosen = counts.get(Verdict.CHOSEN, 0)
    head = {
        "programme": ground.programme.code,
        "tranche": ground.tranche.code,
        "months": [str(ground.tranche.first_month), str(ground.tranche.last_month)],
        "prices_idr": ground.money.prices_idr,
        "capacity": ground.money.capacity,
        "seed": run.seed,
        "on": run.on.isoformat(),
    }
    used = {code: {row.area: str(row.value) for row in rows} for code, rows in figures.items()}
    settings = {"settings": ground.programme.settings_digest.hex(), "law": ground.law.digest, "figures": used}
    return {
        "inputs_digest": inputs_digest(people),
        "parameters_digest": parameters_digest(head | settings),
        "result_digest": result_digest(head, result),
        "assessed": result.height,
        "chosen": chosen,
        "reserve": counts.get(Verdict.RESERVE, 0),
        "capacity": ground.money.capacity,
        "unfilled": ground.money.capacity - chosen,
        "prices_idr": ground.money.prices_idr,
        "price_idr": ground.money.month_idr,
        "cost_idr": chosen * ground.money.person_idr,
        "quota": {"figures": _sources(figures), "areas": _places(allotted, result, areas[-1])},
    }


def _sources(figures: Mapping[str, Sequence[FigureRow]]) -> list[dict[str, str]]:
    told = {(code, row.as_of.isoformat(), row.source, row.speaker) for code, rows in figures.items() for row in rows}
    return [dict(zip(("code", "as_of", "source", "speaker"), each, strict=True)) for each in sorted(told)]


def _places(allotted: Mapping[str, AreaPlaces], result: pl.DataFrame, last: Sequence[str]) -> dict[str, dict[str, int | None]]:
    """Every quota area -> its places, and for those of the last step what came of them."""
    lines: dict[str, dict[str, int | None]] = {
        area: {"entitled": each.entitled, "places": each.places, "supply": each.supply} for area, each in allotted.items()
    }
    by_verdict = (
        result.filter(pl.col("quota_area").is_not_null())
        .group_by("quota_area")
        .agg(
            (pl.col("verdict") == Verdict.CHOSEN.value).sum().alias("chosen"),
            (pl.col("verdict") == Verdict.RESERVE.value).sum().alias("reserve"),
            pl.col("cut_off").max(),
        )
    )
    counted = {
        area: {"chosen": chosen, "reserve": reserve, "cut_off": cut_off} for area, chosen, reserve, cut_off in by_verdict.iter_rows()
    }
    for area in last:
        lines[area] |= counted.get(area, {"chosen": 0, "reserve": 0, "cut_off": None})
    return lines
