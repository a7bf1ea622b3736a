"""Number, day and signed copy of a decree: as they are handed in, what is left out from the signed copy of the decree's own paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.actions.files import store_file
from payung.governance.queries.documents import SignedFile, signed_copy
from payung.governance.rules.actors import Actor


@dataclass(frozen=True)
class Decree:
    """A decree as it is recorded: `file` is the id of the stored copy, `digest` that of its content."""

    number: str
    on: date
    file: int
    digest: str


def recorded_decree(
    *, kind: str, object_id: int, digest: bytes, number: str, on: date | None, file: Path | None, area: str, by: Actor, at: datetime
) -> Decree:
    """The decree of a list or amendment with the digest of what was approved; the paper is that of `kind` (decree, decree-amended).

    Raises `Refusal` decree-incomplete, or decree-of-another-list when the paper was drafted of other people.
    """
    paper = None if number.strip() and on and file else signed_copy(kind, object_id)
    if paper is not None:
        _check_same(paper, digest)
    number = number.strip() or (paper.number if paper else "")
    on = on or (paper.numbered_on if paper else None)
    if not number or on is None or (file is None and paper is None) or (file is not None and not file.is_file()):
        raise Refusal("decree-incomplete", gettext_noop("A decree is recorded with its number, its day and the file of the signed copy."))
    if file is not None:
        stored = store_file(source=file, name=file.name, area=area, file_class="decree", by=by, at=at)
        return Decree(number, on, stored.pk, stored.digest)
    assert paper is not None
    return Decree(number, on, paper.file, paper.digest)


def _check_same(paper: SignedFile, digest: bytes) -> None:
    if paper.told.get("sidik_daftar") != digest.hex()[:16].upper():
        message = gettext_noop("The signed decree was drafted before the list was changed. Draft it anew, and let it be signed.")
        raise Refusal("decree-of-another-list", message)
