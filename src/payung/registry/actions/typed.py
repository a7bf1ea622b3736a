"""Answers typed person by person, from a paper sheet that came back: one village at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from payung.core.areas import area_code
from payung.core.refusals import Refusal, gettext_noop
from payung.exchange.lending import lend
from payung.governance.actions.audit import record
from payung.governance.queries.scope import scope
from payung.governance.rules.access import check_area, check_may
from payung.governance.rules.actors import Actor
from payung.registry.actions.answers import RecordReport, record_answers
from payung.registry.queries.rounds import asked_people, round_view, row_marks
from payung.registry.rules.landing import row_code
from payung.registry.rules.rounds import kind_of
from payung.registry.rules.typed_answers import TypedLine, answers_book


@dataclass(frozen=True)
class Answered:
    """What was typed about one line of a round (`person`), or about somebody nobody had asked about (None: `name` and `new`)."""

    person: int | None
    answers: Mapping[str, str]
    name: str = ""
    new: Mapping[str, str] = field(default_factory=dict)


def type_answers(
    *, round_id: int, area: str, answered: Sequence[Answered], answerer: str, on: date, by: Actor, at: datetime
) -> RecordReport:
    """Record what was typed about people of one place, as a file of answers of its own; what became of it.

    `answerer`: who answered on the paper; `on`: the day for which that holds. The same answers again add nothing. Raises `Refusal`
    no-such-object, outside-area, answerer-missing, nothing-typed, round-closed or not-allowed.
    """
    check_may(by, "registry.answers")
    code = area_code(area)
    check_area(by, code)
    if not answerer.strip():
        raise Refusal("answerer-missing", gettext_noop("Write who answered: name and office, as on the paper."))
    with scope(by):
        kind = kind_of(round_view(round_id).kind)
        asked = asked_people(round_id, [each.person for each in answered if each.person is not None])
        known = {person: (worker, name) for person, worker, name in asked.select("person", "worker", "name").iter_rows()}
        mark = row_marks()
        lines = []
        for each in answered:
            worker, name = known.get(each.person, (0, each.name)) if each.person is not None else (0, each.name)
            if each.person is None or each.person in known:
                lines.append(TypedLine(row_code(round_id, worker, mark(round_id, worker)), name or "", each.answers, each.new))
        content = answers_book(kind, lines)
        record(by=by, at=at, action="type_answers", kind="round", subjects=[round_id], change={"area": code, "lines": len(lines)})
    with tempfile.TemporaryDirectory(prefix="payung-") as folder, ExitStack() as lent:
        path = lend(content, f"ketikan-{kind.code}-{code}.xlsx", Path(folder), lent)
        return record_answers(round_id=round_id, files=[path], answerer=answerer.strip(), on=on, by=by, at=at)
