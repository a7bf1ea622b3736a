"""Who may connect and how, what the server's log may hold, how text is ordered."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from payung.core.refusals import Refusal
from payung.embedded.server import Attachment, admin_url, start_or_attach


@pytest.fixture
def attachment(data: Path) -> Iterator[Attachment]:
    with start_or_attach(data) as attachment:
        yield attachment


def ask(attachment: Attachment, statement: str) -> tuple[object, ...]:
    with psycopg.connect(admin_url(attachment)) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row


def recovered(attachment: Attachment) -> bool:
    return attachment.cluster.log.read_text().count("ready to accept connections") == 2


def test_a_connection_string_holds_no_secret(attachment: Attachment) -> None:
    assert attachment.password("postgres") not in admin_url(attachment)
    assert (attachment.cluster.place.passwords.stat().st_mode & 0o777) == 0o600


def test_nobody_connects_without_the_password(attachment: Attachment) -> None:
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(make_conninfo(admin_url(attachment), passfile="/dev/null", password=password))


def test_the_login_payung_can_be_made_with_the_password_that_its_url_uses(attachment: Attachment) -> None:
    with psycopg.connect(admin_url(attachment)) as connection:
        connection.execute(f"CREATE ROLE payung LOGIN PASSWORD '{attachment.password()}'".encode())
    with psycopg.connect(attachment.url(database="postgres")) as connection:
        assert connection.info.user == "payung"


def test_the_server_listens_on_no_port_and_its_socket_folder_is_closed(attachment: Attachment) -> None:
    assert ask(attachment, "SELECT current_setting('listen_addresses')") == ("",)
    assert Path(attachment.cluster.address().host).stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["x" * 100, "one, two"])
def test_a_path_that_cannot_name_a_socket_gets_a_short_folder(folder: Path, name: str) -> None:
    with start_or_attach(folder / name) as attachment:
        host = Path(attachment.cluster.address().host)
        assert len(str(host)) < 60
        assert host.stat().st_mode & 0o777 == 0o700
        assert ask(attachment, "SELECT 1") == (1,)
    assert not host.exists()


def test_an_odd_path_keeps_its_socket(folder: Path) -> None:
    data = folder / "a 'b' \"c\" $d"
    with start_or_attach(data) as attachment:
        assert attachment.cluster.address().host == str(data / "postgres" / "run")
        assert ask(attachment, "SELECT 1") == (1,)


def test_without_sockets_the_server_listens_on_this_machine_alone(data: Path) -> None:
    with start_or_attach(data, sockets=False) as attachment:
        parts = conninfo_to_dict(admin_url(attachment))
        assert parts["host"] == "127.0.0.1"
        assert ask(attachment, "SELECT current_setting('listen_addresses')") == ("127.0.0.1",)
        with pytest.raises(ConnectionRefusedError), socket.socket() as other:
            other.connect(("127.0.0.2", attachment.cluster.address().port))


def test_no_value_statement_or_parameter_reaches_the_log(attachment: Attachment) -> None:
    secret = "5301019901901234"
    for statement in (f"SELECT date '{secret}'", f"SELECT '{secret}'::inet", f"SELECT {secret} FROM nowhere"):
        with pytest.raises(psycopg.Error), psycopg.connect(admin_url(attachment)) as connection:
            connection.execute(statement.encode())
    with pytest.raises(psycopg.Error), psycopg.connect(admin_url(attachment)) as connection:
        connection.execute("SELECT %s::int2", [secret])
    connection = psycopg.connect(admin_url(attachment))
    connection.pgconn.send_query(f"SELECT pg_sleep(20), '{secret}'".encode())
    time.sleep(0.1)
    os.kill(connection.info.backend_pid, signal.SIGKILL)
    connection.close()
    while not recovered(attachment):
        time.sleep(0.02)
    log = attachment.cluster.log.read_text()
    assert "terminated by signal 9" in log
    assert secret not in log


def test_text_is_ordered_by_bytes_cased_by_unicode_and_time_is_utc(attachment: Attachment) -> None:
    ordered = "SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(ARRAY['b', 'Z', 'é', 'a']) AS word"
    assert ask(attachment, ordered) == ("Z a b é",)
    assert ask(attachment, "SELECT lower('ÉTÉ'), current_setting('TimeZone'), current_setting('data_checksums')") == ("été", "UTC", "on")


def test_settings_of_ones_own_have_the_last_word(data: Path) -> None:
    with start_or_attach(data) as attachment:
        assert ask(attachment, "SELECT current_setting('max_connections')") == ("60",)
        local = attachment.cluster.place.home / "local.conf"
    local.write_text("max_connections = 33\n")
    with start_or_attach(data) as attachment:
        assert ask(attachment, "SELECT current_setting('max_connections')") == ("33",)

    local.write_text("shared_buffers = a lot\n")
    with pytest.raises(Refusal) as refused:
        start_or_attach(data)
    assert refused.value.code == "database-not-started"
    assert "local.conf" in str(refused.value)
    local.write_text("")
