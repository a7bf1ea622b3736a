"""Who inherits, in legal order, and in what parts: dated data (heirs.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from payung.core.strict_yaml import read_yaml


class Relation(StrEnum):
    """What somebody is to the worker."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    PARENT_IN_LAW = "parent-in-law"
    NAMED_IN_WILL = "named-in-will"
    ORGANISER = "organiser"


@cache
def order_of_heirs() -> Mapping[str, Any]:
    """The order with its article, the rule of the parts, and the words of each relation by language."""
    held: Mapping[str, Any] = read_yaml(files(__package__).joinpath("heirs.yaml").read_text(encoding="utf-8"))
    return held


def rank_of(relation: Relation | str) -> int:
    """The rank of a relation, 1 for those who come first."""
    return next(place for place, rank in enumerate(order_of_heirs()["ranks"], 1) if Relation(relation) in rank)


def entitled(relations: Mapping[int, Relation | str]) -> tuple[int, ...]:
    """Who of the heirs (id -> relation) takes part: all of the first rank that has anybody, in the order given."""
    if not relations:
        return ()
    first = min(rank_of(each) for each in relations.values())
    return tuple(heir for heir, relation in relations.items() if rank_of(relation) == first)


def parts(amount_idr: int, heirs: Sequence[int]) -> dict[int, int]:
    """An amount in equal parts of whole rupiah; what cannot be divided goes to the first. Their sum is the amount."""
    if not heirs:
        return {}
    each, rest = divmod(amount_idr, len(heirs))
    return {heir: each + (rest if place == 0 else 0) for place, heir in enumerate(heirs)}
