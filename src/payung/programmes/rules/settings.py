"""What a programme decides about people, as validated data: criteria, ranking, quota, reserve.

selection/rules is the only evaluator of what is read here. Whole numbers only: no fraction decides who is insured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from payung.core.areas import Level
from payung.core.exclusions import ExclusionKind
from payung.core.refusals import gettext_noop
from payung.law.contribution import PROGRAMMES
from payung.programmes.rules.reading import Node

MOST_STAGES = 8


class Kind(StrEnum):
    """What a field of a person holds."""

    WHOLE = "whole number"
    DAY = "day"
    YES_NO = "yes or no"
    CODE = "code"
    AREA = "place code"
    TEXT = "text"
    EXCLUSIONS = "kinds of exclusion"


# Every field that criteria, scores and set-asides may ask about.
FIELDS = {
    "age": Kind.WHOLE,  # completed years on the day cover starts
    "birth_date": Kind.DAY,
    "died_on": Kind.DAY,
    "nik_state": Kind.CODE,
    "sex": Kind.CODE,
    "village_code": Kind.AREA,
    "decile": Kind.WHOLE,
    "income_idr": Kind.WHOLE,
    "disability": Kind.YES_NO,
    "occupation": Kind.TEXT,
    "village_order": Kind.WHOLE,  # the place its village gave a person, from 1
    "under_review": Kind.YES_NO,  # a pair with this person waits for a clerk
    "covered_months": Kind.WHOLE,  # months of the tranche in which somebody else pays already
    "exclusions": Kind.EXCLUSIONS,  # what lists of exclusions say of a person on a day of the tranche
    "continues": Kind.YES_NO,  # cover paid by the same kind of payer ran until shortly before the first month
}


class Operator(StrEnum):
    """How a field is compared. Texts are compared without regard to case."""

    EQUALS = "equals"
    IN = "in"
    NOT_IN = "not-in"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    BELOW = "below"
    ABOVE = "above"
    INSIDE = "inside"
    KNOWN = "known"
    ABSENT = "absent"
    HOLDS = "holds"
    LACKS = "lacks"


_ORDERED = (Operator.AT_LEAST, Operator.AT_MOST, Operator.BELOW, Operator.ABOVE)
_WORDS = (Operator.EQUALS, Operator.IN, Operator.NOT_IN)
_ANY = (Operator.KNOWN, Operator.ABSENT)
OPERATORS = {
    Kind.WHOLE: (Operator.EQUALS, Operator.IN, Operator.NOT_IN, *_ORDERED, *_ANY),
    Kind.DAY: (*_ORDERED, *_ANY),
    Kind.YES_NO: (Operator.EQUALS, *_ANY),
    Kind.CODE: (*_WORDS, *_ANY),
    Kind.AREA: (*_WORDS, Operator.INSIDE, *_ANY),
    Kind.TEXT: (*_WORDS, *_ANY),
    Kind.EXCLUSIONS: (Operator.HOLDS, Operator.LACKS),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A question about one field. `law` names the law parameter that stands for `value` on the day cover starts.

    `unknown` is the answer for a person whose field is empty.
    """

    field: str
    operator: Operator
    value: Any = None
    law: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """What everybody must meet; who does not is told `reason`. `says` are the programme's own words for it, if any."""

    reason: str
    condition: Condition
    says: str = ""


@dataclass(frozen=True, slots=True)
class ScoreTerm:
    """Whole points: for a condition met, or by a table over the values of one field (`points`: value -> points)."""

    field: str
    points: tuple[tuple[str, int], ...] = ()
    condition: Condition | None = None
    worth: int = 0
    unknown: int = 0


class OrderKey(StrEnum):
    """By what people of one quota area are put in order, first key first. The seed decides what is left."""

    SCORE = "score"
    DECILE = "decile"
    INCOME = "income"
    OLDEST = "oldest"
    VILLAGE_ORDER = "village-order"
    SEED = "seed"


@dataclass(frozen=True, slots=True)
class Basis:
    """A part of what places are apportioned by. `of`: a published figure, or `eligible`, `equal`; `times`: a second figure.

    `share`: its weight among the parts, each part counting as its share of the whole.
    """

    of: str
    times: str = ""
    share: int = 1


class Method(StrEnum):
    """How exact shares become whole places."""

    LARGEST_REMAINDER = "largest-remainder"
    SAINTE_LAGUE = "sainte-lague"


@dataclass(frozen=True, slots=True)
class QuotaStep:
    """How places go from an area to its parts of `level`. Floor and ceiling: places each part has at least and at most.

    `net_of_covered`: what other payers already cover counts as if these places had been given.
    """

    level: Level
    basis: tuple[Basis, ...]
    method: Method = Method.LARGEST_REMAINDER
    floor: int = 0
    ceiling: int | None = None
    net_of_covered: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """At least `pct` percent of the places of each quota area go to people who meet the condition, as far as there are any."""

    code: str
    condition: Condition
    pct: int


class Unanswered(StrEnum):
    """How somebody is treated about whom a demanded round has no answer: as everybody, not at all, or at the end of the reserve."""

    KEEP = "keep"
    EXCLUDE = "exclude"
    RESERVE_LAST = "reserve-last"


@dataclass(frozen=True, slots=True)
class RoundDemand:
    """A kind of round (registry knows which there are) that must have asked about everybody."""

    kind: str
    unanswered: Unanswered


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides about people in one programme year."""

    insurance: tuple[str, ...]
    declared_income_idr: int
    criteria: tuple[Criterion, ...]
    score: tuple[ScoreTerm, ...]
    order: tuple[OrderKey, ...]
    quota: tuple[QuotaStep, ...]
    reserve_pct: int
    set_asides: tuple[SetAside, ...] = ()
    household_cap: int | None = None
    proposal_ceiling_pct: int = 100
    decisions_pct: int = 0  # of the places of a tranche, how many people an official may add or remove by decision
    approval_stages: int = 1
    rounds: tuple[RoundDemand, ...] = ()


_REQUIRED = ("insurance", "criteria", "ranking", "quota", "reserve_pct")
_OPTIONAL = ("declared_income_idr", "set_asides", "household_cap", "proposal_ceiling_pct", "decisions_pct", "approval_stages", "rounds")
SETTINGS_KEYS = (*_REQUIRED, *_OPTIONAL)
_WORDS_OF_LEVEL = {"regency": Level.REGENCY, "district": Level.DISTRICT, "village": Level.VILLAGE}
RESERVED_BASES = ("eligible", "equal")


def read_settings(content: dict[str, Any]) -> Settings:
    """The settings from plain data (YAML or JSON). Raises `Refusal` programme-invalid naming the place."""
    parts = Node(content, "").fields(_REQUIRED, _OPTIONAL)
    ranking = parts["ranking"].fields(("score", "order"))
    order = ranking["order"].each(lambda node: OrderKey(node.choice(tuple(OrderKey))), least=1)
    if order[-1] is not OrderKey.SEED or len(set(order)) != len(order):
        raise ranking["order"].wrong(gettext_noop("%(path)s must name each key once and end with seed, which decides between equals."))
    quota = parts["quota"].each(_quota_step, least=1)
    _check_quota(parts["quota"], quota, order)
    optional = {name: parts[name] for name in _OPTIONAL if name in parts and parts[name].value is not None}
    return Settings(
        insurance=parts["insurance"].each(lambda node: node.choice(PROGRAMMES), least=1),
        declared_income_idr=optional["declared_income_idr"].whole() if "declared_income_idr" in optional else 0,
        criteria=parts["criteria"].each(_criterion, least=1),
        score=ranking["score"].each(_score_term),
        order=order,
        quota=quota,
        reserve_pct=parts["reserve_pct"].whole(highest=100),
        set_asides=_set_asides(optional["set_asides"]) if "set_asides" in optional else (),
        household_cap=optional["household_cap"].whole(lowest=1, highest=20) if "household_cap" in optional else None,
        proposal_ceiling_pct=optional["proposal_ceiling_pct"].whole(lowest=100, highest=1000)
        if "proposal_ceiling_pct" in optional
        else 100,
        decisions_pct=optional["decisions_pct"].whole(highest=100) if "decisions_pct" in optional else 0,
        approval_stages=optional["approval_stages"].whole(lowest=1, highest=MOST_STAGES) if "approval_stages" in optional else 1,
        rounds=_rounds(optional["rounds"]) if "rounds" in optional else (),
    )


def _criterion(node: Node) -> Criterion:
    parts = node.fields(("reason", "field", "operator"), ("value", "law", "unknown", "says"))
    return Criterion(parts["reason"].code(), _condition(node, parts), parts["says"].text() if "says" in parts else "")


def _condition(node: Node, parts: dict[str, Node]) -> Condition:
    name = parts["field"].choice(tuple(FIELDS))
    operator = Operator(parts["operator"].choice(OPERATORS[FIELDS[name]]))
    unknown = parts["unknown"].yes_no() if "unknown" in parts else False
    if operator in _ANY:
        if "value" in parts or "law" in parts:
            raise node.wrong(gettext_noop("%(path)s: known and absent take no value."))
        return Condition(name, operator)
    if ("value" in parts) == ("law" in parts):
        raise node.wrong(gettext_noop("%(path)s needs either a value or the name of a law parameter."))
    if "law" in parts:
        return Condition(name, operator, law=parts["law"].code(), unknown=unknown)
    return Condition(name, operator, _value(parts["value"], FIELDS[name], operator), unknown=unknown)


def _value(node: Node, kind: Kind, operator: Operator) -> Any:
    if operator in (Operator.IN, Operator.NOT_IN):
        return node.each(lambda part: _single(part, kind), least=1)
    return _single(node, kind)


def _single(node: Node, kind: Kind) -> int | str | bool | date:
    if kind is Kind.WHOLE:
        return node.whole()
    if kind is Kind.DAY:
        return node.day()
    if kind is Kind.YES_NO:
        return node.yes_no()
    if kind is Kind.EXCLUSIONS:
        return node.choice(tuple(ExclusionKind))
    return node.area() if kind is Kind.AREA else node.text()


def _score_term(node: Node) -> ScoreTerm:
    parts = node.fields(("field", "points"), ("operator", "value", "law", "unknown"))
    name = parts["field"].choice(tuple(FIELDS))
    if "operator" in parts:
        condition = _condition(node, {key: part for key, part in parts.items() if key != "unknown"})
        return ScoreTerm(name, condition=condition, worth=parts["points"].whole(highest=1_000_000))
    if FIELDS[name] is Kind.EXCLUSIONS:
        raise node.wrong(gettext_noop("%(path)s: kinds of exclusion have no table of points. Ask with an operator: holds or lacks."))
    table = parts["points"].value
    if not isinstance(table, dict) or not table:
        raise parts["points"].wrong(gettext_noop("%(path)s must be whole points, or a table of values with whole points."))
    points = tuple(
        (str(key).lower(), Node(worth, f"{parts['points'].path}.{key}").whole(highest=1_000_000)) for key, worth in table.items()
    )
    return ScoreTerm(name, points=points, unknown=parts["unknown"].whole(highest=1_000_000) if "unknown" in parts else 0)


def _quota_step(node: Node) -> QuotaStep:
    parts = node.fields(("level", "basis"), ("method", "floor", "ceiling", "net_of_covered"))
    return QuotaStep(
        level=_WORDS_OF_LEVEL[parts["level"].choice(tuple(_WORDS_OF_LEVEL))],
        basis=parts["basis"].each(_basis, least=1),
        method=Method(parts["method"].choice(tuple(Method))) if "method" in parts else Method.LARGEST_REMAINDER,
        floor=parts["floor"].whole() if "floor" in parts else 0,
        ceiling=parts["ceiling"].whole() if "ceiling" in parts else None,
        net_of_covered=parts["net_of_covered"].yes_no() if "net_of_covered" in parts else False,
    )


def _basis(node: Node) -> Basis:
    parts = node.fields(("of",), ("times", "share"))
    share = parts["share"].whole(lowest=1, highest=1000) if "share" in parts else 1
    return Basis(parts["of"].code(), parts["times"].code() if "times" in parts else "", share)


def _check_quota(node: Node, steps: tuple[QuotaStep, ...], order: tuple[OrderKey, ...]) -> None:
    levels = [step.level for step in steps]
    if levels != sorted(set(levels)):
        raise node.wrong(gettext_noop("%(path)s must go downwards: regency, then district, then village."))
    if any(step.ceiling is not None and step.ceiling < step.floor for step in steps):
        raise node.wrong(gettext_noop("%(path)s has a ceiling below its floor."))
    if order[0] is OrderKey.VILLAGE_ORDER and levels[-1] is not Level.VILLAGE:
        message = gettext_noop(
            "%(path)s must go down to the village when the village's own order binds: the orders of two villages do not compare."
        )
        raise node.wrong(message)


def _set_asides(node: Node) -> tuple[SetAside, ...]:
    found = node.each(_set_aside)
    if sum(each.pct for each in found) > 100:
        raise node.wrong(gettext_noop("%(path)s sets aside more than all places."))
    if len({each.code for each in found}) != len(found):
        raise node.wrong(gettext_noop("%(path)s has the same code twice."))
    return found


def _set_aside(node: Node) -> SetAside:
    parts = node.fields(("code", "field", "operator", "pct"), ("value", "law", "unknown"))
    return SetAside(parts["code"].code(), _condition(node, parts), parts["pct"].whole(lowest=1, highest=100))


def _rounds(node: Node) -> tuple[RoundDemand, ...]:
    found = node.each(_round)
    if len({each.kind for each in found}) != len(found):
        raise node.wrong(gettext_noop("%(path)s demands one kind of round twice."))
    return found


def _round(node: Node) -> RoundDemand:
    parts = node.fields(("kind", "unanswered"))
    return RoundDemand(parts["kind"].code(), Unanswered(parts["unanswered"].choice(tuple(Unanswered))))
