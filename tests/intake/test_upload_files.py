"""Which files are taken in, under which names, and how they reach the reader."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from tests.intake.lists import person, write_list

from payung.core.refusals import Refusal
from payung.exchange.workbooks import Workbook
from payung.governance.queries.files import content_path
from payung.governance.rules.actors import Actor
from payung.intake.actions import add_upload
from payung.intake.queries import read_stored, stored_files
from payung.intake.rules.listing import found_files


def test_a_folder_gives_its_files_sorted_and_named_below_it(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.xlsx", "a/c/y.ods", ".DS_Store", "a/.git/x.csv", "~$b.xlsx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [name for _, name in found_files([tmp_path])] == ["a/c/y.ods", "a/z.xlsx", "b.csv"]


def test_a_file_reached_twice_is_given_once_and_the_order_is_that_of_the_paths(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).touch()
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    assert [name for _, name in found_files([tmp_path / "b.csv", tmp_path])] == ["b.csv", "a.csv"]


def test_a_name_that_is_no_text_is_shown_with_marks(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv")).touch()
    assert [name for _, name in found_files([tmp_path])] == ["caf\ufffd.csv"]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        found_files([tmp_path / "nothing"])
    assert (refused.value.code, refused.value.data) == ("no-such-file", {"file": "nothing"})


@pytest.mark.django_db
def test_what_is_read_is_what_was_kept_and_no_content_lies_in_a_temporary_file(
    operator: Actor, programme: str, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        write_list(tmp_path / "in" / f"{number}.xlsx", [person(number)])
    upload = add_upload(paths=[tmp_path / "in"], programme=programme, source="Nita", door="village", by=operator, at=now).upload
    (tmp_path / "in" / "1.xlsx").write_bytes(b"")
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    reading = read_stored(stored_files(upload))
    _, read = next(reading)
    assert isinstance(read, Workbook)
    assert person(1)["NIK"] in dict(read.sheets[0].rows)[4]
    lent = [path for path in (tmp_path / "temp").rglob("*") if not path.is_dir()]
    assert lent
    assert all(path.is_symlink() for path in lent) == (sys.platform == "linux")
    reading.close()
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.django_db
def test_a_damaged_store_stops_the_reading_and_says_so(operator: Actor, programme: str, now: datetime, tmp_path: Path) -> None:
    source = write_list(tmp_path / "a.xlsx", [person(1)])
    upload = add_upload(paths=[source], programme=programme, source="Nita", door="village", by=operator, at=now).upload
    (file,) = stored_files(upload)
    held = content_path(file.digest)
    held.write_bytes(held.read_bytes()[:-1])
    with pytest.raises(Refusal) as refused:
        next(read_stored([file]))
    assert refused.value.code == "file-broken"
    held.unlink()
