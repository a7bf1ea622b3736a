"""The installation's keyring, read from the data folder once per process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.rules.keyring import Keyring


def keyring_path() -> Path:
    """Where the keys lie; never in a backup."""
    return Path(settings.PAYUNG_DATA) / "keys" / "keyring.json"


def keyring() -> Keyring:
    """The keys. Raises `Refusal` keys-missing before `payung keys init` or `import`."""
    path = keyring_path()
    if not path.exists():
        raise Refusal(
            "keys-missing", gettext_noop("There are no keys here. Run 'payung keys init', or 'payung keys import FILE' after a restore.")
        )
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Keyring:
    return Keyring.from_json(path.read_text())
