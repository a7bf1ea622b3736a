"""Every status table tried on all pairs; the diagrams in docs are drawn from them."""

from __future__ import annotations

import importlib
import itertools
from pathlib import Path

import pytest

from payung.core.machines import StatusTable
from payung.core.refusals import Refusal

DIAGRAMS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "statuses.md"
ROOMS = ["governance", "programmes", "intake", "registry", "selection", "enrolment", "claims", "grievances"]


def tables() -> list[tuple[str, StatusTable]]:
    found = []
    for room in ROOMS:
        module = importlib.import_module(f"payung.{room}.rules.statuses")
        found += [(f"{room}.{name}", value) for name, value in vars(module).items() if isinstance(value, StatusTable)]
    return found


def drawn() -> str:
    """The page of diagrams as it must stand in docs."""
    parts = ["# Statuses\n\nDrawn from the status tables by `python -m tests.house.test_statuses`; a test fails when a drawing is stale.\n"]
    parts += [f"## {name.split('.')[0]}: {table.name}\n\n```mermaid\n{table.mermaid()}\n```\n" for name, table in tables()]
    return "\n".join(parts)


@pytest.mark.parametrize(("name", "table"), tables(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_pair_of_act_and_status_is_either_a_move_or_refused(name: str, table: StatusTable) -> None:
    tried = 0
    for act, status in itertools.product(table.moves, table.statuses):
        tried += 1
        if table.may(act, status):
            assert table.check(act, status) == table.moves[act][status]
        else:
            with pytest.raises(Refusal) as refusal:
                table.check(act, status)
            assert refusal.value.code == "wrong-status"
            assert str(status) in str(refusal.value)
    assert tried == len(table.moves) * len(table.statuses)


@pytest.mark.parametrize(("name", "table"), tables(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_status_can_be_reached_or_is_a_beginning(name: str, table: StatusTable) -> None:
    reached = {target for steps in table.moves.values() for target in steps.values()}
    left = {source for steps in table.moves.values() for source in steps}
    assert set(table.statuses) == reached | left


def test_the_diagrams_are_fresh() -> None:
    assert DIAGRAMS.read_text(encoding="utf-8") == drawn()


if __name__ == "__main__":
    DIAGRAMS.write_text(drawn(), encoding="utf-8")
