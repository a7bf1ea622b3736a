"""Making, exporting, importing and renewing keys. The key file is written beside and moved into place, readable by its owner only."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.audit import record
from payung.governance.queries.keys import keyring, keyring_path
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.keyring import Keyring, unwrap, wrap

_SHORTEST_PASSPHRASE = 12


def init_keys(*, by: Actor, at: datetime) -> None:
    """Make the installation's keys. Raises `Refusal` keys-exist when there are keys already."""
    check_may(by, "keys.manage")
    _refuse_second()
    _write(keyring_path(), Keyring.new().to_json())
    record(by=by, at=at, action="init_keys", kind="keys")


def export_keys(*, passphrase: str, out: Path, by: Actor, at: datetime) -> None:
    """Write the keys under a passphrase to `out`. Raises `Refusal` passphrase-short below 12 characters."""
    check_may(by, "keys.manage")
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise Refusal("passphrase-short", gettext_noop("Use a passphrase of at least %(least)s characters."), least=_SHORTEST_PASSPHRASE)
    _write(out, wrap(keyring(), passphrase))
    record(by=by, at=at, action="export_keys", kind="keys")


def install_keys(*, source: Path, passphrase: str) -> None:
    """Put exported keys in place, before there is a database to record it in (`import_keys` does both)."""
    _refuse_second()
    if not source.exists():
        raise Refusal("no-such-file", gettext_noop("There is no file %(file)s."), file=source.name)
    _write(keyring_path(), unwrap(source.read_text(), passphrase).to_json())


def import_keys(*, source: Path, passphrase: str, by: Actor, at: datetime) -> None:
    """Put exported keys in place. Raises `Refusal` keys-exist, passphrase-wrong or keys-unreadable."""
    check_may(by, "keys.manage")
    install_keys(source=source, passphrase=passphrase)
    record(by=by, at=at, action="import_keys", kind="keys")


def rotate_keys(*, by: Actor, at: datetime) -> int:
    """Make a new sealing key for what is sealed from now on; older envelopes still open. Its id."""
    check_may(by, "keys.manage")
    renewed = keyring().renewed()
    _write(keyring_path(), renewed.to_json())
    record(by=by, at=at, action="rotate_keys", kind="keys", subjects=[renewed.current])
    return renewed.current


def _refuse_second() -> None:
    if keyring_path().exists():
        raise Refusal(
            "keys-exist", gettext_noop("There are keys here already; they are never overwritten. Use 'payung keys rotate' to renew them.")
        )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
