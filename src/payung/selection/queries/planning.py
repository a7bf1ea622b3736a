"""Before anybody is selected: what the money buys over how many months, and quotas from statistics alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from payung.core.calendar import Month
from payung.core.figures import day
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.scope import current_actor
from payung.governance.rules.access import check_area
from payung.places.queries import places
from payung.programmes.queries import Programme, TrancheRow, programme
from payung.programmes.rules.money import people_for
from payung.selection.queries.inputs import chosen_from, fractions, ground, people_of
from payung.selection.rules.quota import Grounds, allot
from payung.selection.rules.statuses import Verdict

_PLAN_SEED = 1  # the lot changes who, not how many
_ALL_PEOPLE = 10**9


@dataclass(frozen=True)
class Scenario:
    """What a payer's money buys when it pays so many months: people, their cost, and what would become of those listed today.

    `chosen`: how many of the listed would be chosen. `lapse`: living people whose cover by this kind of payer runs until shortly
    before the first month and who would not be chosen. `beyond_year`: the months run past the programme's year, whose
    money cannot pay them.
    """

    payer: str
    tranche: str
    months: int
    people: int
    cost_idr: int
    chosen: int
    lapse: int
    beyond_year: bool


@dataclass(frozen=True)
class Proposal:
    """What a tranche asks of its areas before any list exists.

    areas: area, name, places, ceiling (people that may be proposed), deadline_on, for the last step of the quota. sources: who published
    the figures that places go by, and as of when.
    """

    programme: Programme
    tranche: TrancheRow
    areas: pl.DataFrame
    sources: tuple[str, ...]


def plan(code: str, *, on: date, months: Sequence[int] = (), payer: str | None = None) -> list[Scenario]:
    """Scenarios heads × months for every tranche (of one payer), with the money that is not bound yet; without `months` as planned.

    The tranche's own number of people is no limit here. Raises `Refusal` unknown-programme, unknown-payer, or outside-area for a
    posting that sees a part of the programme's people only.
    """
    held = programme(code)
    actor = current_actor()
    if actor is not None:
        check_area(actor, held.area)
    if payer is not None and payer not in [each.code for each in held.payers]:
        message = gettext_noop("The programme has no payer %(payer)s. Use one of: %(known)s.")
        raise Refusal("unknown-payer", message, payer=payer, known=", ".join(each.code for each in held.payers))
    tranches = [each for each in held.tranches if payer in (None, each.payer)]
    return [_scenario(held, each, count, on) for each in tranches for count in (months or (each.months,))]


def proposal_quotas(code: str, *, on: date, tranche: str | None = None) -> pl.DataFrame:
    """What each area may propose before any list exists (`Proposal.areas`). Raises `Refusal` as `proposal`."""
    return proposal(code, on=on, tranche=tranche).areas


def proposal(code: str, *, on: date, tranche: str | None = None, people: int | None = None) -> Proposal:
    """What a tranche (without a code the first) asks of its areas.

    Places by the programme's quota rule from statistics, as many as the money that is not bound buys unless `people` says how many; the ceiling is its proposal share of them, rounded up. Raises
    `Refusal` unknown-programme, unknown-tranche or quota-floors-exceed.
    """
    held = programme(code)
    asked = held.tranche(tranche) if tranche else held.tranches[0]
    under = ground(held, asked, on)
    grounds = Grounds(fractions(under.figures), {}, under.covered)
    capacity = under.money.capacity if people is None else people
    supply = dict.fromkeys(under.areas[-1], capacity)
    allotted = allot(capacity, held.area, under.areas, held.settings.quota, grounds, supply)
    share = held.settings.proposal_ceiling_pct
    rows = [(area, allotted[area].places, (allotted[area].places * share + 99) // 100) for area in under.areas[-1]]
    frame = pl.DataFrame(rows, schema={"area": pl.String, "places": pl.Int64, "ceiling": pl.Int64}, orient="row")
    names = places(held.area).select(pl.col("code").alias("area"), "name")
    areas = frame.join(names, on="area", how="left", maintain_order="left").select("area", "name", "places", "ceiling")
    told = {f"{row.speaker}, {day(row.as_of)}" for rows in under.figures.values() for row in rows}
    return Proposal(held, asked, areas.with_columns(deadline_on=pl.lit(asked.deadline_on)), tuple(sorted(told)))


def _scenario(held: Programme, tranche: TrancheRow, months: int, on: date) -> Scenario:
    last = tranche.first_month.plus(months - 1)
    under = ground(held, tranche, on, last)
    people = people_for(under.money.available_idr, under.money.prices_idr, _ALL_PEOPLE)
    result = chosen_from(people_of(under, on), under, _PLAN_SEED, people).result
    chosen = result["verdict"] == Verdict.CHOSEN.value
    return Scenario(
        payer=tranche.payer,
        tranche=tranche.code,
        months=months,
        people=people,
        cost_idr=people * under.money.person_idr,
        chosen=int(chosen.sum()),
        lapse=int((result["continues"] & result["died_on"].is_null() & ~chosen).sum()),
        beyond_year=last > Month(held.year, 12),
    )
