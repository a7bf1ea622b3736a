import multiprocessing
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

collect_ignore = [] if os.geteuid() == 0 else ["test_as_root.py"]


def reachable_folder() -> Path:
    """A temporary folder that the server's user can pass through (pytest's own are closed to it)."""
    folder = Path(tempfile.mkdtemp(prefix="payung-test-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def folder() -> Iterator[Path]:
    path = reachable_folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One data folder for the tests of a module: each starts and stops its server."""
    path = reachable_folder()
    yield path / "data"
    shutil.rmtree(path)


@pytest.fixture
def attached() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts other processes that use a data folder's server until they read a line; the first line they print is the server's pid."""
    started: list[subprocess.Popen[str]] = []

    def start(data: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", ATTACH, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.communicate("\n")


ATTACH = """
import sys
from pathlib import Path
from typing import Any
from payung.embedded.server import start_or_attach

with start_or_attach(Path(sys.argv[1])) as attachment:
    print((attachment.cluster.path / "postmaster.pid").read_text().split()[0], flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def as_nobody() -> Callable[[Callable[[], Any]], Any]:
    """Calls a function in a child process of the user nobody, which shares our memory but none of our rights."""
    return _call_as_nobody


def _call_as_nobody(function: Callable[[], Any]) -> Any:
    receiver, sender = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=_drop_and_send, args=(function, sender))
    child.start()
    sender.close()
    answer = receiver.recv()
    child.join()
    return answer


def _drop_and_send(function: Callable[[], object], sender: Connection) -> None:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    sender.send(function())
