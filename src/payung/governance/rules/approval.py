"""Who may decide: never a maker, each person one stage."""

from __future__ import annotations

from collections.abc import Collection

from payung.core.refusals import Refusal, gettext_noop


def may_decide(decider: int, makers: Collection[int], earlier: Collection[int]) -> bool:
    """Whether the user `decider` may decide an object made by `makers`, after the stages decided by `earlier`."""
    return decider not in makers and decider not in earlier


def check_decide(decider: int, makers: Collection[int], earlier: Collection[int]) -> None:
    """Raises `Refusal` maker-is-checker or already-decided."""
    if decider in makers:
        raise Refusal(
            "maker-is-checker",
            gettext_noop("You made or changed this yourself, so you cannot decide it. Ask a colleague who did not work on it."),
        )
    if decider in earlier:
        raise Refusal("already-decided", gettext_noop("You have decided an earlier stage of this. Each stage needs another person."))


def check_digest(submitted: bytes, present: bytes) -> None:
    """Raises `Refusal` changed-since when what is decided is not what was submitted."""
    if submitted != present:
        raise Refusal("changed-since", gettext_noop("This is no longer what was submitted. Return it, and let it be submitted again."))
