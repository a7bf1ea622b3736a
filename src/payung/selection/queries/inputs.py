"""What a run reads, and what the rules make of it: nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl

from payung.core.areas import Level
from payung.core.calendar import Month
from payung.law.dated import Parameters
from payung.places.queries import FigureRow, figure_by_area, places
from payung.programmes.queries import Programme, TrancheMoney, TrancheRow, programme_by_id, province_law, tranche_money
from payung.programmes.queries.versions import version_id
from payung.programmes.rules.settings import RESERVED_BASES, QuotaStep, Settings
from payung.registry.queries.answers import round_states
from payung.registry.queries.coverage import coverage_counts, covered
from payung.registry.queries.exclusions import excluded
from payung.registry.queries.persons import same_person
from payung.registry.queries.workers import identifiers, population
from payung.selection.models import AmendedPlace, BeneficiaryList, Entry, SelectionRun
from payung.selection.queries.decisions import DecisionView, standing_decisions
from payung.selection.rules.answers import with_rounds
from payung.selection.rules.choice import choose, line_up
from payung.selection.rules.criteria import assess, with_law
from payung.selection.rules.digests import inputs_digest, parameters_digest, result_digest
from payung.selection.rules.facts import Known, Period, people_frame
from payung.selection.rules.fairness import by_regency
from payung.selection.rules.points import asked_facts
from payung.selection.rules.quota import AreaPlaces, Grounds, allot
from payung.selection.rules.statuses import AGREED, BINDING, EntryState, Verdict


@dataclass(frozen=True)
class Outcome:
    """What a run comes to: everybody with verdict and reasons (and the record and envelope to freeze), and the run's own facts."""

    result: pl.DataFrame
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """Everything a run rests on besides people: programme, tranche, law and money as they are now, and what quotas go by."""

    programme: Programme
    tranche: TrancheRow
    law: Parameters
    money: TrancheMoney
    settings: Settings
    period: Period
    areas: Sequence[Sequence[str]]  # for every step of the quota all place codes of its level
    figures: Mapping[str, Sequence[FigureRow]]
    covered: Mapping[str, int]  # people under cover when the months begin, where the quota is net of them
    decisions: Sequence[DecisionView]  # what officials decided of people for these months, the last word on each


@dataclass(frozen=True)
class Choice:
    """Everybody with his verdict, and the places of every quota area."""

    result: pl.DataFrame
    places: Mapping[str, AreaPlaces]


def ground(programme: Programme, tranche: TrancheRow, on: date, last_month: Month | None = None) -> Ground:
    """The ground under a run of this tranche on the day; `last_month`: for other months. Raises `Refusal` figure-unknown."""
    law = province_law()
    last = last_month or tranche.last_month
    settings = with_law(programme.settings, law, tranche.starts_on)
    return Ground(
        programme=programme,
        tranche=tranche,
        law=law,
        money=tranche_money(programme, tranche, law, last_month=last),
        settings=settings,
        period=Period(tranche.first_month, last, law.value("conditional-months", tranche.starts_on)),
        areas=[places(programme.area, step.level)["code"].to_list() for step in settings.quota],
        figures=_figures(settings.quota, on),
        covered=_covered(settings.quota, tranche.starts_on),
        decisions=standing_decisions(tranche.id),
    )


def work_out(run_id: int) -> Outcome:
    """Assess everybody and choose, as the run says. Reads whatever the present role may see: whole-province work."""
    run = SelectionRun.objects.select_related("tranche").get(pk=run_id)
    programme = programme_by_id(run.programme_id)
    under = ground(programme, programme.tranche(run.tranche.code), run.on)
    people = people_of(under, run.on)
    choice = chosen_from(people, under, run.seed, under.money.capacity)
    return Outcome(choice.result.with_columns(facts=asked_facts(under.settings)), _facts(run, under, people, choice))


def people_of(under: Ground, on: date) -> pl.DataFrame:
    """Everybody the registry lists, as the rules read them, with the record and envelope that tell of him."""
    held = population(on).rename({"review": "under_review"})
    spans = covered(under.period.asked_from, under.period.ends_on)
    last_day = under.period.ends_on - timedelta(days=1)
    known = Known(
        spans=spans,
        exclusions=excluded(under.period.starts_on, last_day),
        listed=binding_workers(under.period.first, under.period.last),
        decisions={each.worker: each.act for each in under.decisions},
    )
    people = people_frame(held, known, period=under.period, payer_kind=under.programme.payer(under.tranche.payer).kind)
    people = with_rounds(people, {each.kind: round_states(under.programme.id, each.kind, on) for each in under.settings.rounds})
    if under.settings.household_cap is None:
        return people
    return people.with_columns(identifiers(people.select("record", "envelope"))["kk"].alias("household"))


def chosen_from(people: pl.DataFrame, under: Ground, seed: int, capacity: int) -> Choice:
    """The rules over these people with so many places."""
    assessed = assess(people, under.settings, under.period.starts_on)
    line = line_up(assessed, under.settings, seed, under.areas[-1])
    levels = [step.level for step in under.settings.quota]
    grounds = Grounds(fractions(under.figures), by_area(line.people["village_code"], levels), under.covered)
    allotted = allot(capacity, under.programme.area, under.areas, under.settings.quota, grounds, line.supply)
    return Choice(choose(assessed, line, under.settings, allotted), allotted)


def binding_workers(first: Month, last: Month, besides: int | None = None) -> set[int]:
    """Who has a place, as known today and as amended, on a binding list (but `besides`) for one of these months in any programme."""
    lists = BeneficiaryList.objects.filter(
        status__in=BINDING, run__tranche__first_month__lte=str(last), run__tranche__last_month__gte=str(first)
    )
    runs = [run for list_id, run in lists.values_list("pk", "run_id") if list_id != besides]
    amended = AmendedPlace.objects.filter(amendment__beneficiary_list__run_id__in=runs, amendment__status__in=AGREED)
    chosen = Entry.objects.filter(state=EntryState.CHOSEN, run_id__in=runs).exclude(pk__in=amended.values("leaves_id"))
    entered = amended.exclude(enters_id__in=amended.values("leaves_id")).values_list("enters__worker_id", flat=True)
    return set(same_person([*chosen.values_list("worker_id", flat=True), *entered]).values())


def fractions(figures: Mapping[str, Sequence[FigureRow]]) -> dict[str, dict[str, Fraction]]:
    """The same figures as exact numbers by place."""
    return {code: {row.area: Fraction(row.value) for row in rows} for code, rows in figures.items()}


def by_area(villages: pl.Series, levels: Iterable[Level]) -> dict[str, int]:
    """How many of these villages' people live in each area of the levels."""
    counted: dict[str, int] = {}
    for level in levels:
        counted |= dict(villages.drop_nulls().str.head(int(level)).value_counts().iter_rows())
    return counted


def _figures(steps: Iterable[QuotaStep], on: date) -> dict[str, list[FigureRow]]:
    codes = {code for step in steps for part in step.basis for code in (part.of, part.times)}
    return {code: figure_by_area(code, on) for code in sorted(codes - {"", *RESERVED_BASES})}


def _covered(steps: Iterable[QuotaStep], on: date) -> dict[str, int]:
    counted: dict[str, int] = {}
    for step in steps:
        if step.net_of_covered:
            counted |= dict(coverage_counts(on, step.level).iter_rows())
    return counted


def _facts(run: SelectionRun, under: Ground, people: pl.DataFrame, choice: Choice) -> dict[str, Any]:
    """The columns of the run."""
    counts = dict(choice.result["verdict"].value_counts().iter_rows())
    chosen = counts.get(Verdict.CHOSEN, 0)
    head = {
        "programme": under.programme.code,
        "tranche": under.tranche.code,
        "months": [str(under.period.first), str(under.period.last)],
        "prices_idr": under.money.prices_idr,
        "capacity": under.money.capacity,
        "seed": run.seed,
        "on": run.on.isoformat(),
    }
    return {
        "programme_version_id": version_id(under.programme.id, under.programme.version),
        "inputs_digest": inputs_digest(people),
        "parameters_digest": parameters_digest(head | _parameters(under)),
        "result_digest": result_digest(head, choice.result),
        "assessed": choice.result.height,
        "chosen": chosen,
        "reserve": counts.get(Verdict.RESERVE, 0),
        "capacity": under.money.capacity,
        "unfilled": under.money.capacity - chosen,
        "prices_idr": under.money.prices_idr,
        "price_idr": under.money.month_idr,
        "cost_idr": chosen * under.money.person_idr,
        "quota": {"figures": _sources(under.figures), "areas": _lines(choice, [step.level for step in under.settings.quota])},
        "decisions": [each.id for each in under.decisions],
        "fairness": by_regency(choice.result, dict(places(level=Level.VILLAGE).select("code", "kind").iter_rows())),
    }


def _parameters(under: Ground) -> dict[str, Any]:
    """What besides the head and the people decides: settings, law, figures, cover that quotas are net of."""
    figures = {code: {row.area: str(row.value) for row in rows} for code, rows in under.figures.items()}
    settings = under.programme.settings_digest.hex()
    return {"settings": settings, "law": under.law.digest, "figures": figures, "covered": dict(under.covered)}


def _sources(figures: Mapping[str, Sequence[FigureRow]]) -> list[dict[str, str]]:
    told = {(code, row.as_of.isoformat(), row.source, row.speaker) for code, rows in figures.items() for row in rows}
    return [dict(zip(("code", "as_of", "source", "speaker"), each, strict=True)) for each in sorted(told)]


def _lines(choice: Choice, levels: Sequence[Level]) -> dict[str, dict[str, int | None]]:
    """Every quota area -> its places and what came of them; the cut-off where people compete."""
    competing = choice.result.filter(pl.col("quota_area").is_not_null())
    counted: dict[str, dict[str, int | None]] = {}
    for level in levels:
        by_verdict = competing.group_by(pl.col("quota_area").str.head(int(level)).alias("area")).agg(
            (pl.col("verdict") == Verdict.CHOSEN.value).sum().alias("chosen"),
            (pl.col("verdict") == Verdict.RESERVE.value).sum().alias("reserve"),
            pl.col("cut_off").max() if level == levels[-1] else pl.lit(None, pl.Int64).alias("cut_off"),
        )
        for area, chosen, reserve, cut_off in by_verdict.iter_rows():
            counted[area] = {"chosen": chosen, "reserve": reserve, "cut_off": cut_off}
    nobody: dict[str, int | None] = {"chosen": 0, "reserve": 0, "cut_off": None}
    return {
        area: {"entitled": each.entitled, "places": each.places, "supply": each.supply, **counted.get(area, nobody)}
        for area, each in choice.places.items()
    }
