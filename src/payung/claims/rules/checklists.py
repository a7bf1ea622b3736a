"""What a family needs for a claim, by kind and situation, with how to get it: versioned data (checklists.yaml)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from payung.claims.rules.statuses import Cause, ClaimKind
from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml

ACCOUNT_ITEM = "heir-account"
"""The paper that is a step of its own: the account of whoever receives."""


@dataclass(frozen=True, slots=True)
class Item:
    """One paper: its words and how to get it, by language; `paper`: the kind of document that Payung prepares for it, empty for none."""

    code: str
    says: Mapping[str, str]
    how: Mapping[str, tuple[str, ...]]
    paper: str = ""


@dataclass(frozen=True, slots=True)
class _Needed:
    item: str
    only_if: frozenset[str]
    unless: frozenset[str]

    def holds(self, situation: Collection[str]) -> bool:
        """Whether a family in this situation needs it."""
        return (not self.only_if or not self.only_if.isdisjoint(situation)) and self.unless.isdisjoint(situation)


@dataclass(frozen=True)
class Checklists:
    """All lists of one version. `situations`: code -> words by language."""

    version: str
    source: str
    situations: Mapping[str, Mapping[str, str]]
    items: Mapping[str, Item]
    kinds: Mapping[str, tuple[_Needed, ...]]


@cache
def checklists() -> Checklists:
    """The packaged lists. Raises ValueError when they name what they do not describe."""
    held = read_yaml(files(__package__).joinpath("checklists.yaml").read_text(encoding="utf-8"))
    items = {
        code: Item(code, each["says"], {language: tuple(steps) for language, steps in each["how"].items()}, each.get("paper", ""))
        for code, each in held["items"].items()
    }
    kinds = {
        kind: tuple(_Needed(each["item"], frozenset(each.get("if", ())), frozenset(each.get("unless", ()))) for each in needed)
        for kind, needed in held["kinds"].items()
    }
    for each in (each for needed in kinds.values() for each in needed):
        if each.item not in items or not (each.only_if | each.unless) <= set(held["situations"]):
            raise ValueError(f"checklists.yaml names what it does not describe: {each}")
    return Checklists(held["version"], held["source"], held["situations"], items, kinds)


def checklist(kind: ClaimKind | str, cause: Cause | str, situation: Collection[str]) -> tuple[Item, ...]:
    """The papers for a kind of claim, its cause and a family's situation, in the order in which to get them."""
    held = checklists()
    needed = held.kinds.get(f"{kind}/{cause}") or held.kinds[str(kind)]
    return tuple(held.items[each.item] for each in needed if each.holds(situation))


def check_situation(situation: Collection[str]) -> list[str]:
    """The situation in the order of the data. Raises `Refusal` situation-unknown."""
    known = checklists().situations
    if unknown := set(situation) - set(known):
        message = gettext_noop("%(given)s is no situation that is known here. Use: %(known)s.")
        raise Refusal("situation-unknown", message, given=sorted(unknown)[0], known=", ".join(known))
    return [code for code in known if code in situation]
