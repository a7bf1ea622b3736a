"""Files that leave: who took what, and the stamp of practice mode."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from payung.governance.actions.audit import record
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import stamped_name


@dataclass(frozen=True)
class HandedOut:
    """A file as it leaves, under the name it leaves with."""

    name: str
    content: bytes


@transaction.atomic
def hand_out(*, name: str, content: bytes, by: Actor, at: datetime) -> HandedOut:
    """Let `content` leave as `name`, stamped in practice mode; the trail keeps a keyed digest of both. Raises `Refusal` not-allowed."""
    check_may(by, "reports.export")
    leaving = stamped_name(name, practice=installation().practice)
    record(by=by, at=at, action="export_file", kind="export", change={"name": leaving, "content": hashlib.sha256(content).hexdigest()})
    return HandedOut(leaving, content)


@transaction.atomic
def record_export(*, name: str, kind: str, subjects: Sequence[int], rows: int, by: Actor, at: datetime) -> None:
    """Leave the event of a file `name` with the NIKs of `rows` people, taken out of the objects `subjects` of `kind`; called before it is written.

    Raises `Refusal` not-allowed.
    """
    check_may(by, "reports.export")
    record(by=by, at=at, action="export_people", kind=kind, subjects=subjects, change={"name": name, "rows": rows})
