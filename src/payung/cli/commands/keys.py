"""Make, show, export, import and renew keys.

Without the keys no NIK can ever be opened again, and they are never in a backup. Export them once, under a passphrase
(PAYUNG_PASSPHRASE, else asked for), and keep that file and the passphrase apart from the machine and from each other.

  payung keys init            make the keys of this data folder (the first command does it by itself)
  payung keys show            which keys there are, never their values
  payung keys export FILE     write them under a passphrase
  payung keys import FILE     put exported keys in place, before 'payung db restore'
  payung keys rotate          seal with a new key from now on; what was sealed before still opens
"""

from __future__ import annotations

import getpass
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from payung.cli.console import Console
from payung.cli.office import Desk, is_founded
from payung.cli.options import common
from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.keys import export_keys, import_keys, init_keys, install_keys, rotate_keys
from payung.governance.queries.keys import keyring, keyring_path


def add_arguments(parser: ArgumentParser) -> None:
    """init|show|export FILE|import FILE|rotate."""
    parser.add_argument("act", choices=["init", "show", "export", "import", "rotate"])
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
    common(parser)


def run(options: Namespace, console: Console, desk: Desk) -> int:
    """Do what was asked; key values are never printed."""
    if options.act in ("export", "import") and options.file is None:
        raise Refusal("file-missing", gettext_noop("Name the file: payung keys export FILE, or payung keys import FILE."))
    if options.act == "import" and not is_founded():
        install_keys(source=options.file, passphrase=_passphrase())
    elif options.act == "import":
        import_keys(source=options.file, passphrase=_passphrase(), by=desk.by, at=desk.at)
    elif options.act == "export":
        export_keys(passphrase=_passphrase(), out=options.file, by=desk.by, at=desk.at)
    elif options.act == "init":
        init_keys(by=desk.by, at=desk.at)
    elif options.act == "rotate":
        rotate_keys(by=desk.by, at=desk.at)
    ring = keyring()
    console.answer(
        {"sealing_keys": sorted(ring.sealing), "current": ring.current, "public_key": ring.public_key.hex()},
        f"Keys in {keyring_path()}: sealing {', '.join(map(str, sorted(ring.sealing)))} (now {ring.current}), audit signature {ring.public_key.hex()}",
    )
    return 0


def _passphrase() -> str:
    return os.environ.get("PAYUNG_PASSPHRASE") or getpass.getpass("Passphrase: ")
