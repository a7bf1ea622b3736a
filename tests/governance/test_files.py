"""Files lie encrypted in the data folder, once per content."""

from __future__ import annotations

from pathlib import Path

import pytest

from payung.core.refusals import Refusal
from payung.governance.actions.files import store_content, store_file
from payung.governance.models import StoredFile
from payung.governance.queries.files import content_path, read_content

pytestmark = pytest.mark.django_db


def test_a_file_is_stored_encrypted_and_read_back(operator, now, tmp_path: Path):  # type: ignore[no-untyped-def]
    source = tmp_path / "Daftar.csv"
    source.write_bytes(b"NIK;Nama\n5307010101800001;Maria\n" * 50_000)
    held = store_file(source=source, name="Daftar.csv", area="53", file_class="source", by=operator, at=now)
    on_disk = content_path(held.digest).read_bytes()
    assert b"5307010101800001" not in on_disk
    assert content_path(held.digest).stat().st_mode & 0o077 == 0
    assert read_content(held.digest) == source.read_bytes()


def test_equal_content_is_written_once(operator, now):  # type: ignore[no-untyped-def]
    first = store_content(content=b"same", name="a.csv", area="53", file_class="source", by=operator, at=now)
    written = content_path(first.digest).stat().st_mtime_ns
    second = store_content(content=b"same", name="b.csv", area="53", file_class="source", by=operator, at=now)
    assert first.digest == second.digest
    assert content_path(second.digest).stat().st_mtime_ns == written
    assert StoredFile.objects.filter(digest=first.digest).count() == 2


def test_a_file_for_another_area_is_refused(operator, hire, now):  # type: ignore[no-untyped-def]
    sikka = hire("sikka", "regency_verifier", "5307")
    with pytest.raises(Refusal) as refusal:
        store_content(content=b"x", name="x", area="5308", file_class="source", by=sikka, at=now)
    assert refusal.value.code == "outside-area"


def test_a_missing_content_says_what_to_do(operator):  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal, match="Restore it from the backup"):
        read_content("0" * 64)
