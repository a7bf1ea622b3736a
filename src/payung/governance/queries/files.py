"""Reading stored files."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.models import StoredFile
from payung.governance.queries.keys import keyring


def content_path(digest: str) -> Path:
    """Where the encrypted content of a digest lies."""
    return Path(settings.PAYUNG_DATA) / "files" / digest[:2] / digest


def read_content(digest: str) -> bytes:
    """The content of a stored file. Raises `Refusal` file-missing or file-broken."""
    path = content_path(digest)
    if not path.exists():
        raise Refusal("file-missing", gettext_noop("A stored file is missing from the data folder. Restore it from the backup."))
    return keyring().decrypt_file(digest, path.read_bytes())


def stored_file(file_id: int) -> StoredFile:
    """One stored file inside the present scope. Raises `Refusal` no-such-object."""
    held = StoredFile.objects.filter(pk=file_id).first()
    if held is None:
        raise Refusal("no-such-object", gettext_noop("There is no such file, or it lies outside your area."))
    return held
