"""Settings that are read from the environment, each with its type: nonsense stops the start and says which name is wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence


def text(name: str, default: str = "") -> str:
    """A text without blanks around it."""
    return os.environ.get(name, default).strip()


def names(name: str, default: str = "") -> list[str]:
    """Names divided by commas."""
    return [each.strip() for each in os.environ.get(name, default).split(",") if each.strip()]


def whole(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number. Raises `ValueError` for anything else or outside `least` to `most`."""
    given = os.environ.get(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not {given!r}")
    return int(given)


def switch(name: str, default: bool = False) -> bool:
    """1 or 0. Raises `ValueError` for anything else."""
    given = os.environ.get(name)
    if given is None:
        return default
    if given not in ("0", "1"):
        raise ValueError(f"{name} must be 1 or 0, not {given!r}")
    return given == "1"


def one_of(name: str, allowed: Sequence[str], default: str) -> str:
    """One of some words. Raises `ValueError` for anything else."""
    given = os.environ.get(name, default)
    if given not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {given!r}")
    return given
