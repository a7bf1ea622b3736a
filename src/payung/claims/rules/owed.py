"""What a family is owed as far as is known: a range with its conditions until two people have judged what happened. The agency decides.

The calculators are those of `payung.law`, handed in; this module only builds their cases and says what is not known yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from payung.claims.rules.statuses import Cause, ClaimKind
from payung.core.refusals import gettext_noop

Calculate = Callable[[Mapping[str, Any]], Mapping[str, Any]]

CONDITIONS = {
    "cause-unknown": gettext_noop("Whether it was at work or not is not judged yet."),
    "cause-unconfirmed": gettext_noop("What happened was judged by one person; a second one confirms it."),
    "months-unknown": gettext_noop("How many months were paid is not known."),
    "base-unknown": gettext_noop("The declared income is not known; the lowest one is taken."),
    "outcome-unknown": gettext_noop("What remains of the accident is not known yet: only the doctor's conclusion says."),
    "no-amount": gettext_noop("What is owed cannot be calculated yet."),
}
"""What an amount depends on, by code."""


@dataclass(frozen=True, slots=True)
class Insured:
    """What is known of the worker's cover: member since, months paid until the event (None: not known), and the base of his declared income.

    `base_known`: the base is his own; else it is the lowest that the law has.
    """

    member_since: date
    months_paid: int | None
    base_idr: int
    base_known: bool


@dataclass(frozen=True)
class Item:
    """One part of an amount with its article; `means` says which of the possible causes it belongs to."""

    code: str
    amount_idr: int
    article: str
    means: str


@dataclass(frozen=True)
class Owed:
    """From `lowest_idr` to `highest_idr` (None: cannot be said), under `conditions` (codes of CONDITIONS), with `items` and the law's own notes.

    `settled`: one amount, judged by two people.
    """

    lowest_idr: int | None
    highest_idr: int | None
    conditions: tuple[str, ...]
    items: tuple[Item, ...]
    notes: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing is left open."""
        return not self.conditions and self.lowest_idr is not None


def owed(
    calculate: Calculate,
    *,
    kind: ClaimKind | str,
    cause: Cause | str,
    confirmed: bool,
    event_on: date,
    insured: Insured,
    children: Sequence[Mapping[str, Any]] = (),
    facts: Mapping[str, Any] | None = None,
) -> Owed:
    """What is owed for an event. `calculate` answers one case of `payung law calculate`; `facts` are further keys of the case.

    Of a death whose cause is not judged both readings are calculated, and the months that are not known are taken as one and as enough.
    """
    conditions = []
    causes = [Cause(cause)]
    if Cause(cause) is Cause.UNKNOWN:
        causes = [Cause.NATURAL, Cause.WORK_DEATH]
        conditions.append("cause-unknown")
    elif not confirmed:
        conditions.append("cause-unconfirmed")
    if insured.months_paid is None and Cause.NATURAL in causes:
        conditions.append("months-unknown")
    if not insured.base_known and (Cause.WORK_DEATH in causes or kind == ClaimKind.JKK):
        conditions.append("base-unknown")
    if causes == [Cause.WORK_ACCIDENT] and not (facts or {}).get("outcome"):
        conditions.append("outcome-unknown")
    answers = [(means, calculate(case)) for means, case in _cases(causes, kind, event_on, insured, children, facts or {})]
    sound = [(means, each) for means, each in answers if "error" not in each]
    if not sound or len(sound) < len(answers):
        conditions.append("no-amount")
    totals = [int(each["total_idr"]) for _, each in sound]
    items = tuple(Item(item["code"], item["amount_idr"], item["article"], means) for means, each in sound for item in each["items"])
    notes = tuple(dict.fromkeys(note for _, each in sound for note in each["notes"]))
    return Owed(min(totals, default=None), max(totals, default=None), tuple(conditions), items, notes)


def _cases(
    causes: Sequence[Cause],
    kind: ClaimKind | str,
    on: date,
    insured: Insured,
    children: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
) -> list[tuple[str, dict[str, Any]]]:
    day, since = on.isoformat(), insured.member_since.isoformat()
    if kind == ClaimKind.JHT:
        return [("jht", {"benefit": "jht", "on": day, "member_since": since, **facts})]
    if kind == ClaimKind.SCHOLARSHIP:
        return [
            (
                "scholarship",
                {"benefit": "scholarship", "on": day, "member_since": since, "children": list(children), "cause": "jkm", **facts},
            )
        ]
    cases: list[tuple[str, dict[str, Any]]] = []
    for cause in causes:
        if cause is Cause.NATURAL:
            months = (insured.months_paid,) if insured.months_paid is not None else (1, 600)
            told: dict[str, Any] = {"benefit": "jkm", "on": day, "member_since": since, "children": list(children)}
            cases += [("natural", told | {"contribution_months": each}) for each in dict.fromkeys(months)]
        else:
            outcome = "death" if cause is Cause.WORK_DEATH else facts.get("outcome", "recovered")
            death: dict[str, Any] = {"benefit": "jkk", "on": day, "outcome": outcome, "base_idr": insured.base_idr}
            more = {name: value for name, value in facts.items() if name not in {"outcome", "base_idr"}}
            cases.append((str(cause), death | ({"children": list(children)} if outcome in {"death", "total"} else {}) | more))
    return cases
