"""Files that leave: who took what, when, for what and resting on which agreement; and the stamp of practice mode."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from payung.governance.actions.audit import record
from payung.governance.models import Export
from payung.governance.queries.accounts import installation
from payung.governance.rules.access import check_may
from payung.governance.rules.actors import Actor
from payung.governance.rules.practice import stamped_name
from payung.governance.rules.stamps import Stamp, stamped_content

OWN_USE = "own use"


@dataclass(frozen=True)
class HandedOut:
    """A file as it leaves, under the name it leaves with, and its stamp in words."""

    name: str
    content: bytes
    stamp: str


@transaction.atomic
def hand_out(
    *,
    name: str,
    content: bytes,
    purpose: str = OWN_USE,
    agreement: str = "",
    rows: int | None = None,
    act: str = "reports.export",
    by: Actor,
    at: datetime,
) -> HandedOut:
    """Let `content` leave as `name` for `purpose`, resting on the agreement with that number; stamped, and in practice mode marked LATIHAN.

    `act` is what lets it leave, `rows` how many people are in it. The register keeps who, when, what for and the digest of what
    left. Raises `Refusal` not-allowed.
    """
    check_may(by, act)
    leaving = stamped_name(name, practice=installation().practice)
    stamp = Stamp(by.full_name, at, purpose.strip() or OWN_USE, agreement.strip())
    stamped = stamped_content(leaving, content, stamp)
    held = Export.objects.create(
        name=leaving[:200], digest=hashlib.sha256(stamped).digest(), size_bytes=len(stamped), rows=rows, purpose=stamp.purpose[:200],
        agreement=stamp.agreement[:120], taken_by_id=by.user_id, posting_id=by.posting_id, taken_at=at,
    )  # fmt: skip
    change = {"name": leaving, "content": bytes(held.digest).hex(), "purpose": stamp.purpose, "agreement": stamp.agreement}
    record(by=by, at=at, action="export_file", kind="export", subjects=[held.pk], change=change)
    return HandedOut(leaving, stamped, stamp.words)


@transaction.atomic
def register_files(
    *, files: Sequence[Path], rows: int | None = None, purpose: str = OWN_USE, act: str = "reports.export", by: Actor, at: datetime
) -> None:
    """Enter files that a command wrote where its caller named into the register of what left, as they are, and leave the event of each.

    `rows`: how many people or areas are in them. Raises `Refusal` not-allowed.
    """
    check_may(by, act)
    for file in files:
        content = file.read_bytes()
        held = Export.objects.create(
            name=file.name[:200], digest=hashlib.sha256(content).digest(), size_bytes=len(content), rows=rows, purpose=purpose[:200],
            taken_by_id=by.user_id, posting_id=by.posting_id, taken_at=at,
        )  # fmt: skip
        change = {"name": file.name, "content": bytes(held.digest).hex(), "purpose": purpose, "agreement": ""}
        record(by=by, at=at, action="export_file", kind="export", subjects=[held.pk], change=change)


@transaction.atomic
def record_export(
    *, name: str, kind: str, subjects: Sequence[int], rows: int, purpose: str = OWN_USE, agreement: str = "", by: Actor, at: datetime
) -> None:
    """Leave the event of a file `name` with the NIKs of `rows` people, taken out of the objects `subjects` of `kind`; called before it is written.

    Raises `Refusal` not-allowed.
    """
    check_may(by, "reports.export")
    change = {"name": name, "rows": rows, "purpose": purpose, "agreement": agreement}
    record(by=by, at=at, action="export_people", kind=kind, subjects=subjects, change=change)
