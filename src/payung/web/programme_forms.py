"""The parts of a programme file as forms, and forms as parts of a programme file. The name of every control is the place in the file.

What is typed is only brought into form here (numbers, lists, yes and no); whether it is right the rules of the file say, and the place
that they name is the control that is marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from payung.programmes.rules.settings import FIELDS as FACT_KINDS
from payung.programmes.rules.settings import Kind, Method, Operator, OrderKey, Unanswered
from payung.web.programme_words import CHOICES, FACTS, FIELDS, OPERATORS, PARTS, said

_YES = {"yes", "ya", "true", "y"}
_NO = {"no", "tidak", "false", "t"}
_BLANKS = 2
_BASES = 3
_WORDY = ("text", "list", "value", "points", "code", "area")


@dataclass(frozen=True, slots=True)
class Cell:
    """One control of a line: its key in the file, how it is typed, what may be chosen. A tick that is off is left out of the file."""

    key: str
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A control as the page draws it. `name` is the place in the file."""

    name: str
    label: str
    kind: str
    value: Any
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    wrong: bool = False

    @property
    def id(self) -> str:
        """A name that may stand in a page."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list; one without `number` is empty and waits for a new entry."""

    number: int
    title: str
    controls: Sequence[Control]
    new: bool = False

    @property
    def gone(self) -> str:
        """The name of the tick that takes the line out."""
        return self.controls[0].name.rpartition(".")[0] + ".gone"


@dataclass(frozen=True)
class Group:
    """Controls that stand together: a list of lines, or single controls."""

    title: str
    hint: str = ""
    lines: Sequence[Line] = ()
    heads: Sequence[str] = ()
    singles: Sequence[Control] = ()


@dataclass(frozen=True)
class Form:
    """One part of a programme as a form."""

    part: str
    groups: Sequence[Group]
    previewed: bool = False
    ticked: Sequence[tuple[str, str, bool]] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """The name of the part."""
        return said(PARTS, self.part)


@dataclass(frozen=True)
class Vocabulary:
    """What may be chosen from, besides what the rules of the file know themselves."""

    payers: Sequence[tuple[str, str]]
    laws: Sequence[str]
    figures: Sequence[str]
    rounds: Sequence[tuple[str, str]]
    instruments: Sequence[tuple[str, str]]


PREVIEWED = ("basics", "criteria", "ranking", "quota", "set_asides", "rounds")
"""Parts that decide about people: their effect can be counted before they are kept."""
_BASICS = (
    Cell("name"),
    Cell("declared_income_idr", "whole"),
    Cell("reserve_pct", "whole"),
    Cell("household_cap", "whole"),
    Cell("proposal_ceiling_pct", "whole"),
    Cell("decisions_pct", "whole"),
    Cell("approval_stages", "whole"),
)


def form_of(part: str, content: Mapping[str, Any], words: Vocabulary, wrong: str = "") -> Form:
    """The form of a part, filled from the content of a programme file; `wrong`: the place that was refused."""
    groups = {
        "basics": _basics,
        "ranking": _ranking,
        "quota": _quota,
        "rounds": _rounds,
        "instruments": lambda *_given: [],
    }.get(part)
    built = groups(content, words, wrong) if groups else [_listed(part, part, content.get(part) or [], _cells(part, words), wrong)]
    ticked: list[tuple[str, str, bool]] = []
    if part == "instruments":
        here = {each["code"] for each in content["instruments"]}
        ticked = [(code, title, code in here) for code, title in words.instruments]
    return Form(part, built, part in PREVIEWED, ticked)


def content_from(part: str, typed: Mapping[str, str], words: Vocabulary, instruments: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The top-level keys of a programme file that the form of a part changes."""
    if part == "basics":
        single = {cell.key: _typed(cell, typed.get(cell.key, "")) for cell in _BASICS}
        return {**single, "insurance": [each for each in ("jkk", "jkm", "jht") if typed.get(f"insurance.{each}")]}
    if part == "ranking":
        order = [typed[f"ranking.order[{place}]"] for place in range(1, len(OrderKey) + 1) if typed.get(f"ranking.order[{place}]")]
        return {"ranking": {"score": _lines_from("ranking.score", typed, _cells("ranking.score", words)), "order": order}}
    if part == "quota":
        return {"quota": _quota_from(typed, words)}
    if part == "rounds":
        chosen = [(code, typed.get(f"rounds.{code}", "")) for code, _title in words.rounds]
        return {"rounds": [{"kind": code, "unanswered": how} for code, how in chosen if how] or None}
    if part == "instruments":
        return {"instruments": [dict(each) for each in instruments if typed.get(f"instruments.{each['code']}")]}
    lines = _lines_from(part, typed, _cells(part, words))
    return {part: lines or (None if part == "set_asides" else [])}


def _cells(part: str, words: Vocabulary) -> Sequence[Cell]:
    facts = [(code, said(FACTS, code)) for code in FACT_KINDS]
    operators = [(each.value, said(OPERATORS, each.value)) for each in Operator]
    laws = [("", "–"), *((name, name) for name in words.laws)]
    condition = (Cell("field", "choice", facts), Cell("operator", "choice", operators), Cell("value", "value"), Cell("law", "choice", laws))
    versions = [(each, said(CHOICES, each)) for each in ("original", "shift", "revised")]
    return {
        "criteria": (Cell("reason", "code"), *condition, Cell("unknown", "tick"), Cell("says")),
        "set_asides": (Cell("code", "code"), *condition, Cell("unknown", "tick"), Cell("pct", "whole")),
        "ranking.score": (
            condition[0],
            Cell("operator", "choice", [("", "–"), *operators]),
            *condition[2:],
            Cell("points", "points"),
            Cell("unknown", "whole"),
        ),
        "payers": (
            Cell("code", "code"),
            Cell("name"),
            Cell("kind", "choice", [(each, said(CHOICES, each)) for each in ("apbd", "apbn", "self", "employer")]),
            Cell("area", "area"),
        ),
        "budget": (
            Cell("payer", "choice", words.payers),
            Cell("account", "code"),
            Cell("account_name"),
            Cell("insurance", "choice", [(each, each.upper()) for each in ("jkk", "jkm", "jht")]),
            Cell("version", "choice", versions),
            Cell("amount_idr", "whole"),
        ),
        "tranches": (
            Cell("code", "code"),
            Cell("payer", "choice", words.payers),
            Cell("first_month", "month"),
            Cell("last_month", "month"),
            Cell("people", "whole"),
            Cell("deadline_on", "day"),
        ),
        "quota": (
            Cell("level", "choice", [(each, said(CHOICES, each)) for each in ("regency", "district", "village")]),
            Cell("method", "choice", [(each.value, said(CHOICES, each.value)) for each in Method]),
            Cell("floor", "whole"),
            Cell("ceiling", "whole"),
            Cell("net_of_covered", "tick"),
        ),
    }[part]


def _basics(content: Mapping[str, Any], _words: Vocabulary, wrong: str) -> list[Group]:
    singles = [_control(cell.key, cell, content.get(cell.key), wrong) for cell in _BASICS]
    insured = [
        Control(f"insurance.{each}", each.upper(), "tick", each in content["insurance"], wrong=wrong.startswith("insurance"))
        for each in ("jkk", "jkm", "jht")
    ]
    return [Group("", singles=singles), Group(_("Insurance"), singles=insured)]


def _ranking(content: Mapping[str, Any], words: Vocabulary, wrong: str) -> list[Group]:
    ranking = content["ranking"]
    keys = [("", "–"), *((each.value, said(CHOICES, each.value)) for each in OrderKey)]
    order = [*ranking["order"], *[""] * len(OrderKey)][: len(OrderKey)]
    places = [
        Control(
            f"ranking.order[{place}]",
            _("Place %(number)s") % {"number": place},
            "choice",
            value,
            keys,
            wrong=wrong.startswith("ranking.order"),
        )
        for place, value in enumerate(order, 1)
    ]
    hint = _("Points are whole numbers: one number for a condition that is met, or a table like 1: 10, 2: 9 for the values of the fact.")
    score = _listed(_("Points"), "ranking.score", ranking["score"], _cells("ranking.score", words), wrong, hint)
    return [score, Group(_("Order"), _("The lot by the published seed stands last and decides between equals."), singles=places)]


def _quota(content: Mapping[str, Any], words: Vocabulary, wrong: str) -> list[Group]:
    groups = []
    steps = [*content["quota"], {}]
    for number, step in enumerate(steps, 1):
        path = f"quota[{number}]"
        singles = [_control(f"{path}.{cell.key}", cell, step.get(cell.key), wrong) for cell in _cells("quota", words)]
        for place in range(1, _BASES + 1):
            basis = (step.get("basis") or [])[place - 1 : place]
            held = basis[0] if basis else {}
            singles += [
                _control(f"{path}.basis[{place}].{cell.key}", cell, held.get(cell.key), wrong, str(place)) for cell in _basis_cells(words)
            ]
        title = _("Step %(number)s") % {"number": number} if step else _("One more step (leave empty for none)")
        groups.append(
            Group(
                title, "" if number > 1 else _("Places go downwards: to regencies, then to districts, then to villages."), singles=singles
            )
        )
    return groups


def _basis_cells(words: Vocabulary) -> tuple[Cell, ...]:
    figures = [("", "–"), *((each, each) for each in words.figures)]
    own = [(each, said(CHOICES, each)) for each in ("eligible", "equal")]
    return (Cell("of", "choice", [*figures, *own]), Cell("times", "choice", figures), Cell("share", "whole"))


def _quota_from(typed: Mapping[str, str], words: Vocabulary) -> list[dict[str, Any]]:
    steps = []
    for number in range(1, _most("quota", typed) + 1):
        path = f"quota[{number}]"
        basis = []
        for place in range(1, _BASES + 1):
            held = {cell.key: _typed(cell, typed.get(f"{path}.basis[{place}].{cell.key}", "")) for cell in _basis_cells(words)}
            if held["of"]:
                basis.append(_without_empty(held))
        step = _without_empty({cell.key: _typed(cell, typed.get(f"{path}.{cell.key}", "")) for cell in _cells("quota", words)})
        if basis:
            steps.append({**step, "basis": basis})
    return steps


def _rounds(content: Mapping[str, Any], words: Vocabulary, wrong: str) -> list[Group]:
    held = {each["kind"]: each["unanswered"] for each in content.get("rounds") or []}
    ways = [("", _("not demanded")), *((each.value, said(CHOICES, each.value)) for each in Unanswered)]
    singles = [
        Control(f"rounds.{code}", title, "choice", held.get(code, ""), ways, wrong=wrong.startswith("rounds"))
        for code, title in words.rounds
    ]
    hint = _("A round that is demanded must have asked about everybody before the selection. Say what becomes of those without an answer.")
    return [Group("", hint, singles=singles)]


def _listed(title: str, path: str, held: Sequence[Mapping[str, Any]], cells: Sequence[Cell], wrong: str, hint: str = "") -> Group:
    lines = []
    for number, line in enumerate([*held, *[{}] * _BLANKS], 1):
        controls = [_control(f"{path}[{number}].{cell.key}", cell, line.get(cell.key), wrong) for cell in cells]
        new = number > len(held)
        name = _("New line") if new else _("Line %(number)s") % {"number": number}
        lines.append(Line(number, name, controls, new))
    shown = said(PARTS, title) if title in PARTS else title
    return Group(shown, hint, lines=lines, heads=[said(FIELDS, cell.key) for cell in cells])


def _control(name: str, cell: Cell, value: Any, wrong: str, which: str = "") -> Control:
    label = said(FIELDS, cell.key) + (f" {which}" if which else "")
    marked = bool(wrong) and (name == wrong or name.startswith((f"{wrong}.", f"{wrong}[")) or wrong.startswith(f"{name}."))
    return Control(name, label, cell.kind, _shown(cell, value), cell.choices, cell.hint, marked)


def _shown(cell: Cell, value: Any) -> Any:
    if cell.kind == "tick":
        return bool(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {worth}" for key, worth in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return value


def _lines_from(path: str, typed: Mapping[str, str], cells: Sequence[Cell]) -> list[dict[str, Any]]:
    lines = []
    for number in range(1, _most(path, typed) + 1):
        start = f"{path}[{number}]"
        given = {cell.key: typed.get(f"{start}.{cell.key}", "") for cell in cells}
        begun = any(given[cell.key].strip() for cell in cells if cell.kind in (*_WORDY, "whole", "month", "day"))
        if begun and not typed.get(f"{start}.gone"):
            line = {cell.key: _typed(cell, given[cell.key], given) for cell in cells}
            lines.append(_without_empty(line))
    return lines


def _most(path: str, typed: Mapping[str, str]) -> int:
    """The highest number of a line that was typed."""
    start = re.compile(re.escape(path) + r"\[(\d{1,4})\]")
    return max((int(found[1]) for name in typed if (found := start.match(name))), default=0)


def _without_empty(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in line.items() if value not in ("", None) and value is not False or (key == "value" and value is False)
    }


def _typed(cell: Cell, text: str, line: Mapping[str, str] | None = None) -> Any:
    """What was typed in the form of the file; a text that has not the form stays as it is, and is refused with its place."""
    text = text.strip()
    if cell.kind == "tick":
        return bool(text)
    if not text:
        return None
    if cell.kind == "whole":
        return _whole(text)
    if cell.kind == "points":
        return _points(text)
    if cell.kind == "value" and line is not None:
        return _value(text, FACT_KINDS.get(line.get("field", ""), Kind.TEXT), line.get("operator", ""))
    return text


def _value(text: str, kind: Kind, operator: str) -> Any:
    if operator in (Operator.IN, Operator.NOT_IN):
        return [_single(part.strip(), kind) for part in text.split(",") if part.strip()]
    return _single(text, kind)


def _single(text: str, kind: Kind) -> Any:
    if kind is Kind.WHOLE:
        return _whole(text)
    if kind is Kind.YES_NO and text.lower() in _YES | _NO:
        return text.lower() in _YES
    return text


def _points(text: str) -> Any:
    if ":" not in text:
        return _whole(text)
    table = {}
    for part in text.split(","):
        key, colon, worth = part.partition(":")
        if not colon:
            return text
        table[key.strip()] = _whole(worth.strip())
    return table


def _whole(text: str) -> Any:
    """A whole number, written with or without points between the thousands."""
    plain = re.sub(r"(?<=\d)[.\u00a0 ](?=\d{3}(\D|\Z))", "", text).removeprefix("Rp").strip()
    return int(plain) if re.fullmatch(r"-?\d{1,15}", plain) else text
