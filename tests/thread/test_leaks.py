"""10,000 seeded people: their identifiers are in no log, dump, temporary or by-product file; their names in none but the dump."""

from __future__ import annotations

import re
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from payung.embedded.binaries import client_program
from payung.embedded.external import server_major
from payung.synthetic import make_province

pytestmark = pytest.mark.once

PEOPLE = 10_000
_DIGITS = re.compile(rb"(?<!\d)\d{10,16}(?!\d)")
_WORDS = re.compile(rb"[A-Za-z][A-Za-z'`. ]{5,60}[A-Za-z]")


class Secrets:
    """What must not be found: identifiers by their digits, mothers and people by their full names."""

    def __init__(self, seed: int) -> None:
        people = make_province(PEOPLE, seed).people
        self.digits = {
            each.encode()
            for column in ("nik", "kk", "phone")
            for each in people[column].drop_nulls().cast(pl.String).str.replace_all(r"\D", "")
        }
        full = people.filter(pl.col("name").str.contains(" ")).get_column("name")
        mothers = people.filter(pl.col("mother").str.contains(" ")).get_column("mother").drop_nulls()
        self.people = {each.encode() for each in full}
        self.mothers = {each.encode() for each in mothers} - self.people

    def identifiers_in(self, content: bytes) -> set[bytes]:
        """The identifiers that stand in `content`."""
        return {found for found in _DIGITS.findall(content) if found in self.digits}

    def names_in(self, content: bytes, names: set[bytes]) -> set[bytes]:
        """The full names that stand in `content`, between characters that are no part of a name."""
        return {found.strip() for found in _WORDS.findall(content)} & names


@pytest.fixture(scope="module")
def busy(new_installation: Callable, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple]:  # type: ignore[type-arg]
    """An installation that took 10,000 people through everything, with its temporary folder kept."""
    payung = new_installation()
    out, temporary = tmp_path_factory.mktemp("busy-out"), tmp_path_factory.mktemp("busy-tmp")
    temporary.chmod(0o777)
    answer = payung("demo", "--workers", PEOPLE, "--seed", 7, "--out", out, TMPDIR=str(temporary))
    # What fails must not tell either: a bad file, a refused command.
    broken = temporary.parent / "broken.xlsx"
    broken.write_bytes((out / "members.csv").read_bytes())
    failed = payung("intake", "add", broken, "--programme", "ntt-2025", "--source", "x", "--door", "village", expect=None)
    payung("db", "backup", out.parent / "busy.backup")
    yield payung, out, temporary, [answer.out, answer.err, failed.out, failed.err]


@pytest.fixture(scope="module")
def secrets() -> Secrets:
    return Secrets(7)


def test_the_search_itself_finds_what_is_there(busy, secrets):  # type: ignore[no-untyped-def]
    _, out, _, _ = busy
    members = (out / "members.csv").read_bytes()
    assert len(secrets.identifiers_in(members)) > 500
    assert len(secrets.names_in(members.replace(b",", b"\n"), secrets.people)) > 200
    assert len(secrets.mothers) > 1000


def test_nothing_is_told_by_output_or_errors(busy, secrets):  # type: ignore[no-untyped-def]
    _, _, _, said = busy
    for text in said:
        assert secrets.identifiers_in(text.encode()) == set()
        assert secrets.names_in(text.encode(), secrets.people | secrets.mothers) == set()


def test_nothing_lies_open_in_the_data_folder_or_in_temporary_files(busy, secrets):  # type: ignore[no-untyped-def]
    payung, _, temporary, _ = busy
    looked = 0
    for folder in (payung.data, temporary):
        for path in folder.rglob("*"):
            if not path.is_file() or "postgres" in path.relative_to(folder).parts and "log" not in path.name:
                continue
            looked += 1
            content = path.read_bytes()
            assert secrets.identifiers_in(content) == set(), path
            assert secrets.names_in(content, secrets.people | secrets.mothers) == set(), path
    assert looked > 50


def test_a_dump_holds_names_but_no_identifier_and_no_mother(busy, secrets, database_admin: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    _, out, _, _ = busy
    with tarfile.open(out.parent / "busy.backup") as archive:
        archive.extract("database.dump", tmp_path, filter="data")
    text = tmp_path / "dump.sql"
    with text.open("wb") as opened:
        subprocess.run(
            [str(client_program("pg_restore", server_major(database_admin))), "--file=-", str(tmp_path / "database.dump")],
            stdout=opened,
            check=True,
        )
    dump = text.read_bytes()
    assert len(secrets.names_in(dump.replace(b"\t", b"\n"), secrets.people)) > 1000, "names are scoped, not sealed"
    assert secrets.identifiers_in(dump) == set()
    # A clerk's shortened name may happen to be the name of somebody's mother: those as they were written are people's own.
    written = {name.encode() for name in pl.read_parquet(out / "truth.parquet")["written_name"].drop_nulls()}
    assert secrets.names_in(dump.replace(b"\t", b"\n"), secrets.mothers - written) == set()


def test_the_raw_table_files_hold_no_identifier(busy, secrets):  # type: ignore[no-untyped-def]
    payung, _, _, _ = busy
    found: set[bytes] = set()
    for path in payung.data.rglob("*"):
        if path.is_file() and "base" in path.parts:
            found |= secrets.identifiers_in(path.read_bytes())
    assert found == set()
