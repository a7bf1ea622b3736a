"""The answer at the counter: where one person stands, why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payung.core.calendar import Month
from payung.enrolment.queries.of_person import EnrolmentStep, enrolments_of_entries
from payung.law.contribution import contribution
from payung.places.queries import place_names
from payung.programmes.queries import Programme, all_programmes, province_law
from payung.registry.queries.exclusions import ExclusionView, exclusions_of
from payung.registry.queries.finding import records_with_number
from payung.registry.queries.people import PersonView, SpanLine, person
from payung.selection.queries.of_person import RunOutcome, outcomes_of_person


@dataclass(frozen=True)
class NextRound:
    """The next list that takes proposals: its programme and tranche, and the last day for them."""

    programme: str
    tranche: str
    deadline_on: date


@dataclass(frozen=True)
class CounterAnswer:
    """What a citizen is told of himself. No identifier is in it.

    standing: covered, enrolled (accepted by BPJS, not paid yet), decreed, chosen, reserve, outside-quota, not-eligible, not-assessed or died.
    outcome: what the newest run says of him; checked: what was looked at. nik_sound: whether the NIK can be used. self_pay_idr: what he
    would pay a month himself today; records: those that make him.
    """

    on: date
    worker: int
    records: tuple[int, ...]
    name: str
    birth_date: date | None
    village: str
    regency: str
    standing: str
    outcome: RunOutcome | None
    enrolment: EnrolmentStep | None
    covered: SpanLine | None
    exclusions: tuple[ExclusionView, ...]
    lists: int
    nik_state: str
    verified: bool
    self_pay_idr: int
    insurances: tuple[str, ...]
    next_round: NextRound | None


def answer_for(worker: int, on: date) -> CounterAnswer:
    """The answer about one worker inside the present scope. Raises `Refusal` no-such-object."""
    held = person(worker)
    told = held.told
    outcomes = outcomes_of_person([each.record for each in held.records], most=1)
    outcome = outcomes[0] if outcomes else None
    steps = enrolments_of_entries([outcome.entry]) if outcome and outcome.entry else []
    covered = next((each for each in reversed(held.spans) if each.starts_on <= on and (each.ends_on is None or each.ends_on > on)), None)
    insurances = outcome.insurances if outcome else ("jkk", "jkm")
    programmes = all_programmes()
    income = outcome.declared_income_idr if outcome else min(each.settings.declared_income_idr for each in programmes)
    names = place_names([told.village_code, told.village_code[:4]])
    return CounterAnswer(
        on=on,
        worker=held.worker,
        records=tuple(each.record for each in held.records),
        name=told.name,
        birth_date=told.birth_date,
        village=names.get(told.village_code, ""),
        regency=names.get(told.village_code[:4], ""),
        standing=_standing(held, outcome, steps[-1] if steps else None, covered),
        outcome=outcome,
        enrolment=steps[-1] if steps else None,
        covered=covered,
        exclusions=tuple(
            each for each in exclusions_of(held.worker) if each.starts_on <= on and (each.ends_on is None or each.ends_on > on)
        ),
        lists=sum(each.row is not None and each.stands for each in held.records),
        nik_state=told.nik_state,
        verified=held.verified,
        self_pay_idr=_self_pay_idr(on, income, insurances),
        insurances=insurances,
        next_round=_next_round(programmes, on),
    )


def answer_for_nik(nik: str, on: date) -> CounterAnswer | None:
    """The same for whoever has exactly this NIK; None when nobody here has it."""
    records = records_with_number("nik", nik)
    return answer_for(records[0], on) if records else None


def _self_pay_idr(on: date, declared_income_idr: int, insurances: tuple[str, ...]) -> int:
    """What a worker pays a month himself, by the law of that month."""
    month = Month.of(on)
    return contribution(province_law(), month=month, declared_income_idr=declared_income_idr, programmes=insurances, payer="self").total_idr


def _standing(held: PersonView, outcome: RunOutcome | None, step: EnrolmentStep | None, covered: SpanLine | None) -> str:
    if any(each.died_on for each in held.records):
        return "died"
    if covered is not None:
        return "covered"
    if step is not None and step.status == "accepted":
        return "enrolled"
    if outcome is None:
        return "not-assessed"
    if outcome.verdict == "chosen" and outcome.listed and outcome.listed.status == "decreed":
        return "decreed"
    return outcome.verdict


def _next_round(programmes: Sequence[Programme], on: date) -> NextRound | None:
    coming = [NextRound(held.code, each.code, each.deadline_on) for held in programmes for each in held.tranches if each.deadline_on >= on]
    return min(coming, key=lambda each: each.deadline_on, default=None)
