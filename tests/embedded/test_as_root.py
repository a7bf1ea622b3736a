"""Root hands the server to an unprivileged user, loosens nothing, and tells where the database went. Collected for root alone."""

import os
import pwd
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from payung.core.refusals import Refusal
from payung.embedded.accounts import UNPRIVILEGED, account_of, server_account
from payung.embedded.binaries import Binaries, binaries_in, packaged, runnable_by
from payung.embedded.places import base_of, place_of
from payung.embedded.server import admin_url, start_or_attach

AsNobody = Callable[[Callable[[], Any]], Any]


def test_the_server_of_root_runs_as_an_unprivileged_user(data: Path) -> None:
    with start_or_attach(data) as attachment:
        pid = (attachment.cluster.path / "postmaster.pid").read_text().split()[0]
        owner = pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert owner in UNPRIVILEGED
    assert b"HOME" not in environment


def test_an_ordinary_user_runs_its_own_server(folder: Path, as_nobody: AsNobody) -> None:
    own = folder / "own"
    nobody = pwd.getpwnam("nobody")
    own.mkdir()
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    binaries = runnable_by(packaged(), server_account())

    def run() -> tuple[int, int]:
        with start_or_attach(own / "data", binaries=binaries) as attachment, psycopg.connect(admin_url(attachment)) as connection:
            row = connection.execute("SELECT 6 * 7").fetchone()
            assert row is not None
            return row[0], (own / "data").stat().st_mode & 0o777

    assert as_nobody(run) == (42, 0o700)


def test_the_data_folder_of_another_user_is_refused(folder: Path, as_nobody: AsNobody) -> None:
    base_of(folder / "data")

    def code() -> str:
        try:
            start_or_attach(folder / "data", binaries=Binaries(folder, "18.6"))
        except Refusal as refused:
            return refused.code
        return "taken"

    assert as_nobody(code) == "database-folder"


def test_below_a_closed_folder_the_database_goes_elsewhere_and_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    attachment = start_or_attach(tmp_path / "data")
    elsewhere = attachment.elsewhere
    assert elsewhere is not None
    try:
        with psycopg.connect(admin_url(attachment)) as connection:
            connection.execute("CREATE TABLE kept ()")
        attachment.close()
        with start_or_attach(tmp_path / "data") as again, psycopg.connect(admin_url(again)) as connection:
            assert connection.execute("TABLE kept").fetchall() == []
        assert again.elsewhere == elsewhere
        assert account_of(elsewhere / "cluster") == server_account()
        assert tmp_path.stat().st_mode & 0o777 == 0o700
    finally:
        attachment.close()
        shutil.rmtree(elsewhere)


def test_a_moved_data_folder_keeps_its_database_and_a_copy_does_not_share_it(folder: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    first = place_of(base_of(tmp_path / "first"), shared=folder)
    assert first.home.parent == folder

    (tmp_path / "first").rename(tmp_path / "moved")
    assert place_of(base_of(tmp_path / "moved"), shared=folder).home == first.home

    shutil.copytree(tmp_path / "moved", tmp_path / "copy")
    with pytest.raises(Refusal) as refused:
        place_of(base_of(tmp_path / "copy"), shared=folder)
    assert refused.value.code == "database-copied"

    shutil.rmtree(first.home)
    with pytest.raises(Refusal) as refused:
        place_of(base_of(tmp_path / "moved"), shared=folder)
    assert refused.value.code == "database-missing"


def test_programs_below_a_closed_folder_are_copied_once_to_where_the_server_can_run_them(folder: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    tree = packaged().folder.parent
    hidden = tmp_path / tree.parent.name / tree.name
    shutil.copytree(tree, hidden)
    for libraries in tree.parent.parent.glob(f"{tree.parent.name}.libs"):
        shutil.copytree(libraries, tmp_path / libraries.name)
    account = server_account()

    copied = runnable_by(binaries_in(hidden / "bin"), account, shared=folder)

    assert copied.folder.is_relative_to(folder)
    for program in ("postgres", "initdb"):
        assert account.run([copied[program], "--version"]).returncode == 0
    assert runnable_by(binaries_in(hidden / "bin"), account, shared=folder) == copied
    assert sorted(path.name for path in folder.iterdir()) == ["gate", f"postgresql-{copied.version}"]
