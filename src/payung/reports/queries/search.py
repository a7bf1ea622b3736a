"""Finding somebody or something: a person by name, NIK or member number, a list or a batch by its number or name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from payung.enrolment.queries.of_person import batches_named
from payung.governance.rules.access import may
from payung.governance.rules.actors import Actor
from payung.registry.queries.finding import find_by_name, find_by_number
from payung.registry.queries.people import PersonLine
from payung.selection.queries import ListView, lists

MOST = 20
_NIK = re.compile(r"^\d{16}$")
_LIST = re.compile(r"^(?:list|daftar)\s*:?\s*(\d{1,9})$", re.IGNORECASE)
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Found:
    """What was found: `by` says how people were looked for (nik, kpj, name or nothing); `more`: there are more people than shown."""

    text: str
    by: str
    people: tuple[PersonLine, ...]
    more: bool
    lists: tuple[ListView, ...]
    batches: tuple[tuple[int, str, int], ...]  # list, name of the batch, people


def search(actor: Actor, text: str, on: date) -> Found:
    """What the reader may find inside his area. A NIK or a member number is found when it is whole and exact, a name by its words in any order."""
    wanted = " ".join(text.split())[:120]
    number = re.sub(r"[\s.\-]", "", wanted)
    by, people = "", list[PersonLine]()
    if may(actor, "registry.read") or may(actor, "counter.answer"):
        by, people = _people(wanted, number, on)
    return Found(
        text=wanted,
        by=by,
        people=tuple(people[:MOST]),
        more=len(people) > MOST,
        lists=tuple(_lists(wanted)) if may(actor, "selection.read") else (),
        batches=tuple(batches_named(wanted, MOST)) if may(actor, "enrolment.read") and wanted else (),
    )


def _people(wanted: str, number: str, on: date) -> tuple[str, list[PersonLine]]:
    if _NIK.match(number):
        return "nik", find_by_number("nik", number, on)
    if any(each.isdigit() for each in number) and len(number) >= 8:
        return "kpj", find_by_number("kpj", number, on)
    if sum(each.isalpha() for each in wanted) >= _SHORTEST_NAME:
        return "name", find_by_name(wanted, on, most=MOST + 1)
    return "", []


def _lists(wanted: str) -> list[ListView]:
    """The list that is named by its number or decree, or the lists of a programme."""
    if not wanted:
        return []
    named = _LIST.match(wanted)
    folded = wanted.casefold()
    return [
        each
        for each in lists()
        if (named and each.id == int(named.group(1)))
        or (each.decree_number and folded == each.decree_number.casefold())
        or folded == each.programme.casefold()
    ][:MOST]
