"""Words of accounts, access and histories: none is missing, none stands for nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

import payung
from payung.governance.rules.access import access
from payung.governance.rules.accounts import AccountState
from payung.governance.rules.reveals import Purpose
from payung.web.access_words import OBJECTS, SAYS
from payung.web.account_words import KINDS, LEVELS, PURPOSES, STATES
from payung.web.histories import WHOLE, action_words

SOURCE = Path(payung.__file__).parent


def recorded() -> set[str]:
    """Every action that the rooms write into the trail by its full name."""
    found = set()
    for path in SOURCE.rglob("actions/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"record", "_record"}:
                found |= {each.value.value for each in node.keywords if each.arg == "action" and isinstance(each.value, ast.Constant)}
    return found


def test_the_words_of_the_access_table_are_those_that_are_translated() -> None:
    table = access()
    said = {*table.acts.values(), *(field.says for field in table.fields.values()), *(each.because for each in table.apart)}
    assert set(SAYS) == said
    assert set(OBJECTS) == {act.split(".")[0] for act in table.acts}


def test_every_state_purpose_level_and_kind_of_decision_has_words() -> None:
    assert set(STATES) == set(AccountState)
    assert set(PURPOSES) == set(Purpose)
    assert set(LEVELS) == {2, 4, 6, 10}
    assert set(access().chains) <= set(KINDS)


@pytest.mark.parametrize("action", sorted(recorded()))
def test_every_action_of_the_trail_reads_as_a_sentence(action: str) -> None:
    with override("en"):
        said = action_words(action)
    assert action in WHOLE or said != action.replace("_", " "), action


def test_a_decision_on_paper_says_so() -> None:
    with override("en"):
        assert action_words("record_decision_approve_list") == "List approved on paper, recorded here"
    with override("id"):
        assert action_words("submit_list") == "Daftar diajukan"
