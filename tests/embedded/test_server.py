"""One server for each data folder, with real processes that come, go and are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from payung.embedded.cluster import Cluster, State
from payung.embedded.places import base_of
from payung.embedded.server import Attachment, admin_url, start_or_attach, throwaway

Starter = Callable[[Path], subprocess.Popen[str]]


@pytest.fixture
def attachment(data: Path) -> Iterator[Attachment]:
    with start_or_attach(data) as attachment:
        yield attachment


def server_pid(cluster: Cluster) -> int:
    return int((cluster.path / "postmaster.pid").read_text().split()[0])


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill_server(cluster: Cluster) -> None:
    os.kill(server_pid(cluster), signal.SIGKILL)
    while cluster.state() is not State.DOWN:
        time.sleep(0.01)


def make_numbers(attachment: Attachment) -> None:
    with psycopg.connect(admin_url(attachment)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS numbers (number integer)")
        connection.execute("TRUNCATE numbers")


def count_numbers(attachment: Attachment) -> int:
    with psycopg.connect(admin_url(attachment)) as connection:
        row = connection.execute("SELECT count(*) FROM numbers").fetchone()
    assert row is not None
    return int(row[0])


def test_the_first_process_starts_the_server_and_the_last_one_stops_it(data: Path, attached: Starter) -> None:
    ours = start_or_attach(data)
    other = attached(data)
    assert first_line(other) == str(server_pid(ours.cluster))

    ours.close()
    assert ours.cluster.state() is State.READY

    other.communicate("\n")
    assert ours.cluster.state() is State.DOWN
    assert not (ours.cluster.path / "postmaster.pid").exists()


def test_a_data_folder_that_many_make_at_once_is_one_folder(folder: Path) -> None:
    with ThreadPoolExecutor(8) as makers:
        for number in range(50):
            assert set(makers.map(base_of, [folder / str(number)] * 8)) == {folder / str(number) / "postgres"}


def test_processes_starting_at_once_share_one_server(folder: Path, attached: Starter) -> None:
    processes = [attached(folder / "data") for _ in range(3)]
    assert len({first_line(process) for process in processes}) == 1


def test_a_second_attachment_in_the_same_process_keeps_the_server_up(data: Path, attachment: Attachment) -> None:
    second = start_or_attach(data)
    second.close()
    second.close()
    assert attachment.cluster.state() is State.READY


def test_a_server_whose_last_user_was_killed_is_adopted_and_then_stopped(data: Path, attached: Starter) -> None:
    killed = attached(data)
    pid = first_line(killed)
    killed.kill()
    killed.wait()
    with start_or_attach(data) as attachment:
        assert str(server_pid(attachment.cluster)) == pid
    assert attachment.cluster.state() is State.DOWN


def test_the_server_lives_in_a_session_of_its_own(attachment: Attachment) -> None:
    pid = server_pid(attachment.cluster)
    assert os.getsid(pid) == pid


def test_committed_rows_survive_a_killed_server_and_others_do_not(data: Path, attachment: Attachment) -> None:
    make_numbers(attachment)
    connection = psycopg.connect(admin_url(attachment), autocommit=True)
    connection.execute("INSERT INTO numbers SELECT generate_series(1, 20000)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO numbers SELECT generate_series(1, 500)")
    kill_server(attachment.cluster)
    connection.close()
    with start_or_attach(data) as again:
        assert count_numbers(again) == 20000
    assert count_numbers(attachment) == 20000


def test_the_server_comes_back_although_a_process_of_the_killed_one_is_still_busy(attachment: Attachment) -> None:
    make_numbers(attachment)
    connection = psycopg.connect(admin_url(attachment))
    connection.pgconn.send_query(b"DO $$ BEGIN FOR i IN 1..20000000 LOOP END LOOP; END $$")
    time.sleep(0.1)
    kill_server(attachment.cluster)
    attachment.ensure_running()
    connection.close()
    assert count_numbers(attachment) == 0


def test_a_zombie_server_is_not_taken_for_a_living_one(data: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", WITHOUT_INIT, str(data)], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.split()) == (0, ["Z", "ready", "ready"]), ended.stderr


WITHOUT_INIT = """
# This process adopts orphans and does not wait for them, like the first process of a container without an init.
import ctypes, os, signal, subprocess, sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from payung.embedded.server import start_or_attach

ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
data = Path(sys.argv[1])
starter = "import os, sys; from pathlib import Path; from payung.embedded.server import start_or_attach; "
starter += "start_or_attach(Path(sys.argv[1])); os._exit(0)"
subprocess.run([sys.executable, "-c", starter, sys.argv[1]], check=True)
first = start_or_attach(data)
pid = int((first.cluster.path / "postmaster.pid").read_text().split()[0])
os.kill(pid, signal.SIGKILL)
time.sleep(0.2)
print(Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0])
with start_or_attach(data) as second:
    print(second.cluster.state())
print(first.cluster.state())
first.close()
"""


def test_a_pid_that_now_belongs_to_another_process_is_not_the_server(data: Path) -> None:
    with start_or_attach(data) as attachment:
        kill_server(attachment.cluster)
        pid_file = attachment.cluster.path / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
        assert attachment.cluster.state() is State.DOWN
        attachment.ensure_running()
        assert attachment.cluster.state() is State.READY


def test_a_cluster_half_made_by_a_killed_process_is_made_anew(folder: Path) -> None:
    leftover = folder / "data" / "postgres" / "cluster.unfinished-0"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    for parent in (folder / "data", folder / "data" / "postgres"):
        parent.chmod(0o711)
    with start_or_attach(folder / "data") as attachment:
        make_numbers(attachment)
        assert not leftover.exists()


def test_a_throwaway_server_leaves_nothing_behind() -> None:
    with throwaway() as attachment:
        make_numbers(attachment)
        folder = attachment.data.parent
    assert not folder.exists()
    assert attachment.cluster.state() is State.DOWN
