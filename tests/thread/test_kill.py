"""Worker and server killed at random moments: exact counts, the same rows, the same digest. Twenty seeds more in bench/soak."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.thread.killing import SIZE, Killer, Outcome, thread

from payung.synthetic import make_province, write_mess

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def mess(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mess")
    write_mess(make_province(SIZE, 3), folder, 3)
    return folder


@pytest.fixture(scope="module")
def undisturbed(new_installation, mess: Path) -> Outcome:  # type: ignore[no-untyped-def]
    return thread(new_installation(), mess)


@pytest.mark.parametrize("seed", [11, 12])
def test_kills_change_nothing(new_installation, mess: Path, undisturbed: Outcome, seed: int):  # type: ignore[no-untyped-def]
    killer = Killer(seed, server_too=True)
    outcome = thread(new_installation(), mess, killer)
    assert killer.kills > 0
    assert outcome == undisturbed
