"""Who survives when records turn out to be one person, and which joins are not made without a human."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Person:
    """A person as far as joining is concerned: whether records of lists and of members are among those that make him."""

    id: int
    listed: bool
    participant: bool
    apart: set[int] = field(default_factory=set)  # persons a clerk keeps apart from this one


def surviving(one: Person, other: Person) -> tuple[Person, Person]:
    """(survivor, merged): a listed worker survives a participant, then the smaller id."""
    return (one, other) if (not one.listed, one.id) < (not other.listed, other.id) else (other, one)


@dataclass(frozen=True)
class Join:
    """A merge to be made, for the accepted pair `pair` (its place among those handed in)."""

    merged: int
    survivor: int
    pair: int


def join_accepted(
    persons: Iterable[Person], pairs: Iterable[tuple[int, int, bool]], person_of: Mapping[int, int]
) -> tuple[list[Join], list[int]]:
    """Join persons by accepted pairs (left record, right record, whether right is a participant), strongest first.

    Returns the merges in order, and the places of the pairs that wait for a human instead: those that would put together
    what a clerk keeps apart, two persons who are participants already, or two listed workers by way of one participant.
    Pairs inside one person give nothing.
    """
    held = {person.id: person for person in persons}
    now: dict[int, int] = {}

    def end(person: int) -> int:
        while person in now:
            person = now[person]
        return person

    joins, doubtful = [], []
    for place, (left, right, by_participant) in enumerate(pairs):
        one, other = held[end(person_of[left])], held[end(person_of[right])]
        if one is other:
            continue
        twice = (one.participant and other.participant) or (by_participant and one.listed and other.listed)
        if twice or one.id in {end(each) for each in other.apart} or other.id in {end(each) for each in one.apart}:
            doubtful.append(place)
            continue
        survivor, merged = surviving(one, other)
        survivor.listed |= merged.listed
        survivor.participant |= merged.participant
        survivor.apart |= merged.apart
        now[merged.id] = survivor.id
        joins.append(Join(merged.id, survivor.id, place))
    return joins, doubtful
