"""The first command on an empty data folder, also when others begin at the same moment."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable

import pytest
from tests.thread.processes import PAYUNG, Installation

pytestmark = pytest.mark.once


def started(payung: Installation, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*PAYUNG, *arguments], env=payung.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_commands_that_find_an_empty_folder_at_once_prepare_it_once(new_installation: Callable[[], Installation]) -> None:
    payung = new_installation()
    both = [started(payung, "review", "list", "--json") for _ in range(2)]
    told = [each.communicate(timeout=120) for each in both]
    assert [each.returncode for each in both] == [0, 0], told
    assert payung("audit", "verify", "--json").json["ok"] is True


def test_a_first_command_that_was_killed_while_it_made_tables_is_followed_by_one_that_ends(
    new_installation: Callable[[], Installation],
) -> None:
    payung = new_installation()
    first = started(payung, "review", "list")
    assert first.stderr is not None
    assert any("Preparing" in line for line in iter(first.stderr.readline, ""))
    time.sleep(0.3)
    os.kill(first.pid, signal.SIGKILL)
    assert payung("review", "list", "--json").code == 0
    first.wait()
