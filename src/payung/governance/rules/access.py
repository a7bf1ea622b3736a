"""The access table: which role may do which act (governance/data/access.yaml), in two forms."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from payung.core.refusals import Refusal, gettext_noop
from payung.core.strict_yaml import read_yaml
from payung.governance.rules.actors import Actor


@cache
def access_table() -> dict[str, frozenset[str]]:
    """Role -> the acts it may do, read from the packaged table."""
    text = files("payung.governance").joinpath("data/access.yaml").read_text(encoding="utf-8")
    table = read_yaml(text)
    acts = set(table["acts"])
    roles = {role: frozenset(entry["may"]) for role, entry in table["roles"].items()}
    unknown = {act for may in roles.values() for act in may} - acts
    if unknown:
        raise ValueError(f"access.yaml grants acts that it does not describe: {sorted(unknown)}")
    return roles


def may(actor: Actor, act: str) -> bool:
    """Whether the actor's role may do `act`."""
    return act in access_table().get(actor.role, frozenset())


def check_may(actor: Actor, act: str) -> None:
    """Raises `Refusal` not-allowed when the actor's role may not do `act`."""
    if not may(actor, act):
        raise Refusal(
            "not-allowed",
            gettext_noop("The role %(role)s may not do this (%(act)s). Ask a colleague whose role may, or switch your posting."),
            role=actor.role,
            act=act,
        )


def check_area(actor: Actor, area: str) -> None:
    """Raises `Refusal` outside-area when `area` lies outside the actor's posting."""
    if not actor.covers(area):
        raise Refusal("outside-area", gettext_noop("%(area)s lies outside the area of your posting."), area=area)
