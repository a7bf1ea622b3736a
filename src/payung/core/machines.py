"""Status tables: which act leads from which status to which, as data.

A room keeps its statuses as a `StrEnum` and its table as a `StatusTable` in `rules`; tests try every pair, and the
diagram in docs/reference/statuses.md is drawn from the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from payung.core.refusals import Refusal, gettext_noop


@dataclass(frozen=True)
class StatusTable:
    """`moves[act][from] = to` over the statuses of one kind of object."""

    name: str
    statuses: type[StrEnum]
    moves: Mapping[str, Mapping[StrEnum, StrEnum]]

    def may(self, act: str, status: str) -> bool:
        """Whether `act` is possible in `status`."""
        return self.statuses(status) in self.moves[act]

    def check(self, act: str, status: str) -> StrEnum:
        """The status after `act`. Raises `Refusal` wrong-status when the act is not possible now."""
        if not self.may(act, status):
            possible = ", ".join(str(each) for each in self.moves[act])
            raise Refusal(
                "wrong-status",
                gettext_noop(
                    "This %(object)s is %(status)s; it can be %(act)s only when it is %(possible)s. Reload the page to see its present state."
                ),
                object=self.name,
                status=str(status),
                act=act,
                possible=possible,
            )
        return self.moves[act][self.statuses(status)]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        for act, steps in self.moves.items():
            lines += [f"    {source} --> {target}: {act}" for source, target in steps.items()]
        return "\n".join(lines)
