"""Lists being typed: those under way, and one with its lines and what is found about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from payung.core.refusals import Refusal, gettext_noop
from payung.governance.queries.files import read_content
from payung.governance.queries.keys import keyring
from payung.intake.models import Draft, Upload
from payung.intake.rules.envelopes import DRAFT_TABLE, LINES
from payung.intake.rules.grid import Line, Verdict, columns_for, judged, unpack_lines
from payung.intake.rules.scans import scan_type
from payung.intake.rules.statuses import DraftStatus
from payung.intake.rules.typing import Typist
from payung.places.queries import code_history, places


@dataclass(frozen=True)
class DraftRow:
    """One list being typed, in a list of them."""

    id: int
    area: str
    place: str
    source: str
    brought_by: str
    lines: int
    begun_by: str
    saved_at: datetime


@dataclass(frozen=True)
class DraftView:
    """A list being typed: whose it is, its lines in the order of the paper, and what is found about them by line number from 1."""

    id: int
    area: str
    place: str
    programme: str
    source: str
    brought_by: str
    scan_type: str
    version: int
    status: DraftStatus
    upload: int | None
    fields: tuple[str, ...]
    lines: tuple[Mapping[str, str], ...]
    verdicts: Mapping[int, Verdict]
    saved_at: datetime


def open_drafts() -> list[DraftRow]:
    """The lists under way in the present scope, last saved first."""
    held = Draft.objects.filter(status=DraftStatus.OPEN).select_related("begun_by").order_by("-saved_at")[:200]
    names = dict(places().select("code", "name").iter_rows())
    return [
        DraftRow(each.pk, each.area, names.get(each.area, each.area), each.source, each.brought_by, each.lines, each.begun_by.full_name, each.saved_at)
        for each in held
    ]  # fmt: skip


def draft_view(draft: int, on: date) -> DraftView:
    """One list with its lines. Raises `Refusal` no-such-object."""
    held = _found(draft)
    lines = lines_of(held)
    name = dict(places(held.area).select("code", "name").iter_rows()).get(held.area, held.area)
    return DraftView(
        id=held.pk,
        area=held.area,
        place=name,
        programme=held.programme.code,
        source=held.source,
        brought_by=held.brought_by,
        scan_type=scan_type(held.scan.name) if held.scan is not None else "",
        version=held.version,
        status=DraftStatus(held.status),
        upload=held.upload_id,
        fields=columns_for(held.area),
        lines=tuple(lines),
        verdicts=verdicts_of(lines, held.area, on),
        saved_at=held.saved_at,
    )


def draft_scan(draft: int) -> tuple[str, bytes]:
    """Media type and content of the picture of the paper. Raises `Refusal` no-such-object."""
    held = _found(draft)
    if held.scan is None:
        raise _none()
    return scan_type(held.scan.name), read_content(held.scan.digest)


def upload_scan(upload: int) -> tuple[str, bytes]:
    """Media type and content of the picture that a typed upload was typed from. Raises `Refusal` no-such-object."""
    held = Upload.objects.select_related("scan").filter(pk=upload, scan__isnull=False).first()
    if held is None or held.scan is None:
        raise _none()
    return scan_type(held.scan.name), read_content(held.scan.digest)


def locked_draft(draft: int) -> Draft:
    """A list for this room's own acts, held until the end of the transaction. Raises `Refusal` no-such-object."""
    held = Draft.objects.select_for_update(of=("self",)).select_related("programme").filter(pk=draft).first()
    if held is None:
        raise _none()
    return held


def lines_of(held: Draft) -> list[dict[str, str]]:
    """The lines of a list, opened."""
    return unpack_lines(keyring().open(DRAFT_TABLE, held.pk, bytes(held.envelope))[LINES]) if held.envelope else []


def verdicts_of(lines: Sequence[Line], area: str, on: date) -> dict[int, Verdict]:
    """What is found about each line that is not blank, as of the day `on`."""
    return judged(lines, area, Typist(on=on, known_area=area, history=code_history()))


def _found(draft: int) -> Draft:
    held = Draft.objects.select_related("programme", "scan").filter(pk=draft).first()
    if held is None:
        raise _none()
    return held


def _none() -> Refusal:
    return Refusal("no-such-object", gettext_noop("There is no such list, or it lies outside your area."))
