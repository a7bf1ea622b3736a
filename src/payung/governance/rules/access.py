"""The access table: role × object × action × field (governance/data/access.yaml), each question in two forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from payung.core.areas import Level
from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.governance.rules.actors import Actor

PUBLIC = "public"
"""The role of whoever has not signed in; no account has it."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a role may do (`acts`), which personal fields it sees, whose accounts it administers, and what its postings need.

    `widest` is the widest area that a posting of it may have.
    """

    code: str
    widest: Level
    acts: frozenset[str]
    sees: frozenset[str]
    administers: frozenset[str]
    second_factor: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A personal field that not every reader sees; a sealed one is shown by a reveal with its purpose only."""

    code: str
    says: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """Two acts that no person may have at once, and why."""

    acts: tuple[str, str]
    because: str


@dataclass(frozen=True, slots=True)
class AccessTable:
    """The whole table: `acts` says what each lets somebody do; `chains` are the stages of a decision unless the office has set its own."""

    acts: dict[str, str]
    fields: dict[str, Field]
    roles: dict[str, Role]
    apart: tuple[Apart, ...]
    chains: dict[str, tuple[tuple[str, ...], ...]]


@cache
def access() -> AccessTable:
    """The packaged table. Raises `ValueError` when it names what it does not describe."""
    table = read_yaml(files("payung.governance").joinpath("data/access.yaml").read_text(encoding="utf-8"))
    acts: dict[str, str] = table["acts"]
    fields = {code: Field(code, entry["says"], entry["sealed"]) for code, entry in table["fields"].items()}
    everyone = frozenset(table["everyone"])
    roles = {
        code: Role(
            code,
            Level[entry["widest"].upper()],
            frozenset(entry["may"]) | (everyone if code != PUBLIC else frozenset()),
            frozenset(entry["sees"]),
            frozenset(entry.get("administers", ())),
            entry.get("second_factor", False),
            entry.get("ends", False),
        )
        for code, entry in table["roles"].items()
    }
    apart = tuple(Apart((first, second), entry["because"]) for entry in table["apart"] for first, second in [entry["acts"]])
    chains = {kind: tuple(tuple(stage) for stage in stages) for kind, stages in table["chains"].items()}
    _check_names("acts", {act for role in roles.values() for act in role.acts} | {act for each in apart for act in each.acts}, acts)
    _check_names("fields", {field for role in roles.values() for field in role.sees}, fields)
    named = {code for role in roles.values() for code in role.administers} | {
        code for each in chains.values() for stage in each for code in stage
    }
    _check_names("roles", named, roles)
    return AccessTable(acts, fields, roles, apart, chains)


def _check_names(what: str, used: set[str], described: Iterable[str]) -> None:
    if unknown := used - set(described):
        raise ValueError(f"access.yaml names {what} that it does not describe: {sorted(unknown)}")


def access_table() -> dict[str, frozenset[str]]:
    """Role -> the acts it may do."""
    return {code: role.acts for code, role in access().roles.items()}


def may(actor: Actor, act: str) -> bool:
    """Whether the actor's role may do `act`."""
    role = access().roles.get(actor.role)
    return role is not None and act in role.acts


def check_may(actor: Actor, act: str) -> None:
    """Raises `Refusal` not-allowed when the actor's role may not do `act`."""
    if not may(actor, act):
        raise Refusal(
            "not-allowed",
            gettext_noop("The role %(role)s may not do this (%(act)s). Ask a colleague whose role may, or switch your posting."),
            role=actor.role,
            act=act,
        )


def may_see(actor: Actor, field: str) -> bool:
    """Whether the actor's role sees the personal field `field`; a sealed one still needs a reveal."""
    role = access().roles.get(actor.role)
    return role is not None and field in role.sees


def check_may_see(actor: Actor, field: str) -> None:
    """Raises `Refusal` field-not-allowed when the actor's role does not see `field`."""
    if not may_see(actor, field):
        raise Refusal(
            "field-not-allowed",
            gettext_noop("The role %(role)s does not see this (%(field)s). Ask a colleague whose role does."),
            role=actor.role,
            field=field,
        )


def check_area(actor: Actor, area: str) -> None:
    """Raises `Refusal` outside-area when `area` lies outside the actor's posting."""
    if not actor.covers(area):
        raise Refusal("outside-area", gettext_noop("%(area)s lies outside the area of your posting."), area=area)


def apart(roles: Iterable[str]) -> Apart | None:
    """The first two acts that one person would hold in `roles` and may not, None when there are none."""
    held = frozenset(act for role in roles for act in access().roles[role].acts)
    return next((each for each in access().apart if held.issuperset(each.acts)), None)
