"""Edits by hand: what is stale, and the differences between two versions of a programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from payung.core.refusals import Refusal, gettext_noop

# What tells the parts of a list apart; lists of plain words are compared as a whole.
_KEYS = {
    "instruments": ("code",),
    "payers": ("code",),
    "budget": ("payer", "account", "version"),
    "tranches": ("code",),
    "criteria": ("reason",),
    "set_asides": ("code",),
    "rounds": ("kind",),
    "quota": ("level",),
    "ranking.score": ("field", "operator", "value", "law"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What one version says otherwise than the one before. `where`: the part, `who`: which of its lines; null: not there."""

    where: str
    who: str
    what: str
    before: Any
    after: Any


def stale(read: int, now: int) -> Refusal:
    """The refusal of an edit of something that was changed meanwhile."""
    message = gettext_noop(
        "Somebody changed this meanwhile: you read version %(read)s, now it is version %(now)s. Look at it, then change it again."
    )
    return Refusal("stale-edit", message, read=read, now=now)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The differences between two contents of a programme file, in the order of the later one."""
    keys = [*after, *(key for key in before if key not in after)]
    return [each for key in keys for each in _compare(key, before.get(key), after.get(key))]


def _compare(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if path == "ranking":
        for key in ("score", "order"):
            yield from _compare(f"{path}.{key}", (before or {}).get(key), (after or {}).get(key))
    elif path in _KEYS:
        yield from _compare_lines(path, before or [], after or [])
    else:
        yield Difference(path, "", "", before, after)


def _compare_lines(path: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Difference]:
    old, new = _by_key(path, before), _by_key(path, after)
    for who in [*new, *(each for each in old if each not in new)]:
        if who not in new or who not in old:
            yield Difference(path, who, "", old.get(who), new.get(who))
            continue
        for what in [*new[who], *(key for key in old[who] if key not in new[who])]:
            if old[who].get(what) != new[who].get(what):
                yield Difference(path, who, what, old[who].get(what), new[who].get(what))
    if list(old) != list(new) and set(old) == set(new):
        yield Difference(path, "", "order", list(old), list(new))


def _by_key(path: str, lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {" ".join(str(line[key]) for key in _KEYS[path] if key in line): line for line in lines}
