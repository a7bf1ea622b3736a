"""Files on their way in: sealed while they arrive, whole when they are kept, and never readable on a disk."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadhandler import SkipFile, StopFutureHandlers
from django.http import HttpRequest

from payung.governance.rules.spool import SMALL, Spool
from payung.web import receiving
from payung.web.receiving import SealedUploadHandler, lent

PIECE = 64 * 1024


def spooled(folder: Path, content: bytes) -> Spool:
    """A spool with the content, given in pieces."""
    spool = Spool(folder)
    for start in range(0, len(content), PIECE):
        spool.put(content[start : start + PIECE])
    return spool


@pytest.mark.parametrize("size", [0, 1, SMALL, SMALL + 1, 5 * SMALL + 77])
def test_what_comes_in_goes_out_as_often_as_asked(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    spool = spooled(tmp_path, content)
    assert (spool.size, spool.digest) == (size, hashlib.sha256(content).hexdigest())
    assert b"".join(spool.chunks()) == b"".join(spool.chunks()) == content
    assert max(map(len, spool.chunks()), default=0) <= SMALL + PIECE
    spool.close()


def test_a_large_file_lies_nowhere_in_the_clear_and_nowhere_afterwards(tmp_path: Path) -> None:
    spool = spooled(tmp_path, b"5307100702700002;Yosef Lewar" * 40_000)
    assert list(tmp_path.iterdir()) == []  # it has no name
    handle = spool._file
    assert handle is not None
    handle.seek(0)
    assert b"Yosef" not in handle.read()
    spool.close()


class Reader:
    """Who sends a form."""

    def __init__(self, signed_in: bool) -> None:
        self.is_authenticated = signed_in


def handler(signed_in: bool) -> SealedUploadHandler:
    """The hand for a form of somebody."""
    request = HttpRequest()
    request.user = Reader(signed_in)  # type: ignore[assignment]
    return SealedUploadHandler(request)


def test_nothing_is_taken_of_somebody_who_is_not_signed_in() -> None:
    with pytest.raises(SkipFile):
        handler(False).new_file("lists", "a.xlsx", "text/plain", None)


def test_a_file_beyond_all_measure_is_cut_off_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_BYTES", 2 * PIECE)
    hand = handler(True)
    with pytest.raises(StopFutureHandlers):
        hand.new_file("lists", "a.xlsx", "text/plain", None)
    for start in range(0, 10 * PIECE, PIECE):
        hand.receive_data_chunk(b"x" * PIECE, start)
    file = hand.file_complete(10 * PIECE)
    assert file.too_large
    assert file.size == 3 * PIECE
    assert file.read(5) == b"xxxxx"
    file.close()


def test_files_are_lent_under_their_own_names_and_taken_back(tmp_path: Path) -> None:
    spool = spooled(tmp_path, b"content")
    given = receiving.ReceivedFile(spool, "../../daftar.csv", "text/csv").handed()
    with lent([given, given]) as paths:
        assert [path.name for path in paths] == ["daftar.csv", "daftar.csv"]
        assert [path.read_bytes() for path in paths] == [b"content", b"content"]
    assert not any(path.exists() for path in paths)


def test_every_form_of_the_office_takes_files_this_way() -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["payung.web.receiving.SealedUploadHandler"]
