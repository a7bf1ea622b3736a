"""What is refused, and that the refusal says what to do."""

from pathlib import Path

import psycopg
import pytest

from payung.core.refusals import Refusal
from payung.embedded.binaries import Binaries, binaries_in, client_program, on_this_machine, packaged
from payung.embedded.external import check_major, server_major
from payung.embedded.locks import held
from payung.embedded.server import admin_url, start_or_attach, throwaway


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("")
    with pytest.raises(Refusal) as refused:
        start_or_attach(file)
    assert refused.value.code == "database-folder"
    assert "PAYUNG_DATA" in str(refused.value)


def test_a_cluster_of_another_version_is_refused(data: Path) -> None:
    with start_or_attach(data) as attachment:
        version = attachment.cluster.path / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(Refusal) as refused:
        start_or_attach(data)
    assert refused.value.code == "database-version"
    assert "backup" in str(refused.value)


def test_a_gate_held_by_another_process_is_refused_after_a_while(tmp_path: Path) -> None:
    with held(tmp_path / "gate", patience=0), pytest.raises(Refusal) as refused, held(tmp_path / "gate", patience=0.1):
        pass
    assert refused.value.code == "database-busy"


def test_a_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        binaries_in(tmp_path)
    assert refused.value.code == "database-binaries"
    assert "PAYUNG_DATABASE_URL" in str(refused.value)


def test_the_client_programs_fit_the_server() -> None:
    for server in [packaged(), *on_this_machine()]:
        program = client_program("pg_dump", server.major)
        assert Binaries(program.parent, binaries_in(program.parent).version).major == server.major
    with pytest.raises(Refusal) as refused:
        client_program("pg_dump", 99)
    assert refused.value.code == "database-program"


def test_an_external_server_is_judged_by_its_version() -> None:
    with throwaway() as attachment:
        assert server_major(admin_url(attachment)) == packaged().major
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(attachment.url())
    check_major(15)
    with pytest.raises(Refusal) as refused:
        check_major(14)
    assert refused.value.code == "database-too-old"


def test_an_external_server_that_does_not_answer_is_refused_without_its_password() -> None:
    with pytest.raises(Refusal) as refused:
        server_major("postgresql://payung:rahasia@127.0.0.1:1/payung")
    assert refused.value.code == "database-unreachable"
    assert "rahasia" not in str(refused.value)
    with pytest.raises(Refusal) as refused:
        server_major("mysql://payung:rahasia@127.0.0.1/payung")
    assert refused.value.code == "database-url"
    assert "rahasia" not in str(refused.value)
